#include "cli/parse.h"

#include <catch2/catch.hpp>

using namespace smartsync;
using cli::parse;

namespace {

using Words = std::vector<std::string>;

// Every option that `rsync --help` of version 3.5.0 lists, and the aliases of its manual, with a
// value where one is needed.
const Words every_option = {"--verbose",
                            "-v",
                            "--info=name2",
                            "--debug=flist",
                            "--stderr=errors",
                            "--stderr=a",
                            "--quiet",
                            "-q",
                            "--no-motd",
                            "--checksum",
                            "-c",
                            "--archive",
                            "-a",
                            "--no-D",
                            "--recursive",
                            "-r",
                            "--inc-recursive",
                            "--i-r",
                            "--no-inc-recursive",
                            "--no-i-r",
                            "--relative",
                            "-R",
                            "--no-implied-dirs",
                            "--no-i-d",
                            "--backup",
                            "-b",
                            "--backup-dir=DIR",
                            "--suffix=.old",
                            "--update",
                            "-u",
                            "--inplace",
                            "--append",
                            "--append-verify",
                            "--dirs",
                            "-d",
                            "--old-dirs",
                            "--old-d",
                            "--mkpath",
                            "--links",
                            "-l",
                            "--copy-links",
                            "-L",
                            "--copy-unsafe-links",
                            "--safe-links",
                            "--insecure-links",
                            "--confine-root=/",
                            "--munge-links",
                            "--copy-dirlinks",
                            "-k",
                            "--keep-dirlinks",
                            "-K",
                            "--hard-links",
                            "-H",
                            "--perms",
                            "-p",
                            "--executability",
                            "-E",
                            "--chmod=u+w",
                            "--acls",
                            "-A",
                            "--xattrs",
                            "-X",
                            "--owner",
                            "-o",
                            "--group",
                            "-g",
                            "--devices",
                            "--copy-devices",
                            "--write-devices",
                            "--specials",
                            "--drop-D",
                            "-D",
                            "--times",
                            "-t",
                            "--atimes",
                            "-U",
                            "--open-noatime",
                            "--crtimes",
                            "-N",
                            "--omit-dir-times",
                            "-O",
                            "--omit-link-times",
                            "-J",
                            "--super",
                            "--fake-super",
                            "--sparse",
                            "-S",
                            "--preallocate",
                            "--dry-run",
                            "-n",
                            "--whole-file",
                            "-W",
                            "--no-whole-file",
                            "--no-W",
                            "--checksum-choice=md5",
                            "--cc=xxh3",
                            "--one-file-system",
                            "-x",
                            "--block-size=700",
                            "-B700",
                            "--rsh=ssh",
                            "-essh",
                            "--rsync-path=rsync",
                            "--existing",
                            "--ignore-non-existing",
                            "--ignore-existing",
                            "--remove-source-files",
                            "--del",
                            "--delete",
                            "--delete-before",
                            "--delete-during",
                            "--delete-delay",
                            "--delete-after",
                            "--delete-excluded",
                            "--ignore-missing-args",
                            "--delete-missing-args",
                            "--ignore-errors",
                            "--force",
                            "--max-delete=3",
                            "--max-size=1m",
                            "--min-size=1k",
                            "--max-alloc=1g",
                            "--partial",
                            "--partial-dir=DIR",
                            "--delay-updates",
                            "--prune-empty-dirs",
                            "-m",
                            "--numeric-ids",
                            "--usermap=a:b",
                            "--groupmap=a:b",
                            "--chown=a:b",
                            "--timeout=3",
                            "--contimeout=3",
                            "--ignore-times",
                            "-I",
                            "--size-only",
                            "--modify-window=1",
                            "-@1",
                            "--temp-dir=DIR",
                            "-TDIR",
                            "--fuzzy",
                            "-y",
                            "--compare-dest=DIR",
                            "--copy-dest=DIR",
                            "--link-dest=DIR",
                            "--compress",
                            "-z",
                            "--compress-choice=zstd",
                            "--zc=lz4",
                            "--compress-level=3",
                            "--zl=3",
                            "--compress-threads=2",
                            "--zt=2",
                            "--skip-compress=gz",
                            "--cvs-exclude",
                            "-C",
                            "--filter=- x",
                            "-f- x",
                            "-F",
                            "-FF",
                            "--exclude=x",
                            "--exclude-from=FILE",
                            "--include=x",
                            "--include-from=FILE",
                            "--files-from=FILE",
                            "--from0",
                            "-0",
                            "--old-args",
                            "--secluded-args",
                            "--protect-args",
                            "-s",
                            "--trust-sender",
                            "--copy-as=user",
                            "--address=localhost",
                            "--port=873",
                            "--sockopts=x",
                            "--blocking-io",
                            "--outbuf=N",
                            "--outbuf=line",
                            "--stats",
                            "--8-bit-output",
                            "-8",
                            "--human-readable",
                            "-h",
                            "--progress",
                            "-P",
                            "--itemize-changes",
                            "-i",
                            "--remote-option=-x",
                            "-M--no-x",
                            "--out-format=%n",
                            "--log-format=%n",
                            "--log-file=FILE",
                            "--log-file-format=%n",
                            "--password-file=FILE",
                            "--early-input=FILE",
                            "--list-only",
                            "--bwlimit=100",
                            "--stop-after=5",
                            "--time-limit=5",
                            "--fsync",
                            "--write-batch=FILE",
                            "--only-write-batch=FILE",
                            "--read-batch=FILE",
                            "--protocol=31",
                            "--iconv=utf8",
                            "--checksum-seed=5",
                            "--ipv4",
                            "-4",
                            "--ipv6",
                            "-6",
                            "--version",
                            "-V",
                            "--help",
                            "--no-acls",
                            "--no-A",
                            "--no-X",
                            "--no-o",
                            "--no-g",
                            "--no-p",
                            "--no-t",
                            "--no-U",
                            "--no-N",
                            "--no-O",
                            "--no-J",
                            "--no-S",
                            "--no-x",
                            "--no-c",
                            "--no-v",
                            "--no-h",
                            "--no-i",
                            "--no-s",
                            "--no-z",
                            "--no-m",
                            "--no-y",
                            "--no-8",
                            "--no-r",
                            "--no-R",
                            "--no-d",
                            "--no-l",
                            "--no-H",
                            "--no-bwlimit",
                            "--no-timeout",
                            "--no-contimeout",
                            "--no-backup",
                            "--no-partial",
                            "--no-progress",
                            "--no-force",
                            "--no-from0",
                            "--no-fuzzy",
                            "--no-iconv",
                            "--no-ignore-errors",
                            "--no-super",
                            "--no-write-devices",
                            "--no-specials",
                            "--no-devices",
                            "--no-delay-updates",
                            "--no-append",
                            "--no-inplace",
                            "--no-blocking-io",
                            "--no-numeric-ids",
                            "--no-munge-links",
                            "--no-mkpath",
                            "--no-old-args",
                            "--no-open-noatime",
                            "--no-prune-empty-dirs"};

}  // namespace

