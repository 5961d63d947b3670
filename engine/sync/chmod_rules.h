// --chmod (rsync(1), --chmod; the symbolic modes are those of chmod(1)).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace smartsync::sync {

// The changes of every --chmod option in order. Immutable once built; a value.
class ChmodRules {
 public:
  ChmodRules() = default;

  // Appends the comma-separated items of one option. `umask` limits items that name no class, as
  // chmod(1) does. Throws smartsync::Error with rsync's sentence if an item cannot be read.
  void add(std::string_view argument, std::uint32_t umask);

  bool empty() const { return items_.empty(); }
  // `mode` holds permission bits (0..07777) and comes back changed.
  std::uint32_t apply(std::uint32_t mode, bool is_directory) const;

 private:
  enum class Kind : std::uint8_t { octal, symbolic, copy };
  struct Item {
    Kind kind = Kind::octal;
    bool to_directories = true;
    bool to_files = true;
    char operation = '=';
    std::uint32_t classes = 0;  // one x bit for each class: 0100 | 0010 | 0001
    bool classes_named = false;
    std::uint32_t permissions = 0;     // rwx as 4 | 2 | 1; the whole mode if octal
    std::uint32_t special = 0;         // setuid, setgid and sticky bits
    bool conditional_execute = false;  // X
    std::uint32_t source_shift = 0;    // Kind::copy: how far right the source class lies
    std::uint32_t allowed = 0777;      // what the umask leaves
  };

  static Item parse_item(std::string_view text, std::uint32_t umask);
  static bool parse_permissions(std::string_view text, Item& item);
  static std::uint32_t applied(const Item& item, std::uint32_t mode, bool executable);

  std::vector<Item> items_;
};

}  // namespace smartsync::sync
