#include "cli/list_line.h"

#include <catch2/catch.hpp>

#include "engine/fs/process.h"

using namespace smartsync;
using cli::list_line;

namespace {
struct Example {
  Example() {
    entry.permissions = 0644;
    entry.size = 588895;
    entry.modified_seconds = 1700000000;
    shown.path = "a/b";
    shown.entry = &entry;
  }
  std::string operator()() { return list_line(shown, request); }

  std::string time = fs::format_local_time(1700000000, "%Y/%m/%d %H:%M:%S");
  cli::Request request;
  tree::Entry entry;
  sync::Item shown;
};
}  // namespace

TEST_CASE("a line of --list-only, at every level of -h") {
  Example line;
  CHECK(line() == "-rw-r--r--        588,895 " + line.time + " a/b");
  line.request.output.human_readable = 2;
  CHECK(line() == "-rw-r--r--        588.89K " + line.time + " a/b");
  line.request.output.human_readable = 0;
  CHECK(line() == "-rw-r--r--      588895 " + line.time + " a/b");
}

TEST_CASE("a line of --list-only for each type") {
  Example line;
  using fs::FileType;
  const std::pair<FileType, char> letters[] = {
      {FileType::directory, 'd'}, {FileType::symlink, 'l'},     {FileType::fifo, 'p'},
      {FileType::socket, 's'},    {FileType::char_device, 'c'}, {FileType::block_device, 'b'}};
  for (const auto& [type, letter] : letters) {
    line.entry.type = type;
    CHECK(line().front() == letter);
  }
}

TEST_CASE("a symlink's target is listed with -l") {
  Example line;
  line.entry.type = fs::FileType::symlink;
  line.entry.extra = std::make_unique<tree::EntryExtra>();
  line.entry.extra->link_target = "to";
  CHECK_THAT(line(), Catch::EndsWith(" a/b"));
  line.request.options.links = true;
  CHECK_THAT(line(), Catch::EndsWith(" a/b -> to"));
}

TEST_CASE("access times are listed with -U, but not those of directories") {
  Example line;
  line.request.options.atimes = 1;
  line.entry.extra = std::make_unique<tree::EntryExtra>();
  line.entry.extra->accessed.seconds = 1700000000;
  CHECK_THAT(line(), Catch::EndsWith(line.time + " " + line.time + " a/b"));
  line.entry.type = fs::FileType::directory;
  CHECK_THAT(line(), Catch::EndsWith(line.time + std::string(20, ' ') + " a/b"));
}
