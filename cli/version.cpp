#include "cli/version.h"

#include "engine/fs/dir.h"

namespace smartsync::cli {
namespace {

// The newest version of rsync's wire protocol whose meaning of options this program follows.
constexpr const char* protocol = "32";

// What not every platform can keep.
std::string named(bool is_there, const char* capability) {
  return (is_there ? "" : "no ") + std::string(capability);
}
const char* truth(bool is_there) {
  return is_there ? "true" : "false";
}

}  // namespace

std::string version_text() {
  return std::string("smartsync  version ") + SMARTSYNC_VERSION + "  protocol version " + protocol +
         R"(
Capabilities:
    64-bit files, 64-bit inums, 64-bit timestamps, 64-bit long ints,
    symlinks, symtimes, hardlinks, )" +
         named(fs::Dir::has_specials(), "hardlink-specials") + R"(, hardlink-symlinks,
    atimes, no batchfiles, inplace, append, )" +
         named(fs::Dir::keeps_xattrs(), "ACLs") + ", " + named(fs::Dir::keeps_xattrs(), "xattrs") +
         R"(,
    iconv, prealloc, stop-at, )" +
         named(fs::Dir::can_set_created(), "crtimes") + R"(
Checksum list:
    xxh128 xxh3 xxh64 (xxhash) md5 md4 sha1 none
Compress list:
    zstd lz4 zlibx zlib none

Licensed under the Apache License, Version 2.0. It comes with no warranty.
)";
}

std::string version_json() {
  return std::string(R"({
  "program": "smartsync",
  "version": ")") +
         SMARTSYNC_VERSION + R"(",
  "protocol": ")" +
         protocol + R"(.0",
  "capabilities": {
    "file_bits": 64, "inum_bits": 64, "timestamp_bits": 64,
    "long_int_bits": 64, "symlinks": true, "symtimes": true,
    "hardlinks": true, "hardlink_specials": )" +
         truth(fs::Dir::has_specials()) + R"(,
    "hardlink_symlinks": true, "atimes": true, "batchfiles": false,
    "inplace": true, "append": true, "ACLs": )" +
         truth(fs::Dir::keeps_xattrs()) + R"(, "xattrs": )" + truth(fs::Dir::keeps_xattrs()) +
         R"(,
    "iconv": true, "prealloc": true, "stop_at": true, "crtimes": )" +
         truth(fs::Dir::can_set_created()) + R"(
  },
  "checksum_list": [
    "xxh128", "xxh3", "xxh64", "md5", "md4", "sha1", "none"
  ],
  "compress_list": [
    "zstd", "lz4", "zlibx", "zlib", "none"
  ],
  "license": "Apache-2.0",
  "caveat": "smartsync comes with no warranty"
}
)";
}

}  // namespace smartsync::cli
