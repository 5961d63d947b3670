"""Random options for a case, weighted like their use: an archive-like base, and a few of everything else."""

from __future__ import annotations

import os
import random
import re

from scenario import Node, Scenario
from trees import Forest

BASES = [
    b"-a", b"-a", b"-a", b"-a", b"-a", b"-a", b"-r", b"-rt", b"-rlt", b"-rlp", b"-rlpt", b"-rD", b"-rlE", b"-rtE",
    b"-rlogt", b"-d", b"-dlt", b"-dt", b"-l", b"-t",
]  # fmt: skip

KEEPING = [
    b"-H", b"-A", b"-X", b"-U", b"-O", b"-J", b"-HAX", b"-AX", b"-p", b"-E", b"--no-p", b"--no-t", b"--no-o",
    b"--no-g", b"--no-D", b"--no-perms", b"--no-times", b"--no-specials", b"--no-devices", b"--super", b"--no-super",
    b"--fake-super", b"--numeric-ids", b"--usermap=1:5,*:nobody", b"--usermap=0-10:12345", b"--groupmap=*:daemon",
    b"--chown=daemon:games", b"--chown=:1", b"--chmod=u+w", b"--chmod=Da-w,Fu+x", b"--chmod=D755,F600",
    b"--chmod=ugo=rwX", b"--chmod=go-rwx", b"--chmod=a+s,o=g", b"--open-noatime", b"--drop-D",
]  # fmt: skip
LINKS = [
    b"-L", b"-k", b"--copy-unsafe-links", b"--safe-links", b"--munge-links", b"--no-l", b"-H", b"--no-links",
    b"--copy-links", b"--copy-dirlinks",
]  # fmt: skip
CHOOSING = [
    b"-u", b"-c", b"-I", b"--size-only", b"-@1", b"--modify-window=-1", b"--modify-window=10", b"--existing",
    b"--ignore-existing", b"--ignore-non-existing", b"--max-size=1000", b"--min-size=100", b"--max-size=2K",
    b"--min-size=1", b"--max-size=1.5k-1", b"-x", b"-m", b"--prune-empty-dirs", b"-c", b"-u",
]  # fmt: skip
WRITING = [
    b"--inplace", b"--append", b"--append-verify", b"--partial", b"--partial-dir=.part", b"--delay-updates", b"-S",
    b"--sparse", b"--preallocate", b"--no-W", b"--no-whole-file", b"-W", b"--temp-dir={root}/outside", b"-B700",
    b"--block-size=1024", b"--fsync", b"-y", b"-yy", b"--fuzzy", b"--force", b"-z", b"--remove-source-files",
    b"--checksum-choice=md5", b"--cc=xxh64", b"--compress-choice=zlib", b"--mkpath", b"--no-i-r", b"--inc-recursive",
    b"--checksum-seed=7", b"--inplace", b"--no-W", b"--zc=lz4", b"--skip-compress=c/o", b"--remove-sent-files",
]  # fmt: skip
BACKING = [
    b"-b", b"-b", b"--backup-dir=../backup", b"--backup-dir=.bak", b"--suffix=.old", b"--suffix=", b"--backup",
]  # fmt: skip
COMPARING = [
    b"--compare-dest=../alt", b"--copy-dest=../alt", b"--link-dest=../alt", b"--link-dest=../alt",
    b"--link-dest={root}/alt", b"--compare-dest={root}/alt2", b"--copy-dest=../gone",
]  # fmt: skip
DELETING = [
    b"--delete", b"--delete", b"--delete", b"--del", b"--delete-before", b"--delete-during", b"--delete-delay",
    b"--delete-after", b"--delete-excluded", b"--max-delete=1", b"--max-delete=0", b"--max-delete=3", b"--force",
    b"--ignore-errors", b"--delete-missing-args", b"--ignore-missing-args", b"--max-delete=-1",
]  # fmt: skip
TELLING = [
    b"-i", b"-i", b"-ii", b"-v", b"-v", b"-vv", b"-n", b"-n", b"--stats", b"--stats", b"-h", b"-hh", b"--no-h", b"-q",
    b"--progress", b"-P", b"-8", b"--info=name2", b"--info=del,backup", b"--info=skip2", b"--info=stats2",
    b"--info=none", b"--info=copy,remove,symsafe", b"--info=flist0,stats0", b"--info=nonreg0", b"--info=all1",
    b"--info=progress2", b"--info=misc2", b"--list-only", b"--log-file={root}/log", b"--out-format=%i %n%L",
    b"--out-format=%o %f %l %B", b"--out-format=%n %M %U %G", b"--out-format=%C %n", b"--out-format=[%'l] %i %f%L%%",
    b"--log-file={root}/log --log-file-format=%o %i %f", b"--bwlimit=100m", b"--stop-after=10", b"--timeout=100",
    b"--outbuf=L", b"--stderr=all", b"--no-v", b"--msgs2stderr",
]  # fmt: skip
ODD = [
    b"--no-such-option", b"--delete --max-delete=x", b"--chmod=zz", b"--suffix=a/b", b"--inplace --partial-dir=x",
    b"--append --delay-updates", b"--files-from=nolist", b"--compare-dest=x --link-dest=y", b"--max-size=banana",
    b"--exclude-from=nofile", b"--info=bogus", b"--debug=bogus", b"-N", b"--filter=bogus rule", b"--filter=", b"--exclude=",
    b"--old-dirs", b"--block-size=999999999", b"--bwlimit=abc", b"--usermap=:", b"--modify-window=x", b"--timeout=-1",
    b"--contimeout=5", b"--cc=bogus", b"--zc=bogus", b"--inplace --append", b"--delete --no-r", b"--append -W",
    b"--stop-at=bogus", b"--append --sparse", b"--out-format=%Q %n", b"--compress-level=99", b"--temp-dir=nodir",
    b"--backup-dir=x", b"--delete-before --delete-after", b"--copy-as=", b"--no-delete",
]  # fmt: skip


