#include "cli/version.h"

namespace smartsync::cli {
namespace {

// The newest version of rsync's wire protocol whose meaning of options this program follows.
constexpr const char* protocol = "32";

}  // namespace

std::string version_text() {
  return std::string("smartsync  version ") + SMARTSYNC_VERSION + "  protocol version " + protocol +
         R"(
Capabilities:
    64-bit files, 64-bit inums, 64-bit timestamps, 64-bit long ints,
    symlinks, symtimes, hardlinks, hardlink-specials, hardlink-symlinks,
    atimes, no batchfiles, inplace, append, ACLs, xattrs, prealloc, stop-at,
    iconv
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
    "hardlinks": true, "hardlink_specials": true,
    "hardlink_symlinks": true, "atimes": true, "batchfiles": false,
    "inplace": true, "append": true, "ACLs": true, "xattrs": true,
    "iconv": true, "prealloc": true, "stop_at": true
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
