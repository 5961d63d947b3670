#pragma once

#include <string_view>

namespace smartsync::sync {

inline bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace smartsync::sync
