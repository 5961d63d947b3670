#include "engine/session/files/remove_tree.h"

namespace smartsync::session {

void remove_content(const fs::Dir& dir) {
  for (const fs::Listed& entry : dir.list().entries) {
    if (entry.stat.type == fs::FileType::directory) {
      remove_content(dir.open_dir(entry.name));
      dir.remove_dir(entry.name);
    } else {
      dir.remove_file(entry.name);
    }
  }
}

}  // namespace smartsync::session
