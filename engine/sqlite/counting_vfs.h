// SQLite's reads as signs of life: whoever waits for a slow drive must see that it answers.
#pragma once

struct sqlite3_vfs;

namespace smartsync::sqlite {

// SQLite's own file layer, each of whose completed reads is counted (fs::count_answer).
// https://sqlite.org/vfs.html. Lives as long as the process; null if SQLite could not be set up.
sqlite3_vfs* counting_vfs();

}  // namespace smartsync::sqlite
