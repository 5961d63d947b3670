#include "cli/printer.h"

#include <ostream>

#include "engine/fs/process.h"

namespace smartsync::cli {

Printer::Printer(const Output& output, std::ostream& out, std::ostream& error, LogFile* log,
                 HighBytes high_bytes)
    : out_(output.error_stream == ErrorStream::all ? error : out),
      error_(error),
      log_(log),
      high_bytes_(high_bytes),
      quiet_(output.quiet > 0),
      line_by_line_(output.buffering == Buffering::none || output.buffering == Buffering::line ||
                    (output.buffering == Buffering::automatic && fs::is_terminal(1))) {}

void Printer::output(std::string_view line) {
  if (quiet_) return;
  out_ << escape(line, high_bytes_) << '\n';
  if (line_by_line_) out_.flush();
}

void Printer::log(std::string_view line) {
  if (log_ != nullptr) log_->write(escape(line, HighBytes::all));
}

void Printer::info(std::string_view line) {
  output(line);
  log(line);
}

void Printer::error(std::string_view line) {
  complaint(line);
  log(line);
}

void Printer::complaint(std::string_view line) {
  out_.flush();  // so that both streams are in order where they end in one file
  error_ << escape(line, high_bytes_) << '\n';
  error_.flush();
}

void Printer::block(std::string_view lines) {
  if (!quiet_) out_ << lines << '\n';
  if (log_ != nullptr) log_->write(lines);
}

void Printer::raw(std::string_view text) {
  if (!quiet_) out_ << text;
}

void Printer::flush() {
  out_.flush();
}

}  // namespace smartsync::cli
