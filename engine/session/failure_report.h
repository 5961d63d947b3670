// How the failures of single files are told: of the file that a user knows, and not one by one when
// a full or read-only drive makes all of them fail.
#pragma once

#include <cstddef>
#include <map>
#include <system_error>

#include "engine/fs/error.h"
#include "engine/session/plan.h"
#include "engine/session/session.h"
#include "engine/session/trees.h"

namespace smartsync::session {

// For one thread at a time.
class FailureReport {
 public:
  // Of one reason of the operating system's so many are told one by one.
  static constexpr std::size_t told_alone = 10;

  // Both outlive it.
  FailureReport(const Trees& trees, SessionEvents& events) : trees_(trees), events_(events) {}

  void tell(const Action& action, const Error& error);
  // How many more there were of each reason.
  void end();

 private:
  const Trees& trees_;
  SessionEvents& events_;
  std::map<std::error_code, std::size_t> failures_;
};

// What failed under a temporary name, or in a file of the session's own, is told of the file that
// the action is about, in the tree where it failed.
Error about_users_file(const Action& action, const Error& error, const Trees& trees);

}  // namespace smartsync::session
