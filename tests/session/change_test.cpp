#include "engine/session/change.h"

#include <catch2/catch.hpp>

#include "trees.h"

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
  const auto with = [](const std::string& beside) {
    Node node = file(5, 100, 7);
    node.beside = beside;
    return node;
  };
  const auto change = [&](const std::string& then, const std::string& now) {
    const Node before = with(then);
    const Node after = with(now);
    return change_of(&before, &after);
  };
  CHECK(change("counter 1", "counter 1") == Change::none);
  CHECK(change("counter 1", "counter 2") == Change::content);
  CHECK(change("", "counter 2") == Change::none);
  CHECK(change("counter 2", "") == Change::none);
  CHECK(change("", "counter 2, wal 5 1.0") == Change::content);
  CHECK(change("counter 2, wal 5 1.0", "") == Change::content);
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
  CHECK(compare(file(5, 1, 1, "hello"), file(5, 2, 9, "hello")) == Sameness::same);
  CHECK(compare(file(5, 1, 1, "hello"), file(5, 1, 9, "jello")) == Sameness::different);
  CHECK(compare(file(5, 1, 1), file(6, 1, 1)) == Sameness::different);
  // Whole seconds may be equal by chance; fractions are not.
  CHECK(compare(file(5, 1, 1), file(5, 1, 9)) == Sameness::unsure);
  CHECK(compare(file(5, 1, 1), file(5, 2, 9)) == Sameness::unsure);
  Node local = file(5, 1, 1);
  local.modified.nanoseconds = 123456789;
  Node network = file(5, 1, 9);
  network.modified.nanoseconds = 123456700;  // as NTFS keeps it
  CHECK(compare(local, network) == Sameness::same);
  network.modified.nanoseconds = 123456800;
  CHECK(compare(local, network) == Sameness::unsure);
  CHECK(compare(file(5, 1, 1), directory_node()) == Sameness::different);
  CHECK(compare(directory_node(), directory_node()) == Sameness::same);
  CHECK(compare(link_to("a"), link_to("a")) == Sameness::same);
  CHECK(compare(link_to("a"), link_to("b")) == Sameness::different);
}
