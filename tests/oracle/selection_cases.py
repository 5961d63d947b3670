"""Named cases of what takes part and what makes way: rules of several sources, -m, --existing with -H, names that
several things share at the destination."""

from __future__ import annotations

from build import ACL_ACCESS, acl
from nodes import NEWER, OLDER, case, dir_, file, hard, link
from scenario import BASE_TIME, Node, Scenario


def selection_cases() -> list[Scenario]:
    return chosen() + linked_names() + alone() + silent() + read_again()


def chosen() -> list[Scenario]:
    """An anchored rule that a directory gave holds there, though it stays in force for other sources. -m leaves what a
    rule of the command line protects. Of a hidden file's way all but its own directory is made."""
    src, two, dst = dir_("src"), dir_("two"), dir_("dst")
    given = [src, file("src/.rsync-filter", "- /log\n"), two, file("two/log"), dir_("two/d"), file("two/d/log"), dst]
    empty = [src, dir_("src/a"), dir_("src/a/b"), dir_("src/a/b/c"), dst]
    hidden = [src, file("src/.rsync-filter", "H f*\n"), dir_("src/a"), dir_("src/a/b"), file("src/a/b/foo"), dst]
    gone = [src, link("src/l", "../gone"), dst]
    return [
        case("an anchored rule of another source", "-ai -F src/ two/ dst/", *given),
        case("an anchored rule of another source, whole list", "-ai -F --no-i-r src/ two/ dst/", *given),
        case("a rule of another source that is not anchored", "-ai -F src/ two/ dst/", src, file("src/.rsync-filter", "- log\n"), two, file("two/log"), dst),
        case("protected from being pruned", "-aim --filter=P_b src/ dst/", *empty),
        case("protected from being pruned by its path", "-aim --filter=P_/a/b src/ dst/", *empty),
        case("at risk of being pruned", "-aim --filter=R_b --filter=P_* src/ dst/", *empty),
        case("pruned though excluded things are protected", "-aim --delete-excluded --filter=S_b --filter=-_b src/ dst/", *empty),
        case("protected by a rule in the tree, and pruned", "-aimF src/ dst/", *empty, file("src/.rsync-filter", "P b\n"), file("dst/.rsync-filter", "P b\n")),
        case("the way to a hidden file", "-aRi --no-implied-dirs -F src/a/b/foo dst", *hidden),
        case("a listed file that is hidden", "-ai --no-implied-dirs -F --files-from=list src dst", *hidden, file("list", "a/b/foo\n")),
        case("an excluded link leads nowhere", "--copy-unsafe-links --exclude=l* -i src/l dst/", *gone),
        case("an excluded link leads nowhere, for all links", "-L --exclude=l* -i src/l dst/", *gone),
        case("missing source, new destination, dry", "-rn --delete missing/ src/ new", src),
    ]


def linked_names() -> list[Scenario]:
    """What is no regular file has its first name that is not left out for leader. A name that must make way for it may
    be one that a similar file is found for; a symlink on the way there has nothing."""
    src, dst = dir_("src"), dir_("dst")
    fifo, symlink = Node(b"src/a", "fifo"), link("src/a", "x")
    names = [hard("src/b", "src/a"), hard("src/c", "src/a")]
    deep = [src, dir_("src/d"), file("src/d/a"), dir_("src/z"), dir_("src/z/y"), hard("src/z/y/b", "src/d/a")]
    similar = [src, file("src/b"), hard("src/e", "src/b"), dst, file("dst/A", "y")]
    cases = [
        case(f"existing name of a {of.kind} over a {there.kind}", "-aHi --existing src/ dst/", src, of, *names, dst, there)
        for of in (fifo, symlink)
        for there in (file("dst/b"), link("dst/b", "q"), Node(b"dst/b", "fifo"), dir_("dst/b"))
    ]
    return [
        *cases,
        case("existing name of a file", "-aHi --existing src/ dst/", src, file("src/a"), *names, dst, file("dst/b", "old", mtime=OLDER)),
        case("a name behind a symlink that makes way", "-aHi src/ dst", *deep, dst, dir_("dst/z"), link("dst/z/y", "..")),
        case("a name behind a symlink that leads nowhere", "-aHi src/ dst", *deep, dst, link("dst/z", "none")),
        case("similar to what makes way, first name", "-aHyi src/ dst/", *similar, dir_("dst/b")),
        case("similar to what makes way, second name", "-aHyi src/ dst/", *similar, dir_("dst/e")),
    ]


def alone() -> list[Scenario]:
    """A directory that is made for itself alone is like a file with that name: it needs a parent (exit code 3), --mkpath
    makes that, and an alternate tree is asked for the name."""
    src, alt = dir_("src"), dir_("alt")
    return [
        case("alone, without a parent", "-r src/ no/such/dst", src),
        case("alone, without a parent, dry", "-rn src/ no/such/dst", src),
        case("alone, made with its way", "-ri --mkpath src/ no/such/dst", src),
        case("alone, made with its way, dry", "-rvn --mkpath src/ no/such/dst", src),
        case("alone, made without a way", "-ri --mkpath src/ dst", src),
        case("alone, and an alternate tree", "-ri --link-dest={root}/alt src/ dst", src, alt),
        case("alone, and an alternate tree that has the name", "-ri --link-dest={root}/alt src/ dst", src, alt, dir_("alt/dst")),
        case("a backup's name that gives way to a file", "-aib src/ dst", src, file("src/f~"), dir_("dst"), Node(b"dst/f~", "fifo")),
        case("a backup's name that gives way to a file, link", "-aib src/ dst", src, file("src/f~"), dir_("dst"), link("dst/f~", "k")),
    ]


