#!/usr/bin/env python3
"""Kills pushes and pulls at random instants, in every way to patch; the next run must end right.

Usage: kill_test.py [--kills N] [--seed N] [--binary build/release/smartsync]

A quarter of the kills happen on a filesystem that clones files (XFS in a loop device), if root may
mount one here; and as many as --share-kills says on the simulated network drive, half of them with a server that
copies, if there is /dev/fuse.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "share"))

import project  # noqa: E402
from share import Share  # noqa: E402

WAYS = ("auto", "copy", "journal", "rewrite")
CLONING_WAYS = (*WAYS, "reflink")


class Failed(Exception):
    pass


class Killer:
    """With a share, the program knows the network by it, and `network` is what lies on the server."""

    def __init__(self, binary: str, place: pathlib.Path, ways: tuple[str, ...], seed: int,
                 share: Share | None = None) -> None:
        self.binary = binary
        self.ways = ways
        self.random = random.Random(seed)
        self.share = share
        self.network = share.backing if share else place / "network"
        self.local = place / "local"
        self.duration = {"push": 0.1, "pull": 0.1}  # of a whole run, as last seen
        project.make(self.network, self.random)
        self.run("init", str(share.path if share else self.network), str(self.local))

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        if self.share:
            self.share.forget()
        return subprocess.Popen([self.binary, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                stdin=subprocess.DEVNULL)

    def run(self, *words: str) -> None:
        process = self.start(*words)
        output, _ = process.communicate(timeout=60)
        if process.returncode != 0:
            raise Failed(f"{' '.join(words)} ended with {process.returncode}: {output.decode(errors='replace')}")

    def kill_once(self) -> str:
        """One change, one run that is killed, one that is not; returns what the kill met."""
        command = self.random.choice(("push", "pull"))
        way = self.random.choice(self.ways)
        here, there = (self.local, self.network) if command == "push" else (self.network, self.local)
        project.change(here, self.random)
        wanted = project.content(here)
        before = project.content(there)
        process = self.start(command, str(self.local), f"--patch={way}")
        instant = self.random.uniform(0, 1.2 * self.duration[command])
        try:
            process.wait(timeout=instant)
            met = "nothing"
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            met = "a run"
        self.check_each_file_is_whole(there, before, wanted, f"{command} --patch={way} killed after {instant:.4f} s")
        begin = time.monotonic()
        self.run(command, str(self.local), f"--patch={way}")
        if met == "a run":
            self.duration[command] = time.monotonic() - begin
        self.check(wanted, f"{command} --patch={way} killed after {instant:.4f} s")
        return met

    def check_each_file_is_whole(self, root: pathlib.Path, before: dict, wanted: dict, what: str) -> None:
        """Old or new; only a journal may leave a file that is neither, and then it lies there."""
        journals = list((root / ".smartsync" / "journal").glob("*"))
        for path, bytes_ in project.content(root).items():
            if ".smartsync-tmp" in path or bytes_ in (before.get(path), wanted.get(path)):
                continue
            if not journals:
                raise Failed(f"{what}: {path} is neither the old nor the new version, and there is no journal")

    def check(self, wanted: dict, what: str) -> None:
        for root in (self.network, self.local):
            found = project.content(root)
            if found != wanted:
                differing = sorted(path for path in found.keys() | wanted.keys() if found.get(path, 1) != wanted.get(path, 1))
                raise Failed(f"{what}: {root.name} differs in {differing}")
            if not project.is_sound(root):
                raise Failed(f"{what}: the database in {root.name} is damaged")
            if left := project.temporary(root):
                raise Failed(f"{what}: left behind: {left}")


@contextlib.contextmanager
def cloning_filesystem(place: pathlib.Path) -> Iterator[pathlib.Path | None]:
    """A directory of an XFS that lies in a file in `place`; None where none can be had."""
    image, root = place / "xfs.img", place / "xfs"
    root.mkdir()
    with open(image, "wb") as file:
        file.truncate(400 << 20)
    try:
        subprocess.run(["mkfs.xfs", "-q", "-m", "reflink=1", str(image)], check=True, capture_output=True)
        subprocess.run(["mount", "-o", "loop", str(image), str(root)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        yield None
        return
    try:
        yield root
    finally:
        subprocess.run(["umount", str(root)], check=True)


def kill_often(killer: Killer, kills: int) -> int:
    killed = 0
    while killed < kills:
        try:
            killed += killer.kill_once() == "a run"
        except Failed as failure:
            raise Failed(f"after {killed} kills: {failure}") from failure
    return killed


def kill_on_a_share(options: argparse.Namespace, place: pathlib.Path) -> int:
    if not os.path.exists("/dev/fuse"):
        print("without /dev/fuse there is no simulated network drive: nothing was killed on one")
        return 0
    killed = 0
    for server_copy, ways in ((True, ("auto", "copy", "rewrite")), (False, ("auto", "journal"))):
        here = place / f"share{killed}"
        (here / "server").mkdir(parents=True)
        with Share(here / "server", latency_ms=0, rate_mb=0, server_copy=server_copy) as share:
            killed += kill_often(Killer(options.binary, here, ways, options.seed, share), options.share_kills // 2)
    print(f"{killed} kills on a network drive")
    return killed


def kill_everywhere(options: argparse.Namespace, place: pathlib.Path) -> int:
    with cloning_filesystem(place) as root:
        cloning = options.kills // 4 if root else 0
        if root:
            kill_often(Killer(options.binary, root, CLONING_WAYS, options.seed), cloning)
            print(f"{cloning} kills on a filesystem that clones")
        else:
            print("no filesystem that clones can be mounted here: --patch=reflink was not tried")
    on_share = kill_on_a_share(options, place)
    plain = place / "plain"
    plain.mkdir()
    return on_share + cloning + kill_often(Killer(options.binary, plain, WAYS, options.seed), options.kills - cloning)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--share-kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--binary", default=str(ROOT / "build" / "release" / "smartsync"))
    options = parser.parse_args()
    place = pathlib.Path(tempfile.mkdtemp(prefix="smartsync-kills-"))
    try:
        killed = kill_everywhere(options, place)
    except Failed as failure:
        print(f"seed {options.seed}, {failure}")
        print("0 passed, 1 failed")
        return 1
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print(f"{killed} passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
