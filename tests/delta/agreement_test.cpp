#include "engine/delta/agreement.h"

#include <catch2/catch.hpp>

#include "tests/delta/edits.h"

using namespace smartsync::delta;
using smartsync::test::Bytes;
using smartsync::test::random_bytes;

namespace {

Bytes joined(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

TEST_CASE("bytes changed in place agree again at the same place") {
  std::mt19937 random(1);
  const Bytes rest = random_bytes(random, 1000);
  const auto found = Agreements().find(joined(random_bytes(random, 333), rest),
                                       joined(random_bytes(random, 333), rest), false);
  REQUIRE(found);
  CHECK(found->in_a == 333);
  CHECK(found->in_b == 333);
}

TEST_CASE("inserted and deleted bytes are found to the byte") {
  std::mt19937 random(2);
  const Bytes rest = random_bytes(random, 3000);
  Agreements agreements;
  for (const std::size_t more : {1u, 50u, 129u, 900u}) {
    const Bytes longer = joined(random_bytes(random, more), rest);
    const auto inserted = agreements.find(longer, rest, true);
    REQUIRE(inserted);
    CHECK(inserted->in_a == more);
    CHECK(inserted->in_b == 0);
    const auto deleted = agreements.find(rest, longer, true);
    REQUIRE(deleted);
    CHECK(deleted->in_b >= more);
    CHECK(deleted->in_b - deleted->in_a == more);
    CHECK(deleted->in_a < Agreements::shortest);
  }
}

TEST_CASE("without an agreement nothing is found") {
  std::mt19937 random(3);
  const Bytes a = random_bytes(random, 5000), b = random_bytes(random, 5000);
  Agreements agreements;
  CHECK_FALSE(agreements.find(a, b, true));
  CHECK_FALSE(agreements.find(a, {}, true));
  CHECK_FALSE(agreements.find({}, b, true));
  CHECK_FALSE(agreements.find(std::span(a).first(100), std::span(a).subspan(1, 100), true));
}

TEST_CASE("zeros agree anywhere, so they prove no place") {
  std::mt19937 random(4);
  const Bytes zeros(2000), island = random_bytes(random, 1000);
  const Bytes a = joined(joined(random_bytes(random, 300), zeros), island);
  const Bytes b = joined(joined(random_bytes(random, 100), zeros), island);
  const auto moved = Agreements().find(a, b, true);
  REQUIRE(moved);
  CHECK(moved->in_a - moved->in_b == 200);

  const Bytes c = joined(random_bytes(random, 300), zeros),
              d = joined(random_bytes(random, 300), zeros);
  CHECK_FALSE(Agreements().find(c, d, false));
  CHECK(Agreements().find(c, d, true)->in_a == 300);
}

TEST_CASE("what is found does agree") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const Bytes a = smartsync::test::some_content(random, random() % 20'000);
    const Bytes b = smartsync::test::edited(random, a);
    const std::size_t same = common_length(a, b);
    const auto rest_a = std::span(a).subspan(same), rest_b = std::span(b).subspan(same);
    if (rest_a.empty() || rest_b.empty()) continue;
    REQUIRE(rest_a[0] != rest_b[0]);
    const auto found = Agreements().find(rest_a, rest_b, seed % 2);
    if (!found) continue;
    CHECK(common_length(rest_a.subspan(found->in_a), rest_b.subspan(found->in_b)) >=
          Agreements::shortest);
    if (found->in_a > 0 && found->in_b > 0)
      CHECK(rest_a[found->in_a - 1] != rest_b[found->in_b - 1]);
  }
}

TEST_CASE("the common length ends where the first byte differs") {
  Bytes a(10'000), b(10'000);
  CHECK(common_length(a, b) == 10'000);
  CHECK(common_length(a, std::span(b).first(7)) == 7);
  for (const std::size_t at : {0u, 1u, 4095u, 4096u, 9999u}) {
    b = a;
    b[at] = std::byte{1};
    CHECK(common_length(a, b) == at);
  }
}
