// What counts as changed, and how content travels.
#include <algorithm>

#include "cli/option_table.h"
#include "cli/option_values.h"

namespace smartsync::cli {
namespace {

using O = sync::Options;

void alternate(Request& request, const Use& use, sync::AltDestKind kind, std::string_view name) {
  static constexpr std::string_view names[] = {"", "--compare-dest", "--copy-dest", "--link-dest"};
  const sync::AltDestKind before = request.options.alt_dest_kind;
  if (before != sync::AltDestKind::none && before != kind) {
    throw UsageError("the " + std::string(name) + " option conflicts with the " +
                     std::string(names[static_cast<std::size_t>(before)]) + " option");
  }
  request.options.alt_dest_kind = kind;
  request.options.alt_dests.push_back(use.value);
}

void take_checksum(Request& request, const Use& use) {
  request.checksum_choice = use.value;
  // Blocks without a checksum cannot be compared.
  if (use.value != "auto" && checksum_value(use.value).transfer == hash::Kind::none)
    request.options.whole_file = true;
}

// A local run moves no byte that could be compressed: the choice is checked, and that is all.
void compress_with(Request& request, const char* name) {
  request.compress = true;
  request.compress_choice = name;
}

// -z; a second one asks for rsync's newer zlib.
void compress(Request& request, const Use& use) {
  request.compress = use.on;
  request.compress_flags = use.on ? request.compress_flags + 1 : 0;
}

void take_level(Request& request, const Use& use) {
  request.compress_level =
      static_cast<int>(integer_value(use.name, use.value, INT32_MIN, INT32_MAX));
  request.compress = true;
}

void check_whole_number(Request&, const Use& use) {
  integer_value(use.name, use.value, INT32_MIN, INT32_MAX);
}

void remove_sources(Request& request, const Use&) {
  request.options.remove_source_files = true;
  request.options.remove_only_sent = false;
}

void remove_sent(Request& request, const Use&) {
  request.options.remove_source_files = true;
  request.options.remove_only_sent = true;
}

constexpr Option transfer_rows[] = {
    {"checksum,c", "", true, "compare contents, not times and sizes", flag<&O::checksum>},
    {"checksum-choice,cc", "STR", false, "the checksum to compare with", take_checksum},
    {"checksum-seed", "NUM", false, "the seed of a peer's block checksums; no effect here",
     [](Request&, const Use& u) { integer_value(u.name, u.value, INT32_MIN, INT32_MAX); }},
    {"update,u", "", false, "leave out files that are newer at the destination", flag<&O::update>},
    {"ignore-times,I", "", false, "copy even if size and time are equal", flag<&O::ignore_times>},
    {"size-only", "", false, "a file of equal size is unchanged", flag<&O::size_only>},
    {"modify-window,@", "NUM", false, "seconds by which equal times may differ",
     [](Request& r, const Use& u) {
       r.options.modify_window =
           static_cast<int>(integer_value(u.name, u.value, INT32_MIN, INT32_MAX));
     }},
    {"dry-run,n", "", false, "change nothing, only say what would change", flag<&O::dry_run>},
    {"whole-file,W", "", true, "never compute differences",
     [](Request& r, const Use& u) { r.options.whole_file = u.on; }},
    {"block-size,B", "SIZE", false, "size of the blocks that are compared",
     [](Request& r, const Use& u) {
       const std::uint64_t size = size_value(u.name, u.value);
       if (size > 131072) {
         throw UsageError("--block-size=" + u.value + " is too large (max: 128.00K)");
       }
       r.options.block_size = static_cast<std::uint32_t>(size);
     }},
    {"inplace", "", true, "write into the existing files", flag<&O::inplace>},
    {"append", "", true, "only append to shorter files",
     [](Request& r, const Use& u) {
       r.options.append = u.on;
       r.options.append_verify = false;
     }},
    {"append-verify", "", false, "the same, checking what is there already",
     [](Request& r, const Use&) { r.options.append = r.options.append_verify = true; }},
    {"sparse,S", "", true, "write runs of zeros as holes", flag<&O::sparse>},
    {"preallocate", "", false, "reserve the space of a file first", flag<&O::preallocate>},
    {"partial", "", true, "keep what arrived of an interrupted file", flag<&O::partial>},
    {"partial-dir", "DIR", false, "keep it in DIR",
     [](Request& r, const Use& u) { r.options.partial_dir = u.value; }},
    {"delay-updates", "", true, "put all files into place at the end", flag<&O::delay_updates>},
    {"temp-dir,T", "DIR", false, "make temporary files in DIR",
     [](Request& r, const Use& u) { r.options.temp_dir = u.value; }},
    {"fuzzy,y", "", true, "start from a similar file if the name is new",
     [](Request& r, const Use& u) { r.options.fuzzy = u.on ? r.options.fuzzy + 1 : 0; }},
    {"compare-dest", "DIR", false, "skip files that DIR has",
     [](Request& r, const Use& u) {
       alternate(r, u, sync::AltDestKind::compare, "--compare-dest");
     }},
    {"copy-dest", "DIR", false, "copy unchanged files from DIR",
     [](Request& r, const Use& u) { alternate(r, u, sync::AltDestKind::copy, "--copy-dest"); }},
    {"link-dest", "DIR", false, "hard link unchanged files to DIR",
     [](Request& r, const Use& u) { alternate(r, u, sync::AltDestKind::link, "--link-dest"); }},
    {"backup,b", "", false, "keep what is replaced or deleted", flag<&O::backup>},
    {"no-backup", "", false, "", [](Request& r, const Use&) { r.options.backup = false; }},
    {"backup-dir", "DIR", false, "keep it in DIR",
     [](Request& r, const Use& u) { r.options.backup_dir = u.value; }},
    {"suffix", "SUFFIX", false, "end of a backup's name (~ without --backup-dir)",
     [](Request& r, const Use& u) { r.options.suffix = u.value; }},
    {"remove-source-files", "", false, "remove copied source files", remove_sources},
    {"remove-sent-files", "", false, "", remove_sent},
    {"compress,z", "", true, "compress on the wire", compress},
    {"compress-choice,zc", "STR", false, "how to compress",
     [](Request& r, const Use& u) {
       r.compress = true;
       r.compress_choice = compression_value(u.value);
     }},
    {"compress-level,zl", "NUM", false, "how hard to compress", take_level},
    {"compress-threads,zt", "NUM", false, "with how many threads", check_whole_number},
    {"skip-compress", "LIST", false, "suffixes that are not compressed", ignore},
    {"old-compress", "", true, "",
     [](Request& r, const Use& u) { compress_with(r, u.on ? "zlib" : "zlibx"); }},
    {"new-compress", "", true, "",
     [](Request& r, const Use& u) { compress_with(r, u.on ? "zlibx" : "zlib"); }},
    {"max-alloc", "SIZE", false, "limit of one allocation",
     [](Request& r, const Use& u) {
       check_allocation_limit(u.value);
       r.allocation_limit = u.value;
     }},
    {"bwlimit", "RATE", true, "bytes a second, at most",
     [](Request& r, const Use& u) {
       r.options.bandwidth = u.on ? rate_value(u.name, u.value) : 0;
     }},
    {"stop-after,time-limit", "MINS", false, "stop after so many minutes",
     [](Request& r, const Use& u) { r.options.stop_at = minutes_from_now(u.value); }},
    {"stop-at", "y-m-dTh:m", false, "stop at this time",
     [](Request& r, const Use& u) { r.options.stop_at = time_value(u.value); }},
    {"timeout", "SECONDS", true, "give up when nothing moves for so long",
     [](Request& r, const Use& u) {
       r.options.timeout = u.on ? static_cast<int>(std::max<std::int64_t>(
                                      0, integer_value(u.name, u.value, INT32_MIN, INT32_MAX)))
                                : 0;
     }},
    {"fsync", "", false, "flush every written file to disk", flag<&O::fsync>},
    {"qsort", "", false, "", [](Request& r, const Use&) { r.incremental = false; }},
    {"parallel", "NUM", false, "requests in flight (0: chosen for the filesystem)",
     [](Request& r, const Use& u) {
       r.options.parallel = static_cast<int>(integer_value(u.name, u.value, 0, 1024));
     }},
};

}  // namespace

std::span<const Option> transfer_options() {
  return transfer_rows;
}

}  // namespace smartsync::cli
