// Windows error numbers as std::error_code that compare with std::errc and read in English.
#pragma once

#include <system_error>

namespace smartsync::fs {

// Named in newer Windows kits only.
constexpr unsigned long kIsDirectory = 336;     // ERROR_DIRECTORY_NOT_SUPPORTED
constexpr unsigned long kQuotaExceeded = 1295;  // ERROR_DISK_QUOTA_EXCEEDED

// An open that meets a link it must not follow; not a number that Windows uses for it alone, but
// the one it gives under OBJ_DONT_REPARSE.
constexpr unsigned long kLinkRefused = 4395;  // ERROR_REPARSE_POINT_ENCOUNTERED

// A path to a device where there has to be a directory.
constexpr unsigned long kDeviceName = 1200;  // ERROR_BAD_DEVICE

std::error_code windows_code(unsigned long error);
int errno_of(unsigned long error);  // EIO where there is no closer one

}  // namespace smartsync::fs
