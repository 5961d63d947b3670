"""Named cases of single options: their odd values, and what they mean together with -H, -R and -n."""

from __future__ import annotations

from nodes import OLDER, case, dir_, file, hard, link
from scenario import Node, Scenario


def value_cases() -> list[Scenario]:
    return appended() + backups() + odd_values() + checksums() + dots() + dry_links() + told()


def appended() -> list[Scenario]:
    """With --append a file that is as long stays as it is: nothing is linked to it, unless it is up to date."""
    src, dst = dir_("src"), dir_("dst")
    two = [src, file("src/a", "AA"), hard("src/b", "src/a"), dst]
    three, four = [*two, hard("src/c", "src/a")], [*two, hard("src/c", "src/a"), hard("src/d", "src/a")]
    long_a, long_b = file("dst/a", "XX", mtime=OLDER), file("dst/b", "YYYY", mtime=OLDER)
    other = file("alt/b", "AA")
    return [
        case("append: two names that are as long", "-aHi --append-verify --remove-source-files src/ dst/", *two, long_a, long_b),
        case("append: the first name is as long", "-aHi --append-verify --remove-source-files src/ dst/", *two, long_a),
        case("append: the second name is as long", "-aHi --append-verify --remove-source-files src/ dst/", *two, long_b),
        case("append: the second of three names is as long", "-aHi --append src/ dst/", *three, long_b),
        case("append: the third of three names is as long", "-aHi --append src/ dst/", *three, file("dst/c", "ZZZZ", mtime=OLDER)),
        case("append: the same in a dry run", "-aHin --append src/ dst/", *three, long_b),
        case("append: the third name is shorter", "-aHi --append src/ dst/", *three, long_b, file("dst/c", "A", mtime=OLDER)),
        case("append: one of several names is shorter", "-aHi --append src/ dst/", *four, file("dst/b", "A", mtime=OLDER), file("dst/c", "ZZZZ", mtime=OLDER)),
        case("append: a long name behind a shorter one", "-aHi --append src/ dst/", *two, file("dst/a", "A", mtime=OLDER), long_b),
        case("append: a long name behind one that is up to date", "-aHi --append src/ dst/", *two, file("dst/a", "XX"), long_b),
        case("append: content that is equal", "-aHci --append src/ dst/", *two, long_a, file("dst/b", "AA", mtime=OLDER)),
        case("append: an alternate tree has a long name", "-aHi --append --link-dest=../alt src/ dst/", *three, long_a, long_b, dir_("alt"), other),
    ]


def backups() -> list[Scenario]:
    """A backup directory that is the destination itself is none: backups lie beside the files, and need a suffix."""
    src, dst = dir_("src"), dir_("dst")
    tree = [src, file("src/a", "new"), dst, file("dst/a", "old", mtime=OLDER), file("dst/gone"), file("dst/keptx")]
    none = [case(f"backup directory {word}", f"-aib --backup-dir={word} src/ dst", *tree) for word in ("", ".", "./", "./.")]
    beside = [case(f"backup directory {word} and a suffix", f"-ai --delete --backup-dir={word} --suffix=x --info=backup src/ dst", *tree) for word in ("", ".", "./.")]
    return none + beside + [
        case("backup directory without its dots", "-ai --backup-dir=./x --info=backup src/ dst", *tree),
        case("backup directory that is a file", "-ai --backup-dir=gone src/ dst", *tree),
        case("backup directory that is a file, dry", "-ain --backup-dir=gone src/ dst", *tree),
        case("backup directory below a file", "-ai --backup-dir=gone/x src/ dst", *tree),
    ]


def odd_values() -> list[Scenario]:
    """No text is the number 0. What names a file, a directory or a map must do so, even where nothing comes of it."""
    tree = [dir_("src"), file("src/a"), dir_("dst"), file("dst/x"), file("list", "a\n")]
    numbers = "timeout modify-window compress-level compress-threads contimeout port checksum-seed protocol".split()
    names = "files-from temp-dir usermap groupmap max-alloc chown".split()
    return [
        *[case(f"no number: {name}", f"-ai --{name}= src/ dst", *tree) for name in numbers],
        *[case(f"no text: {name}", f"-ai --{name}= src/ dst", *tree) for name in names],
        case("no number: max-delete", "-ai --delete --max-delete= src/ dst", *tree),
        case("devices after all", "-ai --drop-D --no-drop-D src/ dst", *tree),
        case("one map after none", "-ai --usermap= --usermap=1:2 src/ dst", *tree),
        case("a limit that is too small", "-ai --max-alloc=1000 src/ dst", *tree),
        case("no limit", "-ai --max-alloc=0 src/ dst", *tree),
        case("the usual limit is too small", "-ai src/ dst", *tree, environment={"RSYNC_MAX_ALLOC": "1000"}),
        case("the usual limit is taken back", "-ai --max-alloc=1M src/ dst", *tree, environment={"RSYNC_MAX_ALLOC": "1000"}),
        case("temporary directory is missing in a dry run", "-ain --temp-dir=none src/ dst", *tree),
        case("temporary directory is a file", "-ai --temp-dir=x src/ dst", *tree),
    ]


