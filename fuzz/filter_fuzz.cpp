// Filter rules from hostile merge files: parsing and matching end, in bounded time, with an answer
// or an Error. Input: a path, the rules of the command line and the content of every
// per-directory file, separated by the byte 0x01.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/fs/error.h"
#include "engine/tree/filter.h"

namespace {

std::string take_part(std::string_view& input) {
  const std::size_t end = input.find('\x01');
  const std::string part(input.substr(0, end));
  input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
  return part;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace tree = smartsync::tree;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string path = take_part(input);
  const std::string options = take_part(input);
  const std::string content = take_part(input);
  const tree::ReadFile reader = [&](const std::string&) { return content; };

  try {
    auto rules = std::make_shared<tree::FilterRules>(reader);
    rules->set_cvs_patterns(content, content);
    rules->add_rule(": .r");
    rules->add_excludes_from(content, "excludes");
    tree::for_each_rule(options, {},
                        [&](std::string_view rule, std::size_t) { rules->add_rule(rule); });
    tree::FilterScope scope = tree::FilterScope(rules, "/root").enter("", reader);
    for (std::size_t slash = path.find('/'); slash != std::string::npos && slash < 64;
         slash = path.find('/', slash + 1)) {
      scope = scope.enter(path.substr(0, slash), reader);
    }
    for (const bool directory : {false, true}) {
      scope.check(tree::Side::sender, path, directory);
      scope.check(tree::Side::receiver, path, directory, true);
    }
    scope.check_xattr(tree::Side::sender, path);
  } catch (const smartsync::Error&) {
    return 0;
  }
  return 0;
}
