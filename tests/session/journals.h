// Journals as the tests need them.
#pragma once

#include "engine/session/patch/in_place.h"
#include "engine/session/patch/journal.h"
#include "engine/sync/make_path.h"
#include "tests/session/files.h"

namespace smartsync::test {

constexpr fs::Time new_time{1'600'000'000, 0};

// The change of `name` into `wanted`, of the same content outside of `ranges`.
inline session::JournalHeader header_for(const fs::Dir& root, const std::string& name,
                                         const Bytes& wanted, std::vector<fs::Range> ranges) {
  const fs::Stat stat = root.stat(name).value();
  return {.path = name,
          .old = session::identity_of(stat),
          .created = stat.created,
          .new_size = wanted.size(),
          .modified = new_time,
          .content = hash::hash(hash::Kind::xxh128, wanted),
          .ranges = std::move(ranges)};
}

inline session::RangeContent content_of(const Bytes& wanted) {
  return [&wanted](fs::Range range, session::WorkBuffer&) {
    return std::span<const std::byte>(wanted).subspan(
        static_cast<std::size_t>(range.begin), static_cast<std::size_t>(range.end - range.begin));
  };
}

inline std::string journal_path(const std::string& name) {
  return std::string(session::journal_directory) + "/" + session::journal_name(name);
}

// Writes the journal, with its end mark if it is `complete`.
inline void write_journal_of(const fs::Dir& root, const session::JournalHeader& header,
                             const Bytes& wanted, bool complete) {
  const fs::Dir directory = sync::make_dirs(root, session::journal_directory);
  const fs::File file = directory.create(session::journal_name(header.path), 0600);
  session::write_journal(file, header, content_of(wanted), 3);
  if (complete) session::end_journal(file);
}

// The ranges in which the two differ, whole pages.
inline std::vector<fs::Range> changed_pages(const Bytes& old, const Bytes& wanted) {
  std::vector<fs::Range> ranges;
  for (std::size_t at = 0; at < wanted.size(); at += 4096) {
    const std::size_t end = std::min(at + 4096, wanted.size());
    const bool is_equal =
        end <= old.size() && std::equal(old.begin() + static_cast<std::ptrdiff_t>(at),
                                        old.begin() + static_cast<std::ptrdiff_t>(end),
                                        wanted.begin() + static_cast<std::ptrdiff_t>(at));
    if (!is_equal) ranges.push_back({at, end});
  }
  return ranges;
}

}  // namespace smartsync::test
