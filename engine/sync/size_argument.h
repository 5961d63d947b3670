// The SIZE and time arguments of rsync's options (rsync(1), --max-size, --stop-after, --stop-at).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace smartsync::sync {

// What an option accepts.
struct SizeLimits {
  std::int64_t minimum = 0;
  std::int64_t maximum = INT64_MAX;
  bool zero_is_unlimited = false;  // 0 passes although it is below the minimum
  char default_unit = 'b';         // of a number without a suffix: 'b', or 'K' as for --bwlimit
};

// Bytes of `text`: a number, perhaps with a fraction; a unit (B, or K M G T P alone or with "iB"
// for powers of 1024, with "B" for powers of 1000; any case); perhaps "+1" or "-1". Fractions of a
// byte are dropped; without digits it is 0, as with rsync. `option` is the option's name without
// dashes. Throws smartsync::Error with rsync's sentence, "--max-size=1x is invalid".
std::int64_t parse_size(std::string_view text, const std::string& option,
                        const SizeLimits& limits = {});

// Minutes of --stop-after (--time-limit) from `now`, as seconds since 1970. Throws
// smartsync::Error for what is not a positive number.
std::int64_t parse_stop_after(std::string_view minutes, std::int64_t now);

// --stop-at: the next moment after `now` that [[year-]month-]day[Thour:minute], hour:minute or
// :minute names in local time, as seconds since 1970 (both). Throws smartsync::Error for a form
// that is none of these and for a moment that has passed.
std::int64_t parse_stop_at(std::string_view text, std::int64_t now);

}  // namespace smartsync::sync
