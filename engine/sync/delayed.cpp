#include "engine/sync/delayed.h"

#include <utility>

#include "engine/fs/error.h"
#include "engine/sync/partial_dir.h"

namespace smartsync::sync {

std::string waiting_directory(const Options& options) {
  const auto& wanted = options.partial_dir;
  return wanted && is_below_files(*wanted) ? *wanted : delay_directory;
}

void DelayedUpdates::put(TempFile& temp, const fs::Dir& dir, const std::string& name,
                         Waiting file) {
  temp.rename_to(make_partial_dir(dir, waiting_directory(run_.options), run_.options), name);
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(file));
}

void DelayedUpdates::finish() {
  const std::string where = waiting_directory(run_.options);
  for (const Waiting& file : waiting_) {
    try {
      const std::size_t slash = file.path.rfind('/');
      const fs::Dir dir =
          run_.open_at_destination(slash == std::string::npos ? "" : file.path.substr(0, slash));
      const std::string name = run_.renamed.empty()
                                   ? file.path.substr(slash == std::string::npos ? 0 : slash + 1)
                                   : run_.renamed;
      const fs::Dir from = dir.open_dir(where);
      if (file.replaces && backup_.wanted())
        backup_.make(dir, name, file.path, fs::FileType::regular, Original::replaced);
      from.rename(name, dir, name);
      if (run_.options.remove_source_files) removal_.put_off(*file.entry, file.source_path);
      remove_empty_partial_dir(dir, where);
    } catch (const Error& error) {
      run_.fail(error.what());
    }
  }
  waiting_.clear();
}

}  // namespace smartsync::sync
