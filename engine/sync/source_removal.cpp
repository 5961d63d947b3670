#include "engine/sync/source_removal.h"

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/within.h"

namespace smartsync::sync {

void SourceRemoval::remove(const tree::Entry& entry, const AttributeSource& source,
                           const std::string& path) {
  // Another path may lead to the same file, which is still to be read there.
  if (run_.list.origins.size() > 1 || run_.follow_in_source() == fs::Follow::yes)
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
  return {origin.open_dir(directory, run_.follow_in_source()),
          std::string(sent.entry->source_name())};
}

// Whether the file lies in what the user named, though perhaps behind symlinks.
bool SourceRemoval::is_within(const tree::Entry& entry, const std::string& path) const {
  if (run_.follow_in_source() == fs::Follow::no) return true;
  const fs::Dir& origin = run_.list.origins[entry.origin].dir;
  return fs::open_within(origin, fs::split_path(path).directory).has_value();
}

// A file that was copied onto itself.
bool SourceRemoval::is_copy(const tree::Entry& entry, const std::string& path) const {
  if (!run_.root.is_open() || run_.destination_path(path) != path || run_.shown(path) != path)
    return false;
  const fs::Stat origin = run_.list.origins[entry.origin].dir.stat_self();
  return fs::is_same_file(origin, run_.root.stat_self());
}

void SourceRemoval::remove_now(const tree::Entry& entry, const AttributeSource& source,
                               const std::string& path) {
  try {
    // With -L what was sent in a link's place counts.
    const bool followed = run_.options.copy_links && entry.type != fs::FileType::symlink;
    const auto stat = source.dir.stat(source.name, followed ? fs::Follow::yes : fs::Follow::no);
    if (!is_within(entry, path)) {
      run_.fail("did not remove \"" + source.dir.path_of(source.name) +
                "\": a symlink on the way there leads out of the source");
      return;
    }
    if (!stat) {
      run_.events.now([sentence = "\"" + source.dir.path_of(source.name) +
                                  "\" is removed already"](Events& to) { to.warning(sentence); });
      return;
    }
    if (is_copy(entry, path)) {
      run_.fail("did not remove \"" + source.dir.path_of(source.name) + "\": it is the copy, too");
      return;
    }
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
