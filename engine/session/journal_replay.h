// Finishes what somebody who patched a file in place could not finish.
#pragma once

#include <string>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/hash/strong.h"
#include "engine/session/files/claim.h"

namespace smartsync::session {

// What became of one journal.
struct JournalEnd {
  enum class Outcome {
    finished,   // the file now is the new version
    discarded,  // the file is not concerned: the journal was incomplete, or its file was replaced
    refused,    // the journal is damaged or not ours; it was put aside with ".bad" after its name
    busy,       // somebody is at work with it; it was left alone
  };
  Outcome outcome;
  std::string path;      // of the file, below the root; "" if it cannot be told
  std::string sentence;  // for a person
  hash::Digest content;  // finished: xxh128 of the file
};

// Looks at every journal in ROOT/.smartsync/journal. None there: one request. A failure to reach
// the share is thrown as smartsync::Error; what was not looked at then waits for the next time.
std::vector<JournalEnd> finish_journals(const fs::Dir& root, const Presence& presence);

}  // namespace smartsync::session
