#include "engine/sync/id_map.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/users.h"
#include "engine/sync/all_digits.h"

namespace smartsync::sync {
namespace {

std::uint32_t parse_id(std::string_view digits) {
  if (const auto id = id_number(digits)) return *id;
  throw Error("Invalid ID number: " + std::string(digits));
}

}  // namespace

std::optional<std::uint32_t> id_number(std::string_view text) {
  std::uint32_t id = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), id);
  const bool whole = result.ec == std::errc{} && result.ptr == text.data() + text.size();
  return whole ? std::optional(id) : std::nullopt;
}

IdMap::IdMap(std::string option, ResolveId resolve)
    : option_(std::move(option)), resolve_(std::move(resolve)) {}

std::vector<std::string> IdMap::add(std::string_view argument) {
  std::vector<std::string> warnings;
  for (std::size_t begin = 0; begin <= argument.size();) {
    const std::size_t end = std::min(argument.find(',', begin), argument.size());
    const std::string_view text = argument.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos)
      throw Error("No colon found in --" + option_ + ": " + std::string(text));
    const std::string to(text.substr(colon + 1));
    if (to.empty())
      throw Error("No name found after colon --" + option_ + ": " + std::string(text));
    Pair pair = parse_source(text.substr(0, colon));
    if (const std::optional<std::uint32_t> target = parse_target(to)) {
      pair.target = *target;
      pairs_.push_back(std::move(pair));
    } else {
      warnings.push_back("Unknown --" + option_ + " name on receiver: " + to);
    }
  }
  return warnings;
}

IdMap::Pair IdMap::parse_source(std::string_view text) const {
  Pair pair;
  pair.name = text;
  if (text.empty() || text[0] < '0' || text[0] > '9') {
    if (text.find_first_of("*?[") != std::string_view::npos) pair.wildcard.emplace(text);
    return pair;
  }
  const std::size_t dash = text.find('-');
  const std::string_view low = text.substr(0, dash);
  const std::string_view high = dash == std::string_view::npos ? low : text.substr(dash + 1);
  if (!all_digits(low) || !all_digits(high))
    throw Error("Invalid number in --" + option_ + ": " + std::string(text));
  pair.by_number = true;
  pair.low = parse_id(low);
  pair.high = parse_id(high);
  return pair;
}

std::optional<std::uint32_t> IdMap::parse_target(const std::string& text) const {
  return all_digits(text) ? parse_id(text) : resolve_(text);
}

std::uint32_t IdMap::map(std::uint32_t id, const std::optional<std::string>& name) const {
  static const std::string nameless;
  const std::string& known = name ? *name : nameless;
  for (const Pair& pair : pairs_) {
    const bool matches = pair.by_number  ? pair.low <= id && id <= pair.high
                         : pair.wildcard ? pair.wildcard->matches(known)
                                         : pair.name == known;
    if (matches) return pair.target;
  }
  if (id == 0 || known.empty()) return id;
  return resolve_(known).value_or(id);
}

OwnerMaps::OwnerMaps(const Options& options)
    : named_(!options.numeric_ids),
      users_("usermap", fs::user_id),
      groups_("groupmap", fs::group_id) {
  const auto add = [this](IdMap& map, const std::vector<std::string>& arguments) {
    for (const std::string& argument : arguments)
      for (std::string& warning : map.add(argument)) warnings_.push_back(std::move(warning));
  };
  add(users_, options.usermap);
  add(groups_, options.groupmap);
}

std::uint32_t OwnerMaps::uid(std::uint32_t uid) const {
  if (users_.empty()) return uid;
  return users_.map(uid, named_ ? fs::user_name(uid) : std::nullopt);
}

std::uint32_t OwnerMaps::gid(std::uint32_t gid) const {
  if (groups_.empty()) return gid;
  return groups_.map(gid, named_ ? fs::group_name(gid) : std::nullopt);
}

ChownMaps parse_chown(std::string_view argument) {
  const std::size_t colon = argument.find(':');
  const std::string user(argument.substr(0, colon));
  const std::string group(colon == std::string_view::npos ? "" : argument.substr(colon + 1));
  return {user.empty() ? "" : "*:" + user, group.empty() ? "" : "*:" + group};
}

}  // namespace smartsync::sync
