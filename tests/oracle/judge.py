"""Runs both programs on identical copies of a case and says what differs.

What real rsync does not do the same way twice is normalised here, and nothing else; each rule says why.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass

from build import build
from observe import DEEPEST, Tree, differences, observe
from scenario import Scenario

TIME_LIMIT = 20
TIMEOUT = "no end"
LOST_COUNT = b"hard-link gnum"  # rsync breaks off, when a name that it dropped was the first of several links
ABORTED = {1, 2, 3, 4, 5, 11, 12, 13, 14, 20, 22}
"""Exit codes of a run that broke off: how far rsync's three processes got by then is a matter of scheduling."""


@dataclass
class Outcome:
    code: int | str
    stdout: bytes
    stderr: bytes
    log: bytes
    tree: Tree


@dataclass
class Verdict:
    differences: list[str]
    code: int | str = 0  # rsync's exit code
    reordered: bool = False  # equal only after sorting lines that rsync itself may reorder


def run(case: Scenario, program: str, root: bytes) -> Outcome:
    """Builds the case in `root` (made anew) and runs the program there."""
    os.makedirs(root)
    build(case, root)
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC", "HOME": os.fsdecode(root)} | case.environment
    owner = {"user": case.uid, "group": case.uid, "extra_groups": []} if case.uid and os.geteuid() == 0 else {}
    begin = time.time()
    try:
        done = subprocess.run(
            case.command(program, root), cwd=root, env=environment, input=case.stdin, capture_output=True,
            umask=case.umask, timeout=TIME_LIMIT, **owner,
        )  # fmt: skip
        code, stdout, stderr = done.returncode, done.stdout, done.stderr
    except subprocess.TimeoutExpired:
        code, stdout, stderr = TIMEOUT, b"", b"no end"
    end = time.time()
    log = _take(os.path.join(root, b"log"))
    stdout, stderr, log = (part.replace(root, b"{root}") for part in (stdout, UNASKED.sub(b"", stderr), log))
    sparse = case.has("--sparse", "-S") and not case.has("--preallocate")
    blocks = sparse and not any(option.startswith(b"--append") for option in case.options)
    tree = observe(root, begin, end, atimes=case.has("--atimes", "-U"), blocks=blocks)
    return Outcome(code, stdout, stderr, log, tree)


def _take(path: bytes) -> bytes:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return b""
    os.unlink(path)
    return data


def judge(case: Scenario, reference: str, program: str, scratch: str) -> Verdict:
    """Both outcomes compared. `scratch` is a directory of the caller's that the two copies may live in."""
    top = os.fsencode(scratch)
    theirs_root, ours_root = os.path.join(top, b"r"), os.path.join(top, b"s")
    try:
        theirs = run(case, reference, theirs_root)
        if theirs.code == TIMEOUT or LOST_COUNT in theirs.stderr:
            return Verdict([], TIMEOUT)
        ours = run(case, program, ours_root)
    finally:
        for root in (theirs_root, ours_root):
            _remove(root)
    return compare(case, theirs, ours)


def _remove(root: bytes) -> None:
    if os.geteuid() != 0 and os.path.isdir(root):
        for path, dirs, _ in os.walk(root):
            for name in dirs:
                full = os.path.join(path, name)
                if not os.path.islink(full):
                    os.chmod(full, 0o700)
    shutil.rmtree(root, ignore_errors=True)


def compare(case: Scenario, theirs: Outcome, ours: Outcome) -> Verdict:
    verdict = Verdict([])
    verdict.code = theirs.code
    if theirs.code != ours.code:
        verdict.differences.append(f"exit code: rsync {theirs.code}, ours {ours.code}: {_first(ours.stderr or theirs.stderr)}")
    told_on_stderr = case.has("--msgs2stderr", "--stderr") and _is_one_progress(case)
    if bool(theirs.stderr) != bool(ours.stderr) and not told_on_stderr:
        who = "rsync" if theirs.stderr else "ours"
        verdict.differences.append(f"stderr: only {who} complains: {_first(theirs.stderr or ours.stderr)}")
    if theirs.code in ABORTED:
        return verdict
    if any(re.match(rb"--backup-dir=(?!/|\.\./|\{root\})", option) for option in case.options):
        for tree in (theirs.tree, ours.tree):  # rsync may make a directory there when dst has got its time
            tree.get(b"dst", {}).pop("mtime", None)
    verdict.differences += differences(theirs.tree, ours.tree)
    for name, a, b in (("stdout", theirs.stdout, ours.stdout), ("log", theirs.log, ours.log)):
        _compare_lines(name, case.options, _normal(case, a), _normal(case, b), verdict)
    return verdict


