// One consistent copy of a database that may be in use. docs/databases.md tells how and why.
#pragma once

#include <chrono>
#include <string_view>

#include "engine/fs/dir.h"
#include "engine/fs/error.h"

namespace smartsync::sqlite {

// The database was written to all the time that was waited. The next run may have more luck.
class Locked : public Error {
 public:
  using Error::Error;
};

struct Snapshot {
  fs::Stat source;         // of the database as it was before its copy
  bool recovered = false;  // the copy holds what a -wal or a -journal said, unlike the file itself
};

// Makes `target_dir/target_name`, which must not exist, a copy of the database below `dir` as one
// of its transactions left it. The copy has no companions and needs none, and it is byte for byte
// what the database's file becomes when SQLite itself recovers or closes it: the same state gives
// the same bytes. It is not synced to the disk. `target_dir` is the caller's alone, and best on
// this machine; companions of the copy come and go in it.
//
// Beside the database and in it nothing is written, so it may lie where nothing may be written. A
// writer is waited for, `wait` at most, and need not wait for more than the copy of the file.
//
// Throws Locked; DatabaseError for a database that SQLite cannot read or recover; Error for a file
// that is none, or cannot be read or written. Then nothing is left at the target. While this runs
// the process must not close other handles of the database (POSIX would drop the lock with them).
Snapshot snapshot(const fs::Dir& dir, std::string_view relative, const fs::Dir& target_dir,
                  std::string_view target_name, std::chrono::milliseconds wait);

}  // namespace smartsync::sqlite
