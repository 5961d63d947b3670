// Whether copying on the file server is faster than sending.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>

#include "engine/fs/process.h"
#include "engine/session/patch/link_speed.h"

namespace smartsync::session {

// Counts what is copied from its beginning on, by any thread; before that every copy pays. As long
// as nobody has measured the link its speed is an assumption: before that decides anything,
// `measure_link` is called once, which sends something and lets `speed` see it (or not, if there is
// too little to send).
class CopyPace {
 public:
  using Clock = std::function<double()>;  // seconds

  CopyPace(const LinkSpeed& speed, std::function<void()> measure_link,
           Clock clock = fs::monotonic_seconds);

  void begin();
  // So many bytes more are copied. Is it still worth going on? No, when all have taken longer than
  // sending them would have, by more than a moment in which one slow copy may come right.
  bool pays_after(std::uint64_t bytes);
  // Of a few copies that are known to have gone so fast.
  bool is_faster_than_sending(double bytes_per_second);
  // Nothing pays any more: for all threads.
  void give_up();

 private:
  void measure();
  double seconds_late() const;

  const LinkSpeed& speed_;
  const std::function<void()> measure_link_;
  const Clock clock_;
  std::mutex mutex_;
  bool has_begun_ = false;
  double start_ = 0;  // later by the time that measuring took
  std::uint64_t bytes_ = 0;
  bool has_tried_to_measure_ = false;
  bool has_given_up_ = false;
};

}  // namespace smartsync::session
