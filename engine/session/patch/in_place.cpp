#include "engine/session/patch/in_place.h"

#include "engine/session/files/target_file.h"

namespace smartsync::session {

bool write_in_place(const fs::File& target, const JournalHeader& header,
                    const IndexedContent& content, unsigned in_flight,
                    const std::function<void(std::uint64_t bytes)>& written) {
  if (target.stat().size != header.new_size) target.truncate(header.new_size);
  run_in_flight(header.ranges.size(), in_flight, [&](std::size_t index, WorkBuffer& buffer) {
    const auto bytes = content(index, buffer);
    target.write(header.ranges[index].begin, bytes);
    if (written) written(bytes.size());
  });
  target.sync();
  return set_time_where_allowed(target, header.modified);
}

}  // namespace smartsync::session
