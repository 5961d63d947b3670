#include "engine/fs/name.h"

#include <algorithm>
#include <array>

#include "engine/fs/windows/utf16.h"

namespace smartsync::fs {
namespace {

// "Naming Files, Paths, and Namespaces" in Microsoft's Win32 documentation.
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
  return c == '/' || c == '\\';
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

bool is_absolute(std::string_view path) {
  if (!path.empty() && is_slash(path[0])) return true;
  return path.size() >= 3 && is_letter(path[0]) && path[1] == ':' && is_slash(path[2]);
}

std::string normal_slashes(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  return path;
}

}  // namespace smartsync::fs
