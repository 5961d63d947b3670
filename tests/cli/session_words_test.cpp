#include "cli/session_words.h"

#include <catch2/catch.hpp>

using namespace smartsync;
using namespace smartsync::cli;
using session::Action;
using session::Conflict;
using session::OnConflict;
using session::Side;
using session::Step;
using session::Version;

namespace {

Conflict both_changed() {
  Conflict conflict;
  conflict.path = "a";
  conflict.local = Version{fs::FileType::regular, 1, {1'000, 0}};
  conflict.network = Version{fs::FileType::regular, 2'500, {2'000, 0}};
  conflict.winner = Side::network;
  return conflict;
}

Conflict deleted_here() {
  Conflict conflict = both_changed();
  conflict.kind = Conflict::Kind::changed_and_deleted;
  conflict.local.reset();
  return conflict;
}

}  // namespace

TEST_CASE("a step is told as it was done, would be done, and waits") {
  const Action copy{.step = Step::copy, .target = Side::network, .path = "a"};
  CHECK(words_about(copy, Tense::done, "a", "") == "copied to the network: a");
  CHECK(words_about(copy, Tense::would, "a", "") == "would copy to the network: a");
  CHECK(words_about(copy, Tense::waits, "a", "") == "waits: copy to the network: a");
  const Action aside{.step = Step::set_aside, .target = Side::local, .path = "a", .to = "b"};
  CHECK(words_about(aside, Tense::done, "a", "b") == "renamed here: a as b");
}

TEST_CASE("one is not several") {
  CHECK(counted(0, "file") == "0 files");
  CHECK(counted(1, "file") == "1 file");
  CHECK(counted(1200, "file") == "1,200 files");
}

TEST_CASE("the versions of a conflict are told by time and size") {
  const std::string lines = versions_of(both_changed());
  CHECK(lines.find("here:") != std::string::npos);
  CHECK(lines.find(", 1 byte\n") != std::string::npos);
  CHECK(lines.find(", 2.50 KB (newer)\n") != std::string::npos);
  CHECK(versions_of(deleted_here()).find("here:           deleted\n") != std::string::npos);
}

TEST_CASE("an answer is a letter or a word, and nothing is the default") {
  const Conflict conflict = both_changed();
  CHECK(choice(conflict, "") == OnConflict::keep_both);
  CHECK(choice(conflict, "B") == OnConflict::keep_both);
  CHECK(choice(conflict, " here ") == OnConflict::local);
  CHECK(choice(conflict, "n") == OnConflict::network);
  CHECK(choice(conflict, "l") == OnConflict::stop);
  for (const char* wrong : {"x", "hn", "?", "d"}) CHECK_FALSE(choice(conflict, wrong));
}

TEST_CASE("an answer in capitals is for all that follow") {
  for (const char* word : {"B", " H ", "LATER"}) CHECK(is_for_all(word));
  for (const char* word : {"", " ", "b", "Later", "?"}) CHECK_FALSE(is_for_all(word));
  for (const Conflict& conflict : {both_changed(), deleted_here()}) {
    CHECK(choices_of(conflict, true).find("A capital letter") != std::string::npos);
    CHECK(choices_of(conflict, false).find("A capital letter") == std::string::npos);
  }
}

TEST_CASE("where one side deleted, a person keeps or deletes") {
  Conflict conflict = deleted_here();
  CHECK(choices_of(conflict, false).find("[h]ere") == std::string::npos);
  CHECK(choice(conflict, "") == OnConflict::keep_both);
  CHECK(choice(conflict, "k") == OnConflict::keep_both);
  CHECK(choice(conflict, "d") == OnConflict::local);
  CHECK_FALSE(choice(conflict, "h"));
  std::swap(conflict.local, conflict.network);
  CHECK(choice(conflict, "d") == OnConflict::network);
}

TEST_CASE("what became of a conflict is told when it is over") {
  Conflict conflict = both_changed();
  const auto told = [&](Prospect prospect) { return outcome_of(conflict, "", prospect); };
  CHECK(told(Prospect::would).find("would be used") != std::string::npos);
  CHECK(told(Prospect::is_asked) == "a run would ask what to keep");
  CHECK(told(Prospect::past) == "both versions are as they were, and the next run settles it");
  conflict.settled = true;
  CHECK(told(Prospect::past) ==
        "the version on the network is used, the other lies in .smartsync/trash");
  conflict = deleted_here();
  conflict.settled = true;
  CHECK(told(Prospect::past) == "the changed version is kept");
  conflict.winner = Side::local;
  CHECK(told(Prospect::past) == "it was deleted on both sides, and lies in .smartsync/trash");
}
