#include "engine/fs/volume.h"

#include <array>

#include "engine/fs/windows/handle.h"
#include "engine/fs/windows/utf16.h"

namespace smartsync::fs {
namespace {

// A mapped drive's directory is found at "\\?\UNC\server\share\…", whatever its letter.
bool is_remote(HANDLE directory) {
  const std::wstring path = path_of_handle(directory);
  if (path.starts_with(L"\\\\?\\UNC\\")) return true;
  if (!path.starts_with(L"\\\\?\\") || path.size() < 7) return false;
  return GetDriveTypeW(path.substr(4, 3).c_str()) == DRIVE_REMOTE;
}

}  // namespace

Volume volume_of(const Dir& directory) {
  const HANDLE handle = directory.state().handle.get();
  Volume volume;
  volume.id = directory.state().device;
  volume.network = is_remote(handle);
  std::array<wchar_t, MAX_PATH + 1> type{};
  if (GetVolumeInformationByHandleW(handle, nullptr, 0, nullptr, nullptr, nullptr, type.data(),
                                    static_cast<DWORD>(type.size()))) {
    volume.type = to_utf8(type.data());
  }
  return volume;
}

}  // namespace smartsync::fs
