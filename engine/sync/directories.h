// Directories at the destination: they are made before their content, and get what would be in
// its way (their times, the lack of a permission) when it is complete.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/sync/target.h"

namespace smartsync::sync {

class Directories {
 public:
  Directories(RunState& run, Targets& targets)
      : run_(run), options_(run.options), targets_(targets) {}

  // The root of the transfer, if it is part of it.
  void bring_root();
  // Makes or keeps a directory. False: its content is not to be looked at.
  bool bring(Target& target);
  // Gives all of them what waited. Failures are told.
  void finish();

 private:
  struct Unfinished {
    const tree::Entry* entry;
    std::string path;
    std::uint16_t permissions;  // that it gets at the end
    Wanted wanted;
  };

  static std::size_t depth(const Unfinished& directory);
  void finish_one(const Unfinished& directory);
  void make(Target& target);
  bool pass_through(Target& target);
  void keep_behind_link(const Target& target);
  std::optional<Alternate> alternate_of_root(Target& root);
  void finish_later(Target& target, const fs::Stat* predecessor);

  RunState& run_;
  const Options& options_;
  Targets& targets_;
  std::vector<Unfinished> unfinished_;
};

}  // namespace smartsync::sync
