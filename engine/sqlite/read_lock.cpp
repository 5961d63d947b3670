#include "engine/sqlite/read_lock.h"

#include <sqlite3.h>

#include <new>
#include <vector>

#include "engine/sqlite/connection.h"
#include "engine/sqlite/counting_vfs.h"

namespace smartsync::sqlite {
namespace {

// The name as SQLite's file layer wants it: absolute, with room for parameters.
char* full_name(sqlite3_vfs& vfs, const FileName& file) {
  std::vector<char> full(static_cast<std::size_t>(vfs.mxPathname) + 1);
  const int result =
      vfs.xFullPathname(&vfs, file.given().c_str(), static_cast<int>(full.size()), full.data());
  if (primary_code(result) != SQLITE_OK)
    throw DatabaseError(file.path(), result, sqlite3_errstr(result));
  char* name = const_cast<char*>(sqlite3_create_filename(full.data(), "", "", 0, nullptr));
  if (name == nullptr) throw std::bad_alloc();
  return name;
}

}  // namespace

void ReadLock::Close::operator()(sqlite3_file* file) const {
  if (file->pMethods != nullptr) {
    file->pMethods->xUnlock(file, SQLITE_LOCK_NONE);
    file->pMethods->xClose(file);
  }
  sqlite3_free(file);
}

ReadLock::ReadLock(const FileName& file)
    : file_name_(file), name_(nullptr, [](char* name) { sqlite3_free_filename(name); }) {
  sqlite3_vfs* vfs = counting_vfs();
  if (vfs == nullptr) throw std::bad_alloc();  // it could not be initialized
  name_.reset(full_name(*vfs, file));
  file_.reset(static_cast<sqlite3_file*>(sqlite3_malloc(vfs->szOsFile)));
  if (!file_) throw std::bad_alloc();
  file_->pMethods = nullptr;
  const int opened = vfs->xOpen(vfs, name_.get(), file_.get(),
                                SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, nullptr);
  if (opened != SQLITE_OK) throw DatabaseError(file.path(), opened, sqlite3_errstr(opened));
  const int locked = file_->pMethods->xLock(file_.get(), SQLITE_LOCK_SHARED);
  if (locked == SQLITE_OK) state_ = State::held;
  if (primary_code(locked) == SQLITE_BUSY) state_ = State::busy;
}

bool ReadLock::writer_waits() const {
  int reserved = 0;
  return file_->pMethods->xCheckReservedLock(file_.get(), &reserved) == SQLITE_OK && reserved != 0;
}

}  // namespace smartsync::sqlite
