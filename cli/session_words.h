// The words in which session commands speak about what they do, and about what they cannot decide.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/session/plan.h"

namespace smartsync::cli {

enum class Tense { done, would, waits };

// "copied to the network: results.csv"; the names come fit to be shown.
std::string words_about(const session::Action& action, Tense tense, const std::string& path,
                        const std::string& to);

// "1 file", "1,200 files".
std::string counted(std::uint64_t number, const std::string& noun);

// What happened to a path, as in `"a" was changed both here and on the network`.
std::string words_about(const session::Conflict& conflict, const std::string& path);

// What becomes, or became, of it.
enum class Prospect {
  past,     // the run is over
  would,    // a run would do it
  is_asked  // a run would ask first
};
std::string outcome_of(const session::Conflict& conflict, const std::string& set_aside,
                       Prospect prospect);

// The versions, a line each, by which a person chooses; then the choices.
std::string versions_of(const session::Conflict& conflict);
// With `several`, an answer may count for all conflicts of the kind that follow (is_for_all).
std::string choices_of(const session::Conflict& conflict, bool several);
// What an answer to the choices means; "" is the default. nullopt: it is none of them.
std::optional<session::OnConflict> choice(const session::Conflict& conflict, std::string_view word);
// Whether an answer is written in capitals.
bool is_for_all(std::string_view word);

}  // namespace smartsync::cli
