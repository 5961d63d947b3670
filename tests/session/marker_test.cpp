#include "engine/session/marker.h"

#include <barrier>
#include <catch2/catch.hpp>
#include <set>
#include <thread>
#include <vector>

#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

const std::string first_id(32, '1');
const std::string second_id(32, '2');

}  // namespace

TEST_CASE("a project has the marker that was made first") {
  const StagedProject shop;
  const fs::Dir network = fs::Dir::open(shop.net());
  CHECK_FALSE(read_marker(network));
  CHECK(claim_marker(network, first_id) == first_id);
  CHECK(claim_marker(network, second_id) == first_id);
  CHECK(read_marker(network) == first_id);
  CHECK(network.open_dir(".smartsync").list().entries.size() == 1);
}

TEST_CASE("of many who mark a project at once all take the same marker") {
  constexpr int people = 8;
  const StagedProject shop;
  std::vector<std::string> ids(people);
  std::barrier begin(people);
  std::vector<std::thread> threads;
  threads.reserve(people);
  for (std::string& id : ids)
    threads.emplace_back([&] {
      const fs::Dir network = fs::Dir::open(shop.net());
      begin.arrive_and_wait();
      id = claim_marker(network, new_project_id());
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 1);
  CHECK(read_marker(fs::Dir::open(shop.net())) == ids[0]);
}

TEST_CASE("a marker that nobody goes on writing is replaced") {
  const StagedProject shop;
  const std::string whole = "smartsync project 1\n" + second_id + "\n";
  const std::size_t written = GENERATE(0u, 1u, 19u, 20u, 30u, 52u);  // when its maker was killed
  shop.write("net/.smartsync/project", whole.substr(0, written));
  const fs::Dir network = fs::Dir::open(shop.net());
  CHECK_FALSE(read_marker(network));
  CHECK(claim_marker(network, first_id, std::chrono::milliseconds(50)) == first_id);
  CHECK(read_marker(network) == first_id);
  CHECK(network.open_dir(".smartsync").list().entries.size() == 1);
}

TEST_CASE("a marker that is not one is left alone") {
  const StagedProject shop;
  const std::string content =
      GENERATE(as<std::string>{}, "notes", "smart notes", "smartsync project 1\nnotes",
               "smartsync project 1\nABCDEF\n", "smartsync project 2\n");
  shop.write("net/.smartsync/project", content);
  CHECK_THROWS_AS(claim_marker(fs::Dir::open(shop.net()), first_id), Error);
  CHECK(shop.read("net/.smartsync/project") == content);
}
