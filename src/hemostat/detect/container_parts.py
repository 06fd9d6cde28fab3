"""One record for each container, from the several files that speak of it; and its scope. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import TypeVar

from hemostat.model.host import Scope
from hemostat.model.records import Container, EnvironVariable, MappedFile, OpenFile, Process

S = TypeVar("S", Process, EnvironVariable, MappedFile, OpenFile)

_ORDER = ("docker", "podman", "oci", "static-pod")
_UNITED = frozenset(("capabilities", "shares", "mounts", "devices", "unconfined", "ports"))


def whole_containers(parts: Iterable[Container]) -> tuple[Container, ...]:
    """Each container once, in the order they were met.

    What lists say (mounts, ports) is united; of everything else the engine's own word comes
    before the runtime's, whose command has the engine's wrapper in front.
    """
    by_id: dict[str, list[Container]] = {}
    for part in parts:
        by_id.setdefault(part.id, []).append(part)
    return tuple(_joined(sorted(found, key=_rank)) for found in by_id.values())


def scopes_of(containers: Iterable[Container]) -> dict[str, Scope]:
    """The scope of each container by id, with its image."""
    return {each.id: Scope("container", each.id, each.image) for each in containers}


def with_images(records: Iterable[S], scopes: Mapping[str, Scope]) -> tuple[S, ...]:
    """Records of containers with the image in their scope, where its configuration was read."""
    return tuple(
        replace(record, scope=known)
        if not record.scope.is_host and (known := scopes.get(record.scope.id))
        else record
        for record in records
    )


def _rank(part: Container) -> int:
    return _ORDER.index(part.engine) if part.engine in _ORDER else len(_ORDER)


def _joined(parts: list[Container]) -> Container:
    first, *others = parts
    values: dict[str, object] = {}
    for field in fields(Container):
        own = [getattr(part, field.name) for part in parts]
        if field.name in _UNITED:
            values[field.name] = tuple(dict.fromkeys(each for one in own for each in one))
        else:
            values[field.name] = next((each for each in own if each), own[0])
    return replace(first, **values) if others else first  # type: ignore[arg-type]  # each value is its own field's
