// Names on Windows are UTF-16 that nobody checks. Here they are UTF-8 in which an unpaired
// surrogate is written as its three bytes (WTF-8), so that every name can go there and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace smartsync::fs {

std::string to_utf8(std::wstring_view text);

// nullopt if the bytes are neither UTF-8 nor what to_utf8 makes of an unpaired surrogate.
std::optional<std::wstring> to_utf16(std::string_view text);

}  // namespace smartsync::fs
