// Hostile block indexes and journals. Their checksums would stop the fuzzer at once, so the target
// puts the right ones there: what is behind them must hold by itself.
#include <vector>

#include "engine/delta/little_endian.h"
#include "engine/fs/dir.h"
#include "engine/fs/error.h"
#include "engine/fs/process.h"
#include "engine/session/patch/block_index.h"
#include "engine/session/patch/journal.h"
#include "engine/sync/temp_file.h"
#include "fuzz/input.h"

using namespace smartsync;
using namespace smartsync::session;

namespace {

using Bytes = std::vector<std::byte>;

void append_checksum(Bytes& bytes) {
  delta::append(bytes, hash::hash(hash::Kind::xxh3, bytes).view());
}
void append_text(Bytes& bytes, std::string_view text) {
  delta::append(bytes, std::as_bytes(std::span(text)));
}

// An index that can be read is written as it was read.
void read_index(std::span<const std::byte> fields) {
  Bytes file;
  append_text(file, "smsyidx\x01");
  delta::append(file, fields);
  append_checksum(file);
  fuzz::require(to_bytes(index_from_bytes(file)) == file);
}

Bytes journal_of(std::span<const std::byte> fields, std::span<const std::byte> data) {
  Bytes file;
  append_text(file, "smsyjnl\x01");
  delta::append(file, std::uint64_t{16 + fields.size() + 8});
  delta::append(file, fields);
  append_checksum(file);
  Bytes pieces(file.end() - 8, file.end());
  if (!data.empty()) delta::append(pieces, hash::xxh3(data));
  delta::append(file, data);
  delta::append(file, hash::hash(hash::Kind::xxh3, pieces).view());
  append_text(file, "smsyend\x01");
  return file;
}

void check_path(const std::string& path) {
  fuzz::require(!path.empty() && path.front() != '/' && path.find('\0') == path.npos);
  fuzz::require(("/" + path + "/").find("/../") == path.npos);
  fuzz::require(!path.starts_with(".smartsync/"));
}

// A journal that can be read names a file below the root, and ranges of it.
void read_journal(std::span<const std::byte> fields, std::span<const std::byte> data) {
  static sync::TempFile file(fs::Dir::open(fs::temp_directory()), "fuzz-journal");
  const Bytes bytes = journal_of(fields, data);
  file.file().truncate(bytes.size());
  file.file().write(0, bytes);
  const auto journal = Journal::open(file.file(), 1);
  fuzz::require(journal.has_value());
  const JournalHeader& header = journal->header();
  check_path(header.path);
  std::uint64_t position = 0, total = 0;
  WorkBuffer buffer;
  for (std::size_t i = 0; i < header.ranges.size(); ++i) {
    const fs::Range range = header.ranges[i];
    fuzz::require(range.begin >= position && range.end > range.begin);
    position = range.end;
    total += journal->read(i, buffer).size();
  }
  fuzz::require(position <= header.new_size && total == data.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  try {
    if (input.byte() % 2 == 0) {
      read_index(input.rest());
    } else {
      const auto fields = input.take(input.number());
      read_journal(fields, input.rest());
    }
  } catch (const Error&) {
    // A refusal is one of the two promised ends.
  }
  return 0;
}
