// Names on filesystems that take "Report.csv" and "report.csv" for one.
#pragma once

#include <string>
#include <string_view>

#include "engine/fs/dir.h"

namespace smartsync::fs {

// Whether the filesystem finds `name`, which `directory` has, in other letter case too: that is
// tried, for the kind of a filesystem does not tell (a folder of ext4 or NTFS may be either, a
// server keeps it to itself). A name without ASCII letters proves nothing: false.
bool ignores_case(const Dir& directory, std::string_view name);

// Equal for names that differ only in letter case, letter by letter as NTFS compares them. Bytes
// that are not UTF-8 stay as they are.
std::string without_case(std::string_view text);

}  // namespace smartsync::fs
