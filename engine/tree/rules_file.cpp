#include "engine/tree/rules_file.h"

#include <utility>

#include "engine/tree/link_owners.h"
#include "engine/tree/small_file.h"

namespace smartsync::tree {

ReadFile rules_reader(bool insecure_links, std::function<void(const Error&)> refused) {
  if (insecure_links) return read_small_file;
  return [refused = std::move(refused)](const std::string& path) {
    auto content = read_small_file(path);
    if (!content) return content;
    try {
      refuse_links_of_others(path, true);
    } catch (const Error& error) {
      refused(error);
      content.reset();
    }
    return content;
  };
}

}  // namespace smartsync::tree
