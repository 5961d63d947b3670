#include "engine/session/patch/patch_journal.h"

#include "engine/session/patch/in_place.h"
#include "engine/session/patch/journal.h"
#include "engine/session/patch/journal_file.h"

namespace smartsync::session {
namespace {

JournalHeader header_for(const PatchRequest& request, const fs::Stat& target) {
  return {.path = request.path,
          .old = identity_of(target),
          .created = target.created,
          .new_size = request.plan.new_size,
          .modified = request.modified,
          .content = request.index.content,
          .ranges = cut(brought_ranges(request.plan), largest_request)};
}

// From the source, or, if that has changed since the journal was written, from the journal.
bool carry_out(const fs::File& target, const JournalHeader& header, const fs::File& journal,
               Carrier& carrier) {
  const auto written = [&](std::uint64_t bytes) {
    carrier.count_sent(bytes);
    carrier.advance(bytes);
  };
  try {
    return write_in_place(
        target, header,
        [&](std::size_t index, WorkBuffer& buffer) {
          return carrier.source().read(header.ranges[index], buffer);
        },
        carrier.in_flight(), written);
  } catch (const ChangedMeanwhile&) {
    const auto whole = Journal::open(journal, carrier.in_flight());
    if (!whole) throw;
    return write_in_place(
        target, header,
        [&](std::size_t index, WorkBuffer& buffer) { return whole->read(index, buffer); },
        carrier.in_flight(), written);
  }
}

}  // namespace

const char* refuse_journal(const PatchRequest& request) {
  if (!request.old) return "it does not exist yet";
  if (!request.plan.in_place()) return "some of its content moves within the file";
  if (request.old->file_id == 0) return "its server gives files no numbers";
  return nullptr;
}

std::pair<fs::Stat, bool> patch_by_journal(const PatchRequest& request, Carrier& carrier,
                                           const FilePlace& place) {
  const fs::File target = place.dir.open_write(place.name);
  require_version(target, *request.old);
  const JournalHeader header = header_for(request, target.stat());
  JournalFile journal(request.root, request.path);
  carrier.count_sent(write_journal(
      journal.file(), header,
      [&](fs::Range range, WorkBuffer& buffer) { return carrier.source().read(range, buffer); },
      carrier.in_flight()));
  require_unchanged(request.source, request.source_stat);
  require_version(place, request.old);
  if (request.before_replace) request.before_replace();
  journal.end();
  carrier.advance(header.new_size - header.data_size());  // what stays
  const bool has_its_time = carry_out(target, header, journal.file(), carrier);
  const Identity written = identity_of(target.stat());
  if (request.permissions && target.stat().permissions != *request.permissions)
    set_permissions_where_kept(target, *request.permissions);
  journal.remove();
  require_version(place, written);
  return {*place.dir.stat(place.name), has_its_time};
}

}  // namespace smartsync::session
