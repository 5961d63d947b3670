// Every option of the rsync grammar as a row of data: how it is spelled, what it takes, what it
// does to the request.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/request.h"

namespace smartsync::cli {

// One use of an option on the command line.
struct Use {
  std::string name;   // the option's first name, for messages
  bool on = true;     // false for the --no- form
  std::string value;  // of an option that takes one
};

struct Option {
  std::string_view names;  // "recursive,r": long names, then the letter, as Boost writes them
  std::string_view value;  // what the option takes, e.g. "DIR"; empty: nothing
  bool negatable;          // every name also exists as --no-NAME
  std::string_view help;   // empty: works, but is not listed
  void (*apply)(Request&, const Use&);
};

// An option that is nothing but a switch of the engine.
template <bool sync::Options::*member>
void flag(Request& request, const Use& use) {
  request.options.*member = use.on;
}
// An option that is accepted and means nothing here.
inline void ignore(Request&, const Use&) {}
// An option whose capability this program does not have yet.
inline void not_yet(Request& request, const Use& use) {
  if (!request.later) request.later = "--" + use.name + " is not supported yet";
}

// The rows by subject, in the order in which --help lists them.
std::span<const Option> general_options();
std::span<const Option> selection_options();
std::span<const Option> metadata_options();
std::span<const Option> transfer_options();
std::span<const Option> remote_options();

// All of them, one subject after the other.
std::span<const std::span<const Option>> option_table();

// A row's first name: "recursive", or the letter of a row that has nothing else.
std::string first_name(const Option& option);

}  // namespace smartsync::cli