def choose(case: Scenario, forest: Forest) -> None:
    """Adds options to the case, and the files and trees that they name."""
    rng = forest.rng
    case.options.append(rng.choice(BASES))
    groups = [
        (KEEPING, 0.55, 3), (LINKS, 0.2, 2), (CHOOSING, 0.3, 2), (WRITING, 0.45, 3), (BACKING, 0.15, 2),
        (DELETING, 0.45, 2), (ODD, 0.02, 1),
    ]  # fmt: skip
    for group, chance, most in groups:
        if rng.random() < chance:
            for _ in range(rng.randrange(1, most + 1)):
                case.options += _words(rng.choice(group))
    if b"--fake-super" in case.options:
        case.options += [b"-o", b"-g"]  # without them rsync stores whatever its memory held
    if b"-U" in case.options:
        case.options.append(b"-t")  # without it rsync stores whatever its memory held
    if any(o.startswith(b"--append") for o in case.options):  # -y, -yy: see README
        case.options = [o for o in case.options if o not in (b"-y", b"-yy", b"--fuzzy")]
    if b"--append" in case.options:  # -S: see README
        case.options = [o for o in case.options if o not in (b"-S", b"--sparse")]
    if b"-u" in case.options:  # see README
        case.options = [o for o in case.options if o not in (b"-@1", b"--modify-window=-1", b"--modify-window=10")]
    if len(case.operands) > 2:  # one file may be sent twice: rsync may have removed it before that
        case.options = [o for o in case.options if o not in (b"--remove-source-files", b"--remove-sent-files")]
    if b"--ignore-existing" in case.options:
        _leave_out_files_for_directories(case)
    if rng.random() < 0.1:
        _compare(case, forest)
    if rng.random() < 0.35:
        _filter(case, rng)
    _tell(case, rng)
    _leave_out_what_rsync_breaks(case)
    while sum(o.lstrip(b"-").count(b"v") for o in case.options if o in (b"-v", b"-vv")) > 2:
        case.options.remove(b"-v" if b"-v" in case.options else b"-vv")  # three of them are for debugging


def _words(chosen: bytes) -> list[bytes]:
    """The options of one line of a list."""
    first, *rest = chosen.split(b" --")
    return [first] + [b"--" + option for option in rest]


PER_DIRECTORY = (b"-F", b"-FF", b"-C", b"--filter=:", b"--filter=dir-merge")


