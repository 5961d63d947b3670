#include "engine/hash/rolling.h"

#include <array>
#include <numeric>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// GCC does not align AVX spills on the Windows stack (its bug 54412), so Windows stays with SSE2.
#if defined(__x86_64__) && !defined(_WIN32)
#define SMARTSYNC_HAVE_AVX 1
#endif

namespace smartsync::hash {
namespace {

// Running sums, to which the vector code hands its totals. With `before` the sum of `a` ahead of
// each vector of W bytes, the bytes of all vectors add W * before + sum of (W - i) * x_i to b.
struct Sums {
  std::uint32_t a = 0, b = 0;

  void add_each(std::span<const std::byte> data) {
    for (const std::byte byte : data) {
      a += static_cast<std::uint32_t>(static_cast<std::int8_t>(byte));
      b += a;
    }
  }
  std::uint32_t value() const { return (a & 0xffff) | b << 16; }
};

std::uint32_t weak_sum_portable(std::span<const std::byte> data) {
  Sums sums;
  sums.add_each(data);
  return sums.value();
}

#if defined(__x86_64__)

std::uint32_t horizontal_sum(__m128i v) {
  v = _mm_add_epi32(v, _mm_shuffle_epi32(v, 0x4e));
  v = _mm_add_epi32(v, _mm_shuffle_epi32(v, 0xb1));
  return static_cast<std::uint32_t>(_mm_cvtsi128_si32(v));
}

std::uint32_t weak_sum_sse2(std::span<const std::byte> data) {
  const __m128i ones = _mm_set1_epi16(1);
  const __m128i weights_low = _mm_set_epi16(9, 10, 11, 12, 13, 14, 15, 16);
  const __m128i weights_high = _mm_set_epi16(1, 2, 3, 4, 5, 6, 7, 8);
  __m128i a = _mm_setzero_si128(), before = a, weighted = a;
  std::size_t at = 0;
  for (; at + 16 <= data.size(); at += 16) {
    const __m128i x = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data.data() + at));
    const __m128i low = _mm_srai_epi16(_mm_unpacklo_epi8(x, x), 8);
    const __m128i high = _mm_srai_epi16(_mm_unpackhi_epi8(x, x), 8);
    before = _mm_add_epi32(before, a);
    a = _mm_add_epi32(a, _mm_madd_epi16(_mm_add_epi16(low, high), ones));
    weighted = _mm_add_epi32(weighted, _mm_add_epi32(_mm_madd_epi16(low, weights_low),
                                                     _mm_madd_epi16(high, weights_high)));
  }
  Sums sums{horizontal_sum(a), 16 * horizontal_sum(before) + horizontal_sum(weighted)};
  sums.add_each(data.subspan(at));
  return sums.value();
}

#endif
#if defined(SMARTSYNC_HAVE_AVX)

__attribute__((target("avx2"))) std::uint32_t horizontal_sum(__m256i v) {
  return horizontal_sum(_mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1)));
}

__attribute__((target("avx2"))) std::uint32_t weak_sum_avx2(std::span<const std::byte> data) {
  const __m256i ones16 = _mm256_set1_epi16(1);
  const __m256i ones8 = _mm256_set1_epi8(1);
  const __m256i weights =
      _mm256_setr_epi8(32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14,
                       13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
  __m256i a = _mm256_setzero_si256(), before = a, weighted = a;
  std::size_t at = 0;
  for (; at + 32 <= data.size(); at += 32) {
    const __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(data.data() + at));
    before = _mm256_add_epi32(before, a);
    // |32 * -128 + 31 * -128| fits 16 bits, so no pair saturates.
    a = _mm256_add_epi32(a, _mm256_madd_epi16(_mm256_maddubs_epi16(ones8, x), ones16));
    weighted =
        _mm256_add_epi32(weighted, _mm256_madd_epi16(_mm256_maddubs_epi16(weights, x), ones16));
  }
  Sums sums{horizontal_sum(a), 32 * horizontal_sum(before) + horizontal_sum(weighted)};
  sums.add_each(data.subspan(at));
  return sums.value();
}

