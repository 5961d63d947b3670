// A source argument, taken apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/fs/error.h"

namespace smartsync::tree {

// A source that cannot be meant: no list is made.
class ArgumentError : public Error {
 public:
  using Error::Error;
};

// `base` is the directory the transfer's paths start in ("" is the current one); `path` is the path
// of the named file in the transfer, without a trailing slash, "" for the base itself.
struct Argument {
  std::string base;
  std::string path;
  bool contents = false;  // it ended in "/", "/." or "/..": what is in it is meant
  // The travelling part starts in "./" (-R): the base itself travels, as an implied directory.
  bool with_base = false;
};

// Without -R only the last component travels; with it the whole path, or what follows "/./".
// Throws ArgumentError if a travelling path contains "..".
Argument split_argument(std::string_view typed, bool relative);

// A name of a list of files as it is meant below the list's base: each ".." takes the component
// before it away, and none leads out of the base. "." if nothing is left.
std::string stay_below(std::string_view name);

// The directories on the way to `path` in the transfer: "a" and "a/b" for "a/b/c".
std::vector<std::string> directories_to(const std::string& path);

}  // namespace smartsync::tree
