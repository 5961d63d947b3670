// Lets SQLite apply what stands beside a database.
#pragma once

#include <string>
#include <string_view>

#include "engine/fs/dir.h"

namespace smartsync::sqlite {

// `dir/name` with its -wal or hot -journal becomes what SQLite makes of them: all transactions that
// were committed, and no other. Nobody else may use the database meanwhile. Afterwards it has no
// companions. It is not synced to the disk.
//
// `shown` names the database in messages. Throws DatabaseError for what SQLite cannot recover,
// Error for a journal of a transaction over several databases: SQLite would follow the name of a
// file in it, which anybody may have written.
void recover(const fs::Dir& dir, std::string_view name, const std::string& shown);

}  // namespace smartsync::sqlite