TEST_CASE("every option of the rsync grammar parses") {
  for (const std::string& option : every_option) {
    INFO(option);
    CHECK(parse({option, "src", "dest"}).arguments == Words{"src", "dest"});
    CHECK(parse({"src", option, "dest"}).arguments == Words{"src", "dest"});
  }
}

TEST_CASE("a value may be attached, follow an equals sign, or be the next word") {
  for (const Words& words :
       {Words{"--block-size=4096"}, Words{"--block-size", "4096"}, Words{"-B4096"},
        Words{"-B=4096"}, Words{"-B", "4096"}, Words{"-avB4096"}, Words{"-avB", "4096"}}) {
    INFO(words.front());
    CHECK(parse(words).options.block_size == 4096);
    CHECK(parse(words).arguments.empty());
  }
}

TEST_CASE("a value may look like an option, and may be empty") {
  const cli::Request request =
      parse({"-f", "-C", "--filter", "-p x", "-@", "-1", "--suffix=", "--exclude", "--delete"});
  REQUIRE(request.options.filters.size() == 3);
  CHECK(request.options.filters[0].text == "-C");
  CHECK(request.options.filters[1].text == "-p x");
  CHECK(request.options.filters[2].text == "--delete");
  CHECK(request.options.modify_window == -1);
  CHECK(request.options.suffix == "");
  CHECK_FALSE(request.delete_any);
}

