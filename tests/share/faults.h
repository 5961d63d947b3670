// What goes wrong, when and for which requests: rules that a test sets while the share runs.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/share/counters.h"

namespace smartsync::share {

enum class Effect {
  none,
  fail,        // the request fails with an error
  hang,        // no answer until the hanging requests are released or the connection is lost
  disconnect,  // the connection is lost with this request
  empty,       // the drive is gone with this request and its mount point is an empty directory
  crash,       // the server stops with this request and loses what was not synced
};

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

struct Rule {
  Effect effect = Effect::fail;
  int error = 0;               // errno, of `fail`
  std::set<Kind> kinds;        // none: every kind
  std::string path;            // a glob that the path below the share's root matches, `*` also
                               // across slashes; empty: every path
  std::uint64_t requests = 0;  // so many matching requests pass first,
  std::uint64_t bytes = 0;     // and matching reads and writes of so many bytes
  std::uint64_t times = unlimited;
  unsigned id = 0;  // given by Faults
};

struct Verdict {
  Effect effect = Effect::none;
  int error = 0;
  std::uint64_t bytes = unlimited;  // a write may write only the first of its bytes
};

// Safe from several threads.
class Faults {
 public:
  // `words` as in "EIO kind=read,write path=*.db after=3 after-bytes=4096 times=1". Returns the
  // rule's id; throws std::invalid_argument with a sentence.
  unsigned add(const std::vector<std::string>& words);
  void clear();
  // Rules with that effect only.
  void clear(Effect effect);

  // `paths` (one, or two of a rename) is only asked if a rule looks at paths. `bytes`: the length
  // of a read or write.
  Verdict judge(Kind kind, std::uint64_t bytes,
                const std::function<std::vector<std::string>()>& paths);

 private:
  std::mutex mutex_;
  std::vector<Rule> rules_;
  unsigned last_id_ = 0;
};

}  // namespace smartsync::share
