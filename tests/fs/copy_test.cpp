#include <catch2/catch.hpp>
#include <random>

#include "engine/fs/dir.h"
#include "engine/fs/file.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using test::read_file;
using test::Scratch;
using test::write_file;

namespace {

std::string random_content(std::size_t size) {
  std::mt19937_64 random(size);
  std::string content(size, '\0');
  for (char& byte : content) byte = static_cast<char>(random() & 0xFFU);
  return content;
}

struct Told {
  std::vector<std::uint64_t> bytes;
  static void tell(void* context, std::uint64_t done) {
    static_cast<Told*>(context)->bytes.push_back(done);
  }
};

}  // namespace

TEST_CASE("content of every size class is copied whole") {
  for (const std::size_t size : {0UL, 1UL, 4095UL, 65536UL, 65537UL, 1UL << 20, (17UL << 20) + 3}) {
    INFO(size);
    const Scratch scratch;
    const std::string content = random_content(size);
    write_file(scratch.dir(), "source", content);
    const fs::File source = scratch.dir().open_read("source");
    const fs::File target = scratch.dir().create("target", 0644);
    Told told;
    const fs::CopyResult result = fs::copy_content(source, target, size, Told::tell, &told);
    CHECK(result.bytes == size);
    CHECK(read_file(scratch.dir(), "target") == content);
    if (size > 0) {
      REQUIRE_FALSE(told.bytes.empty());
      CHECK(told.bytes.back() == size);
    }
    std::uint64_t before = 0;
    for (const std::uint64_t done : told.bytes) {
      CHECK((done - before <= (16U << 20) || result.method == fs::CopyMethod::reflink));
      before = done;
    }
  }
}

TEST_CASE("a source that shrank or grew gives what it has, up to the size asked for") {
  for (const std::size_t size : {std::size_t{1000}, std::size_t{3} << 20}) {
    const Scratch scratch;
    const std::string content = random_content(size);
    write_file(scratch.dir(), "source", content);
    const fs::File source = scratch.dir().open_read("source");
    const fs::File larger = scratch.dir().create("larger", 0644);
    CHECK(fs::copy_content(source, larger, size * 2).bytes == size);
    CHECK(read_file(scratch.dir(), "larger") == content);
    const fs::File smaller = scratch.dir().create("smaller", 0644);
    CHECK(fs::copy_content(source, smaller, size / 2).bytes == size / 2);
    CHECK(read_file(scratch.dir(), "smaller") == content.substr(0, size / 2));
  }
}

TEST_CASE("an exception from the progress ends the copy") {
  const Scratch scratch;
  write_file(scratch.dir(), "source", random_content(5000));
  const fs::File source = scratch.dir().open_read("source");
  const fs::File target = scratch.dir().create("target", 0644);
  const fs::CopyProgress stop = [](void*, std::uint64_t) { throw std::runtime_error("stopped"); };
  CHECK_THROWS_WITH(fs::copy_content(source, target, 5000, stop), "stopped");
}

TEST_CASE("ranges are copied within and between files") {
  for (const std::size_t unit : {std::size_t{100}, std::size_t{300'000}}) {
    const Scratch scratch;
    const std::string content = random_content(unit * 3);
    write_file(scratch.dir(), "a", content);
    write_file(scratch.dir(), "b", std::string(unit * 2, 'b'));
    const fs::File a = scratch.dir().open_write("a");
    const fs::File b = scratch.dir().open_write("b");
    fs::copy_range(a, unit, b, unit / 2, unit);
    CHECK(read_file(scratch.dir(), "b") ==
          std::string(unit / 2, 'b') + content.substr(unit, unit) + std::string(unit / 2, 'b'));
    fs::copy_range(a, 0, a, unit * 2, unit);
    CHECK(read_file(scratch.dir(), "a") == content.substr(0, unit * 2) + content.substr(0, unit));
    CHECK_THROWS_WITH(fs::copy_range(a, unit * 2 + 1, b, 0, unit),
                      Catch::Contains("it ended while it was being copied"));
  }
}

#ifdef __linux__
TEST_CASE("files whose size the kernel does not know are read to what they have") {
  const Scratch scratch;
  const fs::Dir proc = fs::Dir::open("/proc/self");
  const fs::File source = proc.open_read("status");
  const fs::File target = scratch.dir().create("target", 0644);
  const fs::CopyResult result = fs::copy_content(source, target, std::uint64_t{1} << 20);
  CHECK(result.bytes > 100);
  CHECK(read_file(scratch.dir(), "target").starts_with("Name:"));
}

TEST_CASE("a copy between filesystems falls back to buffers") {
  const Scratch scratch;
  const fs::Dir shm = fs::Dir::open("/dev/shm");
  const std::string content = random_content(3'000'001);
  write_file(scratch.dir(), "source", content);
  const std::string name = "smartsync-test-" + std::to_string(fs::process_id());
  const fs::File source = scratch.dir().open_read("source");
  const fs::File target = shm.create(name, 0600);
  CHECK(fs::copy_content(source, target, content.size()).bytes == content.size());
  CHECK(read_file(shm, name) == content);
  shm.remove_file(name);
}
#endif
