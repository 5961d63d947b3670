"""A place to run the program in, beside the real rsync, while things go wrong."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from collections.abc import Callable

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("SMARTSYNC_PROGRAM", ROOT / "build" / "release" / "smartsync"))
IS_ROOT = os.geteuid() == 0
NOBODY = 65534
LEFTOVER = re.compile(r"^\..+\.[0-9A-Za-z]{6}$")
TEMPORARY_PATH = re.compile(r"""/\.[^/"]+\.[0-9A-Za-z]{6}["/]""")  # what the user does not know
DEADLINE = 60  # seconds that no run here needs


@dataclasses.dataclass
class Result:
    status: int
    out: str
    err: str

    def complaints(self, name: str) -> list[str]:
        """The lines about `name` on stderr."""
        return [line for line in self.err.splitlines() if name in line]


def write(path: pathlib.Path, content: bytes = b"", mtime: int = 1_500_000_000) -> pathlib.Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (mtime, mtime))
    return path


def tree(root: pathlib.Path) -> dict[str, object]:
    """What is below root: content of files, targets of symlinks, None for directories."""
    found: dict[str, object] = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink():
            found[name] = os.readlink(path)
        else:
            found[name] = None if path.is_dir() else path.read_bytes()
    return found


def wait_until(condition: Callable[[], bool], seconds: float = DEADLINE) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def heed_signals() -> None:
    """In a child before it runs: a shell's background job or nohup would hand down signals that are ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Place(unittest.TestCase):
    """Two equal folders, one for the program and one for rsync, each with source/ and copy/."""

    def setUp(self) -> None:
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="faults-"))
        self.addCleanup(self.remove_place)
        self.place.chmod(0o755)
        self.program = self.place / "smartsync"
        shutil.copy(PROGRAM, self.program)
        self.mine = self.place / "mine"
        self.theirs = self.place / "theirs"
        self.sides = [(str(self.program), self.mine), ("rsync", self.theirs)]
        for _, side in self.sides:
            write(side / "source" / "readme", b"read me\n")
            write(side / "source" / "folder" / "results.csv", b"1,2,3\n" * 100)

    def remove_place(self) -> None:
        subprocess.run(["chmod", "-R", "u+rwX", self.place], check=True)
        shutil.rmtree(self.place)

    def prepare(self, step: Callable[[pathlib.Path], object]) -> None:
        for _, side in self.sides:
            step(side)

    def give_away(self) -> None:
        """Lets NOBODY work here, as whom run_both(as_nobody=True) works if this is root."""
        if IS_ROOT:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", self.mine, self.theirs], check=True)

    def run_one(self, program: str, side: pathlib.Path, arguments: tuple[str, ...], as_nobody: bool = False) -> Result:
        prefix = []
        if as_nobody and IS_ROOT:
            prefix = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        done = subprocess.run(
            [*prefix, program, *arguments], cwd=side, stdin=subprocess.DEVNULL, capture_output=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=DEADLINE)
        result = Result(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
        if program == str(self.program):
            self.assertNotRegex(result.err, TEMPORARY_PATH)
        return result

    def run_mine(self, *arguments: str) -> Result:
        return self.run_one(str(self.program), self.mine, arguments)

    def run_both(self, *arguments: str, as_nobody: bool = False, same_tree: bool = True, same_status: bool = True) -> Result:
        """Runs both programs alike; ends alike, and leaves nothing half done. Returns what ours said."""
        theirs = self.run_one("rsync", self.theirs, arguments, as_nobody)
        mine = self.run_one(str(self.program), self.mine, arguments, as_nobody)
        if same_status:
            self.assertEqual(mine.status, theirs.status, f"{mine}\nrsync: {theirs}")
        if same_tree:
            self.assertEqual(tree(self.mine), tree(self.theirs), mine)
        self.assert_no_leftovers()
        return mine

    def assert_no_leftovers(self) -> None:
        left = [name for name in tree(self.mine) if LEFTOVER.match(os.path.basename(name))]
        self.assertEqual(left, [])

    # A slow run: the file "big" comes first and takes seconds, and the rest waits behind it.

    def write_big(self, name: str = "big", megabytes: int = 8) -> bytes:
        content = os.urandom(1 << 20) * megabytes
        write(self.mine / "source" / name, content)
        return content

    def start_slowly(
        self, *arguments: str, under: str = "copy/.big.", before: Callable[[], None] = heed_signals
    ) -> subprocess.Popen[bytes]:
        """Returns when the content of source/big is on its way, into a file whose name begins with `under`."""
        process = subprocess.Popen(
            [self.program, "-a", "--bwlimit=2m", *arguments, "source/", "copy/"], cwd=self.mine,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=before)
        self.addCleanup(process.kill)

        def started() -> bool:
            return any(path.stat().st_size > 0 for path in self.mine.glob(under + "*"))

        self.assertTrue(wait_until(lambda: started() or process.poll() is not None))
        self.assertIsNone(process.poll(), "the run was over before anything could happen to it")
        return process

    def finish(self, process: subprocess.Popen[bytes]) -> Result:
        out, err = process.communicate(timeout=DEADLINE)
        return Result(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"))

    def interrupt(self, process: subprocess.Popen[bytes], number: signal.Signals) -> Result:
        """Sends the signal; the run must end soon after."""
        process.send_signal(number)
        start = time.monotonic()
        result = self.finish(process)
        self.assertLess(time.monotonic() - start, 5)
        return result
