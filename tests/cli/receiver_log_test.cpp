#include "cli/receiver_log.h"

#include <catch2/catch.hpp>
#include <regex>
#include <sstream>

#include "cli/console.h"
#include "engine/fs/process.h"
#include "tests/cli/understood.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
namespace item = sync::item;

namespace {

// A receiver's log fed by hand, and what it wrote, without the time and the process.
class Log {
 public:
  explicit Log(std::vector<std::string> words)
      : request_(test::understood(std::move(words))),
        printer_(request_.output, out_, out_, nullptr, cli::HighBytes::utf8),
        console_(request_, printer_),
        file_(scratch_.path() + "/log"),
        log_(request_, console_, file_) {}

  cli::ReceiverLog& events() { return log_; }

  void item(sync::ItemFlags flags, std::string_view path) {
    tree::Entry entry;
    sync::Item shown;
    shown.flags = flags;
    shown.path = path;
    const std::string source = "src/" + std::string(path);
    shown.source_path = source;
    shown.entry = &entry;
    log_.item(shown);
  }

  std::string text() const {
    const std::string all = test::read_file(scratch_.dir(), "log");
    return std::regex_replace(all, std::regex(".*\\[[0-9]+\\] "), "");
  }

 private:
  test::Scratch scratch_;
  cli::Request request_;
  std::ostringstream out_;
  cli::Printer printer_;
  cli::Console console_;
  cli::LogFile file_;
  cli::ReceiverLog log_;
};

constexpr sync::ItemFlags moved_file = item::transfer | item::is_new;

void tell_everything(Log& log) {
  log.events().file_list(false, 0, 0);
  log.events().notice(sync::Notice::skipped_directory, "d", "");
  log.events().file_list(true, 3, 0);
  log.events().deleted("gone", fs::FileType::regular);
  log.events().notice(sync::Notice::skipped_non_regular, "fifo", "");
  log.item(moved_file, "a");
  log.item(item::modified_time, "b");
  log.item(0, "c");
  sync::Stats stats;
  stats.bytes_sent = 70;
  stats.bytes_received = 30;
  log.events().finish({stats, sync::ExitCode::ok});
}

}  // namespace

TEST_CASE("the receiver logs what it does, and nothing of the source") {
  Log log({"-rt"});
  tell_everything(log);
  CHECK(log.text() ==
        "receiving file list\n"
        "*deleting   gone\n"
        "skipping non-regular file \"fifo\"\n"
        ">f+++++++++ a\n"
        ".f..t...... b\n"
        "sent 30 bytes  received 70 bytes  total size 0\n");
}

TEST_CASE("the receiver's log has a format of its own") {
  Log log({"-rt", "-M--log-file-format=%o %f"});
  tell_everything(log);
  CHECK(log.text() ==
        "receiving file list\n"
        "del. gone\n"
        "skipping non-regular file \"fifo\"\n"
        "recv a\n"
        "sent 30 bytes  received 70 bytes  total size 0\n");
}

TEST_CASE("of a dry run the receiver logs no changes, and failures always") {
  Log log({"-rtn"});
  log.item(moved_file, "a");
  log.events().deleted("gone", fs::FileType::regular);
  log.events().error("cannot read \"a\"");
  log.events().finish({{}, sync::ExitCode::max_delete});
  CHECK(log.text() == "smartsync: cannot read \"a\"\n");
}
