// Databases among the files of a snapshot: what lies beside one, while it is in use, is a part of
// it and does not travel by itself.
#pragma once

#include <functional>
#include <string>

#include "engine/fs/dir.h"
#include "engine/session/files/target_file.h"
#include "engine/session/node.h"
#include "engine/session/trash.h"
#include "engine/sqlite/companions.h"

namespace smartsync::session {

// Takes the -wal, -journal and -shm files of databases out of the snapshot; where there is no
// database they are files like any other. What the first two hold is noted in the database's node,
// with the change counter of its header: both say that its content changed even if its own size and
// time did not. What `base` knows as a database on that side is looked at again whatever it is
// called. Up to `threads` requests at once. Failures make a path unknown, and are told, one at a
// time.
void note_databases(Snapshot& snapshot, const fs::Dir& root, const Base& base, Side side,
                    std::size_t threads,
                    const std::function<void(const std::string& sentence)>& problem);

// The same of databases that nothing tells but what the other side has: a file under the name of
// something that would belong to them.
void note_databases_beside(const Snapshot& other, Snapshot& snapshot, const fs::Dir& root,
                           const Base& base, Side side, std::size_t threads,
                           const std::function<void(const std::string& sentence)>& problem);

// Throws smartsync::Error if a program has the database open, or left something beside it that is a
// part of it: it must neither be replaced nor taken away.
void require_not_in_use(const FilePlace& database);

// Puts into the trash what is called like a part of the database `path`, which is not in use: it is
// left over, and would be taken for a part of what has that name next.
void clear_companions(const FilePlace& database, const std::string& path, Trash& trash);

}  // namespace smartsync::session
