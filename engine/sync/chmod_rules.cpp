#include "engine/sync/chmod_rules.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "engine/fs/error.h"

namespace smartsync::sync {
namespace {

constexpr std::uint32_t setuid = 04000;
constexpr std::uint32_t setgid = 02000;
constexpr std::uint32_t sticky = 01000;
constexpr std::uint32_t every_class = 0111;

struct BadItem {};

std::uint32_t class_bit(char letter) {
  switch (letter) {
    case 'u':
      return 0100;
    case 'g':
      return 0010;
    case 'o':
      return 0001;
    case 'a':
      return every_class;
    default:
      return 0;
  }
}

// The special bits that belong to classes, for "=" with a copied class.
std::uint32_t special_of(std::uint32_t classes) {
  return ((classes & 0100) != 0 ? setuid : 0) | ((classes & 0010) != 0 ? setgid : 0) |
         ((classes & 0001) != 0 ? sticky : 0);
}

}  // namespace

void ChmodRules::add(std::string_view argument, std::uint32_t umask) {
  try {
    for (std::size_t begin = 0; begin <= argument.size();) {
      const std::size_t end = std::min(argument.find(',', begin), argument.size());
      items_.push_back(parse_item(argument.substr(begin, end - begin), umask));
      begin = end + 1;
    }
  } catch (const BadItem&) {
    throw Error("Invalid argument passed to --chmod (" + std::string(argument) + ")");
  }
}

// [D|F] octal   or   [D|F|u|g|o|a]... operation ([rwxXst]... | u | g | o)
ChmodRules::Item ChmodRules::parse_item(std::string_view text, std::uint32_t umask) {
  Item item;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    if (text[i] == 'D' && item.to_directories)
      item.to_files = false;
    else if (text[i] == 'F' && item.to_files)
      item.to_directories = false;
    else if (class_bit(text[i]) != 0)
      item.classes |= class_bit(text[i]);
    else
      break;
  }
  if (i == text.size()) throw BadItem{};
  item.classes_named = item.classes != 0;
  if (text[i] >= '0' && text[i] <= '7') {
    const auto [end, error] =
        std::from_chars(text.data() + i, text.data() + text.size(), item.permissions, 8);
    const bool whole = end == text.data() + text.size() && error == std::errc{};
    if (item.classes_named || !whole || item.permissions > 07777) throw BadItem{};
    return item;
  }
  item.operation = text[i];
  if (std::string_view("+-=").find(text[i]) == std::string_view::npos) throw BadItem{};
  if (!item.classes_named) {
    item.classes = every_class;
    item.allowed = ~umask & 0777;
  }
  if (!parse_permissions(text.substr(i + 1), item)) throw BadItem{};
  return item;
}

bool ChmodRules::parse_permissions(std::string_view text, Item& item) {
  if (text.size() == 1 && (text[0] == 'u' || text[0] == 'g' || text[0] == 'o')) {
    item.kind = Kind::copy;
    item.source_shift = text[0] == 'u' ? 6 : text[0] == 'g' ? 3 : 0;
    return true;
  }
  item.kind = Kind::symbolic;
  for (const char c : text) {
    switch (c) {
      case 'r':
        item.permissions |= 4;
        break;
      case 'w':
        item.permissions |= 2;
        break;
      case 'x':
        item.permissions |= 1;
        break;
      case 'X':
        item.conditional_execute = true;
        break;
      case 't':
        item.special |= sticky;
        break;
      case 's': {
        // Without u or g among the classes it is the setuid bit that is meant.
        const std::uint32_t bits = item.classes_named ? special_of(item.classes & 0110) : 0;
        item.special |= bits != 0 ? bits : setuid;
        break;
      }
      default:
        return false;
    }
  }
  return true;
}

std::uint32_t ChmodRules::applied(const Item& item, std::uint32_t mode, bool executable) {
  if (item.kind == Kind::octal) return item.permissions;
  std::uint32_t permissions = item.permissions;
  if (item.kind == Kind::copy) permissions = (mode >> item.source_shift) & 7;
  // An X beside an x takes its condition over to the x.
  if (item.conditional_execute) permissions = executable ? permissions | 1 : permissions & ~1U;
  const std::uint32_t bits = ((item.classes * permissions) & item.allowed) | item.special;
  if (item.operation == '+') return mode | bits;
  if (item.operation == '-') return mode & ~bits;
  std::uint32_t cleared = item.classes * 7;
  if (item.kind == Kind::copy) cleared |= special_of(item.classes);
  if (item.special != 0 && item.classes_named) cleared |= special_of(item.classes & 0110);
  return (mode & ~cleared) | bits;
}

std::uint32_t ChmodRules::apply(std::uint32_t mode, bool is_directory) const {
  // X asks what the file was before any of the changes.
  const bool executable = is_directory || (mode & every_class) != 0;
  for (const Item& item : items_)
    if (is_directory ? item.to_directories : item.to_files) mode = applied(item, mode, executable);
  return mode;
}

}  // namespace smartsync::sync
