#include "engine/session/patch/share_index.h"

#include <catch2/catch.hpp>

#include "engine/delta/memory_source.h"
#include "tests/session/files.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

BlockIndex some_index(const std::string& path) {
  const Bytes bytes(300'000, std::byte{1});
  const delta::MemorySource source(bytes);
  BlockIndex index = make_index(source, layout_for(source), path, 1);
  index.identity.modified = {1'700'000'000, 5};
  index.identity.file_id = 12;
  return index;
}

std::string only_file(const fs::Dir& root) {
  const fs::Dir directory = root.open_dir(index_directory);
  std::vector<std::string> found;
  for (const fs::Listed& bucket : directory.list().entries) {
    for (const fs::Listed& file : directory.open_dir(bucket.name).list().entries) {
      CHECK(file.name.starts_with(bucket.name));
      found.push_back(std::string(index_directory) + "/" + bucket.name + "/" + file.name);
    }
  }
  REQUIRE(found.size() == 1);
  return found[0];
}

void overwrite_start(const fs::Dir& root, const std::string& path, std::string_view text) {
  root.open_write(path).write(0, std::as_bytes(std::span(text)));
}

}  // namespace

TEST_CASE("share index: stored, loaded for the same version, replaced, removed") {
  const Scratch scratch;
  const ShareIndexes indexes(scratch.dir());
  BlockIndex index = some_index("results/plate 1.csv");
  CHECK_FALSE(indexes.load(index.path, index.identity).index);
  CHECK(indexes.load(index.path, index.identity).reason.empty());
  indexes.store(index);
  only_file(scratch.dir());
  const auto loaded = indexes.load(index.path, index.identity);
  REQUIRE(loaded.index);
  CHECK(loaded.index->content == index.content);

  index.identity.size = 0;
  index.signature = delta::Signature(0, 2048);
  indexes.store(index);
  only_file(scratch.dir());
  CHECK(indexes.load(index.path, index.identity).index);

  indexes.remove(index.path);
  indexes.remove(index.path);
  indexes.remove("never/stored");
  CHECK_FALSE(indexes.load(index.path, index.identity).index);
}

TEST_CASE("share index: an index of another version, file or format is not used") {
  const Scratch scratch;
  const ShareIndexes indexes(scratch.dir());
  const BlockIndex index = some_index("a.csv");
  indexes.store(index);
  const auto reason = [&](Identity identity) {
    const auto answer = indexes.load("a.csv", identity);
    CHECK_FALSE(answer.index);
    CHECK_FALSE(answer.damaged);
    return answer.reason;
  };
  const std::string other_version =
      "the block index of \"a.csv\" is not used: the file has changed since";
  Identity other = index.identity;
  other.size += 1;
  CHECK(reason(other) == other_version);
  other = index.identity;
  other.modified.nanoseconds += 100;
  CHECK(reason(other) == other_version);
  other = index.identity;
  other.file_id += 1;
  CHECK(reason(other) == other_version);
  other.file_id = 0;  // a server that gives no ids
  CHECK(indexes.load("a.csv", other).index);

  // Another file's index in this one's place.
  const std::string place = only_file(scratch.dir());
  indexes.store(some_index("b.csv"));
  const Bytes mine = get(scratch.dir(), place);
  indexes.remove("a.csv");
  const std::string others = only_file(scratch.dir());
  scratch.dir().open_write(others).write(0, mine);
  CHECK(indexes.load("b.csv", index.identity).reason ==
        "the block index of \"b.csv\" is not used: it is another file's");
  CHECK(indexes.load("b.csv", index.identity).damaged);
}

TEST_CASE("share index: damage is a reason, not an error") {
  const Scratch scratch;
  const ShareIndexes indexes(scratch.dir());
  const BlockIndex index = some_index("a.csv");
  indexes.store(index);
  const std::string place = only_file(scratch.dir());
  overwrite_start(scratch.dir(), place, "garbage!");
  CHECK(indexes.load("a.csv", index.identity).reason ==
        "the block index of \"a.csv\" is not used: the block index has another format");
  scratch.dir().open_write(place).truncate(0);
  CHECK(indexes.load("a.csv", index.identity).reason ==
        "the block index of \"a.csv\" is not used: the block index is truncated");
  CHECK(indexes.load("a.csv", index.identity).damaged);
  scratch.dir().open_write(place).truncate(std::uint64_t{65} << 20);
  CHECK(indexes.load("a.csv", index.identity).reason.ends_with("\" is not one"));
  indexes.store(index);
  CHECK(indexes.load("a.csv", index.identity).index);
}

TEST_CASE("share index: no symlink leads out of the share") {
  const Scratch scratch, elsewhere;
  scratch.dir().make_dir(".smartsync", 0755);
  try {
    scratch.dir().open_dir(".smartsync").make_symlink(elsewhere.path(), "index");
  } catch (const Error&) {
    return;  // Windows, for a user who may not make links
  }
  const ShareIndexes indexes(scratch.dir());
  const BlockIndex index = some_index("a.csv");
  CHECK_THROWS_AS(indexes.store(index), Error);
  CHECK_FALSE(indexes.load("a.csv", index.identity).reason.empty());
  CHECK(elsewhere.dir().list().entries.empty());
}
