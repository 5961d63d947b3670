"""Named cases: small explicit trees. Each difference ever found ends here."""

from __future__ import annotations

from build import ACL_ACCESS, ACL_DEFAULT, acl
from charset_cases import charset_cases
from nodes import NEWER, OLDER, case, dir_, file, hard, link, stored_link
from option_cases import confined, made_up, receiver_logs, stored_there
from scenario import BASE_TIME, Node, Scenario
from selection_cases import selection_cases
from told_cases import told_by_chance
from value_cases import value_cases


def all_cases() -> list[Scenario]:
    return everyday() + found_by_chance() + told_by_chance() + confined() + receiver_logs() + stored_there() + made_up() + charset_cases() + value_cases() + selection_cases()


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
        case("hard links: a list that the first got is not told of the others", "-aHAi src/ dst/", src, listed, hard("src/b", "src/a"), hard("src/c", "src/a"), dst, file("dst/a", mode=0o654), hard("dst/b", "dst/a"), file("dst/c", mode=0o654)),
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
        case("--delete-delay and --delete-during", "-rlEi --delete-delay --delete-during src/ dst/", src, Node(b"src/c", "fifo"), dst, dir_("dst/foo.o")),
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
        case("a similar file that a link has replaced", "-rlty src/ dst/", src, link("src/A", "gone"), file("src/README", ""), dst, file("dst/A"), umask=0o077),
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
