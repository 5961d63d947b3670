#!/usr/bin/env python3
"""The contract of container/sync_scripts, once with smartsync and once with rsync in its place.

Usage: sync_scripts_test.py [--binary build/release/smartsync]
"""

from __future__ import annotations

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "container" / "sync_scripts"
OLD = 1_500_000_000_123_456_789  # nanoseconds


def write(path: pathlib.Path, content: bytes, mtime_ns: int = OLD) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, ns=(mtime_ns, mtime_ns))


def age_folders(root: pathlib.Path, mtime_ns: int) -> None:
    """Times of the same second count as equal, as with rsync: no folder here is as young as its copy."""
    for path in [root, *root.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            os.utime(path, ns=(mtime_ns, mtime_ns))


def tree(root: pathlib.Path) -> dict:
    """Every name below root with its kind, mode, content and, for files, time."""
    found = {}
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        name = str(path.relative_to(root))
        if path.is_symlink():
            found[name] = ("link", os.readlink(path))
        elif path.is_dir():
            found[name] = ("dir", status.st_mode, status.st_mtime_ns)
        else:
            found[name] = ("file", status.st_mode, status.st_mtime_ns, path.read_bytes())
    return found


class SyncScripts:
    """The tests; a subclass says which program the scripts run."""

    program = ""

    def setUp(self) -> None:
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="sync scripts "))
        self.addCleanup(shutil.rmtree, self.place)
        self.network = self.place / "net work"
        self.local = self.place / "lo cal"
        self.network.mkdir()
        self.local.mkdir()
        write(self.network / "data.db", b"SQLite format 3\0" * 500)
        write(self.network / "tables" / "results.csv", b"a,b\n1,2\n")
        write(self.network / ".snapshots" / "1" / ".hidden", b"hidden")
        (self.network / "empty folder").mkdir()
        (self.network / "latest").symlink_to("tables/results.csv")
        os.chmod(self.network / "tables" / "results.csv", 0o640)
        age_folders(self.network, OLD)

    def run_script(self, name: str, *arguments: str, scripts: pathlib.Path = SCRIPTS, **environment: str | None):
        values = {
            "PATH": "/usr/bin:/bin",
            "SMART_SYNC_ENABLED": "true",
            "NETWORK_PROJECT_PATH": str(self.network),
            "LOCAL_PROJECT_PATH": str(self.local),
            "SMARTSYNC_BIN": self.program,
        }
        values.update(environment)
        return subprocess.run(
            [str(scripts / name), *arguments], env={k: v for k, v in values.items() if v is not None},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)

    def pre(self, **environment: str | None):
        return self.run_script("pre_step_sync.sh", **environment)

    def post(self, *arguments: str, **environment: str | None):
        return self.run_script("post_step_sync.sh", *arguments, **environment)

    def assert_done(self, result, last_line: str) -> None:
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(result.stdout.splitlines()[-1], last_line)

    def assert_refused(self, result, *words: str) -> None:
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout, "")
        for word in words:
            self.assertIn(word, result.stderr)

    def test_pre_step_makes_the_local_tree_the_mirror(self) -> None:
        write(self.local / "stale" / "old.txt", b"to be deleted")
        write(self.local / "data.db", b"older")
        self.assert_done(self.pre(), "Pre-step sync completed")
        self.assertEqual(tree(self.local), tree(self.network))
        self.assertFalse((self.local / "stale").exists())

    def test_post_step_makes_the_network_tree_the_mirror(self) -> None:
        self.assert_done(self.pre(), "Pre-step sync completed")
        write(self.local / "data.db", b"changed by the step", OLD + 5_000_000_000)
        write(self.local / ".snapshots" / "2" / "new", b"new")
        (self.local / "tables" / "results.csv").unlink()
        age_folders(self.local, OLD + 9_000_000_000)
        self.assert_done(self.post("step_07"), "Step step_07 synced to network")
        self.assertEqual(tree(self.network), tree(self.local))
        self.assertEqual((self.network / "data.db").read_bytes(), b"changed by the step")
        self.assertFalse((self.network / "tables" / "results.csv").exists())

    def test_excluded_names_do_not_travel_and_are_not_deleted(self) -> None:
        write(self.network / "code" / "__pycache__" / "a.pyc", b"network's")
        write(self.network / "Thumbs.db", b"network's")
        write(self.network / ".sync_log.json", b"network's")
        write(self.network / "tables" / ".DS_Store", b"network's")
        write(self.local / ".sync_log.json", b"local's")
        write(self.local / "code" / "__pycache__" / "b.pyc", b"local's")
        self.assert_done(self.pre(), "Pre-step sync completed")
        here = tree(self.local)
        self.assertNotIn("Thumbs.db", here)
        self.assertNotIn("tables/.DS_Store", here)
        self.assertNotIn("code/__pycache__/a.pyc", here)
        self.assertIn("code/__pycache__/b.pyc", here)
        self.assertEqual((self.local / ".sync_log.json").read_bytes(), b"local's")

    def test_a_file_called_like_the_excluded_folder_travels(self) -> None:
        write(self.network / "__pycache__", b"a file")
        self.assert_done(self.pre(), "Pre-step sync completed")
        self.assertEqual((self.local / "__pycache__").read_bytes(), b"a file")

    def test_a_second_run_changes_nothing(self) -> None:
        self.assert_done(self.pre(), "Pre-step sync completed")
        inodes = {p: p.stat().st_ino for p in self.local.rglob("*") if p.is_file()}
        self.assert_done(self.pre(), "Pre-step sync completed")
        self.assertEqual({p: p.stat().st_ino for p in self.local.rglob("*") if p.is_file()}, inodes)

    def test_trailing_slashes_do_not_matter(self) -> None:
        result = self.pre(NETWORK_PROJECT_PATH=f"{self.network}/", LOCAL_PROJECT_PATH=f"{self.local}/")
        self.assert_done(result, "Pre-step sync completed")
        self.assertEqual(tree(self.local), tree(self.network))

    def test_the_local_directory_is_made(self) -> None:
        target = self.place / "new" / "project"
        self.assert_done(self.pre(LOCAL_PROJECT_PATH=str(target)), "Pre-step sync completed")
        self.assertEqual(tree(target), tree(self.network))

    def test_nothing_happens_unless_enabled(self) -> None:
        write(self.local / "mine", b"mine")
        for value in (None, "", "false", "TRUE", "1", "true "):
            for result in (self.pre(SMART_SYNC_ENABLED=value), self.post("s", SMART_SYNC_ENABLED=value)):
                self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))
        self.assertEqual(list(tree(self.local)), ["mine"])
        self.assertNotIn("mine", tree(self.network))

    def test_the_post_step_needs_a_step_id(self) -> None:
        write(self.local / "mine", b"mine")
        before = tree(self.network)
        self.assert_refused(self.post(), "usage: post_step_sync.sh STEP_ID")
        self.assert_refused(self.post(""), "usage: post_step_sync.sh STEP_ID")
        self.assertEqual(tree(self.network), before)

    def test_missing_and_relative_paths(self) -> None:
        for name in ("NETWORK_PROJECT_PATH", "LOCAL_PROJECT_PATH"):
            for run in (self.pre, lambda **values: self.post("s", **values)):
                self.assert_refused(run(**{name: None}), f"{name} is not set")
                self.assert_refused(run(**{name: ""}), f"{name} is not set")
                self.assert_refused(run(**{name: "some/where"}), name, "absolute")

    def test_a_drive_that_is_not_connected_deletes_nothing(self) -> None:
        write(self.local / "mine", b"mine")
        before = tree(self.local)
        self.assert_refused(self.pre(NETWORK_PROJECT_PATH=str(self.place / "gone")), "gone", "connected")
        empty = self.place / "empty"
        empty.mkdir()
        self.assert_refused(self.pre(NETWORK_PROJECT_PATH=str(empty)), "empty", "connected")
        self.assertEqual(tree(self.local), before)

    def test_an_empty_local_project_deletes_nothing_on_the_network(self) -> None:
        before = tree(self.network)
        self.assert_refused(self.post("s"), "LOCAL_PROJECT_PATH", "is empty")
        self.assertEqual(tree(self.network), before)

    def test_the_post_step_does_not_make_a_missing_share(self) -> None:
        write(self.local / "mine", b"mine")
        gone = self.place / "gone"
        self.assert_refused(self.post("s", NETWORK_PROJECT_PATH=str(gone)), "NETWORK_PROJECT_PATH", "connected")
        self.assertFalse(gone.exists())

    def test_one_tree_inside_the_other_is_refused(self) -> None:
        before = tree(self.network)
        inside = self.network / "tables"
        self.assert_refused(self.pre(LOCAL_PROJECT_PATH=str(inside)), "lies in")
        self.assert_refused(self.pre(LOCAL_PROJECT_PATH=str(self.network)), "lies in")
        self.assert_refused(self.post("s", LOCAL_PROJECT_PATH=str(inside)), "lies in")
        self.assertEqual(tree(self.network), before)

    def test_two_empty_projects_are_in_step(self) -> None:
        empty = self.place / "empty"
        empty.mkdir()
        self.assert_done(self.pre(NETWORK_PROJECT_PATH=str(empty)), "Pre-step sync completed")

    def test_failures_of_the_program_go_to_stderr(self) -> None:
        # A directory that holds an excluded file cannot give way to a file of its name.
        write(self.network / "code", b"a file here")
        write(self.local / "code" / "Thumbs.db", b"kept by its exclusion")
        result = self.pre()
        self.assertEqual(result.returncode, 1)
        self.assertIn("exit code 23", result.stderr)
        self.assertNotIn("completed", result.stdout)

    def test_where_the_program_is_looked_for(self) -> None:
        missing = self.place / "no such program"
        self.assert_refused(self.pre(SMARTSYNC_BIN=str(missing)), str(missing))
        self.assert_refused(self.pre(SMARTSYNC_BIN=None), "SMARTSYNC_BIN")
        bundle = self.place / "bundle"
        shutil.copytree(SCRIPTS, bundle)
        (bundle / "smartsync").symlink_to(self.program)
        result = self.run_script("pre_step_sync.sh", scripts=bundle, SMARTSYNC_BIN=None)
        self.assert_done(result, "Pre-step sync completed")
        self.assertEqual(tree(self.local), tree(self.network))
        on_path = self.post("s", SMARTSYNC_BIN=None, PATH=f"{bundle}:/usr/bin:/bin")
        self.assert_done(on_path, "Step s synced to network")


class WithRsync(SyncScripts, unittest.TestCase):
    program = shutil.which("rsync") or "rsync"


class WithSmartsync(SyncScripts, unittest.TestCase):
    program = str(ROOT / "build" / "release" / "smartsync")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default=WithSmartsync.program, help="the program under test")
    known, rest = parser.parse_known_args()
    WithSmartsync.program = os.path.abspath(known.binary)
    unittest.main(argv=[sys.argv[0], *rest])
