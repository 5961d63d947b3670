#include "engine/session/spelling.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <unordered_set>
#include <utility>

#include "engine/fs/letter_case.h"

namespace smartsync::session {

namespace {

constexpr std::string_view between = ".smartsync-renamed";

bool is_between(std::string_view name) {
  return name.size() > between.size() && name.ends_with(between);
}

std::string_view without_mark(std::string_view name) {
  return is_between(name) ? name.substr(0, name.size() - between.size()) : name;
}

// Equal for all spellings of a path.
std::string key_of(std::string_view path) {
  std::string folded = fs::without_case(path);
  static const std::string mark = fs::without_case(between);
  for (std::size_t at = folded.find(mark); at != std::string::npos; at = folded.find(mark, at)) {
    const std::size_t end = at + mark.size();
    const bool ends_name = end == folded.size() || folded[end] == '/';
    if (ends_name && at > 0 && folded[at - 1] != '/')
      folded.erase(at, mark.size());
    else
      at = end;
  }
  return folded;
}

std::string_view name_of_path(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // of the whole if there is no '/'
}

std::string joined(std::string_view parent, std::string_view name) {
  return parent.empty() ? std::string(name) : std::string(parent) + "/" + std::string(name);
}

// One way in which a name is written, and where.
struct Written {
  std::string path;
  bool in_base = false;
  std::array<bool, 2> on{};  // by side

  bool everywhere() const { return in_base && on[0] && on[1]; }
};

std::size_t index(Side side) {
  return side == Side::local ? 0 : 1;
}

// Every path that is known, in PathOrder.
void for_each_path(const Base& base, const Snapshots& found,
                   const std::function<void(const Written&)>& see) {
  auto b = base.begin();
  auto l = found.local.nodes.begin();
  auto n = found.network.nodes.begin();
  const PathOrder before;
  while (true) {
    const std::string* first = nullptr;
    const auto consider = [&](const auto& at, const auto& map) {
      if (at != map.end() && (first == nullptr || before(at->first, *first))) first = &at->first;
    };
    consider(b, base);
    consider(l, found.local.nodes);
    consider(n, found.network.nodes);
    if (first == nullptr) return;
    Written written{.path = *first};
    const auto take = [&](auto& at, const auto& map) {
      const bool is_here = at != map.end() && at->first == written.path;
      if (is_here) ++at;
      return is_here;
    };
    written.in_base = take(b, base);
    written.on = {take(l, found.local.nodes), take(n, found.network.nodes)};
    see(written);
  }
}

class Unification {
 public:
  Unification(const Base& base, Snapshots& found) : base_(base), found_(found) {}

  Spelling run() {
    collect();
    for (auto& [key, ways] : groups_) decide(key, ways);
    if (!chosen_.empty()) respell();
    return std::move(spelling_);
  }

 private:
  using Ways = std::vector<Written>;

  // Of twins at least one is missing somewhere: whatever is everywhere has none, unless another
  // that is not turns out to be one. So the names of a project in which nothing happens cost
  // nothing.
  void collect() {
    std::unordered_set<std::size_t> suspects;
    const std::hash<std::string> hash;
    for_each_path(base_, found_, [&](const Written& written) {
      if (!written.everywhere()) suspects.insert(hash(key_of(written.path)));
    });
    if (suspects.empty()) return;
    for_each_path(base_, found_, [&](const Written& written) {
      std::string key = key_of(written.path);
      if (suspects.contains(hash(key))) groups_[std::move(key)].push_back(written);
    });
    std::erase_if(groups_, [](const auto& group) { return group.second.size() < 2; });
  }

  // --- one name ----------------------------------------------------------------------------------

  void decide(const std::string& key, Ways& ways) {
    if (is_within_one(key, apart_)) return;
    for (const Side side : {Side::local, Side::network}) {
      leave_what_stays(ways, side);
      leave_what_is_no_rename(ways, side);
    }
    // Both sides know them apart, whatever was tried at the top.
    if (has(ways, Side::local) > 1 && has(ways, Side::network) > 1) {
      apart_.insert(key);
      return;
    }
    for (const Side side : {Side::local, Side::network})
      if (ignores_case(other(side))) keep_one(ways, side);
    const Written* local = only(ways, Side::local);
    const Written* network = only(ways, Side::network);
    if (local == nullptr || network == nullptr) return;
    const std::string_view here = name_of_path(local->path);
    const std::string_view there = name_of_path(network->path);
    const bool was_other = std::ranges::any_of(
        ways, [here](const Written& way) { return way.in_base && name_of_path(way.path) != here; });
    if (here != there || was_other || is_between(here)) choose(key, *local, *network, ways);
  }

  bool ignores_case(Side side) const { return found_.at(side).ignores_case; }

  static std::size_t has(const Ways& ways, Side side) {
    return static_cast<std::size_t>(
        std::ranges::count_if(ways, [side](const Written& way) { return way.on.at(index(side)); }));
  }

  static const Written* only(const Ways& ways, Side side) {
    if (has(ways, side) != 1) return nullptr;
    return &*std::ranges::find_if(ways,
                                  [side](const Written& way) { return way.on.at(index(side)); });
  }

  static bool is_written_in_base(const Ways& ways, std::string_view name) {
    return std::ranges::any_of(
        ways, [name](const Written& way) { return way.in_base && name_of_path(way.path) == name; });
  }

