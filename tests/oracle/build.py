"""Makes a scenario's nodes on disk. Two calls give two trees that no program can tell apart."""

from __future__ import annotations

import os
import random
import stat
import struct

from scenario import Node, Scenario

ACL_ACCESS = b"system.posix_acl_access"
ACL_DEFAULT = b"system.posix_acl_default"
_USER_OBJ, _USER, _GROUP_OBJ, _GROUP, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
_NO_ID = 0xFFFFFFFF


def acl(mode: int, group_obj: int, users: dict[int, int], groups: dict[int, int]) -> bytes:
    """The xattr value (acl(5), Linux's posix_acl_xattr layout) of an ACL whose mask is `mode`'s group bits."""
    entries = [(_USER_OBJ, mode >> 6 & 7, _NO_ID)]
    entries += [(_USER, perm, uid) for uid, perm in sorted(users.items())]
    entries += [(_GROUP_OBJ, group_obj, _NO_ID)]
    entries += [(_GROUP, perm, gid) for gid, perm in sorted(groups.items())]
    entries += [(_MASK, mode >> 3 & 7, _NO_ID), (_OTHER, mode & 7, _NO_ID)]
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def content(data: list) -> bytes:
    """The bytes of a file, holes as zeros."""
    parts = []
    for segment in data:
        if segment[0] == "r":
            parts.append(random.Random(segment[1]).randbytes(segment[2]))
        elif segment[0] == "t":
            parts.append(segment[1].encode("latin-1"))
        else:
            parts.append(bytes(segment[1]))
    return b"".join(parts)


def build(scenario: Scenario, root: bytes) -> None:
    """Creates every node below `root`, an empty directory. Metadata last, children before their directories."""
    owner = scenario.uid
    if owner and os.geteuid() == 0:
        os.chown(root, owner, owner)
    for node in scenario.nodes:
        _create(node, root)
    for node in reversed(scenario.nodes):
        if node.kind != "hard":
            _dress(node, root)


def _create(node: Node, root: bytes) -> None:
    path = os.path.join(root, node.path)
    if node.kind == "dir":
        os.mkdir(path, 0o700)
    elif node.kind == "file":
        _write(path, node.data)
    elif node.kind == "link":
        os.symlink(node.target, path)
    elif node.kind == "hard":
        os.link(os.path.join(root, node.target), path, follow_symlinks=False)
    else:
        kind = {"fifo": stat.S_IFIFO, "sock": stat.S_IFSOCK, "char": stat.S_IFCHR, "block": stat.S_IFBLK}[node.kind]
        os.mknod(path, kind | 0o600, os.makedev(*node.rdev))


def _write(path: bytes, data: list) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        size = 0
        for segment in data:
            length = segment[1] if segment[0] == "h" else len(content([segment]))
            if segment[0] != "h":
                os.pwrite(fd, content([segment]), size)
            size += length
        os.ftruncate(fd, size)
    finally:
        os.close(fd)


def _dress(node: Node, root: bytes) -> None:
    path = os.path.join(root, node.path)
    if os.geteuid() == 0:
        os.chown(path, node.uid, node.gid, follow_symlinks=False)
    _set_xattrs(path, node, b"user.")  # while the mode allows it
    if node.kind != "link":
        os.chmod(path, node.mode)
    _set_xattrs(path, node, b"system.")  # an ACL goes with its mode
    os.utime(path, ns=(node.atime, node.mtime), follow_symlinks=False)


def _set_xattrs(path: bytes, node: Node, start: bytes) -> None:
    for name, value in node.xattrs.items():
        if name.startswith(start):
            os.setxattr(path, name, value, follow_symlinks=False)
