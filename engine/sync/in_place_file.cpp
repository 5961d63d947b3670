#include "engine/sync/in_place_file.h"

#include "engine/fs/error.h"
#include "engine/fs/process.h"

namespace smartsync::sync {

namespace {

constexpr std::uint16_t owner_writes = 0200;

bool is_locked(const fs::Stat& existing) {
  return existing.uid == fs::effective_user() && (existing.permissions & owner_writes) == 0;
}

}  // namespace

InPlaceFile::InPlaceFile(const fs::Dir& dir, const std::string& name,
                         const std::optional<fs::Stat>& existing) {
  if (!existing) {
    file_ = dir.create(name, 0600);
    return;
  }
  if (fs::is_device(existing->type)) {
    file_ = dir.open_write(name, fs::Devices::allow);
    return;
  }
  try {
    file_ = dir.open_write(name);
  } catch (const Error& error) {
    if (error.code() != std::errc::permission_denied || !is_locked(*existing)) throw;
    unlock_and_open(dir, name, *existing);
  }
}

void InPlaceFile::unlock_and_open(const fs::Dir& dir, const std::string& name,
                                  const fs::Stat& existing) {
  dir.set_permissions(name, existing.permissions | owner_writes);
  try {
    file_ = dir.open_write(name);
  } catch (const Error&) {
    dir.set_permissions(name, existing.permissions);
    throw;
  }
  locked_ = existing.permissions;
}

InPlaceFile::~InPlaceFile() {
  if (!locked_) return;
  try {
    file_.set_permissions(*locked_);
  } catch (const Error&) {  // gone or out of reach: nothing can be done here
  }
}

}  // namespace smartsync::sync
