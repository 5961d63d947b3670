// The wildcard language of rsync's patterns (rsync(1), PATTERN MATCHING RULES), on bytes:
//   *      any run without a slash        **     any run, slashes too (more stars mean the same)
//   ?      one byte except a slash        \c     the byte c
//   [...]  one byte of a set, never a slash: ranges, ! or ^ in front negates, [:class:] as in POSIX
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace smartsync::tree {

// One pattern, read once and matched many times; immutable afterwards, so threads may share it.
// Matching costs at most pattern length x text length, whatever the pattern: it follows the set of
// text positions that are reachable, so nothing is ever tried twice.
class Wildcard {
 public:
  explicit Wildcard(std::string_view pattern);

  // True if the whole of `text` matches. A malformed pattern (an unclosed or unknown class, a lone
  // backslash at the end) matches nothing, as with rsync.
  bool matches(std::string_view text) const;

 private:
  enum class Kind : std::uint8_t { byte, any, set, star, deep_star };
  struct Token {
    Kind kind;
    char byte;
    std::size_t set;  // index into sets_
  };
  using ByteSet = std::bitset<256>;

  void parse(std::string_view pattern);
  bool parse_set(std::string_view pattern, std::size_t& position);
  bool accepts(const Token& token, char c) const;
  bool middle_matches(std::string_view text) const;

  std::string prefix_;  // literal bytes before the first wildcard and after the last one: they
  std::string suffix_;  // turn most names away at the cost of a memcmp
  std::vector<Token> middle_;
  std::vector<ByteSet> sets_;
  bool valid_ = true;
};

}  // namespace smartsync::tree
