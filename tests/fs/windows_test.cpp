// What only Windows does: UTF-16 names, its error numbers and clock, files that are in use.
#include <windows.h>

#include <catch2/catch.hpp>

#include "engine/fs/windows/code.h"
#include "engine/fs/windows/handle.h"
#include "engine/fs/windows/utf16.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using test::error_of;
using test::read_file;
using test::Scratch;
using test::write_file;

TEST_CASE("every UTF-16 name goes to UTF-8 and back, unpaired surrogates too") {
  for (const std::wstring& name :
       {std::wstring(L"plain"), std::wstring(L"gr\u00f6\u00dfe"), std::wstring(L"\u4f60\u597d"),
        std::wstring{0xD83D, 0xDE00}, std::wstring{0xD83D}, std::wstring{0xDE00, 0xD83D},
        std::wstring{0xD83D, 0xD83D, 0xDE00}, std::wstring{0xFFFF}}) {
    CHECK(fs::to_utf16(fs::to_utf8(name)) == name);
  }
  CHECK(fs::to_utf8({L"\xD83D\xDE00", 2}) == "\xf0\x9f\x98\x80");
}

TEST_CASE("bytes that are not UTF-8 are refused") {
  for (const std::string bytes : {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf",
                                  "\xf4\x90\x80\x80", "\xff", "\xed\xa0\xbd\xed\xb8\x80"}) {
    CHECK_FALSE(fs::to_utf16(bytes));
  }
}

TEST_CASE("Windows errors compare with std::errc and read in English") {
  CHECK(fs::windows_code(ERROR_PATH_NOT_FOUND) == std::errc::no_such_file_or_directory);
  CHECK(fs::windows_code(ERROR_ACCESS_DENIED) == std::errc::permission_denied);
  CHECK(fs::windows_code(ERROR_DISK_FULL) == std::errc::no_space_on_device);
  CHECK(fs::windows_code(ERROR_SHARING_VIOLATION) == std::errc::device_or_resource_busy);
  CHECK(fs::windows_code(ERROR_SHARING_VIOLATION).message() == "it is open in another program");
  CHECK(fs::windows_code(ERROR_FILE_NOT_FOUND).message() == "No such file or directory");
  CHECK_FALSE(fs::windows_code(ERROR_CRC).message().empty());
  CHECK(fs::errno_of(ERROR_DIR_NOT_EMPTY) == ENOTEMPTY);
  CHECK(fs::errno_of(ERROR_CRC) == EIO);
}

TEST_CASE("times go to units of 100 ns since 1601 and back") {
  CHECK(fs::to_ticks({0, 0}) == 116'444'736'000'000'000);
  for (const fs::Time time : {fs::Time{0, 0}, fs::Time{-1, 999'999'900},
                              fs::Time{1'700'000'000, 100}, fs::Time{-11'644'473'599, 0}}) {
    CHECK(fs::to_time(fs::to_ticks(time)) == time);
  }
  CHECK(fs::to_ticks({-99'999'999'999, 0}) == 1);
  CHECK(fs::to_ticks({INT64_MAX, 0}) > 0);
}

TEST_CASE("a file that another program holds is named as such") {
  const Scratch scratch;
  write_file(scratch.dir(), "report.xlsx", "old");
  write_file(scratch.dir(), "new", "new");
  const std::wstring path = *fs::to_utf16(scratch.path() + "/report.xlsx");
  const fs::Handle other(
      CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, 0, nullptr));
  REQUIRE(other);
  const std::string in_use =
      "\"" + scratch.path() + "/report.xlsx\": it is open in another program (32)";
  CHECK_THROWS_WITH(scratch.dir().rename("new", scratch.dir(), "report.xlsx"),
                    "cannot replace " + in_use);
  CHECK_THROWS_WITH(scratch.dir().remove_file("report.xlsx"), "cannot delete " + in_use);
  CHECK_THROWS_WITH((void)scratch.dir().open_write("report.xlsx"),
                    "cannot open for writing " + in_use);
  CHECK(read_file(scratch.dir(), "report.xlsx") == "old");
  CHECK(read_file(scratch.dir(), "new") == "new");
}

TEST_CASE("names that Windows would change or take for a device are not created") {
  const Scratch scratch;
  CHECK_THROWS_WITH((void)scratch.dir().create("nul.txt", 0644),
                    Catch::EndsWith("nul.txt\": Windows reserves it for a device"));
  CHECK_THROWS_AS(scratch.dir().make_dir("dot.", 0755), Error);
  CHECK(error_of([&] { (void)scratch.dir().create("file:stream", 0644); }) ==
        std::errc::invalid_argument);
  CHECK(scratch.dir().list().entries.empty());
}

TEST_CASE("a drive without a slash is its root") {
  const fs::Dir root = fs::Dir::open("C:");
  CHECK(root.stat_self().inode == fs::Dir::open("C:\\").stat_self().inode);
  CHECK(root.path_of("x") == "C:/x");
}

TEST_CASE("a device is no directory") {
  CHECK_THROWS_WITH(fs::Dir::open("nul"), Catch::Contains("reserves the name for a device"));
  CHECK(error_of([] { (void)fs::Dir::open("C:\\con"); }) == std::errc::invalid_argument);
}

TEST_CASE("a network that cannot be reached is not a file that is gone") {
  for (const DWORD error : {ERROR_BAD_NETPATH, ERROR_BAD_NET_NAME, ERROR_NETNAME_DELETED}) {
    CHECK(fs::windows_code(error) != std::errc::no_such_file_or_directory);
    CHECK(fs::windows_code(error).message() == "the network drive cannot be reached");
  }
}

TEST_CASE("creation times are set") {
  if (GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr) {
    WARN("Wine keeps no creation times");
    return;
  }
  const Scratch scratch;
  write_file(scratch.dir(), "f", "x");
  scratch.dir().set_created("f", {1'234'567'890, 100});
  CHECK(scratch.dir().stat("f")->created == fs::Time{1'234'567'890, 100});
}

TEST_CASE("paths longer than 260 characters are reached") {
  const Scratch scratch;
  const std::string name(100, 'd');
  fs::Dir dir = scratch.dir();
  for (int depth = 0; depth < 5; ++depth) {
    dir.make_dir(name, 0755);
    dir = dir.open_dir(name);
  }
  write_file(dir, "f", "deep");
  CHECK(read_file(fs::Dir::open(dir.path()), "f") == "deep");
}
