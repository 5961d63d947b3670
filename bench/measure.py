"""Runs one command and says what it cost: wall time, peak memory, bytes read and written by system calls."""

from __future__ import annotations

import ctypes
import mmap
import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cost:
    seconds: float
    peak: int  # bytes: the largest resident set of the command or of one of its child processes
    read: int  # bytes that went through read-like calls; what is mapped or reflinked does not count
    written: int
    output: str


class Failed(Exception):
    """A command that was to be measured did not succeed."""


def measure(command: list[str]) -> Cost:
    """Runs `command` to its end and keeps what it printed."""
    _adopt_orphans()
    with tempfile.TemporaryFile() as sink, tempfile.NamedTemporaryFile() as note:
        begin = time.perf_counter()
        subprocess.run(["/bin/sh", "-c", LAUNCH, note.name, *command], stdout=sink, stderr=sink, check=True)
        pid = int(note.read())
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        seconds = time.perf_counter() - begin
        read, written = _transferred(pid)  # while it is a zombie; children it has waited for are included
        _, status, usage = os.wait4(pid, 0)
        sink.seek(0)
        output = sink.read().decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        raise Failed(f"{' '.join(command)}: exit {code}: {output[-500:]}")
    return Cost(seconds, usage.ru_maxrss * 1024, read, written, output)


LAUNCH = 'note=$0; "$@" & echo $! >"$note"'
"""Starts the command from a shell that ends at once. Linux counts a process' memory before exec into its peak, so a
direct child of this interpreter could never show less than the interpreter's own size; a shell's child can."""


def touch_memory(size: int) -> None:
    """Makes so much free memory really there. A virtual machine's host takes back what its guest has freed, and who
    allocates it next waits for every page: several times as long as the copy itself, by chance for one tool or another."""
    if size > 0:
        with mmap.mmap(-1, size) as memory:
            for page in range(0, size, mmap.PAGESIZE):
                memory[page] = 1


def _adopt_orphans() -> None:
    """Makes this process the parent of what its shells leave behind (PR_SET_CHILD_SUBREAPER, prctl(2))."""
    if ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _transferred(pid: int) -> tuple[int, int]:
    try:
        with open(f"/proc/{pid}/io", encoding="ascii") as file:
            fields = dict(line.split(": ") for line in file.read().splitlines())
        return int(fields["rchar"]), int(fields["wchar"])
    except OSError:
        return 0, 0


@dataclass
class Series:
    """One tool's runs of one job."""

    tool: str
    command: str
    costs: list[Cost] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return statistics.median(cost.seconds for cost in self.costs)

    @property
    def peak(self) -> int:
        return max(cost.peak for cost in self.costs)

    @property
    def read(self) -> int:
        return int(statistics.median(cost.read for cost in self.costs))

    @property
    def written(self) -> int:
        return int(statistics.median(cost.written for cost in self.costs))
