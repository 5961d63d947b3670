#!/bin/sh
# Run after a workflow step: brings its results to the project on the network.
#
#   post_step_sync.sh STEP_ID
#
# The environment is that of pre_step_sync.sh.
set -eu
script=post_step_sync
here=$(dirname "$(readlink -f "$0")")
. "$here/common.sh"

[ "${SMART_SYNC_ENABLED:-}" = true ] || exit 0
[ $# = 1 ] && [ -n "$1" ] || fail "usage: post_step_sync.sh STEP_ID"
run post-step -- "$1"
