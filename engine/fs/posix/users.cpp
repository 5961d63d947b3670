#include "engine/fs/users.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <map>
#include <memory>
#include <system_error>
#include <vector>

#include "engine/fs/error.h"

namespace smartsync::fs {
namespace {

// The names of one of the system's tables, both ways. Of two lines with one id or name the first
// counts, as for getpwnam(3).
struct Names {
  std::map<std::uint32_t, std::string> by_id;
  std::map<std::string, std::uint32_t> by_name;

  void add(std::uint32_t id, const char* name) {
    by_id.emplace(id, name);
    by_name.emplace(name, id);
  }
};

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// Reads the table at `path` with one of the fget*ent_r functions. It is read as a file and not
// through getpwnam(3): that would load the system's NSS modules, which a statically linked program
// cannot do safely. An owner that only a directory service knows travels by its number.
template <typename Record, typename Next, typename Add>
void read_table(const char* path, Next next, Add add) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path, "re"));
  if (!file) return;
  std::vector<char> buffer(4096);
  constexpr std::size_t kMaxBuffer = std::size_t{1} << 24;  // a group may have many members
  while (true) {
    Record record{};
    Record* found = nullptr;
    const long line = std::ftell(file.get());
    const int error = next(file.get(), &record, buffer.data(), buffer.size(), &found);
    if (error == ERANGE && buffer.size() < kMaxBuffer) {
      buffer.resize(buffer.size() * 4);
      std::fseek(file.get(), line, SEEK_SET);
      continue;
    }
    if (error != 0 || found == nullptr) return;
    add(*found);
  }
}

const Names& users() {
  static const Names names = [] {
    Names read;
    read_table<passwd>("/etc/passwd", fgetpwent_r,
                       [&read](const passwd& user) { read.add(user.pw_uid, user.pw_name); });
    return read;
  }();
  return names;
}

const Names& groups() {
  static const Names names = [] {
    Names read;
    read_table<group>("/etc/group", fgetgrent_r,
                      [&read](const group& found) { read.add(found.gr_gid, found.gr_name); });
    return read;
  }();
  return names;
}

template <typename Map>
std::optional<typename Map::mapped_type> look_up(const Map& map,
                                                 const typename Map::key_type& key) {
  const auto found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

// The groups that a user is in, the one of the account first.
std::vector<gid_t> groups_of(std::uint32_t uid) {
  std::vector<gid_t> ids;
  const std::string name = look_up(users().by_id, uid).value_or("");
  read_table<passwd>("/etc/passwd", fgetpwent_r, [&](const passwd& user) {
    if (user.pw_uid == uid && ids.empty()) ids.push_back(user.pw_gid);
  });
  read_table<group>("/etc/group", fgetgrent_r, [&](const group& found) {
    for (char** member = found.gr_mem; *member != nullptr; ++member)
      if (name == *member) ids.push_back(found.gr_gid);
  });
  return ids;
}

[[noreturn]] void cannot_become(std::uint32_t uid) {
  const std::error_code code(errno, std::generic_category());
  throw Error("cannot work as user " + std::to_string(uid) + ": " + code.message());
}

}  // namespace

std::optional<std::string> user_name(std::uint32_t uid) {
  return look_up(users().by_id, uid);
}

std::optional<std::string> group_name(std::uint32_t gid) {
  return look_up(groups().by_id, gid);
}

std::optional<std::uint32_t> user_id(const std::string& name) {
  return look_up(users().by_name, name);
}

std::optional<std::uint32_t> group_id(const std::string& name) {
  return look_up(groups().by_name, name);
}

void become_user(std::uint32_t uid, std::optional<std::uint32_t> gid) {
  const std::vector<gid_t> ids = gid ? std::vector<gid_t>{*gid} : groups_of(uid);
  if (ids.empty()) throw Error("user " + std::to_string(uid) + " has no group");
  if (setgroups(ids.size(), ids.data()) != 0 || setgid(ids.front()) != 0 || setuid(uid) != 0)
    cannot_become(uid);
}

}  // namespace smartsync::fs
