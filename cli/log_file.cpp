#include "cli/log_file.h"

#include <filesystem>

#include "cli/request.h"
#include "engine/fs/dir.h"
#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"

namespace smartsync::cli {

namespace {

// What a log tells is for others to read, but not to change.
void make_log(const std::string& path) {
  const auto [directory, name] = fs::split_path(path);
  try {
    (void)fs::Dir::open(directory).create(name, 0644);
  } catch (const Error&) {
    return;  // it is there, or opening it tells more
  }
}

}  // namespace

LogFile::LogFile(const std::string& path)
    : file_((make_log(path), std::filesystem::path(std::u8string(path.begin(), path.end()))),
            std::ios::app | std::ios::binary) {
  if (!file_) {
    throw UsageError("cannot open the log file \"" + path + "\"", sync::ExitCode::file_io);
  }
}

void LogFile::write(std::string_view text) {
  const std::string prefix = fs::format_local_time(fs::now().seconds, "%Y/%m/%d %H:%M:%S") + " [" +
                             std::to_string(fs::process_id()) + "] ";
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (!line.empty()) file_ << prefix << line << '\n';
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
  }
  file_.flush();
}

}  // namespace smartsync::cli
