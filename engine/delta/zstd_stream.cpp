#include "engine/delta/zstd_stream.h"

#include <algorithm>
#include <iterator>
#include <new>
#include <string>
#include <utility>

#include "engine/fs/error.h"

namespace smartsync::delta {
namespace {

constexpr int level = 3;
constexpr int largest_window_log = 27;  // 128 MiB

std::size_t check(std::size_t result, const std::string& name = "") {
  if (ZSTD_isError(result))
    throw Error("the zstd frame" + (name.empty() ? "" : " in \"" + name + "\"") +
                    " cannot be used: " + ZSTD_getErrorName(result),
                name);
  return result;
}

}  // namespace

bool is_zstd(PeekStream& stream) {
  static constexpr std::byte magic[4] = {std::byte{0x28}, std::byte{0xb5}, std::byte{0x2f},
                                         std::byte{0xfd}};
  const auto start = stream.peek(sizeof magic);
  return std::equal(start.begin(), start.end(), std::begin(magic), std::end(magic));
}

ZstdReader::ZstdReader(ByteStream& compressed, std::string name)
    : compressed_(compressed),
      name_(std::move(name)),
      context_(ZSTD_createDCtx(), ZSTD_freeDCtx),
      buffer_(ZSTD_DStreamInSize()) {
  if (!context_) throw std::bad_alloc();
  check(ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, largest_window_log));
}

std::size_t ZstdReader::read(std::span<std::byte> into) {
  ZSTD_outBuffer output{into.data(), into.size(), 0};
  while (output.pos < output.size) {
    const std::size_t before = output.pos;
    if (input_.pos == input_.size) {
      input_ = {buffer_.data(), compressed_.read(buffer_), 0};
      if (input_.size == 0 && !within_frame_) break;
    }
    const bool input_ended = input_.size == 0;
    within_frame_ = check(ZSTD_decompressStream(context_.get(), &output, &input_), name_) != 0;
    if (input_ended && within_frame_ && output.pos == before)
      throw Error(
          "the zstd frame" + (name_.empty() ? "" : " in \"" + name_ + "\"") + " ends too early",
          name_);
  }
  return output.pos;
}

ZstdWriter::ZstdWriter(ByteSink& output)
    : output_(output), context_(ZSTD_createCCtx(), ZSTD_freeCCtx), buffer_(ZSTD_CStreamOutSize()) {
  if (!context_) throw std::bad_alloc();
  check(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, level));
  check(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1));
}

void ZstdWriter::write(std::span<const std::byte> data) {
  compress(data, ZSTD_e_continue);
}
void ZstdWriter::finish() {
  compress({}, ZSTD_e_end);
}

void ZstdWriter::compress(std::span<const std::byte> data, ZSTD_EndDirective directive) {
  ZSTD_inBuffer input{data.data(), data.size(), 0};
  std::size_t left = 0;
  do {
    ZSTD_outBuffer output{buffer_.data(), buffer_.size(), 0};
    left = check(ZSTD_compressStream2(context_.get(), &output, &input, directive));
    if (output.pos > 0) output_.write(std::span(buffer_).first(output.pos));
  } while (input.pos < input.size || (directive == ZSTD_e_end && left != 0));
}

}  // namespace smartsync::delta
