#include "tests/delta/workshop.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

namespace smartsync::test {

namespace fs = std::filesystem;

Workshop::Workshop()
    : directory_(fs::temp_directory_path() /
                 ("smartsync-workshop-" + std::to_string(std::random_device{}()))) {
  fs::create_directories(directory_);
}

Workshop::~Workshop() {
  fs::remove_all(directory_);
}

void Workshop::put(const std::string& name, const Bytes& bytes) const {
  std::ofstream file(directory_ / name, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

Bytes Workshop::get(const std::string& name) const {
  std::ifstream file(directory_ / name, std::ios::binary);
  return bytes_of({std::istreambuf_iterator<char>(file), {}});
}

std::size_t Workshop::count() const {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(directory_), fs::directory_iterator()));
}

bool Workshop::rdiff(const std::string& arguments) const {
  const std::string command = "cd '" + directory_.string() + "' && rdiff -f " + arguments;
  return std::system(command.c_str()) == 0;  // NOLINT(cert-env33-c)
}

}  // namespace smartsync::test
