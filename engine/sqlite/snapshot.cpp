#include "engine/sqlite/snapshot.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "engine/fs/process.h"
#include "engine/fs/volume.h"
#include "engine/sqlite/companions.h"
#include "engine/sqlite/connection.h"
#include "engine/sqlite/header.h"
#include "engine/sqlite/read_lock.h"
#include "engine/sqlite/recovery.h"

namespace smartsync::sqlite {
namespace {

constexpr std::chrono::milliseconds kPause{20};

// SQLite never uses the page with this byte: its locks are there, and on Windows a locked range
// cannot be read.
constexpr std::uint64_t kLockByte = std::uint64_t{1} << 30;

// The first bytes of a -wal or a -journal: as long as they stay, so does what was in it. Every new
// -wal has other salts, every new -journal another checksum seed; only the journal's count of
// records changes as it grows.
class Identity {
 public:
  Identity(const fs::File& companion, CompanionKind kind) {
    size_ = companion.read(0, bytes_);
    if (kind == CompanionKind::journal) std::fill_n(bytes_.begin() + 8, 4, std::byte{0});
  }
  bool operator==(const Identity&) const = default;

 private:
  std::array<std::byte, 28> bytes_{};
  std::size_t size_ = 0;
};

bool is_same_content(const fs::Stat& a, const fs::Stat& b) {
  return is_same_file(a, b) && a.size == b.size && a.modified == b.modified;
}

// The copies of a database and its companions, which are removed again unless they are finished.
class Copy {
 public:
  // `source` is a name in `dir`.
  Copy(fs::Dir dir, std::string_view source, const fs::Dir& target_dir, std::string_view target)
      : dir_(std::move(dir)), name_(source), target_dir_(target_dir), target_(target) {}
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;
  ~Copy() {
    if (!finished_) remove();
  }

  // Nothing if a writer was at work: it may be tried again.
  std::optional<Snapshot> attempt();

 private:
  bool copy_beside_writers(const fs::File& source, Companions& companions);
  bool copy_locked(const fs::File& source, Companions& companions);
  bool copy_with(const fs::File& source, const Companions& companions);
  void copy_database(const fs::File& source, std::uint64_t size);
  bool copy_companion(CompanionKind kind, const Identity& before);
  std::optional<fs::File> open_companion(CompanionKind kind) const;
  std::optional<fs::Stat> look(const std::string& name) const { return dir_.stat_fresh(name); }
  std::optional<Database> pin_wal() const;
  void remove();

