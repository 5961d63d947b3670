#include "cli/option_values.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "cli/request.h"
#include "engine/fs/error.h"
#include "engine/fs/process.h"
#include "engine/sync/chmod_rules.h"
#include "engine/sync/size_argument.h"

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

// The engine's parsers speak of what is wrong; here that is wrong usage.
template <class Parse>
auto usage_checked(Parse parse) {
  try {
    return parse();
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
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

std::uint64_t size_value(std::string_view option, const std::string& text) {
  return usage_checked(
      [&] { return static_cast<std::uint64_t>(sync::parse_size(text, std::string(option))); });
}

std::uint64_t rate_value(std::string_view option, const std::string& text) {
  const sync::SizeLimits limits{.minimum = 512, .zero_is_unlimited = true, .default_unit = 'K'};
  return usage_checked([&] {
    return static_cast<std::uint64_t>(sync::parse_size(text, std::string(option), limits));
  });
}

std::int64_t minutes_from_now(const std::string& minutes) {
  return usage_checked([&] { return sync::parse_stop_after(minutes, fs::now().seconds); });
}

std::int64_t time_value(const std::string& text) {
  return usage_checked([&] { return sync::parse_stop_at(text, fs::now().seconds); });
}

ChecksumChoice checksum_value(const std::string& text) {
  const std::size_t comma = text.find(',');
  ChecksumChoice choice;
  choice.transfer = checksum_or_throw(text.substr(0, comma));
  choice.whole_file =
      comma == text.npos ? choice.transfer : checksum_or_throw(text.substr(comma + 1));
  return choice;
}

void check_chmod(const std::string& text) {
  usage_checked([&] { sync::ChmodRules().add(text, fs::current_umask()); });
}

void check_compression(const std::string& text) {
  for (const std::string_view known : {"auto", "zstd", "lz4", "zlibx", "zlib", "none"}) {
    if (text == known) return;
  }
  throw UsageError("unknown compress name: " + text, sync::ExitCode::unsupported);
}

}  // namespace smartsync::cli
