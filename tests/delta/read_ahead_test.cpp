#include "engine/delta/read_ahead.h"

#include <catch2/catch.hpp>
#include <cstring>

#include "engine/delta/memory_source.h"
#include "tests/delta/edits.h"

using namespace smartsync::delta;
using smartsync::test::Bytes;

namespace {

constexpr std::size_t chunk = ReadAhead::chunk_size;

bool is_at(std::span<const std::byte> bytes, const Bytes& file, std::size_t offset) {
  return offset + bytes.size() <= file.size() &&
         std::memcmp(bytes.data(), file.data() + offset, bytes.size()) == 0;
}

}  // namespace

TEST_CASE("reading forward, back and far away gives the file's bytes") {
  std::mt19937 random(1);
  const Bytes file = smartsync::test::random_bytes(random, 9 * chunk + 12'345);
  const MemorySource source(file);
  for (const bool background : {false, true}) {
    ReadAhead reader(source, background);
    std::vector<std::byte> scratch;
    for (int turn = 0; turn < 100; ++turn) {
      INFO("background " << background << ", turn " << turn);
      const std::size_t offset =
          random() % 3 == 0
              ? random() % file.size()
              : std::min<std::size_t>(file.size() - 1, static_cast<std::size_t>(turn) * 100'000);
      const auto bytes = reader.at(offset);
      CHECK(bytes.size() == std::min(chunk - offset % chunk, file.size() - offset));
      CHECK(is_at(bytes, file, offset));
      const std::size_t length = random() % ReadAhead::longest_window;
      const auto window = reader.window(offset, length, scratch);
      CHECK(window.size() == std::min(length, file.size() - offset));
      CHECK(is_at(window, file, offset));
      CHECK(is_at(bytes, file, offset));  // still valid
    }
    CHECK(reader.window(file.size(), 10, scratch).empty());
  }
}

TEST_CASE("a reader that is given up at once ends") {
  const Bytes file(20 * chunk);
  const MemorySource source(file);
  for (int turn = 0; turn < 50; ++turn) {
    ReadAhead reader(source, true);
    if (turn % 2) CHECK(reader.at(static_cast<std::size_t>(turn) * 1000).size() > 0);
  }
}
