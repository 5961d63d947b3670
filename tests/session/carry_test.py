#!/usr/bin/env python3
"""One larger file on a simulated network drive: how many bytes each way to patch it costs, and what it leaves when
the process is killed or the server crashes at any instant.

Arguments are unittest's: names of tests. CARRY names another program; CARRY_SEED chooses other instants.
"""

from __future__ import annotations

import os
import pathlib
import random
import signal
import subprocess
import sys
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "share"))

from place import MIB, Place  # noqa: E402
from share import Share  # noqa: E402

PROGRAM = os.environ.get("CARRY", str(ROOT / "build" / "release" / "session_carry"))
SEED = int(os.environ.get("CARRY_SEED", "1"))
PAGE = 4096
THEN = 1_700_000_000


def carry(*words: object) -> dict[str, str]:
    run = subprocess.run([PROGRAM, *map(str, words)], stdout=subprocess.PIPE, text=True, timeout=120)
    return dict(line.split(" ", 1) for line in run.stdout.splitlines())


def database(rng: random.Random, pages: int) -> bytearray:
    """As far as its header tells."""
    content = bytearray(rng.randbytes(pages * PAGE))
    content[:24] = b"SQLite format 3\0\x10\0\1\1\0@  "
    return content


def with_changed_pages(rng: random.Random, content: bytes, count: int) -> bytearray:
    changed = bytearray(content)
    for page in rng.sample(range(1, len(content) // PAGE), count):
        changed[page * PAGE + 100 : page * PAGE + 200] = rng.randbytes(100)
    return changed


class Carry(Place):
    def setUp(self) -> None:
        super().setUp()
        self.rng = random.Random(SEED)
        self.local = self.place / "local"
        self.local.mkdir()
        self.new = self.local / "new"

    def put(self, old: bytes, new: bytes) -> None:
        """The old version on the share, with its index, and the new one here."""
        file = self.backing / "a.db"
        file.write_bytes(old)
        os.utime(file, (THEN, THEN))
        carry("index", self.backing, "a.db")
        self.new.write_bytes(new)
        os.utime(self.new, (THEN + 100, THEN + 100))

    def there(self) -> bytes:
        return (self.backing / "a.db").read_bytes()

    def assert_tidy(self) -> None:
        self.assertEqual(sorted(os.listdir(self.backing)), [".smartsync", "a.db"])
        journals = self.backing / ".smartsync" / "journal"
        self.assertEqual(os.listdir(journals) if journals.exists() else [], [])


class Bytes(Carry):
    """64 MB of pages, of which 2% are changed, and the same as text with inserted rows."""

    def setUp(self) -> None:
        super().setUp()
        self.old = database(self.rng, 16_000)
        self.new_pages = with_changed_pages(self.rng, self.old, 320)
        self.changed = 320 * PAGE
        self.index = 16_000 * 8 + 100

    def push(self, way: str, **options: object) -> tuple[dict[str, str], int]:
        """What the program says, and the bytes on the link without the two indexes."""
        self.put(self.old, self.new_pages)
        # Slow beside what a busy machine adds to each request, as it is times that decide.
        share = self.mount(latency_ms=10, rate_mb=20, **options)
        said = carry("push", share.path, "a.db", self.new, way)
        counters = share.counters()
        self.assertEqual(said.get("index"), "used", said)
        self.assertEqual(self.there(), self.new_pages)
        self.assertEqual((self.backing / "a.db").stat().st_mtime, THEN + 100)
        self.assert_tidy()
        return said, counters["bytes_read"] + counters["bytes_written"] - 2 * self.index

    def test_copied_by_the_server(self) -> None:
        for way in ("copy", "auto"):
            said, link = self.push(way, server_copy=True)
            self.assertEqual(said["way"], "copy")
            self.assertLess(link, self.changed + 1000)

    def test_a_server_that_does_not_copy_is_found_out(self) -> None:
        said, link = self.push("auto", server_copy=False)
        self.assertEqual(said["way"], "journal")
        self.assertLess(link, 2 * self.changed + 12 * 320 + 2 * MIB)  # of which 1.7 MiB to find out

    def test_journal(self) -> None:
        said, link = self.push("journal", server_copy=False)
        self.assertLess(link, 2 * self.changed + 12 * 320 + 1000)

    def test_rewrite(self) -> None:
        said, link = self.push("rewrite", server_copy=True)
        self.assertLess(link, len(self.old) + 1000)

    def test_inserted_rows(self) -> None:
        rows = [b"row %07d," % number + self.rng.randbytes(40).hex().encode() + b"\n" for number in range(300_000)]
        self.old = bytearray(b"".join(rows))
        for place in range(20):
            rows.insert(place * 15_000 + 77, b"a new row\n")
        self.new_pages = bytearray(b"".join(rows))
        self.index = 200_000
        said, link = self.push("auto", server_copy=True)
        self.assertEqual(said["way"], "copy")
        self.assertLess(link, 40 * 4096)
        said, link = self.push("auto", server_copy=False)
        self.assertLess(link, len(self.new_pages) + MIB)

    def test_pull(self) -> None:
        self.put(self.new_pages, self.old)
        here = self.local / "a.db"
        os.rename(self.new, here)
        share = self.mount(latency_ms=1, rate_mb=200)
        said = carry("pull", share.path, "a.db", self.local)
        self.assertEqual(said["index"], "used")
        self.assertEqual(here.read_bytes(), self.new_pages)
        self.assertLess(share.counters()["bytes_read"], self.changed + self.index + 1000)
        self.assertEqual(os.listdir(self.local), ["a.db"])


class Interrupted(Carry):
    """Whatever happens, the file is the old or the new one, and nothing is left behind."""

    ways = ("copy", "journal", "rewrite")

    def setUp(self) -> None:
        super().setUp()
        self.old = database(self.rng, 2000)
        self.wanted = with_changed_pages(self.rng, self.old, 300)

    def assert_whole(self, finished: dict[str, str], what: str) -> None:
        content = self.there()
        self.assertTrue(content in (self.old, self.wanted), f"{what}: a mixed file; {finished}")
        self.assertNotIn(finished.get("outcome"), ("refused", "busy"), what)
        self.assert_tidy()

    def test_killed(self) -> None:
        ends = {True: 0, False: 0}
        for case in range(36):
            way = self.ways[case % len(self.ways)]
            with self.subTest(case=case, way=way):
                self.put(self.old, self.wanted)
                share = self.mount(latency_ms=2, rate_mb=100)
                process = subprocess.Popen([PROGRAM, "push", share.path, "a.db", self.new, way], stdout=subprocess.DEVNULL)
                time.sleep(self.rng.uniform(0.02, 0.30))
                process.kill()
                process.wait()
                self.assert_whole(carry("finish", share.path), f"case {case}, {way}")
                ends[self.there() == self.wanted] += 1
                share.close()
        self.assertTrue(all(ends.values()), f"every end was alike: {ends}")

    def test_the_server_crashes(self) -> None:
        ends = {True: 0, False: 0}
        for case in range(30):
            way = self.ways[case % len(self.ways)]
            with self.subTest(case=case, way=way):
                self.put(self.old, self.wanted)
                share = self.mount(lose_unsynced=True)
                share.fault("crash", after=self.rng.randrange(360), times=1)
                carry("push", share.path, "a.db", self.new, way)
                share.ask("clear")
                share.ask("reconnect")
                self.assert_whole(carry("finish", share.path), f"case {case}, {way}")
                ends[self.there() == self.wanted] += 1
                share.close()
                os.rmdir(f"{self.backing}.unsynced") if os.path.exists(f"{self.backing}.unsynced") else None
        self.assertTrue(all(ends.values()), f"every end was alike: {ends}")

    def test_who_is_at_work_is_left_alone(self) -> None:
        self.put(self.old, self.wanted)
        share = self.mount(latency_ms=20)
        other = self.mount()  # another machine
        process = subprocess.Popen([PROGRAM, "push", share.path, "a.db", self.new, "journal"], stdout=subprocess.DEVNULL)
        journals = self.backing / ".smartsync" / "journal"
        while not journals.exists() or not os.listdir(journals):
            time.sleep(0.001)
        time.sleep(0.08)
        process.send_signal(signal.SIGSTOP)
        self.assertEqual(carry("finish", other.path).get("outcome"), "busy")
        process.send_signal(signal.SIGCONT)
        self.assertEqual(process.wait(), 0)
        self.assertEqual(self.there(), self.wanted)
        self.assert_tidy()

    def test_two_at_once(self) -> None:
        """Each pushes another version: one wins, the other is told, and none is mixed."""
        for way in self.ways:
            self.put(self.old, self.wanted)
            theirs = with_changed_pages(self.rng, self.old, 300)
            their_file = self.local / "theirs"
            their_file.write_bytes(theirs)
            shares = [self.mount(latency_ms=2), self.mount(latency_ms=2)]
            processes = [
                subprocess.Popen([PROGRAM, "push", share.path, "a.db", file, way], stdout=subprocess.DEVNULL)
                for share, file in zip(shares, (self.new, their_file))
            ]
            codes = [process.wait() for process in processes]
            self.assertTrue(self.there() in (self.wanted, theirs), f"{way}: a mixed file")
            self.assertIn(0, codes, way)
            self.assert_tidy()
            for share in shares:
                share.close()


if __name__ == "__main__":
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        sys.exit("carry_test: /dev/fuse is missing or closed to this user: CANNOT BE TESTED here")
    unittest.main()
