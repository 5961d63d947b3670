// Brings one regular file's new content to the destination, and then its metadata.
#pragma once

#include <optional>
#include <string>

#include "engine/sync/attributes.h"
#include "engine/sync/backup.h"
#include "engine/sync/delayed.h"
#include "engine/sync/run_state.h"

namespace smartsync::sync {

// Where the content of a file may be found besides its source.
struct Basis {
  fs::Dir dir;
  std::string name;
};

struct ContentRequest {
  const tree::Entry* entry = nullptr;
  std::string path;                  // in the transfer, as the destination writes it
  std::string source_path;           // as the source writes it
  AttributeSource source;            // the file in the source, with its directory open
  fs::Dir dir;                       // at the destination
  std::string name;                  // in `dir`
  std::optional<fs::Stat> existing;  // the regular file that is to be replaced
  std::optional<Basis> basis;        // to be used instead of `existing`
  bool basis_unreadable = false;     // whichever it is: the whole content moves
  std::optional<Basis> local;  // has the same content: it is copied, and nothing is transferred
  Wanted wanted;               // the metadata that the file gets
  ItemFlags flags = 0;         // for the item
  OrderedEvents::Slot slot = 0;
};

// Moves the content as the options ask, tells the item through the request's slot, and counts. A
// failure is told to the run and leaves the destination as it was (with --inplace and --partial:
// as far as it came). Returns whether the file arrived. May be called from several threads.
bool move_content(RunState& run, Backup& backup, DelayedUpdates& delayed,
                  const ContentRequest& request);

}  // namespace smartsync::sync
