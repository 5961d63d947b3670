#include "cli/printer.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "engine/fs/process.h"

using namespace smartsync;

namespace {
struct Streams {
  std::ostringstream out;
  std::ostringstream error;
};
}  // namespace

TEST_CASE("lines are escaped, blocks are not") {
  Streams streams;
  cli::Printer printer({}, streams.out, streams.error, nullptr, cli::HighBytes::escaped);
  printer.output("a\n\xc3\xa9");
  printer.block("\nb\nc");
  printer.raw("\rd");
  CHECK(streams.out.str() == "a\\#012\\#303\\#251\n\nb\nc\n\rd");
}

TEST_CASE("-q silences all but errors") {
  Streams streams;
  cli::Output output;
  output.quiet = 1;
  cli::Printer printer(output, streams.out, streams.error, nullptr, cli::HighBytes::utf8);
  printer.output("a");
  printer.info("b");
  printer.block("c");
  printer.raw("d");
  printer.error("e");
  CHECK(streams.out.str().empty());
  CHECK(streams.error.str() == "e\n");
}

TEST_CASE("--stderr=all moves everything there") {
  Streams streams;
  cli::Output output;
  output.error_stream = cli::ErrorStream::all;
  cli::Printer printer(output, streams.out, streams.error, nullptr, cli::HighBytes::utf8);
  printer.output("a");
  printer.error("b");
  CHECK(streams.out.str().empty());
  CHECK(streams.error.str() == "a\nb\n");
}

TEST_CASE("the log keeps bytes above 127 that a terminal may not show") {
  const std::string path =
      fs::temp_directory() + "/smartsync-printer-" + std::to_string(fs::process_id());
  Streams streams;
  {
    cli::LogFile log(path);
    cli::Printer printer({}, streams.out, streams.error, &log, cli::HighBytes::escaped);
    printer.info("\xff\x01");
  }
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  file.close();
  std::remove(path.c_str());
  CHECK_THAT(text, Catch::EndsWith("] \xff\\#001\n"));
  CHECK(streams.out.str() == "\\#377\\#001\n");
}
