#include "engine/session/database_version.h"

#include <charconv>

namespace smartsync::session {

namespace {

std::string words_for(const char* name, const std::optional<DatabasePart>& part) {
  if (!part) return {};
  return std::string(", ") + name + " " + std::to_string(part->size) + " " +
         std::to_string(part->modified.seconds) + "." + std::to_string(part->modified.nanoseconds);
}

class TextReader {
 public:
  explicit TextReader(std::string_view text) : rest_(text) {}

  // Takes it off the front of what is left, if it stands there.
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  template <typename Number>
  bool take_number(Number& number) {
    const char* const end = rest_.data() + rest_.size();
    const auto [after, error] = std::from_chars(rest_.data(), end, number);
    if (error != std::errc()) return false;
    rest_ = {after, static_cast<std::size_t>(end - after)};
    return true;
  }
  // False if it stands there and is none.
  bool take_part(const char* name, std::optional<DatabasePart>& part) {
    if (!take(std::string(", ") + name + " ")) return true;
    auto& [size, modified] = part.emplace();
    return take_number(size) && take(" ") && take_number(modified.seconds) && take(".") &&
           take_number(modified.nanoseconds);
  }
  bool is_at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace

std::string to_text(const DatabaseVersion& version) {
  return "counter " + std::to_string(version.change_counter) + words_for("wal", version.wal) +
         words_for("journal", version.journal);
}

std::optional<DatabaseVersion> parse_database_version(std::string_view text) {
  TextReader reader(text);
  DatabaseVersion version;
  const bool whole = reader.take("counter ") && reader.take_number(version.change_counter) &&
                     reader.take_part("wal", version.wal) &&
                     reader.take_part("journal", version.journal) && reader.is_at_end();
  if (!whole || to_text(version) != text) return std::nullopt;
  return version;
}

}  // namespace smartsync::session
