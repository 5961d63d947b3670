#include "engine/fs/kernel_copy.h"

#include <algorithm>

#include "engine/fs/activity.h"
#include "engine/fs/refused_pairs.h"
#include "engine/fs/windows/handle.h"

namespace smartsync::fs {
namespace {

// Block cloning, as Microsoft documents it for ReFS ("Block cloning on ReFS") and in [MS-FSCC] for
// servers. mingw-w64 has no names for it: the numbers and shapes are those of winioctl.h.
constexpr DWORD kSupportsBlockSharing = 0x08000000;     // FILE_SUPPORTS_BLOCK_REFCOUNTING
constexpr DWORD kDuplicateExtents = 0x00098344;         // FSCTL_DUPLICATE_EXTENTS_TO_FILE
constexpr DWORD kGetIntegrityInformation = 0x0009027C;  // FSCTL_GET_INTEGRITY_INFORMATION
constexpr DWORD kSetIntegrityInformation = 0x0009C280;  // FSCTL_SET_INTEGRITY_INFORMATION

struct DuplicateExtents {
  HANDLE source;
  LARGE_INTEGER source_offset;
  LARGE_INTEGER target_offset;
  LARGE_INTEGER bytes;
};
struct Integrity {
  WORD checksum_algorithm;
  WORD reserved;
  DWORD flags;
  DWORD checksum_chunk;  // the setting ends before it
  DWORD cluster;         // bytes
};
constexpr DWORD kIntegritySetting = 8;  // bytes

bool request(HANDLE file, DWORD code, void* in, DWORD in_size, void* out = nullptr,
             DWORD out_size = 0) {
  DWORD returned = 0;
  const BOOL done = DeviceIoControl(file, code, in, in_size, out, out_size, &returned, nullptr);
  count_answer();
  return done && returned == out_size;
}

bool shares_blocks(HANDLE file) {
  DWORD flags = 0;
  return GetVolumeInformationByHandleW(file, nullptr, 0, nullptr, nullptr, &flags, nullptr, 0) &&
         (flags & kSupportsBlockSharing) != 0;
}

bool is_sparse(HANDLE file) {
  FILE_BASIC_INFO info{};
  return GetFileInformationByHandleEx(file, FileBasicInfo, &info, sizeof info) &&
         (info.FileAttributes & FILE_ATTRIBUTE_SPARSE_FILE) != 0;
}

// Files share blocks only if they are alike: in their checksums and in being sparse. Returns the
// unit of sharing: ReFS' clusters; 1 where a server of another kind does not know the question.
std::uint64_t make_alike(HANDLE source, HANDLE target) {
  if (is_sparse(source)) request(target, FSCTL_SET_SPARSE, nullptr, 0);
  Integrity of_source{};
  Integrity of_target{};
  if (!request(source, kGetIntegrityInformation, nullptr, 0, &of_source, sizeof of_source) ||
      !request(target, kGetIntegrityInformation, nullptr, 0, &of_target, sizeof of_target)) {
    return 1;
  }
  if (of_source.checksum_algorithm != of_target.checksum_algorithm ||
      of_source.flags != of_target.flags) {
    request(target, kSetIntegrityInformation, &of_source, kIntegritySetting);
  }
  return std::max<std::uint64_t>(of_source.cluster, 1);
}

bool share_range(HANDLE source, HANDLE target, std::uint64_t offset, std::uint64_t bytes) {
  DuplicateExtents range{};
  range.source = source;
  range.source_offset.QuadPart = static_cast<LONGLONG>(offset);
  range.target_offset = range.source_offset;
  range.bytes.QuadPart = static_cast<LONGLONG>(bytes);
  return request(target, kDuplicateExtents, &range, sizeof range);
}

// Whole clusters are shared, the last one beyond the end of both files too.
bool share_all(HANDLE source, HANDLE target, std::uint64_t size) {
  constexpr std::uint64_t kPiece = std::uint64_t{1} << 30;  // one request shares less than 4 GiB
  const std::uint64_t cluster = make_alike(source, target);
  for (std::uint64_t offset = 0; offset < size; offset += kPiece) {
    const std::uint64_t left = std::min(kPiece, size - offset);
    const std::uint64_t bytes = (left + cluster - 1) / cluster * cluster;
    if (!share_range(source, target, offset, bytes)) return false;
  }
  return true;
}

}  // namespace

bool reflink(const File& source, const File& target) {
  static RefusedPairs refusals;
  const Stat from = source.stat();
  const RefusedPairs::Pair devices{from.device, target.stat().device};
  if (refusals.contains(devices)) return false;
  const HANDLE source_handle = to_handle(source.handle());
  const HANDLE target_handle = to_handle(target.handle());
  if (devices.first == devices.second && shares_blocks(target_handle)) {
    target.truncate(from.size);
    if (share_all(source_handle, target_handle, from.size)) return true;
    target.truncate(0);
  } else {
    refusals.add(devices);
  }
  return false;
}

// Windows copies ranges only by whole files: this copy goes through the program's buffer.
std::uint64_t kernel_copy(const File&, std::uint64_t, const File&, std::uint64_t, std::uint64_t) {
  return 0;
}

}  // namespace smartsync::fs
