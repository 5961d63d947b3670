"""A program on a terminal, and the person who sits before it."""

from __future__ import annotations

import os
import pathlib
import pty
import select
import signal
import time

INTERRUPT, END_OF_FILE = "\x03", "\x04"


class Terminal:
    """Runs a command in a terminal of its own; what it wrote is `text`, its exit code `code`."""

    def __init__(self, *words: object, environment: dict[str, str] | None = None) -> None:
        self.text = ""
        self.seen = 0
        self.code: int | None = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            # A shell's background jobs, and so perhaps this test, ignore it: nobody on a terminal does.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.environ.pop("SMART_SYNC_ON_CONFLICT", None)
            os.environ.update(environment or {})
            os.execv(str(words[0]), [str(word) for word in words])

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)

    def _read(self, until: float) -> bool:
        if not select.select([self.fd], [], [], max(0.0, until - time.monotonic()))[0]:
            return False
        try:
            read = os.read(self.fd, 65536)
        except OSError:  # nobody has the terminal open any more
            return False
        self.text += read.decode(errors="replace").replace("\r\n", "\n")
        return read != b""

    def wait_for(self, words: str, seconds: float = 20) -> None:
        """Until the program has written `words` after those that were waited for last."""
        until = time.monotonic() + seconds
        while words not in self.text[self.seen:]:
            if not self._read(until):
                raise AssertionError(f"no {words!r} in {self.text[self.seen:]!r}")
        self.seen = self.text.index(words, self.seen) + len(words)

    def type(self, keys: str) -> None:
        os.write(self.fd, keys.encode())

    def end(self, seconds: float = 20) -> int:
        """Until the program has ended; returns its exit code."""
        until = time.monotonic() + seconds
        while self._read(until):
            pass
        while time.monotonic() < until:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
                return self.code
            time.sleep(0.01)
        raise AssertionError(f"it goes on: {self.text!r}")


def leases(network: pathlib.Path) -> list[str]:
    return [path.name for path in (network / ".smartsync" / "lease").glob("*")]
