#include "cli/option_table.h"

namespace smartsync::cli {

std::span<const std::span<const Option>> option_table() {
  static const std::span<const Option> subjects[] = {general_options(), selection_options(),
                                                     metadata_options(), transfer_options(),
                                                     remote_options()};
  return subjects;
}

std::string first_name(const Option& option) {
  const std::string_view names =
      option.names.front() == ',' ? option.names.substr(1) : option.names;
  return std::string(names.substr(0, names.find(',')));
}

}  // namespace smartsync::cli
