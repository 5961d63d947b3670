#include "cli/help.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "cli/option_table.h"
#include "cli/version.h"
#include "engine/fs/dir.h"

using namespace smartsync;

TEST_CASE("the help lists every option that is not hidden") {
  const std::string text = cli::help_text();
  for (const auto subject : cli::option_table()) {
    for (const cli::Option& option : subject) {
      const std::string name = cli::first_name(option);
      const std::string spelled = (name.size() == 1 ? "\n  -" : "\n  --") + name;
      INFO(spelled);
      CHECK((text.find(spelled) != std::string::npos) == !option.help.empty());
    }
  }
}

TEST_CASE("the help names the commands") {
  const std::string text = cli::help_text();
  for (const char* command :
       {"init, ", "pull, ", "status, ", "post-step\n", "signature, ", "patch "})
    CHECK_THAT(text, Catch::Contains(command));
}

TEST_CASE("the help fits a terminal") {
  std::istringstream lines(cli::help_text());
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(line.size() <= 80);
  }
}

TEST_CASE("the version is told to people and to programs") {
  CHECK_THAT(cli::version_text(), Catch::StartsWith("smartsync  version " SMARTSYNC_VERSION));
  CHECK_THAT(cli::version_json(), Catch::StartsWith("{\n  \"program\": \"smartsync\""));
  CHECK_THAT(cli::version_json(), Catch::Contains("\"version\": \"" SMARTSYNC_VERSION "\""));
}

TEST_CASE("the version claims what this platform can keep") {
  const bool xattrs = fs::Dir::keeps_xattrs();
  CHECK_THAT(cli::version_text(),
             Catch::Contains(xattrs ? "append, ACLs, xattrs," : "append, no ACLs, no xattrs,"));
  CHECK_THAT(cli::version_json(), Catch::Contains(xattrs ? "\"ACLs\": true, \"xattrs\": true,"
                                                         : "\"ACLs\": false, \"xattrs\": false,"));
  CHECK_THAT(cli::version_text(), Catch::Contains(", hardlinks, "));
  CHECK_THAT(cli::version_text(),
             Catch::Contains(fs::Dir::can_set_created() ? ", crtimes\n" : ", no crtimes\n"));
}
