// What an operating system offers for copying content without carrying it through the program.
// The implementations are fs/posix/kernel_copy.cpp and fs/windows/kernel_copy.cpp.
#pragma once

#include <cstdint>

#include "engine/fs/file.h"

namespace smartsync::fs {

// Makes the empty `target` share all of `source`'s blocks; false if that cannot be done here.
bool reflink(const File& source, const File& target);

// Copies up to `length` bytes and returns how many; 0 if the system cannot copy between these
// files or the source has ended: the caller then reads, which tells which it was.
std::uint64_t kernel_copy(const File& source, std::uint64_t source_offset, const File& target,
                          std::uint64_t target_offset, std::uint64_t length);

}  // namespace smartsync::fs
