#include "engine/session/drive_watch.h"

#include "engine/fs/activity.h"
#include "engine/fs/process.h"
#include "engine/sync/temp_file.h"

namespace smartsync::session {

std::string drive_is_lost(const std::string& network) {
  return "the network drive with \"" + network +
         "\" does not answer: the local copy is intact, and what could not be brought over goes "
         "with the next run";
}

DriveWatch::DriveWatch(const SessionOptions& options, const std::string& network,
                       std::atomic<bool>& lost, SessionEvents& events)
    : watch_(options.timeout, {.activity = [] { return fs::answered_requests.load(); },
                               .stalled = [&lost] { lost = true; },
                               .hung =
                                   [&options, &network, &events] {
                                     sync::TempFile::abandon_all();
                                     if (options.before_abandoning) options.before_abandoning();
                                     events.abandon(drive_is_lost(network));
                                     fs::end_process(static_cast<int>(ExitCode::unreachable));
                                   }}) {}

}  // namespace smartsync::session
