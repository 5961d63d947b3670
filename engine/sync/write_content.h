// Makes a file's content equal to another's, in each of the ways that the options ask for.
#pragma once

#include <cstdint>
#include <functional>

#include "engine/fs/file.h"
#include "engine/sync/options.h"

namespace smartsync::sync {

// What moved: bytes that came from the source, and bytes found in the basis.
struct Moved {
  std::uint64_t literal = 0;
  std::uint64_t matched = 0;
  std::uint64_t matches = 0;       // ranges of the old content that were found in the new
  std::uint64_t false_alarms = 0;  // what only looked like one by its weak sum
};

// Is told how many bytes of the new content are done; may throw to end the work.
using MoveProgress = std::function<void(std::uint64_t done)>;

// The source as it was when it was opened.
struct ContentSource {
  const fs::File& file;
  std::uint64_t size;
};

// What a delta is made with.
struct DeltaMeans {
  std::size_t threads = 1;
  bool network = false;  // the target lies on a file server, which may copy ranges by itself
};

// All functions throw smartsync::Error if the source ends before its size.

// The whole content into the file `target`, whose old content is overwritten.
Moved write_whole(const ContentSource& source, const fs::File& target, const Options& options,
                  const MoveProgress& progress);

// The same with nothing but reads and writes, which a device understands and --bwlimit paces.
Moved write_pieces(const ContentSource& source, const fs::File& target, const Options& options,
                   const MoveProgress& progress);

// The whole content, with holes where it has blocks of zeros. `punch`: the target has old content.
Moved write_sparse(const ContentSource& source, const fs::File& target, bool punch,
                   const MoveProgress& progress);

// Into the empty `target`, taking from `basis` what is there already.
Moved write_delta(const ContentSource& source, const ContentSource& basis, const fs::File& target,
                  const Options& options, const DeltaMeans& means, const MoveProgress& progress);

// Changes `target`, which is its own basis, where it differs.
Moved write_delta_in_place(const ContentSource& source, const ContentSource& target,
                           const Options& options, const DeltaMeans& means,
                           const MoveProgress& progress);

// Adds to `target` what the source has beyond its size.
Moved write_appended(const ContentSource& source, const ContentSource& target,
                     const MoveProgress& progress);

// The hash of the whole content.
hash::Digest hash_content(const ContentSource& source, hash::Kind kind);

// Whether the first `length` bytes of both are equal.
bool same_content(const fs::File& a, const fs::File& b, std::uint64_t length);

}  // namespace smartsync::sync
