"""Latency, overlap and the link: lower bounds are exact, upper ones leave room for a busy machine."""

from __future__ import annotations

import concurrent.futures
import os
import subprocess
import unittest

from place import MIB, Place, at_once, seconds, start_threads_ahead, wait_until


class Latency(Place):
    def test_each_request_takes_it(self) -> None:
        names = self.fill(50)
        share = self.mount(latency_ms=4)
        took = seconds(lambda: [os.stat(share.path / name) for name in names])
        self.assertGreaterEqual(took, 50 * 0.004)
        self.assertLess(took, 50 * 0.012)

    def test_it_can_be_changed(self) -> None:
        names = self.fill(4)
        share = self.mount(latency_ms=0)
        share.ask("set", "latency-ms=50")
        self.assertGreaterEqual(seconds(lambda: [os.stat(share.path / name) for name in names]), 4 * 0.05)

    def test_sixty_four_overlap_and_the_next_waits(self) -> None:
        latency = 0.2
        names = self.fill(65)
        share = self.mount(latency_ms=latency * 1000)
        with concurrent.futures.ThreadPoolExecutor(65) as pool:
            start_threads_ahead(pool, 65)
            os.stat(share.path)

            def look(count: int) -> float:
                share.forget()
                share.reset()
                return seconds(lambda: list(pool.map(lambda name: os.stat(share.path / name), names[:count])))

            took = look(64)
            # The root's own attributes were forgotten too: they may be asked for first.
            self.assertGreaterEqual(took, latency)
            self.assertLess(took, 2.9 * latency)
            self.assertGreaterEqual(share.counters()["most_at_once"], 60)
            look(65)
            self.assertLessEqual(share.counters()["most_at_once"], 64)

    def test_as_many_as_asked_for(self) -> None:
        names = self.fill(12)
        share = self.mount(latency_ms=50, parallel=4)
        took = seconds(lambda: at_once(12, lambda name: os.stat(share.path / str(name)), names))
        self.assertGreaterEqual(took, 3 * 0.05)
        self.assertLess(took, 9 * 0.05)
        self.assertEqual(share.counters()["most_at_once"], 4)


class Rate(Place):
    SIZE = 16 * MIB

    def setUp(self) -> None:
        super().setUp()
        (self.backing / "old").write_bytes(os.urandom(self.SIZE))
        (self.backing / "new").write_bytes(bytes(self.SIZE))
        self.share = self.mount(latency_ms=2, rate_mb=50)
        self.old = os.open(self.share.path / "old", os.O_RDONLY)
        self.new = os.open(self.share.path / "new", os.O_WRONLY)
        self.addCleanup(os.close, self.old)
        self.addCleanup(os.close, self.new)

    def read(self, offset: object) -> bytes:
        assert isinstance(offset, int)
        return os.pread(self.old, MIB, offset)

    def write(self, offset: object) -> int:
        assert isinstance(offset, int)
        return os.pwrite(self.new, bytes(MIB), offset)

    def assert_fills_the_link(self, took: float, size: int) -> None:
        self.assertGreaterEqual(took, size / 50e6)
        self.assertLess(took, 1.5 * size / 50e6)

    def test_reads_share_the_link_and_fill_it(self) -> None:
        self.assert_fills_the_link(
            seconds(lambda: at_once(8, self.read, range(0, self.SIZE, MIB))), self.SIZE)
        self.assertEqual(self.share.counters()["bytes_read"], self.SIZE)

    def test_writes_share_the_link_and_fill_it(self) -> None:
        self.assert_fills_the_link(
            seconds(lambda: at_once(8, self.write, range(0, self.SIZE, MIB))), self.SIZE)
        self.assertEqual(self.share.counters()["bytes_written"], self.SIZE)

    def test_both_directions_share_one_link(self) -> None:
        def both(offset: object) -> None:
            self.read(offset)
            self.write(offset)

        self.assert_fills_the_link(
            seconds(lambda: at_once(8, both, range(0, self.SIZE, MIB))), 2 * self.SIZE)

    def test_one_after_the_other_also_waits_for_each_answer(self) -> None:
        took = seconds(lambda: [self.read(offset) for offset in range(0, self.SIZE, MIB)])
        self.assertGreaterEqual(took, self.SIZE / 50e6 + 16 * 0.002)

    def test_a_fast_link(self) -> None:
        self.share.ask("set", "rate-mb=100", "latency-ms=2")
        took = seconds(lambda: at_once(8, self.read, list(range(0, self.SIZE, MIB)) * 4))
        self.assertGreaterEqual(took, 4 * self.SIZE / 100e6)
        self.assertLess(took, 1.5 * 4 * self.SIZE / 100e6)


class Rsync(Place):
    def test_it_asks_for_each_file_in_turn(self) -> None:
        names = self.fill(500)
        local = self.place / "local"
        subprocess.run(["cp", "-a", self.backing, local], check=True)
        share = self.mount(latency_ms=2, rate_mb=100)
        took = seconds(lambda: subprocess.run(["rsync", "-a", f"{local}/", f"{share.path}/"], check=True))
        self.assertGreaterEqual(share.requests()["lookup"], len(names))
        self.assertGreaterEqual(took, len(names) * 0.002)
        self.assertTrue(wait_until(lambda: share.counters()["bytes_written"] == 0))


if __name__ == "__main__":
    unittest.main()
