// The lock by which SQLite keeps writers out of a database, without a connection to it: opening one
// would make companions, roll back a transaction or write the -wal into the database.
#pragma once

#include <memory>

#include "engine/sqlite/file_name.h"

struct sqlite3_file;

namespace smartsync::sqlite {

// Holds SQLite's SHARED lock (https://sqlite.org/lockingv3.html) while it lives: nobody writes to
// the database file but who writes the -wal into it. On POSIX the lock is the process's: it is lost
// as soon as the process closes any other handle of the same file.
class ReadLock {
 public:
  enum class State {
    held,
    busy,         // a writer is in the file, or waits to get there
    unavailable,  // the filesystem has no locks
  };
  // Does not wait. Throws DatabaseError if the file cannot be opened.
  explicit ReadLock(const FileName& file);

  State state() const { return state_; }
  // A living writer has begun a transaction, but it writes to its journal only while this is held.
  bool writer_waits() const;

 private:
  struct Close {
    void operator()(sqlite3_file* file) const;
  };
  FileName file_name_;
  std::unique_ptr<char, void (*)(char*)> name_;
  std::unique_ptr<sqlite3_file, Close> file_;  // uses the name
  State state_ = State::unavailable;
};

}  // namespace smartsync::sqlite
