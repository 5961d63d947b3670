#include "cli/progress_view.h"

#include <catch2/catch.hpp>
#include <sstream>

using namespace smartsync;
using cli::ProgressKind;

namespace {

struct ProgressScreen {
  explicit ProgressScreen(cli::ProgressStyle style) : view(style, printer) {
    view.list_complete(4, 1000);
  }
  std::ostringstream out;
  cli::Output output;
  cli::Printer printer{output, out, out, nullptr, cli::HighBytes::utf8};
  cli::ProgressView view;
};

}  // namespace

TEST_CASE("each file's line follows its name") {
  ProgressScreen screen({.kind = ProgressKind::each_file});
  screen.view.done_with(0, false);
  screen.view.update({.path = "a", .file_size = 500, .file_done = 100});
  CHECK(screen.out.str().empty());
  screen.view.done_with(500, true);
  const std::string line = screen.out.str();
  CHECK_THAT(line, Catch::StartsWith("\r            500 100%    0.00kB/s    0:00:00  \r"));
  CHECK_THAT(line, Catch::EndsWith(" (xfr#1, to-chk=2/4)\n"));
}

TEST_CASE("a file that has begun has a line at once, and then one a second") {
  ProgressScreen screen({.kind = ProgressKind::each_file});
  screen.view.begin("a");
  screen.view.update({.path = "a", .file_size = 400'000, .file_done = 100'000});
  CHECK_THAT(screen.out.str(), Catch::StartsWith("\r         32,768   8%    0.00kB/s"));
  const std::string first = screen.out.str();
  screen.view.update({.path = "a", .file_size = 400'000, .file_done = 200'000});
  screen.view.update({.path = "other", .file_size = 4, .file_done = 2});
  CHECK(screen.out.str() == first);
  screen.view.done_with(400'000, true);
  CHECK_THAT(screen.out.str().substr(first.size()), Catch::StartsWith("\r        400,000 100%"));
}

TEST_CASE("a report is a line of the whole run, whatever is shown else") {
  ProgressScreen screen({.kind = ProgressKind::none});
  screen.view.done_with(300, false);
  screen.view.done_with(200, true);
  screen.view.report();
  CHECK_THAT(screen.out.str(), Catch::StartsWith("\r            200  20%"));
  CHECK_THAT(screen.out.str(), Catch::EndsWith(" (xfr#1, to-chk=2/4)\n"));
}

TEST_CASE("a file's first line shows its first piece") {
  ProgressScreen screen({.kind = ProgressKind::each_file});
  screen.view.done_with(32769, true);
  CHECK_THAT(screen.out.str(), Catch::StartsWith("\r         32,768  99% "));
  CHECK_THAT(screen.out.str(), Catch::Contains("\r         32,769 100% "));
  screen.view.done_with(0, true);
  CHECK_THAT(
      screen.out.str(),
      Catch::EndsWith("\n\r              0 100%    0.00kB/s    0:00:00 (xfr#2, to-chk=2/4)\n"));
}

TEST_CASE("a file that could not be moved counts, and prints nothing") {
  ProgressScreen screen({.kind = ProgressKind::each_file});
  screen.view.gave_up(500);
  CHECK(screen.out.str().empty());
  screen.view.done_with(500, true);
  CHECK_THAT(screen.out.str(), Catch::EndsWith(" (xfr#2, to-chk=2/4)\n"));
}

TEST_CASE("the run's line counts every file and stays open for the next") {
  ProgressScreen screen({.kind = ProgressKind::whole_run});
  screen.view.done_with(0, true);
  CHECK_THAT(screen.out.str(), Catch::EndsWith(" (xfr#1, to-chk=3/4)"));
  screen.view.done_with(500, true);
  CHECK_THAT(screen.out.str(),
             Catch::Contains("\r            500  50%    0.00kB/s    0:00:00  \r"));
  screen.view.done_with(500, true);
  CHECK_THAT(screen.out.str(), Catch::Contains("\r          1,000 100% "));
  CHECK_THAT(screen.out.str(), Catch::EndsWith(" (xfr#3, to-chk=1/4)"));
  screen.view.clear();
  CHECK_THAT(screen.out.str(), Catch::EndsWith(" (xfr#3, to-chk=1/4)\n"));
}

TEST_CASE("the run's last line stands there whatever was moved") {
  const std::string nothing = "\r              0   0%    0.00kB/s    0:00:00 (xfr#0, to-chk=3/4)";
  ProgressScreen screen({.kind = ProgressKind::whole_run});
  screen.view.done_with(250, false);
  screen.view.finish();
  CHECK(screen.out.str() == nothing);
  screen.view.finish();
  CHECK(screen.out.str() == nothing);
}

TEST_CASE("of a dry run only the last line is shown") {
  ProgressScreen screen({.kind = ProgressKind::whole_run, .moves = false});
  screen.view.done_with(500, true);
  CHECK(screen.out.str().empty());
  screen.view.finish();
  CHECK_THAT(screen.out.str(), Catch::StartsWith("\r            500  50% "));
  CHECK_THAT(screen.out.str(), Catch::EndsWith(" (xfr#1, to-chk=3/4)"));
}

TEST_CASE("the bar fits the terminal and is taken away") {
  for (const int width : {40, 80, 200}) {
    ProgressScreen screen({.kind = ProgressKind::whole_run, .bar = true, .width = width});
    screen.view.update({.path = "a", .file_size = 1000, .file_done = 500});
    std::string bar = screen.out.str();
    REQUIRE_THAT(bar, Catch::StartsWith("\r["));
    CHECK_THAT(bar, Catch::Contains("] "));
    CHECK_THAT(bar, Catch::Contains(" 50% "));
    if (width >= 80) CHECK(bar.size() - 1 < static_cast<std::size_t>(width));
    screen.view.clear();
    CHECK(screen.out.str() == bar + "\r" + std::string(bar.size() - 1, ' ') + "\r");
  }
}

TEST_CASE("the bar is not redrawn at every call") {
  ProgressScreen screen({.kind = ProgressKind::each_file, .bar = true, .width = 80});
  for (std::uint64_t done = 0; done < 100; ++done) {
    screen.view.update({.path = "a", .file_size = 100, .file_done = done});
  }
  const std::string drawn = screen.out.str();
  CHECK(std::count(drawn.begin(), drawn.end(), '\r') <= 2);
}

TEST_CASE("nothing is shown where nothing is wanted") {
  ProgressScreen screen({});
  CHECK_FALSE(screen.view.wanted());
  screen.view.update({.path = "a", .file_size = 2, .file_done = 1});
  screen.view.done_with(2, true);
  screen.view.clear();
  CHECK(screen.out.str().empty());
}
