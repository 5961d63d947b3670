#include "engine/sqlite/counting_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <string_view>

#include "engine/fs/activity.h"
#include "engine/fs/dir.h"

namespace smartsync::sqlite {
namespace {

// A kind of file's own functions, but for its reading. The files stay what they are.
struct CountingMethods : sqlite3_io_methods {
  explicit CountingMethods(const sqlite3_io_methods& own)
      : sqlite3_io_methods(own), read_only(own.xRead) {
    xRead = read_and_count;
  }

  static int read_and_count(sqlite3_file* file, void* into, int bytes, sqlite3_int64 offset) {
    const auto* methods = static_cast<const CountingMethods*>(file->pMethods);
    const int result = methods->read_only(file, into, bytes, offset);
    fs::count_answer();
    return result;
  }

  int (*read_only)(sqlite3_file*, void*, int, sqlite3_int64);
};

// SQLite has a handful of kinds.
const CountingMethods& counting(const sqlite3_io_methods& own) {
  static std::mutex mutex;
  static std::map<const sqlite3_io_methods*, CountingMethods> kinds;
  const std::lock_guard lock(mutex);
  return kinds.try_emplace(&own, own).first->second;
}

int open_counting(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* opened);

// A path that goes by a handle is whole as it is: what it leads to would be too long again.
int full_path(sqlite3_vfs* vfs, const char* name, int size, char* full);

struct CountingVfs : sqlite3_vfs {
  explicit CountingVfs(sqlite3_vfs& usual) : sqlite3_vfs(usual), own(&usual) {
    zName = "smartsync";
    pNext = nullptr;
    xOpen = open_counting;
    xFullPathname = full_path;
    sqlite3_vfs_register(this, 0);
  }
  sqlite3_vfs* own;
};

int open_counting(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* opened) {
  sqlite3_vfs* own = static_cast<CountingVfs*>(vfs)->own;
  const int result = own->xOpen(own, name, file, flags, opened);
  if (file->pMethods != nullptr) file->pMethods = &counting(*file->pMethods);
  return result;
}

int full_path(sqlite3_vfs* vfs, const char* name, int size, char* full) {
  sqlite3_vfs* own = static_cast<CountingVfs*>(vfs)->own;
  if (!fs::Dir::is_handle_path(name)) return own->xFullPathname(own, name, size, full);
  const std::string_view path(name);
  if (path.size() >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  *std::copy(path.begin(), path.end(), full) = '\0';
  return SQLITE_OK;
}

}  // namespace

sqlite3_vfs* counting_vfs() {
  static sqlite3_vfs* const vfs = []() -> sqlite3_vfs* {
    sqlite3_vfs* own = sqlite3_vfs_find(nullptr);
    if (own == nullptr) return nullptr;
    static CountingVfs counting(*own);
    return &counting;
  }();
  return vfs;
}

}  // namespace smartsync::sqlite
