// Character sets of one byte a character, which this program knows by itself.
#pragma once

#include <memory>
#include <string_view>

#include "engine/fs/charset_conversion.h"

namespace smartsync::fs {

// ISO 8859, the Windows and DOS sets of Europe and the Near East, KOI8: by any spelling of their
// names. Null: it is none of them.
std::unique_ptr<CharsetConversion> code_page(std::string_view name);

}  // namespace smartsync::fs
