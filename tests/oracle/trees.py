"""Random trees: a source, and a destination that is the source some time ago."""

from __future__ import annotations

import copy
import os
import random

from build import ACL_ACCESS, ACL_DEFAULT, acl
from scenario import BASE_TIME, Node

NAMES = [
    b"a", b"b", b"c", b"d", b"foo.c", b"foo.o", b"bar.txt", b"core", b"README", b"Makefile", b"x y", b" lead", b"trail ",
    b"-dash", b"--delete", b"*", b"[ab]", b"q?", b"back\\slash", b"new\nline", b"tab\there", b"\xc3\xa9t\xc3\xa9",
    b"\xff\xfe", b"\x01ctl", b"#hash#", b"foo~", b".hidden", b".git", b"CVS", b"foo.bak", b"quote'\"", b"$var", b"a:b",
    b"%n%%", b"~tilde", b"...", b"foo.c.orig", b"A", b"\\#012", b"z" * 200, b"e" * 255, b"sub", b"dir", b"log",
]  # fmt: skip
UIDS = [0, 1, 5, 65534, 12345]
FILE_MODES = [0o644, 0o600, 0o755, 0o664, 0o444, 0o000, 0o4755, 0o2755, 0o6711, 0o1644, 0o640, 0o777, 0o200]
DIR_MODES = [0o755, 0o700, 0o775, 0o1777, 0o2755, 0o555, 0o750, 0o000, 0o3777]
SECOND = 1_000_000_000


