#include "engine/tree/filter_rule.h"

#include <array>

#include "engine/fs/error.h"

namespace smartsync::tree {
namespace {

constexpr std::string_view separators = " _";

struct RuleName {
  std::string_view word;
  char letter;
};
constexpr std::array<RuleName, 9> rule_names{{{"exclude", '-'},
                                              {"include", '+'},
                                              {"merge", '.'},
                                              {"dir-merge", ':'},
                                              {"hide", 'H'},
                                              {"show", 'S'},
                                              {"protect", 'P'},
                                              {"risk", 'R'},
                                              {"clear", '!'}}};

// The reader of one rule of the full language.
class RuleParser {
 public:
  RuleParser(std::string_view text, const RuleReading& reading, std::string_view origin)
      : text_(text), reading_(reading), origin_(origin) {}

  ParsedRule parse() {
    const char letter = take_name();
    set_kind(letter);
    take_modifiers();
    if (!done()) ++position_;  // the one separator; what follows belongs to the argument
    if (rule_.kind == ParsedRule::Kind::clear) return rule_;
    rule_.argument = text_.substr(position_);
    finish();
    return rule_;
  }

 private:
  [[noreturn]] void fail(const std::string& sentence) const {
    throw FilterError(sentence + ": " + std::string(origin_.empty() ? text_ : origin_));
  }
  [[noreturn]] void fail_modifier() const {
    if (!origin_.empty()) fail("invalid modifier in filter rule");
    fail(std::string("invalid modifier '") + text_[position_] + "' at position " +
         std::to_string(position_) + " in filter rule");
  }

  bool done() const { return position_ >= text_.size(); }
  bool at_separator() const { return separators.find(text_[position_]) != std::string_view::npos; }
  bool is_merge() const {
    return rule_.kind == ParsedRule::Kind::merge || rule_.kind == ParsedRule::Kind::dir_merge;
  }

  // Reads "exclude" or "-", with the comma that may follow; returns the short name.
  char take_name() {
    for (const RuleName& name : rule_names) {
      if (!text_.starts_with(name.word)) continue;
      position_ = name.word.size();
      if (!done() && text_[position_] == ',') {
        ++position_;
        return name.letter;
      }
      if (done() || at_separator()) return name.letter;
      if (text_[position_] == '\t') fail_modifier();
    }
    position_ = 1;
    if (std::string_view("-+.:HSPR!").find(text_[0]) == std::string_view::npos)
      fail("Unknown filter rule");
    if (!done() && text_[position_] == ',') ++position_;
    return text_[0];
  }

  void set_kind(char letter) {
    rule_.absolute = reading_.absolute;
    rule_.perishable = reading_.perishable;
    if (letter == '.') rule_.kind = ParsedRule::Kind::merge;
    if (letter == ':') rule_.kind = ParsedRule::Kind::dir_merge;
    if (letter == '!') rule_.kind = ParsedRule::Kind::clear;
    rule_.include = letter == '+' || letter == 'S' || letter == 'R';
    rule_.sides = {letter == 'H' || letter == 'S', letter == 'P' || letter == 'R'};
    name_has_side_ = rule_.sides.specified();
    if (rule_.kind == ParsedRule::Kind::clear && !done()) fail("'!' rule has trailing characters");
  }

  void take_modifiers() {
    for (; !done() && !at_separator(); ++position_) {
      const char c = text_[position_];
      if (is_merge() ? !take_merge_modifier(c) : !take_pattern_modifier(c)) fail_modifier();
    }
  }

  bool take_common_modifier(char c) {
    switch (c) {
      case '/':
        rule_.absolute = true;
        return true;
      case 'p':
        rule_.perishable = true;
        return true;
      case 'x':
        rule_.xattr = true;
        return true;
      case 's':
        rule_.sides.sender = true;
        return !name_has_side_;
      case 'r':
        rule_.sides.receiver = true;
        return !name_has_side_;
      default:
        return false;
    }
  }

  bool take_pattern_modifier(char c) {
    if (c == '!') return rule_.negated = true;
    if (c == 'C' && !name_has_side_) {
      rule_.kind = ParsedRule::Kind::cvs_defaults;
      return true;
    }
    return take_common_modifier(c);
  }

  bool take_merge_modifier(char c) {
    RuleReading& file = rule_.reading;
    const bool syntax_chosen = file.syntax == RuleReading::Syntax::bare;
    switch (c) {
      case '-':
      case '+':
        if (syntax_chosen) return false;
        file.syntax = RuleReading::Syntax::bare;
        file.include = c == '+';
        return true;
      case 'C':
        if (syntax_chosen) return false;
        file.syntax = RuleReading::Syntax::bare;
        file.words = true;
        file.clear_token = true;
        rule_.no_inherit = true;
        return true;
      case 'e':
        return rule_.exclude_self = true;
      case 'n':
        return rule_.no_inherit = true;
      case 'w':
        return file.words = true;
      default:
        return take_common_modifier(c);
    }
  }

  void finish() {
    if (rule_.sides.specified() && reading_.sides.specified())
      fail("specified-side merge file contains specified-side filter");
    if (!rule_.sides.specified()) rule_.sides = reading_.sides;
    const bool cvs_file = is_merge() && rule_.reading.clear_token;
    if (cvs_file && rule_.argument.empty()) rule_.argument = ".cvsignore";
    if (rule_.argument.empty() && rule_.kind != ParsedRule::Kind::cvs_defaults)
      fail("unexpected end of filter rule");
    rule_.reading.zero_ended = reading_.zero_ended;
    rule_.reading.absolute = rule_.absolute;
    rule_.reading.perishable = rule_.perishable;
    rule_.reading.sides = rule_.sides;
  }

  std::string_view text_;
  const RuleReading& reading_;
  std::string_view origin_;
  std::size_t position_ = 0;
  bool name_has_side_ = false;
  ParsedRule rule_;
};

// A pattern by itself with what its source says of it.
ParsedRule plain_pattern(std::string_view text, bool include, const RuleReading& reading) {
  ParsedRule rule;
  rule.argument = text;
  rule.include = include;
  rule.absolute = reading.absolute;
  rule.perishable = reading.perishable;
  rule.sides = reading.sides;
  return rule;
}

ParsedRule clear_rule() {
  ParsedRule rule;
  rule.kind = ParsedRule::Kind::clear;
  return rule;
}

}  // namespace

std::optional<ParsedRule> parse_rule(std::string_view text, const RuleReading& reading,
                                     std::string_view origin) {
  if (text.empty()) return std::nullopt;
  if (text.size() > max_rule_length)
    throw FilterError("a filter rule is longer than " + std::to_string(max_rule_length) +
                      " bytes: " + std::string(origin.empty() ? text.substr(0, 60) : origin));
  switch (reading.syntax) {
    case RuleReading::Syntax::rule:
      return RuleParser(text, reading, origin).parse();
    case RuleReading::Syntax::bare:
      if (reading.clear_token && text == "!") return clear_rule();
      return plain_pattern(text, reading.include, reading);
    case RuleReading::Syntax::pattern:
      break;
  }
  if (text == "!") return clear_rule();
  if (!text.starts_with("- ") && !text.starts_with("+ "))
    return plain_pattern(text, reading.include, reading);
  if (text.size() > 2) return plain_pattern(text.substr(2), text[0] == '+', reading);
  throw FilterError("unexpected end of filter rule: " +
                    std::string(origin.empty() ? text : origin));
}

}  // namespace smartsync::tree
