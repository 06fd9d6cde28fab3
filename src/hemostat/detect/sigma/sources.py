"""Which records a rule's log source means, and what their fields are called.

Our categories are those the record types declare (`TABLE.categories`), `product: linux`. Three
categories of SigmaHQ are understood as well, with the fields renamed; a rule that needs a field we
do not record is refused by name, for half a condition is another condition.
Source: Sigma specification 2.1, appendix taxonomy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hemostat.detect.sigma.flat import ANY_FIELD, readers_of
from hemostat.model.record import table_of
from hemostat.model.records import RECORD_TYPES


class RefusedError(ValueError):
    """A rule asks for what we cannot do; the message names it."""


@dataclass(frozen=True, slots=True)
class LogSource:
    """What a rule looks at.

    Attributes:
        category: in our words.
        renamed: field names of others → ours; empty for our own categories.
    """

    category: str
    renamed: Mapping[str, str]

    def field(self, name: str | None) -> str:
        """Our name of a field.

        Raises:
            RefusedError: the records have no such field.
        """
        if not name:
            return ANY_FIELD
        known = fields_of_category(self.category)
        if name in self.renamed:
            return self.renamed[name]
        if name in known:
            return name
        names = sorted(self.renamed) or sorted(known - {ANY_FIELD})
        raise RefusedError(f"field `{name}` is not recorded; there are: {', '.join(names)}")


_PROCESS = {
    "CommandLine": "command",
    "CurrentDirectory": "cwd",
    "Image": "exe",
    "ParentImage": "parent_exe",
    "ParentProcessId": "ppid",
    "ProcessId": "pid",
    "ProcessName": "name",
    "User": "account",
}
_CONNECTION = {
    "DestinationIp": "remote_address",
    "DestinationPort": "remote_port",
    "Image": "process_exes",
    "Protocol": "protocol",
    "SourceIp": "local_address",
    "SourcePort": "local_port",
}
# In rules of others the query means the whole of what was asked for. Only requests with a sign
# are records: a rule that asks for ordinary pages sees nothing.
_WEB = {
    "c-ip": "client",
    "c-uri": "uri",
    "c-uri-query": "uri",
    "c-useragent": "agent",
    "cs-host": "site",
    "cs-method": "method",
    "cs-referer": "referer",
    "cs-uri": "uri",
    "cs-uri-query": "uri",
    "cs-uri-stem": "path",
    "cs-user-agent": "agent",
    "cs-username": "account",
    "sc-bytes": "size",
    "sc-status": "status",
    "src_ip": "client",
}
_FOREIGN = {
    "process_creation": LogSource("process", _PROCESS),
    "network_connection": LogSource("socket", _CONNECTION),
    "webserver": LogSource("web_request", _WEB),
}


def log_source(product: str | None, category: str | None, service: str | None) -> LogSource:
    """The log source a rule names.

    Raises:
        RefusedError: no records answer to it.
    """
    if product not in (None, "linux"):
        raise RefusedError(f"log source product `{product}`: only linux is examined")
    if service:
        raise RefusedError(f"log source service `{service}`: its logs are not read yet")
    if category is None:
        raise RefusedError("log source without a category: which records it means is unknown")
    if category in _FOREIGN:
        return _FOREIGN[category]
    if category in types_by_category():
        return LogSource(category, {})
    known = ", ".join(sorted({*types_by_category(), *_FOREIGN}))
    raise RefusedError(f"log source category `{category}`: no such records; there are: {known}")


@cache
def types_by_category() -> Mapping[str, tuple[type[object], ...]]:
    """The record types whose records each category sees."""
    found: dict[str, tuple[type[object], ...]] = {}
    for record_type in RECORD_TYPES:
        for category in table_of(record_type).categories:
            found[category] = (*found.get(category, ()), record_type)
    return found


@cache
def fields_of_category(category: str) -> frozenset[str]:
    """The fields a rule of a category may name: those of any of its record types."""
    types = types_by_category()[category]
    return frozenset(name for each in types for name in readers_of(each))
