// What concerns another machine. Local runs accept what is harmless to them; what needs a peer
// ends in one sentence.
#include "cli/option_table.h"
#include "cli/option_values.h"
#include "cli/parse.h"

namespace smartsync::cli {
namespace {

void check_number(Request&, const Use& use) {
  if (use.on) integer_value(use.name, use.value, 0, INT32_MAX);
}

void check_protocol(Request&, const Use& use) {
  const std::int64_t version = integer_value(use.name, use.value, 0, INT32_MAX);
  if (version < 20 || version > 32) {
    throw UsageError("--protocol must be at least 20 and no more than 32",
                     sync::ExitCode::protocol);
  }
}

void convert_names(Request& request, const Use& use) {
  request.iconv = use.on ? use.value : "-";
}

// What is not in its sync::Options and asks for other files, or other things to be done with them.
bool asks_for_more(const Request& other) {
  const bool deletes = other.delete_any || other.delete_before || other.delete_during ||
                       other.delete_delay || other.delete_after || other.max_delete;
  const bool selects = other.recursion != Recursion::no || other.dirs || other.relative ||
                       other.old_dirs || other.cvs_exclude || other.merge_files > 0;
  return deletes || selects || other.copy_as || other.confined || other.iconv;
}

// In a local run the receiver's. It is one process with the sender here, and cannot do other things
// with the files than that, but for how it stores what only a superuser may set.
void for_the_other_side(Request& request, const Use& use) {
  if (!use.value.starts_with('-')) {
    throw UsageError("Remote option must start with a dash: " + std::string(use.value));
  }
  try {
    Request other = parse({use.value});
    if (other.output.log_file) request.output.receiver_log_file = other.output.log_file;
    if (other.output.log_format) request.output.receiver_log_format = other.output.log_format;
    if (other.options.fake_super || other.options.super) {
      request.fake_super_there = other.options.fake_super;
      request.super_there = other.options.super;
    }
    other.options.fake_super = other.options.source_fake_super = false;
    other.options.super.reset();
    if (other.options == sync::Options() && !asks_for_more(other)) return;
    request.later = "--remote-option=" + use.value + " is not supported yet";
  } catch (const UsageError& refused) {
    request.refused_there = std::string("on remote machine: ") + refused.what();
  }
}

constexpr Option remote_rows[] = {
    {"motd", "", true, "", ignore},
    {"rsh,e", "COMMAND", false, "the remote shell", ignore},
    {"rsync-path", "PROGRAM", false, "the program to run on the other machine", ignore},
    {"remote-option,M", "OPT", false, "an option for the other side only", for_the_other_side},
    {"old-args", "", true, "let the remote shell split arguments",
     [](Request& r, const Use& u) { r.old_args = u.on; }},
    {"secluded-args,protect-args,s", "", true, "keep arguments away from the remote shell",
     [](Request& r, const Use& u) { r.secluded_args = u.on; }},
    {"trust-sender", "", false, "believe the sender's file list", ignore},
    {"address", "ADDRESS", false, "local address of connections", ignore},
    {"port", "PORT", false, "port of a daemon", check_number},
    {"sockopts", "OPTIONS", false, "options of sockets", ignore},
    {"contimeout", "SECONDS", true, "give up connecting after so long",
     [](Request& r, const Use& u) {
       r.connect_timeout = u.on ? integer_value(u.name, u.value, INT32_MIN, INT32_MAX) : 0;
     }},
    {"blocking-io", "", true, "blocking input and output with the remote shell", ignore},
    {"password-file", "FILE", false, "password for a daemon",
     [](Request& r, const Use&) { r.password_file = true; }},
    {"early-input", "FILE", false, "sent to a daemon first", ignore},
    {"ipv4,4", "", false, "prefer IPv4", ignore},
    {"ipv6,6", "", false, "prefer IPv6", ignore},
    {"protocol", "NUM", false, "use an older protocol", check_protocol},
    {"iconv", "CONVERT_SPEC", true, "LOCAL,REMOTE: character sets of names", convert_names},
    {"write-batch", "FILE", false, "also write the changes to FILE", not_yet},
    {"only-write-batch", "FILE", false, "write them to FILE only", not_yet},
    {"read-batch", "FILE", false, "apply the changes of FILE", not_yet},
    {"daemon", "", false, "", not_yet},
    {"server", "", false, "", not_yet},
    {"sender", "", false, "", not_yet},
    {"config", "FILE", false, "", not_yet},
    {"dparam", "OVERRIDE", false, "", not_yet},
    {"detach", "", true, "", not_yet},
};

}  // namespace

std::span<const Option> remote_options() {
  return remote_rows;
}

}  // namespace smartsync::cli
