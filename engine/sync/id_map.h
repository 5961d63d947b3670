// --usermap, --groupmap and --chown (rsync(1)): which owner a file gets at the destination.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sync/options.h"
#include "engine/tree/wildmatch.h"

namespace smartsync::sync {

// The id that the destination knows for a name.
using ResolveId = std::function<std::optional<std::uint32_t>(const std::string& name)>;

// The id that a text of nothing but digits is; nullopt: it is another text, or over 32 bits, which
// ids have on every platform that has them.
std::optional<std::uint32_t> id_number(std::string_view text);

// One kind of id, users or groups. Immutable once built; thread-safe if the resolver is.
class IdMap {
 public:
  // `option` is "usermap" or "groupmap", for messages; `resolve` is asked for TO names at once and
  // for the source's names while mapping.
  IdMap(std::string option, ResolveId resolve);

  // FROM:TO[,FROM:TO...]. Throws smartsync::Error with rsync's sentence. A pair whose TO is a name
  // that the destination does not know counts for nothing; the sentence to print comes back.
  std::vector<std::string> add(std::string_view argument);

  bool empty() const { return pairs_.empty(); }

  // The destination's id for the source's `id` and its name there, if it has one and
  // --numeric-ids does not withhold it. The first pair that matches decides; without one the
  // name is looked up at the destination, and an id without a known name stays what it is.
  // Id 0 is 0 everywhere unless a pair says otherwise.
  std::uint32_t map(std::uint32_t id, const std::optional<std::string>& name) const;

 private:
  struct Pair {
    bool by_number = false;
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    std::string name;  // of the source; also empty: ids without a name
    std::optional<tree::Wildcard> wildcard;
    std::uint32_t target = 0;
  };

  Pair parse_source(std::string_view text) const;
  std::optional<std::uint32_t> parse_target(const std::string& text) const;

  std::string option_;
  ResolveId resolve_;
  std::vector<Pair> pairs_;
};

// The maps of users and of groups that the options ask for. Immutable once built; thread-safe.
class OwnerMaps {
 public:
  // Throws smartsync::Error for maps that cannot be understood.
  explicit OwnerMaps(const Options& options);

  // Names that this machine does not know, as sentences.
  const std::vector<std::string>& warnings() const { return warnings_; }
  // What the source's ids become. Both sides know the same names: without a map, what they were.
  std::uint32_t uid(std::uint32_t uid) const;
  std::uint32_t gid(std::uint32_t gid) const;

 private:
  bool named_;  // maps may ask for names
  IdMap users_;
  IdMap groups_;
  std::vector<std::string> warnings_;
};

// What --chown=USER:GROUP means: the arguments of --usermap and --groupmap; empty where it says
// nothing.
struct ChownMaps {
  std::string usermap;
  std::string groupmap;
};
ChownMaps parse_chown(std::string_view argument);

}  // namespace smartsync::sync
