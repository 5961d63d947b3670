// The files that SQLite keeps beside a database, and what they mean.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "engine/fs/dir.h"

namespace smartsync::sqlite {

enum class CompanionKind {
  wal,      // NAME-wal: changes that are not in the database yet
  journal,  // NAME-journal: what a transaction that did not end has overwritten
  shm,      // NAME-shm: an index of the -wal, made anew whenever it is missing
};
inline constexpr std::array all_companions{CompanionKind::wal, CompanionKind::journal,
                                           CompanionKind::shm};

std::string companion_of(std::string_view database, CompanionKind kind);

// What a name would be the companion of: "a.db-wal" belongs to "a.db". Whether that is there, and
// is a database, only the directory can tell.
struct CompanionName {
  std::string_view database;  // part of the name that was asked about
  CompanionKind kind;
};
std::optional<CompanionName> parse_companion(std::string_view name);

// A companion of the database `database` in `dir`, as the file server tells it now; nullopt if
// there is none.
std::optional<fs::Stat> stat_companion(const fs::Dir& dir, std::string_view database,
                                       CompanionKind kind);

// What the companions say about a database.
struct Companions {
  // The -wal is not empty: the file alone is not the database.
  bool live_wal = false;
  // The -journal is not empty and its header is not zeroed: a transaction writes to the file or is
  // about to, or did so when its program or machine was stopped; then the file alone is damaged.
  bool hot_journal = false;
  bool any() const { return live_wal || hot_journal; }
};

// Each of them alone, as the file server tells it now. `name`: of the database in `dir`. To look at
// the -journal it has to be opened: on Windows a writer that removes it just then may be disturbed.
// Throws smartsync::Error for what cannot be examined, and for a companion that is no regular file.
bool has_live_wal(const fs::Dir& dir, std::string_view name);
bool has_hot_journal(const fs::Dir& dir, std::string_view name);
// Both.
Companions companions_beside(const fs::Dir& dir, std::string_view name);

// Whether the -journal is of a transaction over several databases, and so names a file that SQLite
// would read and then delete: whoever writes the journal chooses which.
bool names_super_journal(const fs::Dir& dir, std::string_view name);

}  // namespace smartsync::sqlite
