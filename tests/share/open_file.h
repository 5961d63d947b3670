// What a file handle of the kernel stands for.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <memory>

#include "tests/share/pieces.h"
#include "tests/share/share.h"

namespace smartsync::share {

struct OpenFile {
  OpenFile(NodePointer opened, int descriptor, unsigned crashes_before)
      : node(std::move(opened)), fd(descriptor), crashes(crashes_before) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() { ::close(fd); }

  const NodePointer node;
  const int fd;
  const unsigned crashes;  // of the share, before this was opened
  mutable Pieces reads;
  mutable Pieces writes;
};

// Throws ESTALE if the server that knew the file has crashed.
inline const OpenFile& open_file(const Share& share, std::uint64_t handle) {
  const auto& file = *reinterpret_cast<const OpenFile*>(handle);
  if (file.crashes != share.crashes()) fail(ESTALE);
  return file;
}

}  // namespace smartsync::share
