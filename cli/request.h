// A command line in the rsync grammar, understood: what the engine shall do and what a person
// shall read.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cli/message_levels.h"
#include "engine/sync/options.h"
#include "engine/sync/run.h"

namespace smartsync::cli {

// The command line cannot be carried out; `what()` is the sentence to show.
class UsageError : public std::runtime_error {
 public:
  explicit UsageError(const std::string& sentence, sync::ExitCode code = sync::ExitCode::usage)
      : std::runtime_error(sentence), code_(code) {}
  sync::ExitCode code() const { return code_; }

 private:
  sync::ExitCode code_;
};

// -a asks for recursion too, but gives way to --files-from; -r does not.
enum class Recursion { no, by_archive, yes };

enum class Buffering { automatic, none, line, block };

// Where messages go that are not the program's output: --stderr.
enum class ErrorStream { errors, all, client };

// What is printed, and how.
struct Output {
  std::string_view program = "smartsync";  // as complaints start: the name it was called by
  int verbose = 0;
  int quiet = 0;
  MessageLevels info{info_flags()};
  MessageLevels debug{debug_flags()};
  int itemize = 0;                    // -i: 1; -ii: unchanged entries too
  std::optional<std::string> format;  // --out-format
  std::optional<std::string> log_file;
  std::optional<std::string> log_format;         // --log-file-format
  std::optional<std::string> receiver_log_file;  // --remote-option=--log-file
  std::optional<std::string> receiver_log_format;
  bool stats = false;
  bool progress = false;
  int human_readable = 1;  // 0: plain digits, 1: grouped digits, 2: units of 1000, 3: of 1024
  bool eight_bit = false;  // -8
  ErrorStream error_stream = ErrorStream::errors;
  Buffering buffering = Buffering::automatic;
};

struct Request {
  sync::Options options;
  Output output;
  std::vector<std::string> arguments;  // all that is no option, in order

  bool help = false;
  int version = 0;
  std::string_view message_help;  // "--info" or "--debug" if its help was asked for

  // Raw facts that imply others once everything is read (see implications.h).
  Recursion recursion = Recursion::no;
  std::optional<bool> dirs;
  std::optional<bool> relative;
  bool old_dirs = false;
  bool incremental = true;  // --inc-recursive: the list may be made while files are moved
  bool cvs_exclude = false;
  int merge_files = 0;  // -F
  bool delete_any = false;
  bool delete_before = false;
  bool delete_during = false;
  bool delete_delay = false;
  bool delete_after = false;
  std::optional<std::int64_t> max_delete;  // a negative number is 0
  bool chown_user = false;                 // the map of users comes from --chown
  bool chown_group = false;
  std::string checksum_choice = "auto";  // NAME or NAME,NAME
  bool compress = false;                 // an option asks for it
  int compress_flags = 0;                // -z, counted
  std::string compress_choice = "auto";
  std::optional<int> compress_level;
  std::vector<std::string> choices;             // what --debug=nstr tells
  std::optional<std::string> allocation_limit;  // SIZE of --max-alloc
  std::int64_t connect_timeout = 0;             // --contimeout, seconds

  std::optional<std::string> iconv;    // CONVERT_SPEC; "-": none
  std::optional<std::string> copy_as;  // USER[:GROUP]
  bool confined = false;               // --confine-root
  bool old_args = false;
  bool secluded_args = false;
  bool password_file = false;
  bool fake_super_there = false;             // --remote-option=--fake-super
  std::optional<bool> super_there;           // --remote-option=--super
  std::optional<std::string> refused_there;  // why the other side would end at once
  std::optional<std::string> later;  // an option whose capability this program does not have yet
};

}  // namespace smartsync::cli