def _leave_out_what_rsync_breaks(case: Scenario) -> None:
    """Where rsync breaks what its manual promises: see README."""
    if case.has("-X") and not _keeps_permissions(case.options):
        there = {n.path.split(b"/", 1)[-1] for n in case.nodes if n.path.startswith((b"dst/", b"alt"))}
        for node in case.nodes:
            if node.kind == "dir" or node.path.split(b"/", 1)[-1] in there:
                node.xattrs = {name: value for name, value in node.xattrs.items() if not name.startswith(b"user.")}
    if any(o.startswith((b"--inplace", b"--append")) for o in case.options):
        case.options = [o for o in case.options if o != b"--open-noatime" or not case.has("--no-W", "--no-whole-file")]
        case.options = [o.replace(b"-dir=../backup", b"-dir={root}/backup") for o in case.options]
    if any(o.startswith(b"--append") for o in case.options):
        case.options = [o for o in case.options if not o.startswith((b"--compare-dest", b"--copy-dest", b"--link-dest"))]
    if case.has("-L", "-k", "--copy-links", "--copy-dirlinks", "--copy-unsafe-links"):
        case.options = [o for o in case.options if o not in (b"--remove-source-files", b"--remove-sent-files")]
    if case.has("-c") and any(node.kind == "hard" for node in case.nodes):
        case.options = [o for o in case.options if o != b"-U"]
    if case.uid and case.has("-b", "--backup", "--backup-dir"):
        case.options = [o for o in case.options if not o.startswith(b"--link-dest")]
    if len(case.operands) > 2 or case.has("--files-from"):
        case.options = [o for o in case.options if o not in (b"-m", b"--prune-empty-dirs")]
    if case.has("--compare-dest"):
        case.options = [o.replace(b"-HAX", b"-AX") for o in case.options if o not in (b"-H", b"--hard-links")]
    if case.has("--compare-dest", "--copy-dest", "--link-dest") and not _keeps_permissions(case.options):
        case.options = [o for o in case.options if o not in (b"-y", b"-yy", b"--fuzzy")]
    if b"--exclude-from=nofile" in case.options:  # that any other mistake is told first
        case.options = [o for o in case.options if o not in WRITING + DELETING]
    if case.uid and case.has("-c", "--fake-super"):
        for node in case.nodes:
            if node.kind != "link" and node.path.startswith((b"dst", b"alt")):
                node.mode |= 0o444
    if case.has("-X"):
        follows = case.has("-L", "-k", "--copy-links", "--copy-dirlinks", "--copy-unsafe-links")
        for node in case.nodes:
            if follows or (case.uid and (node.uid != case.uid or not node.mode & 0o400)):
                node.xattrs = {name: value for name, value in node.xattrs.items() if not name.startswith(b"user.")}
    if any(o.startswith((b"--inplace", b"--append")) for o in case.options):
        if not case.has("-H"):
            case.nodes = [n for n in case.nodes if n.kind != "hard" or not n.path.startswith(b"dst")]
        if case.has("-b", "--backup", "--backup-dir"):
            shorter = {b"-A": b"-p", b"-AX": b"-pX", b"-HAX": b"-HpX"}
            case.options = [shorter.get(o, o) for o in case.options]
        if case.has("--fake-super"):
            case.options = [o for o in case.options if not o.startswith(b"--backup-dir")]
    if case.has("-U") and not _keeps_permissions(case.options):
        case.options = [o for o in case.options if not o.startswith(b"--link-dest")]
    if case.has("-X") and case.has("-n"):
        case.options = [o for o in case.options if not o.startswith((b"--compare-dest", b"--copy-dest", b"--link-dest"))]
    if case.has("-X"):
        others = (b"rules",) if case.uid or case.has("--fake-super") else ()
        if others:
            case.options = [o for o in case.options if not re.match(rb"--filter=[-+]x ", o)]
        for node in case.nodes:
            if os.path.basename(node.path) in (b".rules", b".rsync-filter", *others):
                node.data = [["t", re.sub(r"(?m)^[-+]x .*\n", "", text)] for _, text in node.data]
    if case.uid:
        case.options = [o for o in case.options if o != b"--super"]
    if case.uid:  # rsync does not send a file of another user then
        case.options = [o for o in case.options if o != b"--open-noatime"]
    if case.uid and not _keeps_permissions(case.options):
        for node in case.nodes:
            if node.kind == "dir" and node.path.startswith(b"dst"):
                node.mode |= 0o700
    if any(o.startswith(PER_DIRECTORY) for o in case.options):
        case.options = [b"--delete-during" if o == b"--delete-delay" else o for o in case.options]
    if case.has("--compare-dest", "--copy-dest", "--link-dest"):
        case.options = [o for o in case.options if o not in (b"-S", b"--sparse")]
    if case.has("--append-verify"):
        case.options = [o for o in case.options if o != b"--info=progress2"]
    if case.has("--fake-super") and case.has("-b", "--backup", "--backup-dir"):
        case.options = [o for o in case.options if o != b"--safe-links"]
    if case.has("-X") and not case.has("-A") and any(_has_attribute_rule(text) for text in _rule_texts(case)):
        for node in case.nodes:
            node.xattrs = {name: value for name, value in node.xattrs.items() if not name.startswith(b"system.")}
    if (len(case.operands) == 1 or case.has("--list-only")) and any(node.kind == "hard" for node in case.nodes):
        case.options = [o for o in case.options if o != b"-U"]
    if case.has("-H") and case.has("--existing", "--ignore-non-existing"):
        _leave_out_other_types(case)
    if case.has("-b", "--backup"):
        _leave_out(case, lambda node: node.path.startswith(b"dst/") and len(os.path.basename(node.path)) > 240)
    if case.has("-R", "--files-from") and not _is_recursive(case):
        case.options = [o for o in case.options if not o.startswith(PER_DIRECTORY)]


