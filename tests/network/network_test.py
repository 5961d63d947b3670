#!/usr/bin/env python3
"""The released program on a simulated network drive: how many requests are under way, and how many there are.

Arguments are unittest's: names of tests. SMARTSYNC names another program.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "share"))

from place import Place  # noqa: E402
from share import Share  # noqa: E402

PROGRAM = os.environ.get("SMARTSYNC", str(ROOT / "build" / "release" / "smartsync"))
DIRECTORIES, FILES = 60, 8


class Network(Place):
    def setUp(self) -> None:
        super().setUp()
        self.local = self.place / "local"
        for number in range(DIRECTORIES):
            directory = self.local / f"{number % 6}" / f"{number}"
            directory.mkdir(parents=True)
            for file in range(FILES):
                (directory / f"file{file}").write_text(f"{number} {file}")

    def sync(self, share: Share, source: pathlib.Path, target: pathlib.Path) -> dict[str, int]:
        """What a run asked of the share, which had nothing in its caches."""
        share.ask("forget")
        share.reset()
        run = subprocess.run([PROGRAM, "-a", "--delete", f"{source}/", f"{target}/"], capture_output=True, text=True)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return share.counters()

    def assert_equal_trees(self, one: pathlib.Path, other: pathlib.Path) -> None:
        run = subprocess.run(["diff", "-r", one, other], capture_output=True, text=True)
        self.assertEqual((run.returncode, run.stdout), (0, ""))

    def test_a_first_push_works_in_many_directories_at_once(self) -> None:
        share = self.mount(latency_ms=10)
        counters = self.sync(share, self.local, share.path / "new")  # a directory that is not there yet
        self.assert_equal_trees(self.local, self.backing / "new")
        self.assertGreaterEqual(counters["most_at_once"], 32)
        self.assertEqual(counters["by_kind"]["write"], DIRECTORIES * FILES)
        # Times, once each.
        self.assertLessEqual(counters["by_kind"]["setattr"], DIRECTORIES * FILES + DIRECTORIES + 7)

    def test_a_pull_and_a_run_with_nothing_to_do(self) -> None:
        share = self.mount(latency_ms=10)
        subprocess.run(["cp", "-a", self.local, self.backing / "tree"], check=True)
        pulled = self.place / "pulled"
        counters = self.sync(share, share.path / "tree", pulled)
        self.assert_equal_trees(self.local, pulled)
        self.assertGreaterEqual(counters["most_at_once"], 32)
        for source, target in ((share.path / "tree", pulled), (pulled, share.path / "tree")):
            counters = self.sync(share, source, target)
            self.assertNotIn("read", counters["by_kind"])
            self.assertNotIn("write", counters["by_kind"])
            self.assertEqual(counters["by_kind"]["readdir"], DIRECTORIES + 7)
            # No file is asked for: the listings say it all.
            self.assertLess(counters["requests"], 10 * (DIRECTORIES + 7))

    def test_parallel_is_obeyed(self) -> None:
        share = self.mount(latency_ms=1)
        run = subprocess.run([PROGRAM, "-a", "--parallel=1", f"{self.local}/", f"{share.path}/new/"], capture_output=True)
        self.assertEqual(run.returncode, 0)
        self.assertLessEqual(share.counters()["most_at_once"], 8)  # the walk, a file, and closing in the background

    def test_what_cannot_be_written(self) -> None:
        """Ends with 11, as with rsync (and sometimes its 10, when it has no time to tell)."""
        share = self.mount()
        names = "abcd"
        for name in names:
            (self.local / name).write_text(f"new {name}")
        copy = self.backing / "copy"
        for error, kind in (("EIO", "write"), ("EDQUOT", "write"), ("EFBIG", "write"), ("EIO", "fsync")):
            for way in ([], ["--inplace"]):
                with self.subTest(error=error, kind=kind, way=way):
                    copy.mkdir()
                    for name in names:
                        (copy / name).write_text("old")
                    share.ask("forget")
                    share.fault(error, kind=kind, path="copy/b" if way else "copy/.b.*")
                    run = subprocess.run([PROGRAM, "-a", "--fsync", "--parallel=1", *way, f"{self.local}/", f"{share.path}/copy/"],
                                         capture_output=True, text=True)
                    share.ask("clear")
                    self.assertEqual(run.returncode, 11, run.stderr)
                    now = {name: (copy / name).read_text() for name in names}
                    shutil.rmtree(copy)
                    self.assertEqual(now["a"], "new a")
                    if way:
                        self.assertEqual((now["c"], now["d"]), ("old", "old"), "damage may go on")
                    else:
                        self.assertEqual((now["b"], now["c"]), ("old", "new c"), "one file's failure")


if __name__ == "__main__":
    unittest.main()
