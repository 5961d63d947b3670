#include "engine/session/marker.h"

#include <algorithm>
#include <array>
#include <random>
#include <span>
#include <system_error>
#include <thread>

#include "engine/fs/error.h"
#include "engine/session/files/temporary.h"
#include "engine/session/state.h"
#include "engine/sync/make_path.h"

namespace smartsync::session {

namespace {

constexpr std::string_view first_line = "smartsync project 1\n";
constexpr std::size_t id_length = 32;
constexpr std::string_view hex_digits = "0123456789abcdef";

constexpr const char* marker_name = "project";

void write_marker(fs::File& file, const std::string& id) {
  const std::string text = std::string(first_line) + id + "\n";
  file.write(0, std::as_bytes(std::span(text)));
  file.sync();
}

// Whether it is the beginning of a marker: all that a killed process, or a crash, left of it.
bool is_begun(std::string_view text) {
  const std::string_view line = text.substr(0, first_line.size());
  const std::string_view id = text.substr(line.size());
  return first_line.starts_with(line) && id.size() <= id_length &&
         id.find_first_not_of(hex_digits) == std::string_view::npos;
}

// False: there is one.
bool create_marker(const fs::Dir& directory, const std::string& id) {
  fs::File file;
  try {
    file = directory.create(marker_name, 0666);
  } catch (const Error& error) {
    if (error.code() == std::errc::file_exists) return false;
    throw;
  }
  try {
    write_marker(file, id);
  } catch (const Error&) {
    file.close();
    directory.remove_file(marker_name);
    throw;
  }
  return true;
}

}  // namespace

bool is_project_id(std::string_view text) {
  return text.size() == id_length && text.find_first_not_of(hex_digits) == std::string_view::npos;
}

std::string new_project_id() {
  std::random_device random;
  std::string id;
  while (id.size() < id_length) id += hex_digits[random() % hex_digits.size()];
  return id;
}

std::optional<std::string> read_marker(const fs::Dir& network) {
  if (!network.stat(marker_path)) return std::nullopt;
  const fs::File file = network.open_read(marker_path);
  std::array<std::byte, 256> bytes{};
  const std::size_t length = file.read(0, bytes);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), length);
  if (is_begun(text)) return std::nullopt;
  const bool whole = text.starts_with(first_line) && text.ends_with('\n') &&
                     text.size() == first_line.size() + id_length + 1;
  if (!whole || !is_project_id(text.substr(first_line.size(), id_length)))
    throw DamagedMarker(
        "\"" + file.path() +
            "\" is damaged, or not smartsync's: it should name the project; if this "
            "is the right folder, remove that file and run \"smartsync init\" with "
            "the two directories, which overwrites neither",
        file.path());
  return std::string(text.substr(first_line.size(), id_length));
}

std::string claim_marker(const fs::Dir& network, const std::string& id,
                         std::chrono::milliseconds patience) {
  const fs::Dir directory = sync::make_dirs(network, session_directory);
  if (create_marker(directory, id)) return id;
  const auto end = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < end) {
    if (const auto first = read_marker(network)) return *first;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const auto file = make_temporary(directory, 0666);
  write_marker(file->file(), id);
  file->rename_to(directory, marker_name);
  return id;
}

}  // namespace smartsync::session
