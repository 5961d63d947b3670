// The file of a journal while its writer is at work.
#pragma once

#include <set>
#include <string>

#include "engine/fs/dir.h"

namespace smartsync::session {

// Throws ChangedMeanwhile if `path` has a journal: whoever changes the file in place may not be
// done with it, whatever it looks like.
void require_no_journal(const fs::Dir& root, const std::string& path);

// The names of all journals in the tree: whoever changes those files in place is not done. None:
// one request.
std::set<std::string> journals_in(const fs::Dir& root);

// Gone with this object unless it got its end mark.
class JournalFile {
 public:
  // Creates and locks the journal of `path` in the tree `root`. Throws ChangedMeanwhile if there is
  // one already.
  JournalFile(const fs::Dir& root, const std::string& path);
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;
  ~JournalFile();

  const fs::File& file() const { return file_; }
  // Writes the end mark, durably. Throws ChangedMeanwhile if somebody took it for abandoned.
  void end();
  // When everything was carried out.
  void remove();

 private:
  fs::Dir directory_;
  std::string name_;
  fs::File file_;
  bool must_stay_ = false;
};

}  // namespace smartsync::session
