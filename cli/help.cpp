#include "cli/help.h"

#include "cli/option_table.h"

namespace smartsync::cli {
namespace {

constexpr const char* usage = R"(Usage: smartsync [OPTION]... SRC... DEST
  or   smartsync [OPTION]... SRC               (lists SRC)
  or   smartsync COMMAND ...                   (see the end)

A SRC directory is copied as a whole; with a "/" at its end, only what is in it.

)";

constexpr const char* commands = R"(
Commands, each with its own --help (a directory of such a name is "./pull"):
  init, pull, push, sync, status, resolve, finish, pre-step, post-step
                           keep a project on a network drive and its local
                           staging copy in step
  signature, delta, patch  a file's change in files of its own, as with rdiff
)";

constexpr std::size_t text_column = 27;

// "--recursive, -r", with the value after the first name.
std::string spelling(const Option& option) {
  std::string result;
  std::string_view names = option.names;
  bool first = true;
  while (!names.empty()) {
    const std::size_t comma = names.find(',');
    const std::string name(names.substr(0, comma));
    names = comma == names.npos ? std::string_view() : names.substr(comma + 1);
    if (name.empty()) continue;
    if (!first) result += ", ";
    result += (name.size() == 1 ? "-" : "--") + name;
    if (first && !option.value.empty()) {
      result += (name.size() == 1 ? " " : "=") + std::string(option.value);
    }
    first = false;
  }
  return result;
}

}  // namespace

std::string help_text() {
  static const char* titles[] = {"Messages", "Selection and deletion", "Links and metadata",
                                 "Transfer", "Other machines"};
  std::string text = usage;
  std::size_t subject_index = 0;
  for (const std::span<const Option> subject : option_table()) {
    text += std::string(titles[subject_index++]) + "\n";
    for (const Option& option : subject) {
      if (option.help.empty()) continue;
      std::string line = "  " + spelling(option);
      if (line.size() < text_column)
        line.resize(text_column, ' ');
      else
        line += "  ";
      text += line + std::string(option.help) + "\n";
    }
    text += "\n";
  }
  text += "What an option turns on, --no-OPTION turns off (e.g. --no-perms or --no-p).\n";
  text += commands;
  return text;
}

}  // namespace smartsync::cli
