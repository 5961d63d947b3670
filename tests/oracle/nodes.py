"""What named cases are written with: one line a file, one line a case."""

from __future__ import annotations

from scenario import BASE_TIME, Node, Scenario

SECOND = 1_000_000_000
OLDER = BASE_TIME - 100 * SECOND
NEWER = BASE_TIME + 100 * SECOND


def file(path: str, text: str = "x", **rest) -> Node:
    return Node(path.encode(), "file", data=[["t", text]] if text else [], **rest)


def dir_(path: str, mode: int = 0o755, **rest) -> Node:
    return Node(path.encode(), "dir", mode, **rest)


def link(path: str, target: str, **rest) -> Node:
    return Node(path.encode(), "link", target=target.encode(), **rest)


def stored_link(path: str, target: str = "gone", **rest) -> Node:
    """A file that stands for a symlink, as --fake-super stores it."""
    return file(path, target, mode=0o777, xattrs={b"user.rsync.%stat": b"120777 0,0 0:0"}, **rest)


def hard(path: str, target: str) -> Node:
    return Node(path.encode(), "hard", target=target.encode())


def case(name: str, command: str, *nodes: Node, **rest) -> Scenario:
    """`command` is options and operands, split at spaces; options start with a dash."""
    words = command.encode().split()
    options = [word for word in words if word.startswith(b"-")]
    return Scenario(name, list(nodes), options, [word for word in words if not word.startswith(b"-")], **rest)
