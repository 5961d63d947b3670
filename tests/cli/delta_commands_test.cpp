#include "cli/delta_commands.h"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/delta/workshop.h"

using namespace smartsync;
using test::Bytes;

namespace {

// A workshop with a file and a newer version of it.
class Pair : public test::Workshop {
 public:
  explicit Pair(unsigned seed) {
    std::mt19937 random(seed);
    basis = test::some_content(random, 300'000);
    new_file = test::edited(random, basis);
    put("basis", basis);
    put("new", new_file);
  }
  // Names in `files` are taken from the workshop.
  int run(const std::string& command, std::vector<std::string> options,
          const std::vector<std::string>& files) const {
    for (const auto& file : files) options.push_back(path(file));
    return cli::run_delta_command(command, options);
  }
  Bytes basis, new_file;
};

}  // namespace

TEST_CASE("the three commands carry a file, in either format, with and without zstd") {
  unsigned seed = 0;
  for (const std::string format : {"rdiff", "smartsync"}) {
    for (const bool zstd : {false, true}) {
      INFO(format << " zstd " << zstd << " seed " << seed);
      const Pair pair(seed++);
      std::vector<std::string> options{"--format", format};
      if (zstd) options.emplace_back("--zstd");
      REQUIRE(pair.run("signature", options, {"basis", "sig"}) == 0);
      const std::vector<std::string> delta_options(options.begin() + 2, options.end());
      REQUIRE(pair.run("delta", delta_options, {"sig", "new", "delta"}) == 0);
      REQUIRE(pair.run("patch", {}, {"basis", "delta", "result"}) == 0);
      CHECK(pair.get("result") == pair.new_file);
      CHECK(pair.count() == 5);
    }
  }
}

TEST_CASE("the commands' files are rdiff's") {
  const Pair pair(10);
  REQUIRE(pair.run("signature", {"-H", "md4", "-R", "rollsum", "-b", "700", "-S", "-1"},
                   {"basis", "sig"}) == 0);
  REQUIRE(pair.rdiff("-H md4 -R rollsum -b 700 -S -1 signature basis rdiff.sig"));
  CHECK(pair.get("sig") == pair.get("rdiff.sig"));
  REQUIRE(pair.rdiff("delta sig new rdiff.delta"));
  REQUIRE(pair.run("patch", {}, {"basis", "rdiff.delta", "result"}) == 0);
  CHECK(pair.get("result") == pair.new_file);
  REQUIRE(pair.run("delta", {}, {"rdiff.sig", "new", "delta"}) == 0);
  REQUIRE(pair.rdiff("patch basis delta rdiff.result"));
  CHECK(pair.get("rdiff.result") == pair.new_file);
}

TEST_CASE("an existing file is replaced only by force, and only by a whole one") {
  const Pair pair(11);
  pair.put("sig", test::bytes_of("precious"));
  CHECK(pair.run("signature", {}, {"basis", "sig"}) == 11);
  CHECK(pair.get("sig") == test::bytes_of("precious"));
  CHECK(pair.run("patch", {"--force"}, {"basis", "new", "sig"}) == 11);  // new is no delta
  CHECK(pair.get("sig") == test::bytes_of("precious"));
  CHECK(pair.count() == 3);
  CHECK(pair.run("signature", {"-f"}, {"basis", "sig"}) == 0);
  CHECK(pair.get("sig") != test::bytes_of("precious"));
}

TEST_CASE("a delta for another file is found out, and leaves nothing behind") {
  const Pair pair(12);
  REQUIRE(pair.run("signature", {"--format=smartsync"}, {"basis", "sig"}) == 0);
  REQUIRE(pair.run("delta", {}, {"sig", "new", "delta"}) == 0);
  Bytes other = pair.basis;
  for (auto& byte : other) byte ^= std::byte{1};
  pair.put("other", other);
  CHECK(pair.run("patch", {}, {"other", "delta", "result"}) == 11);
  CHECK(pair.count() == 5);
}

TEST_CASE("a name that leaves no room for a temporary one is written all the same") {
  const Pair pair(14);
  const std::string name(250, 'n');
  REQUIRE(pair.run("signature", {}, {"basis", name}) == 0);
  CHECK(pair.run("delta", {}, {name, "new", "delta"}) == 0);
  CHECK(pair.count() == 4);
}

TEST_CASE("wrong usage and missing files have their exit codes") {
  const Pair pair(13);
  CHECK(pair.run("signature", {"--hash=crc32"}, {"basis", "sig"}) == 1);
  CHECK(pair.run("signature", {"--no-such-option"}, {"basis", "sig"}) == 1);
  CHECK(pair.run("signature", {"--threads=0"}, {"basis", "sig"}) == 1);
  CHECK(pair.run("signature", {"-b", "-5"}, {"basis", "sig"}) == 1);
  CHECK(pair.run("delta", {}, {}) == 1);
  CHECK(pair.run("patch", {}, {}) == 1);
  CHECK(pair.run("patch", {}, {"a", "b", "c", "d"}) == 1);
  CHECK(pair.run("signature", {}, {"missing", "sig"}) == 11);
  CHECK(pair.run("signature", {"-S", "33"}, {"basis", "sig"}) == 1);
  CHECK(pair.run("signature", {"-H", "md4", "-S", "17"}, {"basis", "sig"}) == 1);
  CHECK(pair.run("signature", {"-b", "16777217"}, {"basis", "sig"}) == 1);
  CHECK(pair.run("signature", {"--format=smartsync", "-b", "1048577"}, {"basis", "sig"}) == 1);
  CHECK(pair.run("signature", {"-f"}, {"basis", "."}) == 11);
  CHECK(pair.run("signature", {}, {".", "sig"}) == 11);
  CHECK(pair.count() == 2);
}
