#include "cli/session_json.h"

#include <catch2/catch.hpp>
#include <sstream>

using namespace smartsync;
using namespace smartsync::cli;
using session::Action;
using session::Conflict;
using session::ExitCode;
using session::Outcome;
using session::Plan;
using session::Side;
using session::Step;

namespace {

// What a program reads, line after line.
struct JsonStream {
  std::ostringstream out;
  SessionJson view;

  explicit JsonStream(bool is_status = false) : view(out, is_status) {}
  std::string lines() {
    std::string text = out.str();
    out.str("");
    return text;
  }
};

Plan plan() {
  Plan plan;
  plan.actions = {{.step = Step::copy, .target = Side::network, .path = "a", .bytes = 5}};
  plan.waiting = {{.step = Step::remove, .target = Side::local, .path = "b"}};
  plan.conflicts.resize(1);
  return plan;
}

}  // namespace

TEST_CASE("session events: what was found, and who else is at work") {
  JsonStream stream;
  stream.view.scanned(3, 40);
  stream.view.other_session({"anna", "lab\\u001b", {1'000'000'000, 5}, "mark"});
  CHECK(
      stream.lines() ==
      R"({"event":"scanned","local":3,"network":40})"
      "\n"
      R"({"event":"other_session","user":"anna","machine":"lab\\u001b","since":"2001-09-09T01:46:40Z"})"
      "\n");
}

TEST_CASE("session events: a plan, and what waits for the other direction") {
  JsonStream stream;
  stream.view.planned(plan());
  CHECK(stream.lines() == R"({"event":"planned","actions":1,"waiting":1,"conflicts":1,"bytes":5})"
                          "\n"
                          R"({"event":"action","step":"copy","target":"network","path":"a"})"
                          "\n"
                          R"({"event":"waiting","step":"remove","target":"local","path":"b"})"
                          "\n");
}

TEST_CASE("session events: of status everything waits") {
  JsonStream stream(true);
  stream.view.planned(plan());
  CHECK(stream.lines() == R"({"event":"planned","actions":0,"waiting":2,"conflicts":1,"bytes":5})"
                          "\n"
                          R"({"event":"waiting","step":"copy","target":"network","path":"a"})"
                          "\n"
                          R"({"event":"waiting","step":"remove","target":"local","path":"b"})"
                          "\n");
}

TEST_CASE("session events: each step by its name") {
  JsonStream stream;
  const auto step_of = [&stream](Step step) {
    stream.view.done({.step = step, .path = "a"}, 0);
    const std::string line = stream.lines();
    const std::string start = R"({"event":"done","step":")";
    REQUIRE(line.starts_with(start));
    return line.substr(start.size(), line.find('"', start.size()) - start.size());
  };
  CHECK(step_of(Step::rename) == "rename");
  CHECK(step_of(Step::set_aside) == "set_aside");
  CHECK(step_of(Step::clear) == "clear");
  CHECK(step_of(Step::make_directory) == "make_directory");
  CHECK(step_of(Step::copy) == "copy");
  CHECK(step_of(Step::set_metadata) == "set_metadata");
  CHECK(step_of(Step::remove) == "remove");
  stream.view.done({.step = Step::set_aside, .target = Side::local, .path = "a", .to = "b"}, 7);
  CHECK(stream.lines() ==
        R"({"event":"done","step":"set_aside","target":"local","path":"a","to":"b","bytes":7})"
        "\n");
}

TEST_CASE("session events: progress counts on, and is told now and then") {
  JsonStream stream;
  stream.view.progress(10);
  stream.view.progress(10);
  CHECK(stream.lines() == R"({"event":"progress","bytes":10})"
                          "\n");
}

TEST_CASE("session events: a conflict by its kind, and what became of it") {
  JsonStream stream;
  Conflict conflict{.path = "a", .winner = Side::network, .set_aside = "a.conflict"};
  conflict.settled = true;
  stream.view.conflict(conflict);
  CHECK(
      stream.lines() ==
      R"({"event":"conflict","path":"a","kind":"both_changed","winner":"network","open":false,"settled":true,"set_aside":"a.conflict"})"
      "\n");
  stream.view.conflict({.path = "a", .kind = Conflict::Kind::changed_and_deleted, .open = true});
  CHECK(
      stream.lines() ==
      R"({"event":"conflict","path":"a","kind":"changed_and_deleted","winner":"local","open":true,"settled":false})"
      "\n");
  stream.view.conflict({.path = "a", .kind = Conflict::Kind::file_and_directory});
  CHECK(stream.lines().find(R"("kind":"file_and_directory")") != std::string::npos);
}

TEST_CASE("session events: nobody is asked") {
  JsonStream stream;
  CHECK(stream.view.ask({}, session::OnConflict::newest, 0) == session::OnConflict::newest);
  CHECK_FALSE(stream.view.ask_mass_deletion(Side::local, 30, 40));
  CHECK(stream.lines().empty());
}

TEST_CASE("session events: sentences, whatever their bytes are") {
  JsonStream stream;
  stream.view.notice("one");
  stream.view.detail("two \"2\"");
  stream.view.error("\xff\n");
  CHECK(stream.lines() == R"({"event":"notice","text":"one"})"
                          "\n"
                          R"({"event":"detail","text":"two \"2\""})"
                          "\n"
                          "{\"event\":\"error\",\"text\":\"\xef\xbf\xbd\\n\"}\n");
}

TEST_CASE("session events: the last line") {
  JsonStream stream;
  Outcome outcome;
  outcome.code = ExitCode::partial;
  outcome.counts = {.files = 1, .deletions = 2, .bytes = 3, .failures = 4};
  outcome.conflicts = 5;
  outcome.waiting = 6;
  outcome.seconds = 0.5;
  const std::string start =
      R"({"event":"finished","code":23,"files":1,"deletions":2,"bytes":3,"failures":4,"conflicts":5,"waiting":6,"seconds":0.5)";
  stream.view.finish(outcome, "");
  CHECK(stream.lines() == start + "}\n");
  stream.view.finish(outcome, "Pre-step sync completed");
  CHECK(stream.lines() == start + R"(,"text":"Pre-step sync completed"})"
                                  "\n");
  stream.view.end(ExitCode::damaged, "no state");
  CHECK(stream.lines() == R"({"event":"ended","code":42,"text":"no state"})"
                          "\n");
  stream.view.abandon("it hangs");
  CHECK(stream.lines() == R"({"event":"ended","code":41,"text":"it hangs"})"
                          "\n");
}
