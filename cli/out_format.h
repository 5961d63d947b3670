// The % escapes of --out-format and --log-file-format, as in rsyncd.conf(5) under "log format".
#pragma once

#include <string>
#include <string_view>

#include "engine/sync/events.h"
#include "engine/sync/options.h"

namespace smartsync::cli {

// Whether `format` contains the escape, with or without a width: format_has("%-5n", 'n').
bool format_has(std::string_view format, char escape);

// Whether it tells what a transfer came to (%b, %c, %C), so that its line can only stand behind
// that.
bool tells_result(std::string_view format);

// One line, without a newline and with nothing escaped, as the process of that side writes it: %o
// and %f differ.
std::string format_item(std::string_view format, const sync::Item& item,
                        const sync::Options& options, tree::Side side = tree::Side::sender);

// The line of a deleted entry: %i is "*deleting  ", %o "del.", and everything but its name is zero.
std::string format_deletion(std::string_view format, std::string_view path, fs::FileType type,
                            const sync::Options& options);

}  // namespace smartsync::cli
