#!/bin/sh
# Run before a workflow step: makes the local project the mirror of the one on the network.
#
#   SMART_SYNC_ENABLED     nothing happens unless it is "true"
#   NETWORK_PROJECT_PATH   the project on the network drive
#   LOCAL_PROJECT_PATH     the local copy that the step works on
#   SMARTSYNC_BIN          the program, if it is neither beside this script nor on PATH
set -eu
script=pre_step_sync
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

[ "${SMART_SYNC_ENABLED:-}" = true ] || exit 0
require_path NETWORK_PROJECT_PATH "${NETWORK_PROJECT_PATH:-}"
require_path LOCAL_PROJECT_PATH "${LOCAL_PROJECT_PATH:-}"
mirror NETWORK_PROJECT_PATH "$NETWORK_PROJECT_PATH" LOCAL_PROJECT_PATH "$LOCAL_PROJECT_PATH"
echo "Pre-step sync completed"
