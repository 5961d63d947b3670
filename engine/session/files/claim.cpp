#include "engine/session/files/claim.h"

namespace smartsync::session {

fs::Lock claim(const fs::File& file, const Presence& presence) {
  const fs::Lock lock = file.try_lock();
  return lock == fs::Lock::taken && presence.other_machines ? fs::Lock::unsupported : lock;
}

bool is_older(const fs::Stat& file, std::int64_t seconds, const Presence& presence) {
  return presence.now.seconds - file.modified.seconds > seconds;
}

}  // namespace smartsync::session
