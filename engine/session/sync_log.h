// .sync_log.json at the top of the staging copy: what the last sync did, for other programs.
#pragma once

#include <cstdint>

#include "engine/fs/dir.h"
#include "engine/fs/types.h"

namespace smartsync::session {

inline constexpr const char* sync_log_name = ".sync_log.json";

enum class Operation { initial_sync, incremental_sync, final_sync };
enum class LogDirection { network_to_local, local_to_network };

struct SyncLog {
  fs::Time last_sync;  // when it ended; written as ISO 8601 in UTC
  Operation operation = Operation::incremental_sync;
  LogDirection direction = LogDirection::network_to_local;
  std::uint64_t files = 0;      // brought over
  std::uint64_t deletions = 0;  // carried over
  std::uint64_t bytes = 0;      // that went over the link
  double seconds = 0;
  std::uint64_t conflicts = 0;
};

// Replaces the file at once. It is made in LOCAL/.smartsync, so that nothing else is ever found at
// the top. Throws smartsync::Error.
void write_sync_log(const fs::Dir& local, const SyncLog& log);

}  // namespace smartsync::session
