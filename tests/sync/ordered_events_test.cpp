#include "engine/sync/ordered_events.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <random>
#include <thread>

#include "engine/tree/task_pool.h"
#include "tests/sync/recorder.h"

using namespace smartsync;
using sync::Events;
using sync::OrderedEvents;

namespace {

OrderedEvents::Telling deletion(const std::string& path) {
  return [path](Events& to) { to.deleted(path, fs::FileType::regular); };
}

}  // namespace

TEST_CASE("what is told waits for what was reserved before it") {
  test::Recorder recorder;
  OrderedEvents events(recorder);
  events.tell(deletion("first"));
  CHECK(recorder.removed.size() == 1);
  const auto a = events.reserve();
  events.tell(deletion("between"));
  const auto b = events.reserve();
  events.tell(deletion("last"));
  events.fulfil(b, deletion("b"));
  CHECK(recorder.removed.size() == 1);
  events.add(a, deletion("before a"));
  events.now([](Events& to) { to.error("at once"); });
  CHECK(recorder.errors.size() == 1);
  events.fulfil(a, deletion("a"));
  CHECK(recorder.removed ==
        std::vector<std::string>{"first", "before a", "a", "between", "b", "last"});
  events.fulfil(events.reserve(), {});  // nothing to say
  events.tell(deletion("at once again"));
  CHECK(recorder.removed.back() == "at once again");
}

TEST_CASE("remarks stand where a place is held for them, and at the end if none is") {
  test::Recorder recorder;
  OrderedEvents events(recorder);
  events.remark(deletion("no place"));
  const auto slow = events.reserve();
  sync::RemarksFirst remarks(events);
  events.tell(deletion("item"));
  events.remark(deletion("remark"));
  remarks.renew();
  events.tell(deletion("another item"));
  events.remark(deletion("another remark"));
  remarks.end();
  events.remark(deletion("late"));
  CHECK(recorder.removed.size() == 1);
  events.fulfil(slow, deletion("slow"));
  CHECK(recorder.removed == std::vector<std::string>{"no place", "slow", "remark", "item",
                                                     "another remark", "another item", "late"});
  const auto next = events.reserve();
  const sync::RemarksFirst more(events);
  events.remark(deletion("waits"));
  events.fulfil(next, {});
  events.remark(deletion("waits for nothing"));
  CHECK(recorder.removed.back() == "waits for nothing");
  CHECK(recorder.removed[recorder.removed.size() - 2] == "waits");
}

TEST_CASE("a place for remarks is given up when much waits behind it") {
  test::Recorder recorder;
  OrderedEvents events(recorder);
  const sync::RemarksFirst remarks(events);
  for (int i = 0; i < 2000; ++i) {
    events.make_room();
    events.tell(deletion("item"));
  }
  CHECK(recorder.removed.size() > 1000);
}

TEST_CASE("progress is that of the file that all others wait for") {
  test::Recorder recorder;
  OrderedEvents events(recorder);
  const auto a = events.reserve();
  const auto b = events.reserve();
  events.progress(b, {.path = "b", .file_size = 9, .file_done = 1});
  events.progress(a, {.path = "a", .file_size = 9, .file_done = 2});
  CHECK(recorder.progressed.size() == 1);
  events.fulfil(a, {});
  events.progress(b, {.path = "b", .file_size = 9, .file_done = 3});
  REQUIRE(recorder.progressed.size() == 2);
  CHECK(recorder.progressed[1] == std::pair<std::string, std::uint64_t>("b", 3));
  events.fulfil(b, {});
}

TEST_CASE("many threads finish in any order, and the list's order is kept") {
  test::Recorder recorder;
  OrderedEvents events(recorder);
  std::vector<std::string> expected;
  {
    tree::TaskPool pool(4);
    std::mt19937 chance(1);
    for (int i = 0; i < 4000; ++i) {
      events.make_room();
      const std::string name = std::to_string(i);
      expected.push_back(name);
      if (chance() % 3 == 0) {
        events.tell(deletion(name));
        continue;
      }
      const auto slot = events.reserve();
      pool.submit([&events, name, slot] {
        if (name.ends_with('7')) std::this_thread::yield();
        events.fulfil(slot, deletion(name));
      });
    }
  }
  CHECK(recorder.removed == expected);
}

TEST_CASE("only the walking thread waits behind a slow file") {
  test::Recorder recorder;
  OrderedEvents events(recorder);
  const auto slow = events.reserve();
  std::atomic<int> told = 0;
  std::thread walker([&] {
    for (int i = 0; i < 40000; ++i) {
      events.make_room();
      events.tell(deletion("x"));
      ++told;
    }
  });
  int before = -1;
  while (told != before) {  // until the walker is held up
    before = told;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  CHECK(told < 40000);
  events.tell(deletion("from the slow file's own thread"));  // returns all the same
  events.add(slow, deletion("and this"));
  events.fulfil(slow, deletion("slow"));
  walker.join();
  CHECK(recorder.removed.size() == 40003);
  CHECK(recorder.removed[1] == "slow");
}

TEST_CASE("what begins is told once all before it has been, and the remarks until then") {
  test::Recorder recorder;
  OrderedEvents events(recorder);
  const auto slow = events.reserve();
  sync::RemarksFirst remarks(events);
  events.tell(deletion("item"));
  events.remark(deletion("remark"));
  const auto large = events.reserve();
  events.add(large, deletion("before large"));
  CHECK_FALSE(events.begin(large, deletion("large")));
  CHECK(recorder.removed.empty());
  events.fulfil(slow, deletion("slow"));
  CHECK(events.begin(large, deletion("large")));
  CHECK(recorder.removed ==
        std::vector<std::string>{"slow", "remark", "item", "before large", "large"});
  events.remark(deletion("later remark"));
  events.fulfil(large, deletion("end of large"));
  CHECK(recorder.removed.size() == 7);
  CHECK(recorder.removed.back() == "later remark");
}
