// Brings one file's content from one side to the other.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "engine/session/files/target_file.h"
#include "engine/session/node.h"
#include "engine/session/patch/block_index.h"
#include "engine/session/patch/link_speed.h"
#include "engine/session/patch/patch.h"
#include "engine/session/patch/pull_content.h"
#include "engine/session/patch/share_index.h"
#include "engine/session/trash.h"
#include "engine/session/trees.h"

namespace smartsync::session {

struct DeliveryOptions {
  PatchWay way = PatchWay::automatic;
  bool share_index = true;       // use and leave block indexes on the share
  bool check_databases = false;  // a database that is not sound does not take its name
  std::chrono::milliseconds database_wait{5000};  // for a writer to let a snapshot be taken
  unsigned threads = 1;
  bool has_link = true;  // false: the network directory lies on a disk of this machine
};

// What a delivered file is on both sides now.
struct Delivered {
  Node source;  // with the hash of the content that went over
  Node target;
  std::uint64_t bytes = 0;            // over the link
  std::optional<BlockIndex> index{};  // of the content on the share, for a large file
  bool has_its_time = true;           // as in Patched
};

// The xxh128 of a file's content.
hash::Digest content_of(const fs::File& file, unsigned threads);

// What has the path on the side that a file goes to.
struct Occupant {
  const Node* replaced = nullptr;  // a regular file whose place the new one takes
  MakeWay make_way = {};           // of anything else

  bool is_database() const { return replaced != nullptr && replaced->is_database(); }
  std::optional<Identity> version() const {
    return replaced != nullptr ? std::optional(replaced->identity()) : std::nullopt;
  }
};

// May be used from several threads for different paths.
class Delivery {
 public:
  // The index of what the share has under a path, as the last run knew it; nullopt: not known.
  using KnownIndex = std::function<std::optional<BlockIndex>(const std::string& path)>;
  // Told why the index that the share has of a file is not used.
  using IndexRefused = std::function<void(const ShareIndexes::Answer& answer)>;
  using Progress = std::function<void(std::uint64_t bytes)>;

  // All outlive it.
  Delivery(const Trees& trees, const DeliveryOptions& options, KnownIndex known,
           IndexRefused refused, Trash& local_trash, Trash& network_trash)
      : trees_(trees),
        options_(options),
        known_(std::move(known)),
        refused_(std::move(refused)),
        local_trash_(local_trash),
        network_trash_(network_trash),
        speed_(options.has_link) {}

  // `source` is the regular file of the other side; `there` what `target` has under the path.
  // Throws ChangedMeanwhile, or smartsync::Error.
  Delivered deliver(Side target, const std::string& path, const Node& source, const Occupant& there,
                    const Progress& progress);

  // What the share has under the path is another version now, with the same content: only its time
  // or its permissions were set. Its index, if there was one, is left for the version `now`, and
  // returned. Throws nothing.
  std::optional<BlockIndex> renew_index(const std::string& path, const Node& before,
                                        const Node& now) const;

  // The file is called `to` now: its index, if there was one, is left for that, and returned.
  // Throws nothing.
  std::optional<BlockIndex> move_index(const std::string& from, const std::string& to,
                                       const Node& file) const;

  // The share has nothing under the path any more: neither has it an index. Throws nothing.
  void forget(const std::string& path) const;

  // Files of this size and above are known by their blocks.
  static constexpr std::uint64_t large = 256 * 1024;

 private:
  Delivered push(const std::string& path, const Node& source, const Occupant& there,
                 const Progress& progress);
  Delivered pull(const std::string& path, const Node& source, const Occupant& there,
                 const Progress& progress);
  // The file whose content a push sends: the source itself, or a snapshot of it.
  struct Content {
    const fs::Dir& dir;
    const std::string& name;
    const fs::File& file;
    fs::Time modified;
  };
  Delivered send(const Content& content, const std::string& path, const Node& source,
                 const Occupant& there, const Progress& progress);
  PatchWay way_for(const ChangePlan& plan) const;
  std::optional<Delivered> pull_where_it_lies(const PullRequest& request, const Node& source) const;
  void leave_index(const BlockIndex& index) const;
  // Of a database in use.
  Delivered deliver_snapshot(Side target, const std::string& path, const Node& source,
                             const Occupant& there, const Progress& progress);
  std::optional<BlockIndex> index_on_share(const std::string& path, const Node& file) const;
  ShareIndexes::Answer find_index(const std::string& path, const Node& file) const;
  void clear_beside(Side target, const std::string& path) const;
  void check_database(const fs::Dir& dir, const std::string& name, const std::string& path) const;
  unsigned threads_for(std::uint64_t size) const { return size < large ? 1 : options_.threads; }

  const Trees& trees_;
  const DeliveryOptions& options_;
  KnownIndex known_;
  IndexRefused refused_;
  Trash& local_trash_;
  Trash& network_trash_;
  LinkSpeed speed_;
};

}  // namespace smartsync::session
