#include "engine/session/patch/copy_pace.h"

#include <catch2/catch.hpp>

using namespace smartsync::session;

namespace {

constexpr std::uint64_t megabyte = 1'000'000;

// A link of 100 MB/s, and a clock that the test turns.
struct PaceLink {
  explicit PaceLink(bool is_measured) {
    if (is_measured) speed.saw_transfer(100 * megabyte, 1);
  }
  CopyPace pace() {
    return CopyPace(
        speed,
        [this] {
          ++samples;
          now += 2;
          if (sample_rate > 0) speed.saw_transfer(sample_rate, 1);
        },
        [this] { return now; });
  }

  LinkSpeed speed;
  double now = 1000;
  std::uint64_t sample_rate = 0;
  int samples = 0;
};

}  // namespace

TEST_CASE("copy pace: what is faster than sending goes on") {
  PaceLink link(true);
  CopyPace pace = link.pace();
  pace.begin();
  for (int i = 0; i < 20; ++i) {
    link.now += 0.9;
    CHECK(pace.pays_after(100 * megabyte));
  }
  CHECK(link.samples == 0);
}

TEST_CASE("copy pace: one slow copy does not decide, several do") {
  PaceLink link(true);
  CopyPace pace = link.pace();
  pace.begin();
  link.now += 0.25;
  CHECK(pace.pays_after(megabyte));
  link.now += 0.01;
  CHECK(pace.pays_after(10 * megabyte));
  link.now += 0.25;
  CHECK_FALSE(pace.pays_after(megabyte));
  CHECK_FALSE(pace.pays_after(1000 * megabyte));  // for good
}

TEST_CASE("copy pace: before it gives up on an assumed speed it measures, outside of its time") {
  PaceLink slow(false);
  slow.sample_rate = megabyte;
  CopyPace pace = slow.pace();
  pace.begin();
  for (int i = 0; i < 10; ++i) {
    slow.now += 0.5;
    CHECK(pace.pays_after(megabyte));
  }
  CHECK(slow.samples == 1);

  PaceLink fast(false);
  fast.sample_rate = 1000 * megabyte;
  CopyPace slower = fast.pace();
  slower.begin();
  fast.now += 0.5;
  CHECK_FALSE(slower.pays_after(megabyte));
  CHECK(fast.samples == 1);
}

TEST_CASE("copy pace: what cannot be measured is asked for once") {
  PaceLink link(false);
  CopyPace pace = link.pace();
  pace.begin();
  link.now += 0.5;
  CHECK_FALSE(pace.pays_after(megabyte));
  CHECK_FALSE(pace.is_faster_than_sending(1));
  CHECK(pace.is_faster_than_sending(1e12));
  CHECK(link.samples == 1);
}

TEST_CASE("copy pace: a fast link shows that fast copies were carried") {
  PaceLink link(false);
  link.sample_rate = 1000 * megabyte;
  CopyPace pace = link.pace();
  pace.begin();
  CHECK_FALSE(pace.is_faster_than_sending(20e6));
  CHECK(link.samples == 0);  // slow on any link
  CHECK_FALSE(pace.is_faster_than_sending(300e6));
  CHECK(link.samples == 1);
  CHECK(pace.is_faster_than_sending(1200e6));
}

TEST_CASE("copy pace: given up is given up for all") {
  PaceLink link(true);
  CopyPace pace = link.pace();
  pace.begin();
  CHECK(pace.pays_after(megabyte));
  pace.give_up();
  CHECK_FALSE(pace.pays_after(megabyte));
}

TEST_CASE("copy pace: what was before its beginning does not count") {
  PaceLink link(false);
  CopyPace pace = link.pace();
  link.now += 10;
  CHECK(pace.pays_after(1));
  CHECK(link.samples == 0);
  pace.begin();
  link.now += 0.2;
  CHECK(pace.pays_after(1));
  link.now += 0.2;
  CHECK_FALSE(pace.pays_after(1));
}
