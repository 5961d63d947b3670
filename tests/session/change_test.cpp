#include "engine/session/change.h"

#include <catch2/catch.hpp>

#include "tests/session/trees.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

Node file(std::uint64_t size, std::int64_t seconds, std::uint64_t id,
          const std::string& content = {}) {
  Node node = file_of(content, seconds, id);
  node.size = size;
  if (content.empty()) node.content.reset();
  return node;
}

}  // namespace

TEST_CASE("a file is unchanged if size, time and identity are") {
  const Node then = file(5, 100, 7, "hello");
  const auto change_to = [&then](const Node& now) { return change_of(&then, &now); };
  CHECK(change_to(file(5, 100, 7)) == Change::none);
  CHECK(change_to(file(6, 100, 7)) == Change::content);
  CHECK(change_to(file(5, 101, 7)) == Change::content);
  CHECK(change_to(file(5, 100, 8)) == Change::content);
  CHECK(change_to(file(5, 101, 8, "hello")) == Change::metadata);
  CHECK(change_to(file(5, 101, 8, "jello")) == Change::content);
  CHECK(change_to(directory_node()) == Change::content);
  CHECK(change_of(nullptr, &then) == Change::created);
  CHECK(change_of(&then, nullptr) == Change::deleted);
  CHECK(change_of(nullptr, nullptr) == Change::none);
  Node executable = file(5, 100, 7);
  executable.permissions = 0755;
  CHECK(change_to(executable) == Change::metadata);
}

TEST_CASE("what lies beside a database is a part of it, and not every database was known as one") {
  using Version = std::optional<DatabaseVersion>;
  const auto change = [](const Version& then, const Version& now) {
    Node before = file(5, 100, 7);
    Node after = before;
    before.database = then;
    after.database = now;
    return change_of(&before, &after);
  };
  const Version unknown;
  const DatabaseVersion rests{.change_counter = 1};
  const DatabaseVersion later{.change_counter = 2};
  const DatabaseVersion in_use{.change_counter = 2, .wal = {{5, {1, 0}}}};
  const DatabaseVersion written_on{.change_counter = 2, .wal = {{5, {2, 0}}}};
  CHECK(change(rests, rests) == Change::none);
  CHECK(change(rests, later) == Change::content);
  CHECK(change(in_use, in_use) == Change::none);
  CHECK(change(in_use, written_on) == Change::content);
  CHECK(change(unknown, later) == Change::none);
  CHECK(change(later, unknown) == Change::none);
  CHECK(change(unknown, in_use) == Change::content);
  CHECK(change(in_use, unknown) == Change::content);
}

TEST_CASE("of links the target counts, of directories the permissions") {
  const Node link = link_to("a");
  const Node elsewhere = link_to("b");
  CHECK(change_of(&link, &link) == Change::none);
  CHECK(change_of(&link, &elsewhere) == Change::content);
  Node directory = directory_node();
  Node closed = directory;
  closed.permissions = 0700;
  CHECK(change_of(&directory, &directory) == Change::none);
  CHECK(change_of(&directory, &closed) == Change::metadata);
}

TEST_CASE("two sides are compared by content, or by what only a copy has") {
  CHECK(compare(file(5, 1, 1, "hello"), file(5, 2, 9, "hello"), true) == Sameness::same);
  CHECK(compare(file(5, 1, 1, "hello"), file(5, 1, 9, "jello"), true) == Sameness::different);
  CHECK(compare(file(5, 1, 1), file(6, 1, 1), true) == Sameness::different);
  // Whole seconds may be equal by chance; fractions are not.
  CHECK(compare(file(5, 1, 1), file(5, 1, 9), true) == Sameness::unsure);
  CHECK(compare(file(5, 1, 1), file(5, 2, 9), true) == Sameness::unsure);
  Node local = file(5, 1, 1);
  local.modified.nanoseconds = 123456789;
  Node network = file(5, 1, 9);
  network.modified.nanoseconds = 123456700;  // as NTFS keeps it
  CHECK(compare(local, network, true) == Sameness::same);
  CHECK(compare(local, network, false) == Sameness::unsure);
  network.modified.nanoseconds = 123456800;
  CHECK(compare(local, network, true) == Sameness::unsure);
  CHECK(compare(file(5, 1, 1), directory_node(), true) == Sameness::different);
  CHECK(compare(directory_node(), directory_node(), true) == Sameness::same);
  CHECK(compare(link_to("a"), link_to("a"), true) == Sameness::same);
  CHECK(compare(link_to("a"), link_to("b"), true) == Sameness::different);
}
