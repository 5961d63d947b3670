#include "engine/session/ignore_rules.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "engine/fs/error.h"
#include "engine/session/temporary.h"

namespace smartsync::session {

namespace {

constexpr std::array<std::string_view, 5> names{"__pycache__", ".DS_Store", "Thumbs.db",
                                                ".sync_log.json", ".smartsync"};
constexpr std::string_view shared_memory = "-shm";
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

}  // namespace

bool is_debris(std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end() ||
         name.ends_with(shared_memory) || is_temporary_name(name);
}

std::shared_ptr<const tree::FilterRules> load_ignore_rules(const fs::Dir& root) {
  auto rules = std::make_shared<tree::FilterRules>();
  for (const std::string_view name : names) rules->add_exclude(name);
  rules->add_exclude("*" + std::string(shared_memory));
  rules->add_exclude(".smartsync-tmp.??????");
  if (const auto stat = root.stat(ignore_file)) {
    if (stat->type != fs::FileType::regular)
      throw Error("\"" + root.path_of(ignore_file) + "\" is not a file of rules",
                  root.path_of(ignore_file));
    rules->add_excludes_from(read_rules(root), root.path_of(ignore_file));
  }
  return rules;
}

}  // namespace smartsync::session
