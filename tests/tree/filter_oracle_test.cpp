// The real rsync as oracle: random trees, random rules, the same question to both.
//   test_tree "[oracle]"                       the usual number of cases
//   FILTER_ORACLE_SEED=17 FILTER_ORACLE_KEEP=dir test_tree "[oracle]"
//                                               one case again, its trees left in dir for a look
//   FILTER_ORACLE_CASES=5000 test_tree "[oracle]"
#ifndef _WIN32

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "engine/fs/error.h"
#include "engine/tree/filter.h"

namespace smartsync::tree {
namespace {

namespace stdfs = std::filesystem;
using Names = std::set<std::string>;

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (!file || !(content << file.rdbuf())) return std::nullopt;
  return content.str();
}

// A directory of its own, gone at the end.
struct TemporaryDirectory {
  TemporaryDirectory() {
    std::string pattern = (stdfs::temp_directory_path() / "filter_oracle_XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path = stdfs::canonical(pattern);
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    stdfs::remove_all(path, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  stdfs::path path;
};

// One random question. Names are drawn from few letters, so that rules meet files.
struct Case {
  explicit Case(unsigned seed) : random(seed) {
    make_tree("src", 0);
    make_tree("dst", 0);
    for (unsigned n = below(5); n-- > 0;) options.push_back(option());
    if (below(6) == 0) options.push_back("--delete-excluded");
  }

  unsigned below(unsigned limit) { return static_cast<unsigned>(random() % limit); }
  std::string one_of(std::initializer_list<const char*> texts) {
    return texts.begin()[below(static_cast<unsigned>(texts.size()))];
  }

  std::string name() {
    return one_of({"a", "b", "ab", "abc", "a.o", "b.c", "core", "x y", "-a", "a[b", "B", "b]"});
  }

  void make_tree(const std::string& directory, unsigned depth) {
    for (unsigned n = below(5) + 1; n-- > 0;) {
      const std::string path = directory + "/" + name();
      if (files.count(path) != 0 || directories.count(path) != 0) continue;
      // rsync misreads anchored per-directory rules below a name that looks like a pattern, and
      // what it protects where a file replaces a directory depends on what it deleted before.
      const std::string twin = "src" + path.substr(3);
      const bool may_be_directory =
          depth < 2 && path.find('[') == std::string::npos && files.count(twin) == 0;
      if (directories.count(twin) != 0 || (may_be_directory && below(2) == 0)) {
        directories.insert(path);
        make_tree(path, depth + 1);
      } else {
        files[path] = "";
      }
    }
    if (below(3) == 0) files[directory + "/.r"] = rule_lines();
    if (below(8) == 0) files[directory + "/.q"] = rule_lines();
    if (below(8) == 0) files[directory + "/.cvsignore"] = pattern() + " " + one_of({"", "! b"});
    if (below(6) == 0) files[directory + "/.plain"] = pattern() + "\n" + pattern() + "\n";
  }

  std::string component() {
    if (below(2) == 0) return name();
    std::string text;
    for (unsigned n = below(3) + 1; n-- > 0;)
      text += one_of({"*", "?", "**", "a", "b", "[ab]", "[!a]", "[^a-b]", "[[:lower:]]", "o", ".",
                      "\\a", "\\*", "[", "[]-]"});
    return text;
  }

  std::string pattern() {
    std::string text = one_of({"", "", "", "/"});
    for (unsigned n = below(2) + below(2) + 1; n-- > 0;) text += component() + (n > 0 ? "/" : "");
    return text + one_of({"", "", "", "/", "/***", "/**", "/*"});
  }

  std::string pattern_rule(bool with_side) {
    std::string text = one_of({"-", "-", "-", "+"});
    if (with_side && below(5) == 0) return one_of({"H ", "S ", "P ", "R ", "hide,!_"}) + pattern();
    if (below(8) == 0) text += "!";
    if (below(6) == 0) text += "p";
    if (with_side && below(6) == 0) text += one_of({"s", "r"});
    return text + " " + pattern();
  }

  std::string rule_lines() {
    std::string text;
    const bool sided = below(4) == 0;
    for (unsigned n = below(3) + 1; n-- > 0;) {
      text += below(8) == 0    ? one_of({"!", "# no rule", ": .q", ":n .q", "", ":C", ". ./.plain"})
              : below(12) == 0 ? std::string("-C")
                               : pattern_rule(sided);
      text += one_of({"\n", "\n", "\r\n"});
    }
    return text;
  }

  std::string option() {
    switch (below(10)) {
      case 0:
        return "--exclude=" + pattern();
      case 1:
        return "--include=" + pattern();
      case 2:
        return one_of({"--filter=: .r", "--filter=:e .r", "--filter=: /.r"});
      case 3:
        return one_of({"--filter=:n .r", "--filter=:s .q", "--filter=:- .plain",
                       "--filter=:+ .plain", "--filter=:p .q", "--filter=:r- .plain"});
      case 4:
        return one_of({"--filter=:C", "--filter=-C", "--filter=:Ce"});
      default:
        return "--filter=" + pattern_rule(true);
    }
  }

  void write_below(const stdfs::path& root) const {
    stdfs::create_directories(root / "src");
    stdfs::create_directories(root / "dst");
    for (const std::string& path : directories) stdfs::create_directories(root / path);
    for (const auto& [path, content] : files) std::ofstream(root / path) << content;
  }

  std::string text() const {
    std::ostringstream out;
    for (const std::string& path : directories) out << path << "/\n";
    for (const auto& [path, content] : files) out << path << ": " << content << '\n';
    for (const std::string& option : options) out << option << '\n';
    return out.str();
  }

  std::mt19937 random;
  std::map<std::string, std::string> files;
  Names directories;
  std::vector<std::string> options;
};

// What a run does: the names it would send and those it would delete, or that it fails.
struct Outcome {
  bool failed = false;
  Names sent;
  Names deleted;
};

// What only `found` has (+) and what only `expected` has (-); empty if the outcomes are equal.
std::string difference(const Outcome& found, const Outcome& expected) {
  if (found.failed || expected.failed)
    return found.failed == expected.failed ? "" : found.failed ? "we fail" : "rsync fails";
  std::string text;
  const auto compare = [&text](const char* what, const Names& ours, const Names& theirs) {
    for (const std::string& name : ours)
      if (theirs.count(name) == 0) text += std::string("+") + what + " " + name + "\n";
    for (const std::string& name : theirs)
      if (ours.count(name) == 0) text += std::string("-") + what + " " + name + "\n";
  };
  compare("sent", found.sent, expected.sent);
  compare("deleted", found.deleted, expected.deleted);
  return text;
}

std::string joined(std::string directory, const std::string& name) {
  if (!directory.empty()) directory += '/';
  return directory += name;
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

Outcome run_rsync(const Case& question, const stdfs::path& root) {
  std::string command =
      "cd " + quoted(root.string()) +
      " && HOME=/nonexistent CVSIGNORE= rsync -8rii --delete-before --out-format='%i|%n'";
  for (const std::string& option : question.options) command += " " + quoted(option);
  command += " src/ dst/ 2>/dev/null";
  Outcome outcome;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen failed");
  std::string output;
  char buffer[4096];
  while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe))
    output.append(buffer, count);
  outcome.failed = pclose(pipe) != 0;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t bar = line.find('|');
    if (bar == std::string::npos) continue;  // "cannot delete non-empty directory: ..."
    const std::string name = line.substr(bar + 1);
    if (line.starts_with("*deleting"))
      outcome.deleted.insert(name);
    else if (name != "./")
      outcome.sent.insert(name);
  }
  return outcome;
}

// The same run with our rules: a walk of the source, then of what the destination has besides.
class Walk {
 public:
  Walk(const Case& question, stdfs::path root) : root_(std::move(root)) {
    auto rules = std::make_shared<FilterRules>(read_file);
    for (const std::string& option : question.options) {
      const std::string value = option.substr(option.find('=') + 1);
      if (option.starts_with("--exclude=")) rules->add_exclude(value);
      if (option.starts_with("--include=")) rules->add_include(value);
      if (option.starts_with("--filter=")) rules->add_rule(value);
      if (option == "--delete-excluded") rules->set_delete_excluded(true);
    }
    send(FilterScope(rules, (root_ / "src").string()), "");
    compare(FilterScope(rules, (root_ / "dst").string()), "");
  }
  Outcome outcome() const { return outcome_; }

