// Two small trees in memory and their base, for tests of the three-way plan.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>

#include "engine/fs/letter_case.h"
#include "engine/session/change.h"
#include "engine/session/plan.h"
#include "engine/session/spelling.h"

namespace smartsync::test {

using namespace session;

inline hash::Digest digest_of(const std::string& content) {
  return hash::hash(hash::Kind::xxh128, std::as_bytes(std::span(content)));
}

// A file whose content is `content`, changed at `when`.
inline Node file_of(const std::string& content, std::int64_t when, std::uint64_t id) {
  Node node;
  node.permissions = 0644;
  node.size = content.size();
  node.modified = {when, 0};
  node.file_id = id;
  node.content = digest_of(content);
  return node;
}

inline Node directory_node() {
  Node node;
  node.type = fs::FileType::directory;
  node.permissions = 0755;
  return node;
}

inline Node link_to(std::string target) {
  Node node;
  node.type = fs::FileType::symlink;
  node.link_target = std::move(target);
  return node;
}

// As a scan finds them: nobody has read the content.
inline Snapshot without_hashes(Snapshot tree) {
  for (auto& [path, node] : tree.nodes) node.content.reset();
  return tree;
}

// "name.conflict-<side>", with a number if that is taken.
inline std::function<std::string(std::string_view, Side)> names_beside(const Snapshot& local,
                                                                       const Snapshot& network) {
  // As of a run: names that differ only in letter case are not given twice.
  std::map<std::string, std::string> given;  // name without case -> whose
  return [&local, &network, given](std::string_view path, Side side) mutable {
    const std::string stem =
        std::string(path) + (side == Side::local ? ".conflict-local" : ".conflict-network");
    const auto is_given = [&given, path](const std::string& name) {
      const auto found = given.find(fs::without_case(name));
      return found != given.end() && found->second != path;
    };
    std::string name = stem;
    for (int i = 2; is_taken(local, name) || is_taken(network, name) || is_given(name); ++i)
      name = stem + std::to_string(i);
    given[fs::without_case(name)] = path;
    return name;
  };
}

}  // namespace smartsync::test
