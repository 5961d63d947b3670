// Whether a database is sound.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/fs/dir.h"

namespace smartsync::sqlite {

// SQLite's `PRAGMA quick_check` of a file that nobody has open: reads all of it. Returns the first
// complaint, nullopt if there is none. Nothing is written, not even beside it: what a -wal or a
// -journal there holds does not count (snapshot() first). Whatever is wrong with the file's content
// is a complaint; a file that cannot be read is a smartsync::Error.
std::optional<std::string> first_complaint(const fs::Dir& dir, std::string_view relative);

// SQLite's answers have lines; a sentence has one.
std::string in_one_line(std::string_view answer);

}  // namespace smartsync::sqlite
