// What kind of filesystem a directory lies on.
#pragma once

#include <cstdint>
#include <string>

#include "engine/fs/dir.h"

namespace smartsync::fs {

struct Volume {
  std::string type;      // "ext4", "cifs", "fuse", "NTFS", … as far as known; "" otherwise
  bool network = false;  // a request costs a round trip: more of them are kept in flight
  std::uint64_t id = 0;  // equal for directories of one filesystem
};

Volume volume_of(const Dir& directory);

}  // namespace smartsync::fs
