#include "tests/share/options.h"

#include <boost/program_options.hpp>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace smartsync::share {
namespace {

namespace po = boost::program_options;

struct Raw {
  double latency_ms = 2;
  double rate_mb = 100;
  std::string listing_attributes = "on";
  std::string server_copy = "on";
  std::string links = "on";
  std::string ignore_case = "off";
  std::string lose_unsynced = "off";
  std::vector<std::string> words;
};

po::options_description visible(CommandLine& line, Raw& raw) {
  Settings& settings = line.settings;
  po::options_description options("Options");
  auto add = options.add_options();
  add("latency-ms", po::value(&raw.latency_ms)->default_value(raw.latency_ms, "2"),
      "what every request takes");
  add("rate-mb", po::value(&raw.rate_mb)->default_value(raw.rate_mb, "100"),
      "1,000,000 bytes a second that all reads and writes share; 0: no limit");
  add("parallel", po::value(&settings.parallel)->default_value(settings.parallel),
      "requests that are answered at the same time");
  add("max-request", po::value(&settings.max_request)->default_value(settings.max_request),
      "bytes of the largest read or write");
  add("server-copy", po::value(&raw.server_copy)->default_value("on"),
      "copy_file_range is carried out by the share");
  add("attr-ttl", po::value(&settings.cache_seconds)->default_value(settings.cache_seconds, "1"),
      "seconds for which names and attributes are cached");
  add("listing-attributes", po::value(&raw.listing_attributes)->default_value("on"),
      "a listing brings the attributes of its names");
  add("time-granularity",
      po::value(&settings.time_granularity)->default_value(settings.time_granularity),
      "of timestamps, in ns");
  add("links", po::value(&raw.links)->default_value("on"), "hard and symbolic links can be made");
  add("ignore-case", po::value(&raw.ignore_case)->default_value("off"),
      "names that differ only in the case of ASCII letters are one");
  add("lose-unsynced", po::value(&raw.lose_unsynced)->default_value("off"),
      "records changes in BACKING.unsynced, for the command 'crash'");
  add("real-sync", po::bool_switch(&settings.real_sync), "fsync also syncs the backing");
  add("control", po::value(&settings.control), "path of a socket for commands");
  add("daemon,d", po::bool_switch(&settings.daemon),
      "goes on in the background once it is mounted");
  add("with-parent", po::bool_switch(&settings.with_parent),
      "ends when the process that started it ends");
  add("ask", po::value(&line.ask), "sends a command to the control socket of that path");
  add("help,h", po::bool_switch(&line.help), "prints this");
  return options;
}

bool is_on(const std::string& name, const std::string& value) {
  if (value == "on") return true;
  if (value == "off") return false;
  throw std::invalid_argument("--" + name + " is on or off, not '" + value + "'");
}

void check_sizes(const Settings& settings, const Raw& raw) {
  constexpr std::uint32_t smallest = 4096;
  constexpr std::uint32_t largest = 1 << 20;  // of the kernel's FUSE
  if (settings.max_request < smallest || settings.max_request > largest) {
    throw std::invalid_argument("--max-request is between 4096 and 1048576");
  }
  if (settings.parallel < 1) throw std::invalid_argument("--parallel is at least 1");
  if (settings.time_granularity < 1 || settings.time_granularity > 1'000'000'000) {
    throw std::invalid_argument("--time-granularity is between 1 and 1000000000");
  }
  if (raw.latency_ms < 0 || raw.rate_mb < 0 || settings.cache_seconds < 0) {
    throw std::invalid_argument("times and rates are not negative");
  }
}

void complete(Settings& settings, const Raw& raw) {
  check_sizes(settings, raw);
  settings.latency = std::chrono::microseconds(static_cast<std::int64_t>(raw.latency_ms * 1e3));
  settings.bytes_per_second = static_cast<std::uint64_t>(raw.rate_mb * 1e6);
  settings.listing_attributes = is_on("listing-attributes", raw.listing_attributes);
  settings.server_copy = is_on("server-copy", raw.server_copy);
  settings.links = is_on("links", raw.links);
  settings.ignore_case = is_on("ignore-case", raw.ignore_case);
  settings.lose_unsynced = is_on("lose-unsynced", raw.lose_unsynced);
  if (raw.words.size() != 2) throw std::invalid_argument("give BACKING and MOUNTPOINT; see --help");
  settings.backing = std::filesystem::canonical(raw.words[0]).string();
  settings.mountpoint = std::filesystem::canonical(raw.words[1]).string();
  if (settings.backing == settings.mountpoint) {
    throw std::invalid_argument("BACKING and MOUNTPOINT are the same directory");
  }
}

}  // namespace

CommandLine read_command_line(int argc, const char* const* argv) {
  CommandLine line;
  Raw raw;
  po::options_description all = visible(line, raw);
  all.add_options()("words", po::value(&raw.words));
  po::positional_options_description positional;
  positional.add("words", -1);
  po::variables_map values;
  po::store(po::command_line_parser(argc, argv).options(all).positional(positional).run(), values);
  po::notify(values);
  if (line.help) return line;
  if (line.ask.empty()) {
    complete(line.settings, raw);
    return line;
  }
  for (const std::string& word : raw.words)
    line.command += (line.command.empty() ? "" : " ") + word;
  return line;
}

std::string usage() {
  CommandLine line;
  Raw raw;
  std::ostringstream text;
  text << "share_simulator BACKING MOUNTPOINT [OPTION]...\n"
          "share_simulator --ask CONTROL COMMAND [WORD]...\n\n"
       << visible(line, raw);
  return text.str();
}

}  // namespace smartsync::share
