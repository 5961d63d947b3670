// What happened to one path on one side since both sides agreed.
#pragma once

#include "engine/session/node.h"

namespace smartsync::session {

enum class Change {
  none,
  metadata,  // permissions, or a time although the content is the same
  content,   // other content, another link target, or something of another type
  created,
  deleted,
};

// `then` and `now` may be null: absent. A regular file counts as unchanged if its size, time and
// identity are, and as having the same content only if both hashes are known.
Change change_of(const Node* then, const Node* now);

// Whether two nodes, one of each side, hold the same: type, content, link target. Files of equal
// size are `unsure` unless their hashes tell, or their times may: these agree to a fraction of a
// second if one is a copy of the other, and hardly otherwise.
enum class Sameness { same, different, unsure };
Sameness compare(const Node& local, const Node& network, bool times_tell);

// Whether two times are the same on filesystems that keep at least 100 ns (as NTFS does).
bool same_time(fs::Time a, fs::Time b);

}  // namespace smartsync::session
