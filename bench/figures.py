"""The figures to reach, each computed from the jobs of one run and judged against its goal."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jobs import Job

MIB = 1 << 20


@dataclass(frozen=True)
class Figure:
    what: str
    goal: str
    measured: str
    met: bool


def at_least(what: str, goal: float, value: float, unit: str = "×") -> Figure:
    return Figure(what, f"≥ {goal:g}{unit}", f"{value:.2f}{unit}", value >= goal)


def at_most(what: str, goal: float, value: float, unit: str) -> Figure:
    return Figure(what, f"≤ {goal:g}{unit}", f"{value:.2f}{unit}", value <= goal)


def literal_bytes(job: Job, tool: str) -> int:
    """What --stats says was sent as literal data."""
    found = re.search(r"^Literal data: ([\d,.]+)", job.series[tool].costs[0].output, re.MULTILINE)
    if not found:
        raise ValueError(f"{tool} --stats names no literal data")
    return int(re.sub(r"[,.]", "", found.group(1)))


def speed(jobs: dict[str, Job]) -> list[Figure]:
    """The ratios; a job that was left out of this run has no row."""
    wanted = [
        ("signature work, SQLite, against rdiff", 10, "signature-sqlite", "rdiff"),
        ("signature work, CSV, against rdiff", 10, "signature-csv", "rdiff"),
        ("delta work, SQLite pair, against rdiff", 10, "delta-sqlite", "rdiff"),
        ("delta work, CSV pair, against rdiff", 10, "delta-csv", "rdiff"),
        ("first copy of a 780 MB file, `-a`, against rsync", 3, "first-large", "rsync"),
        ("first copy of 100,000 small files, against `cp -a`", 1, "first-small", "cp"),
        ("run over 100,000 unchanged files, against rsync", 1.5, "unchanged", "rsync"),
        ("`-a --no-whole-file`, SQLite pair, against rsync", 4, "update-sqlite", "rsync"),
        ("`-a --no-whole-file`, CSV pair, against rsync", 4, "update-csv", "rsync"),
        ("`-a --no-whole-file --inplace`, CSV pair, against rsync", 6, "update-csv-inplace", "rsync"),
    ]
    return [
        at_least(what, goal, jobs[name].ratio(tool))
        for what, goal, name, tool in wanted
        if name in jobs and tool in jobs[name].series
    ]


def literal(jobs: dict[str, Job], changed: int) -> list[Figure]:
    if "update-sqlite" not in jobs:
        return []
    share = literal_bytes(jobs["update-sqlite"], "smartsync") / changed
    return [at_most(f"literal data on the SQLite pair, against its changed pages ({changed / 1e6:.1f} MB)", 1.1, share, "×")]


def memory(jobs: dict[str, Job], files: int) -> list[Figure]:
    """Peak memory for the huge file, and per file beyond what a run over nothing takes."""
    out = [
        at_most(f"peak memory: {jobs[name].title.lower()}", 64, jobs[name].series["smartsync"].peak / MIB, " MiB")
        for name in ("memory-first", "memory-update")
        if name in jobs
    ]
    if "memory-many" in jobs:
        beyond = jobs["memory-many"].series["smartsync"].peak - jobs["memory-none"].series["smartsync"].peak
        out.append(at_most(f"peak memory a file, beyond that, over {files:,} files", 150, beyond / files, " bytes"))
    return out
