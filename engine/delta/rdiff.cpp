#include "engine/delta/rdiff.h"

#include <librsync.h>

#include <algorithm>
#include <array>
#include <exception>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "engine/fs/error.h"

namespace smartsync::delta {
namespace {

constexpr std::size_t buffer_size = 256u << 10;

using Job = std::unique_ptr<rs_job_t, decltype(&rs_job_free)>;

// A kind of input, and what it may be if it ends where it may not.
struct What {
  const char* noun;
  const char* too_short = "it is truncated";
};
constexpr What signature_file{"signature"};
constexpr What delta_file{"delta", "it is truncated, or copies from beyond its basis"};

[[noreturn]] void refuse(const What& what, const ByteStream& input, const std::string& reason) {
  const std::string name = input.name();
  throw Error(std::string("cannot use the ") + what.noun +
                  (name.empty() ? "" : " \"" + name + "\"") + ": " + reason,
              name);
}

[[noreturn]] void fail(const What& what, const ByteStream& input, rs_result result) {
  if (result == RS_INPUT_ENDED) refuse(what, input, what.too_short);
  const bool damaged = result == RS_BAD_MAGIC || result == RS_CORRUPT;
  refuse(what, input, damaged ? "it is damaged, or another format" : rs_strerror(result));
}

// Carries bytes from `input`, which is a `what`, through the job to `output` until the job is done;
// returns statistics. `failure` is where callbacks of the job leave an exception that C
// code cannot carry.
std::string drive(rs_job_t* job, ByteStream& input, ByteSink* output, const What& what,
                  const std::exception_ptr* failure = nullptr) {
  std::vector<std::byte> in(buffer_size), out(output ? buffer_size : 0);
  rs_buffers_t buffers{};
  rs_result result = RS_BLOCKED;
  while (result == RS_BLOCKED) {
    if (buffers.avail_in == 0 && !buffers.eof_in) {
      buffers.next_in = reinterpret_cast<char*>(in.data());
      buffers.avail_in = input.read(in);
      buffers.eof_in = buffers.avail_in < in.size();
    }
    buffers.next_out = reinterpret_cast<char*>(out.data());
    buffers.avail_out = out.size();
    const std::size_t had = buffers.avail_in;
    result = rs_job_iter(job, &buffers);
    if (failure && *failure) std::rethrow_exception(*failure);
    const std::size_t made = out.size() - buffers.avail_out;
    if (output && made > 0) output->write(std::span(out).first(made));
    if (result == RS_BLOCKED && buffers.eof_in && buffers.avail_in == had && made == 0)
      fail(what, input, RS_INPUT_ENDED);
  }
  if (result != RS_DONE) fail(what, input, result);
  if (buffers.avail_in > 0) fail(what, input, RS_CORRUPT);
  std::array<char, 256> statistics{};
  return rs_format_stats(rs_job_statistics(job), statistics.data(), statistics.size());
}

rs_magic_number magic_of(const RdiffSignatureOptions& options) {
  const bool rolling_rk = options.rollsum == RdiffRollsum::rabinkarp;
  if (options.hash == RdiffHash::blake2)
    return rolling_rk ? RS_RK_BLAKE2_SIG_MAGIC : RS_BLAKE2_SIG_MAGIC;
  return rolling_rk ? RS_RK_MD4_SIG_MAGIC : RS_MD4_SIG_MAGIC;
}

std::uint32_t big_endian(std::span<const std::byte> bytes) {
  std::uint32_t value = 0;
  for (const std::byte byte : bytes.first(4))
    value = value << 8 | std::to_integer<std::uint32_t>(byte);
  return value;
}

bool begins_with(PeekStream& stream, std::initializer_list<std::uint32_t> magics) {
  const auto start = stream.peek(4);
  return start.size() == 4 && std::ranges::find(magics, big_endian(start)) != magics.end();
}

// The header is magic, block length, strong sum length (each four bytes, big-endian); for each
// block a weak sum (four bytes) and a strong one follow. librsync checks all but whether the block
// length is one that memory can hold, and whether the last block's sums are there.
constexpr std::size_t header_size = 12;

class CheckedSignature final : public ByteStream {
 public:
  explicit CheckedSignature(PeekStream& signature) : signature_(signature) {
    if (!begins_with(signature, {RS_MD4_SIG_MAGIC, RS_BLAKE2_SIG_MAGIC, RS_RK_MD4_SIG_MAGIC,
                                 RS_RK_BLAKE2_SIG_MAGIC}))
      refuse(signature_file, signature, "it is no signature");
    const auto header = signature.peek(header_size);
    if (header.size() < header_size) fail(signature_file, signature, RS_INPUT_ENDED);
    const std::uint32_t block_size = big_endian(header.subspan(4));
    if (block_size > max_rdiff_block_size)
      refuse(signature_file, signature,
             "its block size of " + std::to_string(block_size) + " bytes is too large");
    sums_size_ = std::uint64_t{4} + big_endian(header.subspan(8));
  }
  std::size_t read(std::span<std::byte> into) override {
    const std::size_t count = signature_.read(into);
    size_ += count;
    return count;
  }
  std::string name() const override { return signature_.name(); }
  // When all of it is read.
  void require_whole() const {
    if ((size_ - header_size) % sums_size_ != 0) fail(signature_file, *this, RS_INPUT_ENDED);
  }

