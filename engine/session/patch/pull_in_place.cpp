#include "engine/session/patch/pull_in_place.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/delta/file_source.h"
#include "engine/fs/kernel_copy.h"
#include "engine/session/files/temporary.h"
#include "engine/session/patch/carrier.h"
#include "engine/session/patch/difference.h"
#include "engine/session/patch/in_place.h"
#include "engine/session/patch/journal.h"
#include "engine/session/patch/journal_file.h"

namespace smartsync::session {
namespace {

// What changed is kept in memory until it is written.
constexpr std::uint64_t most_brought = std::uint64_t{128} << 20;
// Everything that changed is written twice: a new file costs less if it is more than this part.
constexpr std::uint64_t least_kept = 4;

class PullInPlace {
 public:
  explicit PullInPlace(const PullRequest& request)
      : request_(request),
        from_(request.remote_root, request.path),
        to_(request.local_root, request.path),
        target_(to_.dir.open_write(to_.name)) {
    require_version(target_, *request.local);
  }

  std::optional<PulledInPlace> run() {
    const ChangePlan plan = plan_from_index(
        *request_.index, delta::FileSource(target_, request_.local->size), request_.threads);
    const bool pays = plan.in_place() && plan.brought <= most_brought &&
                      plan.brought <= plan.new_size / least_kept && plan.new_size > 0;
    if (!pays || shares_blocks()) return std::nullopt;
    prepare(plan);
    fetch();
    if (!has_wanted_content()) return std::nullopt;
    JournalFile journal(request_.local_root, request_.path);
    write_journal(
        journal.file(), header_, [this](fs::Range range, WorkBuffer&) { return brought(range); },
        in_flight());
    require_version(from_, request_.remote);
    require_version(to_, request_.local);
    if (request_.before_replace) request_.before_replace();
    journal.end();
    write_in_place(target_, header_,
                   [this](std::size_t index, WorkBuffer&) { return brought(index); }, in_flight(),
                   {});
    if (request_.permissions && target_.stat().permissions != *request_.permissions)
      set_permissions_where_kept(target_, *request_.permissions);
    journal.remove();
    if (request_.progress) request_.progress(header_.new_size);
    return PulledInPlace{*to_.dir.stat(to_.name), content_.size()};
  }

 private:
  // A clone costs nothing, and leaves the old version to whoever reads it.
  bool shares_blocks() const {
    const auto temporary = make_temporary(to_.dir, 0600);
    return fs::reflink(target_, temporary->file());
  }

  void prepare(const ChangePlan& plan) {
    const fs::Stat now = target_.stat();
    header_ = {.path = request_.path,
               .old = identity_of(now),
               .created = now.created,
               .new_size = plan.new_size,
               .modified = request_.modified,
               .content = request_.index->content,
               .ranges = cut(brought_ranges(plan), largest_request)};
    std::uint64_t length = 0;
    for (const fs::Range& range : header_.ranges) {
      offsets_.push_back(length);
      length += range.end - range.begin;
    }
    offsets_.push_back(length);
    content_.resize(static_cast<std::size_t>(length));
  }

  std::span<std::byte> brought(std::size_t index) {
    return std::span(content_).subspan(
        static_cast<std::size_t>(offsets_[index]),
        static_cast<std::size_t>(offsets_[index + 1] - offsets_[index]));
  }

  // Of a part of one of the ranges.
  std::span<std::byte> brought(fs::Range part) {
    const auto after = std::ranges::upper_bound(header_.ranges, part.begin, {}, &fs::Range::begin);
    const auto index = static_cast<std::size_t>(after - header_.ranges.begin() - 1);
    return brought(index).subspan(
        static_cast<std::size_t>(part.begin - header_.ranges[index].begin),
        static_cast<std::size_t>(part.end - part.begin));
  }

  void fetch() {
    const fs::File remote = from_.dir.open_read(from_.name);
    require_version(remote, request_.remote);
    const delta::FileSource source(remote, request_.remote.size);
    run_in_flight(header_.ranges.size(), requests_in_flight(from_.dir),
                  [&](std::size_t index, WorkBuffer&) {
                    delta::read_exactly(source, header_.ranges[index].begin, brought(index));
                  });
  }

  // The whole new version, as it will be, against the index's hash.
  bool has_wanted_content() {
    hash::Hasher whole(hash::Kind::xxh128);
    WorkBuffer buffer;
    std::uint64_t at = 0;
    const auto keep_until = [&](std::uint64_t end) {
      while (at < end) {
        const auto piece = buffer.first(
            static_cast<std::size_t>(std::min<std::uint64_t>(largest_request, end - at)));
        delta::read_exactly(delta::FileSource(target_, request_.local->size), at, piece);
        whole.update(piece);
        at += piece.size();
      }
    };
    for (std::size_t i = 0; i < header_.ranges.size(); ++i) {
      keep_until(header_.ranges[i].begin);
      whole.update(brought(i));
      at = header_.ranges[i].end;
    }
    keep_until(header_.new_size);
    return whole.finish() == request_.index->content;
  }

  unsigned in_flight() const { return requests_in_flight(to_.dir); }

  const PullRequest& request_;
  FilePlace from_, to_;
  fs::File target_;
  JournalHeader header_;
  std::vector<std::uint64_t> offsets_;  // in content_, of each range; and its end
  std::vector<std::byte> content_;      // of all ranges, one after the other
};

}  // namespace

std::optional<PulledInPlace> pull_in_place(const PullRequest& request) {
  if (!request.index || !request.local || request.local->file_id == 0) return std::nullopt;
  return PullInPlace(request).run();
}

}  // namespace smartsync::session