  void leave_what_stays(Ways& ways, Side side) const {
    for (Written& way : ways)
      if (stays(side, way.path)) way.on.at(index(side)) = false;
  }

  bool stays(Side side, std::string_view path) const {
    return is_within_one(path, stays_.at(index(side)));
  }

  // Somebody made what was being renamed anew: the rest of it is a name of its own.
  void leave_what_is_no_rename(Ways& ways, Side side) {
    if (has(ways, side) < 2) return;
    for (Written& way : ways)
      if (way.on.at(index(side)) && is_between(name_of_path(way.path))) let_stay(way, side);
  }

  void let_stay(Written& way, Side side) {
    way.on.at(index(side)) = false;
    stays_.at(index(side)).insert(way.path);
  }

  // The other side can have one of them: the one that it has, or had, or the first.
  void keep_one(Ways& ways, Side side) {
    if (has(ways, side) < 2) return;
    const auto rank = [side](const Written& way) {
      return !way.on.at(index(side)) ? 3 : way.on.at(index(other(side))) ? 0 : way.in_base ? 1 : 2;
    };
    const Written& kept = *std::ranges::min_element(ways, {}, rank);
    for (Written& way : ways) {
      if (&way == &kept || !way.on.at(index(side))) continue;
      let_stay(way, side);
      spelling_.homeless.push_back({side, way.path, kept.path});
      found_.at(side).unknown.push_back(way.path);
    }
  }

  void choose(const std::string& key, const Written& local, const Written& network,
              const Ways& ways) {
    const std::string_view here = name_of_path(local.path);
    const std::string_view there = name_of_path(network.path);
    const bool is_local_news =
        is_between(here) == is_between(there)
            ? is_written_in_base(ways, there) && !is_written_in_base(ways, here)
            : is_between(there);
    const std::string name(without_mark(is_local_news ? here : there));
    chosen_[key] = name;
    for (const auto& [side, way] : {std::pair(Side::local, &local), {Side::network, &network}}) {
      if (name_of_path(way->path) == name) continue;
      const std::string parent = respelled(parent_of(way->path));
      spelling_.renames.push_back({.step = Step::rename,
                                   .target = side,
                                   .path = joined(parent, name_of_path(way->path)),
                                   .to = joined(parent, name)});
    }
  }

  // --- all names ---------------------------------------------------------------------------------

  std::string respelled(std::string_view path) const {
    const std::string key = key_of(path);
    std::string result;
    for (std::size_t at = 0, in_key = 0; at <= path.size();) {
      const std::size_t end = std::min(path.find('/', at), path.size());
      const std::size_t key_end = std::min(key.find('/', in_key), key.size());
      const auto chosen = chosen_.find(key.substr(0, key_end));
      const std::string_view name =
          chosen == chosen_.end() ? path.substr(at, end - at) : std::string_view(chosen->second);
      result = joined(result, name);
      at = end + 1;
      in_key = key_end + 1;
    }
    return result;
  }

  void respell() {
    respell_base();
    for (const Side side : {Side::local, Side::network}) {
      const auto now = [this, side](const std::string& path) {
        return stays(side, path) ? path : respelled(path);
      };
      Snapshot& tree = found_.at(side);
      PathMap<Node> nodes;
      for (auto& [path, node] : tree.nodes) nodes.emplace(now(path), std::move(node));
      tree.nodes = std::move(nodes);
      for (std::string& path : tree.unknown) path = now(path);
      PathSet occupied;
      for (const std::string& path : tree.occupied) occupied.insert(now(path));
      tree.occupied = std::move(occupied);
    }
  }

  // If it knows several spellings of one name, that of today counts, or else the first: the others
  // are of what is gone.
  void respell_base() {
    Base& base = spelling_.base.emplace();
    for (const auto& [path, agreed] : base_)
      if (respelled(path) == path) base.emplace(path, agreed);
    for (const auto& [path, agreed] : base_) {
      std::string now = respelled(path);
      if (now == path) continue;
      if (base.emplace(now, agreed).second)
        spelling_.moved.push_back({path, std::move(now)});
      else
        base.emplace(path, agreed);
    }
  }

  const Base& base_;
  Snapshots& found_;
  Spelling spelling_;
  std::array<PathSet, 2> stays_;               // by side: what is no spelling of anything else
  PathSet apart_;                              // keys of names that are not one
  PathMap<Ways> groups_;                       // by key: parents first
  std::map<std::string, std::string> chosen_;  // by key: the name on both sides
};

}  // namespace

Spelling unify_spelling(const Base& base, Snapshots& found) {
  if (!found.local.ignores_case && !found.network.ignores_case) return {};
  return Unification(base, found).run();
}

std::string Spelling::before(Side side, std::string path) const {
  for (auto rename = renames.rbegin(); rename != renames.rend(); ++rename)
    if (rename->target == side && is_within(path, rename->to))
      path = rename->path + path.substr(rename->to.size());
  return path;
}

bool is_taken(const Snapshot& tree, const std::string& path) {
  if (tree.nodes.contains(path)) return true;
  if (!tree.ignores_case) return false;
  const std::string key = fs::without_case(path);
  return std::ranges::any_of(
      tree.nodes, [&key](const auto& node) { return fs::without_case(node.first) == key; });
}

std::string name_between(std::string_view name) {
  return std::string(name) + std::string(between);
}

}  // namespace smartsync::session
