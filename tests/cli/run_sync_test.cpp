#include "cli/run_sync.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/fs/process.h"

using namespace smartsync;
namespace stdfs = std::filesystem;

namespace {

// A small source tree in a directory of its own, and the program run on it.
class Workplace {
 public:
  Workplace() {
    root_ =
        stdfs::path(fs::temp_directory()) / ("smartsync-run-" + std::to_string(fs::process_id()));
    stdfs::remove_all(root_);
    stdfs::create_directories(root_ / "src/sub");
    write("src/a", "first");
    write("src/sub/b", "second");
  }
  ~Workplace() {
    std::error_code ignored;
    stdfs::remove_all(root_, ignored);
  }

  std::string path(const std::string& name) const { return (root_ / name).generic_string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(root_ / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(root_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  bool exists(const std::string& name) const { return stdfs::exists(root_ / name); }

  // The name that the program is called by.
  void call(const char* name) { name_ = name; }
  int run(std::vector<std::string> words) {
    std::ostringstream out;
    std::ostringstream error;
    const int code = cli::run_sync_command(name_, words, out, error);
    out_ = out.str();
    error_ = error.str();
    return code;
  }
  const std::string& out() const { return out_; }
  const std::string& error() const { return error_; }

 private:
  stdfs::path root_;
  std::string name_ = "smartsync";
  std::string out_;
  std::string error_;
};

}  // namespace

TEST_CASE("a copy is made, named, and then up to date") {
  Workplace place;
  CHECK(place.run({"-ai", place.path("src/"), place.path("dst")}) == 0);
  CHECK(place.out() == "created directory " + place.path("dst") +
                           "\ncd+++++++++ ./\n>f+++++++++ a\ncd+++++++++ sub/\n>f+++++++++ "
                           "sub/b\n");
  CHECK(place.read("dst/sub/b") == "second");
  CHECK(place.run({"-ai", place.path("src/"), place.path("dst")}) == 0);
  CHECK(place.out().empty());
  CHECK(place.error().empty());
}

TEST_CASE("complaints start with the name the program is called by") {
  Workplace place;
  place.call("rsync");
  CHECK(place.run({"-a", place.path("none"), place.path("dst")}) == 23);
  CHECK_THAT(place.error(), Catch::StartsWith("rsync: ") && Catch::Contains("\nrsync error: "));
  CHECK(place.run({"--none"}) == 1);
  CHECK_THAT(place.error(),
             Catch::StartsWith("rsync: --none") && Catch::Contains("\nrsync error: "));
}

TEST_CASE("a dry run to a destination that does not exist") {
  Workplace place;
  for (const char* deletion : {"--no-v", "--delete", "--delete-before", "--delete-after",
                               "--backup-dir=old", "--link-dest=other", "--fuzzy"}) {
    INFO(deletion);
    CHECK(place.run({"-an", deletion, "--out-format=%n", place.path("src/"), place.path("dst")}) ==
          0);
    CHECK(place.out() == "./\na\nsub/\nsub/b\n");
    CHECK_FALSE(place.exists("dst"));
  }
}

TEST_CASE("%C is the checksum of what was moved") {
  Workplace place;
  place.write("src/a", "");
  CHECK(place.run({"--out-format=%C %n", place.path("src/a"), place.path("copy")}) == 0);
  CHECK(place.out() == "99aa06d3014798d86001c324468d497f a\n");
}

TEST_CASE("--mkpath makes what is missing on the way, and says how much") {
  Workplace place;
  const std::string deep = place.path("x/y/z");
  CHECK(place.run({"-an", "--out-format=%i %n", "--mkpath", place.path("src/"), deep}) == 0);
  CHECK_THAT(place.out(), Catch::StartsWith("created 3 directories for " + deep +
                                            "\ncreated directory " + deep + "\ncd+++++++++ ./\n"));
  CHECK_FALSE(place.exists("x"));
  CHECK(place.run({"-ai", "--mkpath", place.path("src/a"), place.path("x/b")}) == 0);
  CHECK(place.out() == "created 1 directory for " + place.path("x") + "\n>f+++++++++ a\n");
  CHECK(place.run({"-ai", "--mkpath", place.path("src/"), deep}) == 0);
  CHECK_THAT(place.out(), Catch::StartsWith("created 2 directories for " + deep + "\n"));
  CHECK_THAT(place.out(), !Catch::Contains("created directory"));
  CHECK(place.read("x/y/z/sub/b") == "second");
}

TEST_CASE("deletions are carried out and told") {
  Workplace place;
  REQUIRE(place.run({"-a", place.path("src/"), place.path("dst")}) == 0);
  place.write("dst/extra", "x");
  CHECK(place.run(
            {"-a", "--out-format=%i %n", "--delete", place.path("src/"), place.path("dst")}) == 0);
  // The directory's own line comes with it if its time differs by then.
  CHECK_THAT(place.out(), Catch::Contains("*deleting   extra\n"));
  CHECK_FALSE(place.exists("dst/extra"));
}

TEST_CASE("a listing of one argument") {
  Workplace place;
  CHECK(place.run({place.path("src/a")}) == 0);
  CHECK_THAT(place.out(), Catch::StartsWith("-rw"));
  CHECK_THAT(place.out(), Catch::EndsWith(" a\n"));
}

TEST_CASE("a missing source is told with its path, and the rest is copied") {
  Workplace place;
  CHECK(place.run({"-a", place.path("nothing"), place.path("src/a"), place.path("dst/")}) == 23);
  CHECK_THAT(place.error(), Catch::Contains("nothing"));
  CHECK_THAT(place.error(),
             Catch::EndsWith("smartsync error: some files/attrs were not transferred (see previous "
                             "errors) (code 23)\n"));
  CHECK(place.read("dst/a") == "first");
}

TEST_CASE("wrong usage ends with a sentence and the code") {
  Workplace place;
  CHECK(place.run({"--foo"}) == 1);
  CHECK(place.error() ==
        "smartsync: --foo: unknown option\n"
        "smartsync error: syntax or usage error (code 1)\n");
  CHECK(place.out().empty());
  CHECK(place.run({"host:a", "b"}) == 4);
}

TEST_CASE("help and version need no arguments") {
  Workplace place;
  CHECK(place.run({"--help"}) == 0);
  CHECK_THAT(place.out(), Catch::StartsWith("Usage: smartsync"));
  CHECK(place.run({"--info=help"}) == 0);
  CHECK_THAT(place.out(), Catch::Contains("PROGRESS"));
  CHECK(place.run({"-V"}) == 0);
  CHECK_THAT(place.out(), Catch::StartsWith("smartsync  version "));
}

TEST_CASE("a quiet run's log has what was done, not what was remarked") {
  Workplace place;
  const std::string log = "--log-file=" + place.path("log");
  REQUIRE(place.run({"-aq", "--info=name2", log, place.path("src/"), place.path("dst")}) == 0);
  REQUIRE(place.run({"-aq", "--info=name2", log, place.path("src/"), place.path("dst")}) == 0);
  CHECK_THAT(place.read("log"), Catch::Contains("] >f+++++++++ a\n"));
  CHECK_THAT(place.read("log"), !Catch::Contains("created directory"));
  CHECK_THAT(place.read("log"), !Catch::Contains("uptodate"));
  CHECK(place.out().empty());
}

TEST_CASE("the log tells what was done, and a dry run does nothing") {
  Workplace place;
  const std::string log = "--log-file=" + place.path("log");
  REQUIRE(place.run({"-an", log, place.path("src/"), place.path("dst")}) == 0);
  CHECK_THAT(place.read("log"), Catch::Contains("] building file list\n"));
  CHECK_THAT(place.read("log"), Catch::Contains("] cd+++++++++ sub/\n"));
  CHECK_THAT(place.read("log"), !Catch::Contains(" a\n"));
  REQUIRE(place.run({"-a", log, place.path("src/"), place.path("dst")}) == 0);
  CHECK_THAT(place.read("log"), Catch::Contains("] >f+++++++++ a\n"));
  CHECK_THAT(place.read("log"), Catch::Contains(" bytes  total size 11\n"));
  CHECK(place.out().empty());
}
