// The values that options take. Every function throws UsageError with a sentence that names the
// option and the value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/hash/strong.h"

namespace smartsync::cli {

// A whole number, decimal, 0octal or 0xhex, between `least` and `most`.
std::int64_t integer_value(std::string_view option, const std::string& text, std::int64_t least,
                           std::int64_t most);

// SIZE of rsync(1), --max-size: bytes.
std::uint64_t size_value(std::string_view option, const std::string& text);
// RATE of rsync(1), --bwlimit: bytes a second, 0 for no limit.
std::uint64_t rate_value(std::string_view option, const std::string& text);
// The moments of --stop-after and --stop-at, in seconds since 1970.
std::int64_t minutes_from_now(const std::string& minutes);
std::int64_t time_value(const std::string& text);

// NAME or NAME,NAME of --checksum-choice.
struct ChecksumChoice {
  hash::Kind transfer = hash::Kind::xxh128;
  hash::Kind whole_file = hash::Kind::xxh128;
};
ChecksumChoice checksum_value(const std::string& text);

// Refuses what --chmod cannot read.
void check_chmod(const std::string& text);

// Refuses names that --compress-choice does not know.
void check_compression(const std::string& text);

}  // namespace smartsync::cli
