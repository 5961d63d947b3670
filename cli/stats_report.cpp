#include "cli/stats_report.h"

#include <cstdio>

#include "cli/human_number.h"

namespace smartsync::cli {
namespace {

// "1,202 (reg: 1,201, dir: 1)"; kinds that do not occur are left out.
std::string counted(const sync::FileCounts& counts, int human) {
  std::string kinds;
  const auto kind = [&](const char* name, std::uint64_t count) {
    if (count == 0) return;
    kinds +=
        (kinds.empty() ? " (" : ", ") + std::string(name) + ": " + grouped_number(count, human);
  };
  kind("reg", counts.regular);
  kind("dir", counts.directories);
  kind("link", counts.links);
  kind("dev", counts.devices);
  kind("special", counts.specials);
  if (!kinds.empty()) kinds += ")";
  return grouped_number(counts.total(), human) + kinds;
}

std::string seconds_text(double seconds) {
  char text[64];
  std::snprintf(text, sizeof text, "%.3f seconds", seconds);
  return text;
}

}  // namespace

std::string stats_block(const sync::Stats& stats, int human) {
  std::string text = "\n";
  const auto line = [&text](const char* name, const std::string& value) {
    text += std::string(name) + ": " + value + "\n";
  };
  line("Number of files", counted(stats.files, human));
  line("Number of created files", counted(stats.created, human));
  line("Number of deleted files", counted(stats.deleted, human));
  line("Number of regular files transferred", grouped_number(stats.transferred_files, human));
  line("Total file size", human_number(stats.total_size, human) + " bytes");
  line("Total transferred file size", human_number(stats.transferred_size, human) + " bytes");
  line("Literal data", human_number(stats.literal_data, human) + " bytes");
  line("Matched data", human_number(stats.matched_data, human) + " bytes");
  line("File list size", human_number(stats.file_list_bytes, human));
  line("File list generation time", seconds_text(stats.file_list_seconds));
  line("File list transfer time", seconds_text(0));
  line("Total bytes sent", human_number(stats.bytes_sent, human));
  line("Total bytes received", human_number(stats.bytes_received, human));
  text.pop_back();
  return text;
}

std::string summary_lines(const sync::Stats& stats, double seconds, const ReportStyle& style) {
  const int human = style.human_readable;
  const double moved = static_cast<double>(stats.bytes_sent + stats.bytes_received);
  // Half a second is added so that the shortest runs have a rate, too.
  const double rate = moved / (0.5 + seconds);
  const double speedup = moved > 0 ? static_cast<double>(stats.total_size) / moved : 0;
  return "\nsent " + human_number(stats.bytes_sent, human) + " bytes  received " +
         human_number(stats.bytes_received, human) + " bytes  " + human_decimal(rate, human) +
         " bytes/sec\ntotal size is " + human_number(stats.total_size, human) + "  speedup is " +
         grouped_decimal(speedup, human) + (style.dry_run ? " (DRY RUN)" : "");
}

std::string log_summary(const sync::Stats& stats) {
  return "sent " + std::to_string(stats.bytes_sent) + " bytes  received " +
         std::to_string(stats.bytes_received) + " bytes  total size " +
         std::to_string(stats.total_size);
}

}  // namespace smartsync::cli
