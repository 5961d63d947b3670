// What a person at a terminal sees and is asked stands in tests/sessions/terminal_test.py.
#include "cli/session_console.h"

#include <catch2/catch.hpp>
#include <sstream>

using namespace smartsync;
using namespace smartsync::cli;
using session::Conflict;
using session::ExitCode;
using session::OnConflict;
using session::Outcome;
using session::Plan;
using session::Side;
using session::Step;

namespace {

struct SessionScreen {
  SessionRequest request;
  std::ostringstream out;
  std::ostringstream error;

  SessionConsole view() { return {request, out, error}; }
  std::string seen() {
    std::string text = out.str();
    out.str("");
    return text;
  }
};

Plan plan_of(Step step) {
  Plan plan;
  plan.actions = {{.step = step, .target = Side::network, .path = "a"}};
  return plan;
}

}  // namespace

TEST_CASE("a session's plan is shown where nothing else is done") {
  SessionScreen screen;
  screen.request.command = SessionCommand::push;
  SessionConsole view = screen.view();
  view.planned(plan_of(Step::copy));
  CHECK(screen.seen().empty());
  screen.request.options.dry_run = true;
  view.planned(plan_of(Step::copy));
  CHECK(screen.seen() == "would copy to the network: a\n");
  screen.request.command = SessionCommand::status;
  view.planned(plan_of(Step::remove));
  CHECK(screen.seen() == "waits: delete on the network: a\n");
}

TEST_CASE("a session's status says that both sides agree where that is known") {
  SessionScreen screen;
  screen.request.command = SessionCommand::status;
  SessionConsole view = screen.view();
  Plan plan;
  view.planned(plan);
  CHECK(screen.seen() == "both sides agree\n");
  plan.incomplete = true;
  view.planned(plan);
  CHECK(screen.seen().empty());
}

TEST_CASE("a session's steps are shown with -v") {
  SessionScreen screen;
  SessionConsole view = screen.view();
  const session::Action action{.step = Step::copy, .target = Side::local, .path = "a\n"};
  view.scanned(1, 2);
  view.done(action, 2'500);
  view.detail("why");
  CHECK(screen.seen().empty());
  screen.request.verbose = true;
  view.scanned(1, 2);
  view.done(action, 2'500);
  view.done(action, 0);
  view.detail("why");
  CHECK(screen.seen() ==
        "found 1 entries here and 2 on the network\n"
        "copied from the network: a\\#012 (2.50K bytes over the link)\n"
        "copied from the network: a\\#012\n"
        "why\n");
}

TEST_CASE("a session's complaints are shown apart, and without what a terminal obeys") {
  SessionScreen screen;
  screen.request.command = SessionCommand::push;
  SessionConsole view = screen.view();
  view.notice("a word");
  view.error("\x1b[2J");
  view.end(ExitCode::usage, "no");
  Conflict conflict{.path = "a", .set_aside = "a.conflict"};
  conflict.settled = true;
  view.conflict(conflict);
  CHECK(screen.seen() == "a word\n");
  CHECK(screen.error.str() ==
        "smartsync: \\#033[2J\n"
        "smartsync: no\n"
        "smartsync: \"a\" was changed both here and on the network: the version here keeps the "
        "name, the other is \"a.conflict\"\n");
}

TEST_CASE("a session without a terminal asks nobody") {
  SessionScreen screen;
  SessionConsole view = screen.view();
  CHECK(view.ask({}, OnConflict::newest, 0) == OnConflict::newest);
  CHECK_FALSE(view.ask_mass_deletion(Side::network, 30, 40));
  view.progress(10);
  CHECK(screen.seen().empty());
}

TEST_CASE("a session ends with what it did, and what waits") {
  SessionScreen screen;
  screen.request.command = SessionCommand::pull;
  SessionConsole view = screen.view();
  Outcome outcome;
  outcome.counts = {.files = 1, .deletions = 2, .bytes = 1'500};
  outcome.seconds = 1.25;
  outcome.waiting = 1;
  view.finish(outcome, "Pre-step sync completed");
  CHECK(screen.seen() ==
        "1 file copied, 2 deleted, 1.50K bytes over the link, 1.25 s\n"
        "1 change waits for the other direction\n"
        "Pre-step sync completed\n");
  outcome.waiting = 2'000;
  view.finish(outcome, "");
  CHECK(screen.seen().find("2,000 changes wait for the other direction\n") != std::string::npos);
  screen.request.options.dry_run = true;
  view.finish(outcome, "");
  CHECK(screen.seen().empty());
}
