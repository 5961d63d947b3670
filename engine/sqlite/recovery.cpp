#include "engine/sqlite/recovery.h"

#include "engine/sqlite/companions.h"
#include "engine/sqlite/connection.h"

namespace smartsync::sqlite {
namespace {

void refuse_super_journal(const fs::Dir& dir, std::string_view name, const std::string& shown) {
  if (!names_super_journal(dir, name)) return;
  throw Error("a transaction over several databases did not end in \"" + shown +
                  "\": open it once in the program that it belongs to",
              shown);
}

// Exclusive access needs no -shm.
void let_sqlite_recover(const FileName& file, bool wal) {
  Database database(file, Database::Access::write);
  database.distrust_schema();
  database.execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=OFF");
  database.number("PRAGMA schema_version");  // the first access recovers
  if (wal) database.checkpoint();
}

}  // namespace

void recover(const fs::Dir& dir, std::string_view name, const std::string& shown) {
  refuse_super_journal(dir, name, shown);
  try {
    let_sqlite_recover(FileName(dir, name), companions_beside(dir, name).live_wal);
  } catch (const DatabaseError& error) {
    throw DatabaseError(shown, error.result(), error.message());
  }
  if (companions_beside(dir, name).any())
    throw Error("SQLite could not recover the database \"" + shown + "\"", shown);
  for (const CompanionKind kind : all_companions) {
    const std::string companion = companion_of(name, kind);
    if (dir.stat(companion)) dir.remove_file(companion);
  }
}

}  // namespace smartsync::sqlite
