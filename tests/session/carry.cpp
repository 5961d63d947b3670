// One larger file carried by hand, for tests that look at the share from outside:
//   carry index ROOT PATH                    reads the file, and stores its index on the share
//   carry push  ROOT PATH SOURCE WAY         brings SOURCE's content there, by the index if it fits
//   carry pull  ROOT PATH LOCAL_ROOT         brings it here, by the index if it fits
//   carry finish ROOT                        finishes journals, removes temporary files
// Prints "name value" lines.
#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>

#include "engine/delta/file_source.h"
#include "engine/fs/process.h"
#include "engine/session/files/temporary.h"
#include "engine/session/journal_replay.h"
#include "engine/session/patch/difference.h"
#include "engine/session/patch/patch.h"
#include "engine/session/patch/pull_content.h"
#include "engine/session/patch/share_index.h"

using namespace smartsync;
using namespace smartsync::session;

namespace {

constexpr std::array<const char*, 5> ways{"auto", "reflink", "copy", "journal", "rewrite"};
constexpr std::array<const char*, 4> outcomes{"finished", "discarded", "refused", "busy"};

unsigned threads() {
  return std::max(1u, std::thread::hardware_concurrency());
}
void tell(const char* name, double value) {
  std::printf("%s %.6f\n", name, value);
}
void tell(const char* name, const std::string& value) {
  std::printf("%s %s\n", name, value.c_str());
}

std::optional<BlockIndex> known_index(const fs::Dir& root, const std::string& path,
                                      const std::optional<fs::Stat>& stat) {
  if (!stat) return std::nullopt;
  auto answer = ShareIndexes(root).load(path, identity_of(*stat));
  tell("index", answer.index ? "used" : answer.reason.empty() ? "none" : answer.reason);
  return std::move(answer.index);
}

void index(const fs::Dir& root, const std::string& path) {
  const fs::File file = root.open_read(path);
  const fs::Stat stat = file.stat();
  const delta::FileSource bytes(file, stat.size);
  BlockIndex made = make_index(bytes, layout_for(bytes), path, threads());
  made.identity = identity_of(stat);
  ShareIndexes(root).store(made);
}

void push(const fs::Dir& root, const std::string& path, const std::string& source, int way) {
  const double start = fs::monotonic_seconds();
  const std::size_t slash = source.rfind('/');
  const fs::File file =
      fs::Dir::open(source.substr(0, slash + 1)).open_read(source.substr(slash + 1));
  const fs::Stat before = file.stat();
  const auto there = root.stat(path);
  const auto old = known_index(root, path, there);
  const double loaded = fs::monotonic_seconds();
  Difference made =
      difference(delta::FileSource(file, before.size), old ? &*old : nullptr, path, threads());
  const double compared = fs::monotonic_seconds();
  const Patched patched = patch({.root = root,
                                 .path = path,
                                 .old = there ? std::optional(identity_of(*there)) : std::nullopt,
                                 .source = file,
                                 .source_stat = before,
                                 .index = made.index,
                                 .plan = made.plan,
                                 .modified = before.modified,
                                 .way = static_cast<PatchWay>(way)});
  const double carried = fs::monotonic_seconds();
  made.index.identity = identity_of(patched.stat);
  ShareIndexes(root).store(made.index);
  tell("way", ways.at(static_cast<std::size_t>(patched.way)));
  tell("sent", static_cast<double>(patched.sent));
  tell("copied", static_cast<double>(patched.copied));
  tell("brought", static_cast<double>(made.plan.brought));
  tell("pieces", static_cast<double>(made.plan.pieces.size()));
  tell("loading", loaded - start);
  tell("comparing", compared - loaded);
  tell("carrying", carried - compared);
  tell("seconds", fs::monotonic_seconds() - start);
}

void pull(const fs::Dir& root, const std::string& path, const fs::Dir& local) {
  const double start = fs::monotonic_seconds();
  const auto there = root.stat(path);
  if (!there) throw Error("\"" + path + "\" is not there");
  const auto wanted = known_index(root, path, there);
  const auto here = local.stat(path);
  PulledFile pulled =
      pull_content({.remote_root = root,
                    .path = path,
                    .remote = identity_of(*there),
                    .index = wanted ? &*wanted : nullptr,
                    .local_root = local,
                    .local = here ? std::optional(identity_of(*here)) : std::nullopt,
                    .modified = there->modified,
                    .threads = threads()});
  tell("built", fs::monotonic_seconds() - start);
  pulled.put_in_place();
  tell("received", static_cast<double>(pulled.received()));
  tell("seconds", fs::monotonic_seconds() - start);
}

void finish(const fs::Dir& root) {
  for (const JournalEnd& end : finish_journals(root, {})) {
    tell("outcome", outcomes.at(static_cast<std::size_t>(end.outcome)));
    tell("sentence", end.sentence);
  }
  for (const fs::Listed& entry : root.list().entries) {
    if (is_temporary_name(entry.name) && remove_leftover(root, entry.name, {}))
      tell("removed", entry.name);
  }
}

bool run(const std::vector<std::string>& words) {
  const std::string command = words.size() > 1 ? words[1] : "";
  if (command == "finish" && words.size() == 3) return finish(fs::Dir::open(words[2])), true;
  if (command == "index" && words.size() == 4)
    return index(fs::Dir::open(words[2]), words[3]), true;
  if (command == "pull" && words.size() == 5)
    return pull(fs::Dir::open(words[2]), words[3], fs::Dir::open(words[4])), true;
  if (command != "push" || words.size() != 6) return false;
  const auto way = std::ranges::find(ways, std::string_view(words[5]));
  if (way == ways.end()) return false;
  return push(fs::Dir::open(words[2]), words[3], words[4], static_cast<int>(way - ways.begin())),
         true;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(fs::program_arguments(argc, argv)) ? 0 : 2;
  } catch (const ChangedMeanwhile& error) {
    tell("changed", error.what());
    return 3;
  } catch (const std::exception& error) {
    tell("error", error.what());
    return 1;
  }
}
