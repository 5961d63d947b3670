#include "cli/stats_report.h"

#include <catch2/catch.hpp>

using namespace smartsync;

namespace {
sync::Stats example() {
  sync::Stats stats;
  stats.files.regular = 1201;
  stats.files.directories = 2;
  stats.files.specials = 1;
  stats.created.links = 1;
  stats.transferred_files = 1201;
  stats.total_size = stats.transferred_size = stats.literal_data = 599695;
  stats.matched_data = 12;
  stats.file_list_seconds = 0.0014;
  stats.bytes_sent = 669574;
  stats.bytes_received = 22872;
  return stats;
}
}  // namespace

TEST_CASE("the block of --stats") {
  CHECK(cli::stats_block(example(), 1) ==
        "\nNumber of files: 1,204 (reg: 1,201, dir: 2, special: 1)\n"
        "Number of created files: 1 (link: 1)\n"
        "Number of deleted files: 0\n"
        "Number of regular files transferred: 1,201\n"
        "Total file size: 599,695 bytes\n"
        "Total transferred file size: 599,695 bytes\n"
        "Literal data: 599,695 bytes\n"
        "Matched data: 12 bytes\n"
        "File list size: 0\n"
        "File list generation time: 0.001 seconds\n"
        "File list transfer time: 0.000 seconds\n"
        "Total bytes sent: 669,574\n"
        "Total bytes received: 22,872");
  const std::string units = cli::stats_block(example(), 2);
  CHECK_THAT(units, Catch::Contains("Total file size: 599.70K bytes\n"));
  CHECK_THAT(units, Catch::Contains("Number of files: 1,204 (reg: 1,201"));
  CHECK_THAT(cli::stats_block(example(), 0), Catch::Contains("Number of files: 1204 (reg: 1201"));
}

TEST_CASE("the two lines of -v") {
  sync::Stats stats;
  stats.bytes_sent = 589753;
  stats.bytes_received = 236;
  stats.total_size = 588909;
  CHECK(cli::summary_lines(stats, 0, {}) ==
        "\nsent 589,753 bytes  received 236 bytes  1,179,978.00 bytes/sec\n"
        "total size is 588,909  speedup is 1.00");
  CHECK(cli::summary_lines(stats, 1.5, {.human_readable = 2, .dry_run = true}) ==
        "\nsent 589.75K bytes  received 236 bytes  294.99K bytes/sec\n"
        "total size is 588.91K  speedup is 1.00 (DRY RUN)");
  CHECK(cli::summary_lines({}, 0, {}) ==
        "\nsent 0 bytes  received 0 bytes  0.00 bytes/sec\n"
        "total size is 0  speedup is 0.00");
}

TEST_CASE("the end of a log") {
  CHECK(cli::log_summary(example()) ==
        "sent 669574 bytes  received 22872 bytes  total size 599695");
}