def _rule_texts(case: Scenario) -> list[bytes]:
    """The rules of the command line, and of the file that it may name."""
    named = [text.encode("latin-1") for n in case.nodes if n.path == b"rules" for _, text in n.data]
    return case.options + [line for text in named for line in text.split(b"\n")]


def _has_attribute_rule(text: bytes) -> bool:
    return re.match(rb"(--filter=)?[-+]x ", text) is not None


def _leave_out(case: Scenario, unwanted) -> None:
    """Takes nodes away, with what lies below them and the other names of files."""
    gone = {node.path for node in case.nodes if unwanted(node)}
    below = tuple(path + b"/" for path in gone)
    case.nodes = [n for n in case.nodes if n.path not in gone and not (below and n.path.startswith(below))]
    paths = {n.path for n in case.nodes}
    case.nodes = [n for n in case.nodes if n.kind != "hard" or n.target in paths]


def _leave_out_other_types(case: Scenario) -> None:
    """What is no regular file at the destination, where the source has a file with several names."""
    shared = {p for n in case.nodes if n.kind == "hard" and not n.path.startswith(b"dst") for p in (n.path, n.target)}
    _leave_out(case, lambda node: node.kind not in ("file", "hard") and node.path.startswith(b"dst/") and any(p.endswith(node.path[3:]) for p in shared))


def _keeps_permissions(options: list[bytes]) -> bool:
    """Whether the last option that says so asks for permissions; lists of access always do."""
    last = False
    for option in options:
        if option in (b"--no-p", b"--no-perms"):
            last = False
        elif not option.startswith(b"--") and any(letter in option for letter in b"apA"):
            last = True
    return last


def _is_recursive(case: Scenario) -> bool:
    return case.has("-r") or (case.has("-a") and not case.has("--files-from"))


def _leave_out_files_for_directories(case: Scenario) -> None:
    """Takes what is no directory away from the destination where the source has one: see README."""
    follows = case.has("-L", "-k", "--copy-links", "--copy-dirlinks", "--copy-unsafe-links")
    dirs = [n.path for n in case.nodes if n.kind == "dir" or (follows and n.kind == "link")]
    sent = [b"/" + path for path in dirs if not path.startswith(b"dst")]
    gone = {
        n.path
        for n in case.nodes
        if n.kind != "dir" and n.path.startswith(b"dst/") and any(path.endswith(n.path[3:]) for path in sent)
    }
    case.nodes = [n for n in case.nodes if n.path not in gone and not (n.kind == "hard" and n.target in gone)]


def _tell(case: Scenario, rng: random.Random) -> None:
    if rng.random() < 0.75:
        case.options.append(b"-i")
    for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
        case.options += _words(rng.choice(TELLING))


def _compare(case: Scenario, forest: Forest) -> None:
    """--compare-dest and its like, with one or two earlier copies to compare with."""
    rng = forest.rng
    case.options.append(rng.choice(COMPARING))
    source = case.operands[0].rstrip(b"/").split(b"/")[0]
    if any(n.path == source and n.kind == "dir" for n in case.nodes):
        for name in (b"alt", b"alt2"):
            if any(name in o for o in case.options):
                case.nodes += forest.age(case.nodes, source, name, calm=True)
    if rng.random() < 0.2:
        case.options.append(case.options[-1].replace(b"alt2", b"alt").replace(b"/alt", b"/alt2"))


# -- filters ----------------------------------------------------------------------------------------------------


