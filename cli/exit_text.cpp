#include "cli/exit_text.h"

namespace smartsync::cli {
namespace {

const char* meaning(sync::ExitCode code) {
  using sync::ExitCode;
  switch (code) {
    case ExitCode::ok:
      return "success";
    case ExitCode::usage:
      return "syntax or usage error";
    case ExitCode::protocol:
      return "protocol incompatibility";
    case ExitCode::file_selection:
      return "errors selecting input/output files, dirs";
    case ExitCode::unsupported:
      return "requested action not supported";
    case ExitCode::file_io:
      return "error in file IO";
    case ExitCode::stream:
      return "error in rsync protocol data stream";
    case ExitCode::user_signal:
      return "ended by SIGUSR1 or SIGUSR2";
    case ExitCode::interrupted:
      return "interrupted";
    case ExitCode::partial:
      return "some files/attrs were not transferred (see previous errors)";
    case ExitCode::vanished:
      return "some files vanished before they could be transferred";
    case ExitCode::max_delete:
      return "the --max-delete limit stopped deletions";
    case ExitCode::timeout:
      return "the time that the run was given is over";
  }
  return "unexplained error";
}

}  // namespace

std::string exit_text(std::string_view program, sync::ExitCode code) {
  return std::string(program) + " error: " + meaning(code) + " (code " +
         std::to_string(static_cast<int>(code)) + ")";
}

}  // namespace smartsync::cli
