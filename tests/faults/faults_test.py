#!/usr/bin/env python3
"""What a run does when files cannot be read or written, change under it, or it is stopped.

Each failure is one clear sentence with the path; the rest of the run goes on; the exit code is rsync's;
no half-written file stands under a final name, and no temporary file is left.
"""

from __future__ import annotations

import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import time
import unittest

from place import IS_ROOT, NOBODY, Place, Result, tree, write


USER_SIGNALS = (signal.SIGUSR1, signal.SIGUSR2)


class Unreadable(Place):
    def test_a_file(self) -> None:
        self.prepare(lambda side: write(side / "source" / "secret", b"secret").chmod(0))
        self.give_away()
        result = self.run_both("-rlt", "source/", "copy/", as_nobody=True, same_tree=False)
        self.assertEqual(result.status, 23)
        self.assertEqual(len(result.complaints("source/secret")), 1, result.err)
        self.assertEqual(set(tree(self.mine / "copy")), {"readme", "folder", "folder/results.csv"})

    def test_a_directory_and_from_there_on_nothing_is_deleted(self) -> None:
        def arrange(side: pathlib.Path) -> None:
            write(side / "source" / "closed" / "in it", b"")
            (side / "source" / "after").mkdir()
            (side / "source" / "later").mkdir()
            for name in ("extraneous", "after/extraneous", "closed/in it", "later/extraneous"):
                write(side / "copy" / name, b"extraneous")
            (side / "source" / "closed").chmod(0)

        self.prepare(arrange)
        self.give_away()
        (self.theirs / "source" / "closed").chmod(0)
        for moment, kept in (("--delete", {"closed/in it", "later/extraneous"}),
                             ("--delete-after", {"closed/in it", "later/extraneous"})):
            result = self.run_both("-rlt", moment, "source/", "copy/", as_nobody=True, same_tree=False)
            self.assertEqual(result.status, 23)
            self.assertEqual(len(result.complaints("source/closed")), 1, result.err)
            for side in (self.mine, self.theirs):
                copy = tree(side / "copy")
                self.assertEqual({name for name in copy if copy[name] == b"extraneous"}, kept)
                self.assertEqual(copy["readme"], b"read me\n")

    def test_a_directory_and_the_whole_list_comes_first(self) -> None:
        def arrange(side: pathlib.Path) -> None:
            write(side / "source" / "closed" / "in it", b"")
            write(side / "copy" / "extraneous", b"stays")
            (side / "source" / "closed").chmod(0)

        self.prepare(arrange)
        self.give_away()
        for moment in ("--delete-before", "--delete-after"):
            result = self.run_both("-rlt", moment, "source/", "copy/", as_nobody=True, same_tree=False)
            self.assertEqual(result.status, 23)
            for side in (self.mine, self.theirs):
                self.assertEqual(tree(side / "copy")["extraneous"], b"stays")

    def test_a_directory_and_errors_are_ignored(self) -> None:
        def arrange(side: pathlib.Path) -> None:
            write(side / "source" / "closed" / "in it", b"")
            write(side / "copy" / "extraneous", b"goes")
            write(side / "copy" / "closed" / "in it", b"as rsync does")
            (side / "source" / "closed").chmod(0)

        self.prepare(arrange)
        self.give_away()
        self.run_both("-rlt", "--delete", "--ignore-errors", "source/", "copy/", as_nobody=True)

    def test_the_whole_source(self) -> None:
        self.prepare(lambda side: (side / "source").chmod(0))
        self.give_away()
        result = self.run_both("-rlt", "--delete", "source/", "copy/", as_nobody=True, same_tree=False)
        self.assertEqual(result.status, 23)

    def test_a_missing_source_among_others(self) -> None:
        result = self.run_both("-a", "nowhere", "source/readme", "copy/")
        self.assertEqual(result.status, 23)
        self.assertEqual(len(result.complaints("nowhere")), 1, result.err)


