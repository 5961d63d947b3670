#include "cli/interrupt_watch.h"

#include <chrono>
#include <cstdio>
#include <utility>

#include "engine/fs/process.h"

namespace smartsync::cli {

namespace {

constexpr int exit_interrupted = 20;
constexpr std::chrono::milliseconds interval{50};

}  // namespace

InterruptWatch::InterruptWatch() : thread_([this] { watch(); }) {}

InterruptWatch::~InterruptWatch() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

void InterruptWatch::before_end(std::function<void()> tidy) {
  const std::lock_guard lock(mutex_);
  tidy_ = std::move(tidy);
}

void InterruptWatch::watch() {
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, interval, [this] { return ending_; })) {
    if (fs::interrupted() == 0) continue;
    if (tidy_) tidy_();
    std::fputs("smartsync error: interrupted (code 20)\n", stderr);
    fs::end_process(exit_interrupted);
  }
}

}  // namespace smartsync::cli
