// Permissions in letters.
#pragma once

#include <cstdint>
#include <string>

namespace smartsync::cli {

// "rwxr-xr-x" of the bits of 07777, with s, S, t and T for the special bits.
std::string permission_text(std::uint16_t permissions);

}  // namespace smartsync::cli
