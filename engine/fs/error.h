// The one exception of the engine: what failed, on which path, and why.
#pragma once

#include <stdexcept>
#include <string>
#include <system_error>

namespace smartsync {

// A failure that a person can act on. `what()` is one whole sentence that names the path, e.g.
//   cannot create "/z/report.xlsx": No space left on device (28)
// `code()` compares with std::errc on every platform; it is empty for failures that no OS call
// reported (a damaged file, a refused name).
class Error : public std::runtime_error {
 public:
  // A failed OS call: `action` reads like "cannot open".
  Error(const std::string& action, const std::string& path, std::error_code code);
  // A failure found by the program itself; `sentence` is shown as it stands.
  explicit Error(const std::string& sentence, std::string path = {});

  const std::error_code& code() const { return code_; }
  const std::string& path() const { return path_; }

  // The same failure, told of `path`: what was done under a temporary name concerns the file that
  // the user knows. A sentence of the program's own stays as it is.
  Error about(const std::string& path) const;

 private:
  std::string action_;  // empty for a sentence
  std::error_code code_;
  std::string path_;
};

// A file is open and its content, or its length, cannot be brought to where it is kept: the disk is
// full, a limit reached, the disk or the server fails. What arrived is in the file.
class WriteError : public Error {
 public:
  using Error::Error;
};

}  // namespace smartsync
