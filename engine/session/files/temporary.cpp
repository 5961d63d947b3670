#include "engine/session/files/temporary.h"

#include <string>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/process.h"
#include "engine/session/files/remove_tree.h"

namespace smartsync::session {
namespace {

constexpr std::string_view stem = ".smartsync-tmp.";
constexpr std::size_t random_letters = 6;  // as TempFile appends them
constexpr std::int64_t one_day = 24 * 60 * 60;
// A link or directory gets its own name directly after it is made.
constexpr std::int64_t ten_minutes = 10 * 60;

std::string temporary_name() {
  return sync::temp_name(stem.substr(0, stem.size() - 1));
}

bool is_abandoned(const fs::File& file, const Presence& presence) {
  switch (claim(file, presence)) {
    case fs::Lock::taken:
      return true;
    case fs::Lock::held_by_another:
      return false;
    case fs::Lock::unsupported:
      break;
  }
  return is_older(file.stat(), one_day, presence);
}

bool is_abandoned(const fs::Dir& dir, std::string_view name, const fs::Stat& stat,
                  const Presence& presence) {
  if (stat.type != fs::FileType::regular)
    return !presence.other_machines || is_older(stat, ten_minutes, presence);
  return is_abandoned(dir.open_write(name), presence);
}

void remove_made(const fs::Dir& dir, std::string_view name, const fs::Stat& stat) {
  if (stat.type == fs::FileType::directory) {
    dir.remove_dir(name);
  } else {
    dir.remove_file(name);
  }
}

}  // namespace

std::unique_ptr<sync::TempFile> make_temporary(const fs::Dir& dir, std::uint16_t permissions) {
  auto file = std::make_unique<sync::TempFile>(dir, stem.substr(0, stem.size() - 1), permissions);
  (void)file->file().try_lock();  // nobody else knows the name yet
  return file;
}

TemporaryEntry::TemporaryEntry(fs::Dir dir,
                               const std::function<void(const std::string& name)>& make)
    : dir_(std::move(dir)), name_(temporary_name()) {
  make(name_);
}

TemporaryEntry::~TemporaryEntry() {
  try {
    if (const auto stat = dir_.stat(name_)) remove_made(dir_, name_, *stat);
  } catch (const Error&) {
    // Out of reach: a later run finds it by its name.
  }
}

TemporaryLink::TemporaryLink(const fs::Dir& dir, std::string_view target)
    : TemporaryEntry(dir, [&](const std::string& name) { dir.make_symlink(target, name); }) {}

TemporaryDirectory::TemporaryDirectory(const fs::Dir& dir, std::uint16_t permissions)
    : TemporaryEntry(dir, [&](const std::string& name) { dir.make_dir(name, permissions); }) {}

TemporaryFolder::TemporaryFolder()
    : parent_(fs::Dir::open(fs::temp_directory())), name_(sync::temp_name("smartsync")) {
  parent_.make_dir(name_, 0700);
}

TemporaryFolder::~TemporaryFolder() {
  try {
    remove_content(dir());
    parent_.remove_dir(name_);
  } catch (const Error&) {
    // The system clears its temporary files.
  }
}

bool is_temporary_name(std::string_view name) {
  return name.starts_with(stem) && name.size() == stem.size() + random_letters;
}

bool remove_leftover(const fs::Dir& dir, std::string_view name, const Presence& presence) {
  try {
    const auto stat = dir.stat(name);
    if (!stat || !is_abandoned(dir, name, *stat, presence)) return false;
    remove_made(dir, name, *stat);
    return true;
  } catch (const Error& error) {
    if (error.code() == std::errc::no_such_file_or_directory) return false;
    throw;
  }
}

void remove_session_leftovers(const fs::Dir& root, const Presence& presence) {
  try {
    const auto directory = root.open_dir_if_exists(session_directory);
    if (!directory) return;
    for (const fs::Listed& entry : directory->list().entries)
      if (is_temporary_name(entry.name)) (void)remove_leftover(*directory, entry.name, presence);
  } catch (const Error&) {
    // Somebody else's, or out of reach: the next run looks again.
  }
}

}  // namespace smartsync::session
