#include "tests/share/commands.h"

#include <unistd.h>

#include <csignal>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>

namespace smartsync::share {
namespace {

using Words = std::vector<std::string>;

double amount(const std::string& text) {
  std::size_t used = 0;
  double value = -1;
  try {
    value = std::stod(text, &used);
  } catch (const std::logic_error&) {
    used = 0;
  }
  if (used == 0 || used != text.size() || value < 0) {
    throw std::invalid_argument("'" + text + "' is not a number");
  }
  return value;
}

void set(Share& share, const std::string& setting) {
  const std::size_t equals = setting.find('=');
  const std::string name = setting.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : setting.substr(equals + 1);
  if (name == "latency-ms") {
    const std::chrono::duration<double, std::milli> latency(amount(value));
    share.link().set_latency(std::chrono::duration_cast<Clock::duration>(latency));
  } else if (name == "rate-mb") {
    share.link().set_rate(static_cast<std::uint64_t>(amount(value) * 1e6));
  } else if (name == "server-copy" && (value == "on" || value == "off")) {
    share.server_copy = value == "on";
  } else {
    throw std::invalid_argument("a share has no setting '" + setting + "'");
  }
}

void lose(Share& share, Connection how) {
  share.disconnect(how);
  share.drop_kernel_caches();
}

void crash(Share& share) {
  if (!share.unsynced().is_recorded()) {
    throw std::invalid_argument("only a share with --lose-unsynced=on can crash");
  }
  share.crash();
  share.drop_kernel_caches();
}

const std::map<std::string, std::function<std::string(Share&, const Words&)>> commands = {
    {"counters", [](Share& share, const Words&) { return share.counters_json(); }},
    {"reset", [](Share& share, const Words&) { return share.reset_counters(), "ok"; }},
    {"set",
     [](Share& share, const Words& words) {
       for (const std::string& setting : words) set(share, setting);
       return "ok";
     }},
    {"fault",
     [](Share& share, const Words& words) { return std::to_string(share.faults().add(words)); }},
    {"clear", [](Share& share, const Words&) { return share.faults().clear(), "ok"; }},
    {"hang",
     [](Share& share, const Words&) { return std::to_string(share.faults().add({"hang"})); }},
    {"release", [](Share& share, const Words&) { return share.release(), "ok"; }},
    {"disconnect", [](Share& share, const Words&) { return lose(share, Connection::down), "ok"; }},
    {"empty", [](Share& share, const Words&) { return lose(share, Connection::empty), "ok"; }},
    {"crash", [](Share& share, const Words&) { return crash(share), "ok"; }},
    {"reconnect",
     [](Share& share, const Words&) {
       share.reconnect();
       share.drop_kernel_caches();
       return "ok";
     }},
    {"forget", [](Share& share, const Words&) { return share.drop_kernel_caches(), "ok"; }},
    {"stop", [](Share&, const Words&) { return kill(getpid(), SIGTERM), "ok"; }},
};

}  // namespace

std::string obey(Share& share, const std::string& command) {
  std::istringstream rest(command);
  std::string name;
  rest >> name;
  const auto found = commands.find(name);
  if (found == commands.end()) throw std::invalid_argument("no command is called '" + name + "'");
  Words words;
  for (std::string word; rest >> word;) words.push_back(word);
  return found->second(share, words);
}

}  // namespace smartsync::share
