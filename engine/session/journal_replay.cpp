#include "engine/session/journal_replay.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <set>
#include <system_error>

#include "engine/fs/error.h"
#include "engine/session/files/target_file.h"
#include "engine/session/patch/in_place.h"
#include "engine/session/patch/journal_file.h"
#include "engine/session/trash.h"

namespace smartsync::session {
namespace {

using End = JournalEnd::Outcome;

// Where there are no locks: an unfinished journal that nobody has written to for so long is
// nobody's.
constexpr std::int64_t abandoned_after = 10 * 60;
// How long after the journal's end mark a time may be that our own writes gave the file: what they
// take on a slow link, and a little more.
constexpr std::int64_t least_seconds = 5;
constexpr std::uint64_t slow_link = std::uint64_t{10} << 20;  // bytes a second
// What is torn of a write that a crash cut short, at the finest: a page of the server's memory.
constexpr std::uint64_t cell = 4096;

enum class Target {
  old_version,   // nothing has been written, or it is not known to have been
  half_written,  // between both
  new_version,   // complete
  another,       // something else, that somebody put there, or nothing
};

class Replay {
 public:
  // All but the name outlive it.
  Replay(const fs::Dir& root, const fs::Dir& directory, Trash& trash, std::string name,
         unsigned in_flight, const Presence& presence)
      : root_(root),
        directory_(directory),
        trash_(trash),
        name_(std::move(name)),
        in_flight_(in_flight),
        presence_(presence) {}

  // nullopt: the journal is gone meanwhile.
  std::optional<JournalEnd> run() {
    try {
      file_ = directory_.open_write(name_);
    } catch (const Error& error) {
      if (error.code() == std::errc::no_such_file_or_directory) return std::nullopt;
      // No file at all: whoever put it there, it is nobody's work.
      if (!error.code() || error.code() == std::errc::too_many_symbolic_link_levels ||
          error.code() == std::errc::is_a_directory)
        return refuse(error.what());
      throw;
    }
    const fs::Lock lock = claim(file_, presence_);
    if (lock == fs::Lock::held_by_another) return busy();
    const auto named = directory_.stat_fresh(name_);
    if (!named || !fs::is_same_file(*named, file_.stat())) return std::nullopt;
    return judge(lock);
  }

 private:
  std::optional<JournalEnd> judge(fs::Lock lock) {
    std::optional<Journal> journal;
    try {
      journal = Journal::open(file_, in_flight_);
      if (journal && journal_name(journal->header().path) != name_)
        return refuse("the journal \"" + file_.path() + "\" is another file's");
    } catch (const Error& error) {
      if (error.code()) throw;  // the share fails, not the journal
      return refuse(error.what());
    }
    if (!journal) {
      if (lock == fs::Lock::unsupported && !is_older(file_.stat(), abandoned_after, presence_))
        return busy();
      return discard("", "a change that was interrupted before it began was dropped");
    }
    return carry_out(*journal);
  }

  JournalEnd carry_out(const Journal& journal) {
    const JournalHeader& header = journal.header();
    const std::string path = "\"" + root_.path_of(header.path) + "\"";
    std::string kept;
    switch (state_of_target(journal)) {
      case Target::another:
        return discard(header.path,
                       "an interrupted change of " + path +
                           " was dropped: somebody has replaced or changed the file since");
      case Target::new_version:
        break;
      case Target::half_written:
        if (!has_time_of_ours(header)) kept = trash_.keep_copy(target_, header.path);
        [[fallthrough]];
      case Target::old_version:
        write_in_place(
            target_, header,
            [&](std::size_t index, WorkBuffer& buffer) { return journal.read(index, buffer); },
            in_flight_);
    }
    directory_.remove_file(name_);
    std::string sentence = "an interrupted change of " + path + " was finished";
    if (!kept.empty())
      sentence += "; somebody may have changed the file since: as it was is \"" + kept + "\"";
    return {End::finished, header.path, std::move(sentence), header.content};
  }

  // Whether the file, half written, was changed last when it was us who changed it.
  bool has_time_of_ours(const JournalHeader& header) const {
    const std::int64_t begun = file_.stat().modified.seconds;
    const fs::Time last = target_.stat().modified;
    const auto most = least_seconds + static_cast<std::int64_t>(header.data_size() / slow_link);
    return last == header.old.modified ||
           (last.seconds + least_seconds >= begun && last.seconds <= begun + most);
  }

