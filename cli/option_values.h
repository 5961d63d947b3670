// The values that options take. Every function throws UsageError with a sentence that names the
// option and the value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/hash/strong.h"

namespace smartsync::cli {

// A whole number, decimal, 0octal or 0xhex, between `least` and `most`. No text is 0, as it is for
// rsync.
std::int64_t integer_value(std::string_view option, const std::string& text, std::int64_t least,
                           std::int64_t most);

// SIZE of rsync(1), --max-size: bytes.
std::uint64_t size_value(std::string_view option, const std::string& text);
// Refuses what --max-alloc cannot be.
void check_allocation_limit(const std::string& text);
// RATE of rsync(1), --bwlimit: bytes a second, 0 for no limit.
std::uint64_t rate_value(std::string_view option, const std::string& text);
// The moments of --stop-after and --stop-at, in seconds since 1970.
std::int64_t minutes_from_now(const std::string& minutes);
std::int64_t time_value(const std::string& text);

// The checksum and the compression of that name, in any case; nullopt: there is none.
std::optional<hash::Kind> checksum_named(const std::string& name);
std::string name_of_checksum(hash::Kind kind);
std::optional<std::string> compression_named(const std::string& name);

// NAME or NAME,NAME of --checksum-choice, where "auto" is what old peers used.
struct ChecksumChoice {
  hash::Kind transfer = hash::Kind::md5;
  hash::Kind whole_file = hash::Kind::md5;
};
ChecksumChoice checksum_value(const std::string& text);

// Refuses what --chmod cannot read.
void check_chmod(const std::string& text);

// NAME of --compress-choice: a compression, or "auto".
std::string compression_value(const std::string& text);

}  // namespace smartsync::cli
