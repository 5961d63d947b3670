// The socket by which a test commands a running share: one line of words, one answer, and the
// connection is over. An answer that begins with "error: " says what was wrong with the command.
#pragma once

#include <functional>
#include <string>

namespace smartsync::share {

// Serves in a thread of its own for as long as the process lives, each client in another: a command
// may have to wait for the kernel while the next one is what ends that waiting. Throws
// std::system_error.
void serve_control(const std::string& path,
                   std::function<std::string(const std::string& command)> obey);

// The answer to a command. Throws std::system_error if nobody answers.
std::string ask(const std::string& path, const std::string& command);

}  // namespace smartsync::share
