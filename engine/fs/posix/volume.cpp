#include "engine/fs/volume.h"

#include <sys/vfs.h>

#include <array>

#include "engine/fs/posix/handle.h"

namespace smartsync::fs {
namespace {

struct Known {
  std::uint32_t magic;
  const char* type;
  bool network;
};

// statfs(2) and linux/magic.h. FUSE counts as network: what lies behind it (sshfs, virtiofs, a
// host's folder in a virtual machine) answers each request late.
constexpr std::array kKnown{
    Known{0xEF53, "ext4", false},         Known{0x9123683E, "btrfs", false},
    Known{0x58465342, "xfs", false},      Known{0x01021994, "tmpfs", false},
    Known{0x794c7630, "overlay", false},  Known{0x2FC12FC1, "zfs", false},
    Known{0xF2F52010, "f2fs", false},     Known{0x4d44, "vfat", false},
    Known{0x2011BAB0, "exfat", false},    Known{0x5346544E, "ntfs", false},
    Known{0x7366746E, "ntfs3", false},    Known{0x9660, "iso9660", false},
    Known{0x73717368, "squashfs", false}, Known{0xCA451A4E, "bcachefs", false},
    Known{0x6969, "nfs", true},           Known{0x517B, "smb", true},
    Known{0xFF534D42, "cifs", true},      Known{0xFE534D42, "smb2", true},
    Known{0x01021997, "9p", true},        Known{0x65735546, "fuse", true},
    Known{0x5346414F, "afs", true},       Known{0x6B414653, "afs", true},
    Known{0x00C36400, "ceph", true},      Known{0x73757245, "coda", true},
    Known{0x564C, "ncp", true},           Known{0x0BD00BD0, "lustre", true},
    Known{0x47504653, "gpfs", true},      Known{0x01161970, "gfs2", true},
    Known{0x7461636F, "ocfs2", true},     Known{0x786F4256, "vboxsf", true},
    Known{0x7C7C6673, "prl_fs", true},    Known{0x19830326, "fhgfs", true},
};

}  // namespace

Volume volume_of(const Dir& directory) {
  Volume volume;
  volume.id = directory.stat_self().device;
  struct statfs found {};
  if (fstatfs(directory.state().fd.get(), &found) != 0) {
    fail("cannot examine the filesystem of", directory.state(), "");
  }
  const auto magic = static_cast<std::uint32_t>(found.f_type);
  for (const Known& known : kKnown) {
    if (known.magic != magic) continue;
    volume.type = known.type;
    volume.network = known.network;
  }
  return volume;
}

}  // namespace smartsync::fs
