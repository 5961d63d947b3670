// The words after `smartsync init|pull|push|sync|status|resolve|finish|pre-step|post-step`.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engine/session/session.h"

namespace smartsync::cli {

enum class SessionCommand { init, pull, push, sync, status, resolve, finish, pre_step, post_step };

struct SessionRequest {
  SessionCommand command = SessionCommand::status;
  session::SessionOptions options{};
  std::string network{};             // of init
  std::vector<std::string> paths{};  // of resolve
  session::OnConflict keep = session::OnConflict::keep_both;
  std::string step{};         // of post-step, and of push if it was given
  bool policy_given = false;  // --on-conflict or SMART_SYNC_ON_CONFLICT: nobody is asked
  bool verbose = false;
  bool json = false;
  bool progress = false;
  bool help = false;
};

// Whether a program's first argument is one of these commands.
bool is_session_command(std::string_view word);

// Wrong usage, as one sentence.
struct SessionUsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throws SessionUsageError. Looks at SMART_SYNC_ON_CONFLICT.
SessionRequest parse_session_command(std::string_view command, std::span<const std::string> words);

std::string session_help();

}  // namespace smartsync::cli
