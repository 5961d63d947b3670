"""Named cases of what is told and counted, of deletions and of how a run ends."""

from __future__ import annotations

from build import ACL_DEFAULT, acl
from nodes import NEWER, OLDER, case, dir_, file, hard, link
from scenario import BASE_TIME, Node, Scenario


def told_by_chance() -> list[Scenario]:
    """More of these: deletions and their limit, what is counted, what -v and -vv tell, how a run ends."""
    src, dst = dir_("src"), dir_("dst")
    special = [src, Node(b"src/a", "fifo"), hard("src/b", "src/a")]
    deep = [dir_("dst"), dir_("dst/d"), dir_("dst/d/e"), file("dst/d/e/f"), file("dst/d/g")]
    nested = [src, dir_("src/d"), dir_("src/d/e"), file("src/d/e/f"), file("src/d/g")]
    ruled = [src, dir_("src/d"), file("src/d/a"), file("src/d/b"), file("src/d/.rules", "a\n"), dir_("src/e"), file("src/e/a"), file("src/e/b")]
    blocked = [src, file("src/a"), dst, dir_("dst/a"), file("dst/a/f")]
    locked = [dir_("src", uid=65534, gid=65534), dir_("dst", uid=65534, gid=65534)]
    locked += [dir_("dst/d", 0o555, uid=65534, gid=65534), file("dst/d/f", uid=65534, gid=65534)]
    skipped = [src, file("src/same"), file("src/mode", mode=0o755), file("src/time", mtime=NEWER), file("src/size", "xx"), link("src/link", "a")]
    skipped += [link("src/target", "a"), Node(b"src/type", "fifo"), Node(b"src/pipe", "fifo", 0o600), file("src/new")]
    skipped += [dst, file("dst/same"), file("dst/mode"), file("dst/time"), file("dst/size"), link("dst/link", "a", mtime=OLDER)]
    skipped += [link("dst/target", "b"), file("dst/type"), Node(b"dst/pipe", "fifo")]
    linked = [src, file("src/a"), hard("src/b", "src/a"), hard("src/e", "src/a")]
    nobody = {"uid": 65534, "gid": 65534}
    too_long = [src, file("src/" + 255 * "n", "new"), file("src/z"), dst, file("dst/" + 255 * "n", mtime=OLDER)]
    secret = [dir_("src", uid=65534, gid=65534), file("src/a", mode=0, uid=65534, gid=65534), *locked[1:]]
    return [
        # Beyond the limit a directory is emptied as far as that goes, told to stay, and tried all the same.
        case("limit inside a directory", "-ri --delete --max-delete=1 src/ dst/", src, *deep),
        case("no deletion in a directory", "-ri --delete --max-delete=0 src/ dst/", src, *deep),
        case("protected inside a directory", "-ri --delete --exclude=f src/ dst/", src, *deep),
        case("protected inside a directory, dry", "-rin --delete --exclude=f src/ dst/", src, *deep),
        case("a directory in the way, dry", "-rin src/ dst/", *blocked),
        case("a backup in the way, dry", "-rlnvv -b --force src/ dst/", *blocked),
        case("emptying a directory without permission", "-ri --delete src/ dst/", *locked, uid=65534),
        case("the limit and a missing argument", "-r --delete --max-delete=0 none src/ dst/", src, *deep),
        case("the limit and a directory in the way", "-r --delete --max-delete=0 src/ dst/", *blocked),
        # A missing argument is no reason to delete nothing; a missing directory whose content was meant is one.
        case("missing argument and --delete", "-ri --delete none src/ dst/", src, *deep),
        case("missing directory and --delete", "-ri --delete none/ src/ dst/", src, *deep),
        case("missing directory, new destination", "-d --delete none/ src/ dst", src),
        case("missing directory is not ignored", "-r --ignore-missing-args none/ src/ dst/", src),
        case("unreadable file and --delete-after", "-ri --delete-after src/ dst/", *secret, uid=65534),
        case("unreadable file is counted", "-ri --stats src/ dst/", *secret, uid=65534),
        case("rules below what is deleted", "-r --delete --filter=:s_.rules src/ dst/", src, dst, dir_("dst/d"), file("dst/d/.rules", "x\n")),
        # Names in the list more than once: what is counted, and what -vv says of it.
        case("a directory and its parent", "-rv --stats src/d src/ dst/", *nested),
        case("a directory and its parent, whole list", "-rv --no-i-r --stats src/d src/ dst/", *nested),
        case("the same names twice", "-rvv src/ src/ dst/", *nested),
        case("the same names twice, whole list", "-rvv --no-i-r src/ src/ dst/", *nested),
        case("paths that share directories", "-R -vv --stats src/d/g src/d/e/f dst", *nested),
        case("paths that share directories, backwards", "-R -vv --stats src/d/e/f src/d/g dst", *nested),
        case("paths without implied directories", "-R --no-implied-dirs --stats src/d/g dst", *nested),
        case("recursive paths", "-R -r -vv --stats src/d src/d/e dst", *nested),
        case("listed base", "-v --stats --files-from=- src dst", src, stdin=b"./none\n"),
        case("listed base itself", "-v --stats --files-from=- src dst", src, stdin=b".//\n"),
        case("listed nothing", "-v --files-from=- src dst", src, stdin=b"none\n"),
        case("base of a path", "-dR -v --stats ./src/d/g dst", *nested),
        case("base of a path, directories skipped", "-R -v --stats ./src/d/g dst", *nested),
        case("base of a path, excluded", "-dR -vv --stats --filter=-!_*[a-z] ./src/d/g dst", *nested),
        # A directory that arguments name again is read again, but not every second time in a row.
        case("a directory three times", "-r --stats src/d src/d src/d dst", *nested),
        case("a directory and others between", "-r --stats src/d two/ src/d src/ dst", *nested, dir_("two")),
        case("a directory and a path through it", "-rR --stats src/./d src/./d/g src/./d dst", *nested),
        case("paths with another directory between", "-r -vv --stats --files-from=- src dst", *nested, dir_("src/x"), file("src/x/y"), stdin=b"d/e/f\nx/y\nd/g\nx/y\nd/e/f\n"),
        case("deep paths with another directory between", "-r -vv --stats --files-from=- . dst", *nested, dir_("src/x"), file("src/x/y"), stdin=b"src/d/g\nsrc/x/y\nsrc/d/e/f\n"),
        # Rules of a directory that an argument named stay in force for those that follow.
        case("rules of an argument's content", "-r --filter=:-_.rules src/d src/d/ src/e dst", *ruled),
        case("rules of an argument's content, whole list", "-r --no-i-r --filter=:-_.rules src/d/ src/e dst", *ruled),
        case("rules of the first content", "-r --filter=:-_.rules src/e/ src/d/ src/d dst", *ruled),
        case("rules of a path, whole list", "-rR --no-i-r --filter=:-_.rules src/./d/b src/./e src/./d/a dst", *ruled),
        case("rules of the last path", "-dR --filter=:-_.rules src/./d/b src/./e/a src/./e/b src/./d/a dst", *ruled),
        # What filter rules decide is told with -vv; what a file said is not shown.
        case("rules at work", "-rvv --delete --exclude=f --include=/d/ src/ dst/", *nested, *deep),
        case("rules from files at work", "-rvv --exclude-from=rules src/ dst/", *nested, file("rules", "f\n")),
        case("rules of a directory at work", "-rvv --filter=:e_.rules src/ dst/", *nested, file("src/d/.rules", "- f\n")),
        case("CVS rules at work", "-rvv -C --delete src/ dst/", src, file("src/a.o"), dst, file("dst/b.o")),
        case("excluded dangling link", "-rL --exclude=l src/ dst", src, link("src/l", "nowhere")),
        case("passes of deletion", "-rvv --delete-after src two dst/", src, dir_("two"), dir_("dst"), dir_("dst/two"), file("dst/two/f")),
        # An argument's own path may lead through symlinks; at the destination they are directories.
        case("listed behind a link", "-i --files-from=- src dst", *nested, link("src/l", "d"), stdin=b"l/g\n"),
        case("listed link to a directory's contents", "-ir --files-from=- src dst", *nested, link("src/l", "d"), stdin=b"l/\n"),
        case("listed behind another user's link", "-i --files-from=- src dst", *nested, link("src/l", "d", uid=65534), stdin=b"l/g\n"),
        case("listed link of another user to a directory's contents", "-i --files-from=- src dst", *nested, link("src/m", "l"), link("src/l", "d", uid=65534), stdin=b"m/\nd/g\n"),
        case("listed behind another user's link, -L", "-iL --files-from=- src dst", *nested, link("src/l", "d", uid=65534), stdin=b"l/g\n"),
        case("path behind another user's link", "-iR src/l/g dst", *nested, link("src/l", "d", uid=65534)),
        # Nor is one followed on the way to where the user wants to write or read anything else.
        case("a destination behind another user's link", "-a src/ other", *nested, dst, link("other", "dst", uid=65534)),
        case("a destination below another user's link", "-a src/ other/new", *nested, dst, link("other", "dst", uid=65534)),
        case("a destination behind another user's link, dry run", "-an src/ other/", *nested, dst, link("other", "dst", uid=65534)),
        case("a destination behind another user's link, insecure", "-ai --insecure-links src/ other", *nested, dst, link("other", "dst", uid=65534)),
        case("a file in the place of another user's link", "-ai src/g other", *nested, file("out"), link("other", "out", uid=65534)),
        case("backups behind another user's link", "-ab --backup-dir=../other src/ dst", *nested, dst, file("dst/g", "xx"), dir_("out"), link("other", "out", uid=65534)),
        case("backups behind another user's link, insecure", "-aib --backup-dir=../other --insecure-links src/ dst", *nested, dst, file("dst/g", "xx"), dir_("out"), link("other", "out", uid=65534)),
        case("temporary files behind another user's link", "-a --temp-dir=../other src/ dst", *nested, dst, dir_("out"), link("other", "out", uid=65534)),
        case("an alternate tree behind another user's link", "-ai --link-dest=../other src/ dst", *nested, dst, dir_("out"), file("out/g"), link("other", "out", uid=65534)),
        case("a compared tree behind another user's link", "-ai --compare-dest=../other src/ dst", *nested, dst, dir_("out"), file("out/g"), link("other", "out", uid=65534)),
        case("a compared tree behind another user's link, insecure", "-ai --compare-dest=../other --insecure-links src/ dst", *nested, dst, dir_("out"), file("out/g"), link("other", "out", uid=65534)),
        case("a list of files behind another user's link", "-ai --files-from=other/g src/ dst", *nested, dst, dir_("out"), file("out/g", "g\n"), link("other", "out", uid=65534)),
        case("rules behind another user's link", "-ai --exclude-from=other/g src/ dst", *nested, dst, dir_("out"), file("out/g", "g\n"), link("other", "out", uid=65534)),
        case("path behind a link", "-iR src/l/g dst", *nested, link("src/l", "d")),
        # Links to a file whose content moves are made, and told, when everything has arrived.
        case("hard links come last", "-aHi src/ dst/", src, file("src/a"), dir_("src/d"), hard("src/d/b", "src/a"), dir_("src/e"), file("src/e/f")),
        case("hard links in a dry run", "-aHin src/ dst/", src, file("src/a"), dir_("src/d"), hard("src/d/b", "src/a"), dir_("src/e"), file("src/e/f")),
        case("only what exists, and nothing does", "-rin --existing src/ dst/", *nested),
        case("a file in a directory's place that exists", "-r --ignore-existing src/ dst/", *nested, dst, file("dst/d")),
        case("totals of matches", "-rvv --no-whole-file src/ dst/", *nested),
        case("counting files, an error first", "-P --files-from=- src dst", *nested, stdin=b"none\nd/g\n"),
        case("counting files, an error later", "-P --files-from=- src dst", *nested, stdin=b"d/g\nnone\n"),
        case("why what exists is skipped", "-a --ignore-existing --info=skip2 src/ dst", *skipped),
        case("why what exists is skipped, checksums", "-ac --ignore-existing --info=skip2 src/ dst", *skipped),
        case("why what exists is skipped, without times", "-rlDE --ignore-existing --info=skip2 src/ dst", *skipped),
        case("a backup of what is changed in place", "-aXib --inplace src/ dst/", src, file("src/a", "newer"), dst, file("dst/a", mode=0o640, uid=1, gid=2, mtime=OLDER, xattrs={b"user.k": b"v"})),
        case("a backup of what is changed in place, without the rest", "-rib --inplace src/ dst/", src, file("src/a", "newer"), dst, file("dst/a", mode=0o640, uid=1, gid=2, mtime=OLDER, xattrs={b"user.k": b"v"})),
        case("a backup of what is changed in place inherits no list", "-rAib --append src/ dst/", src, file("src/a", "newer"), dir_("dst", xattrs={ACL_DEFAULT: acl(0o755, 5, {5: 7}, {})}), file("dst/a")),
        case("a backup directory's group", "-rg --no-super --backup-dir={root}/kept -b src/ dst/", src, dir_("src/d"), file("src/d/a", "newer"), dst, dir_("dst/d", gid=5), file("dst/d/a")),
        case("backup under another name", "-b -vv src/a dst/new", src, file("src/a", "xx"), dst, file("dst/new")),
        case("backup under another name in a directory", "-b -vv --backup-dir=../kept src/a dst/new", src, file("src/a", "xx"), dst, file("dst/new")),
        case("backup that cannot be made", "-aib src/ dst", *too_long),
        case("backup that cannot be made, in place", "-aib --inplace src/ dst", *too_long),
        case("backup that cannot be made, delayed", "-ai --backup-dir=../kept --delay-updates --suffix=~ src/ dst", *too_long),
        # With --no-implied-dirs what stands on the way to a named file is used as it is.
        case("a link on the way", "-aRi --no-implied-dirs src/./d/e/f dst", *nested, dst, dir_("dst/o"), link("dst/d", "o")),
        case("a link on the way, below the first", "-aRi --no-implied-dirs --delete-before src/./d/e/ dst", *nested, dst, dir_("dst/o"), dir_("dst/o/e"), file("dst/o/e/gone"), link("dst/d", "o")),
        case("a link on the way out of the destination", "-aR --no-implied-dirs --delete-before src/./d/e/ dst", *nested, dst, dir_("out"), dir_("out/e"), file("out/e/x"), link("dst/d", "../out")),
        case("a dangling link on the way", "-aR --no-implied-dirs src/./d/e/f dst", *nested, dst, link("dst/d", "gone")),
        case("a fifo on the way", "-aRi --no-implied-dirs src/./d/e/f dst", *nested, dst, Node(b"dst/d", "fifo")),
        case("a file on the way", "-aRi --no-implied-dirs --force src/./d/e/f dst", *nested, dst, dir_("dst/d"), file("dst/d/e")),
        case("a link on the way and back up", "-aRi --no-implied-dirs src/./d/e/f dst", *nested, dst, dir_("dst/o"), dir_("dst/d"), link("dst/d/e", "../o")),
        # A name of a file and of a directory is that of the directory.
        case("a file and a directory of one name", "-ai src/d/e two/e dst", *nested, dir_("two"), file("two/e")),
        case("a file and a directory of one name, the file first", "-ai two/e src/d/e dst", *nested, dir_("two"), file("two/e")),
        case("a file and a pruned directory of one name", "-aim two/e src/e dst", src, dir_("src/e"), dir_("two"), file("two/e"), dst),
        case("a file and a directory on the way of one name", "-aRi two/./d src/./d/e/f dst", *nested, dir_("two"), file("two/d")),
        case("a file and an unlisted directory on the way of one name", "-Ri --no-implied-dirs src/./d/g two/./d dst", *nested, dir_("two"), file("two/d"), dst),
        case("a file and an unlisted directory on the way of one name, the file first", "-Ri --no-implied-dirs two/./d src/./d/g dst", *nested, dir_("two"), file("two/d"), dst),
        case("directories on the way are counted again", "--stats --files-from=- src dst", *nested, dir_("src/d/h"), file("src/d/h/i"), stdin=b"d/e/f\nd/e\nd/h/i\n"),
        case("path behind a link, deeper", "-aRi src/l/e/f dst", *nested, link("src/l", "d")),
        # Before anything is made, deletion passes over what is in the list.
        case("pass of deletion in a new directory", "-r --delete-before -vv src/d dst", *nested),
        case("pass of deletion in a new directory, afterwards", "-r --delete-after --existing -vv src/d src/none dst", *nested, dst),
        # What lies behind a symlink out of the source is not removed.
        case("source files behind a link out", "-rLi --remove-source-files src/ dst/", src, link("src/l", "../out"), dir_("out"), file("out/a"), dir_("out/d"), file("out/d/b")),
        case("source files behind a link to a directory out", "-rki --remove-sent-files src/ dst/", src, link("src/l", "../out"), dir_("out"), file("out/a")),
        case("source files behind a named link", "-aRi --remove-source-files src/l/e/f dst", *nested, link("src/l", "d")),
        case("unreadable file that may stand for another", "-rtE --fake-super -o -g src/ dst/", dir_("src", **nobody), file("src/a", mode=0, **nobody), dir_("dst", **nobody), file("dst/a", mode=0o2755, **nobody), uid=65534),
        # Rules of a directory that is not sent itself protect nothing.
        case("rules of a destination that is not sent itself", "-rUt --delete --filter=:-_.rules src/d dst", *nested, dst, file("dst/.rules", "x\n"), file("dst/x"), dir_("dst/d"), file("dst/d/x")),
        case("rules of a destination that is not sent itself, before", "-r --delete-before --filter=:-_.rules src/d dst", *nested, dst, file("dst/.rules", "x\n"), dir_("dst/d"), file("dst/d/x")),
        case("rules of a destination on the way", "-rR --delete --filter=:-_.rules src/./d/e dst", *nested, dst, file("dst/.rules", "x\n"), dir_("dst/d"), file("dst/d/.rules", "y\n"), dir_("dst/d/e"), file("dst/d/e/x"), file("dst/d/e/y")),
        case("hard links in a dry run, linked already", "-rtHin src/ dst/", src, file("src/a", "xx"), hard("src/b", "src/a"), dst, file("dst/a"), hard("dst/b", "dst/a")),
        # What stands in the place of the directory for waiting files and is none gives way.
        case("a link in the partial directory's place", "-ai --partial-dir=.p --delay-updates src/ dst/", src, file("src/a"), dst, link("dst/.p", "../out"), dir_("out"), file("out/a")),
        case("a link in the partial directory's place, not needed", "-ai --partial-dir=.p src/ dst/", src, file("src/a"), dst, link("dst/.p", "../out"), dir_("out"), file("out/a")),
        case("a link in the delayed files' place", "-ai --delay-updates src/ dst/", src, file("src/a"), dst, link("dst/.~tmp~", "nowhere")),
        case("a file in the partial directory's place", "-ai --partial-dir=.p --delay-updates src/ dst/", src, file("src/a"), dst, file("dst/.p")),
        case("a partial directory below another", "-ai --partial-dir=p/q --delay-updates src/ dst/", src, file("src/a"), dst, dir_("dst/p")),
        case("a partial directory above", "-ai --no-whole-file --partial-dir=../p src/ dst/", src, file("src/a", "new"), dir_("src/d"), file("src/d/a"), dst, file("dst/a", "old", mtime=OLDER)),
        case("a partial directory of more names than it needs", "-ai --partial-dir=x/.././p --delay-updates src/ dst/", src, file("src/a", "new"), dst, file("dst/a", "old", mtime=OLDER)),
        # A destination that cannot be looked into.
        case("a destination that is a circle of links", "-a src/d/g dst/l", *nested, dst, link("dst/l", "l")),
        case("a locked destination", "-a src/a dst/d", dir_("src", **nobody), file("src/a", **nobody), dir_("dst", **nobody), dir_("dst/d", 0, **nobody), uid=65534),
        # A name that is skipped is none of those that become links to each other.
        case("hard links: a name that exists", "-aHi --ignore-existing src/ dst/", *linked, file("src/c"), hard("src/d", "src/c"), dst, file("dst/c")),
        case("hard links: the last name exists", "-aHi --ignore-existing src/ dst/", *linked, dst, file("dst/e")),
        case("hard links: the last name is newer", "-aHiu src/ dst/", *linked, dst, file("dst/e", mtime=NEWER)),
        case("counting files, one unreadable", "-rP src/ dst", dir_("src", **nobody), file("src/a", mode=0, **nobody), file("src/b", **nobody), dir_("dst", **nobody), uid=65534),
        # Options for the receiver alone.
        case("an unknown option for the receiver", "-a -M--foo src/ dst/", src, file("src/a"), dst),
        case("an option for the receiver", "-ai -M--no-x -M-v src/ dst/", src, file("src/a"), dst),
        case("links confined and not", "-a --insecure-links --confine-root=/ src/ dst/", src, file("src/a"), dst),
        # As another user.
        case("the work of another user", "-ai --copy-as=nobody src/ dst/", src, file("src/a"), dir_("dst", **nobody)),
        case("the work of another user and group", "-ai --copy-as=65534:daemon src/ dst/", src, file("src/a"), dir_("dst", **nobody)),
        case("another user may not write", "-a --copy-as=nobody src/ dst/", src, file("src/a"), dst),
        case("another user that is not there", "-a --copy-as=nope src/ dst/", src, file("src/a"), dst),
        # What the arguments name and the source does not have.
        case("a full directory that is missing stays", "-ai --delete-missing-args src/d src/a dst/", src, file("src/a"), dst, dir_("dst/d"), file("dst/d/f")),
        case("with --force it goes", "-ai --force --delete-missing-args src/d src/a dst/", src, file("src/a"), dst, dir_("dst/d"), file("dst/d/f")),
        case("the limit counts an empty one", "-ai --max-delete=0 --delete-missing-args src/d dst/", src, dst, dir_("dst/d")),
        case("missing below a directory", "-aR --delete-missing-args --out-format= src/./d/a dst/", src, dir_("src/d"), dst, dir_("dst/d"), file("dst/d/a")),
        case("missing with its directory", "-aiR --delete-missing-args src/./e/f dst/", src, dst, dir_("dst/e"), file("dst/e/f")),
        case("missing in a list", "-ai --delete-missing-args --files-from=- src dst/", src, dir_("src/d"), dst, dir_("dst/d"), file("dst/d/a"), stdin=b"d/a\n"),
        case("missing and not implied", "-ai --no-implied-dirs --delete-missing-args --files-from=- src dst/", src, dst, stdin=b"d/a\n"),
        case("missing but excluded", "-ai --exclude=d --delete-missing-args src/d dst/", src, dst, dir_("dst/d")),
        case("missing and listed", "-a --list-only --delete-missing-args src/none src/a", src, file("src/a")),
        case("missing and counted", "-a --stats --delete-missing-args src/none src/a dst/", src, file("src/a"), dst, file("dst/none")),
        case("a way that climbs", "-aR src/a src/d/../a dst/", src, file("src/a"), dir_("src/d"), dst),
        case("bad rules in a directory that does not make way", "-r --filter=:_.rules src/ dst/", src, file("src/a"), dst, dir_("dst/a"), file("dst/a/.rules", "x")),
        # Devices that are written into.
        case("into a device", "-ai --write-devices src/ dst/", src, file("src/a"), dst, Node(b"dst/a", "char", rdev=(1, 3))),
        case("into a newer device", "-aiu --write-devices src/ dst/", src, file("src/a"), dst, Node(b"dst/a", "char", rdev=(1, 3), mtime=NEWER)),
        case("into a full device", "-a --write-devices src/ dst/", src, file("src/a"), dst, Node(b"dst/a", "char", rdev=(1, 7))),
        case("at the end of a device", "-ai --append --write-devices src/ dst/", src, file("src/a"), dst, Node(b"dst/a", "char", rdev=(1, 3))),
        case("a pipe gives way", "-ai --write-devices src/ dst/", src, file("src/a"), dst, Node(b"dst/a", "fifo")),
        case("directory links and one without end", "-aik src/ dst/", src, link("src/l", "l"), dir_("src/d"), link("src/k", "d"), dst),
        # --old-dirs is -r --exclude='/*/*'.
        case("directories for old peers", "-rti --old-dirs --delete src/ dst/", *nested, dst, dir_("dst/x"), file("dst/x/y")),
        case("directories for old peers, in them too", "-i --old-dirs --include=/d/g src/ dst/", *nested, dst),
        case("directories for old peers, taken back", "-i --old-dirs -d --include=/d/g src/ dst/", *nested, dst),
        # A directory that cannot be read: what is extraneous in others was or would be deleted until then. Such an error
        # counts for more than the limit of deletions, if the directory is not in the first list.
        *[
            case(f"an unreadable directory, {name}", f"-ai --delete {options} src/ dst/", dir_("src", **nobody), dir_("src/d", 0, **nobody), dir_("src/e", **nobody), dir_("dst", **nobody), file("dst/x", **nobody), file("dst/y", **nobody), dir_("dst/d", **nobody), file("dst/d/x", **nobody), dir_("dst/e", **nobody), file("dst/e/x", **nobody), uid=65534)
            for name, options in [("dry", "-n"), ("dry, before", "-n --delete-before"), ("limited", "--max-delete=1"), ("dry, limited", "-n --max-delete=1"), ("limited, complete list", "--no-i-r --max-delete=1 --ignore-errors")]
        ],
        case("an unreadable directory alone, limited", "-ai --delete --max-delete=0 --ignore-errors src dst/", dir_("src", 0, **nobody), dir_("dst", **nobody), dir_("dst/src", **nobody), file("dst/src/x", **nobody), uid=65534),
        *[
            case(f"an argument that may not be entered, {name}", f"-ri --delete --max-delete=0 --ignore-errors {source} dst/", dir_("src", 0, **nobody), dir_("dst", **nobody), file("dst/x", **nobody), dir_("dst/src", **nobody), file("dst/src/x", **nobody), uid=65534)
            for name, source in [("its content", "src/"), ("itself", "src"), ("something in it", "src/a src/b")]
        ],
        # Rules for names of attributes: what the receiver protects is neither deleted nor taken from the sender.
        *[
            case(f"attributes, rule {rule}", f"-aXi --filter={rule.replace(' ', '_')} src/ dst/", dir_("src", xattrs=theirs), file("src/a", xattrs=theirs), file("src/b", xattrs=theirs), dir_("dst", xattrs=ours), file("dst/a", xattrs=ours))
            for theirs, ours in [({b"user.one": b"1", b"user.two": b"2"}, {b"user.two": b"old", b"user.old": b"3"})]
            for rule in ["-x user.one", "-xs user.one", "-xr user.one", "-xr user.old", "-xs user.old", "-xr user.*", "Px user.two", "Hx user.two", "-x! user.two"]
        ],
        # A device that is copied is listed as a regular file, which changed just now.
        case("a copied device", "-rpi --copy-devices src/ dst/", src, Node(b"src/a", "char", rdev=(1, 3)), dst),
        case("a copied device again", "-rpii --copy-devices src/ dst/", src, Node(b"src/a", "char", rdev=(1, 3)), dst, file("dst/a", "")),
        case("a copied device in a device's place", "-rpi --copy-devices src/ dst/", src, Node(b"src/a", "char", rdev=(1, 3)), dst, Node(b"dst/a", "char", rdev=(1, 3))),
        case("a copied device, listed and counted", "-rp --copy-devices --stats -n src/ dst/", src, Node(b"src/a", "block", rdev=(99, 99)), dst),
        # A whole run's progress ends with a line that counts what moved, even if nothing did, or in a dry run.
        case("progress of a run in which nothing moves", "-ai --info=progress2 src/ dst/", src, file("src/a"), dst, file("dst/a")),
        case("progress of a run, of which a part moves", "-ai --info=progress2 src/ dst/", src, file("src/a", "new"), file("src/b"), dst, file("dst/b")),
        case("progress of a dry run", "-ain --info=progress2 src/ dst/", src, file("src/a", "new"), file("src/b"), dst, file("dst/b")),
        case("progress of a run and names", "-rtP --info=progress2 src/ dst/", src, file("src/a", ""), file("src/b"), link("src/l", "a"), dir_("src/d"), file("src/d/c")),
        case("progress of an empty run", "--info=progress2 src/ dst/", src),
        # What is named below something that is no directory fails only where it would be made.
        case("a file on the way of a file that is too large", "-Ri --no-implied-dirs --max-size=0 src/./d/g dst", *nested, dst, file("dst/d")),
        case("a file on the way of a directory", "-rRi --no-implied-dirs src/./d/e dst", *nested, dst, file("dst/d")),
        case("a link on the way of what is skipped", "-Ri --no-implied-dirs src/./d/e/l dst", *nested, link("src/d/e/l", "x"), dst, link("dst/d", "gone")),
        case("a dangling link on the way, told", "-Ri --no-implied-dirs src/./d/g dst", *nested, dst, link("dst/d", "gone")),
        case("a file on the way in a dry run", "-rRin --no-implied-dirs src/./d/e dst", *nested, dst, file("dst/d")),
        case("a dangling link on the way of what is not made", "-aRi --existing --no-implied-dirs src/./d/e/f dst", *nested, dst, link("dst/d", "gone")),
        case("a link on the way, existing ones ignored", "-aRi --ignore-existing --no-implied-dirs src/./d/e/f dst", *nested, dst, dir_("dst/o"), link("dst/d", "o")),
        case("nothing to copy onto a file, with a backup directory", "-v --backup-dir=.bak src/ plain", src, file("plain")),
        # Rules at the destination are read wherever the list leads, and those that cannot be read end the run.
        *[
            case(f"bad rules in a directory without its content, {when}", f"-d --delete-{when} --filter=:s_.rules src dst/", src, dst, dir_("dst/src"), file("dst/src/.rules", "x"))
            for when in ["before", "during"]
        ],
        # Rules behind a symlink of another user are none.
        case("rules behind another user's link", "-rk --filter=:_.rules src/ dst/", src, dir_("src/a"), file("src/a/.rules", "- log\n"), file("src/a/log"), link("src/b", "a", uid=65534), dst),
        case("rules that are another user's link", "-r --filter=:_.rules src/ dst/", src, file("src/rules", "- log\n"), link("src/.rules", "rules", uid=65534), file("src/log"), dst),
        case("rules behind a link of the destination", "-rK --delete --filter=:_.rules src/ dst/", src, dir_("src/a"), dst, dir_("dst/b"), file("dst/b/.rules", "P log\n"), file("dst/b/log"), link("dst/a", "b", uid=65534)),
        case("./ counts before a link is refused", "-rti --files-from=- src/ dst/", src, dir_("src/d"), link("src/l", "d", uid=65534), file("src/d/f"), dst, stdin=b"./l/\n"),
        case("a tree that contains itself", "-rLi src/ dst/", src, dir_("src/d"), file("src/d/f"), link("src/d/l", "../d"), dst),
        # A directory is told before it is made, and counted though it cannot be.
        case("directories that cannot be made", "-rti --stats --super --chmod=Da-w src/ dst/", dir_("src", **nobody), dir_("src/d", **nobody), dir_("src/d/e", **nobody), dir_("dst", **nobody), uid=65534),
        case("times of a directory that may not be entered", "-rtpi --super src/ dst/", dir_("src", **nobody), dir_("src/d", 0, **nobody), dir_("dst", **nobody), uid=65534),
        # With --link-dest what a file's own name holds is compared with what it is to become there.
        case("executability where nobody may read", "-rtEi --link-dest=../alt src/ dst", src, file("src/a", mode=0o755), dst, file("dst/a", "", mode=0o200), dir_("alt"), file("alt/a")),
        *[
            case(f"an alternate directory behind a link, {whose}", f"-rti --{kind}-dest=../alt src/ dst", src, dir_("src/c"), file("src/c/f"), dst, dir_("out"), file("out/f"), dir_("alt"), link("alt/c", "../out", uid=uid))
            for whose, uid in [("one's own", 0), ("another user's", 65534)]
            for kind in ["link", "compare"]
        ],
        case("hard links in a dry run, one would be a link to the alternate", "-rtHin --link-dest=../alt src/ dst", src, file("src/a", "xx"), hard("src/b", "src/a"), dst, file("dst/a", ""), hard("dst/b", "dst/a"), dir_("alt"), file("alt/a", "xx")),
        case("hard links in a dry run, of other permissions", "-aHin src/ dst", src, file("src/a", mode=0o600), hard("src/b", "src/a"), Node(b"src/p", "fifo", 0o600), hard("src/q", "src/p"), dst, file("dst/a"), hard("dst/b", "dst/a"), Node(b"dst/p", "fifo"), hard("dst/q", "dst/p")),
        # With --safe-links a link that leads out is not backed up.
        *[
            case(f"an unsafe link and its backup, {how}", f"-rl -D --safe-links --delete --info=symsafe,backup {option} src/ dst", src, *there, dst, link("dst/l", "/x"))
            for how, option, there in [
                ("deleted", "-b", []), ("in another place", "--backup-dir=../kept -b", [file("src/l")]), ("replaced", "-b", [link("src/l", "a")]),
                ("dry", "-bn", [link("src/l", "a")]), ("for a directory", "-b", [dir_("src/l")]),
            ]
        ],
        case("a backup in a dry run", "-rlD -bn --info=backup src/ dst", src, link("src/l", "a"), Node(b"src/n", "char", rdev=(1, 3)), Node(b"src/p", "fifo"), file("src/a"), dst, link("dst/l", "b"), Node(b"dst/n", "char", rdev=(1, 5)), Node(b"dst/p", "fifo"), file("dst/a", "")),
        # A longer file that --append leaves alone is none of those that become links to each other.
        *[
            case(f"hard links and longer files, {how}", "-rH --append -i src/ dst", src, file("src/a", "x"), hard("src/b", "src/a"), dst, *there)
            for how, there in [("the first", [file("dst/a", "long")]), ("the last", [file("dst/b", "long")]), ("both", [file("dst/a", "long"), file("dst/b", "longer")])]
        ],
        case("hard links that are sent", "-rlH --remove-sent-files -i src/ dst", src, link("src/a", "x"), hard("src/b", "src/a"), file("src/c"), hard("src/d", "src/c"), dst),
        case("dangling links excluded as directories", "-rLi --exclude=a/ src/ dst", src, link("src/a", "gone"), file("src/f"), dst),
        case("a backup directory in a listing", "-r --info=backup --backup-dir=kept src/ dst", src, file("src/a"), dst),
        case("a backup directory in a listing alone", "-r --list-only --info=backup --backup-dir=kept src/ dst", src, file("src/a"), dst),
        case("the way of nothing", "--mkpath -i --ignore-missing-args src/none dst/deep/new", src, dst),
        case("a destination below one that is missing", "-i src/a dst/x/y/", src, file("src/a"), dst),
        # What is told of a file that gets another name.
        *[
            case(f"another name, {option}", f"{option} --info=skip src/a dst/b", src, file("src/a", mtime=OLDER), dst, *there)
            for option, there in [("-u", [file("dst/b")]), ("--ignore-existing", [file("dst/b")]), ("--existing", []), ("--max-size=0", []), ("--min-size=9", [])]
        ],
        case("attributes of rsync's own where it keeps them", "-rXX --fake-super src/ dst/", src, dst),
        # Access times are compared in whole seconds.
        case("access times within a second", "-rtUi --modify-window=-1 src/ dst/", src, file("src/a", atime=BASE_TIME), file("src/b", atime=BASE_TIME + 7), dst, file("dst/a", atime=BASE_TIME + 9), file("dst/b", atime=BASE_TIME)),
        # The access time of a symlink is set, but not told.
        case("access time of a link", "-rlUi src/ dst/", src, link("src/l", "x", atime=NEWER), dst, link("dst/l", "x", atime=OLDER)),
        # The names in a list are counted where they stand in it: what gave way to a directory, before that.
        case("a file and a directory of one name, counted", "-r -vv two/d/e two/ dst/", dir_("two"), file("two/e"), dir_("two/d"), dir_("two/d/e")),
        *[
            case(f"directories on the way of several starts, {how}", f"-rR -vv {option} src/d/e two/./{name} src/d/e/f src/d/g dst/", *nested, dir_("two"), dir_("two/x"))
            for how, option, name in [("complete", "--no-i-r", "x"), ("incremental", "-r", "x"), ("one of them missing", "-r", "none")]
        ],
        # Before anything is made, deletion passes over what arguments name, whether or not it is there.
        case("pass of deletion in named directories", "-rR -vv --delete-before src/./d/e src/./d dst", *nested, dst),
        case("pass of deletion in a directory that is named and in another", "-r -vv --delete-before src/d src/ dst", *nested),
        # A log has no messages of the destination's that do not travel.
        *[
            case(f"a listing in the log, {how}", f"-r {option} --log-file={{root}}/log src", src, file("src/a"))
            for how, option in [("told on stderr", "--stderr=all"), ("quiet", "-q -v"), ("plain", "-v")]
        ],
        case("remarks in the log, told on stderr", "-r -vv --stderr=all --log-file={root}/log src/ dst", src, file("src/a"), dst),
        case("counting files, a message between", "-r -vv --delete-after --exclude=b --progress src/ dst", src, file("src/a"), file("src/b")),
        # The rest.
        case("creation times", "-aN src/ dst", src),
        case("no devices as if without -D", "-a --drop-D src/ dst", *special),
        case("unsafe links are told with names", "-rl --safe-links --info=name src/ dst", src, link("src/l", "/x")),
        case("unsafe links and progress", "-rli --safe-links --progress src/ dst", src, link("src/l", "/x")),
        case("a file onto itself stays", "--remove-source-files plain plain", file("plain")),
        case("an unsafe link's file is not removed", "-r --copy-unsafe-links --remove-source-files src/d dst", src, dir_("src/d"), link("src/d/l", "../../out"), file("out")),
    ]
