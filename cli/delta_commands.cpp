#include "cli/delta_commands.h"

#include <algorithm>
#include <array>
#include <boost/program_options.hpp>
#include <cstdio>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "cli/delta_files.h"
#include "cli/interrupt_watch.h"
#include "cli/read_words.h"
#include "engine/delta/block_size.h"
#include "engine/delta/matcher.h"
#include "engine/delta/native_format.h"
#include "engine/delta/rdiff.h"
#include "engine/delta/signature.h"
#include "engine/fs/error.h"
#include "engine/sqlite/header.h"

namespace smartsync::cli {
namespace {

namespace po = boost::program_options;

constexpr int exit_usage = 1;
constexpr int exit_file_io = 11;

constexpr const char* usage =
    "Usage: smartsync signature [OPTIONS] [BASIS [SIGNATURE]]\n"
    "       smartsync delta     [OPTIONS] SIGNATURE [NEWFILE [DELTA]]\n"
    "       smartsync patch     [OPTIONS] BASIS [DELTA [NEWFILE]]\n\n"
    "Files are interchangeable with rdiff. A missing name, or -, is a standard stream. Input in a\n"
    "zstd frame and files of either format are recognised by themselves.\n\n";

struct Arguments {
  std::vector<std::string> files;
  bool help = false, force = false, statistics = false, zstd = false;
  std::string format, hash, rollsum;
  std::int64_t block_size = 0;
  int sum_size = 0;
  unsigned threads = 1;

