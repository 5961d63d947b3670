#include "engine/fs/name.h"

#include <algorithm>
#include <array>

#include "engine/fs/process.h"
#include "engine/fs/windows/handle.h"
#include "engine/fs/windows/utf16.h"

namespace smartsync::fs {
namespace {

// "Naming Files, Paths, and Namespaces" in Microsoft's Win32 documentation.
constexpr std::string_view kSlashes = "/\\";
constexpr std::string_view kForbidden = "<>:\"/\\|?*";
constexpr std::array<std::wstring_view, 6> kDevices{L"CON", L"PRN",    L"AUX",
                                                    L"NUL", L"CONIN$", L"CONOUT$"};
constexpr std::array<std::wstring_view, 2> kNumberedDevices{L"COM", L"LPT"};
constexpr std::wstring_view kDeviceNumbers = L"123456789\u00B9\u00B2\u00B3";
constexpr std::size_t kLongestName = 255;  // UTF-16 units

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_slash(char c) {
  return kSlashes.find(c) != kSlashes.npos;
}
bool names_drive(std::string_view path) {
  return path.size() >= 2 && is_letter(path[0]) && path[1] == ':';
}

// "//?/C:/x" as "C:/x", "//?/UNC/server/share" as "//server/share". What is no drive (a volume by
// its number) is left as it is.
std::string without_prefix(std::string path) {
  constexpr std::string_view kPrefix = "//?/";
  constexpr std::string_view kShare = "UNC/";
  if (!path.starts_with(kPrefix)) return path;
  const std::string rest = path.substr(kPrefix.size());
  if (rest.starts_with(kShare)) return "//" + rest.substr(kShare.size());
  return names_drive(rest) ? rest : path;
}

// The working directory that a shell has left on a drive ("Z:"), its root if there is none.
std::string directory_on(const std::string& drive) {
  const std::wstring name(drive.begin(), drive.end());
  std::wstring full(kLongestPath, L'\0');
  const DWORD length = GetFullPathNameW(name.c_str(), kLongestPath, full.data(), nullptr);
  if (length == 0 || length >= kLongestPath) return drive + '/';
  full.resize(length);
  return normal_slashes(to_utf8(full));
}

// "nul.txt" is the device, too.
bool is_device_name(std::wstring_view name) {
  std::wstring base(name.substr(0, name.find(L'.')));
  while (base.ends_with(L' ')) base.pop_back();
  for (wchar_t& c : base) {
    if (c >= L'a' && c <= L'z') c = static_cast<wchar_t>(c - L'a' + L'A');
  }
  if (std::find(kDevices.begin(), kDevices.end(), base) != kDevices.end()) return true;
  if (base.size() != 4 || kDeviceNumbers.find(base[3]) == kDeviceNumbers.npos) return false;
  return std::any_of(kNumberedDevices.begin(), kNumberedDevices.end(),
                     [&](std::wstring_view device) { return base.starts_with(device); });
}

}  // namespace

std::optional<std::string> refuse_name(std::string_view name) {
  if (name.empty()) return "it is empty";
  if (name == "." || name == "..") return "it means a directory";
  const std::optional<std::wstring> wide = to_utf16(name);
  if (!wide) return "it is not valid UTF-8";
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20) return "Windows allows no control characters in it";
    if (kForbidden.find(c) != kForbidden.npos) {
      return std::string("Windows does not allow the character ") + c + " in it";
    }
  }
  if (name.ends_with('.')) return "Windows does not keep a dot at its end";
  if (name.ends_with(' ')) return "Windows does not keep a space at its end";
  if (is_device_name(*wide)) return "Windows reserves it for a device";
  if (wide->size() > kLongestName) return "it is longer than 255 characters";
  return std::nullopt;
}

std::size_t root_length(std::string_view path) {
  if (names_drive(path)) return path.size() >= 3 && is_slash(path[2]) ? 3 : 0;
  if (path.empty() || !is_slash(path[0])) return 0;
  if (path.size() < 2 || !is_slash(path[1])) return 1;
  // A share: two names behind two slashes.
  const std::size_t server = path.find_first_of(kSlashes, 2);
  const std::size_t share = path.find_first_of(kSlashes, std::min(server, path.size() - 1) + 1);
  return std::min(share, path.size() - 1) + 1;
}

std::string normal_slashes(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  return path;
}

std::string normal_path(std::string typed) {
  std::string path = without_prefix(normal_slashes(std::move(typed)));
  if (names_drive(path) && root_length(path) == 0) {
    const std::string rest = path.substr(2);
    return rest.empty() ? path + '/' : join_path(directory_on(path.substr(0, 2)), rest);
  }
  if (root_length(path) != 1) return path;
  const std::string here = normal_slashes(current_directory());
  return here.substr(0, root_length(here) - 1) + path;
}

}  // namespace smartsync::fs