  fs::Dir dir_;
  std::string name_;
  const fs::Dir& target_dir_;
  std::string target_;
  bool created_ = false;
  bool finished_ = false;
};

std::optional<Snapshot> Copy::attempt() {
  remove();
  const fs::File source = dir_.open_read(name_);  // must stay open longer than any lock
  const std::optional<fs::Stat> before = look(name_);
  if (!before) return std::nullopt;
  Snapshot result{*before};
  if (result.source.type != fs::FileType::regular || !read_header(source))
    throw Error("\"" + source.path() + "\" is no SQLite database, or is encrypted", source.path());
  Companions companions{.live_wal = has_live_wal(dir_, name_)};
  const bool copied = companions.live_wal ? copy_beside_writers(source, companions)
                                          : copy_locked(source, companions);
  if (!copied) return std::nullopt;
  result.recovered = companions.any();
  if (result.recovered) recover(target_dir_, target_, source.path());
  finished_ = true;
  return result;
}

// With a -wal no lock is needed. What is copied first, the database, holds nothing newer than what
// is copied last, the -wal: pages get from the -wal into the database, and none of them leaves the
// -wal before it is started anew, which its first bytes would tell. What is appended to it while it
// is read is a transaction more, or not whole, and then SQLite leaves it out.
bool Copy::copy_beside_writers(const fs::File& source, Companions& companions) {
  const std::optional<Database> pin = pin_wal();
  companions.hot_journal = has_hot_journal(dir_, name_);
  if (!copy_with(source, companions)) return false;
  return has_hot_journal(dir_, name_) == companions.hot_journal;
}

// Without one SQLite's lock keeps the file as it is. Under it a journal is either that of a writer
// who has not touched the database yet, or hot. A share may grant each machine every lock: so the
// file's time must stay, and its change counter, which a writer sets with the first page.
bool Copy::copy_locked(const fs::File& source, Companions& companions) {
  const ReadLock lock(FileName(dir_, name_));
  if (lock.state() == ReadLock::State::busy) return false;
  const bool locked = lock.state() == ReadLock::State::held;
  const bool writer_waits = locked && lock.writer_waits();
  companions.hot_journal = !writer_waits && has_hot_journal(dir_, name_);
  const std::optional<fs::Stat> before = look(name_);
  const std::optional<Header> header = read_header(source);
  if (!before || !copy_with(source, companions) || has_live_wal(dir_, name_)) return false;
  // On a filesystem without locks a journal that stayed proves enough, as a -wal does.
  if (!locked && companions.hot_journal) return true;
  const std::optional<fs::Stat> after = look(name_);
  return after && is_same_content(*before, *after) && read_header(source) == header;
}

// Database first, companions after it. False if one of them was ended or started anew, or the
// database replaced.
bool Copy::copy_with(const fs::File& source, const Companions& companions) {
  std::optional<Identity> wal;
  std::optional<Identity> journal;
  const auto identify = [&](CompanionKind kind, std::optional<Identity>& identity) {
    const std::optional<fs::File> file = open_companion(kind);
    if (file) identity.emplace(*file, kind);
    return file.has_value();
  };
  if (companions.live_wal && !identify(CompanionKind::wal, wal)) return false;
  if (companions.hot_journal && !identify(CompanionKind::journal, journal)) return false;
  const std::optional<fs::Stat> before = look(name_);
  if (!before) return false;
  try {
    copy_database(source, before->size);
  } catch (const Error&) {
    if (const auto now = look(name_); !now || now->size < before->size) return false;  // it was cut
    throw;
  }
  if (wal && !copy_companion(CompanionKind::wal, *wal)) return false;
  if (journal && !copy_companion(CompanionKind::journal, *journal)) return false;
  const std::optional<fs::Stat> after = look(name_);
  return after && is_same_file(*before, *after);
}

void Copy::copy_database(const fs::File& source, std::uint64_t size) {
  const fs::File target = target_dir_.create(target_, 0600);
  created_ = true;
  if (size <= kLockByte) {
    fs::copy_content(source, target, size);
    return;
  }
  const std::optional<Header> header = read_header(source);
  const std::uint64_t page_size = header ? header->page_size : 1;
  const std::uint64_t after = std::min(kLockByte + page_size, size);
  fs::copy_range(source, 0, target, 0, kLockByte);
  target.truncate(size);
  fs::copy_range(source, after, target, after, size - after);
}

bool Copy::copy_companion(CompanionKind kind, const Identity& before) {
  const std::optional<fs::File> source = open_companion(kind);
  const std::optional<fs::Stat> stat = look(companion_of(name_, kind));
  if (!source || !stat) return false;
  const fs::File target = target_dir_.create(companion_of(target_, kind), 0600);
  fs::copy_content(*source, target, stat->size);
  const std::optional<fs::File> now = open_companion(kind);  // another one may have its name
  return now && Identity(*now, kind) == before;
}

std::optional<fs::File> Copy::open_companion(CompanionKind kind) const {
  try {
    return dir_.open_read(companion_of(name_, kind));
  } catch (const Error& error) {
    if (error.code() == std::errc::no_such_file_or_directory) return std::nullopt;
    throw;
  }
}

// A reader for whose sake SQLite does not start the -wal anew, so that a busy writer does not spoil
// one attempt after the other. Only a help: without a -shm nobody on this machine writes, and on a
// network drive it is better left alone.
std::optional<Database> Copy::pin_wal() const {
  if (!dir_.stat(companion_of(name_, CompanionKind::shm))) return std::nullopt;
  if (fs::volume_of(dir_).network) return std::nullopt;
  try {
    Database reader(FileName(dir_, name_), Database::Access::read);
    reader.keep_wal_at_close();
    reader.execute("BEGIN");
    reader.number("PRAGMA schema_version");
    return reader;
  } catch (const DatabaseError&) {
    return std::nullopt;
  }
}

void Copy::remove() {
  if (!created_) return;
  created_ = false;
  try {
    for (const CompanionKind kind : all_companions) {
      const std::string companion = companion_of(target_, kind);
      if (target_dir_.stat(companion)) target_dir_.remove_file(companion);
    }
    target_dir_.remove_file(target_);
  } catch (const Error&) {  // out of reach: the next attempt or the caller finds it
  }
}

}  // namespace

Snapshot snapshot(const fs::Dir& dir, std::string_view relative, const fs::Dir& target_dir,
                  std::string_view target_name, std::chrono::milliseconds wait) {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  const std::size_t slash = relative.rfind('/');
  const bool nested = slash != std::string_view::npos;
  Copy copy(nested ? dir.open_dir(relative.substr(0, slash)) : dir, relative.substr(slash + 1),
            target_dir, target_name);
  while (true) {
    if (const std::optional<Snapshot> done = copy.attempt()) return *done;
    if (std::chrono::steady_clock::now() >= deadline || fs::interrupted() != 0) break;
    std::this_thread::sleep_for(kPause);
  }
  const std::string path = dir.path_of(relative);
  throw Locked("another program keeps writing to the database \"" + path + "\"", path);
}

}  // namespace smartsync::sqlite
