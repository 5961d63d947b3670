#include "cli/permission_text.h"

namespace smartsync::cli {

std::string permission_text(std::uint16_t permissions) {
  std::string text = "rwxrwxrwx";
  for (std::size_t i = 0; i < 9; ++i) {
    if ((permissions >> (8 - i) & 1) == 0) text[i] = '-';
  }
  const auto special = [&](std::uint16_t bit, std::size_t place, char letter) {
    if ((permissions & bit) == 0) return;
    text[place] = text[place] == 'x' ? letter : static_cast<char>(letter & ~0x20);
  };
  special(04000, 2, 's');
  special(02000, 5, 's');
  special(01000, 8, 't');
  return text;
}

}  // namespace smartsync::cli