  std::string file(std::size_t index) const { return index < files.size() ? files[index] : "-"; }
};

// A choice among words, as half a sentence for a person if it is none of them.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

void require_one_of(const char* option, const std::string& value, const char* first,
                    const char* second) {
  if (value != first && value != second)
    throw UsageError(std::string("--") + option + " must be " + first + " or " + second +
                     ", not \"" + value + "\"");
}

void require_within(const char* option, std::int64_t value, std::int64_t least, std::int64_t most) {
  if (value < least || value > most)
    throw UsageError(std::string("--") + option + " must be between " + std::to_string(least) +
                     " and " + std::to_string(most) + ", not " + std::to_string(value));
}

po::options_description describe(Arguments& arguments) {
  po::options_description options("Options");
  const unsigned cores = std::clamp(std::thread::hardware_concurrency(), 1u, 16u);
  auto add = options.add_options();
  add("help,?", po::bool_switch(&arguments.help), "show this help");
  add("force,f", po::bool_switch(&arguments.force), "replace an existing output file");
  add("statistics,s", po::bool_switch(&arguments.statistics), "tell on stderr what was found");
  add("hash,H", po::value(&arguments.hash)->default_value("blake2"), "blake2 or md4");
  add("rollsum,R", po::value(&arguments.rollsum)->default_value("rabinkarp"),
      "rabinkarp or rollsum");
  add("block-size,b", po::value(&arguments.block_size)->default_value(0),
      "bytes a block; 0: chosen by the file");
  add("sum-size,S", po::value(&arguments.sum_size)->default_value(0),
      "bytes of strong sum; 0: all, -1: the least that is safe");
  add("zstd", po::bool_switch(&arguments.zstd), "write the output in a zstd frame");
  add("format", po::value(&arguments.format)->default_value("rdiff"),
      "of a signature: rdiff, or smartsync, which is more than ten times as fast; a delta takes "
      "its signature's");
  add("threads", po::value(&arguments.threads)->default_value(cores),
      "at once, for the smartsync format");
  return options;
}

Arguments parse(std::span<const std::string> words, std::string& help) {
  Arguments arguments;
  po::options_description options = describe(arguments);
  std::ostringstream text;
  text << usage << options;
  help = text.str();
  read_words(options, words, "file", arguments.files, 3);
  require_one_of("hash", arguments.hash, "blake2", "md4");
  require_one_of("rollsum", arguments.rollsum, "rabinkarp", "rollsum");
  require_one_of("format", arguments.format, "rdiff", "smartsync");
  const bool native = arguments.format == "smartsync";
  require_within("block-size", arguments.block_size, 0,
                 native ? delta::max_block_size : delta::max_rdiff_block_size);
  require_within("sum-size", arguments.sum_size, -1, arguments.hash == "md4" ? 16 : 32);
  if (arguments.threads < 1 || arguments.threads > 64)
    throw UsageError("--threads must be between 1 and 64");
  return arguments;
}

void report(const Arguments& arguments, const std::string& statistics) {
  if (arguments.statistics) std::fprintf(stderr, "smartsync: %s\n", statistics.c_str());
}

std::string sign_natively(const Arguments& arguments, const InputFile& basis, OutputFile& output) {
  const delta::ByteSource& source = basis.source();
  std::array<std::byte, sqlite::header_size> header{};
  const std::size_t header_size = source.read(0, header);
  const std::uint32_t block_size = delta::choose_block_size(
      source.size(), {.wanted = static_cast<std::uint32_t>(arguments.block_size),
                      .page_size = sqlite::page_size(std::span(header).first(header_size)),
                      .signature_travels = true});
  hash::Hasher content(hash::Kind::xxh128);
  delta::Signature signature = delta::sign(
      source, {.block_size = block_size, .threads = arguments.threads, .content = &content});
  const std::uint32_t blocks = signature.block_count();
  delta::write_signature({std::move(signature), content.finish()}, output);
  return "signature statistics: " + std::to_string(blocks) + " blocks of " +
         std::to_string(block_size) + " bytes";
}

std::string sign_as_rdiff(const Arguments& arguments, InputFile& basis, OutputFile& output) {
  delta::RdiffSignatureOptions options;
  if (arguments.hash == "md4") options.hash = delta::RdiffHash::md4;
  if (arguments.rollsum == "rollsum") options.rollsum = delta::RdiffRollsum::rollsum;
  options.block_size = static_cast<std::size_t>(arguments.block_size);
  options.sum_size = arguments.sum_size;
  if (const auto size = basis.size()) options.file_size = static_cast<std::int64_t>(*size);
  return delta::rdiff_signature(basis.raw_stream(), options, output);
}

// What is read is closed before the output takes its name, which may be the same: Windows replaces
// no file that is open.
void run_signature(const Arguments& arguments, InterruptWatch& watch) {
  std::optional<InputFile> basis(arguments.file(0));
  OutputFile output(arguments.file(1), arguments.force, arguments.zstd, watch);
  report(arguments, arguments.format == "smartsync" ? sign_natively(arguments, *basis, output)
                                                    : sign_as_rdiff(arguments, *basis, output));
  basis.reset();
  output.commit();
}

std::string match_natively(const Arguments& arguments, delta::ByteStream& signature,
                           const delta::ByteSource& new_file, OutputFile& output) {
  delta::SignedFile basis = delta::read_signature(signature);
  delta::DeltaWriter writer(basis.signature.file_size(), basis.content, new_file.size(), output);
  hash::Hasher content(hash::Kind::xxh128);
  const auto statistics =
      delta::Matcher(std::move(basis.signature))
          .match(new_file, {.threads = arguments.threads, .content = &content}, writer);
  writer.finish(content.finish());
  return "delta statistics: " + std::to_string(statistics.literal_bytes) + " literal bytes, " +
         std::to_string(statistics.copied_bytes) + " bytes in " +
         std::to_string(statistics.copies) + " copies, " + std::to_string(statistics.false_weak) +
         " false weak matches";
}

void run_delta(const Arguments& arguments, InterruptWatch& watch) {
  if (arguments.files.empty()) throw UsageError("delta needs a SIGNATURE");
  std::optional<InputFile> signature(arguments.file(0)), new_file(arguments.file(1));
  OutputFile output(arguments.file(2), arguments.force, arguments.zstd, watch);
  delta::PeekStream& stream = signature->stream();
  report(arguments, delta::is_native_signature(stream)
                        ? match_natively(arguments, stream, new_file->source(), output)
                        : delta::rdiff_delta(stream, new_file->raw_stream(), output));
  signature.reset();
  new_file.reset();
  output.commit();
}

void run_patch(const Arguments& arguments, InterruptWatch& watch) {
  if (arguments.files.empty()) throw UsageError("patch needs a BASIS");
  if (arguments.zstd)
    throw UsageError("--zstd is for what signature and delta write; patch recognises it by itself");
  std::optional<InputFile> basis(arguments.file(0)), delta_file(arguments.file(1));
  OutputFile output(arguments.file(2), arguments.force, arguments.zstd, watch);
  delta::PeekStream& stream = delta_file->stream();
  if (delta::is_native_delta(stream))
    delta::apply_delta(basis->source(), stream, output);
  else
    report(arguments, delta::rdiff_patch(basis->source(), stream, output));
  basis.reset();
  delta_file.reset();
  output.commit();
}

}  // namespace

int run_delta_command(std::string_view command, std::span<const std::string> words) {
  try {
    std::string help;
    const Arguments arguments = parse(words, help);
    InterruptWatch watch;
    if (arguments.help)
      std::fputs(help.c_str(), stdout);
    else if (command == "signature")
      run_signature(arguments, watch);
    else if (command == "delta")
      run_delta(arguments, watch);
    else
      run_patch(arguments, watch);
    return 0;
  } catch (const po::error& error) {
    std::fprintf(stderr, "smartsync: %s\n", error.what());
    return exit_usage;
  } catch (const UsageError& error) {
    std::fprintf(stderr, "smartsync: %s\n", error.what());
    return exit_usage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "smartsync: %s\n", error.what());
    return exit_file_io;
  }
}

}  // namespace smartsync::cli