  Target state_of_target(const Journal& journal);
  bool holds_new_content(const Journal& journal) const;

  JournalEnd discard(const std::string& path, std::string sentence) {
    directory_.remove_file(name_);
    return {End::discarded, path, std::move(sentence), {}};
  }
  JournalEnd refuse(std::string sentence) {
    directory_.rename(name_, directory_, name_ + ".bad");
    return {End::refused, "", std::move(sentence) + ": it was put aside", {}};
  }
  JournalEnd busy() const {
    return {End::busy, "", "somebody is changing a file in place: \"" + file_.path() + "\"", {}};
  }

  const fs::Dir& root_;
  const fs::Dir& directory_;
  Trash& trash_;
  const std::string name_;
  const unsigned in_flight_;
  const Presence& presence_;
  fs::File file_;    // the journal
  fs::File target_;  // open for writing unless it is another
};

// Whether it may be the file that was to be changed, as far as the time of its creation tells.
// Where none is kept, Samba makes it the earliest of the other times, and wine the time of change:
// one that was equal to that says nothing, and may move with it.
bool is_created_alike(const JournalHeader& header, const fs::Stat& stat) {
  return stat.created == header.created || stat.created == fs::Time{} ||
         header.created == fs::Time{} || header.created == header.old.modified;
}

Target Replay::state_of_target(const Journal& journal) {
  const JournalHeader& header = journal.header();
  try {
    target_ = root_.open_write(header.path);
  } catch (const Error& error) {
    // Not there, or no regular file, or behind a link: none of it is what the journal was made for.
    const bool is_other = !error.code() || error.code() == std::errc::no_such_file_or_directory ||
                          error.code() == std::errc::not_a_directory ||
                          error.code() == std::errc::is_a_directory ||
                          error.code() == std::errc::too_many_symbolic_link_levels;
    if (is_other) return Target::another;
    throw;
  }
  const fs::Stat stat = target_.stat();
  if (stat.inode != header.old.file_id || !is_created_alike(header, stat)) return Target::another;
  if (identity_of(stat) == header.old) return Target::old_version;
  if (stat.size == header.new_size && stat.modified == header.modified) return Target::new_version;
  if (stat.size == header.new_size && stat.size != header.old.size) return Target::half_written;
  if (stat.size != header.old.size) return Target::another;
  return holds_new_content(journal) ? Target::half_written : Target::another;
}

// Whether any page's worth of the new content is in place.
bool Replay::holds_new_content(const Journal& journal) const {
  std::atomic<bool> found = false;
  run_in_flight(journal.header().ranges.size(), in_flight_,
                [&](std::size_t index, WorkBuffer& buffer) {
                  if (found) return;
                  const fs::Range range = journal.header().ranges[index];
                  WorkBuffer other;
                  const auto wanted = journal.read(index, buffer);
                  const auto there = other.first(wanted.size());
                  const std::size_t got = target_.read(range.begin, there);
                  for (std::size_t at = 0; at < got;) {
                    const std::size_t to_border = cell - (range.begin + at) % cell;
                    const std::size_t length = std::min(to_border, got - at);
                    if (std::ranges::equal(wanted.subspan(at, length), there.subspan(at, length)))
                      found = true;
                    at += length;
                  }
                });
  return found;
}

}  // namespace

std::vector<JournalEnd> finish_journals(const fs::Dir& root, const Presence& presence) {
  std::vector<JournalEnd> ends;
  const std::set<std::string> names = journals_in(root);
  if (names.empty()) return ends;
  const fs::Dir directory = root.open_dir(journal_directory);
  const unsigned in_flight = requests_in_flight(root);
  Trash trash(root, presence.now);
  for (const std::string& name : names) {
    try {
      if (auto end = Replay(root, directory, trash, name, in_flight, presence).run())
        ends.push_back(std::move(*end));
    } catch (const Error& error) {
      // Another user's, who alone can finish it, or there is no room; the share itself does answer.
      if (error.code() != std::errc::permission_denied &&
          error.code() != std::errc::operation_not_permitted &&
          error.code() != std::errc::no_space_on_device)
        throw;
      ends.push_back({End::busy, "", error.what(), {}});
    }
  }
  return ends;
}

}  // namespace smartsync::session