def pattern(case: Scenario, rng: random.Random) -> bytes:
    """A pattern that has a good chance of matching something in the trees."""
    paths = [n.path for n in case.nodes if b"/" in n.path and b"\n" not in n.path]
    if not paths:
        return b"*.c"
    path = rng.choice(paths).split(b"/", 1)[1]
    name = os.path.basename(path)
    roll = rng.random()
    if roll < 0.3:
        made = name
    elif roll < 0.4:
        made = b"/" + path
    elif roll < 0.5:
        made = path
    elif roll < 0.6:
        made = b"*" + name[-2:]
    elif roll < 0.7:
        made = name[:1] + b"*"
    elif roll < 0.75:
        made = b"[" + name[:1] + b"-z]" + name[1:]
    elif roll < 0.8:
        made = b"?" + name[1:]
    elif roll < 0.85:
        made = os.path.dirname(path) + b"/**" if b"/" in path else b"**" + name
    elif roll < 0.9:
        made = name + b"/***"
    else:
        made = rng.choice([b"*.c", b"*.o", b"*~", b".*", b"*", b"**/a", b"[[:upper:]]*", b"[!a-c]*", b"[^.]*", b"a/**/b", b"/*/*"])
    return made + (b"/" if rng.random() < 0.15 else b"")


def rule(case: Scenario, rng: random.Random) -> bytes:
    """One rule in the filter language, short form or long, with or without modifiers."""
    kind = rng.random()
    if kind < 0.06:
        return rng.choice([b"!", b"clear"])
    if kind < 0.7:
        word = rng.choice([b"-", b"+"]) + rng.choice([b"", b"", b"", b"", b"!", b"/", b"s", b"r", b"p", b",s", b"x"])
        return word + b" " + pattern(case, rng)
    word = rng.choice([b"exclude", b"include", b"hide", b"show", b"protect", b"risk", b"H", b"S", b"P", b"R", b"exclude,!"])
    return word + rng.choice([b" ", b"_" if word.isalpha() and len(word) == 1 else b" "]) + pattern(case, rng)


def _filter(case: Scenario, rng: random.Random) -> None:
    for _ in range(rng.randrange(1, 4)):
        roll = rng.random()
        if roll < 0.3:
            case.options.append(b"--exclude=" + pattern(case, rng))
        elif roll < 0.42:
            case.options.append(b"--include=" + pattern(case, rng))
        elif roll < 0.6:
            case.options.append(b"--filter=" + rule(case, rng))
        elif roll < 0.8:
            _per_directory(case, rng)
        elif roll < 0.86:
            _cvs(case, rng)
        else:
            _rule_file(case, rng)


def _lines(case: Scenario, rng: random.Random, make) -> list:
    lines = [make(case, rng) for _ in range(rng.randrange(1, 4))]
    if rng.random() < 0.3:
        lines.insert(0, rng.choice([b"# comment", b"; comment", b""]))
    return [["t", b"".join(line + b"\n" for line in lines).decode("latin-1")]]


def _add(case: Scenario, path: bytes, data: list) -> None:
    if not any(n.path == path for n in case.nodes):
        case.nodes.append(Node(path, data=data))


def _per_directory(case: Scenario, rng: random.Random) -> None:
    option = rng.choice([
        b"-F", b"-FF", b"--filter=: .rules", b"--filter=dir-merge,n .rules", b"--filter=:e .rules", b"--filter=:C",
        b"--filter=:- .rules", b"--filter=:s .rules", b"--filter=: /.rules", b"--filter=:-w .rules", b"--filter=.e rules",
    ])  # fmt: skip
    case.options.append(option)
    name = b".rsync-filter" if option.startswith(b"-F") else b".cvsignore" if option.endswith(b":C") else b".rules"
    simple = option.endswith((b":C", b":- .rules", b":-w .rules"))
    if option.endswith(b".e rules"):
        _add(case, b"rules", _lines(case, rng, rule))
        return
    dirs = [n.path for n in case.nodes if n.kind == "dir" and n.path.startswith((b"src", b"dst"))]
    for path in rng.sample(dirs, min(len(dirs), rng.randrange(1, 4))):
        _add(case, path + b"/" + name, _lines(case, rng, pattern if simple else rule))


def _cvs(case: Scenario, rng: random.Random) -> None:
    case.options.append(b"-C")
    dirs = [n.path for n in case.nodes if n.kind == "dir" and n.path.startswith((b"src", b"dst"))]
    if dirs and rng.random() < 0.6:
        _add(case, rng.choice(dirs) + b"/.cvsignore", _lines(case, rng, pattern))
    if rng.random() < 0.3:
        _add(case, b".cvsignore", [["t", "foo.c a\n"]])


def _rule_file(case: Scenario, rng: random.Random) -> None:
    option = rng.choice([b"--exclude-from=rules", b"--include-from=rules", b"--filter=merge rules", b"--filter=. rules"])
    case.options.append(option)
    _add(case, b"rules", _lines(case, rng, pattern if b"-from" in option else rule))
