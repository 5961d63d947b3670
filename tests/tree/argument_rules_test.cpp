#include "engine/tree/argument_rules.h"

#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

using namespace smartsync;
using tree::ArgumentRules;
using tree::Side;

namespace {

// Every directory's .rules excludes what the map says, by the directory's absolute path.
struct Rules {
  std::map<std::string, std::string> excluded;
  std::shared_ptr<tree::FilterRules> rules = std::make_shared<tree::FilterRules>();
  tree::ReadFile reader = [this](const std::string& path) -> std::optional<std::string> {
    const auto at = excluded.find(path.substr(0, path.rfind('/')));
    return at == excluded.end() ? std::nullopt : std::optional(at->second + "\n");
  };

  explicit Rules(std::map<std::string, std::string> excluded_in)
      : excluded(std::move(excluded_in)) {
    rules->add_rule(":- .rules");
  }
};

bool hides(const tree::FilterScope& scope, const char* name) {
  return scope.excludes(Side::sender, name, false);
}

}  // namespace

TEST_CASE("in a complete list the rules of the last way stay in force, whatever the root") {
  const Rules files({{"/r", "root"}, {"/r/a", "x"}, {"/r/a/b", "y"}});
  ArgumentRules rules(files.rules, false);
  CHECK_FALSE(hides(rules.in_force("/r"), "x"));
  rules.was_in(tree::enter_way(rules.at_start("/r"), {"a", "a/b"}, files.reader));
  CHECK(rules.any_kept());
  for (const char* root : {"/r", "/other"}) {
    CHECK(hides(rules.in_force(root), "x"));
    CHECK(hides(rules.in_force(root), "y"));
    CHECK_FALSE(hides(rules.in_force(root), "root"));
    CHECK_FALSE(hides(rules.at_start(root), "x"));
  }
  rules.was_in(tree::enter_way(rules.at_start("/r"), {"a"}, files.reader));
  CHECK_FALSE(hides(rules.in_force("/r"), "y"));
}

TEST_CASE("in an incremental list the rules of the first content stay in force") {
  const Rules files({{"/r", "x"}, {"/s", "y"}, {"/s/a", "z"}});
  ArgumentRules rules(files.rules, true);
  rules.was_in(tree::enter_way(rules.at_start("/s"), {"a"}, files.reader));
  CHECK_FALSE(rules.any_kept());
  CHECK(hides(rules.enter_root("/r", files.reader), "x"));
  CHECK(rules.any_kept());
  CHECK_FALSE(hides(rules.enter_root("/s", files.reader), "y"));
  CHECK(hides(rules.in_force("/s"), "x"));
  CHECK(hides(tree::enter_way(rules.at_start("/s"), {"a"}, files.reader), "z"));
}
