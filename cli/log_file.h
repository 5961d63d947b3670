// The log of --log-file: every line with the date, the time and the process id.
#pragma once

#include <fstream>
#include <string>
#include <string_view>

namespace smartsync::cli {

class LogFile {
 public:
  // Appends to the file, which is made if it is missing. Throws UsageError if that fails.
  explicit LogFile(const std::string& path);

  // `text` may have several lines; empty ones are left out.
  void write(std::string_view text);

 private:
  std::ofstream file_;
};

}  // namespace smartsync::cli
