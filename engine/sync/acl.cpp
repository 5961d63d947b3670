#include "engine/sync/acl.h"

#include <algorithm>
#include <tuple>

namespace smartsync::sync {

namespace {

constexpr std::uint32_t version = 2;
constexpr std::size_t header_size = 4;
constexpr std::size_t entry_size = 8;

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t number = 0;
  for (std::size_t i = size; i-- > 0;)
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

void append(std::string& bytes, std::uint32_t number, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xff);
}

}  // namespace

std::optional<std::string> map_fake_acl(std::string_view value, const MapId& uid,
                                        const MapId& gid) {
  constexpr std::size_t head = 16, size_of_one = 8;
  constexpr std::uint32_t is_user = 0x80000000;
  if (value.size() < head || (value.size() - head) % size_of_one != 0) return std::nullopt;
  std::string mapped(value.substr(0, head));
  for (std::size_t at = head; at < value.size(); at += size_of_one) {
    const std::uint32_t id = number_at(value, at, 4), permissions = number_at(value, at + 4, 4);
    append(mapped, (permissions & is_user) != 0 ? uid(id) : gid(id), 4);
    append(mapped, permissions, 4);
  }
  return mapped;
}

std::optional<Acl> Acl::parse(std::string_view value) {
  if (value.size() < header_size || (value.size() - header_size) % entry_size != 0 ||
      number_at(value, 0, 4) != version)
    return std::nullopt;
  Acl acl;
  for (std::size_t at = header_size; at < value.size(); at += entry_size)
    acl.entries.push_back({static_cast<Tag>(number_at(value, at, 2)),
                           static_cast<std::uint16_t>(number_at(value, at + 2, 2)),
                           number_at(value, at + 4, 4)});
  return acl;
}

std::string Acl::format() const {
  std::string value;
  append(value, version, 4);
  for (const Entry& entry : entries) {
    append(value, static_cast<std::uint32_t>(entry.tag), 2);
    append(value, entry.permissions, 2);
    append(value, entry.id, 4);
  }
  return value;
}

Acl::Entry* Acl::find(Tag tag) {
  const auto at = std::find_if(entries.begin(), entries.end(),
                               [tag](const Entry& entry) { return entry.tag == tag; });
  return at == entries.end() ? nullptr : &*at;
}

Acl::Entry* Acl::group_class() {
  Entry* mask = find(Tag::mask);
  return mask ? mask : find(Tag::owning_group);
}

std::uint16_t Acl::permissions() const {
  Acl copy = *this;
  const auto bits = [](const Entry* entry) { return entry ? entry->permissions & 7U : 0U; };
  return static_cast<std::uint16_t>(bits(copy.find(Tag::owner)) << 6 |
                                    bits(copy.group_class()) << 3 | bits(copy.find(Tag::other)));
}

void Acl::set_permissions(std::uint16_t permissions) {
  const auto set = [&](Entry* entry, unsigned shift) {
    if (entry) entry->permissions = static_cast<std::uint16_t>(permissions >> shift & 7U);
  };
  set(find(Tag::owner), 6);
  set(group_class(), 3);
  set(find(Tag::other), 0);
}

void Acl::change_group(std::uint16_t old, std::uint16_t permissions) {
  Entry* group = find(Tag::owning_group);
  if (group && group->permissions == (old >> 3 & 7U))
    group->permissions = static_cast<std::uint16_t>(permissions >> 3 & 7U);
}

void Acl::map_ids(const MapId& uid, const MapId& gid) {
  for (Entry& entry : entries) {
    if (entry.tag == Tag::user) entry.id = uid(entry.id);
    if (entry.tag == Tag::group) entry.id = gid(entry.id);
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.tag, a.id) < std::tie(b.tag, b.id);
  });
}

}  // namespace smartsync::sync
