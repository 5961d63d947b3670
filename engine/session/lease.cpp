#include "engine/session/lease.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <span>
#include <thread>

#include "engine/fs/error.h"
#include "engine/fs/process.h"
#include "engine/fs/users.h"
#include "engine/session/files/printable.h"
#include "engine/session/files/utc_time.h"
#include "engine/sync/make_path.h"

namespace smartsync::session {
namespace {

constexpr std::size_t kLongestFile = std::size_t{64} << 10;
constexpr std::size_t kLongestWord = 200;  // bytes of a user's or machine's name
constexpr int kMostOthers = 100;           // files that are read
constexpr std::string_view kEnding = ".json";
constexpr std::chrono::seconds kGoodbye{2};

std::string this_user() {
  if (auto name = fs::user_name(fs::effective_user())) return *name;
  for (const char* variable : {"USERNAME", "USER"})
    if (auto name = fs::environment(variable); name && !name->empty()) return *name;
  return "unknown";
}

// What can stand in a file's name everywhere.
std::string file_word(std::string_view text) {
  std::string word;
  for (const char c : text.substr(0, 40)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    word += plain ? c : '_';
  }
  return word;
}

std::string new_name(const LeaseHolder& holder) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::random_device random;
  std::string name = file_word(holder.machine) + '-' + file_word(holder.user) + '-';
  for (int i = 0; i < 8; ++i) name += kDigits[random() % kDigits.size()];
  return name.append(kEnding);
}

bool is_dead(fs::Time refreshed, fs::Time now, std::int64_t after) {
  return now.seconds - refreshed.seconds > after;
}

std::optional<LeaseHolder> read_lease(const fs::Dir& dir, const fs::Listed& entry) {
  if (entry.stat.size > kLongestFile) return std::nullopt;
  std::string text(static_cast<std::size_t>(entry.stat.size), '\0');
  try {
    text.resize(dir.open_read(entry.name).read(0, std::as_writable_bytes(std::span(text))));
  } catch (const Error&) {
    return std::nullopt;  // it was just given back
  }
  return parse_lease(text);
}

// Of a run of this machine that was killed: nobody has to wait until such a lease dies.
bool is_left_over(const LeaseHolder& holder) {
  return holder.machine == printable(fs::host_name()) && fs::has_ended(holder.process);
}

void remove_quietly(const fs::Dir& dir, const std::string& name) {
  try {
    dir.remove_file(name);
  } catch (const Error&) {  // it is gone, or another's to remove
  }
}

}  // namespace

std::string format_lease(const LeaseHolder& holder) {
  nlohmann::ordered_json json;
  json["user"] = holder.user;
  json["machine"] = holder.machine;
  json["since"] = iso_time(holder.since);
  if (!holder.process.empty()) json["process"] = holder.process;
  using Handling = nlohmann::ordered_json::error_handler_t;
  return json.dump(2, ' ', false, Handling::replace) + "\n";  // names need not be UTF-8
}

std::optional<LeaseHolder> parse_lease(std::string_view text) {
  if (text.size() > kLongestFile) return std::nullopt;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto word = [&](const char* key) -> std::optional<std::string> {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_string()) return std::nullopt;
    const auto& value = found->get_ref<const std::string&>();
    if (value.empty() || value.size() > kLongestWord) return std::nullopt;
    return value;
  };
  const auto user = word("user");
  const auto machine = word("machine");
  const auto since = word("since");
  const auto time = since ? parse_iso_time(*since) : std::nullopt;
  if (!user || !machine || !time) return std::nullopt;
  const auto process = word("process");
  return LeaseHolder{printable(*user), printable(*machine), *time,
                     printable(process.value_or(std::string()))};
}

// The lease's file and what the thread needs to keep it.
struct Lease::Own {
  fs::Dir dir;
  std::string name;
  std::string content;
  fs::Time taken;
  std::chrono::milliseconds refresh{};
  bool exists = false;

  std::mutex mutex;
  std::condition_variable changed;
  bool given_back = false;
  bool done = false;

  void write() const;
  void keep();
};

// Always the same bytes: the time of the file is what is refreshed, by the share's clock, and
// nobody ever reads half of it.
void Lease::Own::write() const {
  const auto file = dir.stat(name) ? dir.open_write(name) : dir.create(name, 0644);
  file.write(0, std::as_bytes(std::span(content)));
}

void Lease::Own::keep() {
  std::unique_lock lock(mutex);
  while (!changed.wait_for(lock, refresh, [&] { return given_back; })) {
    lock.unlock();
    try {
      write();
    } catch (const Error&) {  // the share is away: the work itself will say so
    }
    lock.lock();
  }
  lock.unlock();
  remove_quietly(dir, name);
  lock.lock();
  done = true;
  changed.notify_all();
}

Lease::Lease(const fs::Dir& network, std::chrono::milliseconds refresh)
    : own_(std::make_shared<Own>()) {
  const LeaseHolder holder{this_user(), fs::host_name(), fs::now(), fs::process_mark()};
  own_->taken = holder.since;
  own_->refresh = refresh;
  own_->name = new_name(holder);
  own_->content = format_lease(holder);
  try {
    own_->dir = sync::make_dirs(network, lease_directory);
    own_->write();
    if (const auto stat = own_->dir.stat(own_->name)) own_->taken = stat->modified;
    std::thread([own = own_] { own->keep(); }).detach();
    own_->exists = true;
  } catch (const Error&) {  // nobody may write here, or there is no room
    if (own_->dir.is_open()) remove_quietly(own_->dir, own_->name);
  }
}

Lease::~Lease() {
  if (!own_->exists) return;
  std::unique_lock lock(own_->mutex);
  own_->given_back = true;
  own_->changed.notify_all();
  own_->changed.wait_for(lock, kGoodbye, [&] { return own_->done; });
}

fs::Time Lease::network_now() const {
  return own_->taken;
}

std::vector<LeaseHolder> Lease::others() const {
  std::vector<LeaseHolder> holders;
  if (!own_->exists) return holders;
  std::vector<fs::Listed> entries;
  try {
    entries = own_->dir.list().entries;
  } catch (const Error&) {
    return holders;
  }
  const auto mine = std::ranges::find(entries, own_->name, &fs::Listed::name);
  const fs::Time now = mine == entries.end() ? own_->taken : mine->stat.modified;
  int looked = 0;
  for (const fs::Listed& entry : entries) {
    if (entry.name == own_->name || entry.stat.type != fs::FileType::regular) continue;
    if (is_dead(entry.stat.modified, now, lease_burial)) remove_quietly(own_->dir, entry.name);
    if (is_dead(entry.stat.modified, now, lease_lifetime)) continue;
    if (!entry.name.ends_with(kEnding) || ++looked > kMostOthers) continue;
    auto holder = read_lease(own_->dir, entry);
    if (holder && is_left_over(*holder)) {
      remove_quietly(own_->dir, entry.name);
    } else if (holder) {
      holders.push_back(std::move(*holder));
    }
  }
  return holders;
}

}  // namespace smartsync::session
