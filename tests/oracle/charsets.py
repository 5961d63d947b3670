"""Turns a case into one of --iconv: names get letters beyond ASCII, each side's in a character set of its own."""

from __future__ import annotations

import os
import random

from scenario import Node, Scenario

SETS = [
    # The order of names is the same in all of them: see README.
    ("utf8", "latin1"), ("latin1", "utf8"), ("utf8", "iso-8859-1"), ("latin1", "latin1"), ("utf8", "utf8"),
    (".", "utf8"), ("iso-8859-15", "utf8"), ("latin9", "UTF-8"),
]  # fmt: skip
LETTERS = {"foo": "föö", "bar": "bär", "sub": "süb", "Makefile": "Mäkefile", "README": "RÊADME", "core": "cørë", "hidden": "hïdden"}
DESTINATION = (b"dst", b"alt", b"alt2", b"backup", b"fresh")
RULES = (b"list", b"rules", b".rules", b".cvsignore", b".rsync-filter")


def convert(case: Scenario, rng: random.Random) -> None:
    """Not of several sources, or a list of names: see README. What --append sends twice comes in the order of no names."""
    if len(case.operands) > 2 or case.has("--files-from") or any(o.startswith(b"--append") for o in case.options):
        return
    source, destination = rng.choice(SETS)
    if source.lower() not in ("utf8", "utf-8"):
        case.options = [option for option in case.options if not option.startswith(b"--log-file")]
    spec = source if source == destination and rng.random() < 0.5 else f"{source},{destination}"
    here, there = _codec(source), _codec(destination)
    letters = {plain: odd for plain, odd in LETTERS.items() if rng.random() < 0.6 and _fits(odd, here, there)}
    for node in case.nodes:
        top = node.path.split(b"/")[0]
        _rename(node, letters, there if top in DESTINATION else here)
    case.options = [_respell(option, letters, here) for option in case.options] + [f"--iconv={spec}".encode()]
    case.operands = [
        _respell(word, letters, there if word.split(b"/")[0] in DESTINATION else here) for word in case.operands
    ]
    case.stdin = _respell(case.stdin, letters, here)


def _codec(charset: str) -> str:
    return {".": "ascii", "latin9": "iso-8859-15"}.get(charset, charset)


def _fits(text: str, *charsets: str) -> bool:
    """Whether all of them have its letters; the locale's, which is ASCII, has none."""
    try:
        return all(charset == "ascii" or text.encode(charset) for charset in charsets)
    except UnicodeEncodeError:
        return False


def _respell(raw: bytes, letters: dict[str, str], charset: str) -> bytes:
    for plain, odd in letters.items():
        raw = raw.replace(plain.encode(), odd.encode("utf8" if charset == "ascii" else charset))
    return raw


def _rename(node: Node, letters: dict[str, str], charset: str) -> None:
    node.path = _respell(node.path, letters, charset)
    node.target = _respell(node.target, letters, charset)
    if os.path.basename(node.path) in RULES:
        node.data = [[kind, _respell(text.encode("latin-1"), letters, charset).decode("latin-1")] for kind, text in node.data]
