#!/bin/sh
# Run before a workflow step: brings what changed on the network to the local copy of the project.
#
#   SMART_SYNC_ENABLED       nothing happens unless it is "true"
#   NETWORK_PROJECT_PATH     the project on the network drive
#   LOCAL_PROJECT_PATH       the local copy that the step works on
#   SMART_SYNC_ON_CONFLICT   what happens where both changed (smartsync pre-step --help)
#   SMARTSYNC_BIN            the program, if it is neither beside this script nor on PATH
set -eu
script=pre_step_sync
here=$(dirname "$(readlink -f "$0")")
. "$here/common.sh"

[ "${SMART_SYNC_ENABLED:-}" = true ] || exit 0
run pre-step
