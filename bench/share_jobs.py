"""The work of a laboratory on a simulated network drive: smartsync sessions beside rsync.

2 ms a request, 100 MB/s, 4,963 files of 1.9 GB (tests/share/README.md says what is modelled). Each tool has a drive and
a staging copy of its own; both do the same steps, one after the other, each from a drive whose caches are empty.
"""

from __future__ import annotations

import os
import pathlib
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import data
from measure import touch_memory

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "share"))

from share import Share  # noqa: E402

LATENCY_MS, RATE_MB = 2, 100
SMALL_FILES, FOLDERS = 4961, 420
PAGE_CACHE = 3 << 30
"""The most that a step fills here: the drive's server and the staging copy are both on this machine."""


@dataclass(frozen=True)
class Goal:
    seconds: float | None = None
    megabytes: float | None = None  # on the link
    times_rsync: float | None = None


@dataclass
class Row:
    work: str
    goal: Goal
    rsync: Cost
    ours: Cost

    @property
    def met(self) -> bool:
        goal = self.goal
        return not (
            (goal.seconds is not None and self.ours.seconds > goal.seconds)
            or (goal.megabytes is not None and self.ours.megabytes > goal.megabytes)
            or (goal.times_rsync is not None and self.rsync.seconds < goal.times_rsync * self.ours.seconds)
        )


@dataclass(frozen=True)
class Cost:
    seconds: float
    counters: dict

    @property
    def megabytes(self) -> float:
        return (self.counters["bytes_read"] + self.counters["bytes_written"]) / 1e6

    def __str__(self) -> str:
        copied = self.counters["bytes_copied"] / 1e6
        by_server = f", {copied:.0f} MB copied by the server" if copied >= 1 else ""
        return f"{self.seconds:.2f} s, {self.megabytes:.1f} MB, {self.counters['requests']:,} requests{by_server}"


class Backing:
    """A place whose files can share blocks, as a file server's may: an XFS image if this machine can mount one."""

    def __init__(self, parent: pathlib.Path, gigabytes: int) -> None:
        self.path = parent / "share"
        self._image = parent / "share.xfs"
        self.shares_blocks = False
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir(parents=True)
        if os.geteuid() != 0 or not shutil.which("mkfs.xfs"):
            return
        with open(self._image, "wb") as image:
            image.truncate(gigabytes << 30)
        subprocess.run(["mkfs.xfs", "-q", "-m", "reflink=1", self._image], check=True)
        mounted = subprocess.run(["mount", "-o", "loop", self._image, self.path], check=False)
        self.shares_blocks = mounted.returncode == 0

    def close(self) -> None:
        if self.shares_blocks:
            subprocess.run(["umount", self.path], check=True)
        self._image.unlink(missing_ok=True)
        shutil.rmtree(self.path, ignore_errors=True)


def make_project(root: pathlib.Path, sqlite: data.Pair, csv: data.Pair, scale: float) -> None:
    rng = random.Random(5)
    for number in range(int(SMALL_FILES * scale)):
        folder = root / "out" / str(number % 20) / f"step{number % FOLDERS}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"file{number}.txt").write_bytes(rng.randbytes(rng.randint(500, 40_000)))
    (root / "data").mkdir()
    shutil.copyfile(sqlite.old, root / "data" / "project.db")
    shutil.copyfile(csv.old, root / "data" / "table.csv")


class Tool:
    """One of the two programs with its own drive, staging copy and second machine."""

    def __init__(self, name: str, program: str, backing: pathlib.Path, place: pathlib.Path, scale: float) -> None:
        self.name = name
        self.memory = int(PAGE_CACHE * scale)
        self.program = program
        self.local = place / name / "local"
        self.second = place / name / "second"
        self.drive = str(place / name / "drive")
        shutil.rmtree(place / name, ignore_errors=True)
        (place / name).mkdir(parents=True)
        self.share = self.mount(backing)

    def mount(self, backing: pathlib.Path, **options: object) -> Share:
        return Share(backing, self.drive, latency_ms=LATENCY_MS, rate_mb=RATE_MB, **options)

    def command(self, work: str, copy: pathlib.Path) -> list[str]:
        if self.name == "smartsync":
            return [self.program, *(["init", self.drive, str(copy)] if work == "init" else [work, str(copy)])]
        source, target = (copy, self.drive) if work == "push" else (self.drive, copy)
        return [self.program, "-a", "--delete", f"{source}/", f"{target}/"]

    def run(self, work: str, copy: pathlib.Path) -> Cost:
        os.sync()  # or this machine's disk is still busy with what the step before has written
        touch_memory(self.memory)
        self.share.forget()
        self.share.reset()
        begin = time.perf_counter()
        subprocess.run(self.command(work, copy), check=True, stdout=subprocess.DEVNULL)
        return Cost(time.perf_counter() - begin, self.share.counters())


