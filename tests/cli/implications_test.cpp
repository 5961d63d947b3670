#include "cli/implications.h"

#include <catch2/catch.hpp>

#include "cli/parse.h"
#include "engine/fs/dir.h"
#include "engine/fs/name.h"
#include "tests/cli/understood.h"

using namespace smartsync;
using cli::Request;
using test::understood;

namespace {

using Words = std::vector<std::string>;

sync::Options options(const Words& words) {
  return understood(words).options;
}

std::string refusal(const Words& words) {
  try {
    understood(words);
  } catch (const cli::UsageError& error) {
    return std::to_string(static_cast<int>(error.code())) + " " + error.what();
  }
  return "";
}

std::string refusal_of_arguments(const Words& words) {
  try {
    Request request = cli::parse(words);
    cli::apply_implications(request);
  } catch (const cli::UsageError& error) {
    return std::to_string(static_cast<int>(error.code())) + " " + error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("-a means -rlptgoD") {
  const sync::Options all = options({"-a"});
  CHECK((all.recursive && all.links && all.perms && all.times && all.group && all.owner));
  CHECK((all.devices && all.specials));
  CHECK_FALSE((all.hard_links || all.acls || all.xattrs || all.atimes || all.crtimes));
}

TEST_CASE("creation times are refused where they cannot be set") {
  const bool refused = !refusal({"-aN"}).empty();
  CHECK(refused == !fs::Dir::can_set_created());
  CHECK(refusal({"-aN", "--no-N"}).empty());
}

TEST_CASE("attributes are refused where there are none") {
  const auto expected = [](const std::string& sentence) {
    return fs::Dir::keeps_xattrs() ? "" : "4 " + sentence + " not supported on this client";
  };
  CHECK(refusal({"-aA"}) == expected("ACLs are"));
  CHECK(refusal({"-aX"}) == expected("extended attributes are"));
  CHECK(refusal({"-a", "--fake-super"}) ==
        expected("--fake-super requires extended attributes, which are"));
  CHECK(refusal({"-aAX", "--no-A", "--no-X"}).empty());
  CHECK(refusal({"-aHU"}).empty());
}

TEST_CASE("--files-from implies -R and -d, and takes -r out of -a") {
  const sync::Options from_list = options({"-a", "--files-from=list"});
  CHECK(from_list.relative);
  CHECK(from_list.dirs);
  CHECK_FALSE(from_list.recursive);
  CHECK(options({"-ar", "--files-from=list"}).recursive);
  CHECK_FALSE(options({"--files-from=list", "--no-R", "-a"}).relative);
  CHECK_FALSE(options({"--files-from=list", "--no-d"}).dirs);
}

TEST_CASE("when deletions happen") {
  using sync::DeleteWhen;
  CHECK(options({"-r"}).delete_when == DeleteWhen::never);
  CHECK(options({"-r", "--delete"}).delete_when == DeleteWhen::during);
  CHECK(options({"-r", "--del"}).delete_when == DeleteWhen::during);
  CHECK(options({"-r", "--delete", "--delete-before"}).delete_when == DeleteWhen::before);
  CHECK(options({"-r", "--delete-delay"}).delete_when == DeleteWhen::delay);
  CHECK(options({"-r", "--delete-after"}).delete_when == DeleteWhen::after);
  CHECK(options({"-r", "--delete-during", "--delete-delay"}).delete_when == DeleteWhen::delay);
  CHECK(options({"-r", "--delete-delay", "--del"}).delete_when == DeleteWhen::during);
  CHECK(options({"-d", "--delete-excluded"}).delete_when == DeleteWhen::during);
  CHECK(refusal({"--delete"}) ==
        "1 --delete does not work without --recursive (-r) or --dirs (-d).");
  CHECK(refusal({"-r", "--delete-before", "--delete-after"}) ==
        "1 You may not combine multiple --delete-WHEN options.");
  CHECK(options({"-r", "--delete", "--max-delete=-1"}).max_delete == 0);
  CHECK(options({"-r", "--delete", "--max-delete=0"}).max_delete == 0);
}

TEST_CASE("backups beside the files protect themselves and leave directory times alone") {
  const sync::Options plain = options({"-ab", "--delete"});
  CHECK(plain.omit_dir_times);
  REQUIRE(plain.filters.size() == 1);
  CHECK(plain.filters[0].text == "P *~");
  CHECK(options({"-ab", "--delete", "--suffix=.old"}).filters.at(0).text == "P *.old");
  CHECK(options({"-ab", "--delete-excluded"}).filters.empty());
  const sync::Options elsewhere = options({"-a", "--delete", "--backup-dir=../old"});
  CHECK(elsewhere.backup);
  CHECK(elsewhere.filters.empty());
  CHECK_FALSE(elsewhere.omit_dir_times);
  CHECK(refusal({"--suffix="}) == "1 --suffix cannot be empty without a --backup-dir");
  CHECK(refusal({"-b", "--suffix="}) == "1 --suffix cannot be empty without a --backup-dir");
  CHECK(refusal({"-b", "--suffix=a/b"}) == "1 --suffix cannot contain slashes: a/b");
}

TEST_CASE("ways of writing a file that exclude each other") {
  CHECK(options({"--append"}).inplace);
  CHECK(options({"--append-verify"}).append);
  CHECK(options({"--write-devices"}).inplace);
  CHECK(options({"--delay-updates"}).partial_dir == ".~tmp~");
  CHECK(options({"--partial-dir=p"}).partial);
  for (const char* none : {".", "./", "..", "p/..", "p/../../.."})
    CHECK_FALSE(options({"--partial-dir", none}).partial_dir.has_value());
  CHECK(options({"--partial-dir=./p/./q/"}).partial_dir == "p/q");
  CHECK(options({"--partial-dir=x/../p"}).partial_dir == "p");
  CHECK(options({"--partial-dir=x/../../../p"}).partial_dir == "../../p");
  CHECK(options({"--partial-dir=/x/../p"}).partial_dir == fs::normal_path("/x/../p"));
  CHECK(refusal({"--append", "-W"}) == "1 --append cannot be used with --whole-file");
  CHECK(refusal({"--append", "--partial-dir=x"}) == "1 --append cannot be used with --partial-dir");
  CHECK(refusal({"--inplace", "--partial-dir=x"}) ==
        "1 --inplace cannot be used with --partial-dir");
  CHECK(refusal({"--inplace", "--delay-updates"}) ==
        "1 --inplace cannot be used with --delay-updates");
}

TEST_CASE("--chown is a map of users and one of groups") {
  const sync::Options both = options({"--chown=a:b"});
  CHECK(both.usermap == Words{"*:a"});
  CHECK(both.groupmap == Words{"*:b"});
  CHECK((both.owner && both.group));
  CHECK(options({"--chown=:b"}).usermap.empty());
  CHECK(options({"--chown=:b"}).group);
  CHECK_FALSE(options({"--chown=:b", "--no-g"}).group);
  CHECK(options({"--chown=a"}).groupmap.empty());
  CHECK(options({"--groupmap=a:b"}).group);
  CHECK(refusal({"--usermap=a:b", "--chown=r"}) == "1 --chown conflicts with prior --usermap.");
  CHECK(refusal({"--chown=r", "--usermap=a:b"}) == "1 --usermap conflicts with prior --chown.");
  CHECK(refusal({"--usermap=a:b", "--usermap=c:d"}) == "1 You can only specify --usermap once.");
  CHECK(refusal({"--chown=:1", "--chown=:1"}) ==
        "1 You can only specify a group-affecting --chown once.");
  CHECK(refusal({"--chown=a", "--chown=:b"}).empty());
}

TEST_CASE("one argument is listed") {
  Request request = cli::parse({"src"});
  cli::apply_implications(request);
  CHECK(request.options.list_only);
  CHECK(request.options.dirs);
  CHECK(request.options.sources == Words{"src"});
  CHECK(request.options.destination.empty());
}

TEST_CASE("arguments that cannot be copied") {
  CHECK(refusal_of_arguments({}).starts_with("1 "));
  CHECK(refusal_of_arguments({"", "dest"}) == "1 Empty source arg specified.");
  CHECK(refusal_of_arguments({"src", ""}).starts_with("1 Empty destination arg"));
  CHECK(refusal_of_arguments({"--files-from=x", "a", "b", "c"}).starts_with("1 --files-from"));
  CHECK(refusal_of_arguments({"host:a", "other:b"}) ==
        "1 The source and destination cannot both be remote.");
}

TEST_CASE("what comes later ends with code 4") {
  for (const char* option : {"--daemon", "--server", "--sender", "--write-batch=f",
                             "--only-write-batch=f", "--read-batch=f"}) {
    INFO(option);
    CHECK(refusal({option}).starts_with("4 "));
  }
  CHECK(refusal_of_arguments({"host:a", "b"}).starts_with("4 \"host:a\" "));
  CHECK(refusal_of_arguments({"a", "rsync://host/b"}).starts_with("4 "));
  CHECK(refusal_of_arguments({"--files-from=host:list", "a", "b"}) ==
        "1 --files-from cannot be remote when the transfer is local");
  CHECK(refusal_of_arguments({"--password-file=x", "a", "b"}).starts_with("1 "));
  CHECK(refusal_of_arguments({"--secluded-args", "--old-args", "a", "b"}) ==
        "1 --secluded-args conflicts with --old-args.");
}

TEST_CASE("a run is confined by an absolute path, and not if any link is followed") {
  CHECK(understood({"--confine-root=/d"}).options.confine_root == fs::normal_path("/d"));
  CHECK_FALSE(understood({"--confine-root=/d", "--confine-root=/"}).options.confine_root);
  CHECK(refusal_of_arguments({"--confine-root=d", "a", "b"}).starts_with("1 "));
  for (const char* root : {"--confine-root=/", "--confine-root=/d"})
    CHECK(refusal_of_arguments({root, "--insecure-links", "a", "b"}).starts_with("1 "));
}

TEST_CASE("names are converted from this side's character set to the other's") {
  using sync::Charsets;
  CHECK(options({"--iconv=utf8,latin1"}).iconv == Charsets{"utf8", "latin1"});
  CHECK(options({"--iconv=utf8"}).iconv == Charsets{"utf8", "utf8"});
  CHECK(options({"--iconv=."}).iconv == Charsets{"", ""});
  CHECK(options({"--iconv="}).iconv == Charsets{"", ""});
  CHECK(options({"--iconv=.,latin1"}).iconv == Charsets{"", "latin1"});
  CHECK(options({"--iconv=utf8,latin1", "--iconv=a,b,c"}).iconv == Charsets{"a", "b,c"});
  CHECK_FALSE(options({}).iconv);
  CHECK_FALSE(options({"--iconv=utf8,latin1", "--iconv=-"}).iconv);
  CHECK_FALSE(options({"--iconv=utf8,latin1", "--no-iconv"}).iconv);
}

TEST_CASE("options for the other side are looked at") {
  for (const char* harmless : {"-v", "--no-x", "--log-file=log", "-"})
    CHECK(refusal({"-M", harmless}).empty());
  for (const char* unknown : {"--foo", "-!", "--modify-window=soon"})
    CHECK(refusal({"-M", unknown}).starts_with("12 on remote machine: "));
  for (const char* unserved : {"--inplace", "--delete", "-r", "--copy-as=x"})
    CHECK(refusal({"-M", unserved}) ==
          "4 --remote-option=" + std::string(unserved) + " is not supported yet");
}

TEST_CASE("each side may store what only a superuser may set") {
  if (!fs::Dir::keeps_xattrs()) {
    for (const Words& words : {Words{"-M--fake-super"}, Words{"--fake-super", "-M--super"}})
      CHECK(refusal(words).starts_with("4 --fake-super requires extended attributes"));
    return;
  }
  const auto stores = [](const Words& words) {
    const auto made = options(words);
    return std::pair(made.source_fake_super, made.fake_super);
  };
  CHECK(stores({"--fake-super"}) == std::pair(true, true));
  CHECK(stores({"-M--fake-super"}) == std::pair(false, true));
  CHECK(stores({"-M--fake-super", "--super"}) == std::pair(false, true));
  CHECK(stores({"--fake-super", "-M--super"}) == std::pair(true, false));
  CHECK(options({"--fake-super", "-M--super"}).super == true);
  CHECK(refusal({"-A", "-M--fake-super"}).starts_with("4 "));
  CHECK(refusal({"-XX", "-M--fake-super"}).starts_with("12 "));
}

TEST_CASE("messages that come with other options") {
  const auto level = [](const Words& words, std::string_view flag) {
    return understood(words).output.info.level(flag);
  };
  CHECK(level({"--stats"}, "STATS") == 2);
  CHECK(level({"-vv", "--stats"}, "STATS") == 3);
  CHECK(level({"--progress"}, "NAME") == 1);
  CHECK(level({"--progress"}, "FLIST") == 2);
  CHECK(level({"-P", "--info=progress2"}, "PROGRESS") == 2);
  CHECK(level({"-v", "--info=flist0"}, "FLIST") == 0);
}
