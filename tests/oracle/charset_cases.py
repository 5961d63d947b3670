"""Named cases of --iconv: the source's names are in one character set, the destination's in another."""

from __future__ import annotations

import os

from scenario import BASE_TIME, Node, Scenario


def _tree(charset: str, top: str, *paths: str, mtime: int = BASE_TIME) -> list[Node]:
    return [Node(top.encode(), "dir", 0o755)] + _below(charset, top, *paths, mtime=mtime)


def _below(charset: str, top: str, *paths: str, mtime: int = BASE_TIME) -> list[Node]:
    """Directories end in "/", "link>target" is a symlink; all else is a file that contains its own name's length."""
    nodes = []
    for path in paths:
        name, _, target = path.partition(">")
        where = os.path.join(top, name.rstrip("/")).encode(charset)
        if target:
            nodes.append(Node(where, "link", target=target.encode(charset), mtime=mtime))
        elif path.endswith("/"):
            nodes.append(Node(where, "dir", 0o755, mtime=mtime))
        else:
            nodes.append(Node(where, data=[["t", str(len(path))]], mtime=mtime))
    return nodes


def _case(name: str, command: str, *trees: list[Node], charset: str = "utf8") -> Scenario:
    words = command.encode(charset).split()
    options = [word for word in words if word.startswith(b"-")]
    operands = [word for word in words if not word.startswith(b"-")]
    return Scenario("iconv: " + name, sum(trees, []), options, operands)