 private:
  PeekStream& signature_;
  std::uint64_t sums_size_ = 0;
  std::uint64_t size_ = 0;
};

struct SumsetDeleter {
  void operator()(rs_signature_t* sums) const { rs_free_sumset(sums); }
};

// What a patch job reads its copies from.
struct PatchBasis {
  const ByteSource& basis;
  std::exception_ptr failure = nullptr;

  static rs_result copy(void* self, rs_long_t offset, std::size_t* length, void** buffer) {
    auto& reader = *static_cast<PatchBasis*>(self);
    try {
      const std::span into(static_cast<std::byte*>(*buffer), *length);
      *length = offset < 0 ? 0 : reader.basis.read(static_cast<std::uint64_t>(offset), into);
      return *length > 0 ? RS_DONE : RS_INPUT_ENDED;
    } catch (...) {
      reader.failure = std::current_exception();
      return RS_IO_ERROR;
    }
  }
};

// librsync reports to stderr by itself unless told not to; its results say all we pass on.
void silence_librsync() {
  rs_trace_set_level(RS_LOG_EMERG);
}

}  // namespace

std::string rdiff_signature(ByteStream& basis, const RdiffSignatureOptions& options,
                            ByteSink& signature) {
  silence_librsync();
  rs_magic_number magic = magic_of(options);
  std::size_t block_size = options.block_size;
  auto sum_size = static_cast<std::size_t>(options.sum_size);  // -1 stays librsync's "least"
  if (block_size > max_rdiff_block_size ||
      rs_sig_args(options.file_size, &magic, &block_size, &sum_size) != RS_DONE)
    throw Error("a signature cannot have a block size of " + std::to_string(options.block_size) +
                " and a sum size of " + std::to_string(options.sum_size) + " bytes");
  const Job job(rs_sig_begin(block_size, sum_size, magic), rs_job_free);
  return drive(job.get(), basis, &signature, {"basis"});
}

std::string rdiff_delta(ByteStream& signature, ByteStream& new_file, ByteSink& delta) {
  silence_librsync();
  PeekStream peeked(signature);
  CheckedSignature checked(peeked);
  rs_signature_t* loaded = nullptr;
  const Job load(rs_loadsig_begin(&loaded), rs_job_free);
  std::exception_ptr failure;
  try {
    drive(load.get(), checked, nullptr, signature_file);
    checked.require_whole();
  } catch (...) {
    failure = std::current_exception();
  }
  const std::unique_ptr<rs_signature_t, SumsetDeleter> sums(loaded);
  if (failure) std::rethrow_exception(failure);
  if (const rs_result result = rs_build_hash_table(sums.get()); result != RS_DONE)
    fail(signature_file, checked, result);
  const Job job(rs_delta_begin(sums.get()), rs_job_free);
  return drive(job.get(), new_file, &delta, {"new file"});
}

std::string rdiff_patch(const ByteSource& basis, ByteStream& delta, ByteSink& new_file) {
  silence_librsync();
  PeekStream checked(delta);
  if (!begins_with(checked, {RS_DELTA_MAGIC})) refuse(delta_file, checked, "it is no delta");
  PatchBasis reader{basis};
  const Job job(rs_patch_begin(PatchBasis::copy, &reader), rs_job_free);
  return drive(job.get(), checked, &new_file, delta_file, &reader.failure);
}

}  // namespace smartsync::delta
