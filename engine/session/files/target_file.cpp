#include "engine/session/files/target_file.h"

#include <system_error>

namespace smartsync::session {
namespace {

[[noreturn]] void changed(const std::string& path) {
  throw ChangedMeanwhile(
      "\"" + path + "\" was changed by somebody else meanwhile: it is left as it is", path);
}

// Runs `set`; false if that may not be done here.
template <typename Set>
bool is_allowed(Set set) {
  try {
    set();
    return true;
  } catch (const Error& error) {
    if (error.code() != std::errc::operation_not_permitted &&
        error.code() != std::errc::permission_denied && error.code() != std::errc::not_supported)
      throw;
    return false;
  }
}

fs::Dir open_directory(const fs::Dir& root, const std::string& relative) {
  return relative.empty() ? root : root.open_dir(relative);
}

}  // namespace

FilePlace::FilePlace(const fs::Dir& root, const std::string& path)
    : FilePlace(root, fs::split_path(path)) {}

FilePlace::FilePlace(const fs::Dir& root, const fs::SplitPath& path)
    : dir(open_directory(root, path.directory)), name(path.name) {}

void require_version(const FilePlace& place, const std::optional<Identity>& expected) {
  const auto found = place.dir.stat_fresh(place.name);
  const bool is_as_expected = expected ? found && found->type == fs::FileType::regular &&
                                             is_same_version(identity_of(*found), *expected)
                                       : !found;
  if (!is_as_expected) changed(place.dir.path_of(place.name));
}

void require_version(const fs::File& file, const Identity& expected) {
  const fs::Stat found = file.stat();
  if (found.type != fs::FileType::regular || !is_same_version(identity_of(found), expected))
    changed(file.path());
}

void require_unchanged(const fs::File& source, const fs::Stat& before) {
  require_version(source, identity_of(before));
}

bool set_permissions_where_kept(const fs::File& file, std::uint16_t permissions) {
  return is_allowed([&] { file.set_permissions(permissions); });
}

bool set_time_where_allowed(const fs::File& file, fs::Time modified) {
  return is_allowed([&] { file.set_times(std::nullopt, modified); });
}

bool set_permissions_where_kept(const FilePlace& place, std::uint16_t permissions) {
  return is_allowed([&] { place.dir.set_permissions(place.name, permissions); });
}

bool set_time_where_allowed(const FilePlace& place, fs::Time modified) {
  return is_allowed([&] { place.dir.set_times(place.name, std::nullopt, modified); });
}

bool set_directory_permissions(const FilePlace& place, std::uint16_t permissions) {
  const auto now = place.dir.stat(place.name);
  const int special = now ? now->permissions & 07000 : 0;
  return set_permissions_where_kept(place, static_cast<std::uint16_t>(special | permissions));
}

}  // namespace smartsync::session
