// The share as a whole, and the way that every request takes through it.
#pragma once

#include <fuse3/fuse_lowlevel.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <string>
#include <vector>

#include "tests/share/counters.h"
#include "tests/share/faults.h"
#include "tests/share/gate.h"
#include "tests/share/link.h"
#include "tests/share/locks.h"
#include "tests/share/nodes.h"
#include "tests/share/settings.h"
#include "tests/share/unsynced.h"

namespace smartsync::share {

enum class Connection {
  up,
  down,   // every request fails with EHOSTDOWN
  empty,  // the mount point is an empty directory that cannot be written to
};

// A name that a request is about: `name` in the directory `node`, or the node itself.
struct Place {
  fuse_ino_t node;
  std::string name;
};

class Passage;

struct Call {
  fuse_req_t request;
  Kind kind;
  std::vector<Place> places;
  std::function<void(Passage&)> work;  // replies, or throws std::system_error before it has
  std::uint64_t upload = 0;            // bytes that cross the link before the work
  std::uint64_t asks_for = 0;          // bytes, of a read
  bool is_rest = false;                // belongs to the request before it: see pieces.h
};

class Share {
 public:
  explicit Share(const Settings& settings);

  const Settings& settings() const { return settings_; }
  Link& link() { return link_; }
  Counters& counters() { return counters_; }
  Faults& faults() { return faults_; }
  Nodes& nodes() { return nodes_; }
  Locks& locks() { return locks_; }
  Unsynced& unsynced() { return unsynced_; }

  // Counts the request and lets it wait for a slot and its latency; then its work is done.
  void serve(Call call);
  // A request that the mount answers without asking the share. It costs nothing and is not counted.
  void answer_locally(fuse_req_t request, const std::function<void()>& work);

  // For a change of the backing. Throws if the connection was lost meanwhile.
  Unsynced::Change change();

  // Throws what a request about `place` meets while the share is not connected.
  void check_connection(Kind kind, const std::vector<Place>& places) const;
  Connection connection() const { return connection_; }
  // Requests that hang get their error. The kernel still believes what it has cached.
  void disconnect(Connection how);
  // As disconnect(), and what is not synced is lost: open files are stale.
  void crash();
  void reconnect();
  unsigned crashes() const { return crashes_; }

  // Lets hanging requests go on, and no more hang.
  void release();
  std::size_t hanging() const;

  void set_session(fuse_session* session) { session_ = session; }
  // Names and attributes that the kernel has cached are asked for again. Never from the work of a
  // request, which the kernel may wait for.
  void drop_kernel_caches();

  std::atomic<bool> server_copy;

  std::string counters_json() const;
  void reset_counters();

 private:
  void pass(Call& call, Clock::time_point asked);
  void suffer(const Call& call, const Verdict& verdict);
  void hold(Call call);
  void fail_hanging(int error);
  void watch_hanging(const std::stop_token& stop);
  std::vector<std::string> paths(const Call& call) const;

  const Settings settings_;
  Link link_;
  Counters counters_;
  Faults faults_;
  Nodes nodes_;
  Locks locks_;
  Unsynced unsynced_;
  fuse_session* session_ = nullptr;
  std::atomic<Connection> connection_ = Connection::up;
  std::atomic<unsigned> crashes_ = 0;
  mutable std::mutex hanging_mutex_;
  std::condition_variable_any hanging_came_;
  std::vector<Call> hanging_;
  // Threads last: they end before what they use.
  Gate gate_;
  std::jthread watch_;
};

// A request on its way, as its work sees it.
class Passage {
 public:
  Passage(Link& link, Clock::time_point arrived, std::uint64_t allowed)
      : link_(link), arrived_(arrived), allowed_(allowed) {}

  // Returns when these bytes have crossed the link.
  void carry(std::uint64_t bytes);
  // Of a write only so many bytes may be written.
  std::uint64_t allowed() const { return allowed_; }

 private:
  Link& link_;
  Clock::time_point arrived_;
  std::uint64_t allowed_;
};

}  // namespace smartsync::share
