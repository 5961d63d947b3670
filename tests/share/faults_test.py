"""What goes wrong on command."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
import unittest
from collections.abc import Callable

from place import MIB, Place, overwrite, read_all, seconds, wait_until
from share import Refused


class Faulty(Place):
    def assert_fails(self, error: int, action: Callable[[], object]) -> None:
        with self.assertRaises(OSError) as raised:
            action()
        self.assertEqual(errno.errorcode[raised.exception.errno or 0], errno.errorcode[error])


class Errors(Faulty):
    def setUp(self) -> None:
        super().setUp()
        self.fill(3)
        (self.backing / "folder").mkdir()
        (self.backing / "folder" / "lab.db").write_bytes(b"x" * 100)
        self.share = self.mount()

    def test_of_a_kind(self) -> None:
        self.share.fault("EIO", kind="read")
        self.assert_fails(errno.EIO, lambda: read_all(self.share.path / "file0000"))
        overwrite(self.share.path / "file0000", 0, b"writing works")
        self.share.ask("clear")
        self.assertEqual(read_all(self.share.path / "file0000"), b"writing works")

    def test_of_several_kinds(self) -> None:
        self.share.fault("EACCES", kind="create,mkdir")
        self.assert_fails(errno.EACCES, lambda: (self.share.path / "new").write_bytes(b""))
        self.assert_fails(errno.EACCES, lambda: (self.share.path / "new folder").mkdir())
        self.assertEqual((self.backing / "new").exists(), False)

    def test_of_a_path(self) -> None:
        self.share.fault("EACCES", kind="open", path="*.db")
        self.assert_fails(errno.EACCES, lambda: read_all(self.share.path / "folder" / "lab.db"))
        self.assertEqual(read_all(self.share.path / "file0001"), b"content")

    def test_of_either_path_of_a_rename(self) -> None:
        self.share.fault("EBUSY", kind="rename", path="folder/lab.db")
        self.assert_fails(errno.EBUSY, lambda: os.rename(self.share.path / "file0000", self.share.path / "folder/lab.db"))
        self.assert_fails(errno.EBUSY, lambda: os.rename(self.share.path / "folder/lab.db", self.share.path / "new"))
        os.rename(self.share.path / "file0000", self.share.path / "new")

    def test_paths_follow_renames(self) -> None:
        os.rename(self.share.path / "folder", self.share.path / "elsewhere")
        self.share.fault("EIO", kind="open", path="elsewhere/lab.db")
        self.assert_fails(errno.EIO, lambda: read_all(self.share.path / "elsewhere" / "lab.db"))

    def test_after_some_requests_and_so_often(self) -> None:
        self.share.fault("EIO", kind="open", after=2, times=1)
        for number in (0, 1):
            read_all(self.share.path / f"file000{number}")
        self.assert_fails(errno.EIO, lambda: read_all(self.share.path / "file0002"))
        self.assertEqual(read_all(self.share.path / "file0002"), b"content")

    def test_a_full_disk_takes_what_fits(self) -> None:
        self.share.fault("ENOSPC", kind="write", after_bytes=2500)
        descriptor = os.open(self.share.path / "new", os.O_WRONLY | os.O_CREAT)
        self.addCleanup(os.close, descriptor)
        self.assertEqual(os.write(descriptor, b"a" * 1000), 1000)
        self.assertEqual(os.write(descriptor, b"b" * 1000), 1000)
        self.assertEqual(os.write(descriptor, b"c" * 1000), 500)
        self.assert_fails(errno.ENOSPC, lambda: os.write(descriptor, b"d" * 1000))
        self.assertEqual((self.backing / "new").read_bytes(), b"a" * 1000 + b"b" * 1000 + b"c" * 500)

    def test_commands_that_make_no_sense(self) -> None:
        for words in (["fault"], ["fault", "ENONSENSE"], ["fault", "EIO", "kind=reed"], ["fault", "EIO", "after=x"],
                      ["fault", "EIO", "when=now"], ["sett"], [""], ["set", "rate-mb=fast"], ["set", "colour=red"],
                      ["crash"]):
            with self.assertRaises(Refused, msg=str(words)):
                self.share.ask(*words)


class Disconnected(Faulty):
    def setUp(self) -> None:
        super().setUp()
        self.fill(2)
        (self.backing / "folder").mkdir()
        (self.backing / "folder" / "inside").write_bytes(b"inside")
        self.share = self.mount()

    def test_everything_fails(self) -> None:
        with (self.share.path / "file0000").open("r+b", buffering=0) as file:
            self.share.ask("disconnect")
            self.assert_fails(errno.EHOSTDOWN, lambda: os.stat(self.share.path / "file0000"))
            self.assert_fails(errno.EHOSTDOWN, lambda: os.listdir(self.share.path))
            self.assert_fails(errno.EHOSTDOWN, lambda: os.stat(self.share.path / "folder" / "inside"))
            self.assert_fails(errno.EHOSTDOWN, lambda: (self.share.path / "new").write_bytes(b""))
            self.assert_fails(errno.EHOSTDOWN, lambda: os.pread(file.fileno(), 10, 0))
            self.assert_fails(errno.EHOSTDOWN, lambda: os.pwrite(file.fileno(), b"lost", 0))
            self.share.ask("reconnect")
            self.assertEqual(os.pread(file.fileno(), 10, 0), b"content")
        self.assertEqual(sorted(os.listdir(self.share.path)), ["file0000", "file0001", "folder"])

    def test_an_empty_mount_point(self) -> None:
        self.share.ask("empty")
        self.assertEqual(os.listdir(self.share.path), [])
        self.assertFalse((self.share.path / "file0000").exists())
        self.assertFalse((self.share.path / "folder" / "inside").exists())
        self.assert_fails(errno.EACCES, lambda: (self.share.path / "new").write_bytes(b""))
        self.assert_fails(errno.EACCES, lambda: (self.share.path / "new folder").mkdir())
        self.share.ask("reconnect")
        self.assertEqual(sorted(os.listdir(self.share.path)), ["file0000", "file0001", "folder"])
        self.assertEqual(read_all(self.share.path / "folder" / "inside"), b"inside")

    def test_in_the_middle_of_a_write(self) -> None:
        self.share.fault("disconnect", kind="write", after_bytes=3 * MIB)
        with (self.share.path / "file0000").open("r+b", buffering=0) as file:
            written = 0
            with self.assertRaises(OSError) as raised:
                while True:
                    written += os.pwrite(file.fileno(), bytes(MIB), written)
        self.assertEqual(raised.exception.errno, errno.EHOSTDOWN)
        self.assertEqual(written, 3 * MIB)
        self.assert_fails(errno.EHOSTDOWN, lambda: os.listdir(self.share.path))

    def test_empty_after_some_requests(self) -> None:
        self.share.fault("empty", kind="lookup", after=1)
        os.stat(self.share.path / "file0000")
        self.assertFalse((self.share.path / "file0001").exists())
        self.assertEqual(os.listdir(self.share.path), [])


class Hanging(Faulty):
    def setUp(self) -> None:
        super().setUp()
        self.fill(2)
        self.share = self.mount()
        os.stat(self.share.path)
        self.outcome: list[object] = []

    def start_reading(self) -> threading.Thread:
        def read() -> None:
            try:
                self.outcome.append(read_all(self.share.path / "file0000"))
            except OSError as failure:
                self.outcome.append(failure.errno)

        thread = threading.Thread(target=read)
        thread.start()
        self.assertTrue(wait_until(lambda: self.share.counters()["hanging"] == 1))
        return thread

    def test_until_it_is_released(self) -> None:
        self.share.ask("hang")
        thread = self.start_reading()
        time.sleep(0.1)
        self.assertEqual(self.outcome, [])
        self.share.ask("release")
        thread.join(10)
        self.assertEqual(self.outcome, [b"content"])
        self.assertEqual(self.share.counters()["hanging"], 0)

    def test_until_the_connection_is_lost(self) -> None:
        self.share.ask("hang")
        thread = self.start_reading()
        self.share.ask("disconnect")
        thread.join(10)
        self.assertEqual(self.outcome, [errno.EHOSTDOWN])

    def test_only_one_kind(self) -> None:
        self.share.fault("hang", kind="read")
        thread = self.start_reading()
        overwrite(self.share.path / "file0001", 0, b"goes on")
        self.share.ask("release")
        thread.join(10)
        self.assertEqual(self.outcome, [b"content"])

    def start_process(self) -> subprocess.Popen[bytes]:
        program = f"import os, signal; signal.signal(signal.SIGUSR1, lambda *_: None); os.stat({str(self.share.path / 'file0001')!r})"
        process = subprocess.Popen([sys.executable, "-c", program])
        self.addCleanup(process.wait)
        self.addCleanup(self.share.ask, "release")
        self.addCleanup(process.kill)
        self.assertTrue(wait_until(lambda: self.share.counters()["hanging"] == 1))
        return process

    def test_a_process_can_be_killed(self) -> None:
        self.share.ask("hang")
        process = self.start_process()
        process.kill()
        self.assertLess(seconds(lambda: process.wait(10)), 5)
        self.assertEqual(process.returncode, -signal.SIGKILL)

    def test_another_signal_does_not_end_it(self) -> None:
        self.share.ask("hang")
        process = self.start_process()
        process.send_signal(signal.SIGUSR1)
        time.sleep(0.2)
        self.assertIsNone(process.poll())
        self.assertEqual(self.share.counters()["hanging"], 1)
        self.share.ask("release")
        self.assertEqual(process.wait(10), 0)

    def test_more_than_there_are_slots(self) -> None:
        self.share.ask("hang")
        threads = [threading.Thread(target=lambda n=n: os.path.exists(self.share.path / f"missing{n}")) for n in range(100)]
        for thread in threads:
            thread.start()
        self.assertTrue(wait_until(lambda: self.share.counters()["hanging"] == 100))
        self.share.ask("release")
        for thread in threads:
            thread.join(10)
            self.assertFalse(thread.is_alive())


if __name__ == "__main__":
    unittest.main()