TEST_CASE("-- ends the options, and - alone is a name") {
  CHECK(parse({"-v", "--", "-x", "--delete"}).arguments == Words{"-x", "--delete"});
  CHECK(parse({"-", "dest"}).arguments == Words{"-", "dest"});
  CHECK(parse({"", "dest"}).arguments == Words{"", "dest"});
}

TEST_CASE("later options override earlier ones") {
  CHECK_FALSE(parse({"-a", "--no-perms"}).options.perms);
  CHECK(parse({"--no-perms", "-a"}).options.perms);
  CHECK_FALSE(parse({"-a", "--no-D"}).options.devices);
  CHECK(parse({"-vvv", "--no-v", "-v"}).output.verbose == 1);
  CHECK(parse({"-r", "--no-r"}).recursion == cli::Recursion::no);
  CHECK(parse({"-W", "--no-W"}).options.whole_file == false);
  CHECK_FALSE(parse({"-v"}).options.whole_file.has_value());
}

#ifdef _WIN32
TEST_CASE("the paths that options take are read as Windows writes them") {
  const auto request =
      parse({"--backup-dir=..\\old\\1", "--exclude-from", "\\\\?\\C:\\rules", "a"});
  CHECK(request.options.backup_dir == "../old/1");
  CHECK(request.options.filters.front().text == "C:/rules");
  CHECK(parse({"--exclude=a\\*", "a"}).options.filters.front().text == "a\\*");
}
#endif

TEST_CASE("filter options keep their order") {
  using Kind = sync::FilterArgument::Kind;
  const auto filters = parse({"--include=a", "-FF", "--exclude-from=b", "-f", "c"}).options.filters;
  REQUIRE(filters.size() == 5);
  CHECK(filters[0].kind == Kind::include);
  CHECK(filters[1].text == "dir-merge /.rsync-filter");
  CHECK(filters[2].text == "exclude .rsync-filter");
  CHECK(filters[3].kind == Kind::exclude_from);
  CHECK(filters[4].kind == Kind::rule);
}

TEST_CASE("repeated letters count") {
  const cli::Request request = parse({"-iixxyyUUXXhh", "-VV"});
  CHECK(request.output.itemize == 2);
  CHECK(request.options.one_file_system == 2);
  CHECK(request.options.fuzzy == 2);
  CHECK(request.options.atimes == 2);
  CHECK(request.options.xattrs == 2);
  CHECK(request.output.human_readable == 3);
  CHECK(request.version == 2);
}

TEST_CASE("-h is help only where it can mean nothing else") {
  CHECK(parse({"-h"}).help);
  CHECK(parse({"-avh"}).help);
  CHECK(parse({"--human-readable"}).help);
  CHECK_FALSE(parse({"-h", "src", "dest"}).help);
  CHECK_FALSE(parse({"-h", "src"}).help);
}

TEST_CASE("what is not in the grammar is refused by name") {
  using Catch::Equals;
  const auto refusal = [](const Words& words) -> std::string {
    try {
      parse(words);
    } catch (const cli::UsageError& error) {
      CHECK(error.code() == sync::ExitCode::usage);
      return error.what();
    }
    return "";
  };
  CHECK_THAT(refusal({"--foo"}), Equals("--foo: unknown option"));
  CHECK_THAT(refusal({"--recurs"}), Equals("--recurs: unknown option"));
  CHECK_THAT(refusal({"-av~"}), Equals("-av~: unknown option"));
  CHECK_THAT(refusal({"--no-exclude"}), Equals("--no-exclude: unknown option"));
  CHECK_THAT(refusal({"--verbose=3"}), Equals("--verbose: option does not take an argument"));
  CHECK_THAT(refusal({"--exclude"}), Equals("--exclude: missing argument"));
  CHECK_THAT(refusal({"-B"}), Equals("-B: missing argument"));
  CHECK_THAT(refusal({"--max-delete=x"}), Equals("--max-delete=x: invalid numeric value"));
  CHECK_THAT(refusal({"--max-size=1x"}), Equals("--max-size=1x is invalid"));
  CHECK_THAT(refusal({"--info=nam"}), Equals("Unknown --info item: \"nam\""));
  CHECK_THAT(refusal({"--link-dest=a", "--copy-dest=b"}),
             Equals("the --copy-dest option conflicts with the --link-dest option"));
}
