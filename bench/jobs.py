"""The jobs that are measured: what each tool runs, and the state each run starts from."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field

import data
from measure import Series, measure, touch_memory


@dataclass
class Tools:
    """The programs; one that is not installed is left out of every job."""

    smartsync: str
    rsync: str = "rsync"
    rdiff: str = "rdiff"
    rclone: str = "rclone"
    cp: str = "cp"


@dataclass
class Job:
    """One piece of work that several tools do in turn. `commands` are keyed by the tool's name."""

    name: str
    title: str
    commands: dict[str, list[str]]
    prepare: Callable[[], None]
    memory: int = 0
    """Bytes of page cache that the work fills."""
    series: dict[str, Series] = field(default_factory=dict)

    def run(self, runs: int) -> None:
        """Every tool once, then every tool again, another one first: what disturbs the machine disturbs them alike."""
        for tool, command in self.commands.items():
            self.series[tool] = Series(tool, " ".join(os.path.basename(word.rstrip("/")) or word for word in command))
        turns = list(self.commands.items())
        for run in range(runs):
            for tool, command in turns[run % len(turns) :] + turns[: run % len(turns)]:
                self.prepare()
                os.sync()  # or one tool would pay for what another left to be written
                touch_memory(self.memory)
                self.series[tool].costs.append(measure(command))

    def ratio(self, tool: str, against: str = "smartsync") -> float:
        """How many times as long as `against` the tool took, by medians."""
        return self.series[tool].seconds / self.series[against].seconds


