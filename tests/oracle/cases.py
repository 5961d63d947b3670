"""Named cases: small explicit trees. Each difference ever found ends here."""

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


def case(name: str, command: str, *nodes: Node, **rest) -> Scenario:
    """`command` is options and operands, split at spaces; options start with a dash."""
    words = command.encode().split()
    options = [word for word in words if word.startswith(b"-")]
    return Scenario(name, list(nodes), options, [word for word in words if not word.startswith(b"-")], **rest)


def all_cases() -> list[Scenario]:
    return everyday()


def everyday() -> list[Scenario]:
    """The jobs the program exists for; each is also in the random cases, here it cannot be missed."""
    tree = [dir_("src"), file("src/a", "new"), dir_("src/d"), file("src/d/b", "same"), link("src/l", "a")]
    old = [dir_("dst"), file("dst/a", "old", mtime=OLDER), dir_("dst/d"), file("dst/d/b", "same"), file("dst/gone")]
    data = [["r", 1, 300_000]]
    big = [dir_("src"), Node(b"src/big", data=data + [["r", 2, 5000]]), dir_("dst"), Node(b"dst/big", data=data, mtime=OLDER)]
    return [
        case("first copy", "-ai src/ dst", *tree),
        case("mirror", "-ai --delete src/ dst/", *tree, *old),
        case("mirror told", "-av --delete --stats src/ dst/", *tree, *old),
        case("mirror dry", "-ain --delete src/ dst/", *tree, *old),
        case("nothing to do", "-ai --stats src/ dst/", *tree, *[Node(**{**vars(n), "path": n.path.replace(b"src", b"dst")}) for n in tree]),
        case("into", "-ai src dst", *tree, dir_("dst")),
        case("one file", "-ai src/a dst", *tree),
        case("listing", "-a src/", *tree),
        case("update", "-aui src/ dst", dir_("src"), file("src/a", "one", mtime=OLDER), dir_("dst"), file("dst/a", "two")),
        case("file became directory", "-ai src/ dst", dir_("src"), dir_("src/x"), file("src/x/y"), dir_("dst"), file("dst/x")),
        case("directory became file", "-ai --delete src/ dst", dir_("src"), file("src/x"), dir_("dst"), dir_("dst/x"), file("dst/x/y")),
        case("backup", "-aib src/ dst", *tree, *old),
        case("backup directory", "-aib --delete --backup-dir=../kept src/ dst", *tree, *old),
        case("excluded stays", "-ai --delete --exclude=gone src/ dst", *tree, *old),
        case("excluded goes", "-ai --delete-excluded --exclude=gone src/ dst", *tree, *old),
        case("delta", "-ai --no-whole-file src/ dst", *big),
        case("inplace", "-ai --no-whole-file --inplace src/ dst", *big),
        case("append", "-ai --append src/ dst", *big),
        case("append verified", "-ai --append-verify src/ dst", *big),
        case("unknown option", "-a --no-such-option src/ dst", *tree),
        case("missing source", "-a missing dst", *tree),
        case("no operands", "-a"),
    ]
