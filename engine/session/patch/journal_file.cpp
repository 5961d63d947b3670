#include "engine/session/patch/journal_file.h"

#include <system_error>

#include "engine/fs/error.h"
#include "engine/session/files/changed_meanwhile.h"
#include "engine/session/patch/journal.h"
#include "engine/sync/make_path.h"

namespace smartsync::session {

void require_no_journal(const fs::Dir& root, const std::string& path) {
  if (!root.stat(std::string(journal_directory) + "/" + journal_name(path))) return;
  const std::string typed = root.path_of(path);
  throw ChangedMeanwhile(
      "\"" + typed + "\" is being changed by somebody else: it is left for the next run", typed);
}

std::set<std::string> journals_in(const fs::Dir& root) {
  std::set<std::string> names;
  const auto directory = root.open_dir_if_exists(journal_directory);
  if (!directory) return names;
  for (const fs::Listed& entry : directory->list().entries)
    if (is_journal_name(entry.name)) names.insert(entry.name);
  return names;
}

JournalFile::JournalFile(const fs::Dir& root, const std::string& path)
    : directory_(sync::make_dirs(root, journal_directory)), name_(journal_name(path)) {
  try {
    file_ = directory_.create(name_, 0666);
  } catch (const Error& error) {
    if (error.code() != std::errc::file_exists) throw;
    throw ChangedMeanwhile("an earlier change of \"" + root.path_of(path) +
                               "\" is not finished yet, or somebody else is changing it",
                           root.path_of(path));
  }
  (void)file_.try_lock();  // where there are no locks its age tells that we are at work
}

JournalFile::~JournalFile() {
  if (must_stay_) return;
  try {
    remove();
  } catch (const Error&) {
    // Out of reach: without its end mark it will be discarded.
  }
}

void JournalFile::end() {
  const auto found = directory_.stat_fresh(name_);
  if (!found || !fs::is_same_file(*found, file_.stat()))
    throw ChangedMeanwhile("the journal \"" + file_.path() + "\" was removed by somebody else",
                           file_.path());
  directory_.sync();
  must_stay_ = true;
  end_journal(file_);
}

// The file lock goes with the close: the name must be gone before.
void JournalFile::remove() {
  must_stay_ = true;
  directory_.remove_file(name_);
}

}  // namespace smartsync::session
