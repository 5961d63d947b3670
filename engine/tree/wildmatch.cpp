#include "engine/tree/wildmatch.h"

#include <algorithm>
#include <array>

namespace smartsync::tree {
namespace {

unsigned index_of(char c) {
  return static_cast<unsigned char>(c);
}

// Bytes of a POSIX class in the C locale; empty for a name that is no class.
std::bitset<256> posix_class(std::string_view name) {
  const auto in = [](int c, int low, int high) { return c >= low && c <= high; };
  std::bitset<256> bytes;
  for (int c = 0; c < 128; ++c) {
    const bool lower = in(c, 'a', 'z');
    const bool upper = in(c, 'A', 'Z');
    const bool digit = in(c, '0', '9');
    const bool graph = in(c, 33, 126);
    bool member = false;
    if (name == "alpha") member = lower || upper;
    if (name == "alnum") member = lower || upper || digit;
    if (name == "blank") member = c == ' ' || c == '\t';
    if (name == "cntrl") member = c < 32 || c == 127;
    if (name == "digit") member = digit;
    if (name == "graph") member = graph;
    if (name == "lower") member = lower;
    if (name == "print") member = graph || c == ' ';
    if (name == "punct") member = graph && !(lower || upper || digit);
    if (name == "space") member = c == ' ' || in(c, 9, 13);
    if (name == "upper") member = upper;
    if (name == "xdigit") member = digit || in(c, 'a', 'f') || in(c, 'A', 'F');
    bytes[static_cast<std::size_t>(c)] = member;
  }
  return bytes;
}

// Which positions of a text of `length` bytes have been reached; positions outside [low, high]
// have not. Short texts live on the stack.
class Reached {
 public:
  explicit Reached(std::size_t length) {
    if (length < short_.size()) {
      marks_ = short_.data();
      std::fill_n(marks_, length + 1, char{0});
    } else {
      long_.assign(length + 1, 0);
      marks_ = long_.data();
    }
    marks_[0] = 1;
  }
  char& operator[](std::size_t position) { return marks_[position]; }

  std::size_t low = 0;
  std::size_t high = 0;

 private:
  std::array<char, 256> short_;
  std::string long_;
  char* marks_ = nullptr;
};

}  // namespace

Wildcard::Wildcard(std::string_view pattern) {
  parse(pattern);
  const auto is_literal = [](const Token& t) { return t.kind == Kind::byte; };
  const auto first = std::find_if_not(middle_.begin(), middle_.end(), is_literal);
  std::for_each(middle_.begin(), first, [&](const Token& t) { prefix_ += t.byte; });
  middle_.erase(middle_.begin(), first);
  const auto last = std::find_if_not(middle_.rbegin(), middle_.rend(), is_literal).base();
  std::for_each(last, middle_.end(), [&](const Token& t) { suffix_ += t.byte; });
  middle_.erase(last, middle_.end());
}

void Wildcard::parse(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size() && valid_; ++i) {
    const char c = pattern[i];
    if (c == '*') {
      const std::size_t begin = i;
      while (i + 1 < pattern.size() && pattern[i + 1] == '*') ++i;
      middle_.push_back({i > begin ? Kind::deep_star : Kind::star, 0, 0});
    } else if (c == '?') {
      middle_.push_back({Kind::any, 0, 0});
    } else if (c == '[') {
      valid_ = parse_set(pattern, i);
    } else if (c == '\\') {
      valid_ = ++i < pattern.size();
      if (valid_) middle_.push_back({Kind::byte, pattern[i], 0});
    } else {
      middle_.push_back({Kind::byte, c, 0});
    }
  }
}

// Reads a set whose '[' is at `position` and leaves `position` at its ']'; false if it is
// malformed. A ']' that comes first is a member; a '-' is one where it has no two ends to join.
bool Wildcard::parse_set(std::string_view pattern, std::size_t& position) {
  ByteSet members;
  std::size_t i = position + 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  const std::size_t first = i;
  int range_start = -1;
  for (; i < pattern.size() && (pattern[i] != ']' || i == first); ++i) {
    char c = pattern[i];
    const bool joins =
        c == '-' && range_start >= 0 && i + 1 < pattern.size() && pattern[i + 1] != ']';
    if (c == '[' && i + 1 < pattern.size() && pattern[i + 1] == ':') {
      const std::size_t end = pattern.find(']', i + 2);
      if (end == std::string_view::npos) return false;
      if (end > i + 2 && pattern[end - 1] == ':') {
        const ByteSet named = posix_class(pattern.substr(i + 2, end - i - 3));
        if (named.none()) return false;
        members |= named;
        range_start = -1;
        i = end;
        continue;
      }
    }
    if (joins) c = pattern[++i];
    if (c == '\\') {
      if (++i >= pattern.size()) return false;
      c = pattern[i];
    }
    const unsigned low = joins ? static_cast<unsigned>(range_start) : index_of(c);
    for (unsigned byte = low; byte <= index_of(c); ++byte) members.set(byte);
    range_start = joins ? -1 : static_cast<int>(index_of(c));
  }
  if (i >= pattern.size()) return false;
  if (negated) members.flip();
  members.reset(index_of('/'));
  middle_.push_back({Kind::set, 0, sets_.size()});
  sets_.push_back(members);
  position = i;
  return true;
}

bool Wildcard::matches(std::string_view text) const {
  if (!valid_ || text.size() < prefix_.size() + suffix_.size()) return false;
  if (!text.starts_with(prefix_) || !text.ends_with(suffix_)) return false;
  text.remove_prefix(prefix_.size());
  text.remove_suffix(suffix_.size());
  if (middle_.empty()) return text.empty();
  if (middle_.size() == 1 && middle_[0].kind == Kind::deep_star) return true;
  if (middle_.size() == 1 && middle_[0].kind == Kind::star)
    return text.find('/') == std::string_view::npos;
  return middle_matches(text);
}

bool Wildcard::accepts(const Token& token, char c) const {
  if (token.kind == Kind::byte) return c == token.byte;
  if (token.kind == Kind::any) return c != '/';
  return sets_[token.set][index_of(c)];
}

bool Wildcard::middle_matches(std::string_view text) const {
  Reached reached(text.size());
  for (const Token& token : middle_) {
    if (token.kind == Kind::deep_star) {
      for (std::size_t i = reached.low; i <= text.size(); ++i) reached[i] = 1;
      reached.high = text.size();
    } else if (token.kind == Kind::star) {
      char running = 0;
      for (std::size_t i = reached.low; i <= text.size(); ++i) {
        if (reached[i] != 0) running = 1;
        reached[i] = running;
        if (running != 0) reached.high = std::max(reached.high, i);
        if (i < text.size() && text[i] == '/') running = 0;
        if (running == 0 && i >= reached.high) break;
      }
    } else {
      std::size_t lowest = text.size() + 1;
      std::size_t highest = 0;
      for (std::size_t i = reached.high + 1; i-- > reached.low;) {
        const bool step = reached[i] != 0 && i < text.size() && accepts(token, text[i]);
        reached[i] = 0;
        if (!step) continue;
        reached[i + 1] = 1;
        lowest = i + 1;
        highest = std::max(highest, i + 1);
      }
      if (lowest > text.size()) return false;
      reached.low = lowest;
      reached.high = highest;
    }
  }
  return reached[text.size()] != 0;
}

}  // namespace smartsync::tree
