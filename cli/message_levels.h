// The flags of --info and --debug: each names a kind of message and has a level, 0 for silence.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace smartsync::cli {

struct MessageFlag {
  std::string_view name;  // upper case, as the help shows it
  std::string_view help;
  std::string_view verbosity;  // level reached at -v 0, 1, 2 …: "01122" is 2 from -vvv on
};

std::span<const MessageFlag> info_flags();
std::span<const MessageFlag> debug_flags();

class MessageLevels {
 public:
  explicit MessageLevels(std::span<const MessageFlag> flags);

  // One argument of --info or --debug: "name2,del,stats0", "all", "none". The last word wins.
  // Throws std::invalid_argument with the word that names no flag.
  void set(std::string_view words);
  // Gives a flag a level unless set() named it; the highest suggestion counts.
  void suggest(std::string_view name, int level);
  void suggest_verbosity(int verbose);

  // `name` must be one of the flags, in upper case.
  int level(std::string_view name) const;

 private:
  struct Level {
    int value = 0;
    bool chosen = false;
  };
  std::size_t index(std::string_view name) const;

  std::span<const MessageFlag> flags_;
  std::vector<Level> levels_;
};

// The text of --info=help or --debug=help; `option` is "--info" or "--debug".
std::string message_help(std::string_view option, std::span<const MessageFlag> flags);

}  // namespace smartsync::cli
