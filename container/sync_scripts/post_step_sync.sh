#!/bin/sh
# Run after a workflow step: makes the project on the network the mirror of the local one.
#
#   post_step_sync.sh STEP_ID
#
# The environment is that of pre_step_sync.sh.
set -eu
script=post_step_sync
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

[ "${SMART_SYNC_ENABLED:-}" = true ] || exit 0
[ $# = 1 ] && [ -n "$1" ] || fail "usage: post_step_sync.sh STEP_ID"
require_path NETWORK_PROJECT_PATH "${NETWORK_PROJECT_PATH:-}"
require_path LOCAL_PROJECT_PATH "${LOCAL_PROJECT_PATH:-}"
# A share that is not there must not become a new folder on the machine's own disk.
[ -d "$NETWORK_PROJECT_PATH" ] ||
    fail "NETWORK_PROJECT_PATH: \"$NETWORK_PROJECT_PATH\" is not a directory; is the drive connected?"
mirror LOCAL_PROJECT_PATH "$LOCAL_PROJECT_PATH" NETWORK_PROJECT_PATH "$NETWORK_PROJECT_PATH"
echo "Step $1 synced to network"
