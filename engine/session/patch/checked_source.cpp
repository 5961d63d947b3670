#include "engine/session/patch/checked_source.h"

#include "engine/hash/strong.h"
#include "engine/session/files/changed_meanwhile.h"

namespace smartsync::session {

std::span<const std::byte> CheckedSource::read(fs::Range range, WorkBuffer& buffer) const {
  if (range.begin >= range.end) return {};
  const auto first = static_cast<std::uint32_t>(range.begin / signature_.block_size());
  const auto last = static_cast<std::uint32_t>((range.end - 1) / signature_.block_size());
  const std::uint64_t begin = signature_.block_offset(first);
  const std::uint64_t end = signature_.block_offset(last) + signature_.block_length(last);
  const auto bytes = buffer.first(static_cast<std::size_t>(end - begin));
  bool is_same = file_.read(begin, bytes) == bytes.size();
  auto rest = std::span<const std::byte>(bytes);
  for (std::uint32_t block = first; is_same && block <= last; ++block) {
    const auto content = rest.first(signature_.block_length(block));
    is_same = hash::xxh3(content) == signature_.strong(block);
    rest = rest.subspan(content.size());
  }
  if (!is_same)
    throw ChangedMeanwhile(
        "\"" + file_.path() + "\" was changed while it was sent: nothing was replaced",
        file_.path());
  return bytes.subspan(static_cast<std::size_t>(range.begin - begin),
                       static_cast<std::size_t>(range.end - range.begin));
}

}  // namespace smartsync::session
