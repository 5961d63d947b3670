#include "engine/session/snapshot.h"

#include "engine/session/files/temporary.h"
#include "engine/session/ignore_rules.h"
#include "engine/tree/scan.h"

namespace smartsync::session {

namespace {

Node node_of(const tree::Entry& entry) {
  Node node;
  node.type = entry.type;
  node.permissions = entry.permissions & 0777;  // nothing becomes setuid by coming from elsewhere
  if (entry.type == fs::FileType::symlink) {
    node.link_target = entry.extra->link_target;
    node.permissions = 0;
    return node;
  }
  node.modified = entry.modified();
  if (node.is_regular()) {
    node.size = entry.size;
    node.file_id = entry.extra ? entry.extra->inode : 0;
  }
  return node;
}

bool travels(fs::FileType type) {
  return type == fs::FileType::regular || type == fs::FileType::directory ||
         type == fs::FileType::symlink;
}

void occupy_parents(Snapshot& snapshot, std::string_view path) {
  for (auto parent = parent_of(path); !parent.empty(); parent = parent_of(parent))
    if (!snapshot.occupied.emplace(parent).second) return;
}

void add(const tree::Directory& directory, Snapshot& snapshot) {
  if (directory.incomplete) snapshot.unknown.push_back(directory.path);
  for (const tree::Entry& entry : directory.entries) {
    std::string path = directory.path_of(entry.name());
    if (travels(entry.type)) {
      snapshot.nodes.emplace_hint(snapshot.nodes.end(), std::move(path), node_of(entry));
    } else {
      occupy_parents(snapshot, path);
      snapshot.unknown.push_back(std::move(path));
    }
  }
  for (const auto& child : directory.children)
    if (child) add(*child, snapshot);
}

}  // namespace

Snapshot take_snapshot(const std::string& root, const SnapshotOptions& options) {
  tree::ScanOptions scan;
  scan.recursive = true;
  scan.identities = true;
  scan.filters = options.ignored;
  scan.threads = options.threads;
  tree::ScanEvents events;
  events.problem = [&options](const std::string& sentence, tree::ScanEvents::Problem) {
    if (options.problem) options.problem(sentence);
  };
  events.must_stop = options.must_stop;
  Snapshot snapshot;
  const std::string top = root.ends_with('/') ? root : root + "/";
  events.vanished = [&](const std::string& path) {
    snapshot.vanished.push_back(path.starts_with(top) ? path.substr(top.size()) : "");
  };
  events.filtered = [&snapshot](const std::string& path, bool, const tree::FilterRule&) {
    const std::string name = path.substr(path.rfind('/') + 1);
    if (is_temporary_name(name)) snapshot.leftovers.push_back(path);
    if (name == session_directory && path != name) snapshot.sessions.push_back(path);
    if (!is_debris(name)) occupy_parents(snapshot, path);
  };
  events.skipped_directory = [](const std::string&) {};
  events.skipped_mount_point = events.skipped_directory;
  const tree::FileList list = tree::scan({top}, {}, scan, events);
  add(list.root, snapshot);
  if (!list.root_entry) snapshot.unknown.emplace_back();
  snapshot.unknown.insert(snapshot.unknown.end(), snapshot.vanished.begin(),
                          snapshot.vanished.end());
  return snapshot;
}

Node make_node(const fs::Stat& stat, const fs::Dir& dir, std::string_view name) {
  Node node;
  node.type = stat.type;
  if (stat.type == fs::FileType::symlink) {
    node.link_target = dir.read_link(name);
    return node;
  }
  node.permissions = stat.permissions & 0777;
  node.modified = stat.modified;
  if (node.is_regular()) {
    node.size = stat.size;
    node.file_id = stat.inode;
  }
  return node;
}

}  // namespace smartsync::session
