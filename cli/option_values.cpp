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

constexpr std::pair<std::string_view, hash::Kind> checksum_names[] = {
    {"xxh128", hash::Kind::xxh128}, {"xxh3", hash::Kind::xxh3}, {"xxh64", hash::Kind::xxh64},
    {"xxhash", hash::Kind::xxh64},  {"md5", hash::Kind::md5},   {"md4", hash::Kind::md4},
    {"sha1", hash::Kind::sha1},     {"none", hash::Kind::none}};

std::string lower_case(std::string text) {
  for (char& letter : text)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter | 0x20);
  return text;
}

hash::Kind checksum_or_throw(const std::string& name) {
  if (lower_case(name) == "auto") return ChecksumChoice().transfer;
  const std::optional<hash::Kind> kind = checksum_named(name);
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
  if (*end != '\0') {
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

void check_allocation_limit(const std::string& text) {
  const sync::SizeLimits limits{.minimum = 1 << 20, .zero_is_unlimited = true};
  usage_checked([&] { return sync::parse_size(text, "max-alloc", limits); });
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

std::optional<hash::Kind> checksum_named(const std::string& name) {
  const std::string wanted = lower_case(name);
  for (const auto& [known, kind] : checksum_names) {
    if (known == wanted) return kind;
  }
  return std::nullopt;
}

std::string name_of_checksum(hash::Kind kind) {
  for (const auto& [name, known] : checksum_names) {
    if (known == kind) return std::string(name);
  }
  return {};
}

std::optional<std::string> compression_named(const std::string& name) {
  const std::string wanted = lower_case(name);
  for (const std::string_view known : {"zstd", "lz4", "zlibx", "zlib", "none"}) {
    if (wanted == known) return wanted;
  }
  return std::nullopt;
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

std::string compression_value(const std::string& text) {
  std::string name = lower_case(text);
  if (name != "auto" && !compression_named(name)) {
    throw UsageError("unknown compress name: " + text, sync::ExitCode::unsupported);
  }
  return name;
}

}  // namespace smartsync::cli
