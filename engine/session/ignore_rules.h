// What never travels between the two sides of a session.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/fs/dir.h"
#include "engine/tree/filter.h"

namespace smartsync::session {

inline constexpr const char* ignore_file = ".smartsyncignore";

// A name that means nothing to its user: what a directory holds besides such does not keep it from
// being removed. The user's own rules name no debris.
bool is_debris(std::string_view name);

// __pycache__, .DS_Store, Thumbs.db, .sync_log.json, .smartsync, temporary files of sessions, and
// what the file .smartsyncignore in `root` names in the filter language. Throws smartsync::Error
// for rules that cannot be understood: nobody knows what was to stay then. The patterns are read as
// those of --exclude-from; what never travels cannot be let travel by them.
std::shared_ptr<const tree::FilterRules> load_ignore_rules(const fs::Dir& root);

// The same for the content of a file that messages call `file`.
std::shared_ptr<const tree::FilterRules> make_ignore_rules(std::string_view content,
                                                           const std::string& file);

}  // namespace smartsync::session
