#include "engine/fs/error.h"

#include <utility>

namespace smartsync {

Error::Error(const std::string& action, const std::string& path, std::error_code code)
    : std::runtime_error(action + " \"" + path + "\": " + code.message() + " (" +
                         std::to_string(code.value()) + ")"),
      action_(action),
      code_(code),
      path_(path) {}

Error::Error(const std::string& sentence, std::string path)
    : std::runtime_error(sentence), path_(std::move(path)) {}

Error Error::about(const std::string& path) const {
  return action_.empty() ? *this : Error(action_, path, code_);
}

}  // namespace smartsync
