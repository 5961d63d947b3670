#include "cli/console.h"
#include "tests/cli/understood.h"

#include <catch2/catch.hpp>
#include <sstream>

using namespace smartsync;
namespace item = sync::item;

namespace {

// A console fed by hand, and what it printed.
class Screen {
 public:
  explicit Screen(std::vector<std::string> words)
      : request_(test::understood(std::move(words))),
        printer_(request_.output, out_, error_, nullptr, cli::HighBytes::utf8),
        console_(request_, printer_) {}

  sync::Events& events() { return console_; }

  void item(sync::ItemFlags flags, std::string_view path,
            fs::FileType type = fs::FileType::regular) {
    tree::Entry entry;
    entry.type = type;
    entry.size = 3;
    if (type == fs::FileType::symlink) {
      entry.extra = std::make_unique<tree::EntryExtra>();
      entry.extra->link_target = "target";
    }
    sync::Item shown;
    shown.flags = flags;
    shown.path = path;
    shown.source_path = path;
    shown.entry = &entry;
    console_.item(shown);
  }

  void begin(std::string_view path) {
    tree::Entry entry;
    entry.type = fs::FileType::regular;
    entry.size = 3;
    sync::Item item;
    item.flags = item::transfer | item::is_new;
    item.path = item.source_path = path;
    item.entry = &entry;
    console_.begin(item);
  }
  void finish(const sync::Stats& stats = {}, sync::ExitCode code = sync::ExitCode::ok) {
    console_.finish({stats, code}, 0);
  }
  std::string out() const { return out_.str(); }
  std::string error() const { return error_.str(); }

 private:
  cli::Request request_;
  std::ostringstream out_;
  std::ostringstream error_;
  cli::Printer printer_;
  cli::Console console_;
};

constexpr sync::ItemFlags new_file = item::transfer | item::is_new;
constexpr sync::ItemFlags made = item::local_change | item::is_new;

std::string list_messages(const std::vector<std::string>& words) {
  Screen screen(words);
  screen.events().file_list(false, 0, 0);
  screen.events().file_list(false, 1, 0);
  screen.events().file_list(true, 7, 100);
  return screen.out();
}

}  // namespace

TEST_CASE("how the list of files is announced") {
  CHECK(list_messages({"-r"}).empty());
  CHECK(list_messages({"-ri"}).empty());
  CHECK(list_messages({"-rv"}) == "sending incremental file list\n");
  CHECK(list_messages({"-r", "--progress"}) == "sending incremental file list\n");
  CHECK(list_messages({"-rv", "--info=flist0"}).empty());
  CHECK(list_messages({"-rvq"}).empty());
  CHECK(list_messages({"-v"}).empty());
  CHECK(list_messages({"-dv"}) == "building file list ... done\n");
  CHECK(list_messages({"-rv", "--no-i-r"}) == "building file list ... done\n");
  CHECK(list_messages({"-rv", "--delete-before"}) == "building file list ... done\n");
  CHECK(list_messages({"-rv", "--delete-after"}) == "building file list ... done\n");
  CHECK(list_messages({"-rv", "--delete-delay"}) == "sending incremental file list\n");
  CHECK(list_messages({"-rvm"}) == "building file list ... done\n");
  CHECK(list_messages({"-rv", "--delay-updates"}) == "building file list ... done\n");
  CHECK(list_messages({"-r", "--no-i-r", "--progress"}) ==
        "building file list ... \n 0 files...\r7 files to consider\n");
}

TEST_CASE("what is told while the list is built has a line of its own") {
  Screen screen({"-rv", "--no-i-r"});
  screen.events().file_list(false, 0, 0);
  screen.events().notice(sync::Notice::copied_unsafe_link, "l", "/etc");
  screen.events().file_list(true, 1, 0);
  CHECK(screen.out() ==
        "building file list ... \ncopying unsafe symlink \"l\" -> \"/etc\"\ndone\n");
}

TEST_CASE("an empty list is counted on one line") {
  Screen screen({"-r", "--no-i-r", "--progress"});
  screen.events().file_list(false, 0, 0);
  screen.events().file_list(true, 0, 0);
  CHECK(screen.out() == "building file list ... 0 files to consider\n");
}

TEST_CASE("a long list is counted by hundreds") {
  Screen screen({"-r", "--no-i-r", "--progress"});
  screen.events().file_list(false, 1, 0);
  screen.events().file_list(true, 201, 0);
  CHECK(screen.out() == " 0 files...\r 100 files...\r 200 files...\r201 files to consider\n");
}

