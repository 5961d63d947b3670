#include "engine/session/staging.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "engine/fs/dir.h"
#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"
#include "engine/session/marker.h"
#include "engine/session/session.h"
#include "engine/session/state.h"

namespace smartsync::session {

namespace {

std::optional<fs::Stat> stat_directory(const std::string& path) {
  try {
    const auto directory = directory_at(path);
    return directory ? std::optional(directory->stat_self()) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string without_slashes(std::string path) {
  while (path.size() > fs::root_length(path) && path.ends_with('/')) path.pop_back();
  return path;
}

// The nearest directory of the path that exists.
std::string existing_part(std::string path) {
  while (!stat_directory(path) && path.size() > fs::root_length(path))
    path = fs::split_path(path).directory;
  return path;
}

// Whether `directory`, which exists, is `root` or lies in it, whatever links lead there.
bool lies_in(std::string directory, const fs::Stat& root) {
  constexpr int deepest = 4096;
  std::optional<fs::Stat> before;
  for (int i = 0; i < deepest; ++i) {
    const auto here = stat_directory(directory);
    if (!here) return false;
    if (is_same_file(*here, root)) return true;
    if (before && is_same_file(*before, *here)) return false;  // the root of all
    before = here;
    directory += "/..";
  }
  return false;
}

// An absolute path without ".", without "..", and without slashes that say nothing.
std::string collapse(const std::string& path) {
  std::string clean = path.substr(0, fs::root_length(path));
  const std::size_t root = clean.size();
  for (std::size_t begin = root; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    if (name == "..") {
      const std::size_t slash = clean.rfind('/');
      clean.resize(slash == std::string::npos ? root : std::max(root, slash));
    } else if (!name.empty() && name != ".") {
      clean += (clean.size() > root ? "/" : "") + name;
    }
    begin = end + 1;
  }
  return clean;
}

// What a collapsed path names in the directory `root`, whatever links lead to that.
std::optional<std::string> path_below(const fs::Stat& root, const std::string& path) {
  for (std::size_t end = 1; end <= path.size(); ++end) {
    if (end < path.size() && path[end] != '/') continue;
    const std::string directory = path.substr(0, end);
    const auto here = fs::is_absolute(directory) ? stat_directory(directory) : std::nullopt;
    if (here && is_same_file(*here, root)) return path.substr(std::min(end + 1, path.size()));
  }
  return std::nullopt;
}

std::optional<std::string> staging_copy_above(const std::string& directory) {
  std::string above = absolute_path(directory);
  for (std::size_t slash = above.rfind('/'); slash != std::string::npos && slash > 0;
       slash = above.rfind('/')) {
    above.resize(slash);
    if (above.ends_with(':')) break;  // C: alone is not the top of the drive
    if (is_staging_copy(above)) return above;
  }
  return std::nullopt;
}

[[noreturn]] void lies_in_another(const std::string& local, const std::string& above) {
  throw Ended{ExitCode::usage,
              "\"" + local + "\" lies in the staging copy \"" + above + "\": name that"};
}

}  // namespace

std::optional<fs::Dir> directory_at(const std::string& path) {
  try {
    return fs::Dir::open(path);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string absolute_path(const std::string& path) {
  return without_slashes(fs::absolute_path(path));
}

void require_apart(const std::string& local, const std::string& network) {
  const auto there = stat_directory(network);
  const std::string begin = existing_part(absolute_path(local));
  const auto here = begin == absolute_path(local) ? stat_directory(begin) : std::nullopt;
  if (here && there && is_same_file(*here, *there))
    throw Ended{
        ExitCode::usage,
        "the network directory and the staging copy are the same directory: \"" + network + "\""};
  if (there && lies_in(begin, *there))
    throw Ended{ExitCode::usage, "the staging copy \"" + local +
                                     "\" would lie in the network directory \"" + network +
                                     "\": it would be a part of the project"};
  if (here && lies_in(network, *here))
    throw Ended{ExitCode::usage, "the network directory \"" + network +
                                     "\" lies in the staging copy \"" + local + "\""};
}

void require_not_within(const std::string& local) {
  if (const auto above = staging_copy_above(local)) lies_in_another(local, *above);
}

std::string staging_copy_around(const std::string& directory) {
  if (is_staging_copy(directory)) return directory;
  return staging_copy_above(directory).value_or(directory);
}

std::string path_in_staging(const std::string& local, const std::string& typed) {
  const fs::Stat root = fs::Dir::open(local).stat_self();
  const std::string here = fs::normal_slashes(fs::current_directory());
  std::string path = fs::normal_path(typed);
  if (!fs::is_absolute(path))
    path = fs::join_path(path_below(root, here) ? here : absolute_path(local), path);
  const auto inner = path_below(root, collapse(path));
  if (!inner)
    throw Ended{ExitCode::usage,
                "\"" + typed + "\" does not lie in the staging copy \"" + local + "\""};
  if (inner->empty())
    throw Ended{ExitCode::usage,
                "\"" + typed + "\" is the staging copy itself: name what is in it"};
  return *inner;
}

std::string default_staging(const std::string& network) {
  const std::string absolute = absolute_path(network);
  const std::string name = absolute.substr(absolute.rfind('/') + 1);
  const std::string base =
      fs::join_path(fs::join_path(fs::normal_slashes(fs::temp_directory()), "sip_workflow"),
                    name.empty() ? "project" : name);
  const auto id = read_marker(fs::Dir::open(network));
  for (int i = 1;; ++i) {
    std::string path = i == 1 ? base : base + "-" + std::to_string(i);
    const auto directory = directory_at(path);
    if (!directory) return path;
    const auto state = State::open(*directory, std::chrono::seconds(1));
    if (!state || id == state->project().id) return path;
  }
}

}  // namespace smartsync::session
