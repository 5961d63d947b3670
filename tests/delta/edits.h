// Pairs of files as the tests need them: content, and what may happen to it.
#pragma once

#include <cstddef>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace smartsync::test {

using Bytes = std::vector<std::byte>;

Bytes bytes_of(const std::string& text);
Bytes random_bytes(std::mt19937& random, std::size_t size);

// Content of one of the kinds that files have: noise, rows of text, long repeats, zeros with
// islands.
Bytes some_content(std::mt19937& random, std::size_t size);

// A few random edits: bytes changed in place, inserted, deleted, moved, doubled; cut at either end.
Bytes edited(std::mt19937& random, Bytes content);

// Calls `check` for many files and what random edits made of them; a few are large. The seed is
// that of the test run: what fails is told with it and the round. `random` is for the check's own
// choices.
using CheckEdits =
    std::function<void(std::mt19937& random, const Bytes& basis, const Bytes& new_file)>;
void for_random_edits(const CheckEdits& check);

}  // namespace smartsync::test
