# Shared by pre_step_sync.sh and post_step_sync.sh; sourced, not run. POSIX sh.

fail() {
    echo "$script: $1" >&2
    exit 1
}

# The program: SMARTSYNC_BIN, else `smartsync` beside the scripts, else the one on PATH.
find_program() {
    if [ -n "${SMARTSYNC_BIN:-}" ]; then
        [ -x "$SMARTSYNC_BIN" ] || fail "SMARTSYNC_BIN is \"$SMARTSYNC_BIN\", which cannot be executed"
        echo "$SMARTSYNC_BIN"
    elif [ -x "$here/smartsync" ]; then
        echo "$here/smartsync"
    else
        command -v smartsync || fail "smartsync is neither in \"$here\" nor on PATH, and SMARTSYNC_BIN is not set"
    fi
}

# run COMMAND [ARGUMENT]: every failure is exit code 1 to the workflow; the sentence before tells which.
run() {
    program=$(find_program) || exit 1
    "$program" "$@" || fail "smartsync $1 ended with exit code $?"
}
