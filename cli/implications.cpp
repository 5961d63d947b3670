#include "cli/implications.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "cli/choices.h"
#include "cli/option_values.h"
#include "cli/out_format.h"
#include "cli/remote_path.h"
#include "cli/wildcards.h"
#include "engine/fs/dir.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"

namespace smartsync::cli {
namespace {

using Kind = sync::FilterArgument::Kind;

void expand_sources(std::vector<std::string>& sources) {
  std::vector<std::string> expanded;
  for (const std::string& source : sources)
    for (std::string& path : expand_wildcards(source)) expanded.push_back(std::move(path));
  sources = std::move(expanded);
}

void take_arguments(Request& request) {
  sync::Options& options = request.options;
  if (request.arguments.empty()) {
    throw UsageError("at least a source is needed; --help shows how");
  }
  options.sources = request.arguments;
  if (options.sources.size() == 1 && !options.files_from) {
    options.list_only = true;  // there is no destination
  } else if (options.sources.size() > 1) {
    options.destination = options.sources.back();
    options.sources.pop_back();
  }
  if (wildcards_are_left_to_programs()) expand_sources(options.sources);
  if (options.files_from && (options.sources.size() != 1 || options.destination.empty())) {
    throw UsageError("--files-from needs exactly one source and a destination");
  }
  for (const std::string& source : options.sources) {
    if (source.empty()) throw UsageError("Empty source arg specified.");
  }
  if (request.arguments.size() > 1 && options.destination.empty()) {
    throw UsageError("Empty destination arg specified (use \".\").");
  }
}

void refuse_remote(const Request& request) {
  std::size_t remote_sources = 0;
  const std::string* first = nullptr;
  for (const std::string& source : request.options.sources) {
    if (!is_remote(source)) continue;
    ++remote_sources;
    if (first == nullptr) first = &source;
  }
  const std::string& destination = request.options.destination;
  const bool to_remote = is_remote(destination);
  if (to_remote && remote_sources > 0) {
    throw UsageError("The source and destination cannot both be remote.");
  }
  if (to_remote) first = &destination;
  if (request.connect_timeout > 0 && first == nullptr) {
    throw UsageError("--contimeout is for connections to a daemon, and there is none");
  }
  if (first != nullptr) {
    throw UsageError("\"" + *first + "\" is on another machine, which is not supported yet",
                     sync::ExitCode::unsupported);
  }
  const std::optional<std::string>& list = request.options.files_from;
  if (list && is_remote(*list)) {
    throw UsageError("--files-from cannot be remote when the transfer is local");
  }
  const bool rules_from_input =
      std::ranges::any_of(request.options.filters, [](const sync::FilterArgument& filter) {
        const bool from_file =
            filter.kind == Kind::exclude_from || filter.kind == Kind::include_from;
        return from_file && filter.text == "-";
      });
  if (list && *list == "-" && rules_from_input) {
    throw UsageError("standard input holds names (--files-from) or rules, not both",
                     sync::ExitCode::file_io);
  }
  if (request.password_file) {
    throw UsageError("--password-file is for connections to a daemon, and there is none");
  }
}

void imply_selection(Request& request) {
  sync::Options& options = request.options;
  const bool from_list = options.files_from.has_value();
  options.recursive = request.recursion == Recursion::yes ||
                      (request.recursion == Recursion::by_archive && !from_list);
  if (request.old_dirs) {
    options.recursive = true;
    options.filters.push_back({Kind::exclude, "/*/*"});
  }
  options.dirs = request.dirs.value_or(from_list || options.list_only);
  options.relative = request.relative.value_or(from_list);
  if (!options.relative) options.implied_dirs = true;
  if (request.max_delete) {
    options.max_delete = static_cast<std::uint64_t>(std::max<std::int64_t>(0, *request.max_delete));
  }
  if (request.cvs_exclude) options.filters.push_back({Kind::cvs, {}});
}

void imply_deletion(Request& request) {
  sync::Options& options = request.options;
  const bool during = request.delete_during || request.delete_delay;
  const int moments = request.delete_before + during + request.delete_after;
  if (moments > 1) throw UsageError("You may not combine multiple --delete-WHEN options.");
  using sync::DeleteWhen;
  if (request.delete_before)
    options.delete_when = DeleteWhen::before;
  else if (request.delete_delay)
    options.delete_when = DeleteWhen::delay;
  else if (request.delete_after)
    options.delete_when = DeleteWhen::after;
  else if (request.delete_during || request.delete_any || options.delete_excluded)
    options.delete_when = DeleteWhen::during;
  if (options.delete_when != DeleteWhen::never && !options.recursive && !options.dirs) {
    throw UsageError("--delete does not work without --recursive (-r) or --dirs (-d).");
  }
}

// Whether the list of files is made while files are moved already.
void imply_incremental(Request& request) {
  sync::Options& options = request.options;
  const bool list_first = options.delay_updates || options.prune_empty_dirs ||
                          options.delete_when == sync::DeleteWhen::before ||
                          options.delete_when == sync::DeleteWhen::after;
  options.incremental = request.incremental && options.recursive && !list_first;
}

// "./a/b" is "a/b", and "./." is nothing.
std::string without_dots_in_front(std::string path) {
  while (path.starts_with("./"))
    path.erase(0, std::min(path.find_first_not_of('/', 1), path.size()));
  return path == "." ? "" : path;
}

void imply_backup(Request& request) {
  sync::Options& options = request.options;
  if (options.backup_dir) options.backup = true;
  if (options.suffix && options.suffix->find('/') != std::string::npos) {
    throw UsageError("--suffix cannot contain slashes: " + *options.suffix);
  }
  if (options.backup_dir) {
    options.backup_dir = without_dots_in_front(*options.backup_dir);
    if (!options.backup_dir->empty()) return;
    if (options.suffix.value_or("").empty()) {
      throw UsageError("--suffix cannot be empty when --backup-dir is the same as the dest dir");
    }
    options.backup_dir.reset();  // backups lie beside the files after all
  }
  const std::string suffix = options.suffix.value_or("~");
  if (suffix.empty()) throw UsageError("--suffix cannot be empty without a --backup-dir");
  if (!options.backup) return;
  // Making a backup beside a file changes its directory's time, so that is not kept; and earlier
  // backups are not extraneous.
  options.omit_dir_times = true;
  if (options.delete_when != sync::DeleteWhen::never && !options.delete_excluded) {
    options.filters.push_back({Kind::rule, "P *" + suffix});
  }
}

void refuse_together(bool both, const char* one, const char* other) {
  if (both) throw UsageError(std::string(one) + " cannot be used with " + other);
}

// The path without "." and, but at its start, "..". "" if it names a file's own directory or one
// above it, where other files have that name.
std::string directory_of_its_own(const std::string& path) {
  if (fs::is_absolute(path)) return path;
  std::vector<std::string> kept;
  std::istringstream parts(path);
  for (std::string part; std::getline(parts, part, '/');) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !kept.empty() && kept.back() != "..")
      kept.pop_back();
    else
      kept.push_back(part);
  }
  if (kept.empty() || kept.back() == "..") return "";
  std::string shortest;
  for (const std::string& part : kept) shortest += (shortest.empty() ? "" : "/") + part;
  return shortest;
}

