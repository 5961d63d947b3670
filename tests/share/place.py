"""What the tests of the simulator have in common."""

from __future__ import annotations

import concurrent.futures
import os
import pathlib
import shutil
import tempfile
import time
import unittest
from collections.abc import Callable, Iterable

from share import Share

MIB = 1 << 20


class Place(unittest.TestCase):
    """A backing directory; shares that a test mounts over it are gone after the test."""

    def setUp(self) -> None:
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="share-test-"))
        self.addCleanup(shutil.rmtree, self.place)
        self.backing = self.place / "backing"
        self.backing.mkdir()

    def mount(self, **options: object) -> Share:
        """Without latency and limit, unless the test is about them."""
        share = Share(self.backing, **{"latency_ms": 0, "rate_mb": 0, **options})
        self.addCleanup(share.close)
        return share

    def fill(self, count: int, content: bytes = b"content") -> list[str]:
        names = [f"file{number:04}" for number in range(count)]
        for name in names:
            (self.backing / name).write_bytes(content)
        return names

    def assert_requests(self, share: Share, **wanted: int) -> None:
        """Exactly these since the last reset. Closing is asked without anybody waiting for it."""
        wait_until(lambda: share.requests() == wanted, seconds=2)
        self.assertEqual(share.requests(), wanted)


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def seconds(action: Callable[[], object]) -> float:
    start = time.monotonic()
    action()
    return time.monotonic() - start


def at_once(threads: int, action: Callable[..., object], items: Iterable[object]) -> list[object]:
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        return list(pool.map(action, items))


def read_all(path: pathlib.Path) -> bytes:
    with path.open("rb", buffering=0) as file:
        return file.read(path.stat().st_size)


def start_threads_ahead(pool: concurrent.futures.ThreadPoolExecutor, count: int) -> None:
    """So that starting them is no part of what is measured."""
    list(pool.map(lambda _: time.sleep(0.05), range(count)))


def overwrite(path: pathlib.Path, offset: int, content: bytes, sync: bool = False) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(descriptor, content, offset)
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
