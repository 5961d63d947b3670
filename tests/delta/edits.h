// Pairs of files as the tests need them: content, and what may happen to it.
#pragma once

#include <cstddef>
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

}  // namespace smartsync::test