TEST_CASE("a message ends the line in which files are counted") {
  Screen screen({"-rv", "--no-i-r", "--progress"});
  screen.events().file_list(false, 1, 0);
  screen.events().notice(sync::Notice::copied_unsafe_link, "l", "/etc");
  screen.events().file_list(true, 1, 0);
  CHECK(screen.out() ==
        " 0 files...\r\ncopying unsafe symlink \"l\" -> \"/etc\"\n1 file to consider\n");
}

TEST_CASE("a line stands before the content if it does not tell what that came to") {
  const auto lines = [](std::vector<std::string> words) {
    Screen screen(std::move(words));
    screen.begin("a");
    const std::string before = screen.out();
    screen.item(new_file, "a");
    screen.item(new_file, "b");
    return std::pair(before, screen.out());
  };
  using Pair = std::pair<std::string, std::string>;
  CHECK(lines({"-a", "--info=name"}) == Pair("a\n", "a\nb\n"));
  CHECK(lines({"-a", "--out-format=%n"}) == Pair("a\n", "a\nb\n"));
  CHECK(lines({"-a", "--out-format=%n %l %b"}) == Pair("", "a 3 0\nb 3 0\n"));
  CHECK(lines({"-a"}) == Pair("", ""));
}

TEST_CASE("a file that began and failed takes no other file's line") {
  Screen screen({"-a", "--info=name"});
  screen.begin("a");
  screen.events().not_moved(3);
  screen.item(new_file, "b");
  CHECK(screen.out() == "a\nb\n");
}

TEST_CASE("the progress of a file stands below its name while it arrives") {
  for (const char* format : {"--out-format=%n", "--out-format=%n %b"}) {
    Screen screen({"-a", "--progress", "--info=flist0", format});
    screen.begin("a");
    screen.events().progress({.path = "a", .file_size = 100'000, .file_done = 40'000});
    CHECK_THAT(screen.out(), Catch::StartsWith("a\n\r         32,768  32%"));
    screen.item(new_file, "a");
    CHECK_THAT(screen.out(), Catch::Contains("  \r              3 100%"));
    screen.begin("b");
    screen.item(new_file, "b");
    CHECK_THAT(screen.out(), Catch::Contains("b\n\r              3 100%"));
  }
}

TEST_CASE("-v names what is made or moved, and directories that change") {
  Screen screen({"-av"});
  screen.item(item::modified_time, ".", fs::FileType::directory);
  screen.item(new_file, "a");
  screen.item(item::permissions, "b");
  screen.item(made, "l", fs::FileType::symlink);
  screen.item(item::modified_time, "k", fs::FileType::symlink);
  screen.item(0, "same");
  screen.item(0, "dir", fs::FileType::directory);
  CHECK(screen.out() == "./\na\nl -> target\n");
}

TEST_CASE("-vv names attribute changes and what is up to date, too") {
  Screen screen({"-avv", "--debug=flist0"});
  screen.item(0, ".", fs::FileType::directory);
  screen.item(item::permissions, "b");
  screen.item(0, "same");
  CHECK(screen.out() == "b\nsame is uptodate\n");
}

TEST_CASE("-i shows every difference, -ii also what has none") {
  for (const std::string repeat : {"-ai", "-aii", "-aivv"}) {
    INFO(repeat);
    Screen screen({repeat, "--debug=flist0"});
    screen.item(item::permissions, "b");
    screen.item(0, "same");
    screen.item(0, "dir", fs::FileType::directory);
    const std::string unchanged = repeat == "-ai" ? "" : ".f          same\n.d          dir/\n";
    CHECK(screen.out() == ".f...p..... b\n" + unchanged);
  }
}

TEST_CASE("--out-format alone shows what -v would") {
  Screen screen({"-a", "--out-format=<%n>"});
  screen.item(item::permissions, "b");
  screen.item(new_file, "a\nb");
  CHECK(screen.out() == "<a\\#012b>\n");
  CHECK(screen.error().empty());
}

TEST_CASE("a line with the result of a transfer stands behind its progress") {
  Screen screen({"-a", "--progress", "--out-format=%n has %b"});
  screen.item(new_file, "a");
  screen.item(made, "d", fs::FileType::directory);
  CHECK_THAT(screen.out(), Catch::StartsWith("a\n\r "));
  CHECK_THAT(screen.out(), Catch::EndsWith(" (xfr#1, to-chk=0/0)\na has 0\nd/ has 0\n"));
}

