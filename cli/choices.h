// The checksum and the compression that rsync's two processes would agree on, from the options and
// from the variables RSYNC_CHECKSUM_LIST and RSYNC_COMPRESS_LIST: "NAME NAME", or
// "NAME NAME & NAME NAME" for the client and the server.
#pragma once

#include "cli/request.h"

namespace smartsync::cli {

// Throws UsageError where rsync's processes could not agree.
void choose_checksum(Request& request);
void choose_compression(Request& request);

}  // namespace smartsync::cli
