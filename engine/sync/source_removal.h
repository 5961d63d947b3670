// --remove-source-files: a source goes once it has safely arrived, unless it changed meanwhile.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "engine/sync/attributes.h"
#include "engine/sync/run_state.h"

namespace smartsync::sync {

// May be used from several threads. Failures are told to the run.
class SourceRemoval {
 public:
  explicit SourceRemoval(RunState& run) : run_(run) {}

  // Removes `source`, the file of `entry`, whose path in the transfer is `path`, as the source
  // writes it. Where several source arguments may name one file it is put off, as the file may
  // have to be read again.
  void remove(const tree::Entry& entry, const AttributeSource& source, const std::string& path);
  // To be removed with finish().
  void put_off(const tree::Entry& entry, const std::string& path);
  // Removes what was put off: nothing will be read any more.
  void finish();

 private:
  struct Sent {
    const tree::Entry* entry;
    std::string path;
  };

  void remove_now(const tree::Entry& entry, const AttributeSource& source, const std::string& path);
  bool is_within(const tree::Entry& entry, const std::string& path) const;
  bool is_copy(const tree::Entry& entry, const std::string& path) const;
  AttributeSource source_of(const Sent& sent) const;

  RunState& run_;
  std::mutex mutex_;
  std::vector<Sent> put_off_;
};

}  // namespace smartsync::sync
