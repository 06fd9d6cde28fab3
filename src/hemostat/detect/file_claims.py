"""What checks about files of the walk have in common: programs, levels by place, the claim."""

from hemostat.detect.check import Files
from hemostat.model.finding import Claim, Observable, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileSign, Provenance

PROGRAM = ("elf", "script")


def is_program(sign: FileSign) -> bool:
    """Whether the kernel would run it: an executable ELF file or #! script."""
    return sign.content in PROGRAM and bool(sign.mode & 0o111)


def is_explained(sign: FileSign, files: Files) -> bool:
    """Whether a package or a known product turned out to explain the file."""
    fact = files.get(sign.path)
    vouched = (Provenance.PACKAGED, Provenance.CONFIGURED, Provenance.PRODUCT)
    return sign.state in vouched or (fact is not None and fact.state in vouched)


def claim_of(sign: FileSign, files: Files, level: Level | None = None, **values: str) -> Claim:
    """The claim that one sign makes, with the file's hash where somebody read it."""
    fact = files.get(sign.path)
    sha256 = fact.sha256 if fact else ""
    return Claim(
        subjects=(Subject("file", sign.path),),
        because=(sign,) if fact is None else (sign, fact),
        values={"path": sign.path, "detail": sign.detail, **values},
        level=level,
        observables=(Observable("file:hashes.SHA-256", sha256),) if sha256 else (),
        first_seen=sign.changed,
        last_seen=sign.changed,
    )


def example(path: str, sign: str, content: str = "elf", **fields: object) -> FileSign:
    """A sign for a check's examples."""
    made: dict[str, object] = {
        "detail": path.rpartition("/")[2],
        "mode": 0o755,
        "uid": 0,
        "size": 9,
        "state": Provenance.UNOWNED,
        **fields,
    }
    return FileSign(path=HostPath(path), sign=sign, content=content, **made)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