@unittest.skipUnless(IS_ROOT, "WRITING WITHOUT PERMISSION IS NOT TESTED: only root may give files away")
class Unwritable(Place):
    def lock(self, *names: str) -> None:
        self.give_away()
        for name in names:
            self.prepare(lambda side, name=name: os.chown(side / name, 0, 0))

    def test_a_directory_of_somebody_else(self) -> None:
        self.prepare(lambda side: write(side / "copy" / "readme", b"old"))
        self.prepare(lambda side: (side / "copy" / "folder").mkdir())
        self.prepare(lambda side: (side / "source" / "link").symlink_to("readme"))
        self.lock("copy")
        # -O: the folder's own time is its owner's to set.
        result = self.run_both("-rlO", "source/", "copy/", as_nobody=True)
        self.assertEqual(result.status, 23)
        self.assertEqual(len(result.complaints("copy/readme\"")), 1, result.err)
        self.assertEqual(len(result.complaints("copy/link\"")), 1, result.err)
        self.assertEqual(tree(self.mine / "copy")["readme"], b"old")
        self.assertEqual(tree(self.mine / "copy")["folder/results.csv"], b"1,2,3\n" * 100)

    def test_a_directory_without_the_owners_permission(self) -> None:
        self.prepare(lambda side: (side / "copy" / "folder").mkdir(0o555, parents=True))
        self.give_away()
        result = self.run_both("-rlt", "source/", "copy/", as_nobody=True)
        self.assertEqual(result.status, 0)

    def test_a_destination_that_cannot_be_made(self) -> None:
        self.prepare(lambda side: (side / "closed").mkdir())
        self.lock("closed")
        result = self.run_both("-rlt", "source/", "closed/copy/", as_nobody=True)
        self.assertEqual(result.status, 11)
        self.assertEqual(len(result.complaints("closed/copy")), 1, result.err)

    def test_extraneous_files_that_cannot_be_deleted(self) -> None:
        self.prepare(lambda side: write(side / "copy" / "folder" / "extraneous", b"stays"))
        self.lock("copy/folder")
        result = self.run_both("-rlO", "--delete", "source/", "copy/", as_nobody=True)
        self.assertEqual(result.status, 23)
        self.assertEqual(len(result.complaints("extraneous")), 1, result.err)
        self.assertEqual(tree(self.mine / "copy")["readme"], b"read me\n")

    def test_a_source_that_cannot_be_removed(self) -> None:
        self.lock("source/folder")
        result = self.run_both("-rlt", "--remove-source-files", "source/", "copy/", as_nobody=True)
        self.assertEqual(result.status, 23)
        self.assertEqual(len(result.complaints("results.csv")), 1, result.err)
        self.assertNotIn("source/readme", tree(self.mine))

    def test_a_read_only_filesystem(self) -> None:
        def mount(side: pathlib.Path) -> None:
            (side / "copy").mkdir()
            if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "none", side / "copy"]).returncode != 0:
                self.skipTest("A READ-ONLY DISK IS NOT TESTED: mounting is refused here")
            self.addCleanup(subprocess.run, ["umount", side / "copy"], check=True)

        self.prepare(mount)
        result = self.run_both("-a", "source/", "copy/")
        self.assertEqual(result.status, 23)
        self.assertIn("Read-only file system", result.err)


@unittest.skipUnless(IS_ROOT, "MOUNT POINTS ARE NOT TESTED: only root may mount")
class OtherFilesystems(Place):
    """With -x nothing is deleted in another filesystem than that of the destination."""

    def mount(self, name: str) -> None:
        def step(side: pathlib.Path) -> None:
            (side / name).mkdir(parents=True)
            if subprocess.run(["mount", "-t", "tmpfs", "none", side / name]).returncode != 0:
                self.skipTest("MOUNT POINTS ARE NOT TESTED: mounting is refused here")
            self.addCleanup(subprocess.run, ["umount", side / name], check=True)
            write(side / name / "in it", b"stays")
            write(side / name / "deep" / "in it", b"stays")

        self.prepare(step)

    def test_extraneous_in_a_mounted_directory(self) -> None:
        self.prepare(lambda side: (side / "source" / "mounted").mkdir())
        self.prepare(lambda side: write(side / "copy" / "extraneous", b"goes"))
        self.mount("copy/mounted")
        for moment in ("--delete", "--delete-before", "--delete-delay", "--delete-after"):
            for crossing in ("-x", "-xx"):
                result = self.run_both("-a", crossing, moment, "--info=mount", "source/", "copy/")
                self.assertEqual(result.status, 0)
                self.assertIn("cannot delete mount point: mounted", result.out)
                copy = tree(self.mine / "copy")
                self.assertEqual((copy["mounted/in it"], copy["mounted/deep/in it"]), (b"stays", b"stays"))
                self.assertNotIn("extraneous", copy)
        self.run_both("-a", "--delete", "source/", "copy/")
        self.assertNotIn("mounted/in it", tree(self.mine / "copy"))

    def test_a_mount_point_that_is_extraneous(self) -> None:
        self.mount("copy/gone/mounted")
        result = self.run_both("-ax", "--delete", "source/", "copy/")
        self.assertEqual(tree(self.mine / "copy")["gone/mounted/in it"], b"stays", result)

    def test_a_file_in_the_place_of_a_mount_point(self) -> None:
        """rsync deletes the files that lie directly in it, and then fails, too."""
        self.prepare(lambda side: write(side / "source" / "mounted", b"a file"))
        self.mount("copy/mounted")
        result = self.run_both("-ax", "--delete", "source/", "copy/", same_tree=False)
        self.assertEqual(result.status, 23)
        self.assertEqual(tree(self.mine / "copy")["mounted/in it"], b"stays", result)


