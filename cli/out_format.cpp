#include "cli/out_format.h"

#include <cctype>
#include <functional>
#include <optional>

#include "cli/human_number.h"
#include "cli/itemize.h"
#include "cli/permission_text.h"
#include "engine/fs/process.h"
#include "engine/hash/strong.h"

namespace smartsync::cli {
namespace {

// One %…X of a format.
struct Escape {
  char letter = '\0';
  bool left = false;   // "-": blanks behind, not before
  bool zeros = false;  // "0" before the width
  std::size_t width = 0;
  int human = 0;  // number of apostrophes
  std::size_t length = 0;
};

// `text` starts with '%'.
std::optional<Escape> read_escape(std::string_view text) {
  constexpr std::size_t widest = 4000;
  Escape escape;
  std::size_t i = 1;
  while (i < text.size() && text[i] == '\'') ++i, ++escape.human;
  if (i < text.size() && text[i] == '-') escape.left = true, ++i;
  escape.zeros = i < text.size() && text[i] == '0';
  for (; i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])); ++i) {
    escape.width = std::min(widest, escape.width * 10 + static_cast<std::size_t>(text[i] - '0'));
  }
  while (i < text.size() && text[i] == '\'') ++i, ++escape.human;
  if (i == text.size()) return std::nullopt;
  escape.letter = text[i];
  escape.length = i + 1;
  return escape;
}

std::string padded(std::string value, const Escape& escape) {
  // The width of %L is that of the name; its arrow, or the room for one, stands before it.
  if (escape.letter == 'L' && escape.width > 0) {
    Escape name = escape;
    name.letter = 'n';
    const std::size_t arrow = std::min<std::size_t>(4, value.size());
    return (arrow == 0 ? "    " : value.substr(0, arrow)) + padded(value.substr(arrow), name);
  }
  if (value.size() >= escape.width) return value;
  const std::size_t missing = escape.width - value.size();
  if (escape.left) return value + std::string(missing, ' ');
  // Only ids count as numbers here; sizes may come with units.
  const bool number = escape.letter == 'U' || escape.letter == 'G' || escape.letter == 'p';
  return std::string(missing, escape.zeros && number ? '0' : ' ') + value;
}

using Lookup = std::function<std::optional<std::string>(const Escape&)>;

// An escape that has no value here stays as it is written.
std::string expand(std::string_view format, const Lookup& value_of) {
  std::string line;
  while (!format.empty()) {
    const std::size_t percent = format.find('%');
    line += format.substr(0, percent);
    if (percent == format.npos) break;
    format.remove_prefix(percent);
    const std::optional<Escape> escape = read_escape(format);
    if (!escape) return line + std::string(format);
    if (escape->letter == '%') {
      line += padded("%", *escape);
    } else if (const std::optional<std::string> value = value_of(*escape)) {
      line += padded(*value, *escape);
    } else {
      line += format.substr(0, escape->length);
    }
    format.remove_prefix(escape->length);
  }
  return line;
}

std::optional<std::string> session_value(const Escape& escape) {
  switch (escape.letter) {
    case 'm':
      return std::string();  // the module: there is none
    case 'p':
      return std::to_string(fs::process_id());
    case 't':
      return fs::format_local_time(fs::now().seconds, "%Y/%m/%d %H:%M:%S");
    default:
      return std::nullopt;
  }
}

std::string short_name(std::string_view path, bool directory) {
  return std::string(path) + (directory && !path.ends_with('/') ? "/" : "");
}

// As rsync does, without the directory that a path starts from.
std::string without_start(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return std::string(path.substr(path.starts_with('/') ? 1 : 0));
}

std::string link_text(const sync::Item& item) {
  if ((item.flags & sync::item::link_name_follows) != 0 && !item.link_name.empty()) {
    return " => " + std::string(item.link_name);
  }
  if (item.entry->type == fs::FileType::symlink && item.entry->extra) {
    return " -> " + item.entry->extra->link_target;
  }
  return {};
}

// The xxh values are numbers: they are printed with the most significant byte first, but their
// digests start with the least.
std::string printed_digest(std::string_view hex, hash::Kind kind) {
  using hash::Kind;
  if (kind != Kind::xxh3 && kind != Kind::xxh64 && kind != Kind::xxh128) return std::string(hex);
  std::string text;
  for (std::size_t byte = hex.size(); byte >= 2; byte -= 2) text += hex.substr(byte - 2, 2);
  return text;
}

std::string checksum_text(const sync::Item& item, const sync::Options& options) {
  // What has no checksum has two blanks, as with rsync.
  if (options.checksum_choice == hash::Kind::none) return "  ";
  const std::size_t width = 2 * hash::digest_size(options.checksum_choice);
  if (item.file_checksum.size() == width) {
    return printed_digest(item.file_checksum, options.checksum_choice);
  }
  return std::string(width, (item.flags & sync::item::transfer) != 0 ? '0' : ' ');
}

std::optional<std::string> item_value(const Escape& escape, const sync::Item& item,
                                      const sync::Options& options) {
  const tree::Entry& entry = *item.entry;
  switch (escape.letter) {
    case 'b':
      return human_number(item.bytes_moved, escape.human);
    case 'B':
      return permission_text(entry.permissions);
    case 'c':
      return human_number(item.bytes_compared, escape.human);
    case 'C':
      return checksum_text(item, options);
    case 'f':
      // Names from a list are shown as the list has them, below the source.
      return options.files_from ? std::string(item.path) : without_start(item.source_path);
    case 'G':
      return options.group ? std::to_string(entry.gid) : "DEFAULT";
    case 'i':
      return itemize(item.flags, entry.type, options);
    case 'l':
      return human_number(entry.size, escape.human);
    case 'L':
      return link_text(item);
    case 'M':
      return fs::format_local_time(entry.modified_seconds, "%Y/%m/%d-%H:%M:%S");
    case 'n':
      return short_name(item.path, entry.is_directory());
    case 'o':
      return "send";
    case 'U':
      return options.owner ? std::to_string(entry.uid) : "0";
    default:
      return session_value(escape);
  }
}

}  // namespace

bool format_has(std::string_view format, char letter) {
  bool found = false;
  expand(format, [&](const Escape& escape) -> std::optional<std::string> {
    found = found || escape.letter == letter;
    return std::nullopt;
  });
  return found;
}

bool tells_result(std::string_view format) {
  return format_has(format, 'b') || format_has(format, 'c') || format_has(format, 'C');
}

std::string format_item(std::string_view format, const sync::Item& item,
                        const sync::Options& options, tree::Side side) {
  return expand(format, [&](const Escape& escape) -> std::optional<std::string> {
    if (side == tree::Side::receiver && escape.letter == 'o') return "recv";
    if (side == tree::Side::receiver && escape.letter == 'f') return std::string(item.path);
    return item_value(escape, item, options);
  });
}

std::string format_deletion(std::string_view format, std::string_view path, fs::FileType type,
                            const sync::Options& options) {
  tree::Entry gone;  // nothing is known of it any more but its name
  gone.type = type;
  sync::Item item;
  item.path = item.source_path = path;
  item.entry = &gone;
  return expand(format, [&](const Escape& escape) -> std::optional<std::string> {
    if (escape.letter == 'i') return itemized_deletion;
    if (escape.letter == 'o') return "del.";
    return item_value(escape, item, options);
  });
}

}  // namespace smartsync::cli
