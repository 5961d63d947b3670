#include "engine/sync/temp_file.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <random>
#include <set>
#include <thread>
#include <utility>

#include "engine/fs/error.h"

namespace smartsync::sync {

namespace {

constexpr std::size_t longest_name = 255;
constexpr std::size_t suffix_length = 7;  // ".XXXXXX"

// Those that are being written.
struct Unfinished {
  std::mutex mutex;
  std::set<const TempFile*> files;
};

Unfinished& unfinished() {
  static auto* all = new Unfinished;  // never destroyed: a thread may hang with it
  return *all;
}

}  // namespace

std::string temp_name(std::string_view final_name) {
  static std::atomic<std::uint64_t> counter = std::random_device{}() * 0x100000001ull;
  static constexpr std::string_view letters =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string name = ".";
  const std::string_view stem = final_name.starts_with('.') ? final_name.substr(1) : final_name;
  name += stem.substr(0, longest_name - 1 - suffix_length);
  name += '.';
  std::uint64_t random = (counter++) * 0x9e3779b97f4a7c15u;
  for (int i = 0; i < 6; ++i, random >>= 8) name += letters[(random >> 8) % letters.size()];
  return name;
}

Error told_of(const Error& error, const std::string& temporary_path,
              const std::string& final_path) {
  return error.path() == temporary_path ? error.about(final_path) : error;
}

TempFile::TempFile(const fs::Dir& dir, std::string_view final_name, std::uint16_t permissions)
    : dir_(dir), final_path_(dir.path_of(final_name)) {
  for (int tries = 100; !file_.is_open(); --tries) {
    name_ = temp_name(final_name);
    try {
      file_ = dir_.create(name_, permissions);
    } catch (const Error& error) {
      if (error.code() != std::errc::file_exists || tries == 0) throw about(error);
    }
  }
  file_.tell_as(final_path_);
  const std::lock_guard lock(unfinished().mutex);
  unfinished().files.insert(this);
}

Error TempFile::about(const Error& error) const {
  return told_of(error, dir_.path_of(name_), final_path_);
}

void TempFile::abandon_all() {
  std::promise<void> done;
  auto removed = done.get_future();
  std::thread([done = std::move(done)]() mutable {
    const std::lock_guard lock(unfinished().mutex);
    for (const TempFile* file : unfinished().files) {
      try {
        file->dir_.remove_file(file->name_);
      } catch (const Error&) {
        continue;  // out of reach, or in place already
      }
    }
    done.set_value();
  }).detach();
  removed.wait_for(std::chrono::seconds(1));
}

TempFile::~TempFile() {
  {
    const std::lock_guard lock(unfinished().mutex);
    unfinished().files.erase(this);
  }
  if (in_place_) return;
  try {
    file_.close();
    dir_.remove_file(name_);
  } catch (const Error&) {  // the directory is gone or out of reach: nothing can be done here
  }
}

void TempFile::rename_to(const fs::Dir& dir, std::string_view name) {
  file_.close();
  dir_.rename(name_, dir, name);
  in_place_ = true;
}

}  // namespace smartsync::sync
