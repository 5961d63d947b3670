#include "engine/tree/file_list.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace smartsync::tree {

namespace {

// The byte after the last of a name, as list order sees it.
int end_byte(bool is_directory) {
  return is_directory ? '/' : -1;
}

int byte_at(std::string_view name, std::size_t i, bool is_directory) {
  if (i < name.size()) return static_cast<unsigned char>(name[i]);
  return i == name.size() ? end_byte(is_directory) : -1;
}

std::string below(const std::string& path, std::string_view name) {
  if (path.empty()) return std::string(name);
  std::string whole;
  whole.reserve(path.size() + 1 + name.size());
  return whole.append(path).append("/").append(name);
}

constexpr std::size_t max_block = 64 * 1024;
constexpr std::size_t first_block = 256;

}  // namespace

bool list_order(std::string_view a, bool a_is_directory, std::string_view b, bool b_is_directory) {
  if (a_is_directory != b_is_directory) return b_is_directory;
  const std::size_t common = std::min(a.size(), b.size());
  const int order = std::memcmp(a.data(), b.data(), common);
  if (order != 0) return order < 0;
  return byte_at(a, common, a_is_directory) < byte_at(b, common, b_is_directory);
}

Entry& Directory::add(std::string_view name) {
  if (block_size_ - block_used_ < name.size()) {
    block_size_ = std::max(name.size(), std::clamp(block_size_ * 2, first_block, max_block));
    name_blocks_.push_back(std::make_unique<char[]>(block_size_));
    block_used_ = 0;
  }
  char* copy = name_blocks_.back().get() + block_used_;
  std::memcpy(copy, name.data(), name.size());
  block_used_ += name.size();
  Entry& entry = entries.emplace_back();
  entry.name_data = copy;
  entry.name_size = static_cast<std::uint16_t>(name.size());
  return entry;
}

std::vector<DroppedName> Directory::finish() {
  // Children so far belong to directory entries by position; sorting must not lose them.
  std::vector<std::pair<std::string_view, std::unique_ptr<Directory>>> kept;
  for (std::size_t i = 0; i < children.size(); ++i)
    if (children[i]) kept.emplace_back(entries[first_directory + i].name(), std::move(children[i]));
  children.clear();

  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    const int order = a.name().compare(b.name());
    if (order != 0) return order < 0;
    if (a.is_directory() != b.is_directory()) return a.is_directory();
    if (a.unlisted != b.unlisted) return b.unlisted;
    if (a.origin != b.origin) return a.origin < b.origin;
    return a.source_name() < b.source_name();
  });
  std::vector<DroppedName> dropped;
  const auto last =
      std::unique(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
        if (a.name() != b.name()) return false;
        dropped.push_back({std::string(b.name()), b.is_directory()});
        return true;
      });
  entries.erase(last, entries.end());
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return list_order(a.name(), a.is_directory(), b.name(), b.is_directory());
  });
  entries.shrink_to_fit();
  first_directory = static_cast<std::size_t>(
      std::partition_point(entries.begin(), entries.end(),
                           [](const Entry& e) { return !e.is_directory(); }) -
      entries.begin());
  children.resize(entries.size() - first_directory);
  for (auto& [name, child] : kept)
    if (const auto at = find(name); at && *at >= first_directory)
      children[*at - first_directory] = std::move(child);
  return dropped;
}

std::optional<std::size_t> Directory::find(std::string_view name) const {
  const auto search = [&](auto begin, auto end, bool directories) -> std::optional<std::size_t> {
    const auto at = std::lower_bound(begin, end, name, [&](const Entry& e, std::string_view n) {
      return list_order(e.name(), directories, n, directories);
    });
    if (at == end || at->name() != name) return std::nullopt;
    return static_cast<std::size_t>(at - entries.begin());
  };
  const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(first_directory);
  if (const auto file = search(entries.begin(), middle, false)) return file;
  return search(middle, entries.end(), true);
}

Directory* Directory::child_of(const Entry& entry) const {
  const auto at = static_cast<std::size_t>(&entry - entries.data());
  return at < first_directory ? nullptr : children[at - first_directory].get();
}

std::string Directory::path_of(std::string_view name) const {
  return below(path, name);
}

std::string Directory::source_path_of(std::string_view source_name) const {
  return below(source_path(), source_name);
}

}  // namespace smartsync::tree
