#include "cli/session_command_line.h"

#include <algorithm>
#include <array>
#include <boost/program_options.hpp>
#include <optional>
#include <sstream>
#include <utility>

#include "cli/read_words.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"

namespace smartsync::cli {

namespace {

namespace po = boost::program_options;
using session::OnConflict;

constexpr std::array<std::pair<std::string_view, SessionCommand>, 9> commands{{
    {"init", SessionCommand::init},
    {"pull", SessionCommand::pull},
    {"push", SessionCommand::push},
    {"sync", SessionCommand::sync},
    {"status", SessionCommand::status},
    {"resolve", SessionCommand::resolve},
    {"finish", SessionCommand::finish},
    {"pre-step", SessionCommand::pre_step},
    {"post-step", SessionCommand::post_step},
}};

constexpr const char* usage =
    "Usage: smartsync init NETWORK [LOCAL]\n"
    "       smartsync pull|push|sync|status|finish [LOCAL]\n"
    "       smartsync resolve [LOCAL] PATH... --keep local|network|both\n"
    "       smartsync pre-step\n"
    "       smartsync post-step ID\n\n"
    "Keeps a project on a network drive and its local staging copy in step. LOCAL is the staging\n"
    "copy that you work in if it is left out; for init, a directory named after the project among\n"
    "the temporary files. pre-step and post-step read SMART_SYNC_ENABLED, NETWORK_PROJECT_PATH "
    "and\n"
    "LOCAL_PROJECT_PATH.\n\n";

struct Words {
  std::vector<std::string> operands;
  std::string on_conflict, keep, patch, step;
  bool no_share_index = false;
  bool has_policy = false;  // be it an empty one
};

template <typename Value>
Value choice(const std::string& option, const std::string& word,
             std::initializer_list<std::pair<std::string_view, Value>> choices) {
  std::string all;
  for (const auto& [name, value] : choices) {
    if (word == name) return value;
    all += (all.empty() ? "" : ", ") + std::string(name);
  }
  throw SessionUsageError(option + " must be one of " + all + ", not \"" + word + "\"");
}

OnConflict policy(const std::string& source, const std::string& word) {
  return choice<OnConflict>(source, word,
                            {{"keep-both", OnConflict::keep_both},
                             {"newest", OnConflict::newest},
                             {"local", OnConflict::local},
                             {"network", OnConflict::network},
                             {"stop", OnConflict::stop}});
}

po::options_description describe(SessionRequest& request, Words& words) {
  po::options_description options("Options");
  auto add = options.add_options();
  add("help,?", po::bool_switch(&request.help), "show this help");
  add("dry-run,n", po::bool_switch(&request.options.dry_run), "tell what would be done");
  add("verbose,v", po::bool_switch(&request.verbose), "name every file");
  add("json", po::bool_switch(&request.json), "one event a line (docs/sessions.md)");
  add("progress", po::bool_switch(&request.progress), "show how far it is");
  add("parallel", po::value(&request.options.parallel)->default_value(0),
      "requests in flight on the network drive; 0: chosen for it");
  add("timeout", po::value(&request.options.timeout)->default_value(60),
      "seconds that the drive may hang; 0: for ever");
  add("on-conflict", po::value(&words.on_conflict)->notifier([&words](const std::string&) {
    words.has_policy = true;
  }),
      "keep-both, newest, local, network or stop; else SMART_SYNC_ON_CONFLICT, else keep-both");
  add("keep", po::value(&words.keep), "of resolve: local, network or both");
  add("step", po::value(&words.step), "of push: the workflow step whose results go");
  add("allow-mass-delete", po::bool_switch(&request.options.allow_mass_delete),
      "delete more than half of the files without asking");
  add("patch", po::value(&words.patch)->default_value("auto"),
      "how changed files are changed: auto, reflink, copy, journal or rewrite");
  add("no-share-index", po::bool_switch(&words.no_share_index),
      "neither use nor leave block indexes on the network drive");
  add("check-databases", po::bool_switch(&request.options.delivery.check_databases),
      "bring over only SQLite databases that are sound");
  return options;
}

void require_operands(const Words& words, std::size_t least, std::size_t most) {
  if (words.operands.size() < least)
    throw SessionUsageError("something is missing after the command");
  if (words.operands.size() > most)
    throw SessionUsageError("\"" + words.operands[most] + "\" is one word too many");
  // Most likely a script's variable that is not set: it does not mean the working directory.
  if (std::ranges::find(words.operands, "") != words.operands.end())
    throw SessionUsageError("an operand is empty");
}

// LOCAL, if it is the operand at `index`, else where the user works.
std::string local_of(const Words& words, std::size_t index) {
  return index < words.operands.size() ? fs::normal_path(words.operands[index])
                                       : session::staging_copy_around(".");
}

// resolve [LOCAL] PATH...: the first word is LOCAL if there are several and it is a staging copy.
void split_paths(const Words& words, SessionRequest& request) {
  require_operands(words, 1, SIZE_MAX);
  const bool names_local = words.operands.size() > 1 && session::is_staging_copy(words.operands[0]);
  request.options.local = names_local ? local_of(words, 0) : session::staging_copy_around(".");
  request.paths.assign(words.operands.begin() + (names_local ? 1 : 0), words.operands.end());
  if (words.keep.empty()) throw SessionUsageError("resolve needs --keep local, network or both");
  request.keep = choice<OnConflict>("--keep", words.keep,
                                    {{"local", OnConflict::local},
                                     {"network", OnConflict::network},
                                     {"both", OnConflict::keep_both}});
}

void require_options_of(SessionCommand command, const Words& words) {
  if (!words.keep.empty() && command != SessionCommand::resolve)
    throw SessionUsageError("--keep is an option of resolve");
  if (!words.step.empty() && command != SessionCommand::push)
    throw SessionUsageError("--step is an option of push");
}

void take_operands(const Words& words, SessionRequest& request) {
  require_options_of(request.command, words);
  switch (request.command) {
    case SessionCommand::init:
      require_operands(words, 1, 2);
      request.network = fs::normal_path(words.operands[0]);
      if (words.operands.size() > 1) request.options.local = local_of(words, 1);
      return;
    case SessionCommand::resolve:
      return split_paths(words, request);
    case SessionCommand::pre_step:
      return require_operands(words, 0, 0);
    case SessionCommand::post_step:
      require_operands(words, 1, 1);
      request.step = words.operands[0];
      return;
    default:
      require_operands(words, 0, 1);
      request.options.local = local_of(words, 0);
      request.step = words.step;
  }
}

}  // namespace

bool is_session_command(std::string_view word) {
  return std::any_of(commands.begin(), commands.end(),
                     [word](const auto& command) { return command.first == word; });
}

SessionRequest parse_session_command(std::string_view command, std::span<const std::string> words) {
  SessionRequest request;
  for (const auto& [name, value] : commands)
    if (name == command) request.command = value;
  Words found;
  try {
    po::options_description options = describe(request, found);
    read_words(options, words, "operand", found.operands, -1);
  } catch (const po::error& error) {
    throw SessionUsageError(error.what());
  }
  if (request.help) return request;
  if (request.options.parallel < 0 || request.options.parallel > 1024)
    throw SessionUsageError("--parallel must be between 0 and 1024");
  if (request.options.timeout < 0) throw SessionUsageError("--timeout must not be negative");
  const auto environment = fs::environment("SMART_SYNC_ON_CONFLICT");
  const bool in_environment = environment && !environment->empty();
  request.policy_given = found.has_policy || in_environment;
  if (found.has_policy) {
    request.options.on_conflict = policy("--on-conflict", found.on_conflict);
  } else if (in_environment) {
    request.options.on_conflict = policy("SMART_SYNC_ON_CONFLICT", *environment);
  }
  request.options.delivery.share_index = !found.no_share_index;
  using session::PatchWay;
  request.options.delivery.way = choice<PatchWay>("--patch", found.patch,
                                                  {{"auto", PatchWay::automatic},
                                                   {"reflink", PatchWay::reflink},
                                                   {"copy", PatchWay::copy},
                                                   {"journal", PatchWay::journal},
                                                   {"rewrite", PatchWay::rewrite}});
  take_operands(found, request);
  return request;
}

std::string session_help() {
  SessionRequest request;
  Words words;
  std::ostringstream text;
  text << usage << describe(request, words);
  return text.str();
}

}  // namespace smartsync::cli
