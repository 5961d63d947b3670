#include "engine/sync/partial_dir.h"

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/sync/make_path.h"
#include "engine/sync/user_path.h"

namespace smartsync::sync {

namespace {

bool is_nowhere(const Error& error) {
  return error.code() == std::errc::no_such_file_or_directory ||
         error.code() == std::errc::not_a_directory ||
         error.code() == std::errc::too_many_symbolic_link_levels;
}

// A directory that does not lie below that of the file.
std::string path_of_named(const fs::Dir& dir, const std::string& where) {
  return fs::is_absolute(where) ? where : dir.path_of(where);
}

}  // namespace

bool is_below_files(const std::string& where) {
  return !fs::is_absolute(where) && !where.starts_with("../");
}

fs::Dir make_partial_dir(const fs::Dir& dir, const std::string& where, const Options& options) {
  if (!is_below_files(where)) {
    const std::string path = path_of_named(dir, where);
    refuse_links_of_others(options, path);
    return open_made_path(path, private_permissions);
  }
  const auto [parent, name] = fs::split_path(where);
  const fs::Dir above = make_dirs(dir, parent, {}, private_permissions);
  const auto there = above.stat(name);
  if (there && there->type != fs::FileType::directory) above.remove_file(name);
  return make_dirs(above, name, {}, private_permissions);
}

std::optional<fs::Dir> open_partial_dir(const fs::Dir& dir, const std::string& where,
                                        const Options& options) {
  try {
    return is_below_files(where) ? dir.open_dir(where)
                                 : open_user_dir(options, path_of_named(dir, where));
  } catch (const Error& error) {
    if (!is_nowhere(error)) throw;
    return std::nullopt;
  }
}

void remove_empty_partial_dir(const fs::Dir& dir, const std::string& where) {
  if (fs::is_absolute(where)) return;
  const auto [parent, name] = fs::split_path(where);
  if (parent.empty())
    remove_if_empty(dir, name);
  else if (is_below_files(where))
    remove_if_empty(dir.open_dir(parent), name);
  else
    remove_if_empty(fs::Dir::open(dir.path_of(parent)), name);
}

}  // namespace smartsync::sync
