#include "engine/session/left_open.h"

#include <algorithm>

#include "engine/fs/error.h"
#include "engine/session/files/target_file.h"
#include "engine/session/steps.h"

namespace smartsync::session {

namespace {

void close(const fs::Dir& root, const State::OpenDirectory& directory) {
  const FilePlace place(root, directory.path);
  const auto stat = place.dir.stat(place.name);
  const bool is_open = stat && stat->type == fs::FileType::directory &&
                       (stat->permissions & 0777) == (directory.permissions | owner_works);
  if (is_open) set_directory_permissions(place, directory.permissions);
}

bool is_gone(const std::error_code& code) {
  return code == std::errc::no_such_file_or_directory || code == std::errc::not_a_directory ||
         code == std::errc::too_many_symbolic_link_levels;
}

}  // namespace

void close_what_was_left_open(State& state, const Trees& trees) {
  std::vector<State::OpenDirectory> directories = state.left_open();
  // What lies deepest first: who may not enter a folder reaches nothing in it.
  std::ranges::sort(directories, std::greater<>(),
                    [](const State::OpenDirectory& each) { return each.path; });
  for (const State::OpenDirectory& each : directories) {
    try {
      close(trees.at(each.side), each);
    } catch (const Error& error) {
      if (!is_gone(error.code())) continue;
    }
    state.note_closed(each.side, each.path);
  }
}

}  // namespace smartsync::session
