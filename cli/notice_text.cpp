#include "cli/notice_text.h"

namespace smartsync::cli {

std::string notice_text(sync::Notice notice, std::string_view path, std::string_view detail,
                        const NoticeContext& context) {
  const auto level = [&](std::string_view flag) { return context.info.level(flag); };
  const std::string name(path);
  const std::string quoted = "\"" + name + "\"";
  using sync::Notice;
  switch (notice) {
    case Notice::skipped_non_regular:
      return level("NONREG") < 1 ? "" : "skipping non-regular file " + quoted;
    case Notice::skipped_directory:
      return "skipping directory " + name;
    case Notice::skipped_newer:
      return level("SKIP") < 1 ? "" : name + " is newer";
    case Notice::skipped_existing:
      if (level("SKIP") < 1) return "";
      return name + " exists" +
             (level("SKIP") > 1 && !detail.empty() ? " (" + std::string(detail) + ")" : "");
    case Notice::skipped_nonexistent:
      if (level("SKIP") < 1) return "";
      return "not creating new " + std::string(detail.empty() ? "file" : detail) + " " + quoted;
    case Notice::skipped_over_max_size:
      return level("SKIP") < 1 ? "" : name + " is over max-size";
    case Notice::skipped_under_min_size:
      return level("SKIP") < 1 ? "" : name + " is under min-size";
    case Notice::skipped_mount_point:
      return level("MOUNT") < 1 ? "" : "[sender] skipping mount-point dir " + name;
    case Notice::skipped_unsafe_link:
      return level("NAME") < 1
                 ? ""
                 : "ignoring unsafe symlink " + quoted + " -> \"" + std::string(detail) + "\"";
    case Notice::copied_unsafe_link:
      return level("SYMSAFE") < 1
                 ? ""
                 : "copying unsafe symlink " + quoted + " -> \"" + std::string(detail) + "\"";
    case Notice::deletes_skipped_io_error:
      return "IO error encountered -- skipping file deletion";
    case Notice::delete_limit_reached:
      return "Deletions stopped due to --max-delete limit (" + std::string(detail) + " skipped)";
    case Notice::cannot_delete_non_empty:
      return "cannot delete non-empty directory: " + name;
    case Notice::cannot_delete_mount_point:
      return level("MOUNT") < 1 ? "" : "cannot delete mount point: " + name;
    case Notice::created_destination:
      if (level("NAME") < 1 && !context.itemizing) return "";
      return "created directory " + name.substr(0, name.find_last_not_of('/') + 1);
    case Notice::created_path:
      if (level("NAME") < 1 && !context.itemizing) return "";
      return "created " + std::string(detail) + (detail == "1" ? " directory" : " directories") +
             " for " + name;
    case Notice::verification_failed:
      if (level("NAME") < 1 && !context.itemizing) return "";
      return "WARNING: " + name + " failed verification -- update retained (will try again).";
    case Notice::backed_up:
      return level("BACKUP") < 1 ? "" : "backed up " + name + " to " + std::string(detail);
    case Notice::unsafe_link_not_backed_up:
      return level("SYMSAFE") < 1 ? ""
                                  : "not backing up unsafe symlink " + quoted + " -> \"" +
                                        std::string(detail) + "\"";
    case Notice::backup_made:
      if (context.debug.level("BACKUP") < 1) return "";
      return "make_backup: " + std::string(detail) + " " + name + " successful.";
    case Notice::backup_directory:
      if (level("BACKUP") < 1) return "";
      return (detail.empty() ? "backup_dir is " : "(" + std::string(detail) + ") backup_dir is ") +
             name;
    case Notice::source_charset:
      return context.debug.level("ICONV") < 1 ? "" : "[sender] charset: " + name;
    case Notice::destination_charset:
      return context.debug.level("ICONV") < 1 ? "" : "[Receiver] charset: " + name;
    case Notice::dropped_duplicate:
      if (context.debug.level("DUP") < 1) return "";
      return "removing duplicate name " + name + " from file list (" + std::string(detail) + ")";
    case Notice::deletion_pass:
      return context.debug.level("DEL") < 1 ? "" : "deleting in " + name;
    case Notice::searching_directory:
      return context.debug.level("DEL") < 2 ? "" : "delete_in_dir(" + name + ")";
    case Notice::emptying_directory:
      if (context.debug.level("DEL") < 3) return "";
      return "delete_dir_contents(" + name + ") " + std::string(detail);
    case Notice::deleting:
      if (context.debug.level("DEL") < 2) return "";
      return "delete_item(" + name + ") " + std::string(detail);
    case Notice::similar_file:
      if (context.debug.level("FUZZY") < 1) return "";
      return "fuzzy basis selected for " + name + ": " + std::string(detail);
    case Notice::user_mapped:
      return context.debug.level("OWN") < 2 ? ""
                                            : "uid " + name + " maps to " + std::string(detail);
    case Notice::group_mapped:
      return context.debug.level("OWN") < 2 ? ""
                                            : "gid " + name + " maps to " + std::string(detail);
  }
  return {};
}

bool is_from_source(sync::Notice notice) {
  using sync::Notice;
  return notice == Notice::skipped_directory || notice == Notice::skipped_mount_point ||
         notice == Notice::copied_unsafe_link || notice == Notice::dropped_duplicate ||
         notice == Notice::source_charset;
}

std::string transmission_text(const sync::Options& options) {
  const bool finds_differences = options.append || !options.whole_file.value_or(true);
  return finds_differences ? "delta-transmission enabled"
                           : "delta-transmission disabled for local transfer or --whole-file";
}

std::string filtered_text(const sync::Filtered& decision) {
  const bool sender = decision.side == tree::Side::sender;
  const char* excluded = sender ? "[sender] hiding" : "[generator] protecting";
  const char* included = sender ? "[sender] showing" : "[generator] risking";
  std::string text = decision.included ? included : excluded;
  text += decision.is_directory ? " directory " : " file ";
  return text.append(decision.path).append(" because of pattern ").append(decision.rule);
}

}  // namespace smartsync::cli
