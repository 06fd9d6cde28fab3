"""Services that belong behind a door: how they are known, and whether they ask who comes. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hemostat.model.records import Setting

Settings = Sequence[Setting]


@dataclass(frozen=True, slots=True)
class Service:
    """One kind of service.

    Attributes:
        name: as people call it.
        ports: where it waits unless told otherwise.
        programs: names of its programs; empty where the port alone says it.
        setting: whose settings say more.
        is_open: whether those settings prove that nobody is asked for a name or password; None:
            they do not say.
        runs_code: whether whoever reaches it unasked runs commands on this host.
    """

    name: str
    ports: tuple[int, ...]
    programs: tuple[str, ...] = ()
    setting: str = ""
    is_open: Callable[[Settings], bool | None] = lambda _: None
    runs_code: bool = False


def _value(settings: Settings, *keywords: str, section: str = "") -> str | None:
    """The last value of a keyword; None when no line names it."""
    found = [
        each.value.lower()
        for each in settings
        if each.keyword in keywords and (not section or section in each.section)
    ]
    return found[-1] if found else None


def _redis(settings: Settings) -> bool | None:
    """Open without a password, protected mode off: with it on, only this host is answered."""
    if not settings:
        return None
    has_user = any(each.keyword == "user" and ">" in each.value for each in settings)
    if _value(settings, "requirepass", "aclfile") or has_user:
        return False
    return _value(settings, "protected-mode") == "no"


def _mongodb(settings: Settings) -> bool | None:
    if not settings:
        return None
    asked = (_value(settings, "security.authorization"), _value(settings, "security.keyfile"))
    return not (asked[0] == "enabled" or asked[1])


def _elasticsearch(settings: Settings) -> bool | None:
    """Security is on by default since version 8, so only a line that says off proves it."""
    is_off = _value(settings, "xpack.security.enabled") == "false"
    return is_off or _value(settings, "plugins.security.disabled") == "true" if settings else None


def _mysql(settings: Settings) -> bool | None:
    keywords = ("skip-grant-tables", "skip_grant_tables")
    found = _value(settings, *keywords)
    return found is not None and found not in ("0", "off", "false") if settings else None


def _postgresql(settings: Settings) -> bool | None:
    """A line of pg_hba.conf lets everybody in from everywhere without a question."""
    lines = [each.value.split() for each in settings if each.keyword.startswith("host")]
    if not lines:
        return None
    everywhere = ("0.0.0.0/0", "::/0", "all")
    return any(len(line) > 3 and line[2] in everywhere and line[3] == "trust" for line in lines)


def _docker(settings: Settings) -> bool | None:
    hosts = [each.value for each in settings if each.keyword == "hosts"]
    if not any("tcp://" in each for each in hosts):
        return None
    return _value(settings, "tlsverify") != "true"


def _kubelet(settings: Settings) -> bool | None:
    anonymous = _value(settings, "authentication.anonymous.enabled")
    mode = _value(settings, "authorization.mode")
    if anonymous is None:
        return None
    return anonymous == "true" and mode in (None, "alwaysallow")


SERVICES: Final = (
    Service(
        "Redis", (6379,), ("redis-server", "valkey-server", "keydb-server"), "redis", _redis, True
    ),
    Service("MongoDB", (27017, 27018), ("mongod",), "mongodb", _mongodb),
    Service("Elasticsearch", (9200, 9300), (), "elasticsearch", _elasticsearch),
    Service("MySQL", (3306,), ("mysqld", "mariadbd", "mysqld_safe"), "mysql", _mysql),
    Service("PostgreSQL", (5432,), ("postgres", "postmaster"), "pg_hba", _postgresql),
    Service("memcached", (11211,), ("memcached",), "memcached"),
    Service("Docker API", (2375,), ("dockerd",), "docker", _docker, True),
    Service("kubelet", (10250, 10255), ("kubelet",), "kubelet", _kubelet, True),
    Service("etcd", (2379,), ("etcd",)),
    Service("rsync", (873,), ("rsync",)),
    Service("VNC", (5900, 5901, 5902), ()),
    Service("X11", (6000,), ()),
    Service("NFS", (2049,), ()),
    Service("Samba", (139, 445), ("smbd",)),
    Service("rpcbind", (111,), ("rpcbind", "portmap")),
    Service("LDAP", (389,), ("slapd",)),
    Service("Jupyter", (8888,), ("jupyter-lab", "jupyter-notebook", "jupyter-server")),
    Service("Consul", (8500,), ("consul",)),
    Service("Hadoop", (8088, 50070, 9870), ()),
    Service("ZooKeeper", (2181,), ()),
    Service("Kafka", (9092,), ()),
    Service("CouchDB", (5984,), ("beam.smp",)),
    Service("ClickHouse", (8123, 9000), ("clickhouse-server", "clickhouse")),
    Service("InfluxDB", (8086,), ("influxd",)),
    Service("Cassandra", (9042, 7199), ()),
    Service("RabbitMQ", (15672, 25672), ("beam.smp",)),
    Service("Oracle", (1521,), ("tnslsnr",)),
    Service("SQL Server", (1433,), ("sqlservr",)),
    Service("SNMP", (161,), ("snmpd",)),
    Service("containerd API", (1338, 2376), ()),
    Service("JDWP debugger", (5005, 8000), ("java",)),
    Service("Nacos", (8848,), ("java",)),
    Service("xxl-job executor", (9999,), ("java",)),
)

_MANY_KINDS: Final = frozenset({"java", "beam.smp", "dockerd", "rsync"})
"""Programs that are a service of ours on its ports only."""


def service_of(port: int, programs: Iterable[str]) -> Service | None:
    """Which service waits on a port: by its program where that is known, else by its port.

    A program that is known and is no service's speaks against the port's usual meaning.
    """
    names = frozenset(programs)
    by_program = [each for each in SERVICES if names & frozenset(each.programs)]
    for service in by_program:
        if port in service.ports or not names & _MANY_KINDS:
            return service
    named = (each for each in SERVICES if port in each.ports)
    return next((each for each in named if not names or not each.programs), None)
