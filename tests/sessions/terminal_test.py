#!/usr/bin/env python3
"""What a person at a terminal is asked, and what becomes of the answers.

Arguments are unittest's: names of tests. SMARTSYNC names another program.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from terminal import END_OF_FILE, INTERRUPT, Terminal, leases

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("SMARTSYNC", str(ROOT / "build" / "release" / "smartsync"))
INTERRUPTED, CONFLICTS = 20, 40
QUESTION = "[l]ater?"


class Person(unittest.TestCase):
    def setUp(self) -> None:
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="smartsync terminal "))
        self.addCleanup(shutil.rmtree, self.place)
        self.network, self.local = self.place / "net", self.place / "loc"
        self.network.mkdir()
        for name in ("a", "gone", "quiet"):
            (self.network / name).write_text("old\n")
        self.run_program("init", self.network, self.local)

    def run_program(self, *words: object) -> subprocess.CompletedProcess[str]:
        run = subprocess.run([PROGRAM, *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             timeout=60)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        return run

    def terminal(self, *words: object) -> Terminal:
        terminal = Terminal(PROGRAM, *words)
        self.addCleanup(terminal.__exit__)
        return terminal

    def both_change(self, mine: str = "mine\n", theirs: str = "theirs, longer\n") -> None:
        (self.network / "a").write_text(theirs)
        os.utime(self.network / "a", (1_700_000_000, 1_700_000_000))
        (self.local / "a").write_text(mine)

    def contents(self) -> dict[str, str]:
        return {str(path.relative_to(self.place)): path.read_text() for root in (self.network, self.local)
                for path in root.rglob("*") if path.is_file() and path.name not in ("state.db", "project", ".sync_log.json")}

    def versions(self) -> tuple[str, str]:
        return (self.local / "a").read_text(), (self.network / "a").read_text()

    def test_the_versions_are_shown_and_the_answer_counts(self) -> None:
        for number, (answer, is_mine) in enumerate((("h", True), ("network", False), ("", True), ("B", True))):
            mine, theirs = f"mine{number}\n", "theirs, longer" + "!" * number + "\n"
            self.both_change(mine, theirs)
            terminal = self.terminal("sync", self.local)
            terminal.wait_for(QUESTION)
            self.assertIn('"a" was changed both here and on the network.', terminal.text)
            self.assertIn(", 6 bytes (newer)", terminal.text)
            self.assertIn("2023-11-1", terminal.text)
            self.assertNotIn("keeps the name", terminal.text)
            terminal.type(answer + "\n")
            self.assertEqual(terminal.end(), 0, terminal.text)
            self.assertEqual(self.versions(), (mine, mine) if is_mine else (theirs, theirs))
            beside = list(self.local.glob("a.conflict-*"))
            self.assertEqual(len(beside), 1 if answer in ("", "B") else 0)
            for path in beside:
                path.unlink()
            self.run_program("sync", self.local)

    def test_a_wrong_answer_is_asked_again(self) -> None:
        self.both_change()
        terminal = self.terminal("pull", self.local)
        for wrong in ("x", "yes", "?"):
            terminal.wait_for(QUESTION)
            terminal.type(wrong + "\n")
            terminal.wait_for("Please answer")
        terminal.type("l\n")
        self.assertEqual(terminal.end(), CONFLICTS)
        self.assertIn('nothing was done about it; "smartsync resolve"', terminal.text)
        self.assertEqual(self.versions(), ("mine\n", "theirs, longer\n"))

    def test_one_side_deleted(self) -> None:
        for answer, kept in (("k", True), ("d", False)):
            for deleted, changed in ((self.local, self.network), (self.network, self.local)):
                for root in (self.local, self.network):
                    (root / "gone").write_text("again\n")
                self.run_program("sync", self.local)
                (deleted / "gone").unlink()
                (changed / "gone").write_text("changed\n")
                terminal = self.terminal("sync", self.local)
                terminal.wait_for(QUESTION)
                self.assertNotIn("[h]ere", terminal.text)
                self.assertIn("deleted\n", terminal.text)
                terminal.type("h\n")
                terminal.wait_for("Please answer")
                terminal.type(answer + "\n")
                self.assertEqual(terminal.end(), 0, terminal.text)
                self.assertEqual([(root / "gone").exists() for root in (self.local, self.network)], [kept, kept])
                if not kept:
                    self.assertIn("it was deleted on both sides, and lies in .smartsync/trash", terminal.text)

    def test_an_answer_in_capitals_is_for_all_that_follow(self) -> None:
        names = ["a"] + [f"more{number}" for number in range(5)]
        lost = ["gone", "gone too"]
        for root in (self.network, self.local):
            for name in names + lost:
                (root / name).write_text("again\n")
        self.run_program("sync", self.local)
        for name in names:
            (self.network / name).write_text("theirs, longer\n")
            (self.local / name).write_text("mine\n")
        for name in lost:
            (self.network / name).write_text("changed\n")
            (self.local / name).unlink()
        terminal = self.terminal("sync", self.local)
        terminal.wait_for(QUESTION)
        terminal.wait_for("(A capital letter: the same for all further ones that both sides changed.)")
        terminal.type("n\n")  # of the first
        terminal.wait_for(QUESTION)
        terminal.type("D\n")  # the two that were deleted come next
        terminal.wait_for(QUESTION)
        terminal.type("H\n")
        self.assertEqual(terminal.end(), 0, terminal.text)
        self.assertEqual(terminal.text.count(QUESTION), 3)
        self.assertEqual(self.versions(), ("theirs, longer\n",) * 2)
        for root in (self.network, self.local):
            self.assertEqual([(root / name).read_text() for name in names[1:]], ["mine\n"] * 5)
            self.assertEqual([name for name in lost if (root / name).exists()], [])

    def test_in_a_folder_of_the_staging_copy_that_is_meant(self) -> None:
        folder = self.local / "folder"
        folder.mkdir()
        (folder / "inner").write_text("old\n")
        self.run_program("push", self.local)
        (folder / "inner").write_text("mine\n")
        (self.network / "folder" / "inner").write_text("theirs, longer\n")
        for words in (("status",), ("resolve", "inner", "--keep", "local")):
            run = subprocess.run([PROGRAM, *words], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertIn("folder/inner", run.stderr)
        self.assertEqual((self.network / "folder" / "inner").read_text(), "mine\n")

    def test_ctrl_c_at_the_question_ends_the_run(self) -> None:
        self.both_change()
        (self.local / "quiet").write_text("changed here alone\n")
        before = self.contents()
        terminal = self.terminal("sync", self.local)
        terminal.wait_for(QUESTION)
        self.assertEqual(len(leases(self.network)), 1)
        terminal.type(INTERRUPT)
        self.assertEqual(terminal.end(seconds=5), INTERRUPTED, terminal.text)
        self.assertIn("interrupted: nothing was changed", terminal.text)
        self.assertNotIn("version on the network", terminal.text)
        self.assertEqual(self.contents(), before)
        self.assertEqual(leases(self.network), [])

    def test_the_end_of_the_terminal_s_input_decides_nothing(self) -> None:
        self.both_change()
        (self.local / "gone").unlink()
        (self.network / "gone").write_text("changed\n")
        (self.local / "quiet").write_text("changed here alone\n")
        terminal = self.terminal("sync", self.local)
        terminal.wait_for(QUESTION)
        terminal.type(END_OF_FILE)
        self.assertEqual(terminal.end(), CONFLICTS, terminal.text)
        self.assertEqual(terminal.text.count(QUESTION), 1)
        self.assertEqual(terminal.text.count("nothing was done about it"), 2)
        self.assertEqual(self.versions(), ("mine\n", "theirs, longer\n"))
        self.assertEqual((self.network / "quiet").read_text(), "changed here alone\n")

    def test_who_only_looks_is_asked_nothing(self) -> None:
        self.both_change()
        before = self.contents()
        for words in (("status",), ("pull", "-n"), ("sync", "-n")):
            terminal = self.terminal(words[0], self.local, *words[1:])
            self.assertEqual(terminal.end(seconds=5), 0, terminal.text)
            self.assertNotIn(QUESTION, terminal.text)
            self.assertIn("a run would ask what to keep", terminal.text)
        self.assertEqual(self.contents(), before)

    def test_a_policy_that_was_given_asks_nothing(self) -> None:
        self.both_change()
        terminal = self.terminal("sync", self.local, "--on-conflict=network")
        self.assertEqual(terminal.end(), 0, terminal.text)
        self.assertNotIn(QUESTION, terminal.text)
        self.assertEqual(self.versions(), ("theirs, longer\n",) * 2)

    def test_many_deletions_are_asked_about(self) -> None:
        for number in range(40):
            (self.local / f"f{number}").write_text("x")
        self.run_program("push", self.local)
        for number in range(35):
            (self.network / f"f{number}").unlink()
        for keys, code, left in (("n\n", CONFLICTS, 40), (END_OF_FILE, CONFLICTS, 40), (INTERRUPT, INTERRUPTED, 40),
                                 ("y\n", 0, 5)):
            terminal = self.terminal("pull", self.local)
            terminal.wait_for("Delete them? [y/N]")
            terminal.type(keys)
            self.assertEqual(terminal.end(seconds=5), code, terminal.text)
            self.assertEqual(len(list(self.local.glob("f*"))), left)
            self.assertEqual(leases(self.network), [])


if __name__ == "__main__":
    unittest.main()
