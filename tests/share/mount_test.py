"""The share as a filesystem, and that it leaves nothing behind."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import unittest

from place import Place, read_all, wait_until
from share import PROGRAM, ROOT


class Filesystem(Place):
    def test_file_ids_are_those_of_the_server(self) -> None:
        self.fill(3)
        share = self.mount()
        for name in os.listdir(share.path):
            self.assertEqual(os.stat(share.path / name).st_ino, os.stat(self.backing / name).st_ino)
        again = self.mount()
        self.assertEqual(os.stat(again.path / "file0000").st_ino, os.stat(share.path / "file0000").st_ino)

    def test_timestamps_are_as_fine_as_ntfs(self) -> None:
        self.fill(1)
        share = self.mount()
        os.utime(share.path / "file0000", ns=(1_500_000_000_123_456_789, 1_500_000_000_123_456_789))
        self.assertEqual(os.stat(share.path / "file0000").st_mtime_ns, 1_500_000_000_123_456_700)
        coarse = self.mount(time_granularity=1_000_000_000)
        self.assertEqual(os.stat(coarse.path / "file0000").st_mtime_ns, 1_500_000_000_000_000_000)

    def test_a_rename_replaces(self) -> None:
        self.fill(2)
        (self.backing / "file0001").write_bytes(b"newer")
        share = self.mount()
        os.rename(share.path / "file0001", share.path / "file0000")
        self.assertEqual(os.listdir(self.backing), ["file0000"])
        self.assertEqual(read_all(share.path / "file0000"), b"newer")

    def test_letter_case_can_be_ignored(self) -> None:
        share = self.mount(ignore_case=True)
        (share.path / "Name").write_text("one")
        self.assertEqual((share.path / "nAME").read_text(), "one")
        (share.path / "NAME").write_text("two")
        self.assertEqual([(path.name, path.read_text()) for path in self.backing.iterdir()], [("Name", "two")])
        (share.path / "name").rename(share.path / "other")
        (share.path / "OTHER").rename(share.path / "name")
        self.assertEqual([path.name for path in self.backing.iterdir()], ["name"])
        (share.path / "NaMe").unlink()
        self.assertEqual(list(self.backing.iterdir()), [])

    def test_links_can_be_refused(self) -> None:
        self.fill(1)
        share = self.mount(links=False)
        for make in (os.link, os.symlink):
            with self.assertRaises(OSError) as raised:
                make(share.path / "file0000", share.path / "link")
            self.assertEqual(raised.exception.errno, errno.EOPNOTSUPP)
        self.assertEqual(os.listdir(self.backing), ["file0000"])

    def test_permissions_are_kept_and_judged(self) -> None:
        self.fill(1)
        share = self.mount()
        os.chmod(share.path / "file0000", 0o640)
        self.assertEqual(os.stat(self.backing / "file0000").st_mode & 0o7777, 0o640)

    @unittest.skipUnless(os.geteuid() == 0, "OTHER USERS ARE NOT TESTED: only root may become one")
    def test_other_users(self) -> None:
        self.fill(1)
        os.chmod(self.place, 0o755)
        os.chmod(self.backing, 0o777)
        os.chmod(self.backing / "file0000", 0o600)
        share = self.mount()
        os.chmod(share.path.parent, 0o755)
        nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        subprocess.run([*nobody, "touch", share.path / "theirs"], check=True)
        self.assertEqual(os.stat(self.backing / "theirs").st_uid, 65534)
        refused = subprocess.run([*nobody, "cat", share.path / "file0000"], capture_output=True, check=False)
        self.assertIn(b"Permission denied", refused.stderr)

    def test_a_deleted_file_can_be_read_while_it_is_open(self) -> None:
        self.fill(1)
        share = self.mount()
        with (share.path / "file0000").open("rb", buffering=0) as file:
            os.unlink(share.path / "file0000")
            self.assertEqual(file.read(100), b"content")

    def test_appending(self) -> None:
        self.fill(1)
        share = self.mount()
        for _ in range(2):
            with (share.path / "file0000").open("ab", buffering=0) as file:
                file.write(b", more")
        self.assertEqual((self.backing / "file0000").read_bytes(), b"content, more, more")

    def test_what_a_server_does_not_have(self) -> None:
        share = self.mount()
        with self.assertRaises(PermissionError):
            os.mkfifo(share.path / "pipe")
        with self.assertRaises(OSError) as raised:
            os.setxattr(share.path, "user.name", b"value")
        self.assertEqual(raised.exception.errno, errno.EOPNOTSUPP)


class Databases(Place):
    def test_a_database_works_on_the_share(self) -> None:
        share = self.mount()
        with sqlite3.connect(share.path / "lab.db") as database:
            database.execute("create table sample (id integer primary key, name text)")
            database.executemany("insert into sample (name) values (?)", [(f"sample {n}",) for n in range(1000)])
        database.close()
        database = sqlite3.connect(f"file:{share.path}/lab.db?mode=ro", uri=True)
        self.assertEqual(database.execute("select count(*) from sample").fetchone(), (1000,))
        self.assertEqual(database.execute("pragma integrity_check").fetchone(), ("ok",))
        database.close()
        self.assertGreater(share.requests()["lock"], 0)

    def test_two_machines_see_each_others_locks(self) -> None:
        first, second = self.mount(), self.mount()
        writer = sqlite3.connect(first.path / "lab.db", isolation_level=None)
        writer.execute("create table sample (id integer)")
        writer.execute("begin exclusive")
        reader = sqlite3.connect(second.path / "lab.db", timeout=0)
        with self.assertRaisesRegex(sqlite3.OperationalError, "locked"):
            reader.execute("select * from sample").fetchall()
        writer.execute("commit")
        self.assertEqual(reader.execute("select * from sample").fetchall(), [])
        writer.close()
        reader.close()

    def test_a_lock_ends_with_its_file(self) -> None:
        self.fill(1)
        first, second = self.mount(), self.mount()
        with (first.path / "file0000").open("r+b") as mine, (second.path / "file0000").open("r+b") as theirs:
            fcntl.lockf(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with self.assertRaises(BlockingIOError):
                fcntl.lockf(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB)
            mine.close()
            fcntl.lockf(theirs, fcntl.LOCK_EX)


class Leaving(Place):
    def assert_unmounted(self, path: os.PathLike[str]) -> None:
        def is_mounted() -> bool:
            with open("/proc/self/mounts", encoding="utf-8") as mounts:
                return any(line.split()[1] == str(path) for line in mounts)

        self.assertTrue(wait_until(lambda: not is_mounted()), f"{path} is still mounted")

    def drive(self) -> str:
        path = self.place / "drive"
        path.mkdir()
        return str(path)

    def test_while_it_is_in_use(self) -> None:
        self.fill(1)
        share = self.mount()
        descriptor = os.open(share.path / "file0000", os.O_RDONLY)
        share.ask("stop")
        self.assert_unmounted(share.path)
        share.close()
        with self.assertRaises(OSError):
            os.read(descriptor, 1)
        with self.assertRaises(OSError):
            os.close(descriptor)

    def test_when_the_simulator_is_killed(self) -> None:
        drive = self.drive()
        with subprocess.Popen([PROGRAM, self.backing, drive], stdout=subprocess.PIPE) as process:
            assert process.stdout
            self.assertEqual(process.stdout.readline(), b"ready\n")
            process.kill()
        self.assert_unmounted(self.place / "drive")

    def test_when_it_cannot_start(self) -> None:
        drive = self.drive()
        done = subprocess.run([PROGRAM, self.backing, drive, f"--control={self.place}/nowhere/control"],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere/control", done.stderr)
        self.assert_unmounted(self.place / "drive")

    def test_when_the_test_is_killed(self) -> None:
        drive = self.drive()
        program = (f"import sys; sys.path.insert(0, {str(ROOT / 'tests' / 'share')!r})\n"
                   "from share import Share\n"
                   f"share = Share({str(self.backing)!r}, {drive!r})\n"
                   "print('up', flush=True)\n"
                   "sys.stdin.read()\n")
        with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as test:
            assert test.stdout
            self.assertEqual(test.stdout.readline(), b"up\n")
            self.assertTrue(os.path.ismount(drive))
            test.send_signal(signal.SIGKILL)
        self.assert_unmounted(self.place / "drive")

    def test_in_the_background_and_by_hand(self) -> None:
        self.fill(1)
        drive, control = self.drive(), self.place / "control"
        subprocess.run([PROGRAM, self.backing, drive, "-d", f"--control={control}"], check=True, capture_output=True)
        self.assertEqual(os.listdir(drive), ["file0000"])

        def ask(*words: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run([PROGRAM, "--ask", control, *words], capture_output=True, text=True, check=False)

        self.assertIn('"readdir": 1', ask("counters").stdout)
        self.assertEqual(ask("nonsense").returncode, 1)
        self.assertEqual(ask("stop").stdout, "ok\n")
        self.assert_unmounted(self.place / "drive")
        self.assertTrue(wait_until(lambda: not control.exists()))

    def test_unmounted_by_somebody_else(self) -> None:
        drive = self.drive()
        with subprocess.Popen([PROGRAM, self.backing, drive], stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            subprocess.run(["umount", drive], check=True)
            self.assertEqual(process.wait(10), 0)

    def test_command_lines_that_make_no_sense(self) -> None:
        drive = self.drive()
        for words in ([], [drive], [drive, drive], [self.backing, "/nowhere"], [self.backing, drive, "--max-request=1"],
                      [self.backing, drive, "--server-copy=maybe"], [self.backing, drive, "--parallel=0"],
                      [self.backing, drive, "--nonsense"]):
            done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False, timeout=10)
            self.assertEqual(done.returncode, 1, words)
            self.assertTrue(done.stderr.startswith("share_simulator: "), done.stderr)


if __name__ == "__main__":
    unittest.main()
