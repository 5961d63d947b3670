#!/usr/bin/env python3
"""The contract of container/sync_scripts.

Usage: sync_scripts_test.py [--binary build/release/smartsync]
"""

from __future__ import annotations

import argparse
import json
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
    """Every name below root that is the project's, with its kind, mode, content and time."""
    found = {}
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        name = str(path.relative_to(root))
        if name == ".sync_log.json" or name.split("/")[0] == ".smartsync":
            continue
        if path.is_symlink():
            found[name] = ("link", os.readlink(path))
        elif path.is_dir():
            found[name] = ("dir", status.st_mode, status.st_mtime_ns)
        else:
            found[name] = ("file", status.st_mode, status.st_mtime_ns, path.read_bytes())
    return found


class SyncScripts(unittest.TestCase):
    program = str(ROOT / "build" / "release" / "smartsync")

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

    def test_pre_step_brings_the_project(self) -> None:
        self.assert_done(self.pre(), "Pre-step sync completed")
        self.assertEqual(tree(self.local), tree(self.network))
        (self.network / "tables" / "results.csv").unlink()
        write(self.network / "data.db", b"changed by somebody", OLD + 5_000_000_000)
        self.assert_done(self.pre(), "Pre-step sync completed")
        self.assertEqual(tree(self.local), tree(self.network))

    def test_pre_step_reverts_no_local_result(self) -> None:
        self.assert_done(self.pre(), "Pre-step sync completed")
        write(self.local / "data.db", b"a result that never reached the network", OLD + 5_000_000_000)
        (self.local / "tables" / "results.csv").unlink()
        before = tree(self.local)
        self.assert_done(self.pre(), "Pre-step sync completed")
        self.assertEqual(tree(self.local), before)
        self.assert_done(self.post("1"), "Step 1 synced to network")
        self.assertEqual((self.network / "data.db").read_bytes(), b"a result that never reached the network")
        self.assertFalse((self.network / "tables" / "results.csv").exists())

    def test_a_staging_copy_that_is_there_is_adopted(self) -> None:
        write(self.local / "results" / "local.txt", b"only here")
        write(self.local / "data.db", b"older", OLD - 5_000_000_000)
        result = self.pre()
        self.assertEqual(result.returncode, 0)
        self.assertIn("data.db", result.stderr)  # both versions are kept
        self.assertEqual((self.local / "data.db").read_bytes(), (self.network / "data.db").read_bytes())
        beside = [path for path in self.local.glob("data.conflict-local-*.db")]
        self.assertEqual([path.read_bytes() for path in beside], [b"older"])
        self.assertTrue((self.local / "results" / "local.txt").exists())

    def test_both_changed(self) -> None:
        for policy, kept in (("network", b"theirs"), ("local", b"mine")):
            shutil.rmtree(self.local)
            self.assert_done(self.pre(), "Pre-step sync completed")
            write(self.network / "data.db", b"theirs", OLD + 5_000_000_000)
            write(self.local / "data.db", b"mine", OLD + 6_000_000_000)
            result = self.post("1", SMART_SYNC_ON_CONFLICT=policy)
            self.assertEqual(result.returncode, 0)
            self.assertEqual((self.network / "data.db").read_bytes(), kept)
            self.assertEqual((self.local / "data.db").read_bytes(), kept)
        write(self.network / "data.db", b"theirs again", OLD + 7_000_000_000)
        write(self.local / "data.db", b"mine again", OLD + 8_000_000_000)
        result = self.post("1", SMART_SYNC_ON_CONFLICT="stop")
        self.assertEqual(result.returncode, 1)
        self.assertIn("exit code 40", result.stderr)

    def test_post_step_makes_the_network_tree_the_mirror(self) -> None:
        self.assert_done(self.pre(), "Pre-step sync completed")
        write(self.local / "data.db", b"changed by the step", OLD + 5_000_000_000)
        write(self.local / ".snapshots" / "2" / "new", b"new")
        (self.local / "tables" / "results.csv").unlink()
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
        log = json.loads((self.local / ".sync_log.json").read_text())
        self.assertEqual((log["operation"], log["direction"]), ("initial_sync", "network_to_local"))
        self.assertEqual((self.network / ".sync_log.json").read_bytes(), b"network's")

    def test_a_second_run_changes_nothing(self) -> None:
        self.assert_done(self.pre(), "Pre-step sync completed")
        inodes = {name: (self.local / name).lstat().st_ino for name in tree(self.local)}
        self.assert_done(self.pre(), "Pre-step sync completed")
        self.assertEqual({name: (self.local / name).lstat().st_ino for name in tree(self.local)}, inodes)

    def test_trailing_slashes_do_not_matter(self) -> None:
        result = self.pre(NETWORK_PROJECT_PATH=f"{self.network}/", LOCAL_PROJECT_PATH=f"{self.local}/")
        self.assert_done(result, "Pre-step sync completed")
        self.assertEqual(tree(self.local), tree(self.network))

    def test_the_script_may_be_a_link(self) -> None:
        (self.place / "linked").mkdir()
        (self.place / "linked" / "pre_step_sync.sh").symlink_to(SCRIPTS / "pre_step_sync.sh")
        self.assert_done(self.run_script("pre_step_sync.sh", scripts=self.place / "linked"), "Pre-step sync completed")

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
        self.assert_refused(self.post("s"), "is empty")
        self.assert_done(self.pre(), "Pre-step sync completed")
        for path in self.local.iterdir():
            if path.name not in (".smartsync", ".sync_log.json"):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        self.assert_refused(self.post("s"), "is empty")
        self.assertEqual(tree(self.network), before)

    def test_the_post_step_does_not_make_a_missing_share(self) -> None:
        write(self.local / "mine", b"mine")
        gone = self.place / "gone"
        self.assert_refused(self.post("s", NETWORK_PROJECT_PATH=str(gone)), "gone", "connected")
        self.assertFalse(gone.exists())

    def test_one_tree_inside_the_other_is_refused(self) -> None:
        before = tree(self.network)
        inside = self.network / "tables"
        self.assert_refused(self.pre(LOCAL_PROJECT_PATH=str(inside)), "would lie in")
        self.assert_refused(self.pre(LOCAL_PROJECT_PATH=str(inside / "new")), "would lie in")
        self.assert_refused(self.pre(LOCAL_PROJECT_PATH=str(self.network)), "same directory")
        self.assert_refused(self.pre(LOCAL_PROJECT_PATH=str(self.place)), "lies in")
        self.assert_refused(self.post("s", LOCAL_PROJECT_PATH=str(inside)), "would lie in")
        self.assertEqual(tree(self.network), before)

    def test_two_empty_projects_are_in_step(self) -> None:
        empty = self.place / "empty"
        empty.mkdir()
        self.assert_done(self.pre(NETWORK_PROJECT_PATH=str(empty)), "Pre-step sync completed")
        write(self.local / "results" / "first.csv", b"1,2\n")
        self.assert_done(self.post("1", NETWORK_PROJECT_PATH=str(empty)), "Step 1 synced to network")
        self.assertEqual(tree(empty), tree(self.local))

    def test_a_step_may_be_called_like_an_option(self) -> None:
        self.assert_done(self.pre(), "Pre-step sync completed")
        for step in ("--help", "-n"):
            write(self.local / "data.db", step.encode())
            self.assert_done(self.post(step), f"Step {step} synced to network")
            self.assertEqual((self.network / "data.db").read_bytes(), step.encode())

    def test_failures_of_the_program_go_to_stderr(self) -> None:
        self.assert_done(self.pre(), "Pre-step sync completed")
        (self.local / ".smartsync" / "state.db").write_bytes(b"no database at all" * 100)
        result = self.pre()
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("state.db", result.stderr)
        self.assertIn("exit code 42", result.stderr)

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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default=SyncScripts.program, help="the program under test")
    known, rest = parser.parse_known_args()
    SyncScripts.program = os.path.abspath(known.binary)
    unittest.main(argv=[sys.argv[0], *rest])
