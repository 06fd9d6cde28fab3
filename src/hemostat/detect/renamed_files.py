"""Documents that got one more extension, as ransomware leaves them: told by names. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hemostat.detect.names import words
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.records import RenamedFamily

FEWEST = 8
_DOCUMENTS = words("""
    doc docx xls xlsx ppt pptx pdf odt ods odp rtf csv txt md jpg jpeg png gif bmp tif tiff
    psd ai dwg svg mp3 mp4 avi mov mkv wav zip rar 7z tar gz tgz bz2 xz sql db sqlite sqlite3
    mdb accdb mdf ldf ndf bak dbf ibd frm myd myi pst eml msg vmdk vmx vhd vhdx qcow2 vdi ova
    iso key pem pfx p12 kdbx php js py java c cpp h html htm css xml json yml yaml conf ini
    cfg log sh war jar class properties tpl jsp aspx parquet dump backup
""")
# Added by tools and people every day.
_ORDINARY = words("""
    gz bz2 xz zst br lz4 lzma z zip rar 7z tar old orig bak backup save saved tmp temp part
    partial crdownload download map min lock md5 sha1 sha256 sha512 asc sig gpg pgp pem
    minisig swp swo swn example sample dist default template tmpl tpl in j2 erb twig mustache
    hbs ejs rpmnew rpmsave rpmorig dpkg-old dpkg-new dpkg-dist ucf-old ucf-dist disabled
    enabled off txt log json xml yml yaml html htm php inc md csv pdf png jpg jpeg gif webp
    avif svg ico bmp tif tiff js ts jsx tsx css scss less py pyc pyi c h o cpp hpp cc d so a
    la lo po mo pot m4 am ac go rs rb pl pm sh bash ps1 bat class java jar war properties
    license snap patch diff rej meta import torrent idx index info dat data db cache bin raw
    new copy prev 0 1 2 3 4 5 6 7 8 9 xmp thm srt vtt ass aes sops age enc vault tf hcl toml
    lua vim el sql dump done finished ok ready imported processed failed err error out golden
    expected actual test spec stories mdx rst adoc crt cer key pub doc docx xls xlsx ppt pptx
    odt exe dll msi dmg deb rpm apk iso img vmdk qcow2 nfo url lnk desktop service timer
    socket conf cfg ini list
""")
_ADDED = re.compile(r"\.[A-Za-z0-9_\-\[\]{}@!#+ ]{2,40}")
_DOTTED_ADDED = re.compile(
    r"\.(?:id[-\[][^/]{4,60}|\[[^/\]]{4,80}\][^/]{0,40}|[\w.+-]{3,40}@[\w.-]{4,40})$"
)
_NOTE_WORDS = re.compile(
    r"read|how|restor|decrypt|recover|unlock|ransom|help|attention|warning|important|note"
    r"|files|back|!!!|说明|必读|解密|恢复|勒索|重要|文件"
)
_LONGEST_NOTE = 85
_ORDINARY_NOTES = words("""
    readme readme.txt readme.md readme.html readme.rst help.txt help.html howto.txt notes.txt
    note.txt index.html files files.txt important.txt background.png
""")


@dataclass(slots=True)
class _Family:
    files: int = 0
    folders: dict[str, int] = field(default_factory=dict[str, int])
    example: str = ""


class RenamedFiles:
    """Counts documents folder by folder; the families are known at the end.

    A document counts when a known extension is followed by one that no tool adds, and the file
    without it is gone.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._families: dict[str, _Family] = defaultdict(_Family)
        self._untouched: Counter[str] = Counter()
        self._notes: dict[str, set[str]] = defaultdict(set)

    def see(self, folder: HostPath, names: Iterable[str]) -> None:
        """Take the names of the plain files in one folder; each folder once."""
        present = set(names)
        for each in present:
            added = _added(each)
            if not added:
                if _may_be_note(each):
                    self._notes[each].add(folder)
                if _ending(each) in _DOCUMENTS:
                    self._untouched[folder] += 1
            elif each.removesuffix(added) not in present:
                family = self._families[added.lower()]
                family.files += 1
                family.folders[folder] = family.folders.get(folder, 0) + 1
                family.example = family.example or f"{folder.rstrip('/')}/{each}"

    def families(self) -> tuple[RenamedFamily, ...]:
        """The families of renamed documents, the largest first."""
        found = _found(self._families, self._untouched, self._notes)
        return tuple(sorted(found, key=lambda each: -each.files))


def _found(
    families: dict[str, _Family], untouched: Counter[str], notes: dict[str, set[str]]
) -> Iterator[RenamedFamily]:
    for added, family in families.items():
        if family.files < FEWEST:
            continue
        within = set(family.folders)
        said = [
            note
            for note, places in notes.items()
            if len(places & within) >= max(2, len(within) // 3)
            or (len(within) == 1 and places & within)
        ]
        yield RenamedFamily(
            source=Source(path=HostPath(family.example)),
            extension=added,
            files=family.files,
            untouched=sum(untouched[folder] for folder in within),
            folders=len(within),
            top=_top(within),
            notes=tuple(sorted(said))[:5],
            example=HostPath(family.example),
        )


def _may_be_note(name: str) -> bool:
    """Whether a name is of the kind that asks to be read."""
    lower = name.lower()
    is_named_so = bool(_NOTE_WORDS.search(lower)) and lower not in _ORDINARY_NOTES
    return is_named_so and 3 <= len(name) <= _LONGEST_NOTE


def _added(name: str) -> str:
    """What was added behind a document's own extension, with its dot; empty if nothing was."""
    if name.count(".") < 2:
        return ""  # asked for every name of a walk: it must be quick
    if match := _DOTTED_ADDED.search(name):
        stem = name[: match.start()]
        return "" if _ending(stem) not in _DOCUMENTS else match[0]
    stem, dot, last = name.rpartition(".")
    if not dot or last.lower() in _ORDINARY or not _ADDED.fullmatch("." + last):
        return ""
    if last.isdigit() or _ending(stem) not in _DOCUMENTS or stem.startswith("."):
        return ""
    return "." + last


def _ending(name: str) -> str:
    stem, dot, last = name.rpartition(".")
    return last.lower() if dot and stem else ""


def _top(folders: Iterable[str]) -> HostPath:
    """The folder that all lie in or below."""
    parts = [folder.rstrip("/").split("/") for folder in folders]
    common: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return HostPath("/".join(common) or "/")
