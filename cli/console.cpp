#include "cli/console.h"

#include <utility>

#include "cli/exit_text.h"
#include "cli/itemize.h"
#include "cli/list_line.h"
#include "cli/notice_text.h"
#include "cli/out_format.h"
#include "cli/stats_report.h"
#include "engine/fs/process.h"

namespace smartsync::cli {
namespace {

namespace item = sync::item;

ProgressStyle progress_style(const Request& request) {
  ProgressStyle style;
  const int level = request.output.info.level("PROGRESS");
  if (level == 1) style.kind = ProgressKind::each_file;
  if (level > 1) style.kind = ProgressKind::whole_run;
  style.bar = fs::is_terminal(1);
  // Of a dry run only the whole has a line.
  const bool shows_nothing = request.options.dry_run && (style.bar || level < 2);
  if (request.output.quiet > 0 || shows_nothing) style.kind = ProgressKind::none;
  style.moves = !request.options.dry_run;
  style.width = fs::terminal_width();
  style.human_readable = request.output.human_readable;
  return style;
}

// A run that ends so did not come to its figures.
bool broke_off(sync::ExitCode code) {
  using sync::ExitCode;
  return code != ExitCode::ok && code != ExitCode::partial && code != ExitCode::vanished &&
         code != ExitCode::max_delete;
}

// What a count of files looks like when it has passed: every hundredth one overwrites the last.
std::string counting(std::uint64_t from, std::uint64_t files) {
  std::string text;
  for (std::uint64_t count = from; count < files; count += 100) {
    text += " " + std::to_string(count) + " files...\r";
  }
  return text;
}

// The last one rsync's receiver says before what it says is sent over.
bool is_complaint(sync::Notice notice) {
  return notice == sync::Notice::delete_limit_reached ||
         notice == sync::Notice::verification_failed || notice == sync::Notice::destination_charset;
}

// Notices that come before anything is compared.
bool is_early(sync::Notice notice) {
  using sync::Notice;
  return is_from_source(notice) || notice == Notice::destination_charset ||
         notice == Notice::user_mapped || notice == Notice::group_mapped ||
         notice == Notice::created_destination || notice == Notice::created_path ||
         notice == Notice::backup_directory;
}

}  // namespace

Console::Format Console::make_format(std::string text) {
  Format format;
  format.itemizes = format_has(text, 'i');
  format.tells_result = tells_result(text);
  format.for_deletions = format.itemizes || format_has(text, 'o');
  format.text = std::move(text);
  return format;
}

Console::Console(const Request& request, Printer& printer)
    : request_(request), printer_(printer), progress_(progress_style(request), printer) {
  const Output& output = request.output;
  if (output.format)
    format_ = make_format(*output.format);
  else if (output.itemize > 0)
    format_ = make_format("%i %n%L");
  else if (info("NAME"))
    format_ = make_format("%n%L");

  if (output.log_file) log_format_ = make_format(output.log_format.value_or("%i %n%L"));
  if (log_format_ && log_format_->text.empty()) log_format_.reset();
}

bool Console::info(std::string_view flag, int level) const {
  return request_.output.info.level(flag) >= level;
}

void Console::file_list(bool complete, std::uint64_t files, std::uint64_t bytes) {
  if (!complete && files > 0) {
    begin_counting();
    return;
  }
  if (complete) progress_.list_complete(files, bytes);
  if (!complete) printer_.log("building file list");
  if (!info("FLIST")) return;
  if (request_.options.incremental) {
    if (!complete) printer_.output("sending incremental file list");
    return;
  }
  if (!request_.options.recursive && !request_.options.dirs) return;
  if (!complete) {
    printer_.raw("building file list ... ");
    printer_.flush();
    list_line_open_ = !printer_.quiet();
    return;
  }
  if (info("FLIST", 2)) {
    printer_.raw(counting(100, files));
    printer_.info(std::to_string(files) + (files == 1 ? " file" : " files") + " to consider");
  } else {
    printer_.info("done");
  }
  list_line_open_ = false;
}

// From now on files are counted, in a line of their own.
void Console::begin_counting() {
  const sync::Options& options = request_.options;
  const bool counts = !options.incremental && (options.recursive || options.dirs);
  if (!counts || !info("FLIST", 2)) return;
  make_room();
  printer_.raw(counting(0, 1));
  list_line_open_ = !printer_.quiet();
}

void Console::announce_transmission() {
  if (announced_) return;
  announced_ = true;
  if (request_.output.debug.level("FLIST") < 1) return;
  say(transmission_text(request_.options), destination_messages_arrive());
}

bool Console::itemizes() const {
  return format_ && format_->itemizes;
}

bool Console::shows(const sync::Item& entry) const {
  if ((entry.flags & item::transfer) != 0) return true;
  const bool changed = is_change(entry);
  if (itemizes()) return changed || info("NAME", 2) || request_.output.itemize > 1;
  // Without %i a line means that the entry was made, not that an attribute was set.
  return changed && ((entry.flags & item::local_change) != 0 || entry.entry->is_directory());
}

// -vv names what is left alone, too, unless the format has a better way to.
std::string Console::remark(const sync::Item& entry) const {
  if (!info("NAME", 2) || itemizes()) return {};
  const bool directory = entry.entry->is_directory();
  const std::string name = std::string(entry.path) + (directory ? "/" : "");
  if ((entry.flags & item::in_alternate) != 0) return name + " is uptodate";
  if (directory || shows(entry)) return {};
  const bool up_to_date = (entry.flags & (significant_flags | item::set_silently)) == 0;
  return name + (up_to_date ? " is uptodate" : "");
}

// As rsync does: before the content, if the line does not tell what that came to.
void Console::begin(const sync::Item& entry) {
  announce_transmission();
  progress_.begin(entry.path);
  if (request_.options.list_only) return;
  const bool tells_result = format_ && format_->tells_result;
  if (tells_result && !progress_.each_file()) return;
  if (tells_result)
    say(entry.path, false);
  else if (format_)
    say_line(entry, *format_);
  begun_ = entry.path;
}

void Console::item(const sync::Item& entry) {
  announce_transmission();
  const bool begun = std::exchange(begun_, std::nullopt) == entry.path;
  const bool moved = (entry.flags & item::transfer) != 0;
  const std::uint64_t bytes = entry.entry->is_regular() ? entry.entry->size : 0;
  if (request_.options.list_only) {
    say(list_line(entry, request_), destination_messages_arrive());
  } else {
    const std::string text = remark(entry);
    if (!text.empty()) say(text, destination_messages_arrive());
    if (shows(entry)) {
      // A line that tells what a transfer came to stands behind its progress.
      const bool told_after = format_ && format_->tells_result && moved && progress_.each_file();
      if (told_after) {
        if (!begun) say(entry.path, false);
        progress_.done_with(bytes, moved);
      }
      if (format_ && (!begun || told_after)) say_line(entry, *format_);
      log_line(entry);
      if (told_after) return;
    }
  }
  progress_.done_with(bytes, moved);
  if (moved && fs::take_progress_request()) report_progress(entry.path);
}

// A signal asked how far the run is.
void Console::report_progress(std::string_view path) {
  if (progress_.wanted()) return;
  if (!info("NAME") && !itemizes()) say(path, false);
  make_room();
  progress_.report();
}

void Console::passed_over() {
  progress_.done_with(0, false);
}

void Console::not_moved(std::uint64_t size) {
  progress_.gave_up(size);
}

void Console::say_line(const sync::Item& entry, const Format& format) {
  say(format_item(format.text, entry, request_.options), false);
}

// The log tells what was done: a dry run moves nothing.
void Console::log_line(const sync::Item& entry) {
  const bool done = (entry.flags & item::transfer) == 0 || !request_.options.dry_run;
  if (log_format_ && done) printer_.log(format_item(log_format_->text, entry, request_.options));
}

// Ends or takes away a line that stands unfinished on standard output.
void Console::make_room() {
  progress_.clear();
  if (list_line_open_) printer_.raw("\n");
  list_line_open_ = false;
}

// With a peer, what the destination remarks is logged only if it is sent over at all. A local run's
// log is the same.
bool Console::destination_messages_arrive() const {
  return !printer_.quiet() && request_.output.error_stream != ErrorStream::all;
}

void Console::say(std::string_view line, bool also_in_log) {
  make_room();
  if (also_in_log)
    printer_.info(line);
  else
    printer_.output(line);
}

void Console::deleted(std::string_view path, fs::FileType type) {
  announce_transmission();
  const auto line = [&](const std::optional<Format>& format) {
    const bool suits = format && format->for_deletions;
    return format_deletion(suits ? format->text : "deleting %n", path, type, request_.options);
  };
  if (format_ || info("DEL")) say(line(format_), false);
  if (log_format_ && !request_.options.dry_run) printer_.log(line(log_format_));
}

void Console::removed_source(std::string_view path) {
  if (info("REMOVE")) say("sender removed " + std::string(path), true);
}

void Console::notice(sync::Notice notice, std::string_view path, std::string_view detail) {
  if (!is_early(notice)) announce_transmission();
  const NoticeContext context{request_.output.info, request_.output.debug, itemizes()};
  const std::string line = notice_text(notice, path, detail, context);
  if (line.empty()) return;
  if (is_complaint(notice)) {
    make_room();
    printer_.complaint(line);
  } else {
    say(line, is_from_source(notice) || destination_messages_arrive());
  }
}

void Console::filtered(const sync::Filtered& decision) {
  if (request_.output.debug.level("FILTER") < 1) return;
  const bool sender = decision.side == tree::Side::sender;
  if (!sender) announce_transmission();
  say(filtered_text(decision), sender || destination_messages_arrive());
}

void Console::error(std::string_view sentence) {
  progress_.clear();
  // The line that waits for its end goes on behind the complaint, which is in another stream.
  if (list_line_open_) printer_.complaint("");
  list_line_open_ = false;
  printer_.error(std::string(request_.output.program) + ": " + std::string(sentence));
}

void Console::warning(std::string_view sentence) {
  error(sentence);
}

void Console::progress(const sync::Progress& progress) {
  progress_.update(progress);
}

void Console::abandon(sync::ExitCode code) {
  printer_.error(exit_text(request_.output.program, code));
  printer_.flush();
  fs::end_process(static_cast<int>(code));
}

bool Console::wants_progress() const {
  return progress_.wanted();
}

bool Console::wants_decisions() const {
  const MessageLevels& debug = request_.output.debug;
  return debug.level("FILTER") > 0 || debug.level("DEL") > 0 || debug.level("DUP") > 0 ||
         debug.level("FUZZY") > 0 || debug.level("OWN") > 1;
}

bool Console::wants_reasons() const {
  return request_.output.info.level("SKIP") > 1;
}

void Console::finish(const sync::Summary& summary, double seconds) {
  if (!broke_off(summary.exit_code)) progress_.finish();
  make_room();
  if (broke_off(summary.exit_code)) return;
  announce_transmission();
  const sync::Stats& stats = summary.stats;
  const int human = request_.output.human_readable;
  if (request_.output.debug.level("DELTASUM") >= 1)
    printer_.info("total: matches=" + std::to_string(stats.matches) +
                  "  hash_hits=" + std::to_string(stats.matches + stats.false_alarms) +
                  "  false_alarms=" + std::to_string(stats.false_alarms) +
                  " data=" + std::to_string(stats.literal_data));
  if (info("STATS", 2)) printer_.block(stats_block(stats, human));
  if (info("STATS")) {
    printer_.block(summary_lines(stats, seconds, {human, request_.options.dry_run}));
  }
  if (!info("STATS") || summary.exit_code != sync::ExitCode::ok) printer_.log(log_summary(stats));
}

}  // namespace smartsync::cli
