#include "engine/session/patch/copy_pace.h"

#include <utility>

namespace smartsync::session {
namespace {

constexpr double patience = 0.3;  // seconds

}  // namespace

CopyPace::CopyPace(const LinkSpeed& speed, std::function<void()> measure_link, Clock clock)
    : speed_(speed), measure_link_(std::move(measure_link)), clock_(std::move(clock)) {}

void CopyPace::begin() {
  const std::lock_guard lock(mutex_);
  has_begun_ = true;
  start_ = clock_();
}

double CopyPace::seconds_late() const {
  return clock_() - start_ - static_cast<double>(bytes_) / speed_.bytes_per_second();
}

bool CopyPace::pays_after(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (has_begun_) bytes_ += bytes;
  if (has_begun_ && !has_given_up_ && seconds_late() > patience) {
    measure();
    has_given_up_ = seconds_late() > patience;
  }
  return !has_given_up_;
}

bool CopyPace::is_faster_than_sending(double bytes_per_second) {
  const std::lock_guard lock(mutex_);
  // What is slow even on the assumed link is not worth measuring: a link that is much slower would
  // have shown in the requests.
  if (bytes_per_second >= speed_.bytes_per_second()) measure();
  return bytes_per_second >= speed_.bytes_per_second();
}

void CopyPace::give_up() {
  const std::lock_guard lock(mutex_);
  has_given_up_ = true;
}

void CopyPace::measure() {
  if (speed_.is_measured() || has_tried_to_measure_ || !measure_link_) return;
  has_tried_to_measure_ = true;
  const double before = clock_();
  measure_link_();
  start_ += clock_() - before;
}

}  // namespace smartsync::session
