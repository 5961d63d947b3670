#include "engine/sync/write_behind.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/fs/scratch.h"

using namespace smartsync;

TEST_CASE("what is started on its way keeps its content, however much was told") {
  const std::string content(40 << 20, 'c');
  for (const std::uint64_t last :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{content.size()}}) {
    test::Scratch scratch;
    const fs::File file = scratch.dir().create("file", 0600);
    {
      sync::WriteBehind behind(file);
      constexpr std::size_t piece = 1 << 20;
      for (std::size_t at = 0; at < content.size(); at += piece) {
        file.write(at, std::as_bytes(std::span(content).subspan(at, piece)));
        if (at < last) behind.written(at + piece);
      }
    }
    CHECK(test::read_file(scratch.dir(), "file") == content);
  }
}
