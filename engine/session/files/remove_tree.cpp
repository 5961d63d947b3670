#include "engine/session/files/remove_tree.h"

#include "engine/fs/error.h"

namespace smartsync::session {

void let_owner_empty(const fs::Dir& dir, const fs::Listed& directory) {
  constexpr std::uint16_t empties = 0700;
  if ((directory.stat.permissions & empties) == empties) return;
  try {
    dir.set_permissions(directory.name, directory.stat.permissions | empties);
  } catch (const Error&) {
    // The removal will say why it is not possible.
  }
}

void remove_content(const fs::Dir& dir) {
  for (const fs::Listed& entry : dir.list().entries) {
    if (entry.stat.type == fs::FileType::directory) {
      let_owner_empty(dir, entry);
      remove_content(dir.open_dir(entry.name));
      dir.remove_dir(entry.name);
    } else {
      dir.remove_file(entry.name);
    }
  }
}

}  // namespace smartsync::session
