#include "cli/session_command_line.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace smartsync::cli;

namespace {

SessionRequest parsed(const std::vector<std::string>& words) {
  return parse_session_command(words[0], std::span(words).subspan(1));
}

}  // namespace

TEST_CASE("session commands: an operand that is empty is no directory") {
  CHECK(parsed({"init", "net", "loc"}).network == "net");
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"init", ""}, {"init", "net", ""}, {"pull", ""}, {"finish", ""}, {"post-step", ""}})
    CHECK_THROWS_AS(parsed(words), SessionUsageError);
}

TEST_CASE("session commands: options of one command are refused by the others") {
  CHECK(parsed({"push", "loc", "--step", "07"}).step == "07");
  CHECK(parsed({"resolve", "a", "--keep", "both"}).paths == std::vector<std::string>{"a"});
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"pull", "--step", "07"}, {"status", "--step", "07"}, {"push", "--keep", "local"}})
    CHECK_THROWS_AS(parsed(words), SessionUsageError);
}

TEST_CASE("session commands: a policy that is empty is none") {
  CHECK(parsed({"pull", "loc", "--on-conflict", "newest"}).policy_given);
  CHECK_FALSE(parsed({"pull", "loc"}).policy_given);
  CHECK_THROWS_AS(parsed({"pull", "loc", "--on-conflict", ""}), SessionUsageError);
  CHECK_THROWS_AS(parsed({"pull", "loc", "--on-conflict="}), SessionUsageError);
}
