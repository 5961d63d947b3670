#include "engine/session/patch/patch.h"

#include <optional>
#include <utility>

#include "engine/fs/process.h"
#include "engine/session/files/target_file.h"
#include "engine/session/patch/carrier.h"
#include "engine/session/patch/patch_journal.h"
#include "engine/session/patch/replacement.h"
#include "engine/session/patch/server_copy.h"

namespace smartsync::session {
namespace {

[[noreturn]] void refuse(const PatchRequest& request, const std::string& why) {
  const std::string path = request.root.path_of(request.path);
  throw Error("cannot change \"" + path + "\" in the way that was asked for: " + why, path);
}

// One patch, by one way after the other until one can be gone.
class Patch {
 public:
  explicit Patch(const PatchRequest& request)
      : request_(request), carrier_(request), place_(request.root, request.path) {
    require_unchanged(request.source, request.source_stat);
  }

  Patched run() {
    switch (request_.way) {
      case PatchWay::automatic:
        return choose();
      case PatchWay::rewrite:
        return rewrite();
      case PatchWay::journal:
        if (const char* why = refuse_journal(request_)) refuse(request_, why);
        return by_journal();
      case PatchWay::reflink:
        return by_clone_alone();
      case PatchWay::copy:
        return by_copy_alone();
    }
    refuse(request_, "there is no such way");
  }

 private:
  // The cheapest way that can be gone, in bytes over the link; never one slower than a rewrite.
  Patched choose() {
    if (!request_.old || request_.plan.copied == 0) return rewrite();
    const double start = fs::monotonic_seconds();
    std::optional<Replacement> replacement(std::in_place, request_, carrier_, place_);
    carrier_.speed().saw_request((fs::monotonic_seconds() - start) / requests_for_temporary);
    if (replacement->clone_old()) return complete(*replacement, PatchWay::reflink);
    if (copying_may_pay(*replacement) && replacement->copy_old())
      return complete(*replacement, PatchWay::copy);
    if (journal_pays(replacement->missing())) {
      replacement.reset();  // its space may be needed
      return by_journal();
    }
    return complete(*replacement, replacement->copied() > 0 ? PatchWay::copy : PatchWay::rewrite);
  }
  Patched by_clone_alone() {
    if (!request_.old) refuse(request_, "it does not exist yet");
    Replacement replacement(request_, carrier_, place_);
    if (!replacement.clone_old()) refuse(request_, "its filesystem cannot share blocks");
    return complete(replacement, PatchWay::reflink);
  }
  Patched by_copy_alone() {
    if (!request_.old) refuse(request_, "it does not exist yet");
    Replacement replacement(request_, carrier_, place_);
    replacement.copy_old();
    return complete(replacement, PatchWay::copy);
  }
  Patched rewrite() {
    Replacement replacement(request_, carrier_, place_);
    return complete(replacement, PatchWay::rewrite);
  }
  Patched by_journal() {
    const auto [stat, has_its_time] = patch_by_journal(request_, carrier_, place_);
    return {stat, PatchWay::journal, carrier_.sent(), 0, has_its_time};
  }
  Patched complete(Replacement& replacement, PatchWay way) {
    replacement.write_missing();
    const fs::Stat stat = replacement.finish();
    return {stat, way, carrier_.sent(), replacement.copied()};
  }

  double seconds_to_write(const std::vector<fs::Range>& ranges) {
    const std::uint64_t requests = cut(ranges, largest_request).size();
    return carrier_.speed().seconds_for(length_of(ranges), requests, carrier_.in_flight());
  }
  // If the copying itself takes no time, that is; copy_old() finds out.
  bool copying_may_pay(const Replacement& replacement) {
    const auto copies = worthwhile_copies(request_.plan, false).size();
    return !replacement.is_known_not_to_copy() &&
           carrier_.speed().seconds_for(0, copies, copies_at_once(copies)) +
                   seconds_to_write(brought_ranges(request_.plan)) <
               seconds_to_write(replacement.missing());
  }
  // Instead of writing what is `missing` of a replacement.
  bool journal_pays(const std::vector<fs::Range>& missing) {
    if (refuse_journal(request_) != nullptr) return false;
    const auto ranges = brought_ranges(request_.plan);
    // The journal itself is written in large pieces, and waits for the disk three times.
    constexpr std::uint64_t waits = 10;
    const double seconds =
        carrier_.speed().seconds_for(length_of(ranges), waits, 1) + seconds_to_write(ranges);
    return seconds < seconds_to_write(missing);
  }

  // Creating a file, and locking it.
  static constexpr double requests_for_temporary = 2;

  const PatchRequest& request_;
  Carrier carrier_;
  FilePlace place_;
};

}  // namespace

Patched patch(const PatchRequest& request) {
  return Patch(request).run();
}

}  // namespace smartsync::session
