#include "cli/remote_path.h"

namespace smartsync::cli {
namespace {

#ifdef _WIN32
constexpr bool has_drives = true;
constexpr std::string_view separators = "/\\";
#else
constexpr bool has_drives = false;
constexpr std::string_view separators = "/";
#endif

constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

bool is_remote(std::string_view argument) {
  if (argument.starts_with("rsync://")) return true;
  const std::size_t colon = argument.find(':');
  if (colon == argument.npos) return false;
  if (argument.substr(0, colon).find_first_of(separators) != argument.npos) return false;
  return !(has_drives && colon == 1 && is_letter(argument[0]));
}

}  // namespace smartsync::cli
