// Carries out a journal: writes a file's changes where they lie.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "engine/fs/file.h"
#include "engine/session/patch/journal.h"

namespace smartsync::session {

// The bytes of one of the header's ranges, by its number; called by several threads.
using IndexedContent = std::function<std::span<const std::byte>(std::size_t index, WorkBuffer&)>;

// May be repeated, and begun again after it was stopped anywhere: the end is the same. The time is
// set when the content is durable: a file with the new size and time is complete. `written` is told
// the bytes of each range, from several threads; it may be empty. Returns false if everything is
// there but the time, which only the file's owner may set.
bool write_in_place(const fs::File& target, const JournalHeader& header,
                    const IndexedContent& content, unsigned in_flight,
                    const std::function<void(std::uint64_t bytes)>& written = {});

}  // namespace smartsync::session
