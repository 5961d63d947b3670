// Which files a transfer hides from its receiver and protects from deletion: rsync's filter rules
// (rsync(1), FILTER RULES). docs/filters.md tells how the parts work together.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/tree/filter_list.h"
#include "engine/tree/filter_rule.h"

namespace smartsync::tree {

// The rules a run was started with, built in command-line order before any scan begins. Once it is
// shared with scopes it must not change any more.
// Every add throws smartsync::Error: without a code for a rule that cannot be read (rsync's exit
// code 1), with the system's code for a merge file that is not there (rsync's exit code 11).
class FilterRules {
 public:
  // `reader` opens the files that merge rules name, as seen from the working directory.
  explicit FilterRules(ReadFile reader = {});

  void add_rule(std::string_view rule);        // --filter
  void add_exclude(std::string_view pattern);  // --exclude
  void add_include(std::string_view pattern);  // --include
  // The content of an --exclude-from or --include-from file; `file` names it in messages.
  void add_excludes_from(std::string_view content, const std::string& file);
  void add_includes_from(std::string_view content, const std::string& file);
  // -C: the per-directory .cvsignore and the defaults. rsync puts it after every other rule,
  // wherever it stood on the command line; so should the caller.
  void add_cvs_exclude();

  // --from0, for the files named from here on.
  void set_zero_ended(bool on) { zero_ended_ = on; }
  // What ~/.cvsignore holds and $CVSIGNORE says; needed before the first rule with C.
  void set_cvs_patterns(std::string home_file, std::string environment);
  // --delete-excluded: rules that name no side are the sender's alone. May be set at any time.
  void set_delete_excluded(bool on) { delete_excluded_ = on; }

  bool empty() const { return list_.empty(); }
  // If not, --xattrs has its own default (rsync(1), --xattrs).
  bool has_xattr_rules() const { return list_.has_xattr_rules(); }

 private:
  friend class FilterScope;
  void add_option(std::string_view text, const RuleReading& reading);
  void add_file(std::string_view content, const RuleReading& reading, const std::string& file);
  RuleSource source(const RuleReading& reading, const std::string& file, RuleLoad& load) const;

  ReadFile reader_;
  CvsPatterns cvs_;
  FilterList list_;
  bool zero_ended_ = false;
  bool delete_excluded_ = false;
};

enum class Verdict : std::uint8_t { none, include, exclude };

// The rules as they stand in one directory: the global ones with the per-directory merge files of
// this directory and its parents in their places. Immutable and cheap to copy; scopes may be used
// and entered from several threads at once.
//
//   FilterScope scope(rules, "/home/me/project");      // the transfer root, nothing loaded yet
//   scope = scope.enter("", read);                     // `project/` was named: its content moves
//   scope.check(Side::sender, "src/main.o", false);
//   FilterScope below = scope.enter("src", read);      // before the entries of src are checked
//
// The transfer root is the directory in which the names of the transfer start: for `project/` it
// is project, for `project` its parent (check "project" first, then enter("project")), for
// `-R a/b` the working directory. On the receiving side it is the destination directory.
class FilterScope {
 public:
  // `root_directory` is absolute, its components separated by '/'.
  FilterScope(std::shared_ptr<const FilterRules> rules, std::string root_directory);

  // The scope for the entries of `directory` (relative to the transfer root, "" is the root
  // itself), which must be the directory of this scope or lie directly below it. `reader` is handed
  // absolute paths. Throws as FilterRules does.
  FilterScope enter(std::string_view directory, const ReadFile& reader) const;

  // The same rules where the transfer's names start in another directory.
  FilterScope in(std::string root_directory) const;

  // What the first matching rule says of `path` (relative to the transfer root, '/' between
  // components). For the sender exclude means hide; for the receiver it means protect. Inside a
  // directory that is itself being deleted perishable rules do not count: `being_deleted`.
  Verdict check(Side side, std::string_view path, bool is_directory,
                bool being_deleted = false) const;
  bool excludes(Side side, std::string_view path, bool is_directory) const {
    return check(side, path, is_directory) == Verdict::exclude;
  }
  // The rule that decides this, null if there is none. It lives as long as a scope that holds it.
  const FilterRule* decisive(Side side, std::string_view path, bool is_directory,
                             bool being_deleted = false) const;
  // The same for the name of an extended attribute, by the rules with the modifier x.
  Verdict check_xattr(Side side, std::string_view name) const;

 private:
  static Verdict verdict(const FilterRule* rule);

  std::shared_ptr<const FilterRules> rules_;
  std::shared_ptr<const std::string> root_;
  std::shared_ptr<const FilterList> list_;
};

}  // namespace smartsync::tree
