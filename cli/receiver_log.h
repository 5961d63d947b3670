// --remote-option=--log-file: the log that rsync's receiving process would write of a local run.
#pragma once

#include <string>

#include "cli/log_file.h"
#include "cli/request.h"
#include "engine/sync/events.h"
#include "engine/sync/run.h"

namespace smartsync::cli {

// Hands everything on, and logs what concerns the destination.
class ReceiverLog final : public sync::Events {
 public:
  // All of them outlive the log.
  ReceiverLog(const Request& request, sync::Events& next, LogFile& file);

  void file_list(bool complete, std::uint64_t files, std::uint64_t bytes) override;
  void begin(const sync::Item& item) override { next_.begin(item); }
  void item(const sync::Item& item) override;
  void passed_over() override { next_.passed_over(); }
  void not_moved(std::uint64_t size) override { next_.not_moved(size); }
  void deleted(std::string_view path, fs::FileType type) override;
  void removed_source(std::string_view path) override { next_.removed_source(path); }
  void notice(sync::Notice notice, std::string_view path, std::string_view detail) override;
  void filtered(const sync::Filtered& decision) override;
  void error(std::string_view sentence) override;
  void warning(std::string_view sentence) override;
  void progress(const sync::Progress& progress) override { next_.progress(progress); }
  void abandon(sync::ExitCode code) override { next_.abandon(code); }
  bool wants_progress() const override { return next_.wants_progress(); }
  bool wants_decisions() const override { return next_.wants_decisions(); }
  bool wants_reasons() const override { return next_.wants_reasons(); }

  // After the run.
  void finish(const sync::Summary& summary);

 private:
  bool shows(const sync::Item& item) const;
  void write(std::string_view line);

  const Request& request_;
  sync::Events& next_;
  LogFile& file_;
  const std::string format_;
  const bool itemizes_;
};

}  // namespace smartsync::cli
