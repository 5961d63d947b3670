// The lines for what the engine notices about single paths.
#pragma once

#include <string>
#include <string_view>

#include "cli/message_levels.h"
#include "engine/sync/events.h"
#include "engine/sync/options.h"

namespace smartsync::cli {

// When a notice is worth a line, besides its own --info flag.
struct NoticeContext {
  const MessageLevels& info;
  const MessageLevels& debug;
  bool itemizing = false;  // the format of standard output has %i
};

// Empty if the notice is not to be shown. Nothing in it is escaped.
std::string notice_text(sync::Notice notice, std::string_view path, std::string_view detail,
                        const NoticeContext& context);

// Whether rsync's sender tells it, about what is not even in the list; the others the receiver
// does.
bool is_from_source(sync::Notice notice);

// How content will travel.
std::string transmission_text(const sync::Options& options);

// The line for what a filter rule decided. Nothing in it is escaped.
std::string filtered_text(const sync::Filtered& decision);

}  // namespace smartsync::cli
