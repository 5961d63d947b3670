"""A small project with what matters: a database, a table whose rows shift, small files, folders."""

from __future__ import annotations

import os
import pathlib
import random
import sqlite3

IGNORED = (".smartsync", ".sync_log.json")


def make(root: pathlib.Path, random_: random.Random) -> None:
    root.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(root / "lab.db")
    connection.execute("CREATE TABLE run (number INTEGER PRIMARY KEY, data BLOB)")
    connection.executemany("INSERT INTO run VALUES (?, ?)", ((n, random_.randbytes(700)) for n in range(2000)))
    connection.commit()
    connection.close()
    rows = (f"{n},{random_.random()},{random_.random()}\n" for n in range(30_000))
    (root / "table.csv").write_text("".join(rows))
    for number in range(20):
        folder = root / "out" / f"step{number % 4}" / ".hidden"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.txt").write_bytes(random_.randbytes(random_.randint(0, 3000)))


def change(root: pathlib.Path, random_: random.Random) -> None:
    """What a workflow step does to it."""
    connection = sqlite3.connect(root / "lab.db")
    for _ in range(random_.randint(1, 150)):
        connection.execute("UPDATE run SET data = ? WHERE number = ?", (random_.randbytes(700), random_.randrange(2000)))
    connection.commit()
    connection.close()
    rows = (root / "table.csv").read_text().splitlines(keepends=True)
    for _ in range(random_.randint(1, 5)):
        rows.insert(random_.randrange(len(rows)), f"inserted,{random_.random()}\n")
    (root / "table.csv").write_text("".join(rows))
    folder = root / "out" / f"new{random_.randrange(5)}"
    folder.mkdir(exist_ok=True)
    for _ in range(random_.randint(1, 6)):
        (folder / f"{random_.randrange(20)}.bin").write_bytes(random_.randbytes(random_.randint(0, 40_000)))
    files = sorted(path for path in (root / "out").rglob("*") if path.is_file())
    if len(files) > 12:
        random_.choice(files).unlink()


def content(root: pathlib.Path) -> dict[str, bytes | None]:
    """Every path of the project with its bytes; None is a folder."""
    found: dict[str, bytes | None] = {}
    for directory, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in IGNORED]
        at = pathlib.Path(directory)
        found.update({str((at / name).relative_to(root)): None for name in folders})
        found.update({str((at / name).relative_to(root)): (at / name).read_bytes() for name in files if name not in IGNORED})
    return found


def is_sound(root: pathlib.Path) -> bool:
    connection = sqlite3.connect(f"file:{root / 'lab.db'}?mode=ro&immutable=1", uri=True)
    try:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        connection.close()


def temporary(root: pathlib.Path) -> list[str]:
    """What a run makes for itself and must not leave behind."""
    found = [str(path) for path in root.rglob("*") if ".smartsync-tmp" in path.name]
    for folder in ("journal", "work"):
        found += [str(path) for path in (root / ".smartsync" / folder).glob("*")]
    return found
