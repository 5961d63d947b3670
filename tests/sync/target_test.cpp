// The metadata that runs give to what they make and to what they find, and what they do afterwards.
#include "engine/sync/target.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Recorder;
using test::Trees;

namespace {

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("sources are removed once they have arrived") {
  Trees trees;
  trees.write("source/new", "new");
  trees.write("source/same", "same");
  trees.write("copy/same", "same");
  trees.options.remove_source_files = true;
  Recorder recorder = trees.run();
  std::sort(recorder.sources_removed.begin(), recorder.sources_removed.end());
  CHECK(recorder.sources_removed == Paths{"new", "same"});
  CHECK(trees.content("source").empty());
  CHECK(trees.read("copy/new") == "new");
}

#ifndef _WIN32
TEST_CASE("permissions follow -p, -E, --chmod and the umask") {
  struct Row {
    const char* name;
    std::function<void(Options&)> change;
    std::uint16_t fresh, existing;  // of a file of mode 0751; the existing one has 0640
  };
  const auto masked = [](int mode) {
    return static_cast<std::uint16_t>(mode & ~fs::current_umask());
  };
  const Row rows[] = {
      {"plain", [](Options&) {}, masked(0751), 0640},
      {"-p", [](Options& o) { o.perms = true; }, 0751, 0751},
      {"-E", [](Options& o) { o.executability = true; }, masked(0751), 0750},
      {"-p --chmod", [](Options& o) { o.perms = true, o.chmod = {"Fg=r,o="}; }, 0740, 0740},
      {"--chmod", [](Options& o) { o.chmod = {"F600"}; }, masked(0600), 0640},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Trees trees;
    for (const char* name : {"fresh", "existing"}) {
      trees.write(std::string("source/") + name, "content", 2000);
      trees.scratch.dir().open_dir("source").set_permissions(name, 0751);
    }
    trees.write("copy/existing", "old", 1000);
    trees.scratch.dir().open_dir("copy").set_permissions("existing", 0640);
    row.change(trees.options);
    trees.run();
    CHECK(trees.stat("copy/fresh")->permissions == row.fresh);
    CHECK(trees.stat("copy/existing")->permissions == row.existing);
  }
}

TEST_CASE("extended attributes are made equal where there are some") {
  Trees trees;
  trees.write("source/file", "content");
  trees.write("copy/file", "content");
  const fs::Dir source = trees.scratch.dir().open_dir("source");
  const fs::Dir copy = trees.scratch.dir().open_dir("copy");
  try {
    source.set_xattr("file", "user.kept", "value");
    copy.set_xattr("file", "user.extra", "goes");
  } catch (const Error& error) {
    WARN("not tested here: " << error.what());
    return;
  }
  trees.options.xattrs = 1;
  CHECK(trees.run().flags.at("file") == item::xattr);
  CHECK(copy.xattr("file", "user.kept") == "value");
  CHECK_FALSE(copy.xattr("file", "user.extra"));
  CHECK(trees.run().changed.empty());
}
#endif
