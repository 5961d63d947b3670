#include "engine/session/patch/change_plan.h"

#include <utility>

#include "engine/fs/error.h"

namespace smartsync::session {
namespace {

bool continues(const Piece& before, const Piece& next) {
  if (before.kind != next.kind) return false;
  return !next.is_copy() || before.from + before.length == next.from;
}

}  // namespace

ChangePlanner::ChangePlanner(std::uint64_t old_size, std::uint64_t new_size)
    : plan_{.old_size = old_size, .new_size = new_size} {}

void ChangePlanner::copy(std::uint64_t from, std::uint64_t length) {
  if (from > plan_.old_size || length > plan_.old_size - from)
    throw Error("a change copies from beyond the end of the old version");
  plan_.copied += length;
  if (from != position_) plan_.moved += length;
  add({Piece::Kind::copy, position_, length, from});
}

void ChangePlanner::bring(std::uint64_t length) {
  plan_.brought += length;
  add({Piece::Kind::bring, position_, length, 0});
}

void ChangePlanner::add(const Piece& piece) {
  if (piece.length == 0) return;
  if (piece.length > plan_.new_size - position_)
    throw Error("the changes of a file reach beyond its end");
  if (!plan_.pieces.empty() && continues(plan_.pieces.back(), piece))
    plan_.pieces.back().length += piece.length;
  else
    plan_.pieces.push_back(piece);
  position_ += piece.length;
}

ChangePlan ChangePlanner::finish() {
  if (position_ != plan_.new_size) throw Error("the changes of a file end before it does");
  return std::move(plan_);
}

}  // namespace smartsync::session
