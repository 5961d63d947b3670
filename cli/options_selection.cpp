// Which entries take part, and what happens to those that are only at the destination.
#include "cli/option_table.h"
#include "cli/option_values.h"

namespace smartsync::cli {
namespace {

using Kind = sync::FilterArgument::Kind;

template <Kind kind>
void add_filter(Request& request, const Use& use) {
  request.options.filters.push_back({kind, use.value});
}

void add_merge_files(Request& request, const Use&) {
  ++request.merge_files;
  if (request.merge_files == 1) {
    request.options.filters.push_back({Kind::rule, "dir-merge /.rsync-filter"});
  } else if (request.merge_files == 2) {
    request.options.filters.push_back({Kind::rule, "exclude .rsync-filter"});
  }
}

void archive(Request& request, const Use&) {
  if (request.recursion == Recursion::no) request.recursion = Recursion::by_archive;
  sync::Options& options = request.options;
  options.links = options.perms = options.times = options.owner = options.group = true;
  options.devices = options.specials = true;
}

constexpr Option selection_rows[] = {
    {"archive,a", "", false, "everything that -rlptgoD does", archive},
    {"recursive,r", "", true, "descend into directories",
     [](Request& r, const Use& u) { r.recursion = u.on ? Recursion::yes : Recursion::no; }},
    {"inc-recursive,i-r", "", true, "copy while the list is still being made",
     [](Request& r, const Use& u) { r.incremental = u.on; }},
    {"dirs,d", "", true, "copy directories without their contents",
     [](Request& r, const Use& u) {
       r.dirs = u.on;
       r.old_dirs = false;
     }},
    {"old-dirs,old-d", "", false, "-r --exclude='/*/*', for old peers",
     [](Request& r, const Use&) { r.old_dirs = true; }},
    {"relative,R", "", true, "keep the path of each source argument",
     [](Request& r, const Use& u) { r.relative = u.on; }},
    {"implied-dirs,i-d", "", true, "with -R, copy parent directories' attributes",
     [](Request& r, const Use& u) { r.options.implied_dirs = u.on; }},
    {"mkpath", "", true, "make missing parents of the destination",
     [](Request& r, const Use& u) { r.options.mkpath = u.on; }},
    {"one-file-system,x", "", true, "stay on one filesystem (twice: skip mount points)",
     [](Request& r, const Use& u) {
       r.options.one_file_system = u.on ? r.options.one_file_system + 1 : 0;
     }},
    {"existing,ignore-non-existing", "", false, "create nothing new",
     [](Request& r, const Use&) { r.options.existing = true; }},
    {"ignore-existing", "", false, "leave existing files alone",
     [](Request& r, const Use&) { r.options.ignore_existing = true; }},
    {"max-size", "SIZE", false, "leave out larger files",
     [](Request& r, const Use& u) { r.options.max_size = size_value(u.name, u.value); }},
    {"min-size", "SIZE", false, "leave out smaller files",
     [](Request& r, const Use& u) { r.options.min_size = size_value(u.name, u.value); }},
    {"prune-empty-dirs,m", "", true, "leave out directories that would stay empty",
     [](Request& r, const Use& u) { r.options.prune_empty_dirs = u.on; }},
    {"cvs-exclude,C", "", false, "leave out what CVS leaves out",
     [](Request& r, const Use&) { r.cvs_exclude = true; }},
    {"filter,f", "RULE", false, "add a filter rule", add_filter<Kind::rule>},
    {",F", "", false, "obey .rsync-filter files (twice: and leave them out)", add_merge_files},
    {"exclude", "PATTERN", false, "leave out what matches", add_filter<Kind::exclude>},
    {"exclude-from", "FILE", false, "patterns of --exclude from FILE",
     add_filter<Kind::exclude_from>},
    {"include", "PATTERN", false, "keep what matches", add_filter<Kind::include>},
    {"include-from", "FILE", false, "patterns of --include from FILE",
     add_filter<Kind::include_from>},
    {"files-from", "FILE", false, "copy the names that FILE lists",
     [](Request& r, const Use& u) { r.options.files_from = u.value; }},
    {"from0,0", "", false, "names and rules in files end with a zero byte",
     [](Request& r, const Use& u) { r.options.from0 = u.on; }},
    {"no-from0", "", false, "", [](Request& r, const Use&) { r.options.from0 = false; }},
    {"del,delete-during", "", false, "delete while copying",
     [](Request& r, const Use&) {
       r.delete_during = true;
       r.delete_delay = false;  // of these two the last counts
     }},
    {"delete", "", false, "delete what the source does not have",
     [](Request& r, const Use&) { r.delete_any = true; }},
    {"delete-before", "", false, "delete before copying",
     [](Request& r, const Use&) { r.delete_before = true; }},
    {"delete-delay", "", false, "find deletions while copying, delete afterwards",
     [](Request& r, const Use&) {
       r.delete_delay = true;
       r.delete_during = false;
     }},
    {"delete-after", "", false, "delete after copying",
     [](Request& r, const Use&) { r.delete_after = true; }},
    {"delete-excluded", "", false, "delete excluded files, too",
     [](Request& r, const Use&) { r.options.delete_excluded = true; }},
    {"ignore-missing-args", "", false, "a missing source is no error",
     [](Request& r, const Use&) { r.options.ignore_missing_args = true; }},
    {"delete-missing-args", "", false, "a missing source is deleted at the destination",
     [](Request& r, const Use&) { r.options.delete_missing_args = true; }},
    {"ignore-errors", "", true, "delete even after read errors",
     [](Request& r, const Use& u) { r.options.ignore_errors = u.on; }},
    {"force", "", true, "replace a directory by a file even if it is not empty",
     [](Request& r, const Use& u) { r.options.force = u.on; }},
    {"max-delete", "NUM", false, "delete at most NUM entries",
     [](Request& r, const Use& u) {
       r.max_delete = integer_value(u.name, u.value, INT32_MIN, INT32_MAX);
     }},
};

}  // namespace

std::span<const Option> selection_options() {
  return selection_rows;
}

}  // namespace smartsync::cli
