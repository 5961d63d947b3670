#include "engine/fs/process.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>

#include "tests/fs/scratch.h"

using namespace smartsync;

TEST_CASE("the clock agrees with the standard library's") {
  using namespace std::chrono;
  const auto expected = duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
  const fs::Time now = fs::now();
  CHECK(now.seconds >= expected);
  CHECK(now.seconds <= expected + 5);
  CHECK(now.nanoseconds >= 0);
  CHECK(now.nanoseconds < 1'000'000'000);
  const double before = fs::monotonic_seconds();
  CHECK(fs::monotonic_seconds() >= before);
}

TEST_CASE("the surroundings have names") {
  CHECK(fs::process_id() > 0);
  CHECK_FALSE(fs::host_name().empty());
  CHECK_NOTHROW(fs::Dir::open(fs::current_directory()));
  CHECK_NOTHROW(fs::Dir::open(fs::temp_directory()));
  CHECK(fs::environment("PATH").has_value());
  CHECK_FALSE(fs::environment("SMARTSYNC_TEST_NOT_SET").has_value());
  CHECK(fs::terminal_width() > 0);
}

TEST_CASE(
    "a process that runs is known by its mark, and one that cannot be known is not called dead") {
  const std::string mark = fs::process_mark();
  CHECK(mark == fs::process_mark());
  CHECK_FALSE(fs::has_ended(mark));
  for (const char* none : {"", "/", "1", "elsewhere/pid:[4026531836]/1"})
    CHECK_FALSE(fs::has_ended(none));
}

TEST_CASE("the umask is told and left as it is") {
  CHECK(fs::current_umask() <= 0777);
  CHECK(fs::current_umask() == fs::current_umask());
}

TEST_CASE("local time is formatted, and a format without text gives none") {
  CHECK(fs::format_local_time(31'536'000, "%Y").size() == 4);
  CHECK(fs::format_local_time(0, "%%") == "%");
  CHECK(fs::format_local_time(0, "").empty());
}

TEST_CASE("arguments arrive in their order") {
#ifndef _WIN32
  std::string program = "smartsync";
  std::string option = "-av";
  std::vector<char*> argv{program.data(), option.data(), nullptr};
  CHECK(fs::program_arguments(2, argv.data()) == std::vector<std::string>{"smartsync", "-av"});
#else
  CHECK_FALSE(fs::program_arguments(0, nullptr).empty());
#endif
}

#ifndef _WIN32
TEST_CASE("an interrupt is remembered instead of ending the process") {
  CHECK(fs::interrupted() == 0);
  fs::catch_interrupts();
  std::raise(SIGTERM);
  CHECK(fs::interrupted() == SIGTERM);
  std::raise(SIGPIPE);  // ignored: a closed pipe is an error of the write
  CHECK_FALSE(fs::interrupted_by_user_signal());
  CHECK_FALSE(fs::take_progress_request());
  std::raise(SIGVTALRM);
  CHECK(fs::take_progress_request());
  CHECK_FALSE(fs::take_progress_request());
}
#endif