def _is_one_progress(case: Scenario) -> bool:
    """One line for the whole run, which rsync writes where its messages go."""
    return any(b"progress2" in option for option in case.options)


# rsync 3.5.0 looks for per-directory rules behind a destination symlink, and complains when another user owns that. So
# that such a link was refused is no complaint; what comes of it is.
# Where the directory of a file is none, it says that it has no default permissions; what comes of it follows.
UNASKED = re.compile(
    rb"(refusing to follow a symlink owned by an untrusted user|smartsync: cannot follow the symlink of another user"
    rb"|default_perms_for_dir: sys_acl_get_file).*\n")


def _first(data: bytes) -> str:
    return data.split(b"\n")[0][:200].decode("utf-8", "backslashreplace")


def _compare_lines(name: str, options: list[bytes], theirs: list[bytes], ours: list[bytes], verdict: Verdict) -> None:
    if theirs == ours:
        return
    a, b = sorted(theirs), sorted(ours)
    for line in _minus(a, b):
        verdict.differences.append(f"{name}: only rsync: {_first(line)}")
    for line in _minus(b, a):
        verdict.differences.append(f"{name}: only ours: {_first(line)}")
    if a != b:
        return
    verdict.reordered = True
    if not _order_is_told(options):
        return
    for wanted in (True, False):
        a = [line for line in theirs if bool(REMARK.search(line)) == wanted]
        b = [line for line in ours if bool(REMARK.search(line)) == wanted]
        if a != b:
            first = next(index for index, line in enumerate(a) if line != b[index])
            verdict.differences.append(f"{name}: order: rsync has {_first(a[first])} where ours has {_first(b[first])}")


def _order_is_told(options: list[bytes]) -> bool:
    """Whether rsync writes its lines in one order, apart from remarks, with these options."""
    if any(b"-format=" in option and b"%i" not in option and b"%o" not in option for option in options):
        return False  # nothing tells a deletion from a transfer
    if any(option.startswith(b"--append") for option in options):
        return False  # a file that fails its checksum comes again, when rsync's second phase has started
    wordy = [option for option in options if option.startswith(b"--info=") or option in (b"-v", b"-vv")]
    return wordy in ([], [b"-v"])  # more than that: remarks of every kind, from each of the processes


def _minus(a: list[bytes], b: list[bytes]) -> list[bytes]:
    rest = list(b)
    out = []
    for line in a:
        if line in rest:
            rest.remove(line)
        else:
            out.append(line)
    return out


