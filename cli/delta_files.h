// The files that the delta commands read and write: named ones, pipes, standard streams.
#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/interrupt_watch.h"
#include "engine/delta/byte_stream.h"
#include "engine/delta/file_source.h"
#include "engine/delta/zstd_stream.h"
#include "engine/fs/dir.h"

namespace smartsync::cli {

// A file to read; "-" or no name is standard input.
class InputFile {
 public:
  explicit InputFile(const std::string& path);

  // From the start to the end, as it is.
  delta::ByteStream& raw_stream() { return *raw_; }
  // From the start to the end, decompressed if it is a zstd frame.
  delta::PeekStream& stream();
  // At any place, as it lies. Throws smartsync::Error for what is no regular file.
  const delta::ByteSource& source() const;
  // nullopt where it is unknown before the end.
  std::optional<std::uint64_t> size() const;

 private:
  std::string path_;
  fs::File file_;
  std::optional<delta::FileSource> source_;
  std::ifstream pipe_;
  // What stream() reads through, from the file up.
  std::unique_ptr<delta::ByteStream> raw_;
  std::optional<delta::PeekStream> peek_raw_;
  std::optional<delta::ZstdReader> unpacked_;
  std::optional<delta::PeekStream> peek_;
};

// A file to write; "-" or no name is standard output. A regular file gets its name only by
// commit(), when it is complete; until then it is a temporary file beside it, which the destructor
// removes, and an interrupt.
class OutputFile final : public delta::ByteSink {
 public:
  // Without `force` a file that is there is left alone: smartsync::Error.
  OutputFile(const std::string& path, bool force, bool compress, InterruptWatch& watch);
  ~OutputFile() override;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::span<const std::byte> data) override;
  void commit();

 private:
  // The file as it is on disk, behind buffer and compression.
  class Raw final : public delta::ByteSink {
   public:
    void write(std::span<const std::byte> data) override;
    void flush();

    std::string path;
    fs::File file;       // a regular file, or
    std::ofstream pipe;  // something else with a name, or neither: standard output
    std::uint64_t written = 0;
    std::vector<std::byte> buffer;

   private:
    void put(std::span<const std::byte> data);
  };

  void remove_temporary() const;

  Raw raw_;
  std::optional<delta::ZstdWriter> compressed_;
  fs::Dir dir_;
  std::string name_, temporary_;
  InterruptWatch& watch_;
};

}  // namespace smartsync::cli
