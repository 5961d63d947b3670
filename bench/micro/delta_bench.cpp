// Signature and delta of 64 MiB in memory beside librsync's, on the kinds of change the program
// meets: pages changed in place, rows inserted, and a file with nothing in common.
#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "engine/delta/matcher.h"
#include "engine/delta/memory_source.h"
#include "engine/delta/rdiff.h"

namespace {

using namespace smartsync::delta;
using Bytes = std::vector<std::byte>;

constexpr std::size_t size = 64u << 20;
constexpr std::uint32_t block_size = 4096;

Bytes noise(unsigned seed) {
  std::mt19937_64 random(seed);
  Bytes bytes(size);
  for (std::size_t at = 0; at < size; at += 8) {
    const std::uint64_t value = random();
    for (std::size_t i = 0; i < 8; ++i) bytes[at + i] = static_cast<std::byte>(value >> 8 * i);
  }
  return bytes;
}

const Bytes& basis() {
  static const Bytes bytes = noise(1);
  return bytes;
}

enum class Change { pages, rows, everything };

Bytes changed(Change change) {
  if (change == Change::everything) return noise(2);
  Bytes bytes = basis();
  std::mt19937_64 random(3);
  if (change == Change::pages) {
    for (std::size_t page = 0; page < size / block_size / 25; ++page)
      bytes[random() % size] ^= std::byte{1};
  } else {
    for (int row = 0; row < 32; ++row)
      bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(random() % size), 60,
                   std::byte{'r'});
  }
  return bytes;
}

class NullOperations final : public OperationSink {
  void copy(std::uint64_t, std::uint64_t) override {}
  void literal(std::span<const std::byte>) override {}
};

class NullSink final : public ByteSink {
  void write(std::span<const std::byte>) override {}
};

void count_bytes(benchmark::State& state) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(size));
}

void signature(benchmark::State& state) {
  const MemorySource source(basis());
  const auto threads = static_cast<unsigned>(state.range(0));
  for (auto _ : state) sign(source, {.block_size = block_size, .threads = threads});
  count_bytes(state);
}
BENCHMARK(signature)->Arg(1)->Arg(2)->UseRealTime();

void signature_librsync(benchmark::State& state) {
  const MemorySource source(basis());
  for (auto _ : state) {
    SourceStream stream(source);
    NullSink sink;
    rdiff_signature(stream, {.block_size = block_size}, sink);
  }
  count_bytes(state);
}
BENCHMARK(signature_librsync)->UseRealTime();

void delta(benchmark::State& state, Change change, bool compare) {
  const MemorySource source(basis());
  const Bytes new_file = changed(change);
  const MemorySource new_source(new_file);
  const Matcher matcher(sign(source, {.block_size = block_size, .threads = 2}));
  MatchOptions options{.threads = static_cast<unsigned>(state.range(0))};
  if (compare) options.basis = &source;
  NullOperations sink;
  for (auto _ : state) matcher.match(new_source, options, sink);
  count_bytes(state);
}
BENCHMARK_CAPTURE(delta, pages, Change::pages, false)->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK_CAPTURE(delta, rows, Change::rows, false)->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK_CAPTURE(delta, everything, Change::everything, false)->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK_CAPTURE(delta, pages_compared, Change::pages, true)->Arg(1)->Arg(2)->UseRealTime();

void delta_librsync(benchmark::State& state, Change change) {
  const MemorySource source(basis());
  const Bytes new_file = changed(change);
  const MemorySource new_source(new_file);
  SourceStream basis_stream(source);
  MemorySink signature_file;
  rdiff_signature(basis_stream, {.block_size = block_size}, signature_file);
  const MemorySource signature_source(signature_file.bytes());
  for (auto _ : state) {
    SourceStream signature_stream(signature_source), new_stream(new_source);
    NullSink sink;
    rdiff_delta(signature_stream, new_stream, sink);
  }
  count_bytes(state);
}
BENCHMARK_CAPTURE(delta_librsync, pages, Change::pages)->UseRealTime();
BENCHMARK_CAPTURE(delta_librsync, rows, Change::rows)->UseRealTime();
BENCHMARK_CAPTURE(delta_librsync, everything, Change::everything)->UseRealTime();

}  // namespace
