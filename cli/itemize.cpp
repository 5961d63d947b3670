#include "cli/itemize.h"

namespace smartsync::cli {
namespace {

namespace item = sync::item;

char update_letter(sync::ItemFlags flags) {
  if ((flags & item::local_change) != 0) return (flags & item::link_name_follows) != 0 ? 'h' : 'c';
  return (flags & item::transfer) != 0 ? '>' : '.';
}

char item_letter(fs::FileType type) {
  switch (type) {
    case fs::FileType::directory:
      return 'd';
    case fs::FileType::symlink:
      return 'L';
    case fs::FileType::char_device:
    case fs::FileType::block_device:
      return 'D';
    case fs::FileType::fifo:
    case fs::FileType::socket:
      return 'S';
    case fs::FileType::regular:
      break;
  }
  return 'f';
}

}  // namespace

std::string itemize(sync::ItemFlags flags, fs::FileType type, const sync::Options& options) {
  std::string text{update_letter(flags), item_letter(type)};
  if ((flags & item::is_new) != 0) return text + "+++++++++";

  const auto letter = [&text, flags](sync::ItemFlags bit, char set) {
    text += (flags & bit) != 0 ? set : '.';
  };
  letter(item::checksum, 'c');
  // Only content that can be partly equal has a size worth a letter.
  letter(type == fs::FileType::symlink ? 0 : item::size, 's');
  // A capital T: the time becomes that of the copying.
  letter(item::modified_time, options.times ? 't' : 'T');
  letter(item::permissions, 'p');
  letter(item::owner, 'o');
  letter(item::group, 'g');
  const bool accessed = (flags & item::access_time) != 0;
  const bool created = (flags & item::created_time) != 0;
  text += accessed && created ? 'b' : accessed ? 'u' : created ? 'n' : '.';
  letter(item::acl, 'a');
  letter(item::xattr, 'x');

  if (text.find_first_not_of('.', 2) == std::string::npos && text[0] != '>') {
    text.replace(2, text.npos, 9, ' ');  // nothing differs
  }
  return text;
}

bool is_change(const sync::Item& item) {
  const bool linked = (item.flags & sync::item::link_name_follows) != 0 &&
                      !item.link_name.empty() && (item.flags & sync::item::in_alternate) == 0;
  return linked || (item.flags & significant_flags) != 0;
}

}  // namespace smartsync::cli
