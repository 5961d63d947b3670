"""The large project: a SQLite pair, a CSV pair and many small files, the same bytes every time.

Each function makes its data once below the data directory and returns where it is; a finished part is marked by a
file that records its scale, so an interrupted or differently scaled one is made again.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

PAGE = 4096


@dataclass(frozen=True)
class Pair:
    old: str
    new: str
    changed: int  # bytes of `new` that are not in `old`, as the format counts them: pages, or inserted rows


def _once(directory: str, scale: float, make: Callable[[str], int]) -> int:
    """Runs `make(directory)` unless that was done at this scale; returns the number that it returned then."""
    mark = directory + ".done"
    try:
        with open(mark, encoding="ascii") as file:
            recorded, value = file.read().split()
        if float(recorded) == scale:
            return int(value)
    except (OSError, ValueError):
        pass
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    value = make(directory)
    with open(mark, "w", encoding="ascii") as file:
        file.write(f"{scale!r} {value}")
    return value


def sqlite_pair(data: str, scale: float) -> Pair:
    """780 MB with 4,096-byte pages, of which 4% are changed, scattered by UPDATEs of single rows."""
    directory = os.path.join(data, "sqlite")

    def make(where: str) -> int:
        rng = random.Random(2)
        old, new = os.path.join(where, "old.db"), os.path.join(where, "new.db")
        rows = int(780e6 * scale / PAGE) * 4
        with sqlite3.connect(old) as base:
            base.execute(f"PRAGMA page_size={PAGE}")
            base.execute("PRAGMA journal_mode=OFF")
            base.execute("CREATE TABLE result (id INTEGER PRIMARY KEY, step TEXT, value BLOB)")
            base.executemany(
                "INSERT INTO result VALUES (?, ?, ?)", ((i, f"step-{i % 97}", rng.randbytes(990)) for i in range(rows))
            )
        base.close()
        shutil.copyfile(old, new)
        with sqlite3.connect(new) as base:
            base.execute("PRAGMA journal_mode=OFF")
            chosen = sorted(rng.sample(range(rows), rows // 100))
            base.executemany("UPDATE result SET value = ? WHERE id = ?", ((rng.randbytes(990), i) for i in chosen))
        base.close()
        return _changed_pages(old, new)

    changed = _once(directory, scale, make)
    return Pair(os.path.join(directory, "old.db"), os.path.join(directory, "new.db"), changed)


def _changed_pages(old: str, new: str) -> int:
    """Bytes of the pages that differ."""
    changed = 0
    with open(old, "rb") as a, open(new, "rb") as b:
        while True:
            left, right = a.read(PAGE * 256), b.read(PAGE * 256)
            if not right:
                return changed
            if left != right:
                changed += sum(
                    PAGE for at in range(0, len(right), PAGE) if left[at : at + PAGE] != right[at : at + PAGE]
                )


def csv_pair(data: str, scale: float) -> Pair:
    """1 GB of rows; the new one has 500 rows more, at random places."""
    directory = os.path.join(data, "csv")

    def make(where: str) -> int:
        rng = random.Random(3)
        chunks = max(1, round(1e9 * scale / 1e6))
        extra = sorted(rng.randrange(chunks) for _ in range(500))
        inserted = 0
        with open(os.path.join(where, "old.csv"), "wb") as old, open(os.path.join(where, "new.csv"), "wb") as new:
            for chunk in range(chunks):
                rows = _rows(rng, chunk * 10_000, 10_000)
                old.write(b"".join(rows))
                while extra and extra[0] == chunk:
                    extra.pop(0)
                    row = _rows(rng, -1 - len(extra), 1)[0]
                    rows.insert(rng.randrange(len(rows)), row)
                    inserted += len(row)
                new.write(b"".join(rows))
        return inserted

    changed = _once(directory, scale, make)
    return Pair(os.path.join(directory, "old.csv"), os.path.join(directory, "new.csv"), changed)


def _rows(rng: random.Random, first: int, count: int) -> list[bytes]:
    """Rows of 100 bytes: an id, a name, measured values."""
    digits = rng.randbytes(41 * count).hex().encode("ascii")
    return [b"%09d,plate-%02d,%s\n" % ((first + i) % 10**9, i % 96, digits[82 * i : 82 * i + 80]) for i in range(count)]


def small_files(data: str, scale: float) -> str:
    """100,000 files of 0.1 to 8 KB, 100 in a directory."""
    directory = os.path.join(data, "small")

    def make(where: str) -> int:
        rng = random.Random(4)
        pool = rng.randbytes(1 << 20)
        count = max(100, int(100_000 * scale))
        for i in range(count):
            parent = os.path.join(where, f"step_{i // 10000:02d}", f"out_{i // 100:04d}")
            if i % 100 == 0:
                os.makedirs(parent, exist_ok=True)
            start = rng.randrange(len(pool) - 8192)
            with open(os.path.join(parent, f"{i:06d}.txt"), "wb") as file:
                file.write(pool[start : start + rng.randrange(100, 8192)])
        return count

    _once(directory, scale, make)
    return directory


def huge_file(data: str, scale: float) -> str:
    """10 GB of data without repeats: a random pattern, numbered in every megabyte's blocks."""
    directory = os.path.join(data, "huge")

    def make(where: str) -> int:
        block = bytearray(random.Random(5).randbytes(1 << 20))
        with open(os.path.join(where, "file"), "wb") as file:
            for i in range(int(10e9 * scale) >> 20):
                for at in range(0, len(block), 512):
                    block[at : at + 8] = (i * 2048 + at // 512).to_bytes(8, "little")
                file.write(block)
        return 0

    _once(directory, scale, make)
    return directory


def many_files(data: str, scale: float) -> tuple[str, int]:
    """A million empty files, 1,000 in a directory."""
    directory = os.path.join(data, "many")

    def make(where: str) -> int:
        count = max(1000, int(1e6 * scale))
        for i in range(count):
            parent = os.path.join(where, f"directory_{i // 1000:04d}")
            if i % 1000 == 0:
                os.mkdir(parent)
            os.close(os.open(os.path.join(parent, f"result_{i:07d}"), os.O_CREAT | os.O_WRONLY, 0o644))
        return count

    return directory, _once(directory, scale, make)
