#include "engine/sqlite/check.h"

#include <algorithm>

#include "engine/sqlite/connection.h"

namespace smartsync::sqlite {

std::string in_one_line(std::string_view answer) {
  std::string line(answer);
  std::ranges::replace(line, '\n', ' ');
  return line;
}

std::optional<std::string> first_complaint(const fs::Dir& dir, std::string_view relative) {
  dir.open_read(relative).close();  // tells what is not there, is a symlink or may not be read
  Database database(FileName(dir, relative), Database::Access::immutable);
  database.distrust_schema();
  try {
    // They may call functions that only the database's own program has.
    database.execute("PRAGMA ignore_check_constraints=ON; PRAGMA cell_size_check=ON");
    Statement check = database.prepare("PRAGMA quick_check(1)");
    if (!check.step()) return "quick_check ended without an answer";
    const std::string_view answer = check.text(0);
    if (answer == "ok") return std::nullopt;
    return in_one_line(answer);
  } catch (const DatabaseError& error) {
    if (error.is_damaged()) return error.message();
    throw;
  }
}

}  // namespace smartsync::sqlite
