// Merge files (rsync(1), MERGE-FILE FILTER RULES): what a list does with the files its rules name.
#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/tree/filter_list.h"

namespace smartsync::tree {
namespace {

// `start` as seen from `directory`, without "." and ".."; both closed by a slash.
std::string resolved(std::string_view directory, std::string_view start) {
  const std::size_t root = fs::root_length(directory);
  std::string path(directory);
  if (fs::root_length(start) > 1) {
    path = start;
  } else if (start.starts_with('/')) {
    path.resize(root);
    path += start.substr(1);
  } else {
    path += start;
  }
  std::string clean = path.substr(0, fs::root_length(path));
  const std::size_t kept = clean.size();
  for (std::size_t begin = kept; begin < path.size();) {
    const std::size_t end = path.find('/', begin);
    const std::string component = path.substr(begin, end - begin);
    begin = end + 1;
    if (component.empty() || component == ".") continue;
    if (component != "..") {
      clean += component + '/';
    } else if (clean.size() > kept) {
      clean.resize(clean.rfind('/', clean.size() - 2) + 1);
    }
  }
  return clean;
}

// The directories from `start` down to the parent of `directory`, if it lies below `start`.
std::vector<std::string> parents_from(const std::string& start, const std::string& directory) {
  std::vector<std::string> parents;
  if (!directory.starts_with(start)) return parents;
  for (std::size_t end = start.size(); end < directory.size(); end = directory.find('/', end) + 1)
    parents.push_back(directory.substr(0, end));
  return parents;
}

std::optional<std::string> read(const std::string& path, const RuleSource& source) {
  if (source.load->files_left-- <= 0)
    throw FilterError("filter files name each other without end: " + path, path);
  if (source.reader == nullptr || !*source.reader) return std::nullopt;
  return (*source.reader)(path);
}

}  // namespace

// A name without a slash is looked for in the transfer root, any other below the directory of the
// file that names it; and its anchored rules start at the transfer root. rsync does the same.
void FilterList::add_merge_file(const ParsedRule& rule, const RuleSource& source) {
  const std::string name = fs::normal_path(rule.argument);
  std::string path = name;
  if (!source.directory.empty() && fs::root_length(name) == 0)
    path = (name.find('/') == std::string::npos ? source.root : source.directory) + name;
  if (rule.exclude_self) add_pattern(rule, name.substr(name.rfind('/') + 1), source);
  const std::optional<std::string> content = read(path, source);
  if (!content)
    throw Error("failed to open exclude file", path,
                std::make_error_code(std::errc::no_such_file_or_directory));
  RuleSource file = source;
  file.reading = rule.reading;
  file.file = path;
  file.anchor = {};
  add_content(*content, file);
}

void FilterList::add_merge_point(ParsedRule rule, const RuleSource& source) {
  if (rule.argument.size() > 1 && rule.argument.ends_with('/')) rule.argument.pop_back();
  const std::size_t slash = rule.argument.rfind('/') + 1;
  MergePoint point;
  point.start = rule.argument.substr(0, slash);
  rule.argument.erase(0, slash);
  if (rule.exclude_self) add_pattern(rule, rule.argument, source);
  std::vector<std::string>& names = source.load->merge_names;
  if (std::find(names.begin(), names.end(), rule.argument) != names.end()) return;
  names.push_back(rule.argument);
  point.rule = std::make_shared<const ParsedRule>(std::move(rule));
  if (!source.directory.empty()) point.rules = load_merge_point(point, source);
  entries_.emplace_back(std::move(point));
}

FilterList::RulesPointer FilterList::entered(const RuleSource& source) const {
  std::shared_ptr<FilterList> changed;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto* point = std::get_if<MergePoint>(&entries_[i]);
    if (point == nullptr) continue;
    RulesPointer rules = load_merge_point(*point, source);
    if (rules == point->rules) continue;
    if (changed == nullptr) changed = std::make_shared<FilterList>(*this);
    std::get<MergePoint>(changed->entries_[i]).rules = std::move(rules);
  }
  return changed;
}

FilterList::RulesPointer FilterList::load_merge_point(const MergePoint& point,
                                                      const RuleSource& source) {
  RulesPointer rules = point.rules;
  if (rules == nullptr && !point.start.empty()) {
    RuleSource parent = source;
    for (std::string& directory :
         parents_from(resolved(source.directory, point.start), source.directory)) {
      parent.directory = std::move(directory);
      rules = load_directory(*point.rule, std::move(rules), parent);
    }
  }
  return load_directory(*point.rule, std::move(rules), source);
}

// The rules of one merge point in `source.directory`: those of its file there before those
// inherited from the directory above.
FilterList::RulesPointer FilterList::load_directory(const ParsedRule& rule, RulesPointer inherited,
                                                    const RuleSource& source) {
  static const RulesPointer nothing = std::make_shared<const FilterList>();
  if (inherited == nullptr || rule.no_inherit) inherited = nothing;
  RuleSource file = source;
  file.outer_names = source.load->merge_names.size();
  inherited->collect_merge_names(source.load->merge_names);
  if (RulesPointer entered = inherited->entered(source)) inherited = std::move(entered);

  file.file = source.directory + rule.argument;
  const std::optional<std::string> content = read(file.file, source);
  if (!content) return inherited;
  file.reading = rule.reading;
  file.anchor = {Anchor::Kind::directory, source.directory};
  file.list = " [per-dir " + rule.argument + "]";
  auto list = std::make_shared<FilterList>();
  list->add_content(*content, file);
  if (!list->cleared_)
    list->entries_.insert(list->entries_.end(), inherited->entries_.begin(),
                          inherited->entries_.end());
  return list;
}

}  // namespace smartsync::tree
