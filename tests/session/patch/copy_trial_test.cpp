#include "engine/session/patch/copy_trial.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace smartsync::session;

namespace {

constexpr std::uint64_t kib = 1024;

// Who copies, and how long it takes.
struct TrialLink {
  double latency;
  double rate;               // bytes a second over the link
  double server_rate;        // bytes a second at the server; 0: it does not copy
  bool reads_ahead = false;  // then the client waits for its writes alone

  double seconds(std::uint64_t length) const {
    const auto bytes = static_cast<double>(length);
    if (server_rate > 0) return latency + bytes / server_rate;
    const double chunks = std::ceil(bytes / (64.0 * 1024));
    const double reads = reads_ahead ? 0 : chunks;
    return (reads + chunks) * latency + (reads_ahead ? 1 : 2) * bytes / rate;
  }
};

CopyTrial tried(const TrialLink& link, const std::vector<double>& noise) {
  CopyTrial trial;
  for (std::size_t i = 0; i < noise.size(); ++i) {
    CHECK_FALSE(trial.is_over());
    const std::uint64_t length = i % 3 < 2 ? CopyTrial::short_copy : CopyTrial::long_copy;
    trial.saw(length, link.seconds(length) + noise[i]);
  }
  CHECK(trial.is_over());
  return trial;
}

const std::vector<double> quiet(9, 0.0);

}  // namespace

TEST_CASE("copy trial: carrying is recognised on any link") {
  for (const double latency : {0.0001, 0.001, 0.002, 0.04})
    for (const double rate : {1e6, 50e6, 100e6, 200e6, 1e9, 10e9})
      for (const bool reads_ahead : {false, true})
        CHECK(tried({latency, rate, 0, reads_ahead}, quiet).grows_as_if_carried());
}

TEST_CASE("copy trial: a server is recognised on any link") {
  for (const double latency : {0.001, 0.002, 0.04})
    for (const double server : {300e6, 10e9})
      CHECK_FALSE(tried({latency, 1e6, server}, quiet).grows_as_if_carried());
}

TEST_CASE("copy trial: where latency does not matter the pace tells") {
  const CopyTrial trial = tried({1e-6, 1e9, 500e6}, quiet);
  CHECK(trial.grows_as_if_carried());
  CHECK(trial.bytes_per_second() == Approx(500e6).epsilon(0.01));
}

TEST_CASE("copy trial: one cold or late answer of each length decides nothing") {
  for (std::size_t late = 0; late < quiet.size(); ++late) {
    std::vector<double> noise = quiet;
    noise[late] = noise[(late + 1) % quiet.size()] = 0.5;
    CHECK_FALSE(tried({0.002, 100e6, 300e6}, noise).grows_as_if_carried());
    CHECK(tried({0.002, 100e6, 0}, noise).grows_as_if_carried());
  }
}

TEST_CASE("copy trial: on a busy machine all are late, and the middle ones tell") {
  const std::vector<double> busy{0, .004, .004, .004, .006, .005, .003, .002, .005};
  CHECK_FALSE(tried({0.002, 100e6, 300e6}, busy).grows_as_if_carried());
  const std::vector<double> busier{0, .004, .02, .004, .006, .02, .003, .002, .02};
  CHECK(tried({0.002, 100e6, 0}, busier).grows_as_if_carried());
}

TEST_CASE("copy trial: a clock that stands still") {
  CHECK(tried({0, 1e18, 1e18}, quiet).bytes_per_second() > 0);
}

TEST_CASE("copy trial: its copies are the first, in order, and the rest goes on behind") {
  std::mt19937 random(1);
  std::vector<Piece> copies;
  std::uint64_t at = 0;
  for (int i = 0; i < 40; ++i) {
    const std::uint64_t length = 32 * kib + random() % (400 * kib);
    copies.push_back({Piece::Kind::copy, at, length, at + 7});
    at += length + 100;
  }
  std::vector<Piece> rest = copies;
  const auto taken = take_trial(rest);
  CHECK(std::ranges::count(taken, CopyTrial::short_copy, &Piece::length) == 6);
  CHECK(std::ranges::count(taken, CopyTrial::long_copy, &Piece::length) == 3);
  // Put together again they are what they were.
  std::vector<Piece> all = taken, joined;
  all.insert(all.end(), rest.begin(), rest.end());
  for (const Piece& piece : all) {
    CHECK(piece.length > 0);
    if (!joined.empty() && joined.back().end() == piece.at)
      joined.back().length += piece.length;
    else
      joined.push_back(piece);
  }
  CHECK(joined == copies);
}

TEST_CASE("copy trial: too little for one is taken whole") {
  std::vector<Piece> copies{{Piece::Kind::copy, 0, 100 * kib, 5}};
  const auto taken = take_trial(copies);
  CHECK(copies.empty());
  REQUIRE(taken.size() == 3);
  CHECK(taken[2].end() == 100 * kib);
  CHECK(taken[2].from == 8 * kib + 5);
}
