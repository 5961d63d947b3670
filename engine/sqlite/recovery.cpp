#include "engine/sqlite/recovery.h"

#include <algorithm>
#include <array>

#include "engine/sqlite/companions.h"
#include "engine/sqlite/connection.h"

namespace smartsync::sqlite {
namespace {

// A journal ends with these bytes if the name of a super-journal stands before them
// (https://sqlite.org/fileformat.html, 3); they are the journal header's, too.
constexpr std::array<unsigned char, 8> kJournalMagic{0xd9, 0xd5, 0x05, 0xf9,
                                                     0x20, 0xa1, 0x63, 0xd7};

bool names_super_journal(const fs::File& journal) {
  std::array<std::byte, kJournalMagic.size()> end{};
  const std::uint64_t size = journal.stat().size;
  if (size < end.size() || journal.read(size - end.size(), end) != end.size()) return false;
  return std::ranges::equal(end, kJournalMagic, {}, std::to_integer<unsigned char>);
}

void refuse_super_journal(const fs::Dir& dir, const std::string& journal,
                          const std::string& shown) {
  if (!dir.stat(journal) || !names_super_journal(dir.open_read(journal))) return;
  throw Error("a transaction over several databases did not end in \"" + shown +
                  "\": open it once in the program that it belongs to",
              shown);
}

// Exclusive access needs no -shm.
void let_sqlite_recover(const std::string& path, bool wal) {
  Database database(path, Database::Access::write);
  database.distrust_schema();
  database.execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=OFF");
  database.number("PRAGMA schema_version");  // the first access recovers
  if (wal) database.checkpoint();
}

}  // namespace

void recover(const fs::Dir& dir, std::string_view name, const std::string& shown) {
  refuse_super_journal(dir, companion_of(name, CompanionKind::journal), shown);
  try {
    let_sqlite_recover(dir.path_of(name), companions_beside(dir, name).live_wal);
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
