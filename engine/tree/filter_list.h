// An ordered list of filter rules, with the per-directory merge files in their places.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/tree/filter_pattern.h"
#include "engine/tree/filter_rule.h"

namespace smartsync::tree {

// The content of a file, or nothing if it cannot be opened. The engine does no I/O here: whoever
// scans knows how to read.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

// The personal part of what `-C` excludes.
struct CvsPatterns {
  std::string home_file;    // the content of ~/.cvsignore
  std::string environment;  // $CVSIGNORE
};

// Where a rule's leading slash starts.
struct Anchor {
  enum class Kind { transfer_root, directory, filesystem };
  Kind kind = Kind::transfer_root;
  std::string path;  // Kind::directory: absolute, with the closing slash
};

struct FilterRule {
  FilterPattern pattern;
  Anchor anchor;
  Sides sides;
  bool include;
  bool negated;
  bool perishable;
  bool xattr;
  std::string shown;  // as messages about it show it
};

// One question to a list: a name and everything a rule may want to know about it.
struct FilterQuery {
  Side side = Side::sender;
  std::string_view path;  // relative to the transfer root
  std::string_view name;  // its last component
  bool is_directory = false;
  bool being_deleted = false;    // perishable rules do not count
  bool xattr = false;            // `name` is that of an extended attribute
  bool delete_excluded = false;  // rules without a side are the sender's
  std::string_view root;         // absolute path of the transfer root, with the closing slash
  mutable std::string absolute;  // root + path, made when a rule first needs it
};

class FilterList;

// A dir-merge rule in its place. `rules` holds what its files said in the directories entered so
// far; it is null until the first directory of the transfer is entered.
struct MergePoint {
  std::shared_ptr<const ParsedRule> rule;  // its argument is the file's name alone
  std::string start;  // the directory part of the argument: where the scan of parents begins
  std::shared_ptr<const FilterList> rules;
};

// What one load of rules (an option, or everything read on entering one directory) keeps count of.
struct RuleLoad {
  std::vector<std::string> merge_names;  // per-directory files in force: naming one again is void
  int files_left = 1000;                 // merge files may name merge files, but not for ever
};

// Where rules come from and what their words refer to.
struct RuleSource {
  RuleReading reading;
  std::string file;  // named in messages; empty for an option
  std::string list;  // what messages add for a list of its own: " [per-dir .rules]"
  Anchor anchor;
  std::string directory;  // of a per-directory file: absolute, closed by a slash; else empty
  std::string root;       // of the transfer: absolute, closed by a slash; else empty
  const ReadFile* reader = nullptr;
  const CvsPatterns* cvs = nullptr;
  RuleLoad* load = nullptr;
  std::size_t outer_names = 0;  // of load->merge_names: how many a clear rule leaves
};

class FilterList {
 public:
  // Adds one rule, or what the file it names holds. A clear rule drops what is in the list.
  void add(std::string_view text, const RuleSource& source, std::string_view origin);
  void add_content(std::string_view content, const RuleSource& source);

  // This list as it stands in `source.directory`: every merge point has loaded its file there.
  // Null if that changes nothing.
  std::shared_ptr<const FilterList> entered(const RuleSource& source) const;

  // The first rule that matches.
  const FilterRule* find(const FilterQuery& query) const;

  bool empty() const { return entries_.empty(); }
  bool has_xattr_rules() const;
  // Appends the names of the per-directory files of the merge points in this list.
  void collect_merge_names(std::vector<std::string>& names) const;

 private:
  using RulesPointer = std::shared_ptr<const FilterList>;
  using Entry = std::variant<std::shared_ptr<const FilterRule>, MergePoint>;

  void add_pattern(const ParsedRule& rule, std::string_view pattern, const RuleSource& source);
  void add_merge_file(const ParsedRule& rule, const RuleSource& source);
  void add_merge_point(ParsedRule rule, const RuleSource& source);
  void add_cvs_defaults(const ParsedRule& rule, const RuleSource& source);
  static RulesPointer load_merge_point(const MergePoint& point, const RuleSource& source);
  static RulesPointer load_directory(const ParsedRule& rule, RulesPointer inherited,
                                     const RuleSource& source);

  std::vector<Entry> entries_;
  bool cleared_ = false;  // a clear rule was read: what was inherited goes too
};

}  // namespace smartsync::tree
