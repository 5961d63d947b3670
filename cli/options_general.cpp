// What a person reads, and what the program says about itself.
#include <stdexcept>

#include "cli/option_table.h"
#include "cli/option_values.h"

namespace smartsync::cli {
namespace {

void set_flags(MessageLevels& levels, Request& request, const Use& use, std::string_view help_of) {
  try {
    if (use.value == "help" || use.value == "HELP" || use.value == "Help") {
      request.message_help = help_of;
    } else {
      levels.set(use.value);
    }
  } catch (const std::invalid_argument& unknown) {
    throw UsageError("Unknown --" + std::string(use.name) + " item: \"" + unknown.what() + "\"");
  }
}

void set_error_stream(Request& request, const Use& use) {
  static constexpr std::string_view names[] = {"errors", "all", "client"};
  for (std::size_t i = 0; i < 3; ++i) {
    if (!use.value.empty() && names[i].starts_with(use.value)) {
      request.output.error_stream = static_cast<ErrorStream>(i);
      return;
    }
  }
  throw UsageError("--stderr mode \"" + use.value + "\" is not one of errors, all, or client");
}

void set_buffering(Request& request, const Use& use) {
  const std::string& mode = use.value;
  const char letter = mode.empty() ? '\0' : static_cast<char>(mode[0] | 0x20);
  if (letter == 'n' || letter == 'u')
    request.output.buffering = Buffering::none;
  else if (letter == 'l')
    request.output.buffering = Buffering::line;
  else if (letter == 'b' || letter == 'f')
    request.output.buffering = Buffering::block;
  else
    throw UsageError("--outbuf=" + mode + " is none of N, L and B");
}

constexpr Option general_rows[] = {
    {"verbose,v", "", true, "say more",
     [](Request& r, const Use& u) { r.output.verbose = u.on ? r.output.verbose + 1 : 0; }},
    {"info", "FLAGS", false, "choose messages one by one (--info=help)",
     [](Request& r, const Use& u) { set_flags(r.output.info, r, u, "--info"); }},
    {"debug", "FLAGS", false, "choose debugging messages (--debug=help)",
     [](Request& r, const Use& u) { set_flags(r.output.debug, r, u, "--debug"); }},
    {"stderr", "e|a|c", false, "what goes to standard error: errors, all, client",
     set_error_stream},
    {"msgs2stderr", "", true, "",
     [](Request& r, const Use& u) {
       r.output.error_stream = u.on ? ErrorStream::all : ErrorStream::client;
     }},
    {"quiet,q", "", false, "say nothing but errors",
     [](Request& r, const Use&) { ++r.output.quiet; }},
    {"stats", "", false, "print the figures of the run",
     [](Request& r, const Use&) { r.output.stats = true; }},
    {"8-bit-output,8", "", true, "print bytes above 127 as they are",
     [](Request& r, const Use& u) { r.output.eight_bit = u.on; }},
    {"human-readable,h", "", true, "print numbers with units",
     [](Request& r, const Use& u) {
       r.output.human_readable = u.on ? r.output.human_readable + 1 : 0;
     }},
    {"progress", "", true, "show how far each file is",
     [](Request& r, const Use& u) { r.output.progress = u.on; }},
    {",P", "", false, "--partial --progress",
     [](Request& r, const Use&) {
       r.output.progress = true;
       r.options.partial = true;
     }},
    {"itemize-changes,i", "", true, "show what differs in each entry",
     [](Request& r, const Use& u) { r.output.itemize = u.on ? r.output.itemize + 1 : 0; }},
    {"out-format,log-format", "FORMAT", false, "print entries in this format",
     [](Request& r, const Use& u) { r.output.format = u.value; }},
    {"log-file", "FILE", false, "append a log of the run to FILE",
     [](Request& r, const Use& u) { r.output.log_file = u.value; }},
    {"log-file-format", "FORMAT", false, "log entries in this format",
     [](Request& r, const Use& u) { r.output.log_format = u.value; }},
    {"outbuf", "N|L|B", false, "buffer output not at all, by line or by block", set_buffering},
    {"list-only", "", false, "list the source, copy nothing",
     [](Request& r, const Use&) { r.options.list_only = true; }},
    {"version,V", "", false, "print the version (twice: as JSON)",
     [](Request& r, const Use&) { ++r.version; }},
    {"help", "", false, "print this text; so does -h alone",
     [](Request& r, const Use&) { r.help = true; }},
};

}  // namespace

std::span<const Option> general_options() {
  return general_rows;
}

}  // namespace smartsync::cli
