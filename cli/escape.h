// Names are bytes; a terminal or a log is not the place for all of them.
#pragma once

#include <string>
#include <string_view>

namespace smartsync::cli {

// Which bytes above 127 are printed as they are.
enum class HighBytes {
  escaped,  // none: the locale knows only ASCII
  utf8,     // those that form valid UTF-8
  all,      // --8-bit-output
};

// What the environment's locale can show.
HighBytes high_bytes_of_locale();

// Replaces control bytes (except tab) and unprintable bytes by \#ooo, and the backslash of text
// that looks like such an escape by \#134.
std::string escape(std::string_view text, HighBytes high_bytes);

}  // namespace smartsync::cli
