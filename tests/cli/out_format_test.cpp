#include "cli/out_format.h"

#include <catch2/catch.hpp>

#include "engine/fs/process.h"

using namespace smartsync;
using cli::format_deletion;
using cli::format_has;
using cli::format_item;
namespace item = sync::item;

namespace {

struct FormatExample {
  FormatExample() {
    options.times = options.perms = true;
    entry.size = 12345;
    entry.permissions = 0644;
    entry.uid = 3;
    entry.gid = 4;
    shown.flags = item::transfer | item::size;
    shown.path = "sub/file";
    shown.source_path = "src/sub/file";
    shown.bytes_moved = 500;
    shown.bytes_compared = 16;
    shown.entry = &entry;
  }
  std::string operator()(std::string_view format) { return format_item(format, shown, options); }

  sync::Options options;
  tree::Entry entry;
  sync::Item shown;
};

}  // namespace

TEST_CASE("escapes of an item") {
  FormatExample text;
  CHECK(text("%n|%f|%l|%L|%o|%i") == "sub/file|src/sub/file|12345||send|>f.s.......");
  CHECK(text("%b %c %B %m|") == "500 16 rw-r--r-- |");
  CHECK(text("%U") == "0");
  text.options.owner = true;
  CHECK(text("%U") == "3");
  CHECK(text("%p") == std::to_string(fs::process_id()));
  CHECK(text("%M").size() == std::string("2026/11/23-01:28:34").size());
  CHECK(text("%t").size() == std::string("2026/11/23 01:28:34").size());
  CHECK(text("%G") == "DEFAULT");
  text.options.group = true;
  CHECK(text("%G") == "4");
}

TEST_CASE("widths and apostrophes") {
  FormatExample text;
  CHECK(text("%10n|%-10n|%3n|") == "  sub/file|sub/file  |sub/file|");
  CHECK(text("%'l %''l %'''l %10'l|%'10l|") == "12,345 12.35K 12.06K     12,345|    12,345|");
  text.options.owner = true;
  CHECK(text("%05U %-5U| %05l") == "00003 3    | 12345");
  CHECK(text("%08l") == "   12345");
}

TEST_CASE("what is no escape stays") {
  FormatExample text;
  CHECK(text("100%") == "100%");
  CHECK(text("%5") == "%5");
  CHECK(text("%Z %5Z %-z") == "%Z %5Z %-z");
  CHECK(text("%h %a %P %u") == "%h %a %P %u");
  CHECK(text("%%n %3%") == "%n   %");
  CHECK(text("") == "");
}

TEST_CASE("directories, links and hard links") {
  FormatExample text;
  text.entry.type = fs::FileType::directory;
  CHECK(text("%n %f") == "sub/file/ src/sub/file");
  text.shown.path = ".";
  CHECK(text("%n") == "./");
  text.entry.type = fs::FileType::symlink;
  text.entry.extra = std::make_unique<tree::EntryExtra>();
  text.entry.extra->link_target = "a b";
  CHECK(text("%L") == " -> a b");
  text.shown.flags |= item::link_name_follows;
  text.shown.link_name = "other";
  CHECK(text("%L") == " => other");
}

TEST_CASE("the checksum of a file, or as many blanks") {
  FormatExample text;
  text.options.checksum_choice = hash::Kind::md5;
  text.shown.file_checksum = "00112233445566778899aabbccddeeff";
  CHECK(text("%C|") == "00112233445566778899aabbccddeeff|");
  text.options.checksum_choice = hash::Kind::xxh64;
  text.shown.file_checksum = "0011223344556677";
  CHECK(text("%C|") == "7766554433221100|");
  text.options.checksum_choice = hash::Kind::md5;
  text.shown.file_checksum = {};
  text.shown.flags = 0;
  CHECK(text("%C|") == std::string(32, ' ') + "|");
  text.options.checksum_choice = hash::Kind::none;
  CHECK(text("%C|") == "  |");
}

TEST_CASE("deleted entries have a name and nothing else") {
  const sync::Options options;
  const auto text = [&options](std::string_view format) {
    return format_deletion(format, "a/b", fs::FileType::directory, options);
  };
  CHECK(text("%i %n%L") == "*deleting   a/b/");
  CHECK(text("deleting %n") == "deleting a/b/");
  CHECK(text("%o %l %b %c %B %U") == "del. 0 0 0 --------- 0");
}

TEST_CASE("whether a format has an escape") {
  CHECK(format_has("%i %n%L", 'i'));
  CHECK(format_has("%-20i", 'i'));
  CHECK_FALSE(format_has("%%i %n", 'i'));
  CHECK_FALSE(format_has("i", 'i'));
}
