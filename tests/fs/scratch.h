// A new directory in the system's temporary directory, removed with all that is in it at the end.
#pragma once

#include <atomic>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <system_error>

#include "engine/fs/dir.h"
#include "engine/fs/error.h"
#include "engine/fs/process.h"

namespace smartsync::test {

inline void remove_tree(const fs::Dir& parent, const std::string& name) {
  {
    const fs::Dir dir = parent.open_dir(name);
    for (const fs::Listed& entry : dir.list().entries) {
      if (entry.stat.type == fs::FileType::directory) {
        remove_tree(dir, entry.name);
      } else {
        dir.remove_file(entry.name);
      }
    }
  }
  parent.remove_dir(name);
}

class Scratch {
 public:
  Scratch() : parent_(fs::Dir::open(fs::temp_directory())) {
    static std::atomic<int> count = 0;
    const std::string prefix = "smartsync-test-" + std::to_string(fs::process_id()) + "-";
    do {
      name_ = prefix + std::to_string(count++);
    } while (parent_.stat(name_));
    parent_.make_dir(name_, 0700);
    dir_ = fs::Dir::open(parent_.path_of(name_));
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    dir_ = {};
    try {
      remove_tree(parent_, name_);
    } catch (const Error& error) {
      WARN("left behind: " << error.what());
    }
  }

  const std::string& path() const { return dir_.path(); }
  const fs::Dir& dir() const { return dir_; }

 private:
  fs::Dir parent_;
  std::string name_;
  fs::Dir dir_;
};

inline void write_file(const fs::Dir& dir, std::string_view name, std::string_view content) {
  fs::File file = dir.create(name, 0644);
  file.write(0, std::as_bytes(std::span(content)));
  file.close();
}

inline std::string read_file(const fs::Dir& dir, std::string_view name) {
  const fs::File file = dir.open_read(name);
  std::string content(file.stat().size, '\0');
  content.resize(file.read(0, std::as_writable_bytes(std::span(content))));
  return content;
}

// The code of the smartsync::Error that `call` throws; empty if it returns.
template <typename Call>
std::error_code error_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  return {};
}

}  // namespace smartsync::test
