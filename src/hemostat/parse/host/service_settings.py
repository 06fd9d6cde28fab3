r"""Settings of services whose door matters: five common shapes of configuration, one record a line.

The parser's name says whose settings they are. A value that is a secret is never kept: `(set)`.
"""

import re
from collections.abc import Callable, Iterator

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import name
from hemostat.model.records import Setting
from hemostat.parse.place import Place

Parse = Callable[[Evidence, Place], Parsed[Setting]]
Line = tuple[str, str, str]
"""Section, keyword, value."""

_SECRET = re.compile(
    r"(?i)pass(?!word(?:authentication|_encryption|_file))|secret|token(?!s$)|community"
    r"|masterauth|(?:^|[._-])(?:auth|private|wep)?-?key\d?$|(?:^|[._-])(?:psk|pin|pw)$"
)
_PUBLIC = ("public", "private")
_REDIS_USER = re.compile(r"(?<=\s)[>#<!]\S+")
_INDENTED = re.compile(r"(?P<indent>\s*)(?:- +)?(?P<key>[\w.\-/\"']+)\s*:(?:\s+(?P<value>.*))?")
_ITEM = re.compile(r"(?P<indent>\s*)-\s+(?P<value>.*)")
_JSON_LINE = re.compile(r'\s*"(?P<key>[^"]+)"\s*:\s*(?P<value>.*?),?\s*')
_APT = re.compile(r'(?P<key>[\w:\-./*]+)\s+"(?P<value>[^"]*)"\s*;')
_PHP_POOL = re.compile(r"php(?:_admin)?_(?:flag|value)\[(?P<key>[^\]]+)\]", re.IGNORECASE)
_MOST_DEPTH = 16


def words(service: str, comments: str = "#") -> Parse:
    """A format of lines `keyword value …`, blanks between, as redis and sysctl-like daemons use."""

    def lines(evidence: Evidence) -> Iterator[tuple[int, str, Line | None]]:
        for number, text in _texts(evidence, comments):
            keyword, _, value = text.partition(" ")
            yield number, text, ("", keyword.lower(), _unquoted(value.split(" #")[0]))

    return _parser(service, lines)


def assignments(service: str, comments: str = "#;", first_section: str = "") -> Parse:
    """A format of `[section]` and `keyword = value`, as ini files and sysctl.conf have.

    A keyword alone is a flag. A keyword begins with `-` in sysctl where failure does not matter.
    """

    def lines(evidence: Evidence) -> Iterator[tuple[int, str, Line | None]]:
        section = first_section
        for number, text in _texts(evidence, comments):
            if text.startswith("[") and text.endswith("]"):
                section = text[1:-1].strip().lower()
                continue
            keyword, _, value = text.partition("=")
            pool = _PHP_POOL.fullmatch(keyword.strip())
            keyword = (pool["key"] if pool else keyword).strip().strip("-").lower()
            value = re.split(r"\s[#;]", value)[0]
            yield number, text, (section, keyword, _unquoted(value)) if keyword else None

    return _parser(service, lines)


def indented(service: str) -> Parse:
    """YAML as services write it: nested keywords are joined by dots; items of a list repeat them.

    Read line by line, not as YAML: nothing is lost in a file that is not quite YAML, and no alias
    can blow it up. Flow mappings within one line stay as text.
    """

    def lines(evidence: Evidence) -> Iterator[tuple[int, str, Line | None]]:
        parents: list[tuple[int, str]] = []
        for number, raw in evidence.lines():
            text = raw.rstrip()
            if not text.strip() or text.lstrip().startswith("#") or text.strip() in ("---", "..."):
                continue
            match = _INDENTED.fullmatch(text)
            item = _ITEM.fullmatch(text) if match is None else None
            found = match or item
            if found is None:
                yield number, text.strip(), None
                continue
            depth = len(found["indent"])
            parents = [each for each in parents if each[0] < depth][:_MOST_DEPTH]
            if item is not None:
                keyword = ".".join(key for _, key in parents) or "-"
            else:
                key = found["key"].strip("\"'").lower()
                keyword = ".".join([*(each for _, each in parents), key])
                parents.append((depth, key))
            value = (found["value"] or "").split(" #")[0]
            yield number, text.strip(), ("", keyword, _unquoted(value))

    return _parser(service, lines)


def json_lines(service: str) -> Parse:
    """JSON as administrators write it, a keyword a line; several on one line are taken apart."""

    def lines(evidence: Evidence) -> Iterator[tuple[int, str, Line | None]]:
        for number, raw in evidence.lines():
            for text in re.split(r"(?<=[\]\"el\d]),(?=\s*\")", raw.strip().strip("{}")):
                if not text.strip(" \t{}[],"):
                    continue
                match = _JSON_LINE.fullmatch(text)
                value = match["value"].strip("[] ") if match else ""
                keyword = match["key"].lower() if match else "-"
                yield number, text.strip(), ("", keyword, _unquoted(value or text.strip("{}[], ")))

    return _parser(service, lines)


