#include "engine/session/marker.h"

#include <algorithm>
#include <array>
#include <random>
#include <span>

#include "engine/fs/error.h"
#include "engine/session/state.h"
#include "engine/session/temporary.h"

namespace smartsync::session {

namespace {

constexpr std::string_view first_line = "smartsync project 1\n";
constexpr std::size_t id_length = 32;
constexpr std::string_view hex_digits = "0123456789abcdef";

std::string marker_path() {
  return std::string(session_directory) + "/project";
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
  if (!network.stat(marker_path())) return std::nullopt;
  const fs::File file = network.open_read(marker_path());
  std::array<std::byte, 256> bytes{};
  const std::size_t length = file.read(0, bytes);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), length);
  const bool whole = text.starts_with(first_line) && text.ends_with('\n') &&
                     text.size() == first_line.size() + id_length + 1;
  if (!whole || !is_project_id(text.substr(first_line.size(), id_length)))
    throw Error(
        "\"" + file.path() + "\" is damaged, or not smartsync's: it should name the project",
        file.path());
  return std::string(text.substr(first_line.size(), id_length));
}

void write_marker(const fs::Dir& network, const std::string& id) {
  if (!network.stat(session_directory)) network.make_dir(session_directory, 0777);
  const fs::Dir directory = network.open_dir(session_directory);
  const auto file = make_temporary(directory, 0666);
  const std::string text = std::string(first_line) + id + "\n";
  file->file().write(0, std::as_bytes(std::span(text)));
  file->file().sync();
  file->rename_to(directory, "project");
}

}  // namespace smartsync::session
