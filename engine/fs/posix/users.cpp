#include "engine/fs/users.h"

#include <grp.h>
#include <pwd.h>

#include <cerrno>
#include <map>
#include <mutex>
#include <vector>

namespace smartsync::fs {
namespace {

// Calls one of the get*_r functions, giving it a larger buffer as long as it asks for one.
template <typename Record, typename Call>
const Record* look_up(Record& record, std::vector<char>& buffer, Call call) {
  buffer.resize(4096);
  constexpr std::size_t kMaxBuffer = std::size_t{1} << 24;  // a group may have many members
  while (true) {
    Record* found = nullptr;
    const int error = call(&record, buffer.data(), buffer.size(), &found);
    if (error != ERANGE || buffer.size() >= kMaxBuffer) return found;
    buffer.resize(buffer.size() * 4);
  }
}

template <typename Key, typename Value>
class Cache {
 public:
  template <typename Find>
  std::optional<Value> get(const Key& key, Find find) {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(key);
    if (known != known_.end()) return known->second;
    return known_.emplace(key, find()).first->second;
  }

 private:
  std::mutex mutex_;
  std::map<Key, std::optional<Value>> known_;
};

}  // namespace

std::optional<std::string> user_name(std::uint32_t uid) {
  static Cache<std::uint32_t, std::string> cache;
  return cache.get(uid, [uid]() -> std::optional<std::string> {
    passwd record{};
    std::vector<char> buffer;
    const passwd* found =
        look_up(record, buffer, [uid](auto... arguments) { return getpwuid_r(uid, arguments...); });
    if (found == nullptr) return std::nullopt;
    return found->pw_name;
  });
}

std::optional<std::string> group_name(std::uint32_t gid) {
  static Cache<std::uint32_t, std::string> cache;
  return cache.get(gid, [gid]() -> std::optional<std::string> {
    group record{};
    std::vector<char> buffer;
    const group* found =
        look_up(record, buffer, [gid](auto... arguments) { return getgrgid_r(gid, arguments...); });
    if (found == nullptr) return std::nullopt;
    return found->gr_name;
  });
}

std::optional<std::uint32_t> user_id(const std::string& name) {
  static Cache<std::string, std::uint32_t> cache;
  return cache.get(name, [&name]() -> std::optional<std::uint32_t> {
    passwd record{};
    std::vector<char> buffer;
    const passwd* found = look_up(record, buffer, [&name](auto... arguments) {
      return getpwnam_r(name.c_str(), arguments...);
    });
    if (found == nullptr) return std::nullopt;
    return found->pw_uid;
  });
}

std::optional<std::uint32_t> group_id(const std::string& name) {
  static Cache<std::string, std::uint32_t> cache;
  return cache.get(name, [&name]() -> std::optional<std::uint32_t> {
    group record{};
    std::vector<char> buffer;
    const group* found = look_up(record, buffer, [&name](auto... arguments) {
      return getgrnam_r(name.c_str(), arguments...);
    });
    if (found == nullptr) return std::nullopt;
    return found->gr_gid;
  });
}

}  // namespace smartsync::fs
