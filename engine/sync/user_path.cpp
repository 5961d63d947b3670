#include "engine/sync/user_path.h"

#include "engine/tree/link_owners.h"
#include "engine/tree/small_file.h"

namespace smartsync::sync {

void refuse_links_of_others(const Options& options, const std::string& path, bool follow_last) {
  if (!options.insecure_links) tree::refuse_links_of_others(path, follow_last);
}

fs::Dir open_user_dir(const Options& options, const std::string& path) {
  refuse_links_of_others(options, path);
  return fs::Dir::open(path);
}

std::optional<std::string> read_user_file(const Options& options, const std::string& path) {
  if (path != tree::standard_input) refuse_links_of_others(options, path);
  return tree::read_named_file(path);
}

}  // namespace smartsync::sync
