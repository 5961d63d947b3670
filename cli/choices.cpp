#include "cli/choices.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "cli/option_values.h"
#include "engine/fs/process.h"

namespace smartsync::cli {
namespace {

// What the two sides offer, in the order of their liking.
template <class Choice>
struct Offers {
  std::vector<Choice> client;
  std::vector<Choice> server;

  bool served(const Choice& choice) const {
    return std::find(server.begin(), server.end(), choice) != server.end();
  }
};

template <class Choice>
using Known = std::optional<Choice> (*)(const std::string& name);

// Names that are not known count for nothing; no name at all stands for the usual ones.
template <class Choice>
std::vector<Choice> offered(const std::string& names, Known<Choice> known,
                            const std::vector<Choice>& usual) {
  std::istringstream words(names);
  std::string word;
  if (!(words >> word)) return usual;
  std::vector<Choice> choices;
  do {
    if (const auto choice = known(word)) choices.push_back(*choice);
  } while (words >> word);
  return choices;
}

template <class Choice>
Offers<Choice> offers(const char* variable, Known<Choice> known, const std::vector<Choice>& usual) {
  const std::string lists = fs::environment(variable).value_or("");
  const std::size_t both = lists.find('&');
  Offers<Choice> made;
  made.client = offered(lists.substr(0, both), known, usual);
  made.server =
      both == std::string::npos ? made.client : offered(lists.substr(both + 1), known, usual);
  return made;
}

template <class Choice>
Choice agreed(const Offers<Choice>& offers, const char* what) {
  for (const Choice& choice : offers.client)
    if (offers.served(choice)) return choice;
  throw UsageError(std::string("Failed to negotiate a ") + what + " choice.",
                   sync::ExitCode::unsupported);
}

[[noreturn]] void refuse(const char* option, const std::string& value) {
  throw UsageError(
      std::string("Your ") + option + " value (" + value + ") was refused by the server.",
      sync::ExitCode::stream);
}

// As rsync would use it: within the compression's limits, or its usual one.
int level_of(const std::string& compression, std::optional<int> wanted) {
  if (compression == "lz4") return 0;
  const bool zstd = compression == "zstd";
  if (!wanted || (zstd && *wanted == 0)) return zstd ? 3 : 6;
  return std::min(*wanted, zstd ? 22 : 9);
}

}  // namespace

void choose_checksum(Request& request) {
  using hash::Kind;
  const std::vector<Kind> usual{Kind::xxh128, Kind::xxh3, Kind::xxh64, Kind::md5,
                                Kind::md4,    Kind::sha1, Kind::none};
  const auto made = offers<Kind>("RSYNC_CHECKSUM_LIST", checksum_named, usual);
  sync::Options& options = request.options;
  if (request.checksum_choice == "auto") {
    options.checksum_choice = agreed(made, "checksum");
    request.choices.push_back("Client negotiated checksum: " +
                              name_of_checksum(options.checksum_choice));
    return;
  }
  const ChecksumChoice chosen = checksum_value(request.checksum_choice);
  if (!made.served(chosen.transfer) || !made.served(chosen.whole_file))
    refuse("--checksum-choice", request.checksum_choice);
  options.checksum_choice = options.checksum ? chosen.whole_file : chosen.transfer;
  request.choices.push_back("Client checksum: " + request.checksum_choice);
}

void choose_compression(Request& request) {
  if (!request.compress) return;
  const auto made = offers<std::string>("RSYNC_COMPRESS_LIST", compression_named,
                                        {"zstd", "lz4", "zlibx", "zlib", "none"});
  const bool twice = request.compress_flags > 1 && request.compress_choice == "auto";
  const auto chosen = compression_named(twice ? "zlibx" : request.compress_choice);
  if (chosen && !made.served(*chosen)) refuse("--compress-choice", *chosen);
  const std::string name = chosen ? *chosen : agreed(made, "compress");
  if (name == "none") return;
  request.choices.push_back((chosen ? "Client compress: " : "Client negotiated compress: ") + name +
                            " (level " + std::to_string(level_of(name, request.compress_level)) +
                            ")");
}

}  // namespace smartsync::cli
