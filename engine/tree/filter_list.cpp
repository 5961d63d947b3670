#include "engine/tree/filter_list.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "engine/fs/error.h"
#include "engine/tree/cvs_ignore.h"

namespace smartsync::tree {
namespace {

bool counts(const FilterRule& rule, const FilterQuery& query) {
  if (rule.xattr != query.xattr) return false;
  if (query.being_deleted && rule.perishable) return false;
  const bool for_sender = query.side == Side::sender;
  if (!rule.sides.specified()) return for_sender || !query.delete_excluded;
  return for_sender ? rule.sides.sender : rule.sides.receiver;
}

std::string_view absolute_path(const FilterQuery& query) {
  if (query.absolute.empty()) query.absolute.append(query.root).append(query.path);
  return query.absolute;
}

// The path as it lies below the directory `anchor`; nullopt if it lies elsewhere, as with rules
// that a directory of another source argument gave.
std::optional<std::string_view> path_below(std::string_view anchor, const FilterQuery& query) {
  const std::string_view root = query.root;
  if (anchor.size() <= root.size()) {
    if (!root.starts_with(anchor)) return std::nullopt;
    return absolute_path(query).substr(anchor.size());
  }
  const std::string_view below_root = anchor.substr(root.size());
  if (!anchor.starts_with(root) || !query.path.starts_with(below_root)) return std::nullopt;
  return query.path.substr(below_root.size());
}

// The path as it lies below the rule's anchor.
std::optional<std::string_view> anchored_path(const Anchor& anchor, const FilterQuery& query) {
  switch (anchor.kind) {
    case Anchor::Kind::transfer_root:
      return query.path;
    case Anchor::Kind::directory:
      return path_below(anchor.path, query);
    case Anchor::Kind::filesystem:
      break;
  }
  const std::string_view path = absolute_path(query);
  return path.starts_with('/') ? path.substr(1) : path;
}

bool matches(const FilterRule& rule, const FilterQuery& query) {
  const std::optional<std::string_view> path =
      rule.pattern.needs_path() ? anchored_path(rule.anchor, query) : query.path;
  const bool hit = path && rule.pattern.matches(*path, query.name, query.is_directory);
  return hit != rule.negated;
}

// What a file said is not shown: it may not be the user's to read.
std::string shown_rule(std::string_view pattern, const RuleSource& source) {
  const std::string text =
      source.file.empty() ? std::string(pattern) : "<rule from a file read earlier>";
  return text + source.list;
}

std::string origin_of(const RuleSource& source, std::size_t line) {
  if (source.file.empty()) return {};
  if (line == 0) return "<rule from " + source.file + ">";
  return "<rule from " + source.file + " line " + std::to_string(line) + ">";
}

}  // namespace

void FilterList::add(std::string_view text, const RuleSource& source, std::string_view origin) {
  std::optional<ParsedRule> rule = parse_rule(text, source.reading, origin);
  if (!rule) return;
  switch (rule->kind) {
    case ParsedRule::Kind::pattern:
      return add_pattern(*rule, rule->argument, source);
    case ParsedRule::Kind::merge:
      return add_merge_file(*rule, source);
    case ParsedRule::Kind::dir_merge:
      return add_merge_point(std::move(*rule), source);
    case ParsedRule::Kind::cvs_defaults:
      return add_cvs_defaults(*rule, source);
    case ParsedRule::Kind::clear:
      entries_.clear();
      cleared_ = true;
      source.load->merge_names.resize(source.outer_names);
  }
}

void FilterList::add_content(std::string_view content, const RuleSource& source) {
  for_each_rule(content, source.reading, [&](std::string_view text, std::size_t line) {
    add(text, source, origin_of(source, line));
  });
}

void FilterList::add_pattern(const ParsedRule& rule, std::string_view pattern,
                             const RuleSource& source) {
  FilterPattern compiled(pattern);
  Anchor anchor;
  if (rule.absolute)
    anchor.kind = Anchor::Kind::filesystem;
  else if (compiled.is_anchored())
    anchor = source.anchor;
  entries_.emplace_back(std::make_shared<const FilterRule>(
      FilterRule{std::move(compiled), std::move(anchor), rule.sides, rule.include, rule.negated,
                 rule.perishable, rule.xattr, shown_rule(pattern, source)}));
}

void FilterList::add_cvs_defaults(const ParsedRule& rule, const RuleSource& source) {
  RuleSource defaults = source;
  defaults.list = " [global CVS]";
  defaults.reading = {};
  defaults.reading.syntax = RuleReading::Syntax::bare;
  defaults.reading.include = rule.include;
  defaults.reading.words = true;
  defaults.reading.clear_token = true;
  defaults.reading.sides = rule.sides;
  RuleLoad load;
  defaults.load = &load;
  FilterList list;
  defaults.reading.perishable = true;
  list.add_content(cvs_default_patterns, defaults);
  defaults.reading.perishable = rule.perishable;
  if (source.cvs != nullptr) {
    list.add_content(source.cvs->environment, defaults);
    defaults.file = "~/.cvsignore";
    list.add_content(source.cvs->home_file, defaults);
  }
  std::move(list.entries_.begin(), list.entries_.end(), std::back_inserter(entries_));
}

const FilterRule* FilterList::find(const FilterQuery& query) const {
  for (const Entry& entry : entries_) {
    if (const auto* rule = std::get_if<std::shared_ptr<const FilterRule>>(&entry)) {
      if (counts(**rule, query) && matches(**rule, query)) return rule->get();
    } else if (const auto& point = std::get<MergePoint>(entry); point.rules != nullptr) {
      if (const FilterRule* found = point.rules->find(query)) return found;
    }
  }
  return nullptr;
}

bool FilterList::has_xattr_rules() const {
  return std::any_of(entries_.begin(), entries_.end(), [](const Entry& entry) {
    if (const auto* rule = std::get_if<std::shared_ptr<const FilterRule>>(&entry))
      return (*rule)->xattr;
    const auto& point = std::get<MergePoint>(entry);
    return point.rules != nullptr && point.rules->has_xattr_rules();
  });
}

void FilterList::collect_merge_names(std::vector<std::string>& names) const {
  for (const Entry& entry : entries_)
    if (const auto* point = std::get_if<MergePoint>(&entry)) names.push_back(point->rule->argument);
}

}  // namespace smartsync::tree
