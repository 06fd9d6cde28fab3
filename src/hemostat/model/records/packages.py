"""Installed packages."""

from datetime import datetime

from hemostat.model.evidence import Source
from hemostat.model.record import column, record


@record("package", "One installed package.")
class Package:
    """One package of dpkg, rpm, apk, pip or npm."""

    source: Source = column("Where the database says so.", default=Source())
    manager: str = column("dpkg, rpm, apk, pip or npm.")
    name: str = column("Name.")
    version: str = column("Version, with epoch and release where the manager has them.", default="")
    architecture: str = column("Architecture.", default="")
    is_installed: bool = column("Whether it is fully installed.", default=True)
    installed: datetime | None = column("When, UTC, where known.", default=None)
    maintainer: str = column("Maintainer or vendor.", default="")