def _apt(evidence: Evidence) -> Iterator[tuple[int, str, Line | None]]:
    """Lines of apt.conf; those within braces without their parent."""
    for number, text in _texts(evidence, "#"):
        if text.startswith("//") or text in ("{", "}", "};"):
            continue
        found = list(_APT.finditer(text))
        for each in found:
            yield number, text, ("", each["key"].lower(), each["value"])
        if not found and not text.rstrip().endswith("{"):
            yield number, text, None


def _access(evidence: Evidence) -> Iterator[tuple[int, str, Line | None]]:
    """pg_hba.conf: type, database, user, address, method, options."""
    for number, text in _texts(evidence, "#"):
        fields = text.split()
        is_whole = len(fields) >= (4 if fields[0] == "local" else 5)
        known = fields[0] in ("local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc")
        is_include = fields[0].startswith(("include", "@"))
        if is_include:
            continue
        yield number, text, ("", fields[0], " ".join(fields[1:])) if is_whole and known else None


def _exports(evidence: Evidence) -> Iterator[tuple[int, str, Line | None]]:
    """exports(5): a folder, then clients with their options."""
    for number, text in _texts(evidence, "#"):
        folder, *clients = text.replace("\t", " ").split()
        for client in clients or ["*"]:
            yield number, text, (folder, "export", client)


def _texts(evidence: Evidence, comments: str) -> Iterator[tuple[int, str]]:
    for number, raw in evidence.lines():
        text = " ".join(raw.split())
        if text and text[0] not in comments:
            yield number, text


def _parser(
    service: str, lines: Callable[[Evidence], Iterator[tuple[int, str, Line | None]]]
) -> Parse:
    def parse(evidence: Evidence, place: Place) -> Parsed[Setting]:
        del place
        records: list[Setting] = []
        unread: list[Unread] = []
        for number, text, line in lines(evidence):
            if line is None:
                unread.append(Unread(evidence.source(number, text), "not a setting"))
                continue
            section, keyword, value = line
            is_hidden = _is_secret(keyword, value)
            if keyword == "user":
                value, text = (_REDIS_USER.sub(">(set)", each) for each in (value, text))
            records.append(
                Setting(
                    source=evidence.source(number, f"{keyword} (set)" if is_hidden else text),
                    service=service,
                    section=section,
                    keyword=keyword,
                    value="(set)" if is_hidden else value,
                )
            )
        return Parsed(tuple(records), tuple(unread))

    return parse


def _is_secret(keyword: str, value: str) -> bool:
    """Whether a value is one nobody should see twice. A community that everybody knows is not."""
    is_known = not value or value.split(maxsplit=1)[0] in _PUBLIC
    return not is_known and _SECRET.search(keyword) is not None


def parse_kernel_setting(evidence: Evidence, place: Place) -> Parsed[Setting]:
    """One file below /proc/sys: its path is the keyword.

    Source: sysctl(8); Documentation/admin-guide/sysctl, Linux 6.18.
    """
    keyword = place.path.removeprefix("/proc/sys/").replace("/", ".")
    value = " ".join(evidence.data.decode("utf-8", "backslashreplace").split())
    source = evidence.source(1, value)
    return Parsed((Setting(source=source, service="kernel", keyword=keyword, value=value),))


def parse_presence(evidence: Evidence, place: Place) -> Parsed[Setting]:
    """A file that says something by being there; its content is not kept."""
    source = evidence.source()
    return Parsed((Setting(source=source, service="present", keyword=name(place.path)),))


def _unquoted(value: str) -> str:
    return value.strip().strip("\"'").strip()


PARSERS: dict[str, Parse] = {
    "redis_conf": words("redis"),
    "memcached_conf": words("memcached"),
    "snmpd_conf": words("snmpd"),
    "rsyslog_conf": words("rsyslog"),
    "syslog_ng_conf": words("syslog_ng"),
    "audit_rules": words("audit"),
    "mongod_conf": indented("mongodb"),
    "elasticsearch_yml": indented("elasticsearch"),
    "kubelet_yaml": indented("kubelet"),
    "docker_json": json_lines("docker"),
    "my_cnf": assignments("mysql", "#;!"),
    "php_ini": assignments("php"),
    "rsyncd_conf": assignments("rsyncd"),
    "samba_conf": assignments("samba"),
    "journald_conf": assignments("journald"),
    "coredump_conf": assignments("coredump"),
    "resolved_conf": assignments("resolved"),
    "networkmanager_conf": assignments("networkmanager"),
    "timesyncd_conf": assignments("timesyncd"),
    "sysctl_conf": assignments("sysctl"),
    "ufw_conf": assignments("ufw"),
    "selinux_config": assignments("selinux"),
    "postgresql_conf": assignments("postgresql"),
    "pg_hba": _parser("pg_hba", _access),
    "exports": _parser("exports", _exports),
    "apt_conf": _parser("apt", _apt),
    "kernel_setting": parse_kernel_setting,
    "presence": parse_presence,
}
