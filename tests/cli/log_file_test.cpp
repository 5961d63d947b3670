#include "cli/log_file.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <regex>
#include <sstream>

#include "cli/request.h"
#include "engine/fs/dir.h"
#include "engine/fs/process.h"

using namespace smartsync;

TEST_CASE("every line of a log has the date, the time and the process") {
  const std::string path =
      fs::temp_directory() + "/smartsync-log-" + std::to_string(fs::process_id());
  {
    cli::LogFile log(path);
    log.write("first");
  }
  {
    cli::LogFile log(path);
    log.write("\nsecond\nthird\n");
  }
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  file.close();
  std::remove(path.c_str());
  const std::string prefix =
      "\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[" + std::to_string(fs::process_id()) + "\\] ";
  CHECK(std::regex_match(
      text.str(), std::regex(prefix + "first\n" + prefix + "second\n" + prefix + "third\n")));
}

TEST_CASE("a log that cannot be opened is an error of its own") {
  CHECK_THROWS_WITH(cli::LogFile("/no/such/directory/log"),
                    "cannot open the log file \"/no/such/directory/log\"");
}

#ifndef _WIN32  // which has no such permissions

TEST_CASE("a new log is changed by its owner alone, whatever the umask") {
  const std::string name = "smartsync-log-mode-" + std::to_string(fs::process_id());
  const fs::Dir dir = fs::Dir::open(fs::temp_directory());
  const cli::LogFile log(dir.path_of(name));
  const auto stat = dir.stat(name);
  dir.remove_file(name);
  REQUIRE(stat);
  CHECK((stat->permissions & 0133) == 0);
}

#endif
