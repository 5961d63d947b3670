#include "cli/run_sync.h"

#include <ostream>
#include <stdexcept>

#include "cli/console.h"
#include "cli/escape.h"
#include "cli/exit_text.h"
#include "cli/help.h"
#include "cli/implications.h"
#include "cli/parse.h"
#include "cli/receiver_log.h"
#include "cli/version.h"
#include "engine/fs/error.h"
#include "engine/fs/process.h"
#include "engine/fs/users.h"
#include "engine/sync/id_map.h"
#include "engine/sync/run.h"
#include "engine/sync/user_path.h"

namespace smartsync::cli {
namespace {

// Requests that are answered with a text. True if this was one.
bool answer(const Request& request, std::ostream& out) {
  if (request.help)
    out << help_text();
  else if (request.version > 0)
    out << (request.version > 1 ? version_json() : version_text());
  else if (request.message_help == "--info")
    out << message_help("--info", info_flags());
  else if (request.message_help == "--debug")
    out << message_help("--debug", debug_flags());
  else
    return false;
  return true;
}

// A run without its log is better than none.
void open_log(std::optional<LogFile>& log, const std::string& path, const Request& request,
              std::ostream& out, std::ostream& error) {
  try {
    sync::refuse_links_of_others(request.options, path);
    log.emplace(path);
  } catch (const std::runtime_error& failure) {
    error << request.output.program << ": " << failure.what() << '\n';
    out << "Ignoring \"log file\" setting.\n";
  }
}

// An id, or the name of one.
template <typename IdOfName>
std::uint32_t id_of(const std::string& text, const char* kind, IdOfName id_of_name) {
  if (const auto id = sync::id_number(text)) return *id;
  if (const auto known = id_of_name(text)) return *known;
  throw UsageError("Invalid copy-as " + std::string(kind) + ": " + text);
}

// In a local run both sides work as the user of --copy-as.
void become_copier(const Request& request) {
  if (!request.copy_as) return;
  const std::size_t colon = request.copy_as->find(':');
  const std::uint32_t uid = id_of(request.copy_as->substr(0, colon), "user", fs::user_id);
  std::optional<std::uint32_t> gid;
  if (colon != std::string::npos)
    gid = id_of(request.copy_as->substr(colon + 1), "group", fs::group_id);
  try {
    fs::become_user(uid, gid);
  } catch (const Error& failure) {
    throw UsageError(failure.what());
  }
}

sync::ExitCode run(const Request& request, std::ostream& out, std::ostream& error) {
  const HighBytes high_bytes = request.output.eight_bit ? HighBytes::all : high_bytes_of_locale();
  std::optional<LogFile> log;
  std::optional<LogFile> receiver_log_file;
  const Output& output = request.output;
  if (output.log_file && !output.log_file->empty())
    open_log(log, *output.log_file, request, out, error);
  if (output.receiver_log_file && !output.receiver_log_file->empty())
    open_log(receiver_log_file, *output.receiver_log_file, request, out, error);
  become_copier(request);
  Printer printer(request.output, out, error, log ? &*log : nullptr, high_bytes);
  Console console(request, printer);
  std::optional<ReceiverLog> receiver_log;
  if (receiver_log_file) receiver_log.emplace(request, console, *receiver_log_file);
  sync::Events& events = receiver_log ? static_cast<sync::Events&>(*receiver_log) : console;
  if (request.output.debug.level("NSTR") > 0)
    for (const std::string& choice : request.choices) printer.info(choice);

  // Whole seconds of the clock, as the rate of a short run is expected to be.
  const std::int64_t start = fs::now().seconds;
  const sync::Summary summary = sync::run(request.options, events);
  const std::int64_t end = fs::now().seconds;
  if (receiver_log) receiver_log->finish(summary);
  console.finish(summary, static_cast<double>(end > start ? end - start : 0));
  if (summary.exit_code != sync::ExitCode::ok)
    printer.error(exit_text(request.output.program, summary.exit_code));
  printer.flush();
  return summary.exit_code;
}

}  // namespace

int run_sync_command(std::string_view program, const std::vector<std::string>& arguments,
                     std::ostream& out, std::ostream& error) {
  const auto broken_off = [&](const std::exception& failure, sync::ExitCode code) {
    out.flush();
    error << program << ": " << failure.what() << '\n' << exit_text(program, code) << '\n';
    return static_cast<int>(code);
  };
  try {
    Request request = parse(arguments, aliases_of_user());
    request.output.program = program;
    if (answer(request, out)) return 0;
    apply_implications(request);
    return static_cast<int>(run(request, out, error));
  } catch (const UsageError& failure) {
    return broken_off(failure, failure.code());
  } catch (const std::exception& failure) {
    return broken_off(failure, sync::ExitCode::file_io);
  }
}

}  // namespace smartsync::cli
