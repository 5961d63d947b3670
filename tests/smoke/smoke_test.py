#!/usr/bin/env python3
"""Does the released program of one platform do its main jobs, with nothing beside it?

Usage: smoke_test.py linux|arm64|windows [unittest options]

The arm64 program runs under qemu-user, the Windows program under Wine.
"""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
OLD = 1_500_000_000  # seconds since 1970
CHANGED = OLD + 1000

# What every Windows since 10 has.
WINDOWS_DLLS = {
    "advapi32.dll", "bcrypt.dll", "kernel32.dll", "mpr.dll", "msvcrt.dll", "ntdll.dll", "ole32.dll",
    "rpcrt4.dll", "secur32.dll", "shell32.dll", "shlwapi.dll", "user32.dll", "userenv.dll", "version.dll",
    "ws2_32.dll",
}


def wine() -> str:
    return shutil.which("wine64") or shutil.which("wine") or "/usr/lib/wine/wine64"


def write(path: pathlib.Path, content: bytes, mtime: int = OLD) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (mtime, mtime))


def files(root: pathlib.Path) -> dict[str, tuple[bytes, int] | None]:
    """Content and time of every file below root; None for a directory."""
    return {
        str(path.relative_to(root)): None if path.is_dir() else (path.read_bytes(), int(path.stat().st_mtime))
        for path in sorted(root.rglob("*"))
    }


def project(root: pathlib.Path) -> dict[str, bytes | None]:
    """What a session carries of a tree: content and folders."""
    own = (".smartsync", ".sync_log.json")
    return {path: found and found[0] for path, found in files(root).items()
            if pathlib.PurePath(path).parts[0] not in own}


