#include "engine/sync/source_removal.h"

#include "engine/fs/error.h"

namespace smartsync::sync {

void SourceRemoval::remove(const tree::Entry& entry, const AttributeSource& source,
                           const std::string& path) {
  if (run_.list.origins.size() > 1)
    put_off(entry, path);
  else
    remove_now(entry, source, path);
}

void SourceRemoval::put_off(const tree::Entry& entry, const std::string& path) {
  const std::lock_guard lock(mutex_);
  put_off_.push_back({&entry, path});
}

void SourceRemoval::finish() {
  for (const Sent& sent : put_off_) {
    try {
      remove_now(*sent.entry, source_of(sent), sent.path);
    } catch (const Error& error) {
      run_.fail(error.what());
    }
  }
  put_off_.clear();
}

AttributeSource SourceRemoval::source_of(const Sent& sent) const {
  const fs::Dir& origin = run_.list.origins[sent.entry->origin].dir;
  const std::size_t slash = sent.path.rfind('/');
  const std::string directory = slash == std::string::npos ? "" : sent.path.substr(0, slash);
  return {origin.open_dir(directory, run_.follow_in_source()), std::string(sent.entry->name())};
}

void SourceRemoval::remove_now(const tree::Entry& entry, const AttributeSource& source,
                               const std::string& path) {
  try {
    auto stat = source.dir.stat(source.name);
    if (stat && stat->type == fs::FileType::symlink && entry.type != fs::FileType::symlink)
      stat = source.dir.stat(source.name, fs::Follow::yes);  // what was sent in the link's place
    if (!stat) return;
    if (entry.is_regular() && (stat->size != entry.size || stat->modified != entry.modified())) {
      run_.fail("did not remove \"" + source.dir.path_of(source.name) +
                "\": it changed after it was sent");
      return;
    }
    source.dir.remove_file(source.name);
    run_.events.tell([path](Events& to) { to.removed_source(path); });
  } catch (const Error& error) {
    run_.fail(error.what());
  }
}

}  // namespace smartsync::sync
