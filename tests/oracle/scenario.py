"""What one oracle case is: trees, options, operands. Pure data, so it can be saved, replayed and shrunk."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field

BASE_TIME = 1_600_000_000_000_000_000
"""The mtime (ns) of a node that says nothing else: long enough ago that no run can mistake it for "now"."""


def text(raw: bytes) -> str:
    """Bytes as JSON can hold them, one character a byte."""
    return raw.decode("latin-1")


def raw(string: str) -> bytes:
    return string.encode("latin-1")


@dataclass
class Node:
    """One directory entry. `path` is relative to the case's own directory, e.g. b"src/a/b".

    `data` is the content of a file as segments: ["r", seed, size] random bytes, ["t", text] literal text,
    ["z", size] written zeros, ["h", size] a hole. `target` is the text of a symlink, or for kind "hard" the path of
    the node it is another name of.
    """

    path: bytes
    kind: str = "file"  # file dir link fifo sock char block hard
    mode: int = 0o644
    mtime: int = BASE_TIME
    atime: int = BASE_TIME
    uid: int = 0
    gid: int = 0
    data: list = field(default_factory=list)
    target: bytes = b""
    rdev: tuple[int, int] = (0, 0)
    xattrs: dict[bytes, bytes] = field(default_factory=dict)

    def to_json(self) -> dict:
        out = dataclasses.asdict(self)
        out["path"], out["target"] = text(self.path), text(self.target)
        out["xattrs"] = {text(k): text(v) for k, v in self.xattrs.items()}
        return out

    @staticmethod
    def from_json(value: dict) -> "Node":
        value = dict(value)
        value["path"], value["target"] = raw(value["path"]), raw(value["target"])
        value["xattrs"] = {raw(k): raw(v) for k, v in value["xattrs"].items()}
        value["rdev"] = tuple(value["rdev"])
        return Node(**value)


@dataclass
class Scenario:
    """One run of the program in a directory that holds `nodes`.

    `options` are whole options ("--exclude=x", never "--exclude" "x"), so each can be dropped alone. The text
    "{root}" in an option or an operand becomes the absolute path of the case's directory. `uid` is who runs the
    programs, when the harness is root and that matters.
    """

    name: str
    nodes: list[Node]
    options: list[bytes]
    operands: list[bytes]
    umask: int = 0o022
    uid: int = 0
    stdin: bytes = b""
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, program: str, root: bytes) -> list[bytes]:
        return [program.encode()] + [word.replace(b"{root}", root) for word in self.options + self.operands]

    def has(self, *names: str) -> bool:
        """Whether one of these is among the options: "--long" (with or without a value) or "-x" in a cluster."""
        for option in self.options:
            for name in names:
                wanted = name.encode()
                if name.startswith("--"):
                    if option == wanted or option.startswith(wanted + b"="):
                        return True
                elif not option.startswith(b"--") and wanted[1:] in option[1:]:
                    return True
        return False

    def to_json(self) -> str:
        return json.dumps(
            {
                "name": self.name,
                "options": [text(o) for o in self.options],
                "operands": [text(o) for o in self.operands],
                "umask": self.umask,
                "uid": self.uid,
                "stdin": text(self.stdin),
                "environment": self.environment,
                "nodes": [node.to_json() for node in self.nodes],
            },
            indent=1,
        )

    @staticmethod
    def from_json(string: str) -> "Scenario":
        value = json.loads(string)
        return Scenario(
            name=value["name"],
            nodes=[Node.from_json(node) for node in value["nodes"]],
            options=[raw(o) for o in value["options"]],
            operands=[raw(o) for o in value["operands"]],
            umask=value["umask"],
            uid=value["uid"],
            stdin=raw(value["stdin"]),
            environment=value.get("environment", {}),
        )
