#include "engine/tree/filter.h"

#include <utility>

namespace smartsync::tree {
namespace {

RuleReading pattern_reading(bool include) {
  RuleReading reading;
  reading.syntax = RuleReading::Syntax::pattern;
  reading.include = include;
  return reading;
}

std::shared_ptr<const std::string> closed_root(std::string directory) {
  if (!directory.ends_with('/')) directory += '/';
  return std::make_shared<const std::string>(std::move(directory));
}

}  // namespace

FilterRules::FilterRules(ReadFile reader) : reader_(std::move(reader)) {}

void FilterRules::add_rule(std::string_view rule) {
  add_option(rule, {});
}
void FilterRules::add_exclude(std::string_view pattern) {
  add_option(pattern, pattern_reading(false));
}
void FilterRules::add_include(std::string_view pattern) {
  add_option(pattern, pattern_reading(true));
}
void FilterRules::add_excludes_from(std::string_view content, const std::string& file) {
  add_file(content, pattern_reading(false), file);
}
void FilterRules::add_includes_from(std::string_view content, const std::string& file) {
  add_file(content, pattern_reading(true), file);
}

void FilterRules::add_cvs_exclude() {
  add_rule(":C");
  add_rule("-C");
}

void FilterRules::set_cvs_patterns(std::string home_file, std::string environment) {
  cvs_ = {std::move(home_file), std::move(environment)};
}

void FilterRules::add_option(std::string_view text, const RuleReading& reading) {
  RuleLoad load;
  list_.add(text, source(reading, {}, load), {});
}

void FilterRules::add_file(std::string_view content, const RuleReading& reading,
                           const std::string& file) {
  RuleLoad load;
  list_.add_content(content, source(reading, file, load));
}

RuleSource FilterRules::source(const RuleReading& reading, const std::string& file,
                               RuleLoad& load) const {
  list_.collect_merge_names(load.merge_names);
  RuleSource source;
  source.reading = reading;
  source.reading.zero_ended = zero_ended_;
  source.file = file;
  source.reader = &reader_;
  source.cvs = &cvs_;
  source.load = &load;
  return source;
}

FilterScope::FilterScope(std::shared_ptr<const FilterRules> rules, std::string root_directory)
    : rules_(std::move(rules)),
      root_(closed_root(std::move(root_directory))),
      list_(rules_, &rules_->list_) {}

FilterScope FilterScope::in(std::string root_directory) const {
  FilterScope scope = *this;
  scope.root_ = closed_root(std::move(root_directory));
  return scope;
}

FilterScope FilterScope::enter(std::string_view directory, const ReadFile& reader) const {
  RuleLoad load;
  list_->collect_merge_names(load.merge_names);
  if (load.merge_names.empty()) return *this;
  RuleSource source;
  source.root = *root_;
  source.directory = *root_;
  if (!directory.empty()) source.directory.append(directory) += '/';
  source.reader = &reader;
  source.cvs = &rules_->cvs_;
  source.load = &load;
  FilterScope scope = *this;
  if (auto entered = list_->entered(source)) scope.list_ = std::move(entered);
  return scope;
}

Verdict FilterScope::verdict(const FilterRule* rule) {
  if (rule == nullptr) return Verdict::none;
  return rule->include ? Verdict::include : Verdict::exclude;
}

Verdict FilterScope::check(Side side, std::string_view path, bool is_directory,
                           bool being_deleted) const {
  return verdict(decisive(side, path, is_directory, being_deleted));
}

const FilterRule* FilterScope::decisive(Side side, std::string_view path, bool is_directory,
                                        bool being_deleted) const {
  FilterQuery query;
  query.side = side;
  query.path = path;
  query.name = path.substr(path.rfind('/') + 1);
  query.is_directory = is_directory;
  query.being_deleted = being_deleted;
  query.delete_excluded = rules_->delete_excluded_;
  query.root = *root_;
  return list_->find(query);
}

Verdict FilterScope::check_xattr(Side side, std::string_view name) const {
  FilterQuery query;
  query.side = side;
  query.path = name;
  query.name = name;
  query.xattr = true;
  query.delete_excluded = rules_->delete_excluded_;
  query.root = *root_;
  return verdict(list_->find(query));
}

}  // namespace smartsync::tree
