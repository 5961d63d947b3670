#include "cli/receiver_log.h"

#include <utility>

#include "cli/escape.h"
#include "cli/itemize.h"
#include "cli/notice_text.h"
#include "cli/out_format.h"
#include "cli/stats_report.h"

namespace smartsync::cli {

ReceiverLog::ReceiverLog(const Request& request, sync::Events& next, LogFile& file)
    : request_(request),
      next_(next),
      file_(file),
      format_(request.output.receiver_log_format.value_or("%i %n%L")),
      itemizes_(format_has(format_, 'i')) {}

void ReceiverLog::write(std::string_view line) {
  file_.write(escape(line, HighBytes::all));
}

void ReceiverLog::file_list(bool complete, std::uint64_t files, std::uint64_t bytes) {
  if (!complete && files == 0) write("receiving file list");
  if (complete && request_.output.debug.level("FLIST") > 0)
    write(transmission_text(request_.options));
  next_.file_list(complete, files, bytes);
}

// It is told what was done, and without %i only what was sent to it.
bool ReceiverLog::shows(const sync::Item& item) const {
  if (request_.options.dry_run || format_.empty()) return false;
  if ((item.flags & sync::item::transfer) != 0) return true;
  return itemizes_ && (is_change(item) || request_.output.itemize > 1);
}

void ReceiverLog::item(const sync::Item& item) {
  if (shows(item)) write(format_item(format_, item, request_.options, tree::Side::receiver));
  next_.item(item);
}

void ReceiverLog::deleted(std::string_view path, fs::FileType type) {
  const bool suits = itemizes_ || format_has(format_, 'o');
  if (!request_.options.dry_run)
    write(format_deletion(suits ? format_ : "deleting %n", path, type, request_.options));
  next_.deleted(path, type);
}

void ReceiverLog::notice(sync::Notice notice, std::string_view path, std::string_view detail) {
  const Output& output = request_.output;
  if (!is_from_source(notice) && notice != sync::Notice::destination_charset) {
    const std::string line =
        notice_text(notice, path, detail, {output.info, output.debug, output.itemize > 0});
    if (!line.empty()) write(line);
  }
  next_.notice(notice, path, detail);
}

void ReceiverLog::filtered(const sync::Filtered& decision) {
  if (decision.side == tree::Side::receiver && request_.output.debug.level("FILTER") > 0)
    write(filtered_text(decision));
  next_.filtered(decision);
}

// Both sides are one process here, and what fails may concern either.
void ReceiverLog::error(std::string_view sentence) {
  write(std::string(request_.output.program) + ": " + std::string(sentence));
  next_.error(sentence);
}

void ReceiverLog::warning(std::string_view sentence) {
  write(std::string(request_.output.program) + ": " + std::string(sentence));
  next_.warning(sentence);
}

void ReceiverLog::finish(const sync::Summary& summary) {
  using sync::ExitCode;
  const ExitCode code = summary.exit_code;
  if (code != ExitCode::ok && code != ExitCode::partial && code != ExitCode::vanished) return;
  sync::Stats stats = summary.stats;
  std::swap(stats.bytes_sent, stats.bytes_received);
  write(log_summary(stats));
}

}  // namespace smartsync::cli
