// Ends a run that hangs in a network drive which does not answer.
#pragma once

#include <atomic>
#include <string>

#include "engine/session/session.h"
#include "engine/sync/stall_watch.h"

namespace smartsync::session {

std::string drive_is_lost(const std::string& network);

class DriveWatch {
 public:
  // Sets `lost` when nothing has been answered for options.timeout seconds. If the run cannot end
  // by itself even then, the process is ended: the drive's requests may hang for ever. All outlive
  // the watch.
  DriveWatch(const SessionOptions& options, const std::string& network, std::atomic<bool>& lost,
             SessionEvents& events);

 private:
  sync::StallWatch watch_;
};

}  // namespace smartsync::session