class Forest:
    """Grows trees from one random generator; `root` says whether uids, devices and the like may appear."""

    def __init__(self, rng: random.Random, root: bool, plain: bool = False):
        self.rng = rng
        self.root = root
        self.plain = plain  # no ACLs, no owners: many cases need them not, and shrink faster
        self.closed: list[bytes] = []  # directories that a symlink names: no such link inside, or -L would not end

    # -- single values ------------------------------------------------------------------------------------------

    def time(self) -> int:
        rng = self.rng
        if rng.random() < 0.6:
            return BASE_TIME + rng.randrange(-50, 50) * SECOND
        return rng.choice([
            BASE_TIME + rng.randrange(SECOND), BASE_TIME + SECOND - 1, 0, 1, -SECOND, -5 * SECOND // 2,
            -1_000_000_000 * SECOND, 4_102_444_800 * SECOND, (2**32 + 5) * SECOND, BASE_TIME + 500_000_000,
        ])  # fmt: skip

    def data(self) -> list:
        rng = self.rng
        roll = rng.random()
        if roll < 0.12:
            return []
        if roll < 0.45:
            return [["t", "".join(rng.choice("abc \n") for _ in range(rng.randrange(1, 60)))]]
        if roll < 0.8:
            return [["r", rng.randrange(1 << 30), rng.randrange(1, 4000)]]
        if roll < 0.93:
            return [["r", rng.randrange(1 << 30), rng.randrange(1000, 20000)] for _ in range(rng.randrange(2, 5))]
        parts = [["r", rng.randrange(1 << 30), rng.randrange(1, 40000)], ["h", rng.randrange(1, 300000)]]
        parts += [["z", rng.randrange(1, 70000)], ["r", rng.randrange(1 << 30), rng.randrange(1, 5000)]]
        rng.shuffle(parts)
        return parts[: rng.randrange(1, 5)]

    def edited(self, data: list) -> list:
        """The content some time ago: mostly the same bytes, so that a delta finds matches."""
        rng = self.rng
        data = copy.deepcopy(data)
        same_size = bool(data) and rng.random() < 0.4
        if same_size:
            last = data[-1]
            if last[0] == "r":
                last[1] += 1
            elif last[0] == "t":
                last[1] = "".join("z" if c == "a" else "a" for c in last[1])
            else:
                data[-1] = ["r", 7, last[1]]
            return data
        if data and rng.random() < 0.5:
            data.pop(rng.randrange(len(data)))
        else:
            data.insert(rng.randrange(len(data) + 1), ["r", rng.randrange(1 << 30), rng.randrange(1, 900)])
        return data

    def mode(self, kind: str) -> int:
        rng = self.rng
        if rng.random() < 0.6:
            return 0o755 if kind == "dir" else 0o644
        mode = rng.choice(DIR_MODES if kind == "dir" else FILE_MODES)
        return mode if self.root or kind != "dir" else mode | 0o700

    def dress(self, node: Node) -> Node:
        """Gives a new node odd metadata, sometimes."""
        rng = self.rng
        node.mode = self.mode(node.kind)
        node.mtime = self.time()
        node.atime = self.time()
        if self.plain:
            return node
        if self.root and rng.random() < 0.3:
            node.uid, node.gid = rng.choice(UIDS), rng.choice(UIDS)
        if node.kind in ("file", "dir"):
            if rng.random() < 0.15:
                node.xattrs[b"user." + rng.choice([b"a", b"b", b"long" * 20])] = rng.choice([b"", b"x", b"\0bin\xff", b"y" * 300])
            if rng.random() < 0.12:
                users = {rng.choice([5, 12345]): rng.randrange(8)}
                groups = {1: rng.randrange(8)} if rng.random() < 0.4 else {}
                node.xattrs[ACL_ACCESS] = acl(node.mode, rng.randrange(8), users, groups)
            if node.kind == "dir" and rng.random() < 0.08:
                node.xattrs[ACL_DEFAULT] = acl(rng.choice([0o755, 0o770]), rng.randrange(8), {1: 7}, {})
        return node

    # -- trees --------------------------------------------------------------------------------------------------

    def grow(self, top: bytes, count: int) -> list[Node]:
        """A tree of about `count` entries in the directory `top`, which is its first node."""
        rng = self.rng
        nodes = [Node(top, "dir", 0o755, mtime=BASE_TIME)]
        taken = {top}
        dirs = [top]
        while len(nodes) <= count:
            parent = rng.choice(dirs) if rng.random() < 0.7 else dirs[-1]
            path = parent + b"/" + rng.choice(NAMES)
            if path in taken or len(path) > 900:
                continue
            taken.add(path)
            node = self.sprout(path, nodes, top)
            nodes.append(node)
            if node.kind == "dir":
                dirs.append(path)
        return nodes

    def sprout(self, path: bytes, nodes: list[Node], top: bytes) -> Node:
        rng = self.rng
        roll = rng.random()
        if roll < 0.27:
            return self.dress(Node(path, "dir"))
        if roll < 0.75:
            return self.dress(Node(path, "file", data=self.data()))
        if roll < 0.88:
            return self.dress(Node(path, "link", target=self.target(path, nodes, top)))
        if roll < 0.94:
            others = [n for n in nodes if n.kind not in ("dir", "hard")]
            if others:
                return Node(path, "hard", target=rng.choice(others).path)
        if roll < 0.97 or not self.root:
            return self.dress(Node(path, rng.choice(["fifo", "sock"])))
        return self.dress(Node(path, rng.choice(["char", "block"]), rdev=(rng.choice([1, 240]), rng.choice([3, 300]))))

    def target(self, path: bytes, nodes: list[Node], top: bytes) -> bytes:
        """Where a symlink points: inside the tree, at nothing, or out of it (but never out of the case)."""
        rng = self.rng
        here = os.path.dirname(path)
        roll = rng.random()
        if roll < 0.2:
            return rng.choice([b"nowhere", b"/nonexistent/x", b"./a/../gone", b"..//odd/"])
        if roll < 0.35:
            return os.path.relpath(b"outside/" + rng.choice([b"file", b"dir", b"gone"]), here)
        if roll < 0.4:
            return b"/etc/hostname"
        candidates = []
        for node in nodes:
            if node.kind == "dir":
                inside = (path + b"/").startswith(node.path + b"/")
                looped = any((path + b"/").startswith(c + b"/") for c in self.closed)
                linked = any(n.kind == "link" and n.path.startswith(node.path + b"/") for n in nodes)
                if not inside and not looped and not linked:
                    candidates.append(node)
            elif node.kind != "hard":
                candidates.append(node)
        if not candidates:
            return b"dangling"
        chosen = rng.choice(candidates)
        if chosen.kind == "dir":
            self.closed.append(chosen.path)
        return os.path.relpath(chosen.path, here)

    def outside(self) -> list[Node]:
        """What unsafe symlinks reach, beside the trees."""
        return [
            Node(b"outside", "dir", 0o755),
            Node(b"outside/dir", "dir", 0o755),
            Node(b"outside/dir/inner", data=[["t", "inner"]]),
            Node(b"outside/file", data=[["t", "outside file"]]),
        ]

    # -- the destination ----------------------------------------------------------------------------------------

    def age(self, source: list[Node], top: bytes, onto: bytes, keep: float = 0.85, calm: bool = False) -> list[Node]:
        """The tree at `top` as it may have been before: the destination `onto`, with strangers of its own.

        `keep` is the chance that an entry was there at all; `calm` leaves most of those as they are now.
        """
        rng = self.rng
        old: list[Node] = []
        present: dict[bytes, str] = {}
        for node in source:
            if not (node.path + b"/").startswith(top + b"/"):
                continue
            path = onto + node.path[len(top) :]
            is_top = node.path == top
            if not is_top and (present.get(os.path.dirname(path)) != "dir" or rng.random() > keep):
                continue
            was = copy.deepcopy(node)
            was.path = path
            if was.kind == "hard":
                was.target = onto + was.target[len(top) :]
                if present.get(was.target) in (None, "dir") or rng.random() < 0.3:
                    was = self.dress(Node(path, "file", data=self.data()))
            elif not is_top and rng.random() > (0.8 if calm else 0.45):
                was = self.before(was)
            old.append(was)
            present[path] = was.kind
        self.strangers(old, present)
        return old

    def before(self, node: Node) -> Node:
        """One entry's earlier state: other content, other metadata, or another type."""
        rng = self.rng
        roll = rng.random()
        if roll < 0.12:
            kind = rng.choice(["file", "dir", "link", "fifo"])
            fresh = self.dress(Node(node.path, kind))
            if kind == "file":
                fresh.data = self.data()
            elif kind == "link":
                fresh.target = rng.choice([b"nowhere", b"a", b".", b"foo.c"])
            return fresh
        if roll < 0.5 and node.kind == "file":
            node.data = self.edited(node.data)
            if rng.random() < 0.7:
                node.mtime = self.time()
        elif roll < 0.65:
            node.mtime = self.time()
        elif roll < 0.75:
            node.mtime = node.mtime // SECOND * SECOND + rng.randrange(SECOND)
        elif roll < 0.85 and node.kind == "link":
            node.target = rng.choice([b"elsewhere", b"a"])
        elif roll < 0.92:
            node.mode = self.mode(node.kind)
            node.xattrs.pop(ACL_ACCESS, None)
        else:
            fresh = self.dress(Node(node.path, node.kind))
            node.uid, node.gid, node.xattrs, node.mode = fresh.uid, fresh.gid, fresh.xattrs, fresh.mode
        return node

    def strangers(self, old: list[Node], present: dict[bytes, str]) -> None:
        rng = self.rng
        for _ in range(rng.randrange(6)):
            dirs = [path for path, kind in present.items() if kind == "dir"]
            path = rng.choice(dirs) + b"/" + rng.choice(NAMES + [b"extra", b"old.o", b"gone~"])
            if path in present:
                continue
            roll = rng.random()
            kind = "dir" if roll < 0.35 else "file" if roll < 0.85 else "link"
            node = self.dress(Node(path, kind))
            if kind == "file":
                node.data = self.data()
            elif kind == "link":
                node.target = rng.choice([b"a", b"nowhere"])
            old.append(node)
            present[path] = kind
