"""What a crash of the server loses and what it keeps: unsynced.h states the model."""

from __future__ import annotations

import errno
import os
import random
import pathlib
import shutil
import unittest

from place import Place, overwrite, read_all
from share import Share


def tree(root: pathlib.Path) -> dict[str, object]:
    """Content of files and None for directories, with modes and times of modification of files."""
    found: dict[str, object] = {}
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        found[str(path.relative_to(root))] = None if path.is_dir() else (path.read_bytes(), status.st_mode, status.st_mtime_ns)
    return found


def sync(path: pathlib.Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Crash(Place):
    def setUp(self) -> None:
        super().setUp()
        (self.backing / "lab.db").write_bytes(b"old " * 1000)
        (self.backing / "other").write_bytes(b"other")
        (self.backing / "folder" / "inner").mkdir(parents=True)
        (self.backing / "folder" / "inner" / "file").write_bytes(b"in it")
        self.before = tree(self.backing)
        self.share: Share = self.mount(lose_unsynced=True)
        self.drive = self.share.path

    def assert_as_before(self) -> None:
        self.share.ask("crash")
        self.assertEqual(tree(self.backing), self.before)
        self.assertEqual(os.listdir(f"{self.backing}.unsynced"), [])

    def test_writes_are_lost(self) -> None:
        overwrite(self.drive / "lab.db", 100, b"new")
        overwrite(self.drive / "lab.db", 102, b"newer")
        overwrite(self.drive / "lab.db", 3990, b"beyond the end of the file")
        self.assert_as_before()

    def test_synced_writes_stay_and_later_ones_are_lost(self) -> None:
        overwrite(self.drive / "lab.db", 0, b"kept", sync=True)
        overwrite(self.drive / "lab.db", 2, b"lost")
        overwrite(self.drive / "other", 0, b"lost too")
        self.share.ask("crash")
        self.assertEqual((self.backing / "lab.db").read_bytes(), b"kept" + b"old " * 999)
        self.assertEqual((self.backing / "other").read_bytes(), b"other")

    def test_truncation_is_lost(self) -> None:
        os.truncate(self.drive / "lab.db", 10)
        (self.drive / "other").write_bytes(b"opened with O_TRUNC")
        self.assert_as_before()

    def test_server_side_copies_and_holes_are_lost(self) -> None:
        with (self.drive / "lab.db").open("r+b") as file:
            os.copy_file_range(file.fileno(), file.fileno(), 1001, 0, 2000)
            os.posix_fallocate(file.fileno(), 0, 9000)
        self.assert_as_before()

    def test_names_are_lost(self) -> None:
        (self.drive / "new").write_bytes(b"new")
        (self.drive / "made").mkdir()
        (self.drive / "made" / "in it").write_bytes(b"new")
        os.link(self.drive / "other", self.drive / "hard")
        os.symlink("other", self.drive / "symbolic")
        os.unlink(self.drive / "other")
        os.rename(self.drive / "folder", self.drive / "made" / "folder")
        os.chmod(self.drive / "lab.db", 0o600)
        os.utime(self.drive / "lab.db", (5, 5))
        self.assert_as_before()

    def test_a_removed_tree_is_back(self) -> None:
        shutil.rmtree(self.drive / "folder")
        self.assert_as_before()

    def test_a_directory_that_is_not_empty_is_not_removed(self) -> None:
        with self.assertRaises(OSError) as raised:
            os.rmdir(self.drive / "folder")
        self.assertEqual(raised.exception.errno, errno.ENOTEMPTY)
        self.assert_as_before()

    def test_a_replaced_file_is_back(self) -> None:
        (self.drive / "temporary").write_bytes(b"new version")
        os.rename(self.drive / "temporary", self.drive / "lab.db")
        self.assert_as_before()

    def test_a_replaced_file_stays_replaced_once_it_is_synced(self) -> None:
        (self.drive / "temporary").write_bytes(b"new version")
        sync(self.drive / "temporary")
        os.rename(self.drive / "temporary", self.drive / "lab.db")
        sync(self.drive)
        self.share.ask("crash")
        self.assertEqual((self.backing / "lab.db").read_bytes(), b"new version")
        self.assertFalse((self.backing / "temporary").exists())

    def test_a_rename_can_outlive_the_content(self) -> None:
        (self.drive / "temporary").write_bytes(b"never synced")
        os.rename(self.drive / "temporary", self.drive / "lab.db")
        sync(self.drive / "other")
        self.share.ask("crash")
        self.assertEqual((self.backing / "lab.db").read_bytes(), b"")

    def test_a_failed_change_is_no_change(self) -> None:
        with self.assertRaises(OSError):
            os.rename(self.drive / "other", self.drive / "folder" / "inner" / "file" / "no directory")
        with self.assertRaises(FileExistsError):
            os.mkdir(self.drive / "folder")
        with self.assertRaises(FileExistsError):
            os.open(self.drive / "other", os.O_CREAT | os.O_EXCL)
        self.assert_as_before()

    def test_open_files_are_stale_afterwards(self) -> None:
        with (self.drive / "lab.db").open("rb", buffering=0) as file:
            self.share.ask("crash")
            self.share.ask("reconnect")
            with self.assertRaises(OSError) as raised:
                file.read(10)
            self.assertEqual(raised.exception.errno, errno.ESTALE)
        self.assertEqual(read_all(self.drive / "other"), b"other")

    def test_in_the_middle(self) -> None:
        self.share.fault("crash", kind="write", after=3)
        with (self.drive / "lab.db").open("r+b", buffering=0) as file, self.assertRaises(OSError) as raised:
            for number in range(10):
                os.pwrite(file.fileno(), b"lost", 100 * number)
        self.assertEqual(raised.exception.errno, errno.EHOSTDOWN)
        self.assertEqual(number, 3)
        self.assertEqual(tree(self.backing), self.before)

    def test_a_proper_end_keeps_everything(self) -> None:
        overwrite(self.drive / "lab.db", 0, b"kept")
        os.unlink(self.drive / "other")
        self.share.close()
        self.assertEqual((self.backing / "lab.db").read_bytes(), b"kept" + b"old " * 999)
        self.assertFalse((self.backing / "other").exists())
        self.assertFalse(os.path.exists(f"{self.backing}.unsynced"))

    def test_random_histories(self) -> None:
        for seed in range(20):
            with self.subTest(seed=seed):
                self.random_history(random.Random(seed))

    def random_history(self, dice: random.Random) -> None:
        """Anything at all, a sync of everything, and anything at all: ends as it was at the sync."""
        self.change_at_random(dice, 30)
        for path in [self.drive, *self.drive.rglob("*")]:
            if not path.is_symlink():
                sync(path)
        kept = tree(self.backing)
        self.change_at_random(dice, 60)
        self.share.ask("crash")
        self.assertEqual(tree(self.backing), kept)
        self.share.ask("reconnect")

    def change_at_random(self, dice: random.Random, count: int) -> None:
        names = [self.drive / folder / name for folder in ("", "a", "b", "a/c") for name in ("x", "y", "z", "a", "b", "c")]
        actions = [
            lambda: dice.choice(names).write_bytes(dice.randbytes(dice.randrange(5000))),
            lambda: overwrite(dice.choice(names), dice.randrange(6000), dice.randbytes(dice.randrange(3000))),
            lambda: os.truncate(dice.choice(names), dice.randrange(6000)),
            lambda: os.rename(dice.choice(names), dice.choice(names)),
            lambda: os.unlink(dice.choice(names)),
            lambda: os.rmdir(dice.choice(names)),
            lambda: os.mkdir(dice.choice(names)),
            lambda: os.link(dice.choice(names), dice.choice(names)),
            lambda: os.chmod(dice.choice(names), dice.choice((0o600, 0o644, 0o755))),
            lambda: os.utime(dice.choice(names), (dice.randrange(10**9), dice.randrange(10**9))),
        ]
        for _ in range(count):
            try:
                dice.choice(actions)()
            except OSError:
                pass  # as random as the rest


if __name__ == "__main__":
    unittest.main()
