#include "engine/sync/temp_file.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/fs/scratch.h"

using namespace smartsync;
using sync::temp_name;
using sync::TempFile;
using test::Scratch;

TEST_CASE("temporary names are rsync's: hidden, of the file's name, no longer than a name may be") {
  for (const std::string& name :
       {std::string("file"), std::string(255, 'n'), std::string(".hidden")}) {
    CAPTURE(name);
    std::set<std::string> names;
    for (int i = 0; i < 200; ++i) names.insert(temp_name(name));
    CHECK(names.size() == 200);
    for (const std::string& temporary : names) {
      CHECK(temporary.size() <= 255);
      CHECK(temporary[0] == '.');
      CHECK(temporary[1] != '.');
      CHECK(temporary[temporary.size() - 7] == '.');
    }
  }
  CHECK(temp_name("file").substr(0, 6) == ".file.");
  CHECK(temp_name(".hidden").substr(0, 8) == ".hidden.");
}

TEST_CASE("a temporary file disappears unless it was given its name") {
  const Scratch scratch;
  { const TempFile temp(scratch.dir(), "file"); }
  CHECK(scratch.dir().list().entries.empty());

  test::write_file(scratch.dir(), "file", "old");
  {
    TempFile temp(scratch.dir(), "file");
    temp.file().write(0, std::as_bytes(std::span("new", 3)));
    CHECK(test::read_file(scratch.dir(), "file") == "old");
    temp.rename_to(scratch.dir(), "file");
  }
  CHECK(test::read_file(scratch.dir(), "file") == "new");
  CHECK(scratch.dir().list().entries.size() == 1);

  scratch.dir().make_dir("folder", 0700);
  {
    TempFile temp(scratch.dir(), "folder");
    CHECK_THROWS_AS(temp.rename_to(scratch.dir(), "folder"), Error);
  }
  CHECK(scratch.dir().list().entries.size() == 2);
}

TEST_CASE("what replaces a name leaves nothing if it fails") {
  const Scratch scratch;
  scratch.dir().make_dir("folder", 0700);
  const auto make = [&](const std::string& name) { test::write_file(scratch.dir(), name, "new"); };
  CHECK_THROWS_AS(sync::replace_with(scratch.dir(), "folder", make), Error);
  CHECK(scratch.dir().list().entries.size() == 1);
  sync::replace_with(scratch.dir(), "file", make);
  CHECK(test::read_file(scratch.dir(), "file") == "new");
}

TEST_CASE("errors about a temporary name tell the final one") {
  const Scratch scratch;
  const std::string final_path = scratch.dir().path_of("file");
  TempFile temp(scratch.dir(), "file");
  CHECK(temp.file().path() == final_path);
  CHECK(sync::told_of(Error("cannot set times of", scratch.dir().path_of("other"), {}),
                      scratch.dir().path_of(temp.name()), final_path)
            .path() == scratch.dir().path_of("other"));
  const auto fail = [&](const std::string& name) { scratch.dir().remove_file(name); };
  try {
    sync::replace_with(scratch.dir(), "file", fail);
    FAIL();
  } catch (const Error& error) {
    CHECK(error.code() == std::errc::no_such_file_or_directory);
    CHECK(error.path() == final_path);
    CHECK(std::string(error.what()).starts_with("cannot delete \"" + final_path + "\""));
  }
}
