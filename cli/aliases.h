// A user's own options: the "rsync alias" lines of ~/.popt, as rsync's manual describes them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace smartsync::cli {

// "-Z" or "--name", and the words that it stands for.
using Aliases = std::map<std::string, std::vector<std::string>>;

// Adds those of one file, in popt's format: "rsync alias NAME WORD...". Of lines with one name the
// last counts. Lines for other programs, and what makes no sense, are passed over.
void add_aliases(std::string_view file, Aliases& aliases);

// Of this user and this machine.
Aliases aliases_of_user();

// The arguments with each alias replaced by its words, in which other aliases are replaced as well
// but not itself. `takes_value`: of an option's name without dashes; values are left alone.
std::vector<std::string> expand_aliases(const std::vector<std::string>& arguments,
                                        const Aliases& aliases,
                                        const std::function<bool(const std::string&)>& takes_value);

}  // namespace smartsync::cli
