#include "engine/session/sync_log.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "engine/session/files/temporary.h"
#include "engine/session/files/utc_time.h"
#include "engine/sync/make_path.h"

namespace smartsync::session {
namespace {

const char* word(Operation operation) {
  switch (operation) {
    case Operation::initial_sync:
      return "initial_sync";
    case Operation::incremental_sync:
      return "incremental_sync";
    case Operation::final_sync:
      break;
  }
  return "final_sync";
}

const char* word(LogDirection direction) {
  return direction == LogDirection::network_to_local ? "network_to_local" : "local_to_network";
}

std::string text_of(const SyncLog& log) {
  nlohmann::ordered_json json;
  json["last_sync"] = iso_time(log.last_sync);
  json["operation"] = word(log.operation);
  json["direction"] = word(log.direction);
  json["files"] = log.files;
  json["deletions"] = log.deletions;
  json["bytes"] = log.bytes;
  json["seconds"] = std::round(log.seconds * 1000) / 1000;
  json["conflicts"] = log.conflicts;
  return json.dump(2) + "\n";
}

}  // namespace

void write_sync_log(const fs::Dir& local, const SyncLog& log) {
  const std::string text = text_of(log);
  try {
    const auto file = make_temporary(sync::make_dirs(local, session_directory), 0666);
    file->file().write(0, std::as_bytes(std::span(text)));
    file->file().sync();
    file->rename_to(local, sync_log_name);
  } catch (const Error& error) {
    throw error.about(local.path_of(sync_log_name));
  }
}

}  // namespace smartsync::session
