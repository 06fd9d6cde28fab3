"""systemd units as they take effect: the file that counts, its drop-ins, what triggers it. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hemostat.model.path import name as last_part
from hemostat.model.records import UnitFile, UnitLink

# Of two files for one unit the first place wins (systemd.unit(5), "UNIT FILE LOAD PATH").
_PLACES = (
    "/etc/systemd/system.control/",
    "/run/systemd/system.control/",
    "/run/systemd/transient/",
    "/run/systemd/generator.early/",
    "/etc/systemd/",
    "/run/systemd/system/",
    "/run/systemd/user/",
    "/run/systemd/generator/",
    "/usr/local/lib/systemd/",
    "/lib/systemd/",
    "/usr/lib/systemd/",
    "/run/systemd/generator.late/",
)
_EXEC = frozenset(
    (
        "ExecStart",
        "ExecStartPre",
        "ExecStartPost",
        "ExecCondition",
        "ExecReload",
        "ExecReloadPost",
        "ExecStop",
        "ExecStopPre",
        "ExecStopPost",
    )
)
_TRIGGERS = {
    "timer": ("OnCalendar", "OnBootSec", "OnStartupSec", "OnActiveSec", "OnUnitActiveSec"),
    "socket": ("ListenStream", "ListenDatagram", "ListenFIFO", "ListenSequentialPacket"),
    "path": ("PathExists", "PathExistsGlob", "PathChanged", "PathModified", "DirectoryNotEmpty"),
}


@dataclass(slots=True)
class EffectiveUnit:
    """One unit of one manager, its drop-ins applied.

    Attributes:
        name: the unit.
        is_user: whether a user manager runs it. owner: whose own it is; empty for system-wide.
        files: the file that counts, and its drop-ins, in the order they apply.
        commands: (key, command, file that declares it) of every Exec line still standing.
        settings: the last value of every other key, the section left out.
        environment: `NAME=value` words of Environment=, still quoted together as written.
        triggers: in words: `timer OnCalendar=daily`, `wanted by multi-user.target`.
        is_timed: whether a timer starts it.
    """

    name: str
    is_user: bool
    owner: str
    files: tuple[UnitFile, ...]
    commands: list[tuple[str, str, UnitFile]] = field(
        default_factory=list[tuple[str, str, UnitFile]]
    )
    settings: dict[str, str] = field(default_factory=dict[str, str])
    environment: list[str] = field(default_factory=list[str])
    triggers: list[str] = field(default_factory=list[str])
    is_timed: bool = False


_Key = tuple[str, bool, str]


def effective_units(
    units: Iterable[UnitFile], links: Iterable[UnitLink]
) -> tuple[EffectiveUnit, ...]:
    """Every unit as its manager sees it, in the order their files were read.

    A masked or shadowed file gives nothing. Drop-ins for a unit whose own file nobody read, and
    those for a whole type (`service.d`), stand alone.
    """
    whole: dict[_Key, UnitFile] = {}
    drop_ins: dict[_Key, list[UnitFile]] = defaultdict(list)
    for unit in units:
        key = (unit.name, unit.is_user, unit.owner)
        if unit.is_drop_in:
            drop_ins[key].append(unit)
        elif key not in whole or _rank(unit) < _rank(whole[key]):
            whole[key] = unit
    found = [_merge(key, file, drop_ins) for key, file in whole.items()]
    found += [
        _apply(EffectiveUnit(*key, tuple(_in_order(files))))
        for key, files in drop_ins.items()
        if not any(base in whole for base in (key, *_instances(key, whole)))
    ]
    _note_triggers(found, links)
    return tuple(found)


def _rank(unit: UnitFile) -> int:
    path = unit.source.path
    for rank, place in enumerate(_PLACES):
        if path.startswith(place):
            return rank
    return -1  # the folders of a home come first for its own manager


def _merge(key: _Key, file: UnitFile, drop_ins: dict[_Key, list[UnitFile]]) -> EffectiveUnit:
    if not file.directives:
        return EffectiveUnit(*key, (file,))  # masked: its drop-ins do nothing
    extra = [each for name in _drop_in_names(key[0]) for each in drop_ins.get((name, *key[1:]), ())]
    return _apply(EffectiveUnit(*key, (file, *_in_order(extra))))


def _drop_in_names(unit: str) -> Iterator[str]:
    """`foo@.service` and `foo-bar@x.service` too: drop-ins of a template, and of a prefix."""
    yield unit
    stem, _, suffix = unit.rpartition(".")
    if "@" in stem and not stem.endswith("@"):
        yield f"{stem.partition('@')[0]}@.{suffix}"
    for at, sign in enumerate(stem[:256]):
        if sign == "-" and at + 1 < len(stem):
            yield f"{stem[: at + 1]}.{suffix}"


def _instances(key: _Key, whole: dict[_Key, UnitFile]) -> list[_Key]:
    """Units a drop-in of a prefix or template also reaches."""
    name = key[0]
    if not name.partition(".")[0].endswith(("-", "@")):
        return []
    return [each for each in whole if each[1:] == key[1:] and name in _drop_in_names(each[0])]


def _in_order(files: Iterable[UnitFile]) -> list[UnitFile]:
    """By file name; of two with one name only that of the first place."""
    chosen: dict[tuple[str, str], UnitFile] = {}
    for file in sorted(files, key=_rank):
        chosen.setdefault((file.name, last_part(file.source.path)), file)
    return sorted(chosen.values(), key=lambda file: last_part(file.source.path))


def _apply(unit: EffectiveUnit) -> EffectiveUnit:
    for file in unit.files:
        for directive in file.directives:
            key, _, value = directive.partition("=")
            key = key.rpartition(".")[2]
            if key in _EXEC:
                if value:
                    unit.commands.append((key, value, file))
                else:
                    unit.commands = [each for each in unit.commands if each[0] != key]
            elif key in ("Environment", "DefaultEnvironment", "ManagerEnvironment"):
                unit.environment = [*unit.environment, value] if value else []
            elif key in _LISTENING:
                unit.triggers.append(f"{key}={value}")
            else:
                unit.settings[key] = value
    return unit


_YES = ("yes", "true", "1", "on")
_LISTENING = frozenset(key for keys in _TRIGGERS.values() for key in keys)


def _note_triggers(units: list[EffectiveUnit], links: Iterable[UnitLink]) -> None:
    """Tell each service what starts it: links that want it, timers, sockets, paths."""
    by_name: dict[tuple[str, bool], list[EffectiveUnit]] = defaultdict(list)
    for unit in units:
        by_name[unit.name, unit.is_user].append(unit)
    for link in links:
        if not link.wanted_by:
            continue
        is_user = "/systemd/user/" in link.source.path
        for unit in by_name.get((last_part(link.target), is_user), ()):
            unit.triggers.append(f"wanted by {link.wanted_by}")
    for unit in units:
        kind = unit.name.rpartition(".")[2]
        if kind not in _TRIGGERS:
            continue
        named = unit.settings.get("Unit") or unit.settings.get("Service")
        # For each connection a socket starts an instance of the template.
        at = "@" if kind == "socket" and unit.settings.get("Accept", "").lower() in _YES else ""
        service = named or f"{unit.name.rpartition('.')[0].rstrip('@')}{at}.service"
        for each in by_name.get((service, unit.is_user), ()):
            each.triggers += [f"{kind} {text}" for text in unit.triggers if "=" in text]
            each.is_timed = each.is_timed or kind == "timer"
