// Tells a file server that copies ranges by itself from a client that carries them.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/session/patch/change_plan.h"

namespace smartsync::session {

// The kernel does not say who copies. Where the server cannot, the client carries, in pieces of
// 64 KiB at most: it reads one (or has read it ahead), writes it, and waits for both. So 256 KiB
// take at least four times as long as 4 KiB, however fast or slow the link is; for a server both
// are one request. Short and long copies take turns, and both the fastest and the middle one of
// each count: neither late answers, nor a cold cache at the server, nor a busy machine decide.
class CopyTrial {
 public:
  static constexpr std::uint64_t short_copy = std::uint64_t{4} << 10;
  static constexpr std::uint64_t long_copy = std::uint64_t{256} << 10;

  // How long a copy took. Others than of the two lengths tell nothing.
  void saw(std::uint64_t length, double seconds);
  // As many as it takes were seen.
  bool is_over() const;
  // It looks as if every 64 KiB were carried. True also of a server that copies for much longer
  // than a request takes: then its pace tells.
  bool grows_as_if_carried() const;
  // Of the fastest long copy.
  double bytes_per_second() const;

 private:
  std::vector<double> short_, long_;  // seconds
};

// Takes the copies for a trial off the front of `copies`: those to time, and what is too short for
// that between them.
std::vector<Piece> take_trial(std::vector<Piece>& copies);

}  // namespace smartsync::session
