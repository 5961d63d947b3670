#include "engine/sync/fuzzy.h"

#include <algorithm>

#include "engine/sync/all_digits.h"
#include "engine/sync/compare.h"

namespace smartsync::sync {

namespace {

constexpr std::uint32_t one_change = 1u << 16;
constexpr std::uint32_t suffix_weight = 10;
constexpr std::uint32_t greatest_distance = 25 * one_change;

std::uint32_t value(char c) {
  return static_cast<unsigned char>(c);
}

// Levenshtein's distance, row by row.
std::uint32_t edit_distance(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) {
    std::uint32_t all = 0;
    for (const char c : a.empty() ? b : a) all += one_change + value(c);
    return all;
  }
  std::vector<std::uint32_t> row(b.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = static_cast<std::uint32_t>(j) * one_change;
  for (const char from : a) {
    std::uint32_t diagonal = row[0];
    row[0] += one_change;
    for (std::size_t j = 1; j < row.size(); ++j) {
      const char to = b[j - 1];
      const std::uint32_t change =
          value(from) > value(to) ? value(from) - value(to) : value(to) - value(from);
      const std::uint32_t replaced = diagonal + (change == 0 ? 0 : one_change + change);
      const std::uint32_t removed = row[j] + one_change + value(from);
      const std::uint32_t inserted = row[j - 1] + one_change + value(to);
      diagonal = row[j];
      row[j] = std::min({replaced, removed, inserted});
    }
  }
  return row.back();
}

bool marks_backup(std::string_view suffix) {
  if (suffix == ".bak" || suffix == ".old" || suffix == ".orig") return true;
  return suffix.size() > 3 && suffix.starts_with(".~") && suffix.ends_with('~') &&
         all_digits(suffix.substr(2, suffix.size() - 3));
}

bool may_serve(const fs::Listed& file) {
  return file.stat.type == fs::FileType::regular && file.stat.size > 0;
}

}  // namespace

std::string_view telling_suffix(std::string_view name) {
  std::string_view number;
  const std::size_t hidden = name.find_first_not_of('.');  // dots at the front start no suffix
  std::size_t end = name.size();
  while (true) {
    const std::size_t dot = end == 0 ? std::string_view::npos : name.rfind('.', end - 1);
    if (dot == std::string_view::npos || dot < hidden) return number;
    const std::string_view suffix = name.substr(dot, end - dot);
    end = dot;
    if (marks_backup(suffix)) continue;
    const bool tilde = suffix.ends_with('~');
    const std::string_view told = tilde ? suffix.substr(0, suffix.size() - 1) : suffix;
    if (!all_digits(told.substr(1))) return told;
    number = told;
  }
}

std::uint32_t name_distance(std::string_view a, std::string_view b) {
  return edit_distance(a, b) + suffix_weight * edit_distance(telling_suffix(a), telling_suffix(b));
}

std::optional<Similar> find_similar(const tree::Entry& entry,
                                    const std::vector<Neighbours>& places) {
  for (const Neighbours& place : places)
    for (const fs::Listed& file : place.entries)
      if (may_serve(file) && file.stat.size == entry.size &&
          same_time(file.stat.modified, entry.modified(), 0))
        return Similar{&place.dir, &file};
  std::optional<Similar> nearest;
  std::uint32_t least = greatest_distance;
  for (const Neighbours& place : places) {
    for (const fs::Listed& file : place.entries) {
      if (!may_serve(file)) continue;
      const std::uint32_t distance = name_distance(entry.name(), file.name);
      if (distance > least) continue;
      least = distance;
      nearest = Similar{&place.dir, &file};
    }
  }
  return nearest;
}

}  // namespace smartsync::sync
