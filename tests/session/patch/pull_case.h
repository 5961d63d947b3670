// A share with the wanted version of a file, and a staging copy with an old one.
#pragma once

#include <utility>

#include "engine/delta/memory_source.h"
#include "engine/session/patch/pull_content.h"
#include "tests/session/journals.h"

namespace smartsync::test {

struct PullCase {
  Scratch share, local;
  Bytes old, wanted;
  session::BlockIndex index;  // of the wanted version

  PullCase(Bytes old_bytes, Bytes wanted_bytes)
      : old(std::move(old_bytes)), wanted(std::move(wanted_bytes)), index(index_of(wanted)) {
    put(share.dir(), "f", wanted);
    put(local.dir(), "f", old);
    index.identity = identity(share.dir(), "f");
  }
  static session::BlockIndex index_of(const Bytes& bytes) {
    const delta::MemorySource source(bytes);
    return make_index(source, session::layout_for(source), "f", 1);
  }
  session::PullRequest request(bool with_index) const {
    return {.remote_root = share.dir(),
            .path = "f",
            .remote = identity(share.dir(), "f"),
            .index = with_index ? &index : nullptr,
            .local_root = local.dir(),
            .local = identity(local.dir(), "f"),
            .modified = new_time,
            .permissions = 0600,
            .threads = 2};
  }
};

}  // namespace smartsync::test
