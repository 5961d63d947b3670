#include "engine/session/patch/replacement.h"

#include <algorithm>

#include "engine/fs/kernel_copy.h"
#include "engine/session/files/temporary.h"
#include "engine/session/patch/journal_file.h"
#include "engine/session/patch/server_copy.h"

namespace smartsync::session {
namespace {

// Nobody else may read what nobody else may read at the end.
std::uint16_t first_permissions(const PatchRequest& request) {
  return static_cast<std::uint16_t>((request.permissions.value_or(0666) & 0777) | 0600);
}

}  // namespace

Replacement::Replacement(const PatchRequest& request, Carrier& carrier, const FilePlace& place)
    : request_(request),
      carrier_(carrier),
      place_(place),
      temp_(make_temporary(place.dir, first_permissions(request))) {}

const fs::File& Replacement::old_file() {
  if (!old_.is_open()) {
    old_ = place_.dir.open_read(place_.name);
    require_version(old_, *request_.old);
  }
  return old_;
}

bool Replacement::clone_old() {
  if (!fs::reflink(old_file(), temp_->file())) return false;
  cloned_ = true;
  for (const Piece& piece : request_.plan.pieces) {
    if (!piece.is_copy() || piece.from != piece.at) continue;
    done_.push_back({piece.at, piece.end()});
    copied_ += piece.length;
    carrier_.advance(piece.length);
  }
  return true;
}

bool Replacement::copy_old() {
  const std::vector<Piece> copies = worthwhile_copies(request_.plan, cloned_);
  const ServerCopied copied = copy_on_server({
      .old_file = old_file(),
      .target = temp_->file(),
      .copies = copies,
      .speed = carrier_.speed(),
      .make_part = [&] { return make_temporary(place_.dir, 0600); },
      .measure_link = [&] { send_sample(copies); },
      .copied =
          [&](std::uint64_t bytes) {
            copied_ += bytes;
            carrier_.advance(bytes);
          },
  });
  done_.insert(done_.end(), copied.done.begin(), copied.done.end());
  std::ranges::sort(done_, {}, &fs::Range::begin);
  return copied.is_complete;
}

// The end of what is to be copied, so that the speed of the link is known.
void Replacement::send_sample(const std::vector<Piece>& copies) {
  constexpr std::uint64_t smallest = std::uint64_t{4} << 20, largest = 2 * smallest;
  const std::uint64_t end = copies.back().end();
  const std::uint64_t sample = std::min(end / 4, largest);
  if (sample < smallest) return;
  give_length();
  carrier_.write(temp_->file(), {{end - sample, end}});
}

// Writes that make a file longer wait in line; and a clone may be longer. A file that was given the
// length it had is written out by XFS when it is closed, and nobody waits for that here.
void Replacement::give_length() {
  const fs::File& file = temp_->file();
  if (file.stat().size != request_.plan.new_size) file.truncate(request_.plan.new_size);
}

bool Replacement::is_known_not_to_copy() const {
  return session::is_known_not_to_copy(temp_->file());
}

std::vector<fs::Range> Replacement::missing() const {
  return ranges_to_write(request_.plan, done_);
}

void Replacement::write_missing() {
  const auto ranges = missing();
  if (cloned_ || copied_ > 0 || length_of(ranges) > largest_request) give_length();
  carrier_.write(temp_->file(), ranges);
}

fs::Stat Replacement::finish() {
  const fs::File& file = temp_->file();
  if (request_.permissions && file.stat().permissions != *request_.permissions)
    set_permissions_where_kept(file, *request_.permissions);
  file.set_times(std::nullopt, request_.modified);
  file.sync();
  const Identity written = identity_of(file.stat());
  require_unchanged(request_.source, request_.source_stat);
  // One file has one journal: as long as this one is there nobody else comes between the look and
  // the rename.
  JournalFile turn(request_.root, request_.path);
  if (request_.make_way) request_.make_way();
  require_version(place_, request_.old);
  if (request_.before_replace) request_.before_replace();
  if (old_.is_open()) old_.close();  // Windows lets nothing take the place of an open file
  temp_->rename_to(place_.dir, place_.name);
  turn.remove();
  place_.dir.sync();
  require_version(place_, written);
  return *place_.dir.stat(place_.name);
}

}  // namespace smartsync::session
