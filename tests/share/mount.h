// A share at its mount point.
#pragma once

#include <string>

#include "tests/share/share.h"

namespace smartsync::share {

// Mounts the share and answers the kernel's requests in threads of its own. Throws
// std::runtime_error with a sentence. SIGTERM is sent to the process itself when somebody unmounts
// the share.
void mount(Share& share);

// Takes the share away from its mount point, also if it is in use there. What still waits for an
// answer gets its error when the process ends. False if this user may not unmount.
bool unmount(const Share& share);

}  // namespace smartsync::share
