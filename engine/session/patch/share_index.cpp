#include "engine/session/patch/share_index.h"

#include <span>
#include <utility>
#include <vector>

#include "engine/fs/error.h"
#include "engine/session/files/temporary.h"
#include "engine/sync/make_path.h"

namespace smartsync::session {
namespace {

// Five million blocks: the index of a file of 5 TB. A larger file there is none of ours.
constexpr std::uint64_t largest_index = std::uint64_t{64} << 20;
constexpr std::uint16_t index_permissions = 0666;  // whoever may write on the share may replace it

struct Place {
  std::string directory, name;
};

Place place_of(const std::string& path) {
  const std::string hash = hash::hash(hash::Kind::xxh128, std::as_bytes(std::span(path))).hex();
  return {std::string(index_directory) + "/" + hash.substr(0, 2), hash};
}

std::vector<std::byte> read_all(const fs::File& file) {
  const fs::Stat stat = file.stat();
  if (stat.type != fs::FileType::regular || stat.size > largest_index)
    throw Error("the block index \"" + file.path() + "\" is not one", file.path());
  std::vector<std::byte> bytes(static_cast<std::size_t>(stat.size));
  bytes.resize(file.read(0, bytes));
  return bytes;
}

}  // namespace

ShareIndexes::Answer ShareIndexes::load(const std::string& path, const Identity& identity) const {
  const Place place = place_of(path);
  const auto refused = [&path](const std::string& why, bool damaged) {
    return Answer{{}, "the block index of \"" + path + "\" is not used: " + why, damaged};
  };
  try {
    const fs::File file = root_.open_read(place.directory + "/" + place.name);
    BlockIndex index = index_from_bytes(read_all(file));
    if (index.path != path) return refused("it is another file's", true);
    if (!is_same_version(index.identity, identity))
      return refused("the file has changed since", false);
    return {std::move(index)};
  } catch (const Error& error) {
    if (error.code() == std::errc::no_such_file_or_directory) return {};
    return refused(error.what(), !error.code());
  }
}

void ShareIndexes::store(const BlockIndex& index) const {
  const Place place = place_of(index.path);
  const std::vector<std::byte> bytes = to_bytes(index);
  const auto existing = root_.open_dir_if_exists(place.directory);
  const fs::Dir directory = existing ? *existing : sync::make_dirs(root_, place.directory);
  const auto file = make_temporary(root_.open_dir(session_directory), index_permissions);
  file->file().write(0, bytes);
  file->rename_to(directory, place.name);
}

void ShareIndexes::remove(const std::string& path) const {
  const Place place = place_of(path);
  try {
    if (const auto directory = root_.open_dir_if_exists(place.directory))
      directory->remove_file(place.name);
  } catch (const Error& error) {
    if (error.code() != std::errc::no_such_file_or_directory) throw;
  }
}

}  // namespace smartsync::session
