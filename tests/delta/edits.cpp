#include "tests/delta/edits.h"
#include "tests/rounds.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace smartsync::test {
namespace {

std::size_t below(std::mt19937& random, std::size_t limit) {
  return limit == 0 ? 0 : random() % limit;
}

Bytes::iterator place(Bytes& bytes, std::size_t offset) {
  return bytes.begin() + static_cast<std::ptrdiff_t>(offset);
}

// A piece of the content somewhere in it.
Bytes some_piece(std::mt19937& random, Bytes& content) {
  const std::size_t from = below(random, content.size());
  const std::size_t length = below(random, content.size() - from);
  return {place(content, from), place(content, from + length)};
}

void edit_once(std::mt19937& random, Bytes& content) {
  const std::size_t at = below(random, content.size());
  const std::size_t rest = content.size() - at;
  const std::size_t length = below(random, std::min<std::size_t>(rest, 9000));
  switch (random() % 7) {
    case 0:  // changed where it lies
      std::ranges::copy(random_bytes(random, length), place(content, at));
      break;
    case 1: {
      const Bytes inserted = random_bytes(random, below(random, 6000));
      content.insert(place(content, at), inserted.begin(), inserted.end());
      break;
    }
    case 2:
      content.erase(place(content, at), place(content, at + length));
      break;
    case 3: {  // something from elsewhere in the file
      const Bytes piece = some_piece(random, content);
      content.insert(place(content, at), piece.begin(), piece.end());
      break;
    }
    case 4:
      if (rest > 0) content.resize(at + rest / 2);
      break;
    case 5:
      content.erase(content.begin(), place(content, length));
      break;
    default:
      std::rotate(content.begin(), place(content, at), content.end());
  }
}

}  // namespace

Bytes bytes_of(const std::string& text) {
  Bytes bytes(text.size());
  std::ranges::transform(text, bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

Bytes random_bytes(std::mt19937& random, std::size_t size) {
  Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

Bytes some_content(std::mt19937& random, std::size_t size) {
  const auto kind = random() % 4;
  if (kind == 0) return random_bytes(random, size);
  Bytes content;
  while (content.size() < size) {
    Bytes piece;
    if (kind == 1)
      piece = bytes_of("row," + std::to_string(random() % 1000) + ",pass,0.5\n");
    else if (kind == 2)
      piece = Bytes(1 + random() % 5000, static_cast<std::byte>(random() % 3));
    else
      piece = random() % 2 ? Bytes(random() % 20'000) : random_bytes(random, random() % 300);
    content.insert(content.end(), piece.begin(), piece.end());
  }
  content.resize(size);
  return content;
}

Bytes edited(std::mt19937& random, Bytes content) {
  const std::size_t size = content.size();
  for (auto edits = random() % 6; edits > 0; --edits) edit_once(random, content);
  if (content.size() > 4 * size + 10'000) content.resize(4 * size + 10'000);
  return content;
}

void for_random_edits(const CheckEdits& check) {
  const unsigned seed = Catch::rngSeed() ? Catch::rngSeed() : 5;
  for (unsigned round = 0; round < rounds(300); ++round) {
    std::mt19937 random(seed * 1000 + round);
    INFO("seed " << seed << " round " << round);
    const std::size_t size = random() % (round % 30 == 0 ? 5'000'000 : 60'000);
    const Bytes basis = some_content(random, size);
    check(random, basis, edited(random, basis));
  }
}

}  // namespace smartsync::test