def checksums() -> list[Scenario]:
    """%C is the checksum of the transfer, the first of two, and with -c that of the comparison. Without a choice the
    first name counts that both processes of rsync have in their lists, which may be limited."""
    tree = [dir_("src"), file("src/a"), dir_("dst")]
    pairs = "md5 MD5 none auto md5,xxh64 md5,none none,md5 auto,md4 md4,auto md5, ,md5".split()
    lists = ["md5", "foo", "", " ", "foo md4", "xxh64,md5", "none md5", "sha1 md5", "XXHASH", "auto", "md5 & md4", "&md5", "&"]
    limited = {"RSYNC_CHECKSUM_LIST": "md5 md4"}
    compressions = ["foo", "zlib", "none", "zlib & zstd", "zlib lz4 & lz4"]
    uses = "-az -a -azz -az,--no-z -a,--zl=3 -a,--zc=zlib -az,--zc=none -az,--old-compress -a,--zt=1 -az,--zc=auto".split()
    return [
        *[case(f"checksum {names}", f"-a --out-format=[%C]%n --cc={names} src/ dst", *tree) for names in pairs],
        *[case(f"checksum {names} with -c", f"-ac --out-format=[%C]%n --cc={names} src/ dst", *tree) for names in pairs],
        *[case(f"checksums from {names}", "-a --out-format=[%C]%n src/ dst", *tree, environment={"RSYNC_CHECKSUM_LIST": names}) for names in lists],
        *[case(f"checksum {names}, others allowed", f"-a --out-format=[%C]%n --cc={names} src/ dst", *tree, environment=limited) for names in ("auto", "md4", "xxh64", "none", "md4,auto", "md4,sha1")],
        *[
            case(f"compressions from {names} for {use}", f"{use.replace(',', ' ')} src/ dst", *tree, environment={"RSYNC_COMPRESS_LIST": names})
            for names in compressions
            for use in uses
        ],
    ]


def dots() -> list[Scenario]:
    """With -R the base itself travels if what follows the first "/./", or else the argument, starts in "./"."""
    tree = [dir_("src", mtime=OLDER), dir_("src/d", mtime=OLDER), file("src/d/f"), dir_("dst"), dir_("dst/d"), dir_("dst/src"), dir_("dst/src/d")]
    words = "./src/./d src/././d src/./d ././src/./d .//src/./d src/.//d ./src/././d ././src ./././src/./d .//./src/d ./src/. {root}/src/././d".split()
    return [case(f"dots in {word}", f"-aiR {word} dst", *tree) for word in words]


def dry_links() -> list[Scenario]:
    """In a dry run nothing has been changed through a file's first name when the others are looked at; and of what is
    no regular file rsync does not know where its first name would come from."""
    src, dst = dir_("src"), dir_("dst")
    tree = [src, file("src/a"), hard("src/b", "src/a"), link("src/l", "x"), hard("src/m", "src/l"), Node(b"src/p", "fifo"), hard("src/q", "src/p")]
    there = [dst, file("dst/a", mtime=OLDER), hard("dst/b", "dst/a")]
    other = [dst, file("dst/a", mode=0o600, uid=1, mtime=OLDER), hard("dst/b", "dst/a")]
    alternate = [Node(**{**vars(n), "path": n.path.replace(b"src", b"alt"), "target": n.target.replace(b"src", b"alt")}) for n in tree]
    return [
        case("names that are linked already, in a dry run", "-aHin --size-only src/ dst/", *tree, *there),
        case("names that are linked already", "-aHi --size-only src/ dst/", *tree, *there),
        case("the same by content, in a dry run", "-aHinc src/ dst/", *tree, *other),
        case("names that are linked in an alternate tree, in a dry run", "-aHin --link-dest=../alt src/ dst/", *tree, dst, *alternate),
        case("names that are linked in an alternate tree", "-aHi --link-dest=../alt src/ dst/", *tree, dst, *alternate),
        case("names that are linked in an alternate tree, told in a dry run", "-aHvn --link-dest=../alt src/ dst/", *tree, dst, *alternate),
        case("a new node is not its own alternate", "-ai --link-dest= src/ dst/", src, Node(b"src/p", "fifo"), link("src/l", "x"), dst),
    ]


def told() -> list[Scenario]:
    """What --debug shows in rsync's words."""
    src, dst = dir_("src"), dir_("dst")
    tree = [src, dir_("src/d"), file("src/d/abc.txt"), file("src/a", "new", uid=5, gid=7), link("src/l", "x")]
    tree += [dst, dir_("dst/d"), file("dst/d/abd.txt"), file("dst/a", "old", mtime=OLDER), link("dst/l", "y"), file("dst/gone")]
    backups = [dst, file("dst/gone"), file("dst/a", "old", mtime=OLDER), link("dst/l", "y")]
    limited = {"RSYNC_CHECKSUM_LIST": "md4 md5 & md5"}
    return [
        case("debug: similar file", "-ay --no-W --debug=fuzzy src/ dst/", *tree),
        case("debug: similar file in a dry run", "-ayn --debug=fuzzy src/ dst/", *tree),
        case("debug: backups that are renamed", "-ab --delete --existing --exclude=a --exclude=l --debug=backup,del0 --info=backup src/ dst/", *tree[:3], *backups),
        case("debug: backups that are linked", "-ab --debug=backup src/ dst/", src, link("src/l", "x"), dst, link("dst/l", "y")),
        case("debug: backups in a dry run", "-abn --delete --debug=backup src/ dst/", src, *tree[3:5], *backups),
        case("backups in a dry run", "-aHbin --info=backup src/ dst/", src, link("src/l", "x"), file("src/a"), hard("src/b", "src/a"), *backups[:1], *backups[3:], file("dst/b", "old", mtime=OLDER)),
        case("debug: owners", "-an --debug=own2 --usermap=5:9 src/ dst/", src, file("src/a", uid=5, gid=7), file("src/b"), dst, file("dst/a", uid=9, gid=7), file("dst/b")),
        case("debug: choices", "-a --cc=md5,md4 --debug=nstr src/ dst/", src, dst),
        case("debug: negotiated choices", "-an --debug=nstr src/ dst/", src, dst, environment=limited),
        case("debug: compression", "-az --zc=zlib --zl=12 --cc=md5 --debug=nstr src/ dst/", src, dst),
    ]