class Bench:
    """Makes the jobs from the data directory, at a scale."""

    def __init__(self, where: str, scale: float, tools: Tools):
        self.scale = scale
        self.tools = tools
        self.where = where
        self.work = os.path.join(where, "work")
        self.destination = os.path.join(self.work, "dst")
        os.makedirs(self.work, exist_ok=True)

    def _installed(self, commands: dict[str, list[str]]) -> dict[str, list[str]]:
        return {tool: command for tool, command in commands.items() if shutil.which(command[0])}

    def _path(self, name: str) -> str:
        return os.path.join(self.work, name)

    def _empty(self) -> None:
        shutil.rmtree(self.destination, ignore_errors=True)
        os.makedirs(self.destination)

    def _holding(self, old: str, name: str) -> Callable[[], None]:
        """Makes the destination hold the old file, really copied and clearly older."""

        def prepare() -> None:
            self._empty()
            target = os.path.join(self.destination, name)
            subprocess.run([self.tools.cp, "--reflink=never", old, target], check=True)
            os.utime(target, (1_600_000_000, 1_600_000_000))

        return prepare

    # -- delta files --------------------------------------------------------------------------------------------

    def signature(self, kind: str, pair: data.Pair) -> Job:
        out = self._path("signature")

        def prepare() -> None:
            _remove(out)
            _warm(pair.old)

        return Job(
            f"signature-{kind}",
            f"Signature of the old {kind} file",
            self._installed({
                "smartsync": [self.tools.smartsync, "signature", *NATIVE_SIGNATURE, pair.old, out],
                "smartsync (rdiff format)": [self.tools.smartsync, "signature", pair.old, out],
                "rdiff": [self.tools.rdiff, "signature", pair.old, out],
            }),
            prepare,
        )  # fmt: skip

    def delta(self, kind: str, pair: data.Pair) -> Job:
        native, compatible, out = self._path("native.sig"), self._path("rdiff.sig"), self._path("delta")
        _remove(native)
        measure([self.tools.smartsync, "signature", *NATIVE_SIGNATURE, pair.old, native])
        measure([self.tools.rdiff, "--force", "signature", pair.old, compatible])

        def prepare() -> None:
            _remove(out)
            _warm(pair.new)

        return Job(
            f"delta-{kind}",
            f"Delta to the new {kind} file",
            self._installed({
                "smartsync": [self.tools.smartsync, "delta", native, pair.new, out],
                "smartsync (rdiff format)": [self.tools.smartsync, "delta", compatible, pair.new, out],
                "rdiff": [self.tools.rdiff, "delta", compatible, pair.new, out],
            }),
            prepare,
        )  # fmt: skip

    # -- copies -------------------------------------------------------------------------------------------------

    def first_copy_large(self, pair: data.Pair) -> Job:
        def prepare() -> None:
            self._empty()
            _warm(pair.new)

        return Job(
            "first-large",
            "First copy of the SQLite file",
            self._installed({
                "smartsync": [self.tools.smartsync, "-a", pair.new, self.destination + "/"],
                "rsync": [self.tools.rsync, "-a", pair.new, self.destination + "/"],
                "cp": [self.tools.cp, "-a", pair.new, self.destination + "/"],
                "rclone": [self.tools.rclone, "copy", pair.new, self.destination],
            }),
            prepare,
            2 * os.path.getsize(pair.new),
        )  # fmt: skip

    def first_copy_small(self, tree: str) -> Job:
        return Job("first-small", "First copy of the small files", self._tree_commands(tree, cp=True), self._empty)

    def unchanged(self, tree: str) -> Job:
        self._empty()
        subprocess.run([self.tools.cp, "-a", tree + "/.", self.destination], check=True)
        return Job("unchanged", "A run over the small files, nothing changed", self._tree_commands(tree), lambda: None)

    def _tree_commands(self, tree: str, cp: bool = False) -> dict[str, list[str]]:
        commands = {
            "smartsync": [self.tools.smartsync, "-a", tree + "/", self.destination + "/"],
            "rsync": [self.tools.rsync, "-a", tree + "/", self.destination + "/"],
            "rclone": [self.tools.rclone, "sync", tree, self.destination],
        }
        if cp:
            commands["cp"] = [self.tools.cp, "-a", tree + "/.", self.destination]
        return self._installed(commands)

    # -- updates ------------------------------------------------------------------------------------------------

    def update(self, kind: str, pair: data.Pair, *extra: str) -> Job:
        name = os.path.basename(pair.new)
        options = ["-a", "--no-whole-file", *extra, "--stats"]
        hold = self._holding(pair.old, name)

        def prepare() -> None:
            hold()
            _warm(pair.new)

        return Job(
            "-".join(["update", kind, *(option.strip("-") for option in extra)]),
            f"Update of the {kind} file with `-a {' '.join(options[1:-1])}`",
            self._installed({
                tool: [program, *options, pair.new, self.destination + "/"]
                for tool, program in (("smartsync", self.tools.smartsync), ("rsync", self.tools.rsync))
            }),
            prepare,
            2 * os.path.getsize(pair.new),
        )  # fmt: skip

    # -- memory -------------------------------------------------------------------------------------------------

    def memory_first(self, tree: str, name: str, title: str) -> Job:
        return Job(name, title, self._two("-a", tree), self._empty)

    def memory_update(self, tree: str) -> Job:
        """The 10 GB file again, with the destination's copy changed at one place, through the delta algorithm."""
        source = os.path.join(tree, "file")
        hold = self._holding(source, "file")

        def prepare() -> None:
            hold()
            with open(os.path.join(self.destination, "file"), "r+b") as file:
                file.seek(os.path.getsize(source) // 2)
                file.write(b"something else")

        return Job("memory-update", "Update of the 10 GB file", self._two("--no-whole-file", tree), prepare)

    def _two(self, option: str, tree: str) -> dict[str, list[str]]:
        return self._installed({
            tool: [program, "-a", option, tree + "/", self.destination + "/"]
            for tool, program in (("smartsync", self.tools.smartsync), ("rsync", self.tools.rsync))
        })  # fmt: skip


NATIVE_SIGNATURE = ["--format=smartsync"]
"""Asks `smartsync signature` for the engine's own signature instead of librsync's."""


def _remove(path: str) -> None:
    if os.path.exists(path):
        os.unlink(path)


def _warm(path: str) -> None:
    """Reads a file, so that every tool finds it in the page cache."""
    with open(path, "rb", buffering=0) as file:
        while file.read(1 << 22):
            pass
