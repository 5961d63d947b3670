// A new version of a file that is built under a temporary name and then takes the file's place.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "engine/session/files/target_file.h"
#include "engine/session/patch/carrier.h"
#include "engine/session/patch/patch.h"
#include "engine/sync/temp_file.h"

namespace smartsync::session {

class Replacement {
 public:
  // All must outlive it.
  Replacement(const PatchRequest& request, Carrier& carrier, const FilePlace& place);

  // Makes the new file a clone of the old version; false if the filesystem cannot.
  bool clone_old();
  // The filesystem has not copied by itself before.
  bool is_known_not_to_copy() const;
  // Lets the server copy what the plan copies; false if it has not copied all that was worth it.
  bool copy_old();
  // What is not there yet.
  std::vector<fs::Range> missing() const;
  // Writes what is not there yet: without the above, everything.
  void write_missing();
  // Makes the file durable, and gives it its name if source and old version are what they were.
  fs::Stat finish();

  std::uint64_t copied() const { return copied_; }

 private:
  const fs::File& old_file();
  void send_sample(const std::vector<Piece>& copies);
  void give_length();

  const PatchRequest& request_;
  Carrier& carrier_;
  const FilePlace& place_;
  std::unique_ptr<sync::TempFile> temp_;
  fs::File old_;
  bool cloned_ = false;
  std::vector<fs::Range> done_;  // in order; what the plan copies, and parts of what it brings
  std::atomic<std::uint64_t> copied_ = 0;
};

}  // namespace smartsync::session
