// What --version tells: for people, and as JSON for programs.
#pragma once

#include <string>

namespace smartsync::cli {

std::string version_text();
std::string version_json();

}  // namespace smartsync::cli
