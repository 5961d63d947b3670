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

is_empty() {
    [ -z "$(ls -A "$1")" ]
}

# lies_in A B: is A the directory B, or below it? Directories that do not exist yet lie nowhere.
lies_in() {
    [ -d "$1" ] && [ -d "$2" ] || return 1
    case $(cd "$1" && pwd -P)/ in
        "$(cd "$2" && pwd -P)"/*) return 0 ;;
        *) return 1 ;;
    esac
}

# require_path VARIABLE VALUE: a project path must be given and absolute, so that it means the same
# from every working directory.
require_path() {
    case $2 in
        "") fail "$1 is not set" ;;
        /*) ;;
        *) fail "$1 must be an absolute path, not \"$2\"" ;;
    esac
}

# mirror SOURCE-NAME SOURCE TARGET-NAME TARGET: makes the target tree the source tree's mirror.
# An empty or missing source is a drive that is not connected, never a wish to delete everything.
mirror() {
    source=${2%/} target=${4%/}
    [ -n "$source" ] && [ -n "$target" ] || fail "the whole filesystem is no project: $1=$2, $3=$4"
    [ -d "$source" ] || fail "$1: \"$source\" is not a directory; is the drive connected?"
    [ -r "$source" ] && [ -x "$source" ] || fail "$1: \"$source\" cannot be read"
    if [ -e "$target" ] && [ ! -d "$target" ]; then
        fail "$3: \"$target\" is not a directory"
    fi
    if lies_in "$source" "$target"; then fail "\"$source\" lies in \"$target\""; fi
    if lies_in "$target" "$source"; then fail "\"$target\" lies in \"$source\""; fi
    if is_empty "$source" && [ -d "$target" ] && ! is_empty "$target"; then
        fail "$1: \"$source\" is empty but \"$target\" is not; is the drive connected?"
    fi
    mkdir -p "$target" || fail "$3: cannot create \"$target\""

    program=$(find_program) || exit 1
    "$program" -a --delete \
        --exclude=__pycache__/ --exclude=.DS_Store --exclude=Thumbs.db --exclude=.sync_log.json \
        "$source/" "$target/" || fail "smartsync ended with exit code $?: \"$target\" may be incomplete"
}
