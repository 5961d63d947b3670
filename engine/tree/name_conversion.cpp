#include "engine/tree/name_conversion.h"

#include "engine/fs/error.h"

namespace smartsync::tree {

namespace {

template <typename Convert>
std::string converted_name(const std::string& path, Convert convert) {
  try {
    return convert();
  } catch (const Error& error) {
    throw Error("cannot convert the name \"" + path + "\": " + error.what(), path);
  }
}

template <typename Convert>
std::string converted_target(const std::string& path, Convert convert) {
  try {
    return convert();
  } catch (const Error& error) {
    throw Error("cannot convert the target of the symlink \"" + path + "\": " + error.what(), path);
  }
}

bool is_name(std::string_view text) {
  return !text.empty() && text != "." && text != ".." &&
         text.find_first_of(std::string_view("/\0", 2)) == std::string_view::npos;
}

}  // namespace

void NameConversion::check_name(std::string_view name, const std::string& path) const {
  (void)converted_name(path, [&] { return source_.to_utf8(name); });
}

void NameConversion::check_target(std::string_view target, const std::string& path) const {
  if (links_) (void)converted_target(path, [&] { return source_.to_utf8(target); });
}

std::string NameConversion::name_at_destination(std::string_view name,
                                                const std::string& path) const {
  return converted_name(path, [&] {
    std::string result = destination_.from_utf8(source_.to_utf8(name));
    if (!is_name(result)) throw Error("in " + destination_.name() + " it would be no name");
    return result;
  });
}

std::string NameConversion::target_at_destination(std::string_view target,
                                                  const std::string& path) const {
  if (!links_) return std::string(target);
  return converted_target(path, [&] {
    std::string result = destination_.from_utf8(source_.to_utf8(target));
    if (result.find('\0') != std::string::npos)
      throw Error("in " + destination_.name() + " it would be no path");
    return result;
  });
}

std::string NameConversion::shown(std::string_view path) const {
  const std::string common = destination_.to_utf8(path, fs::Unconvertible::keep);
  return source_.from_utf8(common, fs::Unconvertible::keep);
}

}  // namespace smartsync::tree
