#include "engine/sync/partial_dir.h"

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/sync/make_path.h"

namespace smartsync::sync {

namespace {

bool is_nowhere(const Error& error) {
  return error.code() == std::errc::no_such_file_or_directory ||
         error.code() == std::errc::not_a_directory ||
         error.code() == std::errc::too_many_symbolic_link_levels;
}

}  // namespace

fs::Dir make_partial_dir(const fs::Dir& dir, const std::string& where, const RunState& run) {
  if (fs::is_absolute(where)) {
    run.refuse_links_of_others(where);
    return open_made_path(where, private_permissions);
  }
  const auto [parent, name] = fs::split_path(where);
  const fs::Dir above = make_dirs(dir, parent, {}, private_permissions);
  const auto there = above.stat(name);
  if (there && there->type != fs::FileType::directory) above.remove_file(name);
  return make_dirs(above, name, {}, private_permissions);
}

std::optional<fs::Dir> open_partial_dir(const fs::Dir& dir, const std::string& where,
                                        const RunState& run) {
  try {
    return fs::is_absolute(where) ? run.open_operator_dir(where) : dir.open_dir(where);
  } catch (const Error& error) {
    if (!is_nowhere(error)) throw;
    return std::nullopt;
  }
}

void remove_empty_partial_dir(const fs::Dir& dir, const std::string& where) {
  if (fs::is_absolute(where)) return;
  const auto [parent, name] = fs::split_path(where);
  remove_if_empty(parent.empty() ? dir : dir.open_dir(parent), name);
}

}  // namespace smartsync::sync
