// A directory for files that pass to and from the rdiff program.
#pragma once

#include <filesystem>
#include <string>

#include "tests/delta/edits.h"

namespace smartsync::test {

// Made new, and removed with all that is in it.
class Workshop {
 public:
  Workshop();
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  std::string path(const std::string& name) const { return (directory_ / name).string(); }
  void put(const std::string& name, const Bytes& bytes) const;
  Bytes get(const std::string& name) const;
  std::size_t count() const;  // of files in it
  // Runs rdiff in the directory, overwriting its outputs; false if it failed.
  bool rdiff(const std::string& arguments) const;

 private:
  std::filesystem::path directory_;
};

}  // namespace smartsync::test
