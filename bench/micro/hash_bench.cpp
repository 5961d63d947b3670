// Hashing, one core, data in the processor's cache: bytes_per_second is what counts.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "engine/hash/rolling.h"
#include "engine/hash/strong.h"

namespace {

using namespace smartsync::hash;

std::vector<std::byte> some_bytes(std::size_t size) {
  std::vector<std::byte> bytes(size);
  std::uint32_t state = 1;
  for (auto& byte : bytes)
    byte = static_cast<std::byte>((state = state * 1664525 + 1013904223) >> 24);
  return bytes;
}

void count_bytes(benchmark::State& state, std::size_t each) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(each));
}

void strong(benchmark::State& state, Kind kind) {
  const auto block = some_bytes(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(hash(kind, block));
  count_bytes(state, block.size());
}
BENCHMARK_CAPTURE(strong, xxh3, Kind::xxh3)->Arg(4096)->Arg(128 << 10);
BENCHMARK_CAPTURE(strong, xxh128, Kind::xxh128)->Arg(4096)->Arg(128 << 10);
BENCHMARK_CAPTURE(strong, xxh64, Kind::xxh64)->Arg(4096)->Arg(128 << 10);
BENCHMARK_CAPTURE(strong, md5, Kind::md5)->Arg(128 << 10);
BENCHMARK_CAPTURE(strong, md4, Kind::md4)->Arg(128 << 10);
BENCHMARK_CAPTURE(strong, sha1, Kind::sha1)->Arg(128 << 10);

void rolling(benchmark::State& state) {
  const auto bytes = some_bytes(1 << 20);
  constexpr std::size_t window = 4096;
  for (auto _ : state) {
    RollingSum sum(weak_sum(std::span(bytes).first(window)), window);
    for (std::size_t at = 0; at + window < bytes.size(); ++at) {
      sum.roll(bytes[at], bytes[at + window]);
      benchmark::DoNotOptimize(sum.value());
    }
  }
  count_bytes(state, bytes.size() - window);
}
BENCHMARK(rolling);

// Each implementation this machine can run.
const bool weak_sums_registered = [] {
  for (const auto& implementation : weak_sum_implementations()) {
    const std::string name = std::string("weak/") + implementation.name;
    benchmark::RegisterBenchmark(name.c_str(), [&implementation](benchmark::State& state) {
      const auto block = some_bytes(4096);
      for (auto _ : state) benchmark::DoNotOptimize(implementation.sum(block));
      count_bytes(state, block.size());
    });
  }
  return true;
}();

}  // namespace
