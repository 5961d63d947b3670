"""Named cases of single options, and of those that a user has made up."""

from __future__ import annotations

from nodes import NEWER, OLDER, case, dir_, file, hard, link
from scenario import Node, Scenario


def confined() -> list[Scenario]:
    """With --confine-root listed names and rules in the trees come from there, or not at all."""
    src = [dir_("src"), file("src/a"), dir_("src/d"), file("src/d/b"), link("src/out", "../other"), dir_("other"), file("other/c")]
    tree = [*src, dir_("dst"), file("list", "a\nd/b\nout/c\nmissing\n")]
    rules = file("src/.rsync-filter", "- a\n")
    return [
        case("listed names outside the root", "-ai --confine-root={root}/src/d --files-from=one src dst", *tree, file("one", "a\nmissing\n")),
        case("listed names that lead out of the root", "-ai --confine-root={root}/src --files-from=list src dst", *tree),
        case("listed names that may lead out of the root", "-aiL --confine-root={root}/src --files-from=list src dst", *tree),
        case("the root itself is listed", "-air --confine-root={root}/src --files-from=whole src dst", *tree, file("whole", ".\n")),
        case("a root that is not there", "-ai --confine-root={root}/nowhere --files-from=list src dst", *tree),
        case("rules in the root", "-aiF --confine-root={root}/src src/ dst", *tree, rules),
        case("rules outside the root", "-aiF --confine-root={root}/src/d src/ dst", *tree, rules),
        case("rules behind a link that leaves the root", "-aiF --confine-root={root}/src src/ dst", *tree, link("src/.rsync-filter", "../rules"), file("rules", "- a\n")),
        case("rules of the destination outside the root", "-aiF --delete --confine-root={root}/src src/ dst", *tree, file("dst/.rsync-filter", "- kept\n"), file("dst/kept")),
        case("what options name is not confined", "-ai --confine-root={root}/src --exclude-from=rules --compare-dest=../alt src/ dst", *tree, file("rules", "l\n"), dir_("alt"), file("alt/a")),
    ]


def made_up() -> list[Scenario]:
    """"rsync alias" lines of ~/.popt make options."""
    tree = [dir_("src"), file("src/a", mode=0o640), file("src/b"), dir_("dst"), file("dst/b", mtime=OLDER + 500_000_000)]

    def aliases(lines: str) -> Node:
        return file(".popt", lines)

    return [
        case("an alias among letters", "-aiZ src/ dst", *tree, aliases("rsync alias -Z --no-p --no-g --chmod=ugo=rwX\n")),
        case("an alias of itself", "-ai src/ dst", dir_("src"), file("src/a"), dir_("dst"), file("dst/a", mtime=1_600_000_000_500_000_000), aliases("rsync alias -a -a@-1\n")),
        case("an alias with a value", "-ai --without=a src/ dst", *tree, aliases("rsync alias --without --exclude\n")),
        case("an alias of aliases", "-a --one src/ dst", *tree, aliases("rsync alias --one --two\nrsync alias --two -i \\\n '--exclude=a'\n")),
        case("an alias of another program", "-a --one src/ dst", *tree, aliases("other alias --one -i\n")),
        case("a size in bytes with a unit", "-ai --max-size=2bib src/ dst", dir_("src"), file("src/a", "abc"), file("src/b", "ab")),
        case("a log without a name", "-ai --log-file= src/ dst", *tree),
    ]


def stored_there() -> list[Scenario]:
    """-M--fake-super stores at the destination what only a superuser may set, while the source is taken as it is;
    --fake-super with -M--super brings it back."""
    stored = [file("src/b", mode=0o644, xattrs={b"user.rsync.%stat": b"104755 0,0 5:7"}), file("src/l", "gone", mode=0o777, xattrs={b"user.rsync.%stat": b"120777 0,0 0:0"})]
    plain = [dir_("src"), file("src/a", mode=0o4755, uid=5, gid=7, xattrs={b"user.k": b"v"}), hard("src/h", "src/a"), link("src/k", "a"), Node(b"src/p", "fifo"), Node(b"src/n", "char", rdev=(1, 3)), dir_("src/d", mode=0o2750, uid=9)]
    dst = [dir_("dst"), file("dst/a", "old", mtime=OLDER)]
    return [
        case("stored there", "-aiH -M--fake-super src/ dst/", *plain, *stored, *dst),
        case("stored there, with attributes", "-aiX -M--fake-super src/ dst/", *plain, *stored, *dst),
        case("stored there already", "-aii -M--fake-super src/ dst/", dir_("src"), file("src/b", mode=0o4755, uid=5, gid=7), dir_("dst"), file("dst/b", mode=0o755, xattrs={b"user.rsync.%stat": b"104755 0,0 5:7"})),
        case("stored there in place", "-ai --inplace -M--fake-super src/ dst/", *plain, *dst),
        case("stored there, dry", "-ain --delete -M--fake-super src/ dst/", *plain, *dst),
        case("stored there by nobody", "-ai -M--fake-super src/ dst/", dir_("src", uid=65534, gid=65534), file("src/a", mode=0o755, uid=65534, gid=65534), dir_("dst", uid=65534, gid=65534), uid=65534),
        case("brought back from there", "-aiX --fake-super -M--super src/ dst/", dir_("src"), *stored, dir_("dst")),
        case("stored there, and all attributes", "-aXX -M--fake-super src/ dst/", *plain, *dst),
    ]


def receiver_logs() -> list[Scenario]:
    """The receiver's own log has what it does, also what standard output and the other log do not show."""
    logged = [dir_("src"), file("src/a", "new"), hard("src/h", "src/a"), link("src/l", "a"), Node(b"src/p", "fifo"), dir_("src/d"), file("src/d/b"), file("src/same"), file("src/t", mtime=NEWER)]
    logged += [dir_("dst"), file("dst/same"), file("dst/t"), file("dst/gone"), dir_("dst/d", mtime=OLDER)]
    return [
        case("the receiver's log", "-rtl --delete -M--log-file={root}/log --size-only src/ dst", *logged),
        case("the receiver's log, all of it", "-aii --delete -M--log-file={root}/log src/ dst", *logged),
        case("the receiver's log and hard links", "-aH -vv --no-D --delete -M--log-file={root}/log src/ dst", *logged),
        case("the receiver's log in a format", "-aH --delete -M--log-file={root}/log -M--log-file-format=%o|%f|%n src/ dst", *logged),
        case("the receiver's log in a format with changes", "-a --delete -M--log-file={root}/log -M--log-file-format=%i|%o|%f|%n|%L src/ dst", *logged),
        case("the receiver's log without a format", "-a --delete -M--log-file={root}/log -M--log-file-format= src/ dst", *logged),
        case("the receiver's log of a dry run", "-ain --delete -M--log-file={root}/log src/ dst", *logged),
        case("the receiver's log of what is left out", "-rt --existing --max-size=1 --info=skip2 -M--log-file={root}/log src/ dst", *logged),
        case("the receiver's log with a limit of deletions", "-a --delete --max-delete=0 -M--log-file={root}/log src/ dst", *logged, file("dst/gone2")),
        case("the receiver's log, taken back", "-a -M--log-file={root}/log -M--log-file= src/ dst", *logged),
        case("the receiver's log and a missing source", "-a -M--log-file={root}/log missing src/ dst", *logged),
    ]
