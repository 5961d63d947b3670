// Text that somebody else wrote, made fit for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace smartsync::session {

// What does not show as itself is written as "\uXXXX": control characters, and those that change
// the direction of text or cannot be seen. Bytes that form no UTF-8 become "\xXX", a backslash
// "\\".
std::string printable(std::string_view text);

}  // namespace smartsync::session