 private:
  static Names entries(const stdfs::path& directory) {
    Names names;
    for (const auto& entry : stdfs::directory_iterator(directory))
      names.insert(entry.path().filename().string());
    return names;
  }

  void send(const FilterScope& above, const std::string& directory) {
    const FilterScope scope = above.enter(directory, read_file);
    for (const std::string& name : entries(root_ / "src" / directory)) {
      const std::string path = joined(directory, name);
      const bool is_directory = stdfs::is_directory(root_ / "src" / path);
      if (scope.excludes(Side::sender, path, is_directory)) continue;
      outcome_.sent.insert(path + (is_directory ? "/" : ""));
      if (is_directory) send(scope, path);
    }
  }

  void compare(const FilterScope& above, const std::string& directory) {
    const FilterScope scope = above.enter(directory, read_file);
    for (const std::string& name : entries(root_ / "dst" / directory)) {
      const std::string path = joined(directory, name);
      const bool is_directory = stdfs::is_directory(root_ / "dst" / path);
      if (is_directory && outcome_.sent.count(path + "/") != 0) {
        compare(scope, path);
      } else if (outcome_.sent.count(path) == 0 &&
                 !scope.excludes(Side::receiver, path, is_directory)) {
        remove(scope, path, is_directory);
      }
    }
  }

