"""Random scenarios: a seed makes the trees, the layout of sources and destination, and the options."""

from __future__ import annotations

import os
import random

import charsets
import options
from scenario import Node, Scenario
from trees import Forest


def scenario(seed: int, root: bool) -> Scenario:
    """The case of this seed; `root` says whether the harness runs as root (a seed means another case without)."""
    rng = random.Random(seed)
    forest = Forest(rng, root, plain=rng.random() < 0.45)
    build = rng.choices(
        [_mirror, _into, _several, _relative, _listed, _single, _odd], weights=[50, 9, 10, 10, 9, 6, 4]
    )[0]
    case = build(seed, forest)
    case.umask = rng.choice([0o022, 0o022, 0o022, 0o002, 0o077, 0])
    if root and rng.random() < 0.06:
        _drop_root(case)
    options.choose(case, forest)
    if rng.random() < 0.03:
        charsets.convert(case, rng)
    return case


def _case(seed: int, nodes: list[Node], operands: list[bytes], given: list[bytes] = ()) -> Scenario:
    return Scenario(f"seed {seed}", nodes, list(given), operands)


def _mirror(seed: int, forest: Forest) -> Scenario:
    """SRC/ DST/, the everyday case; the destination may not exist yet."""
    rng = forest.rng
    nodes = forest.outside() + forest.grow(b"src", rng.randrange(5, 35))
    if rng.random() < 0.9:
        nodes += forest.age(nodes, b"src", b"dst", keep=rng.choice([0.5, 0.85, 0.95]), calm=rng.random() < 0.4)
    return _case(seed, nodes, [b"src/", rng.choice([b"dst", b"dst/"])])


def _into(seed: int, forest: Forest) -> Scenario:
    """SRC DST: the directory itself arrives below the destination."""
    rng = forest.rng
    nodes = forest.outside() + forest.grow(b"src", rng.randrange(4, 25))
    nodes += [Node(b"dst", "dir", 0o755)]
    if rng.random() < 0.8:
        nodes += forest.age(nodes, b"src", b"dst/src")
    return _case(seed, nodes, [b"src", rng.choice([b"dst", b"dst/"])])


def _several(seed: int, forest: Forest) -> Scenario:
    """Several sources that overlap at the destination, some named by their contents."""
    rng = forest.rng
    nodes = forest.outside() + forest.grow(b"src", rng.randrange(3, 15)) + forest.grow(b"two", rng.randrange(3, 15))
    nodes += forest.age(nodes, rng.choice([b"src", b"two"]), b"dst")
    picks = [b"src/", b"two/", b"src", b"two"]
    picks += [n.path for n in nodes if n.path.startswith((b"src/", b"two/"))]
    sources = [rng.choice(picks) for _ in range(rng.randrange(1, 4))] + [b"two/"]
    if rng.random() < 0.1:
        sources.insert(0, b"src/missing")
    return _case(seed, nodes, sources + [b"dst/"])


def _relative(seed: int, forest: Forest) -> Scenario:
    """-R with paths, with and without the /./ that says where the relative part begins."""
    rng = forest.rng
    nodes = forest.outside() + forest.grow(b"src", rng.randrange(5, 25))
    paths = [n.path for n in nodes if n.path.startswith(b"src/")]
    sources = []
    for path in rng.sample(paths, min(len(paths), rng.randrange(1, 4))):
        cut = rng.random()
        if cut < 0.4:
            path = b"src/./" + path[4:]
        elif cut < 0.5 and path.count(b"/") > 1:
            first, rest = path.split(b"/", 2)[1:]
            path = b"src/" + first + b"/./" + rest
        sources.append(path + (b"/" if rng.random() < 0.2 and _is_dir(nodes, path) else b""))
    nodes += [Node(b"dst", "dir", 0o755)]
    if rng.random() < 0.6:
        nodes += [n for n in forest.age(nodes, b"src", b"dst") if n.path != b"dst"]
    else:
        nodes += forest.age(nodes, b"src", b"dst/src")
    given = [b"-R"] + ([b"--no-implied-dirs"] if rng.random() < 0.25 else [])
    return _case(seed, nodes, sources + [rng.choice([b"dst", b"dst/"])], given)


def _is_dir(nodes: list[Node], path: bytes) -> bool:
    clean = os.path.normpath(path)
    return any(n.path == clean and n.kind == "dir" for n in nodes)


def _listed(seed: int, forest: Forest) -> Scenario:
    """--files-from, by lines or by NUL, from a file or from stdin."""
    rng = forest.rng
    nodes = forest.outside() + forest.grow(b"src", rng.randrange(5, 25))
    paths = [n.path[4:] for n in nodes if n.path.startswith(b"src/")]
    chosen = rng.sample(paths, min(len(paths), rng.randrange(1, 6)))
    zero = rng.random() < 0.4
    if not zero:
        chosen = [p for p in chosen if b"\n" not in p]
        chosen += rng.choice([[], [b"# a comment", b""], [b"; another"]])
    words = [rng.choice([b"", b"", b"", b"./", b"/"]) + p + rng.choice([b"", b"", b"/"]) for p in chosen]
    if rng.random() < 0.1:
        words.append(b"no/such/file")
    body = b"".join(w + (b"\0" if zero else rng.choice([b"\n", b"\n", b"\r\n"])) for w in words)
    if rng.random() < 0.8:
        nodes += forest.age(nodes, b"src", b"dst")
    given = [b"-0"] if zero else []
    if rng.random() < 0.2:
        return Scenario(f"seed {seed}", nodes, given + [b"--files-from=-"], [b"src", b"dst"], stdin=body)
    nodes += [Node(b"list", data=[["t", body.decode("latin-1")]])]
    return _case(seed, nodes, [rng.choice([b"src", b"src/"]), b"dst"], given + [b"--files-from=list"])


def _single(seed: int, forest: Forest) -> Scenario:
    """One entry, to a directory, a new name, or over something that is there."""
    rng = forest.rng
    nodes = forest.outside() + forest.grow(b"src", rng.randrange(3, 12))
    source = rng.choice([n.path for n in nodes if n.path.startswith(b"src/")])
    nodes += forest.age(nodes, b"src", b"dst")
    places = [b"dst", b"dst/", b"dst/fresh", b"dst/new/", b"dst/deep/new", b"fresh"]
    places += [n.path for n in nodes if n.path.startswith(b"dst/")]
    return _case(seed, nodes, [source, rng.choice(places)], [b"--mkpath"] if rng.random() < 0.2 else [])


def _odd(seed: int, forest: Forest) -> Scenario:
    """What people type by mistake, and listings."""
    rng = forest.rng
    nodes = forest.outside() + forest.grow(b"src", rng.randrange(3, 12)) + [Node(b"plain", data=[["t", "x"]])]
    operands = rng.choice([
        [b"src/"], [b"src"], [b"src/", b"plain"], [b"missing", b"dst"], [b"missing/", b"src/", b"dst"],
        [b"src/", b"no/such/dst"], [b"src/", b"src/"], [b"plain", b"dst/"], [b"."], [b"plain", b"plain"],
    ])  # fmt: skip
    return _case(seed, nodes, operands)


def _drop_root(case: Scenario) -> None:
    """Runs the programs as nobody, who owns most of the tree but not all of it."""
    case.uid = 65534
    case.nodes = [n for n in case.nodes if n.kind not in ("char", "block")]
    paths = {n.path for n in case.nodes}
    case.nodes = [n for n in case.nodes if n.kind != "hard" or n.target in paths]
    for node in case.nodes:
        if node.uid == 0:
            node.uid = node.gid = 65534
        elif node.kind == "dir":
            node.uid = 65534
