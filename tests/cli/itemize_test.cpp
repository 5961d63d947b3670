#include "cli/itemize.h"

#include <catch2/catch.hpp>

using namespace smartsync;
using cli::itemize;
using fs::FileType;
namespace item = sync::item;

namespace {
sync::Options archive() {
  sync::Options options;
  options.times = options.perms = true;
  return options;
}
}  // namespace

TEST_CASE("itemized: new entries") {
  const sync::ItemFlags made = item::is_new | item::local_change;
  CHECK(itemize(item::is_new | item::transfer, FileType::regular, archive()) == ">f+++++++++");
  CHECK(itemize(made, FileType::directory, archive()) == "cd+++++++++");
  CHECK(itemize(made, FileType::symlink, archive()) == "cL+++++++++");
  CHECK(itemize(made, FileType::block_device, archive()) == "cD+++++++++");
  CHECK(itemize(made, FileType::fifo, archive()) == "cS+++++++++");
  CHECK(itemize(made | item::link_name_follows, FileType::regular, archive()) == "hf+++++++++");
}

TEST_CASE("itemized: what differs") {
  CHECK(itemize(item::transfer | item::size | item::modified_time, FileType::regular, archive()) ==
        ">f.st......");
  CHECK(itemize(item::permissions | item::owner | item::group, FileType::regular, archive()) ==
        ".f...pog...");
  CHECK(itemize(item::modified_time, FileType::directory, archive()) == ".d..t......");
  CHECK(itemize(item::acl | item::xattr | item::checksum, FileType::regular, archive()) ==
        ".fc......ax");
}

TEST_CASE("itemized: times") {
  sync::Options no_times;
  CHECK(itemize(item::transfer | item::modified_time, FileType::regular, no_times) ==
        ">f..T......");
  CHECK(itemize(item::access_time, FileType::regular, archive()) == ".f......u..");
  CHECK(itemize(item::created_time, FileType::regular, archive()) == ".f......n..");
  CHECK(itemize(item::access_time | item::created_time, FileType::regular, archive()) ==
        ".f......b..");
}

TEST_CASE("itemized: nothing differs") {
  CHECK(itemize(0, FileType::regular, archive()) == ".f         ");
  CHECK(itemize(0, FileType::directory, archive()) == ".d         ");
  CHECK(itemize(item::transfer, FileType::regular, archive()) == ">f.........");
}
