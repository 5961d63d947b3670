// Hostile files of smartsync's own format. The checksum at a file's end would stop the fuzzer at
// once, so the target puts the right one there: what is behind it must hold by itself.
#include "engine/delta/native_format.h"

#include <vector>

#include "engine/delta/matcher.h"
#include "engine/delta/memory_source.h"
#include "engine/fs/error.h"
#include "fuzz/input.h"

using namespace smartsync;
using namespace smartsync::delta;

namespace {

std::vector<std::byte> with_checksum(std::span<const std::byte> bytes) {
  std::vector<std::byte> file(bytes.begin(), bytes.end());
  const hash::Digest checksum = hash::hash(hash::Kind::xxh3, bytes);
  file.insert(file.end(), checksum.view().begin(), checksum.view().end());
  return file;
}

// A signature that can be read must be good for a match, and be written as it was read.
void use_signature(ByteStream& stream, std::span<const std::byte> file,
                   std::span<const std::byte> new_file) {
  SignedFile read = read_signature(stream);
  MemorySink again;
  write_signature(read, again);
  fuzz::require(std::ranges::equal(again.bytes(), file));
  const MemorySource source(new_file);
  MemorySink delta;
  DeltaWriter writer(read.signature.file_size(), read.content, new_file.size(), delta);
  const Matcher matcher(std::move(read.signature));
  const MatchStatistics statistics = matcher.match(source, {}, writer);
  fuzz::require(statistics.copied_bytes + statistics.literal_bytes == new_file.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const bool as_signature = input.byte() % 2;
  const auto other = input.take(input.byte() * 4u);
  const std::vector<std::byte> file = with_checksum(input.rest());
  const MemorySource source(file);
  SourceStream stream(source);
  try {
    if (as_signature) {
      use_signature(stream, file, other);
    } else {
      MemorySink sink;
      apply_delta(MemorySource(other), stream, sink);
    }
  } catch (const Error&) {
    // A refusal is one of the two promised ends.
  }
  return 0;
}