  // Returns whether nothing of `path` stays.
  bool remove(const FilterScope& scope, const std::string& path, bool is_directory) {
    bool empty = true;
    if (is_directory) {
      const FilterScope inside = scope.enter(path, read_file);
      for (const std::string& name : entries(root_ / "dst" / path)) {
        const std::string child = joined(path, name);
        const bool child_directory = stdfs::is_directory(root_ / "dst" / child);
        const Verdict verdict = inside.check(Side::receiver, child, child_directory, true);
        if (verdict == Verdict::exclude || !remove(inside, child, child_directory)) empty = false;
      }
    }
    if (empty) outcome_.deleted.insert(path + (is_directory ? "/" : ""));
    return empty;
  }

  stdfs::path root_;
  Outcome outcome_;
};

Outcome run_ours(const Case& question, const stdfs::path& root) {
  try {
    return Walk(question, root).outcome();
  } catch (const Error&) {
    Outcome failure;
    failure.failed = true;
    return failure;
  }
}

unsigned from_environment(const char* name, unsigned otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(value, nullptr, 10));
}

}  // namespace

TEST_CASE("random rules and trees: the same decisions as rsync", "[filter][oracle]") {
  if (std::system("rsync --version >/dev/null 2>&1") != 0) {
    WARN("no rsync to compare with");
    return;
  }
  const unsigned cases = from_environment("FILTER_ORACLE_CASES", 150);
  const unsigned single = from_environment("FILTER_ORACLE_SEED", 0);
  const unsigned first = single != 0 ? single : from_environment("FILTER_ORACLE_FIRST", 1);
  for (unsigned seed = first; seed < first + (single != 0 ? 1 : cases); ++seed) {
    const Case question(seed);
    const TemporaryDirectory directory;
    if (const char* keep = std::getenv("FILTER_ORACLE_KEEP")) question.write_below(keep);
    question.write_below(directory.path);
    const Outcome found = run_ours(question, directory.path);
    const Outcome expected = run_rsync(question, directory.path);
    INFO("FILTER_ORACLE_SEED=" << seed << "\n"
                               << difference(found, expected) << "\n"
                               << question.text());
    CHECK(difference(found, expected).empty());
  }
}

}  // namespace smartsync::tree

#endif
