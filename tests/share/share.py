"""A simulated network drive for tests and measurements: starts share_simulator, commands it, cleans up."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import types

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("SHARE_SIMULATOR", ROOT / "build" / "release" / "share_simulator"))


class Refused(Exception):
    """The share's sentence about a command that makes no sense."""


class Share:
    """A share over the directory `backing`, mounted at `path` while the with-block runs.

    Options are those of share_simulator, with underscores: Share(backing, latency_ms=5, server_copy=False).
    The backing stays. Whatever ends this process, the share is unmounted.
    """

    def __init__(self, backing: str | os.PathLike[str], mountpoint: str | os.PathLike[str] | None = None,
                 **options: object) -> None:
        if not os.path.exists("/dev/fuse"):
            raise RuntimeError("/dev/fuse is missing: a share cannot be simulated on this machine")
        self.backing = pathlib.Path(backing)
        self._place = pathlib.Path(tempfile.mkdtemp(prefix="share-"))
        self.path = pathlib.Path(mountpoint) if mountpoint else self._place / "drive"
        self.path.mkdir(exist_ok=True)
        self._control = self._place / "control"
        words = {True: "on", False: "off"}
        self._process = subprocess.Popen(
            [PROGRAM, self.backing, self.path, f"--control={self._control}", "--with-parent",
             *(f"--{name.replace('_', '-')}={words[value] if isinstance(value, bool) else value}"
               for name, value in options.items())],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        if self._process.stdout.readline() != "ready\n":
            self.close()
            raise RuntimeError(f"share_simulator ended with {self._process.returncode} before it was ready")

    def __enter__(self) -> Share:
        return self

    def __exit__(self, kind: type[BaseException] | None, failure: BaseException | None,
                 trace: types.TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Unmounts. What still waits for the share gets an error."""
        if not self._place.exists():
            return
        self._process.terminate()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        # The simulator has unmounted, or its helper does a moment after it was killed.
        while os.path.ismount(self.path) or _is_dead_mount(self.path):
            subprocess.run(["umount", "--lazy", self.path], stderr=subprocess.DEVNULL, check=False)
        shutil.rmtree(self._place)

    def ask(self, *words: object) -> str:
        """The answer to a command: README.md lists them."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self._control))
            connection.sendall(" ".join(map(str, words)).encode() + b"\n")
            with connection.makefile() as answers:
                answer = answers.read().rstrip("\n")
        if answer.startswith("error: "):
            raise Refused(answer.removeprefix("error: "))
        return answer

    def counters(self) -> dict:
        """requests, bytes_read, bytes_written, bytes_copied, most_at_once, hanging and by_kind."""
        return json.loads(self.ask("counters"))

    def requests(self) -> dict[str, int]:
        """How many requests of each kind since the last reset."""
        return self.counters()["by_kind"]

    def reset(self) -> None:
        self.ask("reset")

    def forget(self) -> None:
        """As if the caches for names and attributes had run out: the next look asks the share."""
        self.ask("forget")

    def fault(self, effect: str, **conditions: object) -> None:
        """fault("EIO", kind="write", path="*.db", after=3, after_bytes=4096, times=1)"""
        self.ask("fault", effect, *(f"{name.replace('_', '-')}={value}" for name, value in conditions.items()))


def _is_dead_mount(path: pathlib.Path) -> bool:
    try:
        os.stat(path)
    except OSError:
        return path.name in os.listdir(path.parent)
    return False