// Not _mm512_reduce_add_epi32: g++ 12 warns of its header's undefined vectors (its bug 105593).
__attribute__((target("avx512bw"))) std::uint32_t horizontal_sum(__m512i v) {
  alignas(64) std::array<std::uint32_t, 16> lanes;
  _mm512_store_si512(lanes.data(), v);
  return std::accumulate(lanes.begin(), lanes.end(), std::uint32_t{0});
}

__attribute__((target("avx512bw"))) std::uint32_t weak_sum_avx512(std::span<const std::byte> data) {
  alignas(64) static constexpr auto descending = [] {
    std::array<std::int8_t, 64> weights{};
    for (std::size_t i = 0; i < weights.size(); ++i)
      weights[i] = static_cast<std::int8_t>(weights.size() - i);
    return weights;
  }();
  const __m512i ones16 = _mm512_set1_epi16(1);
  const __m512i ones8 = _mm512_set1_epi8(1);
  const __m512i weights = _mm512_load_si512(descending.data());
  __m512i a = _mm512_setzero_si512(), before = a, weighted = a;
  std::size_t at = 0;
  for (; at + 64 <= data.size(); at += 64) {
    const __m512i x = _mm512_loadu_si512(data.data() + at);
    before = _mm512_add_epi32(before, a);
    // |64 * -128 + 63 * -128| fits 16 bits, so no pair saturates.
    a = _mm512_add_epi32(a, _mm512_madd_epi16(_mm512_maddubs_epi16(ones8, x), ones16));
    weighted =
        _mm512_add_epi32(weighted, _mm512_madd_epi16(_mm512_maddubs_epi16(weights, x), ones16));
  }
  Sums sums{horizontal_sum(a), 64 * horizontal_sum(before) + horizontal_sum(weighted)};
  sums.add_each(data.subspan(at));
  return sums.value();
}

#endif
#if defined(__aarch64__)

std::uint32_t weak_sum_neon(std::span<const std::byte> data) {
  static constexpr std::int8_t weight_bytes[16] = {16, 15, 14, 13, 12, 11, 10, 9,
                                                   8,  7,  6,  5,  4,  3,  2,  1};
  const int8x16_t weights = vld1q_s8(weight_bytes);
  int32x4_t a = vdupq_n_s32(0), before = a, weighted = a;
  std::size_t at = 0;
  for (; at + 16 <= data.size(); at += 16) {
    const int8x16_t x = vld1q_s8(reinterpret_cast<const std::int8_t*>(data.data() + at));
    before = vaddq_s32(before, a);
    a = vpadalq_s16(a, vpaddlq_s8(x));
    weighted = vpadalq_s16(weighted, vmull_s8(vget_low_s8(x), vget_low_s8(weights)));
    weighted = vpadalq_s16(weighted, vmull_high_s8(x, weights));
  }
  Sums sums{static_cast<std::uint32_t>(vaddvq_s32(a)),
            16 * static_cast<std::uint32_t>(vaddvq_s32(before)) +
                static_cast<std::uint32_t>(vaddvq_s32(weighted))};
  sums.add_each(data.subspan(at));
  return sums.value();
}

#endif

std::vector<WeakSumImplementation> find_implementations() {
  std::vector<WeakSumImplementation> found{{"portable", weak_sum_portable}};
#if defined(__x86_64__)
  found.push_back({"sse2", weak_sum_sse2});
#endif
#if defined(SMARTSYNC_HAVE_AVX)
  if (__builtin_cpu_supports("avx2")) found.push_back({"avx2", weak_sum_avx2});
  if (__builtin_cpu_supports("avx512bw")) found.push_back({"avx512", weak_sum_avx512});
#endif
#if defined(__aarch64__)
  found.push_back({"neon", weak_sum_neon});
#endif
  return found;
}

}  // namespace

std::span<const WeakSumImplementation> weak_sum_implementations() {
  static const std::vector<WeakSumImplementation> found = find_implementations();
  return found;
}

std::uint32_t weak_sum(std::span<const std::byte> data) {
  static const auto best = weak_sum_implementations().back().sum;
  return best(data);
}

}  // namespace smartsync::hash
