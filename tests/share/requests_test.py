"""What is a request and what is not: counters, caches, listings, server-side copies."""

from __future__ import annotations

import mmap
import os
import shutil
import time
import unittest

from place import MIB, Place, at_once, overwrite, read_all


class Counters(Place):
    def test_reading_a_file(self) -> None:
        self.fill(1, b"x" * 1000)
        share = self.mount()
        os.stat(share.path)
        share.reset()
        read_all(share.path / "file0000")
        self.assert_requests(share, lookup=1, open=1, read=1, release=1)
        self.assertEqual(share.counters()["requests"], 4)
        self.assertEqual(share.counters()["bytes_read"], 1000)
        self.assertEqual(share.counters()["bytes_written"], 0)

    def test_writing_a_file(self) -> None:
        share = self.mount()
        os.stat(share.path)
        share.reset()
        descriptor = os.open(share.path / "new", os.O_WRONLY | os.O_CREAT)
        os.write(descriptor, b"x" * 1000)
        os.fsync(descriptor)
        os.close(descriptor)
        self.assert_requests(share, lookup=1, create=1, write=1, fsync=1, release=1)
        self.assertEqual(share.counters()["bytes_written"], 1000)
        self.assertEqual((self.backing / "new").read_bytes(), b"x" * 1000)

    def test_nothing_is_cached_of_content(self) -> None:
        self.fill(1, b"x" * 1000)
        share = self.mount()
        with (share.path / "file0000").open("rb", buffering=0) as file:
            share.reset()
            for _ in range(5):
                os.pread(file.fileno(), 100, 0)
            self.assert_requests(share, read=5)
            (self.backing / "file0000").write_bytes(b"y" * 1000)
            self.assertEqual(os.pread(file.fileno(), 100, 0), b"y" * 100)

    def test_a_request_is_up_to_a_mebibyte(self) -> None:
        (self.backing / "big").write_bytes(bytes(4 * MIB))
        share = self.mount()
        with (share.path / "big").open("r+b", buffering=0) as file:
            share.reset()
            file.readinto(mmap.mmap(-1, 4 * MIB))
            self.assert_requests(share, read=4)
            share.reset()
            os.pwrite(file.fileno(), memoryview(bytearray(MIB + 1))[1:], 0)
            self.assert_requests(share, write=1)
            share.reset()
            os.pwrite(file.fileno(), mmap.mmap(-1, MIB + 4096), 0)
            self.assert_requests(share, write=2)

    def test_a_smaller_largest_request(self) -> None:
        (self.backing / "big").write_bytes(bytes(MIB))
        share = self.mount(max_request=MIB // 4)
        with (share.path / "big").open("r+b", buffering=0) as file:
            share.reset()
            file.readinto(mmap.mmap(-1, MIB))
            self.assert_requests(share, read=4)
            share.reset()
            os.pwrite(file.fileno(), mmap.mmap(-1, MIB), 0)
            self.assert_requests(share, write=4)

    def test_each_kind(self) -> None:
        self.fill(1)
        (self.backing / "folder").mkdir()
        share = self.mount(attr_ttl=60)
        for path in (share.path, share.path / "file0000", share.path / "folder"):
            os.stat(path)
        share.reset()
        os.chmod(share.path / "file0000", 0o600)
        os.utime(share.path / "file0000", (1, 2))
        os.mkdir(share.path / "made")
        os.rmdir(share.path / "made")
        os.symlink("target", share.path / "symbolic")
        os.readlink(share.path / "symbolic")
        os.unlink(share.path / "symbolic")
        os.link(share.path / "file0000", share.path / "hard")
        os.rename(share.path / "hard", share.path / "harder")
        os.statvfs(share.path)
        requests = share.requests()
        requests.pop("lookup")
        requests.pop("getattr", None)
        self.assertEqual(requests, {"setattr": 2, "mkdir": 1, "rmdir": 1, "symlink": 1, "readlink": 1, "unlink": 1,
                                    "link": 1, "rename": 1, "statfs": 1})


class Caches(Place):
    def test_names_and_attributes_are_believed_for_a_second(self) -> None:
        self.fill(1)
        share = self.mount()
        os.stat(share.path)
        share.reset()
        for _ in range(5):
            os.stat(share.path / "file0000")
        self.assert_requests(share, lookup=1)
        time.sleep(1.1)
        share.reset()
        os.stat(share.path / "file0000")
        self.assertEqual(share.requests()["lookup"], 1)

    def test_a_stale_size_is_seen_for_a_second(self) -> None:
        self.fill(1)
        share = self.mount()
        before = os.stat(share.path / "file0000").st_size
        (self.backing / "file0000").write_bytes(b"longer than before")
        self.assertEqual(os.stat(share.path / "file0000").st_size, before)
        time.sleep(1.1)
        self.assertEqual(os.stat(share.path / "file0000").st_size, 18)

    def test_that_there_is_nothing_is_believed_too(self) -> None:
        share = self.mount()
        os.stat(share.path)
        share.reset()
        for _ in range(5):
            self.assertFalse((share.path / "missing").exists())
        self.assert_requests(share, lookup=1)

    def test_forget(self) -> None:
        self.fill(1)
        share = self.mount(attr_ttl=60)
        os.stat(share.path / "file0000")
        share.forget()
        share.reset()
        os.stat(share.path / "file0000")
        self.assertEqual(share.requests()["lookup"], 1)

    def test_a_listing_brings_the_attributes(self) -> None:
        names = self.fill(100)
        share = self.mount()
        os.stat(share.path)
        for attempt in range(3):  # the kernel may be tempted to leave the attributes out the second time
            share.forget()
            os.stat(share.path)
            share.reset()
            self.assertEqual(sorted(os.listdir(share.path)), names)
            for name in names:
                self.assertEqual(os.stat(share.path / name).st_size, 7)
            self.assert_requests(share, opendir=1, readdir=1, releasedir=1)

    def test_a_listing_of_names_only(self) -> None:
        names = self.fill(100)
        share = self.mount(listing_attributes=False)
        os.stat(share.path)
        share.reset()
        self.assertEqual(sorted(os.listdir(share.path)), names)
        for name in names:
            os.stat(share.path / name)
        self.assert_requests(share, opendir=1, readdir=1, releasedir=1, lookup=100)

    def test_a_long_listing_takes_an_answer_for_each_64_kib(self) -> None:
        names = self.fill(2000)  # of 104 + 2 * 8 bytes each
        share = self.mount(attr_ttl=60)
        os.stat(share.path)
        share.reset()
        self.assertEqual(sorted(os.listdir(share.path)), names)
        self.assert_requests(share, opendir=1, readdir=4, releasedir=1)


class ServerCopy(Place):
    SIZE = 8 * MIB

    def setUp(self) -> None:
        super().setUp()
        self.content = os.urandom(self.SIZE)
        (self.backing / "old").write_bytes(self.content)

    def copy(self, folder: os.PathLike[str]) -> None:
        with open(os.path.join(folder, "old"), "rb") as old, open(os.path.join(folder, "new"), "wb") as new:
            left = self.SIZE
            while left > 0:
                left -= os.copy_file_range(old.fileno(), new.fileno(), left)
        self.assertEqual((self.backing / "new").read_bytes(), self.content)

    def test_on(self) -> None:
        share = self.mount()
        self.copy(share.path)
        counters = share.counters()
        self.assertEqual(counters["by_kind"]["copy_file_range"], 1)
        self.assertEqual(counters["bytes_copied"], self.SIZE)
        self.assertEqual((counters["bytes_read"], counters["bytes_written"]), (0, 0))

    def test_off(self) -> None:
        share = self.mount(server_copy=False)
        self.copy(share.path)
        counters = share.counters()
        self.assertNotIn("copy_file_range", counters["by_kind"])
        self.assertEqual(counters["bytes_copied"], 0)
        self.assertEqual((counters["bytes_read"], counters["bytes_written"]), (self.SIZE, self.SIZE))

    def test_switched(self) -> None:
        share = self.mount(server_copy=False)
        self.copy(share.path)
        share.ask("set", "server-copy=on")
        share.reset()
        self.copy(share.path)
        self.assertEqual(share.counters()["bytes_copied"], self.SIZE)

    def test_a_range_within_a_file(self) -> None:
        share = self.mount()
        with (share.path / "old").open("r+b") as file:
            os.copy_file_range(file.fileno(), file.fileno(), MIB, 0, 4 * MIB)
        self.assertEqual(share.counters()["bytes_copied"], MIB)
        self.assertEqual((self.backing / "old").read_bytes()[4 * MIB:5 * MIB], self.content[:MIB])


class Content(Place):
    def test_many_threads_write_one_file(self) -> None:
        (self.backing / "big").write_bytes(bytes(16 * MIB))
        share = self.mount(latency_ms=20)
        pieces = [os.urandom(4096) for _ in range(64)]

        def write(number: object) -> None:
            assert isinstance(number, int)
            overwrite(share.path / "big", number * 100_000, pieces[number])

        at_once(64, write, range(64))
        for number, piece in enumerate(pieces):
            self.assertEqual((self.backing / "big").read_bytes()[number * 100_000:][:4096], piece)
        # Side by side, as with a real share; FUSE by itself lets one writer into a file.
        self.assertGreater(share.counters()["most_at_once"], 8)

    def test_a_tree_arrives_whole(self) -> None:
        source = self.place / "source"
        for number in range(40):
            folder = source / f"folder{number % 5}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"file{number}").write_bytes(os.urandom(number * 1000))
        share = self.mount()
        shutil.copytree(source, share.path / "copy")
        for path in source.rglob("*"):
            if path.is_file():
                self.assertEqual((self.backing / "copy" / path.relative_to(source)).read_bytes(), path.read_bytes())


if __name__ == "__main__":
    unittest.main()