TEST_CASE("an empty format still counts the entries") {
  Screen screen({"-a", "--out-format="});
  screen.item(new_file, "a");
  screen.item(item::permissions, "b");
  CHECK(screen.out() == "\n");
}

TEST_CASE("deletions") {
  const auto deletion = [](const std::vector<std::string>& words) {
    Screen screen(words);
    screen.events().deleted("a/b", fs::FileType::directory);
    return screen.out();
  };
  CHECK(deletion({"-r"}).empty());
  CHECK(deletion({"-rv"}) == "deleting a/b/\n");
  CHECK(deletion({"-ri"}) == "*deleting   a/b/\n");
  CHECK(deletion({"-ri", "--info=del0"}) == "*deleting   a/b/\n");
  CHECK(deletion({"-r", "--info=del"}) == "deleting a/b/\n");
  CHECK(deletion({"-r", "--out-format=%n"}) == "deleting a/b/\n");
  CHECK(deletion({"-r", "--out-format=%o-%n"}) == "del.-a/b/\n");
}

TEST_CASE("notices and the flags that show them") {
  using sync::Notice;
  const auto line = [](const std::vector<std::string>& words, Notice notice, std::string_view path,
                       std::string_view detail) {
    Screen screen(words);
    screen.events().notice(notice, path, detail);
    return screen.out();
  };
  CHECK(line({}, Notice::skipped_non_regular, "f", "") == "skipping non-regular file \"f\"\n");
  CHECK(line({"--info=nonreg0"}, Notice::skipped_non_regular, "f", "").empty());
  CHECK(line({}, Notice::skipped_directory, ".", "") == "skipping directory .\n");
  CHECK(line({"-v"}, Notice::skipped_newer, "f", "").empty());
  CHECK(line({"--info=skip"}, Notice::skipped_newer, "f", "") == "f is newer\n");
  CHECK(line({"--info=skip"}, Notice::skipped_existing, "f", "uptodate") == "f exists\n");
  CHECK(line({"--info=skip2"}, Notice::skipped_existing, "f", "uptodate") ==
        "f exists (uptodate)\n");
  CHECK(line({"--info=skip"}, Notice::skipped_nonexistent, "d", "directory") ==
        "not creating new directory \"d\"\n");
  CHECK(line({"--info=skip"}, Notice::skipped_nonexistent, "f", "") ==
        "not creating new file \"f\"\n");
  CHECK(line({"--info=skip"}, Notice::skipped_over_max_size, "f", "") == "f is over max-size\n");
  CHECK(line({"--info=skip"}, Notice::skipped_under_min_size, "f", "") == "f is under min-size\n");
  CHECK(line({"-v"}, Notice::skipped_unsafe_link, "l", "/etc") ==
        "ignoring unsafe symlink \"l\" -> \"/etc\"\n");
  CHECK(line({"--info=mount"}, Notice::skipped_mount_point, "dev/pts", "") ==
        "[sender] skipping mount-point dir dev/pts\n");
  CHECK(line({"-v"}, Notice::created_path, "x/y", "2") == "created 2 directories for x/y\n");
  CHECK(line({"-v"}, Notice::created_path, "x", "1") == "created 1 directory for x\n");
  CHECK(line({"-v"}, Notice::created_destination, "x/y/", "") == "created directory x/y\n");
  CHECK(line({"-i"}, Notice::created_destination, "x", "") == "created directory x\n");
  CHECK(line({}, Notice::created_destination, "x", "").empty());
  CHECK(line({"-i"}, Notice::verification_failed, "f", "").empty());  // it is a complaint
  CHECK(line({"--info=backup"}, Notice::backup_directory, "b", "new") == "(new) backup_dir is b\n");
  CHECK(line({"--info=backup"}, Notice::backup_directory, "b", "") == "backup_dir is b\n");
  CHECK(line({"--info=backup"}, Notice::backed_up, "a", "a~") == "backed up a to a~\n");
  CHECK(line({}, Notice::cannot_delete_non_empty, "d", "") ==
        "cannot delete non-empty directory: d\n");
  CHECK(line({}, Notice::deletes_skipped_io_error, "", "") ==
        "IO error encountered -- skipping file deletion\n");
  CHECK(line({"-q"}, Notice::skipped_directory, ".", "").empty());
}

