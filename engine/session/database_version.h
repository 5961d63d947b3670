// What tells one version of a SQLite database from another besides its file's size and time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/fs/types.h"

namespace smartsync::session {

// A file beside a database that holds a part of its content.
struct DatabasePart {
  std::uint64_t size = 0;
  fs::Time modified{};
  bool operator==(const DatabasePart&) const = default;
};

struct DatabaseVersion {
  std::uint32_t change_counter = 0;  // of the database's header
  std::optional<DatabasePart> wal{};
  std::optional<DatabasePart> journal{};

  // The file alone is not the database: a snapshot has to be taken.
  bool is_in_use() const { return wal || journal; }
  bool operator==(const DatabaseVersion&) const = default;
};

// As the session's state keeps it (docs/sessions.md): "counter 5, wal 4152 1700000000.5".
std::string to_text(const DatabaseVersion& version);
// nullopt: to_text() never writes that.
std::optional<DatabaseVersion> parse_database_version(std::string_view text);

}  // namespace smartsync::session
