#include "engine/sqlite/companions.h"

#include <algorithm>
#include <array>
#include <system_error>

#include "engine/fs/error.h"

namespace smartsync::sqlite {
namespace {

constexpr std::string_view suffix(CompanionKind kind) {
  switch (kind) {
    case CompanionKind::wal:
      return "-wal";
    case CompanionKind::journal:
      return "-journal";
    case CompanionKind::shm:
      break;
  }
  return "-shm";
}

bool has_content(const fs::Dir& dir, const std::string& name, const fs::Stat& stat) {
  if (stat.type == fs::FileType::regular) return stat.size > 0;
  const std::string path = dir.path_of(name);
  throw Error("the database beside \"" + path + "\" cannot be used: that is no regular file", path);
}

// A journal that was ended by overwriting its header starts with zeros; SQLite looks at one byte.
bool has_header(const fs::Dir& dir, const std::string& name) {
  std::byte first{};
  const fs::File journal = dir.open_read(name);
  return journal.read(0, std::span(&first, 1)) == 1 && first != std::byte{0};
}

// A journal ends with these bytes if the name of a super-journal stands before them
// (https://sqlite.org/fileformat.html, 3); they are the journal header's, too.
constexpr std::array<unsigned char, 8> kJournalMagic{0xd9, 0xd5, 0x05, 0xf9,
                                                     0x20, 0xa1, 0x63, 0xd7};

bool is_filled(const fs::Dir& dir, std::string_view database, CompanionKind kind) {
  const std::optional<fs::Stat> stat = stat_companion(dir, database, kind);
  return stat && has_content(dir, companion_of(database, kind), *stat);
}

}  // namespace

std::string companion_of(std::string_view database, CompanionKind kind) {
  return std::string(database).append(suffix(kind));
}

std::optional<CompanionName> parse_companion(std::string_view name) {
  for (const CompanionKind kind : all_companions) {
    const std::string_view end = suffix(kind);
    if (!name.ends_with(end)) continue;
    const std::string_view database = name.substr(0, name.size() - end.size());
    if (!database.empty() && !database.ends_with('/')) return CompanionName{database, kind};
  }
  return std::nullopt;
}

// A database with a long name can have no companion: SQLite itself goes without.
std::optional<fs::Stat> stat_companion(const fs::Dir& dir, std::string_view database,
                                       CompanionKind kind) {
  try {
    return dir.stat_fresh(companion_of(database, kind));
  } catch (const Error& error) {
    if (error.code() != std::errc::filename_too_long) throw;
    return std::nullopt;
  }
}

bool has_live_wal(const fs::Dir& dir, std::string_view name) {
  return is_filled(dir, name, CompanionKind::wal);
}

bool has_hot_journal(const fs::Dir& dir, std::string_view name) {
  try {
    return is_filled(dir, name, CompanionKind::journal) &&
           has_header(dir, companion_of(name, CompanionKind::journal));
  } catch (const Error& error) {
    if (error.code() != std::errc::no_such_file_or_directory) throw;
    return false;  // it just went away
  }
}

bool names_super_journal(const fs::Dir& dir, std::string_view name) {
  const std::string journal_name = companion_of(name, CompanionKind::journal);
  if (!dir.stat(journal_name)) return false;
  const fs::File journal = dir.open_read(journal_name);
  std::array<std::byte, kJournalMagic.size()> end{};
  const std::uint64_t size = journal.stat().size;
  if (size < end.size() || journal.read(size - end.size(), end) != end.size()) return false;
  return std::ranges::equal(end, kJournalMagic, {}, std::to_integer<unsigned char>);
}

Companions companions_beside(const fs::Dir& dir, std::string_view name) {
  return {has_live_wal(dir, name), has_hot_journal(dir, name)};
}

}  // namespace smartsync::sqlite
