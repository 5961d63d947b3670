#include "engine/session/ignore_rules.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "engine/fs/error.h"
#include "engine/session/files/temporary.h"

namespace smartsync::session {

namespace {

constexpr std::array<std::string_view, 5> names{"__pycache__", ".DS_Store", "Thumbs.db",
                                                ".sync_log.json", ".smartsync"};
constexpr std::uint64_t largest_file = 1 << 20;

std::string read_rules(const fs::Dir& root) {
  const fs::File file = root.open_read(ignore_file);
  const std::uint64_t size = file.stat().size;
  if (size > largest_file)
    throw Error("\"" + file.path() + "\" is larger than a list of rules can be (1 MiB)",
                file.path());
  std::string content(static_cast<std::size_t>(size), '\0');
  content.resize(file.read(0, std::as_writable_bytes(std::span(content))));
  return content;
}

// Editors of Windows begin a text with a mark of its encoding.
std::string_view without_mark(std::string_view content, const std::string& file) {
  constexpr std::string_view utf8 = "\xEF\xBB\xBF";
  if (content.starts_with("\xFF\xFE") || content.starts_with("\xFE\xFF"))
    throw Error("\"" + file + "\" is written in UTF-16: save it as UTF-8", file);
  return content.substr(content.starts_with(utf8) ? utf8.size() : 0);
}

// It would drop the rules that are not the file's own.
void refuse_clear_rule(std::string_view content, const std::string& file) {
  tree::RuleReading reading;
  reading.syntax = tree::RuleReading::Syntax::pattern;
  tree::for_each_rule(content, reading, [&](std::string_view text, std::size_t line) {
    const auto rule = tree::parse_rule(text, reading, file);
    if (rule && rule->kind == tree::ParsedRule::Kind::clear)
      throw Error("\"" + file + "\" has a rule \"!\" in line " + std::to_string(line) +
                      ": a session's own rules cannot be cleared",
                  file);
  });
}

}  // namespace

bool is_debris(std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end() || is_temporary_name(name);
}

std::shared_ptr<const tree::FilterRules> make_ignore_rules(std::string_view text,
                                                           const std::string& file) {
  const std::string_view content = without_mark(text, file);
  auto rules = std::make_shared<tree::FilterRules>();
  for (const std::string_view name : names) rules->add_exclude(name);
  rules->add_exclude(".smartsync-tmp.??????");
  refuse_clear_rule(content, file);
  rules->add_excludes_from(content, file);
  return rules;
}

std::shared_ptr<const tree::FilterRules> load_ignore_rules(const fs::Dir& root) {
  const std::string path = root.path_of(ignore_file);
  const auto stat = root.stat(ignore_file);
  if (stat && stat->type != fs::FileType::regular)
    throw Error("\"" + path + "\" is not a file of rules", path);
  return make_ignore_rules(stat ? read_rules(root) : std::string(), path);
}

}  // namespace smartsync::session
