"""What a package database says of one file: the common word of dpkg, rpm, apk and pip readers."""

from dataclasses import dataclass

from hemostat.model.path import HostPath


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFile:
    """One file as one package delivered it.

    Attributes:
        path: as the database spells it, which may run through links (`/bin/ls`).
        package: the owner's name.
        manager: dpkg, rpm, apk or pip.
        algorithm: of `digest`: md5, sha1, sha256 …; empty without one.
        digest: hex digest of the content as delivered; empty when the database has none.
        is_config: whether editing it is ordinary.
        is_generated: whether the package owns the path but delivers no content for it.
        kind: file, link or folder; empty when the database does not say.
        mode: permission bits; None when the database does not say.
        owner: account name it should belong to; empty when the database does not say.
    """

    path: HostPath
    package: str
    manager: str
    algorithm: str = ""
    digest: str = ""
    is_config: bool = False
    is_generated: bool = False
    kind: str = ""
    mode: int | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Diversion:
    """One line triple of dpkg's diversions: whoever delivers `source` finds it at `target`.

    Attributes:
        source: the path packages list.
        target: where the content of every other package goes instead.
        package: the package whose own `source` stays in place; `:` for a local diversion.
    """

    source: HostPath
    target: HostPath
    package: str
