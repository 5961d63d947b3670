#include "cli/session_commands.h"

#include <algorithm>
#include <ostream>

#include "cli/session_command_line.h"
#include "cli/session_console.h"
#include "cli/session_json.h"
#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"

namespace smartsync::cli {

namespace {

using session::Direction;
using session::ExitCode;
using session::Outcome;

std::string required(const char* variable) {
  const auto value = fs::environment(variable);
  if (!value || value->empty())
    throw SessionUsageError(std::string(variable) +
                            " is not set: it names one of the two directories");
  if (!fs::is_absolute(*value))
    throw SessionUsageError(std::string(variable) + " must be an absolute path, not \"" + *value +
                            "\"");
  return fs::normal_path(*value);
}

Outcome carry_out(SessionRequest& request, session::SessionEvents& events) {
  session::SessionOptions& options = request.options;
  switch (request.command) {
    case SessionCommand::init:
      if (options.local.empty()) {
        options.local = session::default_staging(request.network);
        events.notice("the staging copy is \"" + options.local + "\"");
      }
      return session::init(request.network, options, events);
    case SessionCommand::pull:
      return session::synchronise(Direction::pull, options, events);
    case SessionCommand::push:
      return session::synchronise(Direction::push, options, events);
    case SessionCommand::sync:
      return session::synchronise(Direction::both, options, events);
    case SessionCommand::status:
      return session::status(options, events);
    case SessionCommand::resolve:
      return session::resolve(request.paths, request.keep, options, events);
    case SessionCommand::finish:
      return session::finish(options, events);
    case SessionCommand::pre_step:
      options.local = required("LOCAL_PROJECT_PATH");
      return session::pre_step(required("NETWORK_PROJECT_PATH"), options, events);
    case SessionCommand::post_step:
      options.local = required("LOCAL_PROJECT_PATH");
      return session::post_step(required("NETWORK_PROJECT_PATH"), options, events);
  }
  return {};
}

// What a workflow's log is searched for.
std::string last_line(const SessionRequest& request) {
  if (request.command == SessionCommand::pre_step) return "Pre-step sync completed";
  if (!request.step.empty()) return "Step " + request.step + " synced to network";
  return {};
}

bool is_switched_off(const SessionRequest& request) {
  const bool step =
      request.command == SessionCommand::pre_step || request.command == SessionCommand::post_step;
  return step && fs::environment("SMART_SYNC_ENABLED") != "true";
}

template <typename View>
int run(SessionRequest& request, View& view) {
  try {
    const Outcome outcome = carry_out(request, view);
    const bool complete = outcome.code == ExitCode::ok && !request.options.dry_run;
    view.finish(outcome, complete ? last_line(request) : std::string());
    return static_cast<int>(outcome.code);
  } catch (const session::Ended& ended) {
    view.end(ended.code, ended.sentence);
    return static_cast<int>(ended.code);
  } catch (const SessionUsageError& failure) {
    view.end(ExitCode::usage, failure.what());
    return static_cast<int>(ExitCode::usage);
  } catch (const session::DamagedState& failure) {
    view.end(ExitCode::damaged, failure.what());
    return static_cast<int>(ExitCode::damaged);
  } catch (const std::exception& failure) {
    view.end(ExitCode::partial, failure.what());
    return static_cast<int>(ExitCode::partial);
  }
}

}  // namespace

int run_session_command(std::string_view command, std::span<const std::string> arguments,
                        std::ostream& out, std::ostream& error) {
  SessionRequest request;
  try {
    request = parse_session_command(command, arguments);
  } catch (const SessionUsageError& failure) {
    if (std::ranges::find(arguments, "--json") != arguments.end())
      SessionJson(out, false).end(ExitCode::usage, failure.what());
    else
      error << "smartsync: " << failure.what() << " (smartsync " << command << " --help)\n";
    return static_cast<int>(ExitCode::usage);
  }
  if (request.help) {
    out << session_help();
    return 0;
  }
  if (is_switched_off(request)) return 0;
  if (request.json) {
    SessionJson view(out, request.command == SessionCommand::status);
    return run(request, view);
  }
  SessionConsole view(request, out, error);
  return run(request, view);
}

}  // namespace smartsync::cli
