// A redo journal: what will be written into a file where it lies, written down before
// (docs/formats.md has every byte, docs/patching.md the reasons).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/hash/strong.h"
#include "engine/session/files/identity.h"
#include "engine/session/patch/in_flight.h"

namespace smartsync::session {

constexpr const char* journal_directory = ".smartsync/journal";

// The journal's name in that directory: one file has one.
std::string journal_name(const std::string& path);
bool is_journal_name(std::string_view name);

struct JournalHeader {
  std::string path;  // of the file, below the root
  Identity old;      // the version that is changed
  fs::Time created;  // the file's own, zero where it is not known
  std::uint64_t new_size = 0;
  fs::Time modified;              // the new version's
  hash::Digest content;           // xxh128 of the whole new version
  std::vector<fs::Range> ranges;  // of the new version, ascending, disjoint, at most 1 MiB each

  std::uint64_t data_size() const;
};

// Gives the bytes of a part of one of the header's ranges, exactly so many; called by several
// threads, each with its buffer.
using RangeContent = std::function<std::span<const std::byte>(fs::Range range, WorkBuffer& buffer)>;

// Writes everything but the end mark, durably. A journal without end mark says that nothing of it
// has been written in place. Returns the bytes written.
std::uint64_t write_journal(const fs::File& journal, const JournalHeader& header,
                            const RangeContent& content, unsigned in_flight);
// Writes the end mark, durably: from now on the journal must be carried out.
void end_journal(const fs::File& journal);

// The journal in a file, if it has its end mark and is whole; refers to the file. Throws
// smartsync::Error, one sentence, if it has one and is damaged, or names what no journal may name.
class Journal {
 public:
  // nullopt: it never got its end mark.
  static std::optional<Journal> open(const fs::File& file, unsigned in_flight);

  const JournalHeader& header() const { return header_; }
  // The bytes of ranges()[index].
  std::span<const std::byte> read(std::size_t index, WorkBuffer& buffer) const;

 private:
  Journal(const fs::File& file, JournalHeader header, std::uint64_t data_begin);

  const fs::File* file_;
  JournalHeader header_;
  std::vector<std::uint64_t> offsets_;  // in the file, of each range's data
};

}  // namespace smartsync::session