def silent() -> list[Scenario]:
    """Named is also what was set without a letter that shows it. Of devices and links that are left out the content is
    not known."""
    src, dst = dir_("src"), dir_("dst")
    char, block = Node(b"src/d", "char", rdev=(1, 3)), Node(b"dst/d", "block", rdev=(1, 3))
    same = Node(b"dst/d", "char", rdev=(1, 3))
    moment = [src, file("src/a"), dst, file("dst/a", mtime=BASE_TIME + 5)]
    return [
        *[
            case(f"a new owner takes a bit away, {mode:o}", f"{options} --info=name2 src/a dst/", src, file("src/a"), dst, file("dst/a", mode=mode))
            for mode in (0o2755, 0o4755, 0o755)
            for options in ("--chown=:1",)
        ],
        case("the width of a link's name", "-rlH --out-format=[%10L][%-10L]%n src/ dst/", src, link("src/l", "x"), file("src/a"), hard("src/h", "src/a"), dst),
        case("a time within the second with -c", "-tc --info=name2 src/ dst/", *moment),
        case("a time within the second with -c, dry", "-tcn -vv src/ dst/", *moment),
        case("a time within the second", "-t --info=name2 src/ dst/", *moment),
        *[
            case(f"a node that exists, {options}, {there.kind}", f"{options} --ignore-existing --info=skip2 src/ dst/", src, char, dst, there)
            for options in ("-r", "-a")
            for there in (same, block, Node(b"dst/d", "fifo"))
        ],
        case("a link that exists and is left out", "-r --ignore-existing --info=skip2 src/ dst/", src, link("src/l", "x"), dst, link("dst/l", "x")),
    ]


def read_again() -> list[Scenario]:
    """--open-noatime holds for what is read at the destination too, and -U for what a backup is made from."""
    nobody = {"uid": 65534, "gid": 65534}
    src, dst = dir_("src"), dir_("dst")
    data = [["r", 5, 40_000]]
    old = [src, Node(b"src/f", data=data + [["t", "x"]]), dst, Node(b"dst/f", data=data, mtime=OLDER), hard("dst/g", "dst/f")]
    zeros = [src, Node(b"src/f", data=[["r", 3, 9000], ["z", 100_000]]), dst, Node(b"dst/f", data=[["r", 4, 120_000]], mtime=OLDER)]
    return [
        *[case(f"holes in place of old content, {option}", f"-rt -S --inplace {option} src/ dst/", *zeros) for option in ("-W", "--no-W")],
        case("open-noatime: the old file", "-rt --open-noatime --no-W src/ dst/", *old),
        case("-U: the old file for a backup", "-rtU -b --inplace src/ dst/", *old[:4]),
        case("-U: the old file for a backup directory", "-rtU --backup-dir=.bak --inplace src/ dst/", *old[:4]),
        case("a source that cannot be read with -c", "-rc --stats src/ dst/", dir_("src", **nobody), file("src/a", mode=0o200, **nobody), file("src/b", **nobody), dir_("dst", **nobody), file("dst/a", "y", **nobody), uid=65534),
        *[case(f"an alternate file that may not be read, {how}", f"-rlogti --{how}-dest=../alt src/ dst/", dir_("src", **nobody), file("src/a", **nobody), dir_("alt", **nobody), file("alt/a", mode=0o640, uid=5), dir_("dst", **nobody), uid=65534) for how in ("copy", "link")],
        case("numeric ids in lists", "-rA --chown=daemon:games --numeric-ids src/ dst/", src, file("src/a", xattrs={ACL_ACCESS: acl(0o640, 4, {5: 4}, {})}), dst),
        case("no directory for temporary files, in a listing", "-r --temp-dir=none src", src),
        case("a directory is told as made, with a result", "-r --progress --out-format=%C_%n src/ new", src, dir_("src/d")),
        case("listed names without a start", "-a --files-from=list none dst", dst, file("list", "a\n")),
        case("no list of names, and no start", "-a --files-from=nolist src/a dst", src, file("src/a"), dst),
        case("listed names in a file", "-a --files-from=list src/a dst", src, file("src/a"), dst, file("list", "a\n")),
        case("a listed name ends at a zero", "-a --files-from=list src dst", src, file("src/a"), dst, file("list", "a\0b\n")),
        case("names and rules from one input", "-a --files-from=- --exclude-from=- src dst", src, file("src/a"), dst),
        case("names alone are not listed", "-a --list-only --files-from=list src", src, file("src/a"), file("list", "a\n")),
        case("an owner that is none", "-a --chown=4294967295 src/ dst/", src, file("src/a"), dst),
        case("a list of files that is a directory", "-r --files-from=src src dst/", src, file("src/a", mtime=NEWER)),
        case("rules from a directory", "-r --exclude-from=src/ src/ dst/", src, file("src/a")),
        *[case(f"no such negation: {option}", f"-r {option} src/ dst/", src, file("src/a")) for option in NOT_NEGATED],
        *[case(f"negation: {option}", f"-r {option} src/ dst/", src, file("src/a")) for option in ("--no-backup", "--no-from0", "--no-c")],
    ]


NOT_NEGATED = [
    "--no-copy-links", "--no-L", "--no-copy-dirlinks", "--no-k", "--no-keep-dirlinks", "--no-K", "--no-copy-devices",
    "--no-dry-run", "--no-n", "--no-executability", "--no-E", "--no-ignore-times", "--no-I", "--no-preallocate",
    "--no-update", "--no-u", "--no-0", "--no-b",
]  # fmt: skip
