"""What a UAC collection says of itself.

Source: tclahr/uac, `uac` and `lib/log_message.sh` (2.x), `lib/log_msg.sh` (3.x).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_LINE = re.compile(rb"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}) [A-Z]+ (.*)")
_NAME = re.compile(r"uac-(.+)-linux-(\d{14})(?:\..*)?")


@dataclass(frozen=True, slots=True)
class UacLog:
    """The head of uac.log.

    Attributes:
        host_name: empty when it does not say.
        taken: when the collection began, UTC.
        version: of UAC.
        mount_point: what was collected; `/` for the running host itself.
    """

    host_name: str = ""
    taken: datetime | None = None
    version: str = ""
    mount_point: str = "/"


def parse_uac_log(data: bytes) -> UacLog:
    """Read uac.log; lines that say nothing of this are passed over."""
    taken: datetime | None = None
    said: dict[str, str] = {}
    for line in data.split(b"\n"):
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        taken = taken or _time(match[1].decode())
        key, colon, value = match[2].decode("utf-8", "backslashreplace").partition(": ")
        if colon:
            said.setdefault(key, value.strip())
        elif key.startswith("Unix-like Artifacts Collector "):
            said.setdefault("version", key.rpartition(" ")[2])
    return UacLog(
        host_name=said.get("Hostname", ""),
        taken=taken,
        version=said.get("version", ""),
        mount_point=said.get("Mount point", "/"),
    )


def host_name_in(file_name: str) -> str:
    """The host name in the name UAC gives its output, `uac-HOST-linux-TIME.tar.gz`; else empty.

    The time in it is not used: it is the host's local time, and the zone is not said.
    """
    match = _NAME.fullmatch(file_name.rstrip("/").rpartition("/")[2])
    return match[1] if match else ""


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