@unittest.skipUnless(IS_ROOT, "FULL DISK IS NOT TESTED: only root may mount a small filesystem")
class FullDisk(Place):
    def setUp(self) -> None:
        super().setUp()
        self.mounts: list[pathlib.Path] = []
        self.prepare(self.mount)
        self.prepare(lambda side: write(side / "source" / "database", os.urandom(3 << 20)))

    def mount(self, side: pathlib.Path) -> None:
        (side / "copy").mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", side / "copy"]).returncode != 0:
            self.skipTest("FULL DISK IS NOT TESTED: mounting is refused here")
        self.mounts.append(side / "copy")
        self.addCleanup(subprocess.run, ["umount", side / "copy"], check=True)

    def run_one_by_one(self, *arguments: str) -> Result:
        """One file at a time: another that is on its way may fill the disk for as long as that takes."""
        theirs = self.run_one("rsync", self.theirs, arguments)
        result = self.run_mine("--parallel=1", *arguments)
        self.assertEqual(result.status, theirs.status, f"{result}\nrsync: {theirs}")
        self.assert_no_leftovers()
        return result

    def assert_rest_is_there(self, result: object, database: bytes | None) -> None:
        copy = tree(self.mine / "copy")
        self.assertEqual(copy.get("database"), database, result)
        self.assertEqual(copy["readme"], b"read me\n")
        self.assertEqual(copy["folder/results.csv"], b"1,2,3\n" * 100)

    def test_a_new_file_does_not_fit(self) -> None:
        result = self.run_one_by_one("-a", "source/", "copy/")
        self.assertEqual(result.status, 11)
        self.assertEqual(len(result.complaints("database")), 1, result.err)
        self.assertIn("No space left on device", result.err)
        self.assert_rest_is_there(result, None)

    def test_a_new_version_does_not_fit(self) -> None:
        old = bytes(300_000)
        self.prepare(lambda side: write(side / "copy" / "database", old))
        for options in (["-a"], ["-a", "--no-whole-file"], ["-a", "--sparse"], ["-a", "--delay-updates"]):
            with self.subTest(options=options):
                result = self.run_one_by_one(*options, "source/", "copy/")
                self.assertEqual(result.status, 11)
                self.assert_rest_is_there(result, old)

    def test_preallocating_does_not_fit(self) -> None:
        result = self.run_one_by_one("-a", "--preallocate", "source/", "copy/")
        self.assertEqual(result.status, 11)
        self.assert_rest_is_there(result, None)

    def test_in_place_no_further_file_is_damaged(self) -> None:
        def arrange(side: pathlib.Path) -> None:
            for name in ("longer", "log"):
                write(side / "source" / name, b"new" * 200_000)
                write(side / "copy" / name, b"old" * 30_000)

        self.prepare(arrange)
        old = tree(self.mine / "copy")
        for options in (["--inplace"], ["--inplace", "--no-whole-file"], ["--append"], ["--inplace", "--backup"]):
            with self.subTest(options=options):
                result = self.run_one_by_one("-a", *options, "source/", "copy/")
                self.assertEqual(result.status, 11)
                self.assertEqual(len(result.err.splitlines()), 3, result.err)
                self.assertEqual(len(result.complaints("no further file")), 1, result.err)
                self.assertEqual(len(result.complaints("database")), 1, result.err)
                self.assertEqual({name: tree(self.mine / "copy")[name] for name in old}, old)
                (self.mine / "copy" / "database").unlink()
                (self.theirs / "copy" / "database").unlink()

    def test_what_arrived_is_kept_if_wanted(self) -> None:
        result = self.run_one_by_one("-a", "--partial-dir=.partial", "source/", "copy/")
        self.assertEqual(result.status, 11)
        kept = tree(self.mine / "copy")[".partial/database"]
        self.assertEqual(kept, (self.mine / "source" / "database").read_bytes()[:len(kept)])

    def test_what_arrived_is_not_kept_behind_a_link(self) -> None:
        self.prepare(lambda side: (side / "outside").mkdir())
        self.prepare(lambda side: (side / "copy" / ".partial").symlink_to("../outside"))
        self.run_one_by_one("-a", "--partial-dir=.partial", "source/", "copy/")
        for side in (self.mine, self.theirs):
            self.assertEqual(tree(side / "outside"), {})
            self.assertIn(".partial/database", tree(side / "copy"))


@unittest.skipUnless(IS_ROOT, "FULL OF NAMES IS NOT TESTED: only root may mount a small filesystem")
class FullOfNames(Place):
    """There is space for content, but for no further file: none that is there is in danger."""

    def mount(self, side: pathlib.Path) -> None:
        (side / "copy").mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "nr_inodes=4", "none", side / "copy"]).returncode != 0:
            self.skipTest("FULL OF NAMES IS NOT TESTED: mounting is refused here")
        self.addCleanup(subprocess.run, ["umount", side / "copy"], check=True)

    def test_in_place_the_files_that_are_there_change(self) -> None:
        self.prepare(self.mount)
        for name in ("a", "z"):
            self.prepare(lambda side, name=name: write(side / "source" / name, b"newer"))
            self.prepare(lambda side, name=name: write(side / "copy" / name, b"old"))
        # Which new entry gets the last name is a race between rsync's processes.
        result = self.run_both("-rt", "--inplace", "source/", "copy/", same_tree=False)
        self.assertEqual(result.status, 23)
        for side in (self.mine, self.theirs):
            copy = tree(side / "copy")
            self.assertEqual((copy["a"], copy["z"], len(copy)), (b"newer", b"newer", 3))


