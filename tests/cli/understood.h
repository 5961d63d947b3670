// A command line as the program understands it.
#pragma once

#include <string>
#include <vector>

#include "cli/implications.h"
#include "cli/parse.h"

namespace smartsync::test {

// Of these options, for copying "src" to "dest". Throws UsageError.
inline cli::Request understood(std::vector<std::string> words) {
  words.insert(words.end(), {"src", "dest"});
  cli::Request request = cli::parse(words);
  cli::apply_implications(request);
  return request;
}

}  // namespace smartsync::test
