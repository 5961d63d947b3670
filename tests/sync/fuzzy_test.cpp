#include "engine/sync/fuzzy.h"

#include <catch2/catch.hpp>

using namespace smartsync;

namespace {

fs::Listed listed(const std::string& name, std::uint64_t size = 10, std::int64_t seconds = 1,
                  fs::FileType type = fs::FileType::regular) {
  fs::Listed file{name, {}};
  file.stat.type = type;
  file.stat.size = size;
  file.stat.modified = {seconds, 0};
  return file;
}

}  // namespace

TEST_CASE("a similar file has the same size and time, or the most of the name") {
  const std::string name = "report-2024.csv";
  tree::Entry entry;
  entry.name_data = name.data();
  entry.name_size = static_cast<std::uint16_t>(name.size());
  entry.size = 500;
  entry.modified_seconds = 1000;
  using Files = std::vector<fs::Listed>;
  CHECK(sync::find_similar(entry, {}) == std::nullopt);
  CHECK(sync::find_similar(entry, Files{listed("report-2023.csv"), listed("x.csv")}) ==
        "report-2023.csv");
  CHECK(sync::find_similar(entry, Files{listed("report-2023.csv"), listed("moved", 500, 1000)}) ==
        "moved");
  CHECK(sync::find_similar(entry, Files{listed("report-2023.csv", 0)}) == std::nullopt);
  CHECK(sync::find_similar(entry, Files{listed("report-2024.csv", 500, 1000,
                                               fs::FileType::directory)}) == std::nullopt);
}
