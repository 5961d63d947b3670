// Takes the share from its mount point when the simulator could not do it itself: it was killed.
#pragma once

#include <string>

namespace smartsync::share {

// A process of its own that notices the end of this one. libfuse's auto_unmount is no substitute:
// it leaves the mount behind if the kernel has not yet noticed that its filesystem is gone.
class Watchman {
 public:
  // Before this process has threads. Throws std::system_error.
  explicit Watchman(const std::string& mountpoint);
  Watchman(const Watchman&) = delete;
  Watchman& operator=(const Watchman&) = delete;
  ~Watchman();

  // What is to be done when this process ends: nothing as long as nothing is mounted.
  void mounted() const { say(is_mounted); }
  void unmounted() const { say(is_unmounted); }

 private:
  static constexpr char is_mounted = 'm';
  static constexpr char is_unmounted = 'u';

  [[noreturn]] static void watch(int line, const std::string& mountpoint);
  void say(char news) const;

  int line_ = -1;
};

}  // namespace smartsync::share
