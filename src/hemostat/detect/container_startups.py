"""What starts by itself in containers: their own commands, and jobs put into them later. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hemostat.model.host import HOST, Scope
from hemostat.model.records import Container, Mechanism, Startup

_BY_ITSELF = ("always", "unless-stopped", "on-failure")


def startups_of_containers(containers: Iterable[Container]) -> Iterator[Startup]:
    """Each container's command as something that starts: rules of behaviour look at it.

    One that nobody restarts was started by hand or by an orchestrator: its trigger says so. Its
    programs are not named, because they are those of the image and not of the host.
    """
    for each in containers:
        if not each.command:
            continue
        is_static = each.engine == "static-pod"
        mechanism = Mechanism.STATIC_POD if is_static else Mechanism.CONTAINER
        does_restart = each.restart in _BY_ITSELF
        yield Startup(
            source=each.source,
            mechanism=mechanism,
            technique=mechanism.technique,
            name=each.name or each.id[:12],
            account=each.user or "root",
            trigger=f"restart: {each.restart}" if does_restart else "once",
            command=each.command,
            place=each.source.path,
            is_privileged=each.is_privileged,
            scope=HOST if is_static else Scope("container", each.id, each.image),
        )


def within(startups: Iterable[Startup], scope: Scope) -> Iterator[Startup]:
    """Startups read from a container's own files, as its own: their programs are not the host's."""
    return (replace(each, scope=scope, is_privileged=False) for each in startups)