class Program:
    """Jobs that every platform's program does alike; the subclass says how it is started."""

    command: list[str] = []
    environment: dict[str, str] = {}

    def setUp(self) -> None:
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="smoke "))
        self.addCleanup(shutil.rmtree, self.place)
        self.source = self.place / "source"
        write(self.source / "project.db", os.urandom(4096) * 200)
        write(self.source / "results.csv", b"".join(b"%d,%d\n" % (i, i * i) for i in range(20000)))
        write(self.source / ".snapshots" / "1" / "état – ü.txt", "é".encode())
        write(self.source / "empty", b"")
        (self.source / "folder" / "below").mkdir(parents=True)

    def run_program(self, *arguments: str, status: int = 0) -> str:
        result = subprocess.run(
            [*self.command, *arguments], cwd=self.place, env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        text = result.stdout.decode(errors="replace")
        self.assertEqual(result.returncode, status, text + result.stderr.decode(errors="replace"))
        return text.replace("\r\n", "\n")

    def test_it_says_its_name(self) -> None:
        self.assertRegex(self.run_program("--version").splitlines()[0], r"^smartsync +version \d+\.\d+")

    def test_a_tree_is_copied_updated_and_cleaned(self) -> None:
        self.run_program("-a", "--delete", "source/", "copy/")
        copy = self.place / "copy"
        self.assertEqual(files(copy), files(self.source))

        (self.source / "empty").unlink()
        shutil.rmtree(self.source / "folder")
        write(self.source / "results.csv", b"0,inserted\n" + (self.source / "results.csv").read_bytes(), CHANGED)
        write(self.source / "new" / "file", b"new")
        out = self.run_program("-a", "--delete", "-i", "source/", "copy/")
        self.assertEqual(files(copy), files(self.source))
        self.assertIn("*deleting   empty\n", out)
        self.assertRegex(out, r"(?m)^>f\.st\S* results\.csv$")
        self.assertRegex(out, r"(?m)^>f\+{9} new/file$")
        self.assertEqual(self.run_program("-a", "--delete", "-i", "source/", "copy/"), "")

    def test_a_changed_file_moves_as_its_difference(self) -> None:
        self.run_program("-a", "source/", "copy/")
        database = bytearray((self.source / "project.db").read_bytes())
        database[4096 * 70:4096 * 70 + 16] = b"sixteen bytes ok"
        write(self.source / "project.db", bytes(database), CHANGED)
        out = self.run_program("-a", "--no-whole-file", "--stats", "source/", "copy/")
        self.assertEqual(files(self.place / "copy"), files(self.source))
        literal = int(re.search(r"Literal data: ([\d,]+) bytes", out)[1].replace(",", ""))
        self.assertGreater(literal, 0)
        self.assertLess(literal, len(database) // 10)

    def test_filters_and_dry_run(self) -> None:
        out = self.run_program("-an", "-i", "--exclude=*.csv", "source/", "copy/")
        self.assertIn("project.db", out)
        self.assertNotIn("results.csv", out)
        self.assertFalse((self.place / "copy").exists())

    def test_a_missing_source_is_an_error(self) -> None:
        self.run_program("-a", "nowhere/", "copy/", status=23)

    def test_signature_delta_patch(self) -> None:
        write(self.place / "new", (self.source / "results.csv").read_bytes() + b"one more line\n")
        self.run_program("signature", "source/results.csv", "old.sig")
        self.run_program("delta", "old.sig", "new", "new.delta")
        self.run_program("patch", "source/results.csv", "new.delta", "patched")
        self.assertEqual((self.place / "patched").read_bytes(), (self.place / "new").read_bytes())
        self.assertLess((self.place / "new.delta").stat().st_size, 10_000)

    def test_a_file_is_patched_where_it_lies(self) -> None:
        write(self.place / "new", b"first line\n" + (self.source / "results.csv").read_bytes())
        self.run_program("signature", "source/results.csv", "old.sig")
        self.run_program("delta", "-f", "old.sig", "new", "old.sig")
        self.run_program("patch", "-f", "source/results.csv", "old.sig", "source/results.csv")
        self.assertEqual((self.source / "results.csv").read_bytes(), (self.place / "new").read_bytes())

    def test_its_delta_files_are_rdiffs(self) -> None:
        write(self.place / "new", b"first line\n" + (self.source / "results.csv").read_bytes())
        rdiff = lambda *arguments: subprocess.run(["rdiff", *arguments], cwd=self.place, check=True)
        rdiff("signature", "source/results.csv", "rdiff.sig")
        self.run_program("delta", "rdiff.sig", "new", "new.delta")
        rdiff("patch", "source/results.csv", "new.delta", "patched")
        self.assertEqual((self.place / "patched").read_bytes(), (self.place / "new").read_bytes())

    def test_mirrors_through_the_sync_scripts_options(self) -> None:
        write(self.source / "code" / "__pycache__" / "a.pyc", b"compiled")
        write(self.source / "Thumbs.db", b"thumbs")
        self.run_program("-a", "--delete", "--exclude=__pycache__/", "--exclude=Thumbs.db", "source/", "copy/")
        expected = {k: v for k, v in files(self.source).items() if "__pycache__" not in k and k != "Thumbs.db"}
        self.assertEqual(files(self.place / "copy"), expected)


    def test_a_session_keeps_both_sides_in_step(self) -> None:
        self.run_program("init", "source", "staging")
        staging = self.place / "staging"
        self.assertEqual(project(staging), project(self.source))

        database = bytearray((staging / "project.db").read_bytes())
        database[4096 * 70:4096 * 70 + 16] = b"sixteen bytes ok"
        (staging / "project.db").write_bytes(database)
        (staging / "results" / "run").mkdir(parents=True)
        (staging / "results" / "run" / "1.txt").write_text("a result")
        shutil.rmtree(staging / "folder")
        (self.source / "note.txt").write_text("theirs")
        out = self.run_program("push", "staging", "--json")
        self.assertIn('"waiting":1', out)
        self.assertEqual((self.source / "project.db").read_bytes(), database)
        self.assertEqual((self.source / "results" / "run" / "1.txt").read_text(), "a result")
        self.assertFalse((self.source / "folder").exists())
        self.run_program("pull", "staging")
        self.assertEqual(project(staging), project(self.source))

        write(self.source / "note.txt", b"theirs again", CHANGED)
        (staging / "note.txt").write_text("mine, and newer")
        self.run_program("sync", "staging")
        self.assertEqual(project(staging), project(self.source))
        self.assertEqual((self.source / "note.txt").read_text(), "mine, and newer")
        beside = list(self.source.glob("note.conflict-network-*.txt"))
        self.assertEqual([path.read_text() for path in beside], ["theirs again"])

        self.run_program("finish", "staging")
        self.assertFalse(staging.exists())


class StaticElf(Program):
    """An ELF program that needs no loader and no shared library."""

    program = pathlib.Path()
    machine = ""

    def test_it_is_static(self) -> None:
        listing = subprocess.run(
            ["readelf", "--file-header", "--program-headers", "--wide", self.program],
            check=True, capture_output=True, text=True).stdout
        self.assertIn(self.machine, listing)
        self.assertNotIn("INTERP", listing)
        dynamic = subprocess.run(["readelf", "--dynamic", "--wide", self.program], check=True, capture_output=True, text=True)
        self.assertNotIn("NEEDED", dynamic.stdout)


class Linux(StaticElf, unittest.TestCase):
    program = BUILD / "release" / "smartsync"
    machine = "X86-64"
    command = [str(program)]

    @unittest.skipUnless(os.geteuid() == 0, "only root may change the root directory")
    def test_it_runs_in_an_empty_root(self) -> None:
        shutil.copy(self.program, self.place / "smartsync")
        subprocess.run(["/usr/sbin/chroot", self.place, "/smartsync", "-a", "--delete", "/source/", "/copy/"],
                       check=True, env={}, stdin=subprocess.DEVNULL, timeout=60)
        self.assertEqual(files(self.place / "copy"), files(self.source))

    def test_it_answers_to_rsyncs_name(self) -> None:
        (self.place / "rsync").symlink_to(self.program)
        subprocess.run([self.place / "rsync", "-a", "source/", "copy/"], check=True, cwd=self.place, timeout=60)
        self.assertEqual(files(self.place / "copy"), files(self.source))


class Arm64(StaticElf, unittest.TestCase):
    program = BUILD / "arm64" / "smartsync"
    machine = "AArch64"
    command = ["qemu-aarch64-static", str(program)]


class Windows(Program, unittest.TestCase):
    program = BUILD / "windows" / "smartsync.exe"
    command = [wine(), str(program)]

    @classmethod
    def setUpClass(cls) -> None:
        prefix = tempfile.mkdtemp(prefix="wine-")
        cls.addClassCleanup(shutil.rmtree, prefix, ignore_errors=True)
        cls.environment = {"WINEPREFIX": prefix, "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=", "LC_ALL": "C.UTF-8"}
        # The first start makes the prefix, which takes a while.
        subprocess.run([*cls.command, "--version"], env={**os.environ, **cls.environment},
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)

    def test_it_needs_only_windows_own_libraries(self) -> None:
        listing = subprocess.run(["x86_64-w64-mingw32-objdump", "--private-headers", self.program],
                                 check=True, capture_output=True, text=True).stdout
        needed = {name.lower() for name in re.findall(r"DLL Name: (\S+)", listing)}
        self.assertIn("kernel32.dll", needed)
        self.assertEqual(needed - WINDOWS_DLLS, set())

    def test_names_that_windows_cannot_hold(self) -> None:
        source = self.place / "odd"
        source.mkdir()
        for name in ("a:b", "q?", "aux", "con.txt", "trail ", "fine"):
            (source / name).write_bytes(b"x")
        done = subprocess.run([*self.command, "-a", "odd/", "taken/"], cwd=self.place, capture_output=True,
                              env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL, timeout=120)
        self.assertEqual(done.returncode, 23)
        complaints = [line for line in done.stderr.decode().splitlines() if "cannot create" in line]
        self.assertEqual(len(complaints), 5, done.stderr)
        for name in ("a:b", "q?", "aux", "con.txt", "trail "):
            self.assertEqual(sum(f'"{name}"' in line for line in complaints), 1, complaints)
        self.assertEqual(os.listdir(self.place / "taken"), ["fine"])

    def test_a_name_in_other_case_is_renamed_on_the_other_side(self) -> None:
        self.run_program("init", "source", "staging")
        staging = self.place / "staging"
        (staging / "results.csv").rename(staging / "Results.csv")
        (staging / "folder").rename(staging / "FOLDER")
        out = self.run_program("push", "staging", "-v")
        self.assertIn("renamed on the network: results.csv as Results.csv", out)
        self.assertNotIn("deleted on the network", out)
        self.assertEqual(project(staging), project(self.source))
        (self.source / "FOLDER").rename(self.source / "folder")
        (self.source / "Report.csv").write_text("theirs")
        (staging / "report.csv").write_text("mine, and newer")
        self.run_program("sync", "staging")
        self.assertEqual(project(staging), project(self.source))
        self.assertTrue((staging / "folder").is_dir())
        self.assertEqual((staging / "Report.csv").read_text(), "mine, and newer")
        self.assertEqual([path.read_text() for path in staging.glob("Report.conflict-network-*.csv")], ["theirs"])
        self.assertNotIn("renamed", self.run_program("sync", "staging", "-v"))

    def test_hard_links_are_kept(self) -> None:
        source = self.place / "linked"
        source.mkdir()
        (source / "a").write_bytes(b"content")
        os.link(source / "a", source / "h")
        (source / "alone").write_bytes(b"content")
        self.assertIn("a => h", self.run_program("-aHi", "linked/", "copied/"))
        copy = self.place / "copied"
        self.assertTrue((copy / "a").samefile(copy / "h"))
        self.assertFalse((copy / "a").samefile(copy / "alone"))
        self.assertEqual(self.run_program("-aHi", "linked/", "copied/"), "")

    def test_what_windows_does_not_keep_is_refused(self) -> None:
        self.assertIn("no ACLs, no xattrs", self.run_program("--version"))
        for option, what in (("-A", "ACLs"), ("-X", "extended attributes")):
            done = subprocess.run([*self.command, "-a" + option[1:], "source/", "kept/"], cwd=self.place,
                                  capture_output=True, env={**os.environ, **self.environment},
                                  stdin=subprocess.DEVNULL, timeout=120)
            self.assertEqual(done.returncode, 4)
            self.assertIn(f"{what} are not supported on this client", done.stderr.decode())
            self.assertFalse((self.place / "kept").exists())

    def test_drive_letters_and_backslashes(self) -> None:
        drive = lambda path: "Z:" + str(path).replace("/", "\\")
        self.run_program("-a", "--delete", drive(self.source) + "\\", drive(self.place / "copy") + "\\")
        self.assertEqual(files(self.place / "copy"), files(self.source))
        long = lambda path: "\\\\?\\" + drive(path)
        self.run_program("-a", long(self.source) + "\\", long(self.place / "again"))
        self.assertEqual(files(self.place / "again"), files(self.source))

    def map_drive(self, name: str) -> pathlib.Path:
        """What lies at "NAME:\\", or at the share "NAME"."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="drive-"))
        self.addCleanup(shutil.rmtree, folder)
        link = pathlib.Path(self.environment["WINEPREFIX"]) / "dosdevices" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(folder)
        self.addCleanup(link.unlink)
        return folder

    def test_drives_shares_and_their_working_directories(self) -> None:
        drive, share = self.map_drive("y:"), self.map_drive("unc/server/share")
        shutil.copytree(self.source, drive / "project")
        self.run_program("-a", "y:project\\", "\\\\server\\share\\copy\\")
        self.assertEqual(files(share / "copy"), files(drive / "project"))
        self.run_program("-aR", "\\\\server\\share\\copy\\.snapshots", "y:relative")
        self.assertEqual(os.listdir(drive / "relative"), ["copy"])
        self.run_program("-a", "--delete", "Y:", "\\\\server\\share")
        self.assertEqual(files(share), files(drive))
        self.run_program("-a", "--mkpath", "source/", "\\\\nobody\\share\\copy", status=3)
        self.run_program("-a", "source/empty", "y:\\nul.txt", status=3)

    def test_a_session_on_a_whole_drive(self) -> None:
        drive = self.map_drive("y:")
        shutil.copytree(self.source, drive, dirs_exist_ok=True)
        self.run_program("init", "y:\\", "staging\\deep")
        staging = self.place / "staging" / "deep"
        (staging / "result.txt").write_text("a result")
        self.run_program("push", "Z:" + str(staging).replace("/", "\\") + "\\")
        self.assertEqual(project(staging), project(drive))
        self.run_program("finish", "staging\\deep")
        self.assertFalse(staging.exists())

    def test_wildcards_and_lists_as_windows_writes_them(self) -> None:
        self.run_program("-a", "source\\*.csv", "source\\PROJECT.*", "copy\\")
        self.assertEqual(sorted(os.listdir(self.place / "copy")), ["project.db", "results.csv"])
        (self.place / "list").write_bytes(b"results.csv\r\n.snapshots\\1\r\n")
        self.run_program("-a", "--files-from=.\\list", "source", "listed")
        self.assertEqual(sorted(files(self.place / "listed")), [".snapshots", ".snapshots/1", "results.csv"])
        (self.place / "rules").write_bytes(b"*.csv\r\n*.db\r\n")
        self.run_program("-a", "--exclude-from=.\\rules", "--backup-dir=..\\old", "source\\", "ruled\\")
        self.assertEqual(sorted(os.listdir(self.place / "ruled")), [".snapshots", "empty", "folder"])


if __name__ == "__main__":
    platforms = {"linux": "Linux", "arm64": "Arm64", "windows": "Windows"}
    if len(sys.argv) < 2 or sys.argv[1] not in platforms:
        sys.exit(__doc__)
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]], defaultTest=None if sys.argv[2:] else platforms[sys.argv[1]])
