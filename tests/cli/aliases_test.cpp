#include "cli/aliases.h"

#include <catch2/catch.hpp>

#include "cli/parse.h"

using namespace smartsync;
using Words = std::vector<std::string>;

namespace {

// The words that come of a command line, with options as rsync has them.
Words expanded(std::string_view file, const Words& arguments) {
  cli::Aliases aliases;
  cli::add_aliases(file, aliases);
  return cli::expand_aliases(arguments, aliases, [](const std::string& name) {
    return name == "exclude" || name == "f" || name == "B";
  });
}

}  // namespace

TEST_CASE("an alias stands for its words, alone and among other letters") {
  const char* file = "rsync alias -Z --no-p --no-g --chmod=ugo=rwX\n";
  CHECK(expanded(file, {"-Z", "a"}) == Words{"--no-p", "--no-g", "--chmod=ugo=rwX", "a"});
  CHECK(expanded(file, {"-avZi", "a"}) ==
        Words{"-av", "--no-p", "--no-g", "--chmod=ugo=rwX", "-i", "a"});
}

TEST_CASE("an alias may stand for itself and others, but not without end") {
  CHECK(expanded("rsync alias -a -a@-1", {"-va"}) == Words{"-v", "-a@-1"});
  CHECK(expanded("rsync alias --one --two\nrsync alias --two -i", {"--one"}) == Words{"-i"});
  CHECK(expanded("rsync alias --one --two\nrsync alias --two --one", {"--one"}) == Words{"--one"});
}

TEST_CASE("values, operands and what follows -- are no options") {
  const char* file = "rsync alias -Z -i";
  CHECK(expanded(file, {"--exclude", "-Z", "-f", "-Z", "-B4Z", "--", "-Z"}) ==
        Words{"--exclude", "-Z", "-f", "-Z", "-B4Z", "--", "-Z"});
  CHECK(expanded(file, {"-", "Z"}) == Words{"-", "Z"});
}

TEST_CASE("a value of an alias is that of its last word") {
  const char* file = "rsync alias --without -i --exclude";
  CHECK(expanded(file, {"--without=-b", "x"}) == Words{"-i", "--exclude", "-b", "x"});
  CHECK(expanded(file, {"--without", "-b", "x"}) == Words{"-i", "--exclude", "-b", "x"});
}

TEST_CASE("lines of aliases") {
  CHECK(expanded("# rsync alias -Z -i\nother alias -Z -v\nrsync exec -Z echo\nrsync alias -Z\n\n",
                 {"-Z"}) == Words{"-Z"});
  CHECK(expanded("rsync\talias  --x \\\n  -i  '--exclude=b c'", {"--x"}) ==
        Words{"-i", "--exclude=b c"});
  CHECK(expanded(R"(rsync alias -Z "a \" b" c\ d 'e"f')", {"-Z"}) ==
        Words{"a \" b", "c d", "e\"f"});
  CHECK(expanded("rsync alias -Z -i\nrsync alias -Z -v", {"-Z"}) == Words{"-v"});
  CHECK(expanded("rsync alias -ZZ -i\nrsync alias word -i", {"-ZZ", "word"}) ==
        Words{"-ZZ", "word"});
}

TEST_CASE("the options of a command line know the user's") {
  cli::Aliases aliases;
  cli::add_aliases("rsync alias -Z -ii --exclude", aliases);
  const cli::Request request = cli::parse({"-aZ", "x", "a", "b"}, aliases);
  CHECK(request.output.itemize == 2);
  CHECK(request.options.filters.size() == 1);
  CHECK(request.arguments == Words{"a", "b"});
  CHECK_THROWS_AS(cli::parse({"-aZ"}), cli::UsageError);
}
