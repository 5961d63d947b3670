#include "engine/tree/small_file.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;
using test::write_file;
using tree::read_small_file;

TEST_CASE("a small file is read whole, whatever is in it") {
  const Scratch scratch;
  for (const std::size_t size : {0u, 1u, 65535u, 65536u, 65537u, 200000u}) {
    std::string content(size, '\n');
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>(i * 7);
    const std::string name = std::to_string(size);
    write_file(scratch.dir(), name, content);
    CHECK(read_small_file(scratch.dir().path_of(name)) == content);
  }
  CHECK(read_small_file(scratch.dir().path_of("missing")) == std::nullopt);
  CHECK(read_small_file(scratch.path()) == "");
}

TEST_CASE("a file that nobody wrote by hand is refused") {
  const Scratch scratch;
  scratch.dir().create("huge", 0600).truncate((std::uint64_t{64} << 20) + 1);
  CHECK_THROWS_AS(read_small_file(scratch.dir().path_of("huge")), Error);
}

#ifndef _WIN32
TEST_CASE("a pipe is read where the user named it, and not waited for elsewhere") {
  const Scratch scratch;
  scratch.dir().make_special("pipe", fs::FileType::fifo, 0600, 0);
  const std::string path = scratch.dir().path_of("pipe");
  std::thread writer([&path] { std::ofstream(path) << "a\nb\n"; });
  CHECK(tree::read_named_file(path) == "a\nb\n");
  writer.join();
  write_file(scratch.dir(), "file", "content");
  CHECK(tree::read_named_file(scratch.dir().path_of("file")) == "content");
  CHECK(tree::read_named_file(scratch.dir().path_of("missing")) == std::nullopt);
  CHECK_THROWS_AS(read_small_file(path), Error);  // although nobody writes
}
#endif
