#include "cli/list_line.h"

#include "cli/human_number.h"
#include "cli/permission_text.h"
#include "engine/fs/process.h"

namespace smartsync::cli {
namespace {

char type_letter(fs::FileType type) {
  switch (type) {
    case fs::FileType::directory:
      return 'd';
    case fs::FileType::symlink:
      return 'l';
    case fs::FileType::fifo:
      return 'p';
    case fs::FileType::socket:
      return 's';
    case fs::FileType::char_device:
      return 'c';
    case fs::FileType::block_device:
      return 'b';
    case fs::FileType::regular:
      break;
  }
  return '-';
}

std::string right(const std::string& text, std::size_t width) {
  return text.size() >= width ? text : std::string(width - text.size(), ' ') + text;
}

std::string time_text(std::int64_t seconds) {
  return " " + fs::format_local_time(seconds, "%Y/%m/%d %H:%M:%S");
}

}  // namespace

std::string list_line(const sync::Item& item, const Request& request) {
  const tree::Entry& entry = *item.entry;
  const sync::Options& options = request.options;
  const int human = request.output.human_readable;
  const std::size_t size_width = human == 0 ? 11 : 14;
  if (entry.missing) {
    const std::string what = "*missing";
    return what + std::string(31 + size_width - what.size(), ' ') + " " + std::string(item.path);
  }
  std::string line = type_letter(entry.type) + permission_text(entry.permissions) + " " +
                     right(human_number(entry.size, human), size_width) +
                     time_text(entry.modified_seconds);
  const std::string no_time(20, ' ');
  if (options.atimes > 0) {
    const bool known = entry.extra && !entry.is_directory();
    line += known ? time_text(entry.extra->accessed.seconds) : no_time;
  }
  if (options.crtimes) {
    line += entry.extra ? time_text(entry.extra->created.seconds) : no_time;
  }
  line += " " + std::string(item.path);
  if (options.links && entry.type == fs::FileType::symlink && entry.extra) {
    line += " -> " + entry.extra->link_target;
  }
  return line;
}

}  // namespace smartsync::cli
