#include "engine/session/patch/pull_content.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/delta/file_source.h"
#include "engine/delta/memory_source.h"
#include "engine/fs/kernel_copy.h"
#include "engine/session/files/temporary.h"
#include "engine/session/patch/carrier.h"
#include "engine/session/patch/difference.h"

namespace smartsync::session {
namespace {

// The progress function, told by one thread at a time, and no more than the file has.
class Progress {
 public:
  explicit Progress(const PullRequest& request) : request_(request) {}
  void advance(std::uint64_t bytes) {
    if (!request_.progress) return;
    const std::lock_guard lock(mutex_);
    const std::uint64_t more = std::min(bytes, request_.remote.size - told_);
    told_ += more;
    request_.progress(more);
  }

 private:
  const PullRequest& request_;
  std::mutex mutex_;
  std::uint64_t told_ = 0;
};

// Writes what is read from it to the same place of another file.
class CopyingSource final : public delta::ByteSource {
 public:
  CopyingSource(const delta::ByteSource& source, const fs::File& target, Progress& progress)
      : source_(source), target_(target), progress_(progress) {}
  std::uint64_t size() const override { return source_.size(); }
  std::size_t read(std::uint64_t offset, std::span<std::byte> into) const override {
    const std::size_t count = source_.read(offset, into);
    target_.write(offset, into.first(count));
    progress_.advance(count);
    return count;
  }
  std::string name() const override { return source_.name(); }

 private:
  const delta::ByteSource& source_;
  const fs::File& target_;
  Progress& progress_;
};

// Sends what was written on its way to the disk from time to time, so that it need not be waited
// for at the end.
class EarlyWriting {
 public:
  explicit EarlyWriting(const fs::File& file) : file_(file) {}
  void written(std::uint64_t end) {
    if (end < begun_ + worth_starting) return;
    file_.start_writing(begun_, end - begun_);
    begun_ = end;
  }

 private:
  static constexpr std::uint64_t worth_starting = std::uint64_t{8} << 20;
  const fs::File& file_;
  std::uint64_t begun_ = 0;
};

class Pull {
 public:
  explicit Pull(const PullRequest& request)
      : request_(request),
        from_(request.remote_root, request.path),
        to_(request.local_root, request.path),
        remote_(from_.dir.open_read(from_.name)),
        remote_bytes_(remote_, request.remote.size),
        progress_(request) {
    require_version(remote_, request.remote);
  }

  PulledFile run() {
    const unsigned permissions = (request_.permissions.value_or(0666) & 0777) | 0600;
    auto temp = make_temporary(to_.dir, static_cast<std::uint16_t>(permissions));
    temp->file().truncate(request_.remote.size);
    BlockIndex index = fill(temp->file());
    index.identity = request_.remote;
    require_version(from_, request_.remote);
    if (request_.permissions && temp->file().stat().permissions != *request_.permissions)
      set_permissions_where_kept(temp->file(), *request_.permissions);
    temp->file().set_times(std::nullopt, request_.modified);
    temp->file().sync();
    return {std::move(to_), request_.local, std::move(temp), std::move(index), received_};
  }

 private:
  BlockIndex fill(const fs::File& target) {
    if (request_.index && request_.local) {
      fill_from_both(target);
      // It is read again while the disk is at work with it.
      auto syncing = std::async(std::launch::async, [&] { target.sync(); });
      const bool is_wanted = has_wanted_content(target);
      syncing.get();
      if (is_wanted) return *request_.index;
      target.truncate(0);
      target.truncate(request_.remote.size);
    }
    return copy_checked(target);
  }

  // What differs from the index was either altered on its way, or the index is of older content
  // that had the same size and time: two equal readings tell.
  BlockIndex copy_checked(const fs::File& target) {
    BlockIndex once = copy_whole(target);
    if (!request_.index || once.content == request_.index->content) return once;
    BlockIndex again = copy_whole(target);
    if (again.content == request_.index->content || again.content == once.content) return again;
    throw Error(
        "\"" + remote_.path() + "\" reads differently each time: it is left for the next run",
        remote_.path());
  }

