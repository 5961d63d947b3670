// The file formats of rdiff, made and read by librsync: interchangeable with the rdiff program in
// both directions. Memory: about four blocks, and for a delta the signature.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/delta/byte_source.h"
#include "engine/delta/byte_stream.h"

namespace smartsync::delta {

enum class RdiffHash { blake2, md4 };
enum class RdiffRollsum { rabinkarp, rollsum };

struct RdiffSignatureOptions {
  RdiffHash hash = RdiffHash::blake2;
  RdiffRollsum rollsum = RdiffRollsum::rabinkarp;
  std::size_t block_size = 0;   // bytes; 0: what librsync recommends for the size
  int sum_size = 0;             // bytes of strong sum; 0: all, -1: the least that is safe
  std::int64_t file_size = -1;  // of the basis, -1: unknown
};

// Largest block size that a signature may state. A larger one is an attempt on our memory.
constexpr std::size_t max_rdiff_block_size = 16u << 20;

// All throw smartsync::Error: for options that do not fit each other, for input that is not of the
// format, damaged or truncated, and for a delta that copies from outside its basis. They return
// librsync's statistics of the work, as one line of text.
std::string rdiff_signature(ByteStream& basis, const RdiffSignatureOptions& options,
                            ByteSink& signature);
std::string rdiff_delta(ByteStream& signature, ByteStream& new_file, ByteSink& delta);
std::string rdiff_patch(const ByteSource& basis, ByteStream& delta, ByteSink& new_file);

}  // namespace smartsync::delta
