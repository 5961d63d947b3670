#include "engine/sync/rebuild.h"

#include <catch2/catch.hpp>
#include <random>

#include "engine/fs/kernel_copy.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Scratch;

namespace {

std::span<const std::byte> bytes(const std::string& text, std::size_t from, std::size_t length) {
  return std::as_bytes(std::span(text)).subspan(from, length);
}

}  // namespace

TEST_CASE("every way of rebuilding writes the new content") {
  std::string old(600'000, 'o');
  for (std::size_t i = 0; i < old.size(); i += 7) old[i] = static_cast<char>(i);
  std::string wanted = old;
  wanted.replace(100'000, 20'000, std::string(20'000, '\0'));  // changed in place
  wanted.erase(500'000, 1'000);                                // and what follows has moved
  for (const RebuildWay way :
       {RebuildWay::write, RebuildWay::sparse, RebuildWay::clone, RebuildWay::ranges}) {
    INFO("way " << static_cast<int>(way));
    Scratch scratch;
    test::write_file(scratch.dir(), "old", old);
    const fs::File basis = scratch.dir().open_read("old");
    const fs::File target = scratch.dir().create("target", 0600);
    if (way == RebuildWay::clone) target.write(0, bytes(old, 0, old.size()));
    std::uint64_t told = 0;
    Rebuild rebuild(basis, target, way, [&](std::uint64_t done) { told = done; });
    rebuild.copy(0, bytes(wanted, 0, 100'000));
    rebuild.literal(bytes(wanted, 100'000, 20'000));
    rebuild.copy(120'000, bytes(wanted, 120'000, 180'000));
    rebuild.settle();
    CHECK(told == 300'000);
    rebuild.copy(300'000, bytes(wanted, 300'000, 200'000));
    rebuild.copy(501'000, bytes(wanted, 500'000, 99'000));
    rebuild.finish();
    CHECK(told == wanted.size());
    CHECK(test::read_file(scratch.dir(), "target") == wanted);
  }
}

TEST_CASE("a clone of the basis keeps what it shares") {
  Scratch scratch;
  const std::string old(50'000, 'o');
  test::write_file(scratch.dir(), "old", old);
  test::write_file(scratch.dir(), "target", std::string(50'000, 'x'));  // shows what is written
  const fs::File basis = scratch.dir().open_read("old");
  const fs::File target = scratch.dir().open_write("target");
  Rebuild rebuild(basis, target, RebuildWay::clone, {});
  rebuild.copy(0, bytes(old, 0, 30'000));
  rebuild.literal(bytes(old, 30'000, 10'000));
  rebuild.finish();
  CHECK(test::read_file(scratch.dir(), "target") ==
        std::string(30'000, 'x') + std::string(10'000, 'o'));
}
