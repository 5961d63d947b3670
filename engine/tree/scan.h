// Makes the list of files that a transfer sends, several directories at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/tree/file_list.h"
#include "engine/tree/scan_options.h"

namespace smartsync::tree {

// `sources` are the arguments as typed. With `files_from` there is one source, the directory that
// its names lie in.
FileList scan(const std::vector<std::string>& sources,
              const std::optional<std::vector<std::string>>& files_from, const ScanOptions& options,
              const ScanEvents& events);

}  // namespace smartsync::tree
