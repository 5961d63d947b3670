#include "cli/message_levels.h"

#include <catch2/catch.hpp>
#include <stdexcept>

using namespace smartsync::cli;

TEST_CASE("levels follow verbosity") {
  MessageLevels levels(info_flags());
  levels.suggest_verbosity(0);
  CHECK(levels.level("NONREG") == 1);
  CHECK(levels.level("NAME") == 0);
  levels.suggest_verbosity(1);
  CHECK(levels.level("NAME") == 1);
  CHECK(levels.level("SKIP") == 0);
  levels.suggest_verbosity(7);
  CHECK(levels.level("NAME") == 2);
  CHECK(levels.level("SKIP") == 1);
  CHECK(levels.level("PROGRESS") == 0);
}

TEST_CASE("named flags win over verbosity, whichever comes first") {
  MessageLevels levels(info_flags());
  levels.set("name0,Stats2,PROGRESS2");
  levels.suggest_verbosity(2);
  levels.suggest("STATS", 1);
  CHECK(levels.level("NAME") == 0);
  CHECK(levels.level("STATS") == 2);
  CHECK(levels.level("PROGRESS") == 2);
  CHECK(levels.level("DEL") == 1);
}

TEST_CASE("all and none") {
  MessageLevels levels(info_flags());
  levels.set("all3,del0");
  CHECK(levels.level("BACKUP") == 3);
  CHECK(levels.level("DEL") == 0);
  levels.set("none");
  CHECK(levels.level("BACKUP") == 0);
  levels.suggest_verbosity(2);
  CHECK(levels.level("NONREG") == 0);
}

TEST_CASE("a word that is no flag is named") {
  MessageLevels levels(debug_flags());
  CHECK_THROWS_WITH(levels.set("flist2,nonsense3"), "nonsense3");
  CHECK_THROWS_AS(levels.set("7"), std::invalid_argument);
}

TEST_CASE("the help lists every flag and what each -v adds") {
  const std::string text = message_help("--info", info_flags());
  for (const MessageFlag& flag : info_flags()) {
    CHECK(text.find("\n" + std::string(flag.name) + " ") != std::string::npos);
  }
  CHECK_THAT(text, Catch::Contains("0) NONREG\n1) COPY,DEL,FLIST,MISC,NAME,STATS,SYMSAFE\n"
                                   "2) BACKUP,MISC2,MOUNT,NAME2,REMOVE,SKIP\n"));
  CHECK_THAT(message_help("--debug", debug_flags()),
             Catch::Contains("5) CHDIR,DELTASUM4,FLIST4,FUZZY2,HASH,HLINK\n"));
}