// --remote-option of how the destination's side takes what only a superuser may set.
void imply_fake_super(Request& request) {
  sync::Options& options = request.options;
  if (request.super_there) {
    options.super = request.super_there;
    options.fake_super = false;
  }
  if (!request.fake_super_there) return;
  if (options.xattrs > 1)
    throw UsageError("--fake-super conflicts with -XX", sync::ExitCode::stream);
  if (options.acls && !options.source_fake_super)
    throw UsageError("--acls with --remote-option=--fake-super is not supported yet",
                     sync::ExitCode::unsupported);
  options.fake_super = true;
  options.super.reset();
}

// -XX copies rsync's own attributes, in which --fake-super keeps what it cannot set.
void refuse_own_attributes(const sync::Options& options) {
  if (options.fake_super && options.xattrs > 1) throw UsageError("--fake-super conflicts with -XX");
}

void imply_writing(Request& request) {
  sync::Options& options = request.options;
  if (options.partial && !options.partial_dir) {
    options.partial_dir = fs::environment("RSYNC_PARTIAL_DIR");
  }
  if (options.partial_dir) options.partial_dir = directory_of_its_own(*options.partial_dir);
  if (options.partial_dir && options.partial_dir->empty()) options.partial_dir.reset();
  if (options.append) {
    refuse_together(options.whole_file.value_or(false), "--append", "--whole-file");
  }
  const char* in_place = options.append ? "--append" : "--inplace";
  if (options.append || options.write_devices) options.inplace = true;
  if (options.inplace) {
    refuse_together(options.partial_dir.has_value(), in_place, "--partial-dir");
    refuse_together(options.delay_updates, in_place, "--delay-updates");
    options.partial = false;
  }
  if (options.delay_updates && !options.partial_dir) options.partial_dir = ".~tmp~";
  if (options.partial_dir) options.partial = true;
}

