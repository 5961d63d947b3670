#include "engine/session/failure_report.h"

#include <string>

#include "engine/session/files/temporary.h"

namespace smartsync::session {

namespace {

bool is_sessions_own(const std::string& path) {
  const std::string folder = std::string("/") + session_directory;
  return path.find(folder + "/") != std::string::npos || path.ends_with(folder) ||
         path.find(folder + "-tmp", path.rfind('/')) != std::string::npos;
}

bool is_in_trash(const std::string& path) {
  const std::string folder = std::string("/") + session_directory + "/trash";
  return path.find(folder + "/") != std::string::npos || path.ends_with(folder);
}

}  // namespace

Error about_users_file(const Action& action, const Error& error, const Trees& trees) {
  if (!is_sessions_own(error.path())) return error;
  const bool is_here = error.path().starts_with(trees.local.path() + "/");
  const std::string path = trees.at(is_here ? Side::local : Side::network).path_of(action.path);
  if (is_in_trash(error.path()))
    return Error("\"" + path + "\" cannot be moved to the trash: " + error.what(), path);
  return error.about(path);
}

void FailureReport::tell(const Action& action, const Error& error) {
  const Error told = about_users_file(action, error, trees_);
  const bool is_alone = !error.code() || ++failures_[error.code()] <= told_alone;
  if (is_alone) events_.error(told.what());
}

void FailureReport::end() {
  for (const auto& [code, failures] : failures_)
    if (failures > told_alone)
      events_.error("and " + std::to_string(failures - told_alone) +
                    " more failed for the same reason: " + code.message() + " (" +
                    std::to_string(code.value()) + "); \"smartsync status\" names them");
  failures_.clear();
}

}  // namespace smartsync::session
