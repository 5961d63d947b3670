#include "engine/sync/listed_names.h"

#include <algorithm>
#include <utility>

#include "engine/fs/dir.h"
#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/sync/exit_code.h"
#include "engine/sync/user_path.h"
#include "engine/tree/small_file.h"

namespace smartsync::sync {
namespace {

bool is_directory(const std::string& path) {
  try {
    (void)fs::Dir::open(path);
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::string read_list(const std::string& path, const Options& options) {
  if (path.empty()) throw Impossible{"the list of files has no name", ExitCode::usage};
  try {
    if (path != tree::standard_input && is_directory(path))
      throw Impossible{"the list of files \"" + path + "\" is a directory", ExitCode::stream};
    const auto content = read_user_file(options, path);
    // Half a list would be taken for a whole one, and nothing for what need not be there.
    if (path == tree::standard_input && tree::standard_input_failed())
      throw Impossible{"cannot read the list of files from standard input", ExitCode::file_io};
    if (content) return *content;
  } catch (const Error& error) {
    throw Impossible{error.what(), ExitCode::usage};
  }
  throw Impossible{"cannot open the list of files \"" + path + "\"", ExitCode::usage};
}

}  // namespace

std::optional<std::vector<std::string>> listed_names(const Options& options) {
  if (!options.files_from) return std::nullopt;
  const auto content = read_list(*options.files_from, options);
  std::vector<std::string> names;
  const std::string ends = options.from0 ? std::string(1, '\0') : "\n\r";
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find_first_of(ends, begin), content.size());
    std::string name = content.substr(begin, end - begin);
    begin = end + 1;
    name.resize(std::min(name.find('\0'), name.size()));  // no name goes on behind it
    const bool comment = name.starts_with('#') || name.starts_with(';');
    if (!name.empty() && !comment) names.push_back(fs::normal_slashes(std::move(name)));
  }
  return names;
}

}  // namespace smartsync::sync
