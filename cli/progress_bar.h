// How far a run is, drawn in one line of a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace smartsync::cli {

struct HowFar {
  std::uint64_t done = 0;  // bytes
  std::uint64_t total = 0;
  double seconds = 0;  // since the start
  std::uint64_t files_done = 0;
  std::uint64_t files_total = 0;
};

// "[####....]  50%   95.12MB/s    0:00:04  3/7": per cent, speed, time that is left, files. No
// longer than `width` columns unless those are very few.
std::string progress_bar(const HowFar& how_far, int width);

// The one line of a terminal that a bar stands in: what comes next has to cover it.
class BarLine {
 public:
  bool is_drawn() const { return length_ > 0; }
  // What to write so that `bar` stands there, and so that nothing does.
  std::string drawn(std::string bar);
  std::string cleared();

 private:
  std::size_t length_ = 0;  // columns of the bar
};

// Of which 0 bytes are all of 0.
int percent(std::uint64_t done, std::uint64_t total);
double rate_of(std::uint64_t bytes, double seconds);  // a second; 0 if no time has passed

// "   1.95kB/s", always with units of 1024.
std::string rate_text(double bytes_per_second);
// "   0:01:02".
std::string time_text(double seconds);

}  // namespace smartsync::cli
