"""Reads back everything a run can have changed: one record a path, and the differences of two such trees."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat

DEEPEST = 15
"""Only a tree that contains itself, when links are followed, has more levels. It ends where the system follows no more
links; rsync, which opens a file by its whole path, cannot read those in the last directory."""

Record = dict[str, object]
Tree = dict[bytes, Record]


def observe(root: bytes, since: float, until: float, atimes: bool, blocks: bool) -> Tree:
    """Every path below `root` (which is b"." itself) with all of its metadata.

    A time between `since` and `until` (seconds) is the run's own and becomes "now". Hard links become the sorted
    first path of their group. Atimes and allocated blocks count only when asked: reading moves the one (so the
    sources' never count), and the other is the filesystem's business unless --sparse is under test.
    """
    tree: Tree = {}
    links: dict[tuple[int, int], list[bytes]] = {}
    _walk(root, b".", tree, links, (since, until), atimes, blocks)
    for paths in links.values():
        if len(paths) > 1:
            for path in paths:
                tree[path]["hard links"] = min(paths)
    return tree


def _walk(root, path, tree, links, window, atimes, blocks) -> None:
    full = os.path.join(root, path)
    info = os.lstat(full)
    with _readable(full, info) as acl:
        record = _record(full, info, window, atimes and path.startswith(b"dst"), blocks)
        record["xattrs"] |= acl
        tree[path] = record
        if not stat.S_ISDIR(info.st_mode):
            links.setdefault((info.st_dev, info.st_ino), []).append(path)
            return
        if path.count(b"/") == DEEPEST:
            return
        for name in sorted(os.listdir(full)):
            _walk(root, name if path == b"." else path + b"/" + name, tree, links, window, atimes, blocks)


@contextlib.contextmanager
def _readable(full: bytes, info: os.stat_result):
    """Lets an unprivileged owner look into what its mode forbids, and puts the mode back."""
    closed = os.geteuid() != 0 and not stat.S_ISLNK(info.st_mode) and info.st_mode & 0o700 != 0o700
    acl = _xattrs(full, b"system.") if closed else {}
    if closed:
        os.chmod(full, 0o700)
    try:
        yield acl
    finally:
        if closed:
            os.chmod(full, stat.S_IMODE(info.st_mode))
            for name, value in acl.items():
                os.setxattr(full, name, value)


def _xattrs(full: bytes, start: bytes = b"") -> dict[bytes, bytes]:
    names = sorted(os.fsencode(name) for name in os.listxattr(full, follow_symlinks=False))
    return {name: os.getxattr(full, name, follow_symlinks=False) for name in names if name.startswith(start)}


def _record(full: bytes, info: os.stat_result, window, atimes: bool, blocks: bool) -> Record:
    record: Record = {
        "type": stat.S_IFMT(info.st_mode),
        "mode": oct(stat.S_IMODE(info.st_mode)),
        "owner": (info.st_uid, info.st_gid),
        "mtime": _time(info.st_mtime_ns, window),
        "xattrs": _xattrs(full),
    }
    if atimes and not stat.S_ISDIR(info.st_mode) and info.st_nlink == 1:  # the first name's reading moves the second's
        record["atime"] = _time(info.st_atime_ns, window)
    if stat.S_ISLNK(info.st_mode):
        record["target"] = os.readlink(full)
    elif stat.S_ISREG(info.st_mode):
        record["size"] = info.st_size
        record["content"] = _digest(full)
        if blocks:
            record["blocks"] = info.st_blocks * 512 // 65536
    elif stat.S_ISCHR(info.st_mode) or stat.S_ISBLK(info.st_mode):
        record["rdev"] = info.st_rdev
    return record


def _time(ns: int, window: tuple[float, float]) -> object:
    return "now" if window[0] - 1 <= ns / 1e9 <= window[1] + 1 else ns


def _digest(full: bytes) -> str:
    with open(full, "rb") as file:
        return hashlib.blake2b(file.read(), digest_size=8).hexdigest()


def differences(theirs: Tree, ours: Tree) -> list[str]:
    """One sentence a differing path or field: what rsync made and what the binary under test made."""
    found = []
    for path in sorted(set(theirs) | set(ours)):
        name = os.fsdecode(path).encode("unicode_escape", "surrogateescape").decode()
        if path not in ours:
            found.append(f"tree: {name}: only rsync has it ({_kind(theirs[path])})")
        elif path not in theirs:
            found.append(f"tree: {name}: rsync does not have it ({_kind(ours[path])})")
        else:
            for key in sorted(set(theirs[path]) | set(ours[path])):
                a, b = theirs[path].get(key), ours[path].get(key)
                if a != b and not (key == "atime" and _was_read(theirs[path], ours[path])):
                    found.append(f"tree: {name}: {key}: rsync {a!r}, ours {b!r}")
    return found


def _was_read(theirs: Record, ours: Record) -> bool:
    """Whether one program read a symlink after setting its times, which moves its access time; or before that, so that
    it set the access time back, to whole seconds."""
    stored = theirs["xattrs"].get(b"user.rsync.%stat", b"")  # --fake-super keeps a symlink as a file
    if not stat.S_ISLNK(theirs["type"]) and not stored.startswith(b"12"):
        return False
    a, b = theirs["atime"], ours.get("atime")
    return "now" in (a, b) or (b is not None and a // 10**9 == b // 10**9)


def _kind(record: Record) -> str:
    names = {
        stat.S_IFDIR: "dir", stat.S_IFREG: "file", stat.S_IFLNK: "link", stat.S_IFIFO: "fifo",
        stat.S_IFSOCK: "sock", stat.S_IFCHR: "char", stat.S_IFBLK: "block",
    }
    return names[record["type"]]
