// The planner against a model: random histories of two people and syncs, carried out on trees in
// memory. SMARTSYNC_HISTORIES and SMARTSYNC_SEED change how many, and where they begin.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "engine/fs/letter_case.h"
#include "engine/session/reconcile.h"
#include "engine/session/spelling.h"
#include "tests/rounds.h"
#include "tests/session/trees.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

// What a history is made of, and what must always hold.
class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed) {
    // Most worlds know "a" from "A", on one side or both.
    const int kind = draw(6);
    local_.ignores_case = kind == 1 || kind == 2;
    network_.ignores_case = kind == 2 || kind == 3;
    has_capitals_ = kind > 0 && kind < 5;
  }

  void run() {
    const int steps = draw(12) + 3;
    for (int i = 0; i < steps; ++i) {
      if (draw(4) != 0) {
        edit(draw(2) == 0 ? Side::local : Side::network);
      } else {
        sync(static_cast<Direction>(draw(3)), static_cast<OnConflict>(draw(5)), draw(4) == 0);
      }
      check_nothing_is_lost();
    }
    converge();
  }

 private:
  int draw(int below) { return std::uniform_int_distribution(0, below - 1)(random_); }
  Snapshot& tree(Side side) { return side == Side::local ? local_ : network_; }

  // --- people ------------------------------------------------------------------------------------

  std::string some_path() {
    static constexpr const char* names[] = {"a", "b", "a-", "c", "A", "C"};
    const int count = has_capitals_ ? 6 : 4;
    std::string path = names[draw(count)];
    while (draw(2) == 0 && path.size() < 6) path += std::string("/") + names[draw(count)];
    return path;
  }

  // What that name stands for on that side: there may be one in other case.
  std::string as_found(Side side, const std::string& path) {
    if (!tree(side).ignores_case) return path;
    std::string found = path;
    for (const auto& [there, node] : tree(side).nodes) {
      if (found.size() < there.size()) continue;
      const bool leads_there = found.size() == there.size() || found[there.size()] == '/';
      if (leads_there && fs::without_case(found.substr(0, there.size())) == fs::without_case(there))
        found.replace(0, there.size(), there);
    }
    return found;
  }

  void rename_in_case(Side side, const std::string& path) {
    std::string to = path;
    char& letter = to.at(path.rfind('/') + 1);
    letter = static_cast<char>(letter ^ ('a' ^ 'A'));
    if (tree(side).ignores_case || find(side, to) == nullptr) rename(side, path, to);
  }

  void edit(Side side) {
    const std::string path = as_found(side, some_path());
    switch (draw(has_capitals_ ? 8 : 7)) {
      case 0:
      case 1:
        write(side, path);
        break;
      case 2:
        remove_by_user(side, path);
        break;
      case 3:
        rename(side, path, as_found(side, some_path()));
        break;
      case 7:
        rename_in_case(side, path);
        break;
      case 4:
        if (make_parents(side, path)) tree(side).nodes.try_emplace(path, directory_node());
        break;
      case 5:
        if (Node* node = find(side, path); node != nullptr && node->is_regular())
          node->modified.seconds = ++clock_;
        break;
      case 6:  // something that does not travel
        if (const Node* node = find(side, path); node != nullptr && node->is_directory())
          ignored(side).insert(path);
        break;
    }
  }

  std::set<std::string>& ignored(Side side) {
    return side == Side::local ? ignored_local_ : ignored_network_;
  }

  // What directories with something ignored are called now that one of them is.
  void move_ignored(Side side, const std::string& from, const std::string& to) {
    std::set<std::string> moved;
    std::erase_if(ignored(side), [&](const std::string& path) {
      if (!is_within(path, from)) return false;
      moved.insert(to + path.substr(from.size()));
      return true;
    });
    ignored(side).merge(moved);
  }

  Snapshot as_scanned(Side side) {
    Snapshot found = without_hashes(tree(side));
    for (std::string_view path : ignored(side))
      for (; !path.empty(); path = parent_of(path)) found.occupied.emplace(path);
    return found;
  }

  bool is_occupied(Side side, const std::string& path) {
    return std::any_of(ignored(side).begin(), ignored(side).end(),
                       [&](const std::string& holder) { return is_within(holder, path); });
  }

  Node* find(Side side, const std::string& path) {
    const auto at = tree(side).nodes.find(path);
    return at == tree(side).nodes.end() ? nullptr : &at->second;
  }

  bool make_parents(Side side, const std::string& path) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      const auto at = tree(side).nodes.try_emplace(path.substr(0, slash), directory_node()).first;
      if (!at->second.is_directory()) return false;
    }
    return true;
  }

  void write(Side side, const std::string& path) {
    if (Node* node = find(side, path); node != nullptr && node->is_directory()) return;
    if (!make_parents(side, path)) return;
    forget(find(side, path));
    // Sizes are often equal: only hashes tell such versions apart.
    const std::string content =
        std::to_string(1000 + ++contents_) + std::string(static_cast<std::size_t>(draw(2)), 'x');
    const Node node = draw(6) == 0 ? link_to(content) : file_of(content, ++clock_, ++ids_);
    tree(side).nodes[path] = node;
    wanted_.insert(token(node));
  }

  static std::string token(const Node& node) {
    return node.is_regular() ? node.content->hex() : "link to " + node.link_target;
  }

  // The user of one side no longer wants what it has there.
  void forget(const Node* node) {
    if (node != nullptr && !node->is_directory()) wanted_.erase(token(*node));
  }

  void remove_by_user(Side side, const std::string& path) {
    auto& nodes = tree(side).nodes;
    for (auto at = nodes.lower_bound(path); at != nodes.end() && is_within(at->first, path);) {
      forget(&at->second);
      at = nodes.erase(at);
    }
    std::erase_if(ignored(side),
                  [&path](const std::string& holder) { return is_within(holder, path); });
  }

  void rename(Side side, const std::string& from, const std::string& to) {
    auto& nodes = tree(side).nodes;
    if (is_within(to, from) || is_within(from, to) || find(side, from) == nullptr) return;
    if (!make_parents(side, to)) return;
    remove_by_user(side, to);
    std::vector<std::pair<std::string, Node>> moved;
    for (auto at = nodes.lower_bound(from); at != nodes.end() && is_within(at->first, from);) {
      moved.emplace_back(to + at->first.substr(from.size()), at->second);
      at = nodes.erase(at);
    }
    for (auto& [path, node] : moved) nodes[path] = node;
    move_ignored(side, from, to);
  }

  // --- the program -------------------------------------------------------------------------------

  Plan make_plan(Direction direction, OnConflict on_conflict) {
    Snapshot local = as_scanned(Side::local);
    Snapshot network = as_scanned(Side::network);
    PlanOptions options;
    options.direction = direction;
    options.on_conflict = on_conflict;
    options.name_beside = names_beside(local_, network_);
    Snapshots found{std::move(local), std::move(network)};
    const Spelling spelling = unify_spelling(base_, found);
    homeless_.clear();
    for (const Spelling::Homeless& name : spelling.homeless)
      homeless_.insert({name.side, name.path});
    const Base& base = spelling.base ? *spelling.base : base_;
    Plan plan = reconcile(base, found.local, found.network, options);
    for (const std::string& path : plan.unsure)
      for (const Side side : {Side::local, Side::network})
        found.at(side).nodes.at(path).content =
            tree(side).nodes.at(spelling.before(side, path)).content;
    if (!plan.unsure.empty()) plan = reconcile(base, found.local, found.network, options);
    CHECK(plan.unsure.empty());
    plan.actions.insert(plan.actions.begin(), spelling.renames.begin(), spelling.renames.end());
    for (const auto& [from, to] : spelling.moved) plan.respelled.push_back({from, to, base.at(to)});
    return plan;
  }

  Plan sync(Direction direction, OnConflict on_conflict, bool dies) {
    Plan plan = make_plan(direction, on_conflict);
    const std::size_t end =
        dies ? static_cast<std::size_t>(draw(int(plan.actions.size()) + 1)) : plan.actions.size();
    std::size_t renames = 0;
    for (std::size_t i = 0; i < end; ++i) {
      carry_out(plan.actions[i]);
      renames += plan.actions[i].step == Step::rename ? 1 : 0;
      check_nothing_is_lost();
      check_names();
    }
    // Killed, the state may or may not know what was done.
    const bool knows = !dies || draw(2) == 0;
    const auto is_rename = [](const Action& action) { return action.step == Step::rename; };
    if (knows && renames == std::size_t(std::ranges::count_if(plan.actions, is_rename)))
      for (const auto& [from, to, agreed] : plan.respelled) {
        base_.erase(from);
        base_[to] = agreed;
      }
    if (knows) {
      for (std::size_t i = renames; i < end; ++i) remember(plan.actions[i].path);
      for (std::size_t i = renames; i < end; ++i) remember(plan.actions[i].to);
      for (const std::string& path : plan.agreed) remember(path);
    }
    return plan;
  }

  // The base learns only what is so on both sides.
  void remember(const std::string& path) {
    const Node* local = find(Side::local, path);
    const Node* network = find(Side::network, path);
    if (local == nullptr && network == nullptr) base_.erase(path);
    if (local == nullptr || network == nullptr || path.empty()) return;
    if (compare(*local, *network, true) == Sameness::same) base_[path] = {*local, *network};
  }

  void carry_out(const Action& action) {
    INFO("step " << int(action.step) << " of " << action.path << " to " << action.to);
    Snapshot& target = tree(action.target);
    Node* there = find(action.target, action.path);
    const Node* source = find(other(action.target), action.path);
    const auto parent = std::string(parent_of(action.path));
    const bool has_parent = parent.empty() || (find(action.target, parent) != nullptr &&
                                               find(action.target, parent)->is_directory());
    switch (action.step) {
      case Step::rename:
        REQUIRE(there != nullptr);
        REQUIRE(find(action.target, action.to) == nullptr);
        REQUIRE(fs::without_case(action.path) == fs::without_case(action.to));
        rename(action.target, action.path, action.to);
        return;
      case Step::set_aside:
        REQUIRE(there != nullptr);
        REQUIRE(find(action.target, action.to) == nullptr);
        REQUIRE_FALSE(there->is_directory());
        target.nodes[action.to] = *there;
        target.nodes.erase(action.path);
        return;
      case Step::clear:
      case Step::remove:
        REQUIRE(there != nullptr);
        REQUIRE(is_empty(action.target, action.path));
        REQUIRE_FALSE(is_occupied(action.target, action.path));
        discard(*there);
        target.nodes.erase(action.path);
        return;
      case Step::make_directory:
        REQUIRE(has_parent);
        REQUIRE(there == nullptr);
        target.nodes[action.path] = directory_node();
        return;
      case Step::copy:
        REQUIRE(has_parent);
        REQUIRE(source != nullptr);
        REQUIRE_FALSE(source->is_directory());
        if (there != nullptr) {
          REQUIRE_FALSE(there->is_directory());
          if (action.keep_old) discard(*there);
        }
        target.nodes[action.path] = *source;
        target.nodes[action.path].file_id = ++ids_;
        return;
      case Step::set_metadata:
        REQUIRE(there != nullptr);
        REQUIRE(source != nullptr);
        there->modified = source->modified;
        there->permissions = source->permissions;
        return;
    }
  }

  void discard(const Node& node) {
    if (!node.is_directory()) trash_.insert(token(node));
  }

  bool is_empty(Side side, const std::string& path) {
    const auto at = tree(side).nodes.upper_bound(path);
    return at == tree(side).nodes.end() || !is_within(at->first, path);
  }

  // --- what must hold ----------------------------------------------------------------------------

  void check_nothing_is_lost() {
    std::set<std::string> kept = trash_;
    for (const Side side : {Side::local, Side::network})
      for (const auto& [path, node] : tree(side).nodes)
        if (!node.is_directory()) kept.insert(token(node));
    std::vector<std::string> lost;
    std::set_difference(wanted_.begin(), wanted_.end(), kept.begin(), kept.end(),
                        std::back_inserter(lost));
    REQUIRE(lost.empty());
  }

  // On neither side is there what its filesystem could not hold.
  void check_names() {
    for (const Side side : {Side::local, Side::network}) {
      std::set<std::string> names;
      if (tree(side).ignores_case)
        for (const auto& [path, node] : tree(side).nodes) {
          INFO(path);
          REQUIRE(names.insert(fs::without_case(path)).second);
        }
    }
  }

  bool is_homeless(Side side, const std::string& path) const {
    return std::ranges::any_of(homeless_, [&](const auto& name) {
      return name.first == side && is_within(path, name.second);
    });
  }

  void check_equal() {
    for (const Side side : {Side::local, Side::network})
      for (const auto& [path, node] : tree(side).nodes) {
        INFO(path);
        const Node* there = find(other(side), path);
        if (there == nullptr && (is_kept(side, path) || is_homeless(side, path))) continue;
        REQUIRE(there != nullptr);
        CHECK(compare(node, *there, true) == Sameness::same);
        CHECK(node.modified == there->modified);
      }
  }

  // Deleted on the other side, with something in it that does not travel.
  bool is_kept(Side side, const std::string& path) {
    return find(side, path)->is_directory() && is_occupied(side, path) && base_.contains(path);
  }

  void converge() {
    if (draw(2) == 0) {
      sync(Direction::both, OnConflict::keep_both, false);
    } else {
      sync(Direction::pull, OnConflict::newest, false);
      check_nothing_is_lost();
      sync(Direction::push, OnConflict::newest, false);
    }
    // What had to stay takes the place of what was in its way, once that is gone.
    for (int i = 0; i < 2 && !homeless_.empty(); ++i)
      sync(Direction::both, OnConflict::keep_both, false);
    check_nothing_is_lost();
    check_equal();
    const Plan nothing = make_plan(Direction::both, OnConflict::keep_both);
    CHECK(nothing.actions.empty());
    CHECK(nothing.conflicts.empty());
    CHECK(nothing.waiting.empty());
  }

  std::mt19937_64 random_;
  Snapshot local_;
  Snapshot network_;
  Base base_;
  std::set<std::string> wanted_;  // what users wrote, and have not themselves replaced or deleted
  std::set<std::string> trash_;
  std::set<std::pair<Side, std::string>> homeless_;  // of the last plan
  bool has_capitals_ = false;
  std::set<std::string> ignored_local_;  // directories in which something ignored lies
  std::set<std::string> ignored_network_;
  std::int64_t clock_ = 1'600'000'000;
  std::uint64_t ids_ = 0;
  int contents_ = 0;
};

}  // namespace

TEST_CASE("random histories lose nothing and converge") {
  const std::uint64_t first = setting("SMARTSYNC_SEED", 1);
  const std::uint64_t count = setting("SMARTSYNC_HISTORIES", rounds(20'000));
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    INFO("SMARTSYNC_SEED=" << seed << " SMARTSYNC_HISTORIES=1");
    World(seed).run();
  }
}
