#include "cli/message_levels.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace smartsync::cli {
namespace {

constexpr MessageFlag info_table[] = {
    {"BACKUP", "backups that were made", "001"},
    {"COPY", "files copied from elsewhere on the receiving side", "01"},
    {"DEL", "deletions", "01"},
    {"FLIST", "how the list of files is made (levels 1-2)", "01"},
    {"MISC", "everything else (levels 1-2)", "012"},
    {"MOUNT", "mount points that were left out", "001"},
    {"NAME", "1: what is updated, 2: what is up to date as well", "012"},
    {"NONREG", "special files that were left out (level 1 unless 0 is asked for)", "1"},
    {"PROGRESS", "1: progress of each file, 2: progress of the whole run", "0"},
    {"REMOVE", "source files that were removed", "001"},
    {"SKIP", "files left out by a transfer rule (levels 1-2)", "001"},
    {"STATS", "figures at the end (levels 1-3)", "01"},
    {"SYMSAFE", "unsafe symlinks", "01"},
};

constexpr MessageFlag debug_table[] = {
    {"ACL", "access control lists", "0001"},
    {"BACKUP", "backup actions (levels 1-2)", "0001"},
    {"BIND", "binding of sockets", "001"},
    {"CHDIR", "changes of the current directory", "000001"},
    {"CONNECT", "connections (levels 1-2)", "0012"},
    {"CMD", "commands that are started (levels 1-2)", "00112"},
    {"DEL", "deletions (levels 1-3)", "00123"},
    {"DELTASUM", "block checksums (levels 1-4)", "001234"},
    {"DUP", "duplicate names", "001"},
    {"EXIT", "the end of the run (levels 1-3)", "00012"},
    {"FILTER", "filter rules at work (levels 1-3)", "0012"},
    {"FLIST", "the list of files (levels 1-4)", "001234"},
    {"FUZZY", "the search for a similar file (levels 1-2)", "000112"},
    {"GENR", "decisions about each file", "0001"},
    {"HASH", "hash tables", "000001"},
    {"HLINK", "hard links (levels 1-3)", "000001"},
    {"ICONV", "conversion of names (levels 1-2)", "00112"},
    {"IO", "reading and writing (levels 1-4)", "0"},
    {"NSTR", "negotiated algorithms", "0"},
    {"OWN", "owners and groups (levels 1-2)", "00012"},
    {"PROTO", "the protocol", "00001"},
    {"RECV", "receiving of files", "0001"},
    {"SEND", "sending of files", "0001"},
    {"TIME", "setting of times (levels 1-2)", "00012"},
};

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

int level_at(const MessageFlag& flag, int verbose) {
  const auto last = static_cast<int>(flag.verbosity.size()) - 1;
  return flag.verbosity[static_cast<std::size_t>(std::clamp(verbose, 0, last))] - '0';
}

}  // namespace

std::span<const MessageFlag> info_flags() {
  return info_table;
}
std::span<const MessageFlag> debug_flags() {
  return debug_table;
}

MessageLevels::MessageLevels(std::span<const MessageFlag> flags)
    : flags_(flags), levels_(flags.size()) {}

std::size_t MessageLevels::index(std::string_view name) const {
  const auto found = std::ranges::find(flags_, name, &MessageFlag::name);
  if (found == flags_.end()) throw std::invalid_argument(std::string(name));
  return static_cast<std::size_t>(found - flags_.begin());
}

void MessageLevels::set(std::string_view words) {
  while (!words.empty()) {
    const std::size_t comma = words.find(',');
    const std::string_view word = words.substr(0, comma);
    words = comma == words.npos ? std::string_view() : words.substr(comma + 1);
    if (word.empty()) continue;

    const std::size_t digits = word.find_last_not_of("0123456789") + 1;
    const std::string name = upper(word.substr(0, digits));
    // Levels have one digit; whatever is longer is above every level anyway.
    int level = 1;
    if (digits < word.size()) level = word.size() - digits > 1 ? 9 : word[digits] - '0';
    if (name == "ALL" || name == "NONE") {
      for (Level& each : levels_) each = {name == "ALL" ? level : 0, true};
    } else {
      try {
        levels_[index(name)] = {level, true};
      } catch (const std::invalid_argument&) {
        throw std::invalid_argument(std::string(word));
      }
    }
  }
}

void MessageLevels::suggest(std::string_view name, int level) {
  Level& current = levels_[index(name)];
  if (!current.chosen) current.value = std::max(current.value, level);
}

void MessageLevels::suggest_verbosity(int verbose) {
  for (const MessageFlag& flag : flags_) suggest(flag.name, level_at(flag, verbose));
}

int MessageLevels::level(std::string_view name) const {
  return levels_[index(name)].value;
}

std::string message_help(std::string_view option, std::span<const MessageFlag> flags) {
  std::string text = "A flag alone means level 1, FLAG2 level 2 and so on; FLAG0 is silence.\n\n";
  const auto line = [&text](std::string_view name, std::string_view help) {
    text += std::string(name) + std::string(11 - name.size(), ' ') + std::string(help) + "\n";
  };
  for (const MessageFlag& flag : flags) line(flag.name, flag.help);
  text += "\n";
  line("ALL", "every flag of " + std::string(option) + " at once (e.g. all4)");
  line("NONE", "silence, the same as all0");
  line("HELP", "this text");
  text += "\nWhat each -v adds:\n";
  for (int verbose = 0; verbose <= 5; ++verbose) {
    std::string names;
    for (const MessageFlag& flag : flags) {
      const int level = level_at(flag, verbose);
      if (level == 0 || (verbose > 0 && level == level_at(flag, verbose - 1))) continue;
      names += (names.empty() ? "" : ",") + std::string(flag.name);
      if (level > 1) names += std::to_string(level);
    }
    if (!names.empty()) text += std::to_string(verbose) + ") " + names + "\n";
  }
  return text;
}

}  // namespace smartsync::cli
