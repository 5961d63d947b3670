#include "cli/session_json.h"

#include <nlohmann/json.hpp>
#include <ostream>

#include "engine/fs/process.h"
#include "engine/session/files/utc_time.h"

namespace smartsync::cli {

namespace {

using nlohmann::ordered_json;
using session::Action;
using session::Conflict;
using session::Side;
using session::Step;

const char* name_of(Step step) {
  switch (step) {
    case Step::rename:
      return "rename";
    case Step::set_aside:
      return "set_aside";
    case Step::clear:
      return "clear";
    case Step::make_directory:
      return "make_directory";
    case Step::copy:
      return "copy";
    case Step::set_metadata:
      return "set_metadata";
    case Step::remove:
      return "remove";
  }
  return "";
}

const char* name_of(Conflict::Kind kind) {
  switch (kind) {
    case Conflict::Kind::both_changed:
      return "both_changed";
    case Conflict::Kind::changed_and_deleted:
      return "changed_and_deleted";
    case Conflict::Kind::file_and_directory:
      return "file_and_directory";
  }
  return "";
}

ordered_json describe(const char* event, const Action& action) {
  ordered_json object{{"event", event},
                      {"step", name_of(action.step)},
                      {"target", name_of(action.target)},
                      {"path", action.path}};
  if (!action.to.empty()) object["to"] = action.to;
  return object;
}

}  // namespace

void SessionJson::put(const ordered_json& object) {
  const std::string line = object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  const std::lock_guard lock(writing_);
  out_ << line << '\n';
  out_.flush();
}

void SessionJson::scanned(std::uint64_t local, std::uint64_t network) {
  put({{"event", "scanned"}, {"local", local}, {"network", network}});
}

void SessionJson::other_session(const session::LeaseHolder& holder) {
  put({{"event", "other_session"},
       {"user", holder.user},
       {"machine", holder.machine},
       {"since", session::iso_time(holder.since)}});
}

void SessionJson::planned(const session::Plan& plan) {
  const std::size_t waiting = plan.waiting.size() + (is_status_ ? plan.actions.size() : 0);
  put({{"event", "planned"},
       {"actions", is_status_ ? 0 : plan.actions.size()},
       {"waiting", waiting},
       {"conflicts", plan.conflicts.size()},
       {"bytes", plan.bytes()}});
  for (const Action& action : plan.actions)
    put(describe(is_status_ ? "waiting" : "action", action));
  for (const Action& action : plan.waiting) put(describe("waiting", action));
}

void SessionJson::done(const Action& action, std::uint64_t bytes) {
  ordered_json object = describe("done", action);
  object["bytes"] = bytes;
  put(object);
}

void SessionJson::progress(std::uint64_t bytes) {
  bytes_ += bytes;
  const double now = fs::monotonic_seconds();
  if (now - told_ < 0.5) return;
  told_ = now;
  put({{"event", "progress"}, {"bytes", bytes_}});
}

void SessionJson::conflict(const Conflict& conflict) {
  ordered_json object{{"event", "conflict"},
                      {"path", conflict.path},
                      {"kind", name_of(conflict.kind)},
                      {"winner", name_of(conflict.winner)},
                      {"open", conflict.open},
                      {"settled", conflict.settled}};
  if (!conflict.set_aside.empty()) object["set_aside"] = conflict.set_aside;
  put(object);
}

session::OnConflict SessionJson::ask(const Conflict&, session::OnConflict policy, std::size_t) {
  return policy;
}

bool SessionJson::ask_mass_deletion(Side, std::size_t, std::size_t) {
  return false;
}

void SessionJson::notice(const std::string& sentence) {
  put({{"event", "notice"}, {"text", sentence}});
}

void SessionJson::detail(const std::string& sentence) {
  put({{"event", "detail"}, {"text", sentence}});
}

void SessionJson::error(const std::string& sentence) {
  put({{"event", "error"}, {"text", sentence}});
}

void SessionJson::abandon(const std::string& sentence) {
  end(session::ExitCode::unreachable, sentence);
}

void SessionJson::finish(const session::Outcome& outcome, const std::string& last_line) {
  ordered_json object{{"event", "finished"},
                      {"code", static_cast<int>(outcome.code)},
                      {"files", outcome.counts.files},
                      {"deletions", outcome.counts.deletions},
                      {"bytes", outcome.counts.bytes},
                      {"failures", outcome.counts.failures},
                      {"conflicts", outcome.conflicts},
                      {"waiting", outcome.waiting},
                      {"seconds", outcome.seconds}};
  if (!last_line.empty()) object["text"] = last_line;
  put(object);
}

void SessionJson::end(session::ExitCode code, const std::string& sentence) {
  put({{"event", "ended"}, {"code", static_cast<int>(code)}, {"text", sentence}});
}

}  // namespace smartsync::cli