def charset_cases() -> list[Scenario]:
    names = ["dé/", "dé/ä", "ü", "plain", "l>ü", "lä>dé/ä"]
    src = _tree("utf8", "src", *names)
    same = _tree("latin1", "dst", *names)
    old = _tree("latin1", "dst", "old é/", "old é/ü", "gone ö", "ü/", "lä", mtime=BASE_TIME - 1_000_000_000)
    unknown = [Node(b"src/bad\xff", data=[["t", "x"]])]
    no_target = [Node(b"src/bad", "link", target=b"\xff")]
    to_latin = "-ai --iconv=utf8,latin1"
    return [
        # Names and the targets of symlinks are written in the destination's set; what is told is in the source's.
        _case("first copy", f"{to_latin} src/ dst", src),
        _case("told in words", "-av --iconv=utf8,latin1 src/ dst", src),
        _case("the log", f"{to_latin} --delete --log-file={{root}}/log src/ dst", src, old),
        _case("to UTF-8", "-ai --iconv=latin1,utf8 src/ dst", _tree("latin1", "src", *names), charset="latin1"),
        _case("several bytes to one", "-ai --iconv=cp932,utf8 src/ dst", _tree("cp932", "src", "本", "d本/", "d本/本"), charset="cp932"),
        _case("-vv tells the sets", "-aivv --iconv=utf8,latin1 src/ dst", src, same),
        # What is there is found under the other name, and compared.
        _case("nothing to do", "-aii --stats --iconv=utf8,latin1 src/ dst", src, same),
        _case("targets of symlinks that differ", f"{to_latin} src/ dst", src, _tree("latin1", "dst", "l>ä", "lä>dé/ä")),
        _case("a file in a directory's place", f"{to_latin} src/ dst", src, _tree("latin1", "dst", "dé")),
        _case("deletions", f"{to_latin} --delete src/ dst", src, old),
        _case("deletions in the end", f"{to_latin} --delete-after src/ dst", src, old),
        _case("deletions noted", f"{to_latin} --delete-delay src/ dst", src, old),
        _case("what deletions look at", "-a --iconv=utf8,latin1 --delete --debug=del3 src/ dst", src, _tree("latin1", "dst", "old é/", "old é/ü", "ü/", "ü/ö/")),
        _case("backups", f"{to_latin} -b --delete --info=backup src/ dst", src, old),
        _case("a backup directory", f"{to_latin} --backup-dir=../bäk --suffix=ö --delete src/ dst", src, old),
        _case("an alternate tree", f"{to_latin} --link-dest=../alt src/ dst", src, _tree("latin1", "alt", *names)),
        _case("a similar name", f"{to_latin} -y --no-W src/ dst", src, _tree("latin1", "dst", "üä")),
        _case("hard links", f"{to_latin} -H src/ dst", src, [Node(b"src/\xc3\xb6", "hard", target=b"src/\xc3\xbc")]),
        _case("updates in the end", f"{to_latin} --delay-updates src/ dst", src, old),
        _case("moved away", f"{to_latin} --remove-source-files --info=remove src/ dst", src),
        _case("what is left out", "-rt --iconv=utf8,latin1 --existing --info=skip2 src/ dst", src, old),
        _case("formats", "-a --iconv=utf8,latin1 --out-format=%i|%f|%n|%L src/ dst", src),
        _case("progress", f"{to_latin} --progress src/ dst", src),
        # Rules see the names of the side that they are asked about, and are not converted. So are no options.
        _case("a rule hides, and does not protect", f"{to_latin} --delete --exclude=ü src/ dst", src, old),
        _case("rules of a directory", f"{to_latin} --delete -F src/ dst", src, old, [Node(b"src/d\xc3\xa9/.rsync-filter", data=[["t", "- \xc3\xa4\n"]])]),
        _case("a list of names", f"{to_latin} --files-from=list src dst", src, [Node(b"list", data=[["t", "\xc3\xbc\nd\xc3\xa9/\xc3\xa4\n"]])]),
        _case("whole paths", f"{to_latin} -R src/dé/ä src/ü dst", src),
        _case("a file to a name", f"{to_latin} src/ü dst/ö", src, same),
        _case("a new destination", f"{to_latin} src dö", src),
        _case("made on the way", f"{to_latin} --mkpath src/ü ä/ö/", src),
        _case("a listing", "-a --iconv=utf8,latin1 src/", src),
        _case("a dry run", f"{to_latin} -n --delete src/ dst", src, old),
        # What is no text, or cannot be written there, is left out, and nothing is deleted (exit 23).
        _case("no text", f"{to_latin} --delete --stats src/ dst", src, unknown, old),
        _case("no text in a symlink", f"{to_latin} src/ dst", src, no_target),
        _case("no text in a symlink that is not copied", "-rti --iconv=utf8,latin1 src/ dst", src, no_target),
        _case("a name that the destination cannot write", f"{to_latin} --delete --stats src/ dst", src, _below("utf8", "src", "☃"), old),
        _case("a target that the destination cannot write", f"{to_latin} src/ dst", src, _below("utf8", "src", "l2>☃"), same),
        _case("a directory that the destination cannot write", f"{to_latin} --no-i-r src/ dst", src, _below("utf8", "src", "☃/"), same),
        _case("no rules are read for what is not deleted", f"{to_latin} --delete -F src/ dst", src, unknown, old, [Node(b"dst/.rsync-filter", data=[["t", "no rule"]])]),
        _case("errors are overlooked", f"{to_latin} --delete --ignore-errors src/ dst", src, unknown, old),
        _case("the same set on both sides", "-ai --iconv=utf8 src/ dst", src, unknown),
        _case("the locale's set", "-ai --iconv=. src/ dst", src),
        # Two names that become one: one of the files arrives.
        _case("two names for one", "-a --iconv=cp932,utf8 src/ dst", [Node(b"src", "dir", 0o755), Node(b"src/a\x81\xe0"), Node(b"src/a\x87\x90")]),
        # The last spec counts, "-" is none. An unknown set ends the run: here with 4, there with 12.
        _case("none", "-ai --iconv=utf8,latin1 --no-iconv src/ dst", src, unknown),
        _case("none again", "-ai --iconv=utf8,latin1 --iconv=- src/ dst", src, unknown),
        _case("an unknown set", "-ai --iconv=bogus src/ dst", src),
        _case("an unknown set here", "-ai --iconv=bogus,utf8 src/ dst", src),
        _case("an unknown set there", "-ai --iconv=utf8,bogus src/ dst", src),
    ]
