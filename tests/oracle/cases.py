"""Named cases: small explicit trees. Each difference ever found ends here."""

from __future__ import annotations

from build import ACL_ACCESS, ACL_DEFAULT, acl
from charset_cases import charset_cases
from nodes import NEWER, OLDER, case, dir_, file, hard, link, stored_link
from option_cases import confined, receiver_logs
from scenario import BASE_TIME, Node, Scenario


def all_cases() -> list[Scenario]:
    return everyday() + found_by_chance() + told_by_chance() + confined() + receiver_logs() + charset_cases()


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


def found_by_chance() -> list[Scenario]:
    """Differences that random cases showed, each with its cause mended."""
    src, dst = dir_("src"), dir_("dst")
    linked = [src, file("src/a"), hard("src/b", "src/a"), hard("src/c", "src/a")]
    special = [src, Node(b"src/a", "fifo"), hard("src/b", "src/a"), dst, Node(b"dst/b", "fifo")]
    listed = file("src/a", xattrs={ACL_ACCESS: acl(0o654, 6, {5: 7}, {1: 3})})
    same = [src, file("src/a"), file("src/b", "new"), link("src/l", "a"), dst, file("dst/a"), file("dst/b", "old!")]
    alternate = [src, file("src/a"), dir_("alt"), file("alt/a")]
    unlike = [src, dir_("src/d"), file("src/a"), link("src/l", "x"), Node(b"src/p", "fifo"), dir_("alt"), dir_("alt/d", 0o700)]
    unlike += [file("alt/a", mode=0o600), link("alt/l", "y"), Node(b"alt/p", "fifo", 0o600)]
    aside = b"\x80\0\0\0\x05\0\0\0\x07\0\0\0\x80\0\0\0\x05\0\0\0\x06\0\0\x80\x01\0\0\0\x04\0\0\0"
    extraneous = [dst, file("dst/x"), dir_("dst/d"), file("dst/d/y")]
    dangling = [src, file("src/a"), dir_("src/d"), link("src/d/l", "gone")]
    linked_nodes = [src, link("src/l", "gone"), hard("src/m", "src/l"), Node(b"src/fifo", "fifo"), Node(b"src/sock", "sock")]
    nobody = {"uid": 65534, "gid": 65534}
    unreadable = [dir_("src", **nobody), file("src/a", "new content", **nobody), file("src/b", "x", **nobody)]
    unreadable += [dir_("dst", **nobody), file("dst/a", "old content", mode=0o206, mtime=OLDER, **nobody)]
    locked = [*unreadable[:4], file("dst/a", "new", mode=0o444, mtime=OLDER, **nobody)]
    closed = [*unreadable[:4], file("dst/a", "new", mode=0, mtime=OLDER, **nobody)]
    return [
        # In place, a file of one's own that is locked is unlocked for as long as that takes.
        case("two names of a file in place", "-rlt --inplace --no-whole-file src/ dst/", src, file("src/a", "x"), file("src/b", "yy"), dst, file("dst/a", "old text"), hard("dst/b", "dst/a")),
        case("backup of a file in place has a time of its own", "-rib --inplace src/ dst/", src, file("src/a", "new", mtime=NEWER), dst, file("dst/a", "old")),
        case("a locked file in place", "-ai --inplace src/ dst/", *locked, uid=65534),
        case("a locked file in place stays locked", "-rlti --inplace src/ dst/", *locked, uid=65534),
        case("a locked file in place, delta", "-rlti --inplace --no-whole-file src/ dst/", *locked, uid=65534),
        case("a locked file in place, backup", "-rltib --inplace src/ dst/", *locked, uid=65534),
        case("a locked file appended to", "-rlti --append src/ dst/", *locked, uid=65534),
        case("a locked file appended to and verified", "-ai --append-verify src/ dst/", *locked, uid=65534),
        case("a closed file in place", "-rlti --inplace src/ dst/", *closed, uid=65534),
        case("a closed file appended to", "-rlti --append src/ dst/", *closed, uid=65534),
        case("a closed file appended to and verified", "-ai --append-verify src/ dst/", *closed, uid=65534),
        case("another user's locked file in place", "-rlti --inplace src/ dst/", *locked[:4], file("dst/a", "new", mode=0o444, mtime=OLDER, uid=1, gid=65534), uid=65534),
        case("hard links: the last name leads", "-aHi src/ dst/", *linked),
        case("hard links: the name that is there leads", "-aHi src/ dst/", *linked, dst, file("dst/a", "stale", mtime=OLDER)),
        case("hard links: the first that has a similar file leads", "-aHyi src/ dst/", *linked, dst, file("dst/bb")),
        case("hard links: the first that has a similar file in its directory leads", "-aHyi src/ dst/", *linked, dir_("src/d"), hard("src/d/a", "src/a"), hard("src/d/b", "src/a"), dst, dir_("dst/d"), file("dst/d/c")),
        case("hard links: specials follow the first", "-aHi src/ dst/", *special),
        case("destination's slash", "-ai src/ dst/", src, file("src/a")),
        case("directory under another name", "-ai src/d dst/new", src, dir_("src/d", mtime=OLDER), dst),
        case("nothing found creates the destination", "-i src/ dst/", src, file("src/a")),
        case("mode of a new destination", "-rlt src/ dst/", src, umask=0),
        case("new directory without permissions", "-rlt src dst/", src, dir_("src/d", 0)),
        case("symlink without -l", "-R src/l dst", src, link("src/l", "a")),
        case("names from stdin", "-a --files-from=- src dst", src, file("src/a"), file("src/b"), stdin=b"a\n"),
        case("backup directory outside", "-ab --backup-dir=../kept src/ dst", *same),
        case("munged links stay as they are", "-a --munge-links src/ dst", *same),
        case("sent files only", "-a --remove-sent-files src/ dst", *same),
        case("source files", "-a --remove-source-files src/ dst", *same),
        case("an existing directory is not replaced", "-rlD --delete --ignore-existing --info=skip2 src/ dst/", src, file("src/a"), link("src/b", "x"), Node(b"src/c", "fifo"), dst, dir_("dst/a"), file("dst/a/f"), dir_("dst/b"), dir_("dst/c"), file("dst/c/f")),
        case("source files of what is copied from an alternate tree", "-rlt --remove-source-files --copy-dest=../alt src/ dst/", *alternate, dst),
        case("source files of what is linked to an alternate tree", "-rlt --remove-source-files --link-dest=../alt src/ dst/", *alternate, link("src/l", "x"), link("alt/l", "x"), dst),
        case("source files of what an alternate tree holds", "-rlt --remove-source-files --compare-dest=../alt src/ dst/", *alternate, dst),
        case("what is copied from an alternate tree was not sent", "-rlt --remove-sent-files --copy-dest=../alt src/ dst/", *alternate, dst),
        case("source file behind a link", "-aL --remove-source-files src/ dst", src, link("src/l", "../out"), file("out")),
        case("no deletion allowed", "-a --delete --max-delete=-1 src/ dst", src, dst, file("dst/a")),
        case("empty suffix", "-a --suffix= src/ dst", src),
        case("map of groups implies -g", "-rt --groupmap=*:1 src/ dst/", src, dst),
        case("map of groups taken back", "-rt --groupmap=*:1 --no-g src/ dst/", src, dst),
        case("map to an unknown user", "-r --usermap=*:nosuchuser src/ dst/", src, dst),
        case("owner without a name", "-a src/ dst/", src, file("src/a", uid=54321, gid=54321)),
        case("--delete-during and --delete-delay", "-a --delete-during --delete-delay src/ dst/", *same),
        case("no alternate tree", "--link-dest=../alt src/ dst", src),
        case("link to an alternate tree", "-a --link-dest=../alt src/ dst/", *alternate),
        case("equal to an alternate tree", "-a --compare-dest=../alt src/ dst/", *alternate, dst, file("dst/a", "stale")),
        case("access time in seconds", "-aU src/ dst", src, file("src/a", atime=BASE_TIME + 999_999_999)),
        case("missing argument, new destination", "-r --delete src/none src/ dst/", src),
        case("bad rule in a directory", "-a --filter=:_.rules src dst/", src, file("src/.rules", "x\n")),
        case("one source, nothing to copy, a file there", "src/ plain", src, file("plain")),
        case("the mode of a similar file", "-ry src/ dst/", src, file("src/abc"), dst, file("dst/abd", mode=0o640)),
        case("too far to be similar", "-ry src/ dst/", src, file("src/a.c"), dst, file("dst/a.txt", mode=0o640)),
        case("a similar file that is deleted", "-ry --delete src/ dst/", src, file("src/a"), dst, file("dst/b", mode=0o640)),
        case("similar in an alternate tree", "-ryy --link-dest=../alt src/ dst/", src, file("src/a"), dir_("alt"), file("alt/b", mode=0o640)),
        case("the mode of an alternate file", "-r --link-dest=../alt src/ dst/", src, file("src/a"), dir_("alt"), file("alt/a", "old", mode=0o640)),
        case("a copy of an alternate file has a new time", "-ri --copy-dest=../alt src/ dst/", *alternate),
        case("what is made after an alternate tree's has a new time", "-rlDpii --link-dest=../alt src/ dst/", *unlike),
        case("a directory's time in an alternate tree", "-rtOii --link-dest=../alt src/ dst/", src, dir_("src/d"), dir_("alt"), dir_("alt/d", mtime=NEWER)),
        case("a copy in a link's place has its mode", "-rt --copy-dest=../alt src/ dst/", *alternate, dst, link("dst/a", "gone")),
        case("a socket in a fifo's place is not new", "-ai src/ dst/", src, Node(b"src/a", "sock"), dst, Node(b"dst/a", "fifo")),
        case("a node in a file's place has its mode", "-rD src/ dst/", src, Node(b"src/a", "fifo"), dst, file("dst/a", mode=0o640)),
        case("a node in a file's place is new", "-aD --link-dest=../alt src/ dst/", src, Node(b"src/a", "fifo"), dst, file("dst/a"), dir_("alt"), Node(b"alt/a", "fifo")),
        case("two names, attributes set through the first", "-ai src/ dst/", src, file("src/a", mode=0o600), file("src/b", mode=0o600), dst, file("dst/a"), hard("dst/b", "dst/a")),
        case("fake-super: a locked file takes attributes", "-rtio -g --fake-super src/ dst/", locked[0], file("src/a", **nobody), locked[3], file("dst/a", mode=0o444, **nobody), uid=65534),
        case("fake-super: an unreadable file stands for itself", "-ai --fake-super src/ dst/", *locked[:4], file("dst/a", mode=0, **nobody), uid=65534),
        case("fake-super leaves access to directories", "-rog --fake-super src/ dst/", src, dir_("src/d", 0o2555)),
        case("setgid is inherited by new directories", "-r src/ dst/", src, dir_("src/d", 0o555), dir_("dst", 0o2755)),
        case("setgid is not inherited past closed directories", "-r --no-super src/ dst/", src, dir_("src/d", 0o555), dir_("dst", 0o2755)),
        case("an empty file written in place", "-r --inplace src/ dst/", src, file("src/a", "", mtime=OLDER), dst, file("dst/a", "", mtime=BASE_TIME)),
        case("a default list decides modes", "-rD src/ dst/", src, file("src/a"), dir_("src/d"), Node(b"src/p", "fifo"), dir_("dst", xattrs={ACL_DEFAULT: acl(0o760, 6, {5: 7}, {})})),
        case("users in lists are mapped", "-rA --usermap=5:7 --groupmap=1:9 src/ dst/", src, listed),
        case("lists without permissions", "-rA --no-perms src/ dst/", src, listed, file("src/b", mode=0o666, xattrs=listed.xattrs), dst, file("dst/a", mode=0o751)),
        case("lists agree with a changed mode", "-aAi --chmod=ugo=rwX src/ dst/", src, listed, dst, file("dst/a", xattrs=listed.xattrs)),
        case("lists of files behind links", "-rLA src/ dst/", src, link("src/l", "a"), listed),
        case("a closed directory with a list is open for as long as it is filled", "-rAi src/ dst/", dir_("src", **nobody), dir_("src/d", 0o555, xattrs={ACL_ACCESS: acl(0o555, 5, {5: 4}, {})}, **nobody), file("src/d/f", **nobody), dir_("dst", **nobody), uid=65534),
        case("backup directories look like what they stand for", "-aA --delete --backup-dir=../kept src/ dst/", src, dst, dir_("dst/d", 0o2751, gid=1, xattrs=listed.xattrs), file("dst/d/x")),
        case("the last of --fake-super and --super counts", "-a --fake-super --no-super src/ dst/", src, file("src/a", uid=5, mode=0o4755)),
        case("a file that failed its verification has no time yet", "-ai --append-verify src/ dst/", src, file("src/a", "new text"), dst, file("dst/a", "old", mtime=OLDER)),
        case("comparing is no access", "-acU src/ dst/", src, file("src/a"), dst, file("dst/a")),
        case("naming a link is no access", "-rltUi src/l dst/", src, link("src/l", "gone"), dst, link("dst/l", "gone")),
        case("access time in the same second", "-aU src/ dst/", src, link("src/l", "a", mtime=OLDER), dst, link("dst/l", "a", atime=BASE_TIME + 500_000_000)),
        case("checksums in the list are told", "-rc --out-format=%C_%n src/ dst/", src, file("src/a"), file("src/b"), dst, file("dst/a", mode=0o600)),
        case("checksums are told without the seed", "-r --checksum-seed=7 --out-format=%C_%n src/ dst/", src, file("src/a"), dst),
        case("paths are told without where they start", "-r --out-format=%f ./src/a ./src/d/ dst/", src, file("src/a"), dir_("src/d"), file("src/d/c"), dst),
        case("a copy of an alternate file was not sent", "-r --copy-dest=../alt --out-format=%C_%n src/ dst/", *alternate),
        case("a directory of an alternate tree is up to date", "-avv --link-dest=../alt src/ dst/", *alternate, dir_("src/d"), dir_("alt/d")),
        case("an owner that cannot be set", "-a --super src/ dst/", dir_("src", uid=65534, gid=65534), file("src/a", uid=65534, gid=1), uid=65534),
        case("fake-super: links and nodes are files", "-aiH --fake-super src/ dst/", *linked_nodes),
        case("fake-super: again", "-aii --fake-super src/ dst/", src, link("src/l", "gone", mtime=NEWER), dst, stored_link("dst/l", mtime=NEWER)),
        case("fake-super: what stands for a link is one", "-ai --fake-super src/ dst/", src, stored_link("src/l"), dst, stored_link("dst/l", "old")),
        case("fake-super: a link gives way", "-ai --fake-super src/ dst/", src, link("src/l", "gone"), dst, link("dst/l", "gone")),
        case("fake-super: times of links", "-aiJ --fake-super src/ dst/", src, link("src/l", "gone", mtime=NEWER), link("src/m", "gone", mtime=NEWER), dst, stored_link("dst/l", mtime=OLDER)),
        case("fake-super: in an alternate tree", "-ai --fake-super --link-dest=../alt src/ dst/", src, link("src/l", "gone"), dir_("alt"), stored_link("alt/l")),
        case("fake-super: lists stand aside", "-aAi --fake-super --usermap=5:7 src/ dst/", src, listed, file("src/b", xattrs={b"user.rsync.%aacl": aside}), dst, file("dst/a"), file("dst/b")),
        case("fake-super: overridden", "-ai --fake-super --no-super src/ dst/", src, link("src/l", "gone")),
        case("a missing argument holds up no deletion", "-ai --delete src/none src/ dst/", src, file("src/a"), *extraneous),
        case("an argument's missing directory does", "-ai --delete --ignore-missing-args none/x src/ dst/", src, file("src/a"), *extraneous),
        case("an argument that leads nowhere is missing", "-aiL --delete src/d/l two/ dst/", *dangling, dir_("two"), *extraneous),
        case("deletions go on before what cannot be read", "-aiL --delete src/ dst/", *dangling, *extraneous),
        case("with -H the whole list comes first", "-aiLH --delete src/ dst/", *dangling, *extraneous),
        case("no deletion if the whole list comes first", "-aiL --delete --no-i-r src/ dst/", *dangling, *extraneous),
        case("an excluded link may lead nowhere", "-aiL --delete --exclude=l src/ dst/", *dangling, *extraneous),
        case("--delete-after waits for what can be sent", "-ai --delete-after src/ dst/", dir_("src", **nobody), file("src/a", mode=0, **nobody), *extraneous, uid=65534),
        case("a directory that nobody may read makes way for a link", "-rli src/ dst/", dir_("src", **nobody), link("src/a", "x", **nobody), dir_("dst", **nobody), dir_("dst/a", 0, **nobody), uid=65534),
        case("no deletion after what cannot be read", "-ri --delete src/ dst/", dir_("src", **nobody), dir_("src/d", **nobody), dir_("dst", **nobody), dir_("dst/a", **nobody), dir_("dst/a/b", 0, **nobody), dir_("dst/d", **nobody), file("dst/d/x", **nobody), uid=65534),
        case("what stays because of a limit was unlocked", "-r --delete --max-delete=0 src/ dst/", dir_("src", **nobody), dir_("dst", **nobody), file("dst/a", mode=0o444, **nobody), dir_("dst/d", 0o555, **nobody), file("dst/d/b", mode=0, **nobody), uid=65534),
        case("a directory that nobody may read makes way", "-ri --delete src/ dst/", dir_("src", **nobody), file("src/a", **nobody), dir_("dst", **nobody), dir_("dst/a", 0, **nobody), uid=65534),
        case("names from a file: none of them there", "-r --files-from=list src dst", src, file("list", "none\n")),
        case("names from a file: ./ is a name", "-r --files-from=list src dst", src, file("list", "./none\n")),
        case("names from a file: comments between zeros", "-r -0 --files-from=list src dst/", src, file("src/#a"), file("list", "#a\0")),
        case("rules beside a named file", "-rR --filter=:-_.rules src/./d/a src/./d/b dst", src, dir_("src/d"), file("src/d/a"), file("src/d/b"), file("src/d/.rules", "a\n")),
        case("rules beside a named file, not recursive", "-R --filter=:-_.rules src/./d/a src/./d/b dst", src, dir_("src/d"), file("src/d/a"), file("src/d/b"), file("src/d/.rules", "a\n")),
        case("another name in the alternate tree, too", "-ai --link-dest={root}/alt src/a dst/b", src, file("src/a"), dst, dir_("alt"), file("alt/a"), file("alt/b")),
        case("hard links that are too small", "-aHi --min-size=100 src/ dst/", *linked, dst, file("dst/a")),
        case("hard links: newer names stay", "-aHiu src/ dst/", *linked, dst, file("dst/a", "new", mtime=NEWER)),
        case("hard links: linked already", "-aHii src/ dst/", *linked, dst, file("dst/a"), hard("dst/b", "dst/a"), hard("dst/c", "dst/a")),
        case("hard links: in the place of other types", "-aHii --stats src/ dst/", *linked, dst, file("dst/a"), dir_("dst/b"), link("dst/c", "a")),
        case("hard links to a symlink, in the place of other types", "-aHii --stats src/ dst/", src, link("src/a", "x"), hard("src/b", "src/a"), hard("src/c", "src/a"), dst, file("dst/b"), link("dst/c", "y", mtime=NEWER)),
        case("hard links: those behind their leader come first", "-aHi src/ dst/", *linked, hard("src/x", "src/a"), dst, file("dst/b", "old"), link("dst/a", "x")),
        case("hard links: a name in an alternate tree leads", "-aHii --copy-dest=../alt src/ dst/", *linked, dst, dir_("alt"), file("alt/b"), file("alt/c", mode=0o600)),
        case("hard links: linked to an alternate tree's", "-aHii --stats --link-dest=../alt src/ dst/", *linked, dst, dir_("alt"), file("alt/a"), hard("alt/b", "alt/a")),
        case("hard links: all in an alternate tree", "-aHii --compare-dest=../alt src/ dst/", *linked, dst, dir_("alt"), file("alt/a"), file("alt/b"), file("alt/c")),
        case("hard links: attributes of the leader", "-aHXi src/ dst/", src, file("src/a", xattrs={b"user.a": b"x"}), hard("src/b", "src/a"), dst, file("dst/a"), file("dst/b")),
        case("hard links: all sources go", "-aH --remove-source-files src/ dst/", *linked, dst, file("dst/a"), hard("dst/b", "dst/a"), hard("dst/c", "dst/a")),
        case("hard links: what is linked was not sent", "-aH --remove-sent-files src/ dst/", *linked),
        case("a backup's name that is replaced has one", "-rlb src/ dst/", src, link("src/a~", "x"), dst, Node(b"dst/a~", "fifo")),
        case("another user's file in a backup directory", "-rlpt --backup-dir=../backup src/ dst/", dir_("src", uid=65534), file("src/a", uid=65534), dir_("dst", uid=65534), file("dst/a", "old", uid=5, mtime=OLDER), uid=65534),
        case("a list that is set brings the mode", "-rtAi src/ dst/", src, listed, dst, file("dst/a", mode=0o600)),
        case("a list that is set, and a special bit", "-rtAi src/ dst/", src, file("src/a", mode=0o4755, xattrs=listed.xattrs), dst, file("dst/a", mode=0o600)),
        case("a list that is set, dry", "-rtAin src/ dst/", src, listed, dst, file("dst/a", mode=0o600)),
        case("a directory that may be written to is opened for good", "-rt --no-super --chmod=u+w src/ dst/", src, dir_("src/d", 0), dir_("src/e", 0o500), dir_("src/f", 0o300), dst, dir_("dst/f", 0o300)),
        case("an old file that cannot be read", "-ri --no-whole-file --stats src/ dst/", *unreadable, uid=65534),
        case("an old file that cannot be read, whole", "-ri src/ dst/", *unreadable, uid=65534),
        case("an old file that cannot be read, in place", "-ri --no-whole-file --inplace src/ dst/", *unreadable, uid=65534),
        case("a similar file that cannot be read", "-riy --no-whole-file src/a dst/c", *unreadable, uid=65534),
        case("an alternate file that cannot be read", "-ri --no-whole-file --copy-dest=../dst src/ new", *unreadable, uid=65534),
        case("what was sent is told though it cannot be written", "-ri --super --stats src/ dst/", *unreadable[:3], dir_("dst", 0o555, **nobody), uid=65534),
        case("alternate trees of a dry run", "-rtin --link-dest=../alt src/ dst", *alternate),
        case("alternate trees of a dry run, deeper", "-rtin --link-dest=../../alt src/ no/dst/", *alternate),
        case("old content differs, told", "-r --info=name --append-verify src/ dst/", src, file("src/a", "new content"), dst, file("dst/a", "old")),
        case("old content differs, not told", "-rt --append-verify src/ dst/", src, file("src/a", "new content"), dst, file("dst/a", "old", mtime=OLDER)),
        case("a backup makes way without one", "-aib src/ dst/", src, dir_("src/a~"), dir_("src/b"), dst, link("dst/a~", "."), link("dst/b", ".")),
    ]


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
