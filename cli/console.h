// Turns what the engine tells into the lines that a person or a script reads.
#pragma once

#include <memory>
#include <string>

#include "cli/printer.h"
#include "cli/progress_view.h"
#include "cli/request.h"
#include "engine/sync/events.h"
#include "engine/sync/run.h"

namespace smartsync::cli {

class Console : public sync::Events {
 public:
  // Both outlive the console.
  Console(const Request& request, Printer& printer);

  void file_list(bool complete, std::uint64_t files, std::uint64_t bytes) override;
  void begin(const sync::Item& item) override;
  void item(const sync::Item& item) override;
  void passed_over() override;
  void not_moved(std::uint64_t size) override;
  void deleted(std::string_view path, fs::FileType type) override;
  void removed_source(std::string_view path) override;
  void notice(sync::Notice notice, std::string_view path, std::string_view detail) override;
  void filtered(const sync::Filtered& decision) override;
  void error(std::string_view sentence) override;
  void warning(std::string_view sentence) override;
  void progress(const sync::Progress& progress) override;
  void abandon(sync::ExitCode code) override;
  bool wants_progress() const override;
  bool wants_decisions() const override;
  bool wants_reasons() const override;

  // After the run: figures, and how it ended.
  void finish(const sync::Summary& summary, double seconds);

 private:
  // A format and what its escapes ask for.
  struct Format {
    std::string text;
    bool itemizes = false;       // has %i
    bool tells_result = false;   // has %b, %c or %C
    bool for_deletions = false;  // has %i or %o
  };
  static Format make_format(std::string text);
  bool itemizes() const;  // the format of standard output has %i
  bool shows(const sync::Item& item) const;
  std::string remark(const sync::Item& item) const;
  void say_line(const sync::Item& item, const Format& format);
  void log_line(const sync::Item& item);
  void report_progress(std::string_view path);
  bool destination_messages_arrive() const;
  void make_room();
  void say(std::string_view line, bool also_in_log);
  bool info(std::string_view flag, int level = 1) const;
  // Before the first line about a change: how content will travel.
  void begin_counting();
  void announce_transmission();

  const Request& request_;
  Printer& printer_;
  std::optional<Format> format_;      // of standard output
  std::optional<Format> log_format_;  // of the log
  ProgressView progress_;
  std::optional<std::string> begun_;  // the file whose line stands before its content
  bool announced_ = false;
  bool list_line_open_ = false;  // "building file list ... " waits for its end
};

}  // namespace smartsync::cli