class TwoFilesystems(Place):
    """New content is written on another filesystem than that of the files."""

    def setUp(self) -> None:
        super().setUp()
        self.prepare(self.mount)

    def mount(self, side: pathlib.Path) -> None:
        (side / "copy" / ".new").mkdir(parents=True)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", side / "copy" / ".new"]).returncode != 0:
            self.skipTest("TWO FILESYSTEMS ARE NOT TESTED: mounting is refused here")
        self.addCleanup(subprocess.run, ["umount", side / "copy" / ".new"], check=True)

    def test_files_arrive(self) -> None:
        self.prepare(lambda side: (side / "source" / "readme").chmod(0o750))
        for options in (["-a"], ["-a", "--backup"], ["-a", "--delay-updates"], ["-a", "--sparse"], ["-rl"], ["-a", "--no-whole-file"]):
            with self.subTest(options=options):
                self.prepare(lambda side: write(side / "copy" / "readme", b"old", 1_400_000_000))
                result = self.run_both(*options, "--temp-dir=.new", "source/", "copy/")
                self.assertEqual((result.status, result.err), (0, ""))
                ours, theirs = ((side / "copy" / "readme").stat() for side in (self.mine, self.theirs))
                self.assertEqual(ours.st_mode, theirs.st_mode)
                if options[0] == "-a":
                    self.assertEqual(ours.st_mtime_ns, theirs.st_mtime_ns)

    def test_what_arrived_is_kept_if_wanted(self) -> None:
        self.prepare(lambda side: write(side / "source" / "big", os.urandom(3 << 20)))
        result = self.run_both("-a", "--partial-dir=.kept", "--temp-dir=.new", "source/", "copy/", same_tree=False)
        self.assertEqual(result.status, 11)
        kept = tree(self.mine / "copy")[".kept/big"]
        self.assertEqual(kept, (self.mine / "source" / "big").read_bytes()[:len(kept)])


class Changing(Place):
    """The source changes while a slow run is at work on it."""

    def test_a_file_vanishes(self) -> None:
        self.write_big(megabytes=3)
        process = self.start_slowly()
        (self.mine / "source" / "readme").unlink()
        result = self.finish(process)
        self.assertEqual(result.status, 24, result)
        self.assertEqual(len(result.complaints("source/readme")), 1, result.err)
        self.assertEqual(set(tree(self.mine / "copy")), {"big", "folder", "folder/results.csv"})
        self.assert_no_leftovers()

    def test_a_file_vanishes_and_deletions_are_limited(self) -> None:
        self.write_big(megabytes=3)
        write(self.mine / "copy" / "extraneous", b"kept")
        process = self.start_slowly("--delete", "--max-delete=0")
        (self.mine / "source" / "readme").unlink()
        result = self.finish(process)
        self.assertEqual(result.status, 24, result)
        self.assertIn("extraneous", tree(self.mine / "copy"))

    def test_a_file_becomes_a_symlink_to_something_private(self) -> None:
        write(self.place / "private", b"private")
        self.write_big(megabytes=3)
        process = self.start_slowly()
        (self.mine / "source" / "readme").unlink()
        (self.mine / "source" / "readme").symlink_to(self.place / "private")
        result = self.finish(process)
        self.assertEqual(result.status, 23, result)
        self.assertNotIn("readme", tree(self.mine / "copy"))

    def test_a_file_becomes_a_directory(self) -> None:
        self.write_big(megabytes=3)
        process = self.start_slowly()
        (self.mine / "source" / "readme").unlink()
        (self.mine / "source" / "readme").mkdir()
        result = self.finish(process)
        self.assertEqual(result.status, 23, result)
        self.assertEqual(len(result.complaints("readme")), 1, result.err)
        self.assertNotIn("readme", tree(self.mine / "copy"))
        self.assert_no_leftovers()

    def test_a_file_grows(self) -> None:
        content = self.write_big(megabytes=3)
        process = self.start_slowly()
        with open(self.mine / "source" / "big", "ab") as file:
            file.write(b"more" * 100_000)
        result = self.finish(process)
        self.assertEqual(result.status, 0, result)
        self.assertEqual((self.mine / "copy" / "big").read_bytes(), content)

    def test_a_file_shrinks(self) -> None:
        self.write_big(megabytes=3)
        process = self.start_slowly()
        os.truncate(self.mine / "source" / "big", 1000)
        result = self.finish(process)
        self.assertEqual(result.status, 23, result)
        self.assertEqual(len(result.complaints("source/big")), 1, result.err)
        self.assertNotIn("big", tree(self.mine / "copy"))
        self.assertEqual(tree(self.mine / "copy")["readme"], b"read me\n")
        self.assert_no_leftovers()

    def test_the_destination_is_taken_away(self) -> None:
        self.write_big(megabytes=3)
        process = self.start_slowly()
        shutil.rmtree(self.mine / "copy")
        result = self.finish(process)
        self.assertEqual(result.status, 23, result)
        self.assertGreater(len(result.complaints("big")), 0, result.err)
        self.assert_no_leftovers()


