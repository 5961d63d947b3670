"""Writes report.md and its plots from the jobs of one run."""

from __future__ import annotations

import os
import platform
import re
import subprocess

import plot
from figures import Figure
from jobs import Job, Tools


def write(directory: str, jobs: dict[str, Job], figures: list[Figure], tools: Tools, scale: float, runs: int) -> None:
    plots = os.path.join(directory, "plots")
    os.makedirs(plots, exist_ok=True)
    lines = ["# Benchmark report", "", *_setting(tools, scale, runs), "", *_figures(figures), ""]
    for job in jobs.values():
        lines += [f"## {job.title}", "", *_table(job), ""]
        chart = f"{job.name}.svg"
        with open(os.path.join(plots, chart), "w", encoding="utf-8") as file:
            file.write(plot.bars(_plain(job.title), "seconds (median)", [(t, s.seconds) for t, s in job.series.items()]))
        lines += [f"![{_plain(job.title)}](plots/{chart})", ""]
    with open(os.path.join(directory, "report.md"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


def share(table: str, scale: float, backing: str) -> str:
    """The text of share.md."""
    return "\n".join([
        "# Sessions on a simulated network drive", "",
        f"Written by `bench/run --share`. Scale {scale:g}. 2 ms a request, 64 at the same time, 100 MB/s, no data cache; one run of",
        f"each. Behind the drive lies {backing}. MB are those that went over the link.", "",
        f"Machine: {_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}.", "", table, ""])


def _plain(title: str) -> str:
    return title.replace("`", "")


def _setting(tools: Tools, scale: float, runs: int) -> list[str]:
    versions = [_version([tools.smartsync, "--version"]), _version([tools.rsync, "--version"])]
    versions += [_version([tools.rdiff, "--version"]), _version([tools.rclone, "--version"])]
    return [
        f"Written by `bench/run`. Scale {scale:g}; {runs} runs of each command, the tools in turn, a different one first each time; medians, page cache",
        "warm, every run from the same destination state. Bytes are those that passed through read and write calls",
        "(mapped or cloned data does not). Peak memory is the largest of a command's processes.",
        "",
        f"Machine: {_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}.",
        "Versions: " + "; ".join(version for version in versions if version) + ".",
    ]


def _processor() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        found = re.search(r"^model name\s*: (.*)$", file.read(), re.MULTILINE)
    return found.group(1) if found else platform.machine()


def _version(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return re.sub(r"\s+", " ", done.stdout.splitlines()[0]).strip()
    except (OSError, IndexError):
        return ""


def _figures(figures: list[Figure]) -> list[str]:
    rows = ["| figure | goal | measured | |", "| --- | --- | --- | --- |"]
    rows += [f"| {f.what} | {f.goal} | {f.measured} | {'met' if f.met else '**missed**'} |" for f in figures]
    return rows


def _table(job: Job) -> list[str]:
    rows = ["| tool | median | fastest | MB read | MB written | peak MiB | command |", "| --- | --: | --: | --: | --: | --: | --- |"]
    for tool, series in job.series.items():
        fastest = min(cost.seconds for cost in series.costs)
        rows.append(
            f"| {tool} | {series.seconds:.3f} s | {fastest:.3f} s | {series.read / 1e6:.1f} | {series.written / 1e6:.1f} "
            f"| {series.peak / 2**20:.1f} | `{series.command}` |"
        )
    return rows
