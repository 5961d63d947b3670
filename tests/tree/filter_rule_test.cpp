#include "engine/tree/filter_rule.h"

#include <catch2/catch.hpp>
#include <vector>

#include "engine/fs/error.h"

namespace smartsync::tree {
namespace {

ParsedRule parse(std::string_view text) {
  return parse_rule(text, {}, {}).value();
}

std::string failure(std::string_view text, std::string_view origin = {},
                    const RuleReading& reading = {}) {
  try {
    parse_rule(text, reading, origin);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

std::vector<std::string> rules_of(std::string_view content, const RuleReading& reading = {}) {
  std::vector<std::string> rules;
  for_each_rule(content, reading, [&](std::string_view text, std::size_t line) {
    rules.push_back(std::to_string(line) + ":" + std::string(text));
  });
  return rules;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("rule names, long and short", "[filter_rule]") {
  for (const char* text : {"- a", "-_a", "-, a", "exclude a", "exclude_a", "exclude, a"}) {
    CAPTURE(text);
    const ParsedRule rule = parse(text);
    CHECK(rule.kind == ParsedRule::Kind::pattern);
    CHECK(rule.argument == "a");
    CHECK_FALSE(rule.include);
    CHECK_FALSE(rule.sides.specified());
  }
  CHECK(parse("include a").include);
  CHECK(parse("+ a").include);
  CHECK(parse("hide a").sides.sender);
  CHECK_FALSE(parse("H a").include);
  CHECK(parse("show a").include);
  CHECK(parse("protect a").sides.receiver);
  CHECK_FALSE(parse("P a").sides.sender);
  CHECK(parse("risk a").include);
  CHECK(parse("R a").sides.receiver);
  CHECK(parse("merge a").kind == ParsedRule::Kind::merge);
  CHECK(parse(". a").kind == ParsedRule::Kind::merge);
  CHECK(parse("dir-merge a").kind == ParsedRule::Kind::dir_merge);
  CHECK(parse(": a").kind == ParsedRule::Kind::dir_merge);
  CHECK(parse("!").kind == ParsedRule::Kind::clear);
  CHECK(parse("clear").kind == ParsedRule::Kind::clear);
  CHECK(parse("clear,").kind == ParsedRule::Kind::clear);
}

TEST_CASE("only one separator is taken off a pattern", "[filter_rule]") {
  CHECK(parse("-  a").argument == " a");
  CHECK(parse("+__a").argument == "_a");
  CHECK(parse("- a ").argument == "a ");
}

TEST_CASE("modifiers", "[filter_rule]") {
  const ParsedRule rule = parse("-,/!srpx a");
  CHECK(rule.absolute);
  CHECK(rule.negated);
  CHECK(rule.sides.sender);
  CHECK(rule.sides.receiver);
  CHECK(rule.perishable);
  CHECK(rule.xattr);
  CHECK(parse("P! a").negated);
  CHECK(parse("-C").kind == ParsedRule::Kind::cvs_defaults);
  CHECK(parse("exclude,C").kind == ParsedRule::Kind::cvs_defaults);
}

TEST_CASE("modifiers of merge files", "[filter_rule]") {
  CHECK(parse(":n- x").no_inherit);
  CHECK(parse(":n- x").reading.syntax == RuleReading::Syntax::bare);
  CHECK(parse("merge,+ x").reading.include);
  CHECK(parse(":e x").exclude_self);
  CHECK(parse(":w x").reading.words);
  CHECK(parse(":/ps x").reading.absolute);
  CHECK(parse(":/ps x").reading.perishable);
  CHECK(parse(":/ps x").reading.sides.sender);
  const ParsedRule cvs = parse(":C");
  CHECK(cvs.argument == ".cvsignore");
  CHECK(cvs.no_inherit);
  CHECK(cvs.reading.words);
  CHECK(cvs.reading.clear_token);
  CHECK(parse(":C other").argument == "other");
}

TEST_CASE("rules that cannot be read say what rsync says", "[filter_rule]") {
  CHECK(failure("x") == "Unknown filter rule: x");
  CHECK(failure("excludefoo") == "Unknown filter rule: excludefoo");
  CHECK(failure("exclude-p x") == "Unknown filter rule: exclude-p x");
  CHECK(failure(" - a") == "Unknown filter rule:  - a");
  CHECK(failure("-") == "unexpected end of filter rule: -");
  CHECK(failure("- ") == "unexpected end of filter rule: - ");
  CHECK(failure("merge") == "unexpected end of filter rule: merge");
  CHECK(failure(":e") == "unexpected end of filter rule: :e");
  CHECK(failure("-z a") == "invalid modifier 'z' at position 1 in filter rule: -z a");
  CHECK(failure("-,a") == "invalid modifier 'a' at position 2 in filter rule: -,a");
  CHECK(failure("-,,! a") == "invalid modifier ',' at position 2 in filter rule: -,,! a");
  CHECK(failure("exclude\tx") == "invalid modifier '\t' at position 7 in filter rule: exclude\tx");
  CHECK(failure("hide,s x") == "invalid modifier 's' at position 5 in filter rule: hide,s x");
  CHECK(failure("hide,C") == "invalid modifier 'C' at position 5 in filter rule: hide,C");
  CHECK(failure("-n a") == "invalid modifier 'n' at position 1 in filter rule: -n a");
  CHECK(failure("-+ x") == "invalid modifier '+' at position 1 in filter rule: -+ x");
  CHECK(failure(":n+- x") == "invalid modifier '-' at position 3 in filter rule: :n+- x");
  CHECK(failure(":-C") == "invalid modifier 'C' at position 2 in filter rule: :-C");
  CHECK(failure("merge,! x") == "invalid modifier '!' at position 6 in filter rule: merge,! x");
  CHECK(failure("! a") == "'!' rule has trailing characters: ! a");
  CHECK(failure("clear,s") == "'!' rule has trailing characters: clear,s");
  CHECK(failure("-q a", "<rule from f line 2>") ==
        "invalid modifier in filter rule: <rule from f line 2>");
  CHECK(failure("zork", "<rule from f line 1>") == "Unknown filter rule: <rule from f line 1>");
  CHECK(failure("- " + std::string(max_rule_length, 'a')).starts_with("a filter rule is longer"));
}

TEST_CASE("a file whose rule names sides may not name them again", "[filter_rule]") {
  RuleReading sided;
  sided.sides.sender = true;
  CHECK(failure("hide a", "<rule from f line 1>", sided) ==
        "specified-side merge file contains specified-side filter: <rule from f line 1>");
  CHECK(failure("-r a", "<rule from f line 1>", sided).starts_with("specified-side"));
  CHECK(parse_rule("- a", sided, {})->sides.sender);
}

TEST_CASE("old-style patterns", "[filter_rule]") {
  RuleReading exclude;
  exclude.syntax = RuleReading::Syntax::pattern;
  CHECK(parse_rule("a", exclude, {})->argument == "a");
  CHECK(parse_rule("- a", exclude, {})->argument == "a");
  CHECK(parse_rule("+ a", exclude, {})->include);
  CHECK(parse_rule("-_a", exclude, {})->argument == "-_a");
  CHECK(parse_rule("- - a", exclude, {})->argument == "- a");
  CHECK(parse_rule("-", exclude, {})->argument == "-");
  CHECK(parse_rule("#x", exclude, {})->argument == "#x");
  CHECK(parse_rule("!", exclude, {})->kind == ParsedRule::Kind::clear);
  CHECK(parse_rule("! ", exclude, {})->argument == "! ");
  CHECK_FALSE(parse_rule("", exclude, {}));
  CHECK(failure("- ", {}, exclude) == "unexpected end of filter rule: - ");
}

TEST_CASE("bare patterns", "[filter_rule]") {
  RuleReading bare;
  bare.syntax = RuleReading::Syntax::bare;
  CHECK(parse_rule("- a", bare, {})->argument == "- a");
  CHECK(parse_rule("!", bare, {})->argument == "!");
  bare.clear_token = true;
  CHECK(parse_rule("!", bare, {})->kind == ParsedRule::Kind::clear);
  CHECK(parse_rule("!a", bare, {})->argument == "!a");
}

TEST_CASE("lines of a rule file", "[filter_rule]") {
  CHECK(rules_of("- a\n\n# c\n; d\n- b") == Strings{"1:- a", "5:- b"});
  CHECK(rules_of("- a\r\n- b\r- c") == Strings{"1:- a", "2:- b", "3:- c"});
  CHECK(rules_of(std::string_view("- a\0- b\n- c", 11)) == Strings{"1:- a", "2:- c"});
  CHECK(rules_of(" #a") == Strings{"1: #a"});
  RuleReading words;
  words.words = true;
  CHECK(rules_of("# a\tb\n", words) == Strings{"0:#", "0:a", "0:b"});
  RuleReading zero;
  zero.zero_ended = true;
  CHECK(rules_of(std::string_view("- a\n\0#\0- b", 10), zero) == Strings{"1:- a\n", "3:- b"});
}

}  // namespace smartsync::tree
