// The words of rsync's filter language (rsync(1), FILTER RULES IN DEPTH) and their parser.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/fs/error.h"

namespace smartsync::tree {

// A rule that cannot be understood: nobody knows what the run was to leave alone, so it ends.
class FilterError : public Error {
 public:
  using Error::Error;
};

// The side of a transfer that asks: the sender hides and shows, the receiver protects and risks.
enum class Side : std::uint8_t { sender = 1, receiver = 2 };

// Sides a rule was written for. A rule that names none counts for both, or under --delete-excluded
// for the sender alone.
struct Sides {
  bool sender = false;
  bool receiver = false;
  bool specified() const { return sender || receiver; }
};

// How the lines of one source of rules are to be read, and what they have when they do not say.
struct RuleReading {
  enum class Syntax : std::uint8_t {
    rule,     // the full language: --filter, merge files
    pattern,  // "- x", "+ x", "!" or a pattern by itself: --exclude, --include and their -from
    bare,     // every line is a pattern: merge files with - or +
  };
  Syntax syntax = Syntax::rule;
  bool include = false;      // what a pattern by itself does
  bool words = false;        // w: split at white space, no comments
  bool clear_token = false;  // C: "!" clears although the syntax is bare
  bool zero_ended = false;   // --from0
  bool absolute = false;     // inherited modifiers: / p s r
  bool perishable = false;
  Sides sides;
};

// One rule, taken apart but with its pattern still as text.
struct ParsedRule {
  enum class Kind : std::uint8_t { pattern, merge, dir_merge, clear, cvs_defaults };
  Kind kind = Kind::pattern;
  std::string argument;  // pattern or file name
  bool include = false;
  bool negated = false;       // !
  bool absolute = false;      // /
  bool perishable = false;    // p
  bool xattr = false;         // x
  bool no_inherit = false;    // n, C
  bool exclude_self = false;  // e
  Sides sides;
  RuleReading reading;  // of the file that a merge rule names
};

// Longest rule that is taken; longer ones come from no person.
inline constexpr std::size_t max_rule_length = 8191;

// Parses one rule. `origin` describes where it stands if that is a file ("<rule from FILE line 3>")
// and is empty for one given as an option; messages then quote the rule itself. Nothing comes back
// for an empty text. Throws smartsync::Error with rsync's sentence for a rule it cannot read.
std::optional<ParsedRule> parse_rule(std::string_view text, const RuleReading& reading,
                                     std::string_view origin);

// Calls visit(rule text, line number) for each rule of a file's content: without empty lines,
// comments and line ends. The number is 0 where the file is split into words.
template <typename Visit>
void for_each_rule(std::string_view content, const RuleReading& reading, Visit visit) {
  const std::string_view ends = reading.words        ? std::string_view(" \t\n\v\f\r")
                                : reading.zero_ended ? std::string_view("\0", 1)
                                                     : std::string_view("\n\r");
  for (std::size_t line = 1; !content.empty(); ++line) {
    const std::size_t end = content.find_first_of(ends);
    std::string_view text = content.substr(0, end);
    const bool crlf = end != std::string_view::npos && content.substr(end).starts_with("\r\n");
    content.remove_prefix(end == std::string_view::npos ? content.size() : end + (crlf ? 2 : 1));
    text = text.substr(0, text.find('\0'));
    if (text.empty()) continue;
    if (!reading.words && (text[0] == '#' || text[0] == ';')) continue;
    visit(text, reading.words ? 0 : line);
  }
}

}  // namespace smartsync::tree