std::string charset(const std::string& typed) {
  return typed == "." ? "" : typed;
}

// In a local run the source is on this side and the destination on the other. One character set
// alone is that of both: then names are only checked.
void imply_conversion(Request& request) {
  std::string spec = request.iconv.value_or("-");
  if (!request.iconv) {
    const auto usual = fs::environment("RSYNC_ICONV");
    if (usual && !usual->empty()) spec = *usual;
  }
  if (spec == "-") return;
  const std::size_t comma = spec.find(',');
  const std::string local = spec.substr(0, comma);
  const std::string remote = comma == std::string::npos ? spec : spec.substr(comma + 1);
  request.options.iconv = {charset(local), charset(remote)};
}

void refuse_argument_styles(const Request& request) {
  refuse_together(request.options.insecure_links && request.confined, "--insecure-links",
                  "--confine-root");
  if (request.old_args && request.secluded_args) {
    throw UsageError("--secluded-args conflicts with --old-args.");
  }
}

void refuse_creation_times(const Request& request) {
  if (request.options.crtimes && !fs::Dir::can_set_created())
    throw UsageError("--crtimes (-N) is not supported on this system");
}

// In rsync's words, where it is built without them.
void refuse_attributes(const Request& request) {
  if (fs::Dir::keeps_xattrs()) return;
  const auto refuse = [](bool asked, const char* sentence) {
    if (asked) throw UsageError(sentence, sync::ExitCode::unsupported);
  };
  refuse(request.options.acls, "ACLs are not supported on this client");
  refuse(request.options.xattrs > 0, "extended attributes are not supported on this client");
  refuse(request.options.fake_super || request.options.source_fake_super,
         "--fake-super requires extended attributes, which are not supported on this client");
}

void refuse_no_checksum(Request& request) {
  sync::Options& options = request.options;
  if (options.checksum && options.checksum_choice == hash::Kind::none) {
    throw UsageError("--checksum needs a checksum, and --checksum-choice names none",
                     sync::ExitCode::unsupported);
  }
}

// The variable counts without the option, which has been checked.
void refuse_allocation_limit(const Request& request) {
  const auto usual = fs::environment("RSYNC_MAX_ALLOC");
  if (!request.allocation_limit && usual && !usual->empty()) check_allocation_limit(*usual);
}

// What the formats of lines need to know.
void imply_reports(Request& request) {
  const auto wants = [](const std::optional<std::string>& format) {
    return format && format_has(*format, 'C');
  };
  request.options.report_checksums =
      wants(request.output.format) || wants(request.output.log_format);
}

// Messages that come with other options.
void imply_messages(Request& request) {
  Output& output = request.output;
  output.info.suggest_verbosity(output.verbose);
  output.debug.suggest_verbosity(output.verbose);
  if (output.stats) output.info.suggest("STATS", output.verbose > 1 ? 3 : 2);
  if (output.progress) {
    // Names that stand before progress, where the lines come behind it.
    const bool told_after = output.format && tells_result(*output.format);
    const bool no_lines = !output.format && output.itemize == 0;
    if (no_lines || told_after) output.info.suggest("NAME", 1);
    output.info.suggest("FLIST", 2);
    output.info.suggest("PROGRESS", 1);
  }
}

}  // namespace

void apply_implications(Request& request) {
  if (request.later) throw UsageError(*request.later, sync::ExitCode::unsupported);
  take_arguments(request);
  refuse_remote(request);
  imply_selection(request);
  imply_deletion(request);
  imply_incremental(request);
  imply_backup(request);
  imply_fake_super(request);
  refuse_own_attributes(request.options);
  imply_writing(request);
  imply_conversion(request);
  refuse_argument_styles(request);
  refuse_creation_times(request);
  refuse_attributes(request);
  choose_checksum(request);
  refuse_no_checksum(request);
  choose_compression(request);
  refuse_allocation_limit(request);
  imply_reports(request);
  imply_messages(request);
  if (request.refused_there) throw UsageError(*request.refused_there, sync::ExitCode::stream);
}

}  // namespace smartsync::cli