TEST_CASE("--debug shows how a run came to what it does") {
  using sync::Notice;
  const auto line = [](const std::string& flag, Notice notice, std::string_view detail) {
    Screen screen({flag});
    screen.events().notice(notice, "d", detail);
    return screen.out();
  };
  CHECK(line("--debug=dup", Notice::dropped_duplicate, "3") ==
        "removing duplicate name d from file list (3)\n");
  CHECK(line("--debug=del", Notice::deletion_pass, "") == "deleting in d\n");
  CHECK(line("--debug=del", Notice::searching_directory, "").empty());
  CHECK(line("--debug=del2", Notice::searching_directory, "") == "delete_in_dir(d)\n");
  CHECK(line("--debug=del2", Notice::deleting, "mode=40755 flags=2") ==
        "delete_item(d) mode=40755 flags=2\n");
  CHECK(line("--debug=del2", Notice::emptying_directory, "flags=2").empty());
  CHECK(line("--debug=del3", Notice::emptying_directory, "flags=2") ==
        "delete_dir_contents(d) flags=2\n");
}

TEST_CASE("--debug=filter shows what rules decided") {
  const auto line = [](tree::Side side, bool included, bool is_directory) {
    Screen screen({"--debug=filter"});
    CHECK(screen.events().wants_decisions());
    screen.events().filtered({side, included, "a", is_directory, "*.o"});
    return screen.out();
  };
  using tree::Side;
  CHECK(line(Side::sender, false, false) == "[sender] hiding file a because of pattern *.o\n");
  CHECK(line(Side::sender, true, true) == "[sender] showing directory a because of pattern *.o\n");
  CHECK(line(Side::receiver, false, false) ==
        "[generator] protecting file a because of pattern *.o\n");
  CHECK(line(Side::receiver, true, false) == "[generator] risking file a because of pattern *.o\n");
  Screen quiet({"-v"});
  CHECK_FALSE(quiet.events().wants_decisions());
}

TEST_CASE("a count of files begins on a line of its own with the first of them") {
  Screen screen({"-d", "-P"});
  screen.events().file_list(false, 0, 0);
  screen.events().file_list(false, 1, 0);
  screen.events().error("cannot find \"x\"");
  screen.events().file_list(true, 1, 0);
  CHECK(screen.out() == "building file list ... \n 0 files...\r1 file to consider\n");
}

TEST_CASE("a complaint does not break the line about the list, which is in another stream") {
  Screen screen({"-v", "-d"});
  screen.events().file_list(false, 0, 0);
  screen.events().error("cannot find \"x\"");
  screen.events().file_list(true, 0, 0);
  CHECK(screen.out() == "building file list ... done\n");
  CHECK(screen.error() == "\nsmartsync: cannot find \"x\"\n");
}

TEST_CASE("the limit of deletions is told as an error") {
  Screen screen({});
  screen.events().notice(sync::Notice::delete_limit_reached, "", "7");
  CHECK(screen.out().empty());
  CHECK(screen.error() == "Deletions stopped due to --max-delete limit (7 skipped)\n");
}

TEST_CASE("errors go to standard error, with names escaped") {
  Screen screen({"-q"});
  screen.events().error("cannot open \"a\nb\": Permission denied (13)");
  CHECK(screen.error() == "smartsync: cannot open \"a\\#012b\": Permission denied (13)\n");
  CHECK(screen.out().empty());
}

TEST_CASE("-vv tells how content travels") {
  Screen screen({"-rvv", "--info=stats0"});
  screen.events().notice(sync::Notice::created_destination, "dest", "");
  screen.item(new_file, "a");
  sync::Stats stats;
  stats.literal_data = 3;
  screen.finish(stats);
  CHECK(screen.out() ==
        "created directory dest\n"
        "delta-transmission disabled for local transfer or --whole-file\n"
        "a\n"
        "total: matches=0  hash_hits=0  false_alarms=0 data=3\n");
}

TEST_CASE("--list-only lists instead") {
  Screen screen({"--list-only"});
  screen.item(0, "a");
  CHECK_THAT(screen.out(), Catch::StartsWith("----------              3 "));
  CHECK_THAT(screen.out(), Catch::EndsWith(" a\n"));
}

TEST_CASE("the end of a run") {
  Screen silent({"-a"});
  silent.finish();
  CHECK(silent.out().empty());
  Screen verbose({"-av"});
  verbose.finish();
  CHECK_THAT(verbose.out(), Catch::StartsWith("\nsent 0 bytes"));
  Screen figures({"-a", "--stats"});
  figures.finish();
  CHECK_THAT(figures.out(), Catch::StartsWith("\nNumber of files: 0\n"));
  CHECK_THAT(figures.out(), Catch::Contains("\n\nsent 0 bytes"));
  Screen broken({"-av"});
  broken.finish({}, sync::ExitCode::file_selection);
  CHECK(broken.out().empty());
}