SIZE = rb"[\d.,]+[KMGTP]?"
RULES = [
    # Bytes on the wire, their rate and the time they took: a property of the protocol, not of the result.
    (rb"sent " + SIZE + rb" bytes  received " + SIZE + rb" bytes(  " + SIZE + rb" bytes/sec)?", rb"sent # received #"),
    (rb"speedup is [\d.,]+", rb"speedup is #"),
    (rb"(File list (size|generation time|transfer time)|Total bytes (sent|received)): .*", rb"\1: #"),
    # A progress line's rate and time left; the count of what remains to check depends on how far the scan is.
    (rb" +" + SIZE + rb"[kMGT]?B/s +\d+:\d\d:\d\d", rb" #rate"),
    (rb"(xfr#\d+, )(to|ir)-chk=\d+/\d+", rb"\1#"),
    # The log file's clock and process id, and its own line of sent and received bytes.
    (rb"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[\d+\] ", b""),
    # Names of temporary files.
    (rb"\.[A-Za-z0-9]{6}\b(?=\")", b".XXXXXX"),
]
# -vv --stats describes rsync's own heap.
HEAP = re.compile(rb"\nrsync\[\d+\] \(.*\) heap statistics:\n(  \w+: .*\n)*")
# Complaints are compared by whether there are any on stderr; the log repeats them in each program's own words.
COMPLAINT = re.compile(
    rb"(rsync|smartsync)( error)?: |\[\w+\] cannot convert |symlink has no referent|file has vanished|could not make way|ERROR: |WARNING: "
)
COMPILED = [(re.compile(pattern), replacement) for pattern, replacement in RULES]
ESCAPED = re.compile(rb"\\#([23][0-7]{2})")
DELETED = re.compile(rb"(?m)(\*deleting|^deleting|^del\.) .*$")
REMARK = re.compile(rb"\*deleting|^(skipping |ignoring unsafe symlink |cannot delete |deleting |del\. |IO error encountered)")
"""Lines that rsync's processes send each other as messages. They keep their order among themselves, as all other lines do,
but where the two mix depends on which of the processes was faster."""
LITERAL = re.compile(rb"(Literal|Matched) data: .*")
MATCHES = re.compile(rb"total: matches=\d+  hash_hits=\d+  false_alarms=\d+ data=\d+")
PASSING = re.compile(rb"[\d., KMGTP]+% #rate *")  # a file's progress before its end
OF_RUN = re.compile(rb"[\d., KMGTP]+% #rate .*\(xfr#\d+, #\) *")  # how far a whole run is
ENDLESS = re.compile(rb"([^/]*/){%d}" % DEEPEST)
TWICE = re.compile(rb"removing duplicate name ")
"""Of a directory's own list the process that made it and the one that received it say so; here there is only one."""


def _is_whole(case: Scenario) -> bool:
    """Whether files travel whole: the last option that says so counts, and whole is the rule here."""
    whole = True
    for option in case.options:
        if option in (b"-W", b"--whole-file"):
            whole = True
        elif option in (b"--no-W", b"--no-whole-file") or option.startswith(b"--append"):
            whole = False
    return whole


def _normal(case: Scenario, output: bytes) -> list[bytes]:
    """The output's lines as rsync would write them every time."""
    whole = _is_whole(case)
    lines = []
    output = HEAP.sub(b"", output)
    if case.has("--iconv"):  # a line that has been converted on its way from the receiver is not escaped any more
        output = ESCAPED.sub(lambda match: bytes([int(match[1], 8)]), output)
        if not any(option.lower().startswith((b"--iconv=utf8,", b"--iconv=utf-8,")) for option in case.options):
            output = DELETED.sub(rb"\1 #", output)  # rsync converts the name once too often
    for line in re.split(rb"[\n\r]", output):
        for pattern, replacement in COMPILED:
            line = pattern.sub(replacement, line)
        if not whole:  # what a delta finds depends on block sizes, which the engine chooses by the data
            line = LITERAL.sub(rb"\1 data: #", line)
            line = MATCHES.sub(rb"total: #", line)
        passing = not whole and PASSING.fullmatch(line)
        repeated = TWICE.match(line) and line in lines
        if not passing and not repeated and not ENDLESS.match(line) and not COMPLAINT.match(line):
            lines.append(line)
    return _with_last_progress(case, lines) if _is_one_progress(case) else lines


def _with_last_progress(case: Scenario, lines: list[bytes]) -> list[bytes]:
    """The line of a whole run is redrawn whenever a second, a file or a list has passed; others may end up behind it."""
    rest, last = [], b""
    for line in lines:
        shown = OF_RUN.match(line)
        if shown:
            last, line = shown[0].rstrip(), line[shown.end() :]
        if line and not PASSING.fullmatch(line):
            rest.append(line)
    if case.has("--relative", "-R"):  # how often rsync counts what lies on several of the named paths depends on them
        last = re.sub(rb" *\d+%", b" #%", last)
    return [*rest, last]
