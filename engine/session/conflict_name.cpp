#include "engine/session/conflict_name.h"

#include "engine/session/files/utc_time.h"

namespace smartsync::session {
namespace {

constexpr std::size_t kLongestName = 255;   // bytes, on every platform
constexpr std::size_t kLongestEnding = 24;  // of ".", ending and what else belongs to it
constexpr std::string_view kArchive = ".tar";

// Where the ending starts; the name's size if it has none.
std::size_t ending_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  const std::string_view ending = name.substr(dot == std::string_view::npos ? name.size() : dot);
  const bool is_ending = dot != 0 && ending.size() > 1 && ending.size() <= kLongestEnding &&
                         ending.find(' ') == std::string_view::npos;
  if (!is_ending) return name.size();
  const std::string_view before = name.substr(0, dot);
  const bool archive = before.size() > kArchive.size() && before.ends_with(kArchive);
  return archive ? dot - kArchive.size() : dot;
}

// At most `size` bytes of a text, without a part of a UTF-8 sequence at its end.
std::string_view shortened(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  const auto continues = [&] { return (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U; };
  const std::size_t wanted = size;
  while (size > 0 && wanted - size < 4 && continues()) --size;
  if (continues()) size = wanted;  // it is no UTF-8
  return text.substr(0, size);
}

}  // namespace

std::string conflict_name(std::string_view path, Side side, fs::Time when,
                          const std::function<bool(const std::string& path)>& is_taken) {
  const std::size_t begin = path.rfind('/') + 1;  // 0 if there is none
  const std::string_view directory = path.substr(0, begin);
  const std::string_view name = path.substr(begin);
  const std::size_t dot = ending_of(name);
  const std::string_view ending = name.substr(dot);
  const std::string mark = std::string(".conflict-") + name_of(side) + "-" + name_time(when);
  for (int count = 1;; ++count) {
    const std::string end =
        mark + (count == 1 ? "" : "-" + std::to_string(count)) + std::string(ending);
    std::string candidate(directory);
    candidate.append(shortened(name.substr(0, dot), kLongestName - end.size())).append(end);
    if (!is_taken(candidate)) return candidate;
  }
}

}  // namespace smartsync::session
