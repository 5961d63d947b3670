// A new directory in the system's temporary directory, removed with all that is in it at the end.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "engine/fs/dir.h"
#include "engine/fs/error.h"
#include "engine/fs/process.h"

namespace smartsync::test {

class Scratch {
 public:
  Scratch() {
    static std::atomic<int> count = 0;
    path_ = fs::temp_directory() + "/smartsync-test-" + std::to_string(fs::process_id()) + "-" +
            std::to_string(count++);
    std::filesystem::create_directories(path_);
    dir_ = fs::Dir::open(path_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    dir_ = {};
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  const fs::Dir& dir() const { return dir_; }

 private:
  std::string path_;
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
