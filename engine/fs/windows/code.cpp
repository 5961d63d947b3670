#include "engine/fs/windows/code.h"

#include <windows.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

#include "engine/fs/windows/utf16.h"

namespace smartsync::fs {
namespace {

struct Meaning {
  unsigned long error;
  int number;            // errno
  const char* sentence;  // nullptr: what the C library says to the errno
};

constexpr const char* kInUse = "it is open in another program";
constexpr const char* kUnreachable = "the network drive cannot be reached";
constexpr const char* kLoop = "Too many levels of symbolic links";
constexpr const char* kUnsupported = "Operation not supported";

constexpr std::array kMeanings{
    Meaning{ERROR_FILE_NOT_FOUND, ENOENT, nullptr},
    Meaning{ERROR_PATH_NOT_FOUND, ENOENT, nullptr},
    Meaning{ERROR_INVALID_DRIVE, ENOENT, "there is no such drive"},
    Meaning{ERROR_NOT_READY, ENXIO, "the drive is not ready"},
    Meaning{ERROR_DELETE_PENDING, ENOENT, "it is being deleted"},
    Meaning{ERROR_TOO_MANY_OPEN_FILES, EMFILE, nullptr},
    Meaning{ERROR_ACCESS_DENIED, EACCES, nullptr},
    Meaning{ERROR_CANT_ACCESS_FILE, EACCES, nullptr},
    Meaning{ERROR_NETWORK_ACCESS_DENIED, EACCES, nullptr},
    Meaning{ERROR_PRIVILEGE_NOT_HELD, EPERM,
            "Windows lets only administrators, or users in developer mode, do this"},
    Meaning{ERROR_WRITE_PROTECT, EROFS, nullptr},
    Meaning{ERROR_SHARING_VIOLATION, EBUSY, kInUse},
    Meaning{ERROR_LOCK_VIOLATION, EBUSY, kInUse},
    Meaning{ERROR_USER_MAPPED_FILE, EBUSY, kInUse},
    Meaning{ERROR_FILE_EXISTS, EEXIST, nullptr},
    Meaning{ERROR_ALREADY_EXISTS, EEXIST, nullptr},
    Meaning{ERROR_DIR_NOT_EMPTY, ENOTEMPTY, nullptr},
    Meaning{ERROR_DIRECTORY, ENOTDIR, nullptr},
    Meaning{kIsDirectory, EISDIR, nullptr},
    Meaning{ERROR_NOT_SAME_DEVICE, EXDEV, nullptr},
    Meaning{ERROR_DISK_FULL, ENOSPC, nullptr},
    Meaning{ERROR_HANDLE_DISK_FULL, ENOSPC, nullptr},
    Meaning{kQuotaExceeded, ENOSPC, "Disk quota exceeded"},
    Meaning{ERROR_TOO_MANY_LINKS, EMLINK, nullptr},
    Meaning{ERROR_INVALID_NAME, EINVAL, "the name is not allowed"},
    Meaning{ERROR_BAD_PATHNAME, EINVAL, "the name is not allowed"},
    Meaning{ERROR_FILENAME_EXCED_RANGE, ENAMETOOLONG, nullptr},
    Meaning{ERROR_INVALID_PARAMETER, EINVAL, nullptr},
    Meaning{ERROR_NOT_A_REPARSE_POINT, EINVAL, "it is not a symbolic link"},
    Meaning{kLinkRefused, ELOOP, kLoop},
    Meaning{kDeviceName, EINVAL, "Windows reserves the name for a device"},
    Meaning{ERROR_CANT_RESOLVE_FILENAME, ELOOP, kLoop},
    Meaning{ERROR_NOT_SUPPORTED, ENOTSUP, kUnsupported},
    Meaning{ERROR_INVALID_FUNCTION, ENOTSUP, kUnsupported},
    Meaning{ERROR_CALL_NOT_IMPLEMENTED, ENOTSUP, kUnsupported},
    Meaning{ERROR_NOT_ENOUGH_MEMORY, ENOMEM, nullptr},
    Meaning{ERROR_OUTOFMEMORY, ENOMEM, nullptr},
    Meaning{ERROR_FILE_TOO_LARGE, EFBIG, nullptr},
    // Not ENOENT: what cannot be reached is not gone.
    Meaning{ERROR_BAD_NETPATH, EIO, kUnreachable},
    Meaning{ERROR_BAD_NET_NAME, EIO, kUnreachable},
    Meaning{ERROR_DEV_NOT_EXIST, EIO, kUnreachable},
    Meaning{ERROR_NO_NET_OR_BAD_PATH, EIO, kUnreachable},
    Meaning{ERROR_HOST_UNREACHABLE, EIO, kUnreachable},
    Meaning{ERROR_CONNECTION_REFUSED, EIO, kUnreachable},
    Meaning{ERROR_NETWORK_UNREACHABLE, EIO, kUnreachable},
    Meaning{ERROR_UNEXP_NET_ERR, EIO, kUnreachable},
    Meaning{ERROR_NETNAME_DELETED, EIO, kUnreachable},
    Meaning{ERROR_SEM_TIMEOUT, EIO, kUnreachable},
    Meaning{ERROR_CONNECTION_ABORTED, EIO, kUnreachable},
};

const Meaning* meaning_of(unsigned long error) {
  const auto found = std::find_if(kMeanings.begin(), kMeanings.end(),
                                  [error](const Meaning& each) { return each.error == error; });
  return found == kMeanings.end() ? nullptr : &*found;
}

std::string system_message(unsigned long error) {
  wchar_t text[512];
  const DWORD length =
      FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr, error, 0,
                     text, static_cast<DWORD>(std::size(text)), nullptr);
  std::string message = to_utf8({text, length});
  while (!message.empty() && (message.back() <= ' ' || message.back() == '.')) message.pop_back();
  return message.empty() ? "unknown error" : message;
}

class Category : public std::error_category {
 public:
  const char* name() const noexcept override { return "windows"; }

  std::string message(int value) const override {
    const auto error = static_cast<unsigned long>(value);
    const Meaning* meaning = meaning_of(error);
    if (meaning == nullptr) return system_message(error);
    if (meaning->sentence != nullptr) return meaning->sentence;
    return std::generic_category().message(meaning->number);
  }

  std::error_condition default_error_condition(int value) const noexcept override {
    const Meaning* meaning = meaning_of(static_cast<unsigned long>(value));
    if (meaning == nullptr) return {value, *this};
    return {meaning->number, std::generic_category()};
  }
};

}  // namespace

std::error_code windows_code(unsigned long error) {
  static const Category category;
  return {static_cast<int>(error), category};
}

int errno_of(unsigned long error) {
  const Meaning* meaning = meaning_of(error);
  return meaning == nullptr ? EIO : meaning->number;
}

}  // namespace smartsync::fs
