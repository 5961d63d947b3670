#include "cli/session_words.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "cli/human_number.h"
#include "engine/fs/process.h"

namespace smartsync::cli {

namespace {

using session::Action;
using session::Conflict;
using session::OnConflict;
using session::Side;
using session::Step;
using session::Version;

struct Verb {
  const char* past;
  const char* present;
};

Verb verb_of(Step step) {
  switch (step) {
    case Step::rename:
    case Step::set_aside:
      return {"renamed", "rename"};
    case Step::clear:
    case Step::remove:
      return {"deleted", "delete"};
    case Step::make_directory:
      return {"made the folder", "make the folder"};
    case Step::copy:
      return {"copied", "copy"};
    case Step::set_metadata:
      return {"set the time and permissions", "set the time and permissions"};
  }
  return {"", ""};
}

const char* place_of(const Action& action) {
  const bool network = action.target == Side::network;
  if (action.step == Step::copy) return network ? "to the network" : "from the network";
  return network ? "on the network" : "here";
}

const char* place_of(Side side) {
  return side == Side::local ? "here" : "on the network";
}

const std::optional<Version>& version_at(const Conflict& conflict, Side side) {
  return side == Side::local ? conflict.local : conflict.network;
}

bool is_deletion(const Conflict& conflict) {
  return conflict.kind == Conflict::Kind::changed_and_deleted;
}

// The side that still has what the other deleted.
Side survivor(const Conflict& conflict) {
  return conflict.local ? Side::local : Side::network;
}

std::string settled_words(const Conflict& conflict, const std::string& set_aside, bool is_past) {
  if (is_deletion(conflict)) {
    if (version_at(conflict, conflict.winner))
      return is_past ? "the changed version is kept" : "the changed version would be kept";
    return (is_past ? "it was deleted on both sides" : "it would be deleted on both sides") +
           std::string(", and lies in .smartsync/trash");
  }
  const std::string winner = std::string("the version ") + place_of(conflict.winner);
  if (!set_aside.empty())
    return winner +
           (is_past ? " keeps the name, the other is \""
                    : " would keep the name, the other be \"") +
           set_aside + "\"";
  return winner + (is_past ? " is used" : " would be used") +
         ", the other lies in .smartsync/trash";
}

std::string size_of(std::uint64_t bytes) {
  if (bytes < 1000) return counted(bytes, "byte");
  std::string text = human_number(bytes, 2);
  return text.insert(text.size() - 1, " ") + "B";
}

std::string line_about(const Conflict& conflict, Side side, const char* name) {
  const auto& version = version_at(conflict, side);
  const auto& other = version_at(conflict, session::other(side));
  std::string line = std::string("  ") + name;
  if (!version) return line + "deleted\n";
  if (version->type == fs::FileType::symlink) return line + "a link\n";
  line += fs::format_local_time(version->modified.seconds, "%Y-%m-%d %H:%M:%S") + ", " +
          size_of(version->size);
  const bool newer = other && other->modified < version->modified;
  return line + (newer ? " (newer)\n" : "\n");
}

struct Choice {
  std::string_view word;  // its first letter is enough
  OnConflict meaning;
};
using Choices = std::array<Choice, 4>;

// The first is the default.
Choices all_choices(const Conflict& conflict) {
  if (!is_deletion(conflict))
    return {{{"both", OnConflict::keep_both},
             {"here", OnConflict::local},
             {"network", OnConflict::network},
             {"later", OnConflict::stop}}};
  const bool is_here = survivor(conflict) == Side::local;
  return {{{"keep", OnConflict::keep_both},
           {"delete", is_here ? OnConflict::network : OnConflict::local},
           {"later", OnConflict::stop},
           {}}};
}

}  // namespace

std::string words_about(const Action& action, Tense tense, const std::string& path,
                        const std::string& to) {
  const Verb verb = verb_of(action.step);
  std::string words = tense == Tense::waits ? "waits: " : tense == Tense::would ? "would " : "";
  words += tense == Tense::done ? verb.past : verb.present;
  words += std::string(" ") + place_of(action) + ": " + path;
  return to.empty() ? words : words + " as " + to;
}

std::string counted(std::uint64_t number, const std::string& noun) {
  return human_number(number, 1) + " " + noun + (number == 1 ? "" : "s");
}

std::string words_about(const Conflict& conflict, const std::string& path) {
  switch (conflict.kind) {
    case Conflict::Kind::changed_and_deleted:
      return "\"" + path + "\" was changed " +
             (survivor(conflict) == Side::local ? "here and deleted on the network"
                                                : "on the network and deleted here");
    case Conflict::Kind::file_and_directory:
      return "\"" + path + "\" is a folder on one side and a file on the other";
    case Conflict::Kind::both_changed:
      break;
  }
  return "\"" + path + "\" was changed both here and on the network";
}

std::string outcome_of(const Conflict& conflict, const std::string& set_aside, Prospect prospect) {
  if (prospect == Prospect::is_asked) return "a run would ask what to keep";
  if (conflict.open)
    return prospect == Prospect::past
               ? "nothing was done about it; \"smartsync resolve\" settles it"
               : "nothing would be done about it; \"smartsync resolve\" settles it";
  if (prospect == Prospect::past && !conflict.settled)
    return "both versions are as they were, and the next run settles it";
  return settled_words(conflict, set_aside, prospect == Prospect::past);
}

std::string versions_of(const Conflict& conflict) {
  return line_about(conflict, Side::local, "here:           ") +
         line_about(conflict, Side::network, "on the network: ");
}

std::string choices_of(const Conflict& conflict, bool several) {
  std::string question =
      is_deletion(conflict)
          ? "  [k]eep the changed version on both sides, [d]elete it on both, or decide [l]ater?"
          : "  Keep [b]oth, only the version [h]ere, only the one on the [n]etwork, or decide "
            "[l]ater?";
  if (several)
    question +=
        is_deletion(conflict)
            ? "\n  (A capital letter: the same for all further ones that one side deleted.)"
            : "\n  (A capital letter: the same for all further ones that both sides changed.)";
  return question + (is_deletion(conflict) ? " [k] " : " [b] ");
}

bool is_for_all(std::string_view word) {
  const auto is_letter = [](unsigned char c) { return std::isalpha(c) != 0; };
  return std::ranges::any_of(word, is_letter) &&
         std::ranges::none_of(word, [](unsigned char c) { return std::islower(c) != 0; });
}

std::optional<OnConflict> choice(const Conflict& conflict, std::string_view word) {
  std::string typed(word);
  std::erase_if(typed, [](unsigned char letter) { return std::isspace(letter) != 0; });
  std::ranges::transform(typed, typed.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  const Choices choices = all_choices(conflict);
  if (typed.empty()) return choices.front().meaning;
  for (const Choice& each : choices)
    if (!each.word.empty() && (typed == each.word || typed == each.word.substr(0, 1)))
      return each.meaning;
  return std::nullopt;
}

}  // namespace smartsync::cli
