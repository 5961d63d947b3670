#include "engine/tree/fake_super.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <span>
#include <utility>

#include "engine/fs/error.h"

namespace smartsync::tree {

namespace {

using fs::FileType;
constexpr std::uint32_t type_mask = 0170000;
constexpr std::array<std::pair<FileType, std::uint32_t>, 7> type_bits = {{
    {FileType::regular, 0100000},
    {FileType::directory, 0040000},
    {FileType::symlink, 0120000},
    {FileType::fifo, 0010000},
    {FileType::socket, 0140000},
    {FileType::char_device, 0020000},
    {FileType::block_device, 0060000},
}};

// Linux' numbering of devices, as makedev(3) packs it.
std::uint32_t major_of(std::uint64_t rdev) {
  return static_cast<std::uint32_t>(((rdev >> 8) & 0xfff) | ((rdev >> 32) & 0xfffff000));
}
std::uint32_t minor_of(std::uint64_t rdev) {
  return static_cast<std::uint32_t>((rdev & 0xff) | ((rdev >> 12) & 0xffffff00));
}
std::uint64_t device_number(std::uint64_t major, std::uint64_t minor) {
  return ((major & 0xfff) << 8) | ((major & 0xfffff000) << 32) | (minor & 0xff) |
         ((minor & 0xffffff00) << 12);
}

// Reads a number in `base` and the character that must follow it (0: the end).
bool take(std::string_view& text, std::uint32_t& number, int base, char next) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (failure != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (next == 0) return text.empty();
  if (!text.starts_with(next)) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::string format_fake_super(const fs::Stat& wanted) {
  std::uint32_t mode = wanted.permissions;
  for (const auto& [type, bits] : type_bits)
    if (type == wanted.type) mode |= bits;
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "%o %u,%u %u:%u", mode, major_of(wanted.rdev),
                minor_of(wanted.rdev), wanted.uid, wanted.gid);
  return text.data();
}

bool parse_fake_super(std::string_view value, fs::Stat& stat) {
  std::uint32_t mode = 0, major = 0, minor = 0, uid = 0, gid = 0;
  if (!take(value, mode, 8, ' ') || !take(value, major, 10, ',') || !take(value, minor, 10, ' ') ||
      !take(value, uid, 10, ':') || !take(value, gid, 10, 0))
    return false;
  for (const auto& [type, bits] : type_bits) {
    if ((mode & type_mask) != bits) continue;
    stat.type = type;
    stat.permissions = static_cast<std::uint16_t>(mode & 07777);
    stat.uid = uid;
    stat.gid = gid;
    stat.rdev = device_number(major, minor);
    return true;
  }
  return false;
}

void apply_fake_super(const fs::Dir& dir, std::string_view name, fs::Stat& stat) {
  if (stat.type != FileType::regular && stat.type != FileType::directory) return;
  if (const auto value = dir.xattr(name, fake_super_attribute)) parse_fake_super(*value, stat);
}

void make_stand_in_for_link(std::string_view target, const fs::Dir& dir, std::string_view name) {
  fs::File file = dir.create(name, 0600);
  file.write(0, std::as_bytes(std::span(target)));
  file.close();
}

void make_stand_in_for_node(const fs::Dir& dir, std::string_view name) {
  dir.create(name, 0600).close();
}

std::string read_stand_in_for_link(const fs::Dir& dir, std::string_view name) {
  constexpr std::size_t longest = 4096;
  const fs::File file = dir.open_read(name);
  std::string target(longest + 1, '\0');
  if (file.stat().type == FileType::regular)
    target.resize(file.read(0, std::as_writable_bytes(std::span(target))));
  if (target.size() > longest)
    throw Error("\"" + file.path() + "\" stands for a symlink, but does not hold a target",
                file.path());
  return target;
}

}  // namespace smartsync::tree