  BlockIndex copy_whole(const fs::File& target) {
    received_ += request_.remote.size;
    return request_.remote.size <= largest_request ? copy_small(target) : copy_large(target);
  }
  BlockIndex copy_large(const fs::File& target) {
    const CopyingSource source(remote_bytes_, target, progress_);
    const BlockLayout layout =
        request_.index ? request_.index->layout() : layout_for(remote_bytes_);
    return make_index(source, layout, request_.path, requests_in_flight(from_.dir));
  }
  // In one request.
  BlockIndex copy_small(const fs::File& target) {
    std::vector<std::byte> content(static_cast<std::size_t>(request_.remote.size));
    delta::read_exactly(remote_bytes_, 0, content);
    target.write(0, content);
    progress_.advance(content.size());
    const delta::MemorySource source(content);
    return make_index(source, layout_for(source), request_.path, 1);
  }

  // What the old local version has is copied from it, while the rest comes from the share.
  void fill_from_both(const fs::File& target) {
    const fs::File old = to_.dir.open_read(to_.name);
    require_version(old, *request_.local);
    const ChangePlan plan = plan_from_index(
        *request_.index, delta::FileSource(old, request_.local->size), request_.threads);
    const bool is_clone = fs::reflink(old, target);
    if (is_clone) target.truncate(plan.new_size);
    auto copying = std::async(std::launch::async, [&] { copy_old(plan, old, target, is_clone); });
    try {
      fetch(cut(brought_ranges(plan), largest_request), target);
    } catch (...) {
      stopped_ = true;
      throw;
    }
    copying.get();
  }

  void copy_old(const ChangePlan& plan, const fs::File& old, const fs::File& target,
                bool is_clone) {
    EarlyWriting early(target);
    for (const Piece& piece : plan.pieces) {
      if (!piece.is_copy() || stopped_) continue;
      if (!is_clone || piece.from != piece.at)
        fs::copy_range(old, piece.from, target, piece.at, piece.length);
      early.written(piece.end());
      progress_.advance(piece.length);
    }
  }

  void fetch(const std::vector<fs::Range>& ranges, const fs::File& target) {
    const unsigned most = ranges.size() > 1 ? requests_in_flight(from_.dir) : 1;
    run_in_flight(ranges.size(), most, [&](std::size_t index, WorkBuffer& buffer) {
      const fs::Range range = ranges[index];
      const auto bytes = buffer.first(static_cast<std::size_t>(range.end - range.begin));
      delta::read_exactly(remote_bytes_, range.begin, bytes);
      target.write(range.begin, bytes);
      received_ += bytes.size();
      progress_.advance(bytes.size());
    });
  }

  bool has_wanted_content(const fs::File& target) {
    hash::Hasher whole(hash::Kind::xxh128);
    const delta::FileSource bytes(target, request_.remote.size);
    WorkBuffer buffer;
    for (std::uint64_t at = 0; at < bytes.size();) {
      const auto piece = buffer.first(
          static_cast<std::size_t>(std::min<std::uint64_t>(largest_request, bytes.size() - at)));
      delta::read_exactly(bytes, at, piece);
      whole.update(piece);
      at += piece.size();
    }
    return whole.finish() == request_.index->content;
  }

  const PullRequest& request_;
  FilePlace from_, to_;
  fs::File remote_;
  delta::FileSource remote_bytes_;
  Progress progress_;
  std::atomic<std::uint64_t> received_ = 0;
  std::atomic<bool> stopped_ = false;
};

}  // namespace

PulledFile::PulledFile(FilePlace place, std::optional<Identity> local,
                       std::unique_ptr<sync::TempFile> file, BlockIndex index,
                       std::uint64_t received)
    : place_(std::move(place)),
      local_(local),
      file_(std::move(file)),
      index_(std::move(index)),
      received_(received) {}

fs::Stat PulledFile::put_in_place() {
  require_version(place_, local_);
  file_->rename_to(place_.dir, place_.name);
  place_.dir.sync();
  return *place_.dir.stat(place_.name);
}

PulledFile pull_content(const PullRequest& request) {
  return Pull(request).run();
}

}  // namespace smartsync::session
