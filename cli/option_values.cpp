#include "cli/option_values.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "cli/request.h"

namespace smartsync::cli {
namespace {

std::string spelled(std::string_view option, const std::string& text) {
  return "--" + std::string(option) + "=" + text;
}

std::optional<hash::Kind> checksum_kind(std::string_view name) {
  using hash::Kind;
  static constexpr std::pair<std::string_view, Kind> names[] = {
      {"auto", Kind::xxh128}, {"xxh128", Kind::xxh128}, {"xxh3", Kind::xxh3},
      {"xxh64", Kind::xxh64}, {"xxhash", Kind::xxh64},  {"md5", Kind::md5},
      {"md4", Kind::md4},     {"sha1", Kind::sha1},     {"none", Kind::none}};
  for (const auto& [known, kind] : names) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

hash::Kind checksum_or_throw(const std::string& name) {
  const std::optional<hash::Kind> kind = checksum_kind(name);
  if (!kind) throw UsageError("unknown checksum name: " + name, sync::ExitCode::unsupported);
  return *kind;
}

}  // namespace

std::int64_t integer_value(std::string_view option, const std::string& text, std::int64_t least,
                           std::int64_t most) {
  char* end = nullptr;
  errno = 0;
  const long long value = std::strtoll(text.c_str(), &end, 0);
  if (text.empty() || *end != '\0') {
    throw UsageError(spelled(option, text) + ": invalid numeric value");
  }
  if (errno == ERANGE || value < least || value > most) {
    throw UsageError(spelled(option, text) + ": number too large or too small");
  }
  return value;
}

ChecksumChoice checksum_value(const std::string& text) {
  const std::size_t comma = text.find(',');
  ChecksumChoice choice;
  choice.transfer = checksum_or_throw(text.substr(0, comma));
  choice.whole_file =
      comma == text.npos ? choice.transfer : checksum_or_throw(text.substr(comma + 1));
  return choice;
}

void check_compression(const std::string& text) {
  for (const std::string_view known : {"auto", "zstd", "lz4", "zlibx", "zlib", "none"}) {
    if (text == known) return;
  }
  throw UsageError("unknown compress name: " + text, sync::ExitCode::unsupported);
}

}  // namespace smartsync::cli