class ShareBench:
    def __init__(self, tools: list[Tool], sqlite: data.Pair, csv: data.Pair) -> None:
        self.tools = tools
        self.sqlite = sqlite
        self.csv = csv
        self.rows: list[Row] = []

    def both(self, work: str, goal: Goal, step: Callable[[Tool], Cost]) -> None:
        costs = {tool.name: step(tool) for tool in self.tools}
        row = Row(work, goal, costs["rsync"], costs["smartsync"])
        self.rows.append(row)
        print(f"{work}: rsync {row.rsync}; smartsync {row.ours}", flush=True)

    def nothing_by_names(self, tool: Tool) -> Cost:
        """A pull of nothing from a drive whose listings do not bring the attributes of their names."""
        backing = tool.share.backing
        tool.share.close()
        tool.share = tool.mount(backing, listing_attributes=False)
        try:
            return tool.run("pull", tool.local)
        finally:
            tool.share.close()
            tool.share = tool.mount(backing)

    def push(self, change: Callable[[pathlib.Path], None], server_copy: bool = True) -> Callable[[Tool], Cost]:
        def step(tool: Tool) -> Cost:
            tool.share.ask("set", f"server-copy={'on' if server_copy else 'off'}")
            change(tool.local)
            return tool.run("push", tool.local)

        return step

    def database(self, content: str) -> Callable[[pathlib.Path], None]:
        def change(local: pathlib.Path) -> None:
            shutil.copyfile(content, local / "data" / "project.db")
            for name in ("workflow_state.json", "notes.txt"):
                (local / name).write_text(f"{content} {time.time_ns()}")

        return change

    def table(self, content: str) -> Callable[[pathlib.Path], None]:
        return lambda local: shutil.copyfile(content, local / "data" / "table.csv") and None

    def twenty_files(self, local: pathlib.Path) -> None:
        for number, path in enumerate(sorted(local.glob("out/*/*/*"))[:2000:100]):
            path.write_bytes(random.Random(number).randbytes(100_000))

    def run(self) -> list[Row]:
        self.both("first pull", Goal(seconds=22), lambda tool: tool.run("init", tool.local))
        for tool in self.tools:
            tool.run("init", tool.second)
        self.both("nothing changed", Goal(seconds=0.6, times_rsync=20), lambda tool: tool.run("pull", tool.local))
        self.both("nothing changed, listings without attributes", Goal(seconds=0.6, times_rsync=20), self.nothing_by_names)
        self.both("push: database with 4% of its pages changed, 2 small files", Goal(1.5, 33, 20),
                  self.push(self.database(self.sqlite.new)))
        self.both("pull of that change on a second machine", Goal(1.5, 36), lambda tool: tool.run("pull", tool.second))
        self.both("push: the database again, without server-side copy", Goal(1.5, 66),
                  self.push(self.database(self.sqlite.old), server_copy=False))
        self.both("push: table with 500 inserted rows", Goal(1.5, 8), self.push(self.table(self.csv.new)))
        self.both("push: the table again, without server-side copy", Goal(times_rsync=1),
                  self.push(self.table(self.csv.old), server_copy=False))
        self.both("push: 20 changed files of 100 KB", Goal(seconds=0.8), self.push(self.twenty_files))
        return self.rows


def measure(binary: str, rsync: str, place: str, scale: float) -> tuple[list[Row], bool]:
    """The rows, and whether the drive's files could share blocks."""
    sqlite, csv = data.sqlite_pair(place, scale), data.csv_pair(place, scale)
    backing = Backing(pathlib.Path(place), 16)
    tools: list[Tool] = []
    try:
        for name, program in (("rsync", rsync), ("smartsync", binary)):
            drive = backing.path / name
            drive.mkdir()
            make_project(drive, sqlite, csv, scale)
            tools.append(Tool(name, program, drive, pathlib.Path(place) / "staging", scale))
        return ShareBench(tools, sqlite, csv).run(), backing.shares_blocks
    finally:
        for tool in tools:
            tool.share.close()
        backing.close()
        shutil.rmtree(pathlib.Path(place) / "staging", ignore_errors=True)


def goal_text(goal: Goal) -> str:
    parts = []
    if goal.seconds is not None:
        parts.append(f"≤ {goal.seconds:g} s")
    if goal.megabytes is not None:
        parts.append(f"≤ {goal.megabytes:g} MB")
    if goal.times_rsync is not None:
        parts.append(f"{goal.times_rsync:g}× rsync" if goal.times_rsync > 1 else "no slower than rsync")
    return ", ".join(parts)


def table(rows: list[Row]) -> str:
    lines = ["| work | rsync `-a --delete` | smartsync | goal | |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        verdict = "met" if row.met else "**missed**"
        ratio = row.rsync.seconds / row.ours.seconds
        lines.append(f"| {row.work} | {row.rsync} | {row.ours}: {ratio:.1f}× | {goal_text(row.goal)} | {verdict} |")
    return "\n".join(lines)