class Loops(Place):
    def test_symlinks_that_lead_to_each_other(self) -> None:
        def arrange(side: pathlib.Path) -> None:
            (side / "source" / "a").symlink_to("b")
            (side / "source" / "b").symlink_to("a")
            (side / "source" / "dangling").symlink_to("nowhere")

        self.prepare(arrange)
        result = self.run_both("-aL", "source/", "copy/")
        self.assertEqual(result.status, 23)
        for name in ("source/a", "source/b", "source/dangling"):
            self.assertEqual(len(result.complaints(f'{name}"')), 1, result.err)

    def test_a_directory_in_itself(self) -> None:
        self.prepare(lambda side: (side / "source" / "folder" / "loop").symlink_to("."))
        result = self.run_both("-aL", "source/", "copy/")
        self.assertEqual(result.status, 23)

    def test_a_very_deep_path(self) -> None:
        def arrange(side: pathlib.Path) -> None:
            here = os.open(side / "source", os.O_RDONLY)
            for _ in range(24):
                os.mkdir("d" * 200, dir_fd=here)
                below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
                os.close(here)
                here = below
            os.close(here)

        self.prepare(arrange)
        # rsync does not look below what one path can name; the program may.
        result = self.run_mine("-a", "source/", "copy/")
        self.assertIn(result.status, (0, 23), result)
        self.assertEqual((self.mine / "copy" / "readme").read_bytes(), b"read me\n")

    def test_the_longest_name(self) -> None:
        self.prepare(lambda side: write(side / "source" / ("n" * 255), b"long"))
        self.prepare(lambda side: write(side / "copy" / ("n" * 255), b"older and longer"))
        result = self.run_both("-a", "source/", "copy/")
        self.assertEqual(result.status, 0)

    def test_few_open_files(self) -> None:
        """Directories stay open for no longer than they are needed, though a slow file comes first."""
        self.write_big(megabytes=2)
        for i in range(400):
            write(self.mine / "source" / str(i) / "/".join("0123456789"[:i % 10]) / "file", b"%d" % i)
        done = subprocess.run(["prlimit", "--nofile=300", self.program, "-a", "--bwlimit=2m", "source/", "copy/"],
                              cwd=self.mine, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(tree(self.mine / "copy"), tree(self.mine / "source"))


class Arguments(Place):
    """Nonsense ends with rsync's exit code and a sentence, and touches nothing."""

    NONSENSE = [
        ["-a", "--inplace", "--partial-dir=.p"], ["-a", "--inplace", "--delay-updates"],
        ["-a", "--append", "--whole-file"], ["-a", "--append", "--delay-updates"], ["-a", "--append", "--partial-dir=.p"],
        ["-lt", "--delete"], ["-a", "--delete-before", "--delete-after"], ["-a", "--delete-during", "--delete-before"],
        ["-a", "--remove-source-files", "--no-such-option"], ["-a", "--max-delete=many"], ["-a", "--block-size=999999999"],
        ["-a", "--compare-dest=../x", "--link-dest=../y"], ["-a", "--copy-dest=../x", "--compare-dest=../y"],
        ["-a", "--chmod=u+q"], ["-a", "--max-size=big"], ["-a", "--bwlimit=slow"], ["-a", "--stop-at=yesterday"],
        ["-a", "--stop-after=0"], ["-a", "--files-from=nowhere"], ["-a", "--exclude-from=nowhere"],
        ["-a", "--filter=nonsense"], ["-a", "--checksum-choice=crc"], ["-a", "--compress-choice=rar"], ["-a", "--suffix=a/b", "-b"],
        ["-a", "--temp-dir=nowhere"], ["-a", "--outbuf=x"], ["-a", "--info=nonsense"], ["-a", "--modify-window=soon"],
        ["-a", "--timeout=soon"], ["-a", "--usermap=x"], ["-a", "--sparse", "--preallocate", "--inplace", "--max-alloc=x"],
    ]

    def test_nonsense(self) -> None:
        self.prepare(lambda side: write(side / "copy" / "old", b"stays"))
        before = tree(self.mine)
        for options in self.NONSENSE:
            with self.subTest(options=options):
                result = self.run_both(*options, "source/", "copy/", same_tree=False)
                self.assertNotEqual(result.status, 0)
                self.assertGreaterEqual(len(result.err.splitlines()), 2, result.err)
                self.assertEqual(tree(self.mine), before)

    def test_destinations_that_cannot_be(self) -> None:
        self.prepare(lambda side: write(side / "file", b"a file"))
        for arguments in (["-a", "source/", "file"], ["-a", "source/", "file/"], ["-a", "source/readme", "file/"],
                          ["-a", "source/readme", "source/folder/results.csv", "file"], ["-a", "source/", "no/such/copy"],
                          ["-a", "source/readme", "no/such/copy"], ["-a", "source/", "file/below"], ["-a"], ["-a", "source/", ""]):
            with self.subTest(arguments=arguments):
                self.run_both(*arguments)


class Confined(Place):
    """A symlink at the destination leads nothing out of it."""

    def setUp(self) -> None:
        super().setUp()
        for _, side in self.sides:
            write(side / "outside" / "results.csv", b"of somebody else")
            write(side / "outside" / "precious", b"precious")
            write(side / "source" / "sub" / "deep" / "file", b"deep")
            write(side / "outside" / "deep" / "file", b"theirs")
            (side / "copy").mkdir()
        self.outside = tree(self.mine / "outside")

    PLANTED = {"folder": "../outside", "sub": "../outside", "readme": "../outside/precious"}

    def check(self, *arguments: str) -> None:
        for name, target in self.PLANTED.items():
            self.prepare(lambda side, name=name, target=target: (side / "copy" / name).symlink_to(target))
        self.run_both(*arguments, "source/", "copy/")
        self.assertEqual(tree(self.mine / "outside"), self.outside)

    def test_copying(self) -> None:
        self.check("-a")

    def test_deleting(self) -> None:
        self.check("-a", "--delete")

    def test_deleting_before_and_after(self) -> None:
        self.check("-a", "--delete-before", "--force")

    def test_deleting_late(self) -> None:
        self.check("-a", "--delete-delay", "--backup", "--backup-dir=../backup")

    def test_in_place(self) -> None:
        self.check("-a", "--inplace", "--no-whole-file")

    def test_appending(self) -> None:
        self.check("-a", "--append")

    def test_backups(self) -> None:
        self.check("-a", "--backup")

    def test_delayed(self) -> None:
        self.check("-a", "--delay-updates")

    def test_relative_without_implied_directories(self) -> None:
        def plant(side: pathlib.Path) -> None:
            (side / "copy" / "source").symlink_to("../outside")

        self.prepare(plant)
        mine = self.run_mine("-rltR", "--no-implied-dirs", "source/sub/deep/file", "copy/")
        self.assertEqual(tree(self.mine / "outside"), self.outside, mine)

    def test_files_from(self) -> None:
        self.prepare(lambda side: write(side / "list", b"sub/deep/file\nfolder/results.csv\n"))
        self.check("-a", "--files-from=list")

    def test_the_programs_own_directories(self) -> None:
        for name, options in ((".~tmp~", ["--delay-updates"]), (".p", ["--partial-dir=.p", "--delay-updates"])):
            with self.subTest(name=name):
                shutil.rmtree(self.mine / "copy")
                (self.mine / "copy").mkdir()
                (self.mine / "copy" / name).symlink_to("../outside")
                result = self.run_mine("-a", *options, "source/", "copy/")
                self.assertEqual(tree(self.mine / "outside"), self.outside, result)
                self.assert_no_leftovers()


@unittest.skipUnless(IS_ROOT, "LINKS OF OTHERS ARE NOT TESTED: only root may give links away")
class LinksOfOthers(Place):
    """What the user names is not looked for where another user's symlink leads."""

    def setUp(self) -> None:
        super().setUp()
        for _, side in self.sides:
            write(side / "outside" / "readme", b"read me\n")
            (side / "copy").mkdir()
            (side / "other").symlink_to("outside")
            os.chown(side / "other", NOBODY, NOBODY, follow_symlinks=False)
        self.outside = tree(self.mine / "outside")

    def check(self, option: str, status: int) -> Result:
        """`option` ends with where it leads to, which is given as an absolute path."""
        arguments = ("-a", "source/", "copy/")
        theirs = self.run_one("rsync", self.theirs, (f"{option}={self.theirs}/other", *arguments))
        mine = self.run_one(str(self.program), self.mine, (f"{option}={self.mine}/other", *arguments))
        self.assertEqual((mine.status, theirs.status), (status, status), mine)
        self.assertEqual(tree(self.mine), tree(self.theirs), mine)
        self.assertEqual(tree(self.mine / "outside"), self.outside)
        return mine

    def test_a_directory_for_temporary_files(self) -> None:
        result = self.check("--temp-dir", 23)
        self.assertEqual(len(result.complaints("another user")), 2, result.err)

    def test_a_directory_for_partial_files(self) -> None:
        self.check("--partial-dir", 0)

    def test_a_tree_of_links(self) -> None:
        self.assertIn("another user", self.check("--link-dest", 0).err)

    def test_a_log(self) -> None:
        for path in ("other/log", "log"):
            with self.subTest(path=path):
                for _, side in self.sides:
                    if not (side / "log").is_symlink():
                        (side / "log").symlink_to("outside/log")
                        os.chown(side / "log", NOBODY, NOBODY, follow_symlinks=False)
                result = self.run_both("-a", f"--log-file={path}", "source/", "copy/")
                self.assertIn("another user", result.err)
                self.assertIn("Ignoring", result.out)
                self.assertEqual(tree(self.mine / "outside"), self.outside)


class Stopped(Place):
    def stop(self, number: signal.Signals, *options: str, under: str = "copy/.big.") -> dict[str, object]:
        result = self.interrupt(self.start_slowly(*options, under=under), number)
        self.assertEqual(result.status, 19 if number in USER_SIGNALS else 20, result)
        self.assert_no_leftovers()
        return tree(self.mine / "copy")

    def test_a_signal_leaves_nothing_behind(self) -> None:
        self.write_big()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, *USER_SIGNALS):
            with self.subTest(signal=number.name):
                self.assertNotIn("big", self.stop(number))
                shutil.rmtree(self.mine / "copy")

    def test_ignored_signals(self) -> None:
        """A shell's background job is told to ignore SIGINT; a run under nohup, SIGHUP."""
        def ignore_both() -> None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

        self.write_big(megabytes=4)
        process = self.start_slowly(before=ignore_both)
        process.send_signal(signal.SIGHUP)
        self.assertEqual(self.interrupt(process, signal.SIGINT).status, 20)
        process = self.start_slowly(before=ignore_both)
        process.send_signal(signal.SIGHUP)
        self.assertEqual(self.finish(process).status, 0)

    def test_how_far_it_is(self) -> None:
        """SIGVTALRM asks for a line about the run, which comes when the file that moves has arrived."""
        self.write_big(megabytes=4)
        for options, lines in (([], 1), (["-v"], 1), (["-q"], 0)):
            with self.subTest(options=options):
                process = self.start_slowly(*options, "--info=flist0,stats0")
                process.send_signal(signal.SIGVTALRM)
                result = self.finish(process)
                self.assertEqual(result.status, 0, result)
                self.assertEqual(result.out.count("(xfr#1, "), lines, result)
                self.assertEqual(result.out.count("big"), lines, result)
                shutil.rmtree(self.mine / "copy")

    def test_a_name_stands_before_the_content(self) -> None:
        self.write_big(megabytes=4)
        process = self.start_slowly("-v", "--outbuf=L")
        while b"big" not in process.stdout.readline():
            pass
        self.assertIsNone(process.poll())
        self.assertEqual(self.interrupt(process, signal.SIGTERM).status, 20)

    def test_nor_do_the_delta_commands(self) -> None:
        write(self.mine / "old", b"old" * 1000)
        (self.mine / "made").mkdir()
        os.mkfifo(self.mine / "pipe")
        for arguments in (["signature", "-", "made/sig"], ["signature", "pipe", "made/sig"],
                          ["patch", "old", "-", "made/new"]):
            for number in (signal.SIGINT, signal.SIGTERM):
                with self.subTest(arguments=arguments, signal=number.name):
                    process = subprocess.Popen([self.program, *arguments], cwd=self.mine, stdin=subprocess.PIPE,
                                               stderr=subprocess.PIPE)
                    time.sleep(0.3)
                    process.send_signal(number)
                    self.assertEqual(process.wait(timeout=10), 20)
                    self.assertIn(b"interrupted", process.communicate()[1])
                    self.assertEqual(os.listdir(self.mine / "made"), [])

    def test_nor_in_any_way_of_writing(self) -> None:
        # "a" comes before "big" and is complete by then. With --delay-updates both stay in what is its
        # partial directory, too, as with rsync: the next run goes on from there.
        write(self.mine / "source" / "a", b"a")
        self.write_big()
        (self.mine / "temp").mkdir()
        ways = {
            ("--delay-updates",): ("copy/.big.", {".~tmp~/a", ".~tmp~/big"}),
            ("--inplace",): ("copy/big", {"a", "big"}),
            ("--append",): ("copy/big", {"a", "big"}),
            ("--partial-dir=.p",): ("copy/.big.", {"a", ".p/big"}),
            ("--temp-dir=../temp",): ("temp/.big.", {"a"}),
            ("--preallocate", "--sparse"): ("copy/.big.", {"a"}),
        }
        for options, (under, left) in ways.items():
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                with self.subTest(options=options, signal=number.name):
                    shutil.rmtree(self.mine / "copy", ignore_errors=True)
                    copy = self.stop(number, *options, under=under)
                    self.assertEqual({name for name, content in copy.items() if content is not None}, left)
                    self.assertEqual(tree(self.mine / "temp"), {})

    def test_the_old_version_stays(self) -> None:
        self.write_big()
        for options in ([], ["--no-whole-file"], ["--sparse"], ["--backup"], ["--fsync"]):
            with self.subTest(options=options):
                old = b"old" * 100
                write(self.mine / "copy" / "big", old)
                self.assertEqual(self.stop(signal.SIGINT, *options)["big"], old)

    def test_what_arrived_is_kept_if_wanted(self) -> None:
        content = self.write_big()
        os.chmod(self.mine / "source" / "big", 0o640)
        for options, name in ((["--partial"], "big"), (["--partial-dir=.p"], ".p/big"), (["--partial", "--preallocate"], "big")):
            with self.subTest(options=options):
                copy = self.stop(signal.SIGINT, *options)
                kept = (self.mine / "copy" / name).stat()
                # Under its own name it is older than anything, so that -u does not leave it as it is.
                self.assertEqual((kept.st_mode & 0o777, kept.st_mtime == 0), (0o640, name == "big"))
                self.assertGreater(len(copy[name]), 0)
                self.assertLess(len(copy[name]), len(content))
                self.assertEqual(copy[name], content[:len(copy[name])])
                # The next run goes on from there.
                done = subprocess.run([self.program, "-a", "--no-whole-file", "--stats", *options, "source/", "copy/"],
                                      cwd=self.mine, capture_output=True, check=True, text=True)
                self.assertNotIn("Matched data: 0 bytes", done.stdout)
                self.assertEqual(tree(self.mine / "copy"), tree(self.mine / "source"))
                shutil.rmtree(self.mine / "copy")

    def test_what_arrived_replaces_nothing_without_a_backup(self) -> None:
        self.write_big()
        write(self.mine / "copy" / "big", b"old")
        self.assertEqual(self.stop(signal.SIGINT, "--partial", "--backup")["big~"], b"old")

    def test_killed_at_once(self) -> None:
        content = self.write_big()
        old = b"old" * 100
        write(self.mine / "copy" / "big", old)
        process = self.start_slowly()
        process.kill()
        self.finish(process)
        self.assertEqual((self.mine / "copy" / "big").read_bytes(), old)
        subprocess.run([self.program, "-a", "--delete", "source/", "copy/"], cwd=self.mine, check=True)
        self.assertEqual((self.mine / "copy" / "big").read_bytes(), content)
        self.assert_no_leftovers()

    def test_killed_at_any_moment(self) -> None:
        """Whenever it is killed, every file is wholly old or wholly new, and the next run ends well."""
        source, copy = self.mine / "source", self.mine / "copy"
        seed = random.randrange(1 << 32)
        chance = random.Random(seed)
        new = {f"{i % 7}/{i}": b"new %d " % i * chance.randrange(20_000) for i in range(150)}
        for name, content in new.items():
            write(source / name, content, 1_600_000_000)
        for turn in range(8):
            shutil.rmtree(copy, ignore_errors=True)
            for name in new:
                write(copy / name, b"old " + name.encode())
            process = subprocess.Popen([self.program, "-a", "--delete", "source/", "copy/"], cwd=self.mine,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.random() * 0.06)
            process.kill()
            process.wait()
            for name, content in new.items():
                now = (copy / name).read_bytes()
                self.assertIn(now, (content, b"old " + name.encode()), f"seed {seed}, turn {turn}: {name}")
            subprocess.run([self.program, "-a", "--delete", "source/", "copy/"], cwd=self.mine, check=True)
            self.assertEqual(tree(copy), tree(source), f"seed {seed}, turn {turn}")

    def test_nothing_moves(self) -> None:
        """A list of files that never comes: the same as a share that does not answer."""
        process = subprocess.Popen([self.program, "-a", "--timeout=1", "--files-from=-", "source/", "copy/"], cwd=self.mine,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        start = time.monotonic()
        process.wait(timeout=10)
        self.assertGreater(time.monotonic() - start, 0.9)
        self.assertEqual(process.returncode, 30)
        self.assertEqual(len(process.stderr.read().splitlines()), 2)
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()

    def test_slow_is_not_still(self) -> None:
        self.write_big(megabytes=5)
        result = self.finish(self.start_slowly("--timeout=1"))
        self.assertEqual(result.status, 0, result)
        self.assertEqual(tree(self.mine / "copy"), tree(self.mine / "source"))

    def run_without_streams(self, *arguments: str) -> int:
        def close_all() -> None:
            for stream in (0, 1, 2):
                os.close(stream)

        return subprocess.run([self.program, *arguments], cwd=self.mine, preexec_fn=close_all, timeout=60).returncode

    def test_a_limit_of_file_sizes(self) -> None:
        """What is longer than the process may write fails like on a full disk."""
        self.write_big(megabytes=2)
        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

        done = subprocess.run([self.program, "-a", "source/", "copy/"], cwd=self.mine, capture_output=True, text=True, preexec_fn=limit)
        self.assertEqual(done.returncode, 11, done)
        self.assertIn("copy/big", done.stderr)
        self.assert_no_leftovers()
        self.assertEqual(set(tree(self.mine / "copy")), {"readme", "folder", "folder/results.csv"})

    def test_streams_that_are_closed(self) -> None:
        """No file of the run takes the place of a stream, and what is said goes nowhere."""
        for i in range(300):
            write(self.mine / "source" / f"{i}", b"x" * i)
        self.assertEqual(self.run_without_streams("-avv", "--debug=all", "source/", "missing", "copy/"), 23)
        self.assertEqual(tree(self.mine / "copy"), tree(self.mine / "source"))

    def test_a_list_that_cannot_be_read(self) -> None:
        self.assertEqual(self.run_without_streams("-a", "--files-from=-", "source/", "copy/"), 11)
        self.assertFalse((self.mine / "copy").exists())

    def test_nobody_listens(self) -> None:
        """A reader of the output that goes away does not stop the work half way through a file."""
        for i in range(3000):
            write(self.mine / "source" / f"{i}", b"x")
        process = subprocess.Popen([self.program, "-av", "source/", "copy/"], cwd=self.mine,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        process.stdout.readline()
        process.stdout.close()
        process.wait(timeout=60)
        self.assert_no_leftovers()


if __name__ == "__main__":
    unittest.main()
