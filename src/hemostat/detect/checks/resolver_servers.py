"""Who turns names into addresses: name servers nobody set, and services of nsswitch nobody owns."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.concern import is_unowned
from hemostat.detect.name_services import library_paths, services_of
from hemostat.detect.names import words
from hemostat.detect.process_family import is_public
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance, ResolverEntry, Setting
from hemostat.model.text import Text

SERVER = RuleTexts(
    title=Text(en="A name server that nothing else on the host names", zh="来历不明的 DNS 服务器"),
    summary=Text(
        en="{path} line {line} asks {address}; the host's own network settings name {known}.",
        zh="{path} 第 {line} 行使用 DNS {address}；本机网络配置中的 DNS 为 {known}。",
    ),
    benign=Text(
        en="The provider's own resolver, entered by hand; ask the provider or look the address up.",
        zh="可能是手工填写的运营商 DNS；可向运营商核实或查询该地址归属。",
    ),
)
SERVICE = RuleTexts(
    title=Text(
        en="A service of nsswitch.conf that no package brings",
        zh="nsswitch.conf 使用了来历不明的服务",
    ),
    summary=Text(
        en="{path} line {line} lets {service} answer for {database}: its library {library} is"
        " loaded into every program that looks names or accounts up.",
        zh="{path} 第 {line} 行由 {service} 解析 {database}：其库 {library} 会载入所有查询名称"
        "或账号的程序。",
    ),
    benign=Text(
        en="A directory product installed by hand, such as an agent for single sign-on.",
        zh="手工安装的目录或单点登录客户端。",
    ),
)
PUBLIC = words("""
    1.1.1.1 1.0.0.1 1.1.1.2 1.1.1.3 8.8.8.8 8.8.4.4 9.9.9.9 9.9.9.10 9.9.9.11 149.112.112.112
    208.67.222.222 208.67.220.220 208.67.222.123 4.2.2.1 4.2.2.2 4.2.2.3 4.2.2.4 64.6.64.6
    94.140.14.14 94.140.15.15 76.76.2.0 76.76.10.0 77.88.8.8 77.88.8.1 84.200.69.80 185.228.168.9
    223.5.5.5 223.6.6.6 119.29.29.29 119.28.28.28 182.254.116.116 182.254.118.118 180.76.76.76
    114.114.114.114 114.114.115.115 114.114.114.119 101.226.4.6 218.30.118.6 1.2.4.8 210.2.4.8
    117.50.10.10 117.50.11.11 52.80.66.66 180.184.1.1 180.184.2.2 101.6.6.6 202.96.128.86
    202.96.128.166 202.96.209.5 202.96.209.133 202.106.0.20 202.106.196.115 211.136.17.107
    211.136.20.203 221.5.88.88 210.21.196.6 61.139.2.69 218.6.200.139 218.2.135.1 61.147.37.1
    168.63.129.16 185.12.64.1 185.12.64.2 213.133.98.98 213.133.99.99 213.133.100.100 213.186.33.99
    67.207.67.2 67.207.67.3 183.60.82.98 183.60.83.19 100.100.2.136 100.100.2.138
    100.125.1.250 100.125.129.250 2001:4860:4860::8888 2001:4860:4860::8844 2606:4700:4700::1111
    2606:4700:4700::1001 2620:fe::fe 2620:fe::9 2400:3200::1 2400:3200:baba::1 2402:4e00::
    2a01:4ff:ff00::add:1 2a01:4ff:ff00::add:2 2001:dc7:1000::1 240c::6666 240c::6644
""")
"""Resolvers known to everybody: open ones, of clouds, of large providers."""
_NSS = words("""
    files compat db dns nis nisplus hesiod systemd resolve myhostname mymachines sss ldap winbind
    wins mdns mdns4 mdns6 mdns_minimal mdns4_minimal mdns6_minimal gw_name cache extrausers altfiles
    libvirt libvirt_guest oslogin cache_oslogin centrify centrifydc vas4 nslcd docker ato role
    usrfiles nfs afs automount sudoers lwidentity pbis lsass try_again google-guest aad himmelblau
    kanidm ldapdb httpd dnsmasq tls nonlocal cache-oslogin initgroups return success
""")
_LOG_IN = ("passwd", "shadow", "group", "gshadow", "hosts", "initgroups")
_RESOLV, _NSSWITCH = "/etc/resolv.conf", "/etc/nsswitch.conf"


def _server(address: str) -> ResolverEntry:
    return ResolverEntry(
        source=Source(path=HostPath(_RESOLV), line=1), keyword="nameserver", value=address
    )


def _nss(database: str, value: str) -> ResolverEntry:
    return ResolverEntry(
        source=Source(path=HostPath(_NSSWITCH), line=1), keyword=database, value=value
    )


@check(
    "linux.resolver.unknown-server",
    level=Level.LOW,
    confidence=Level.LOW,
    category="dns_server",
    attack=("T1584.002", "T1557"),
    incident_types=("hijack",),
    texts=SERVER,
    next=("ask-owner", "keep-evidence", "check-other-hosts"),
    by_hand="cat {path}; resolvectl status; lsattr {path}",
    examples=(
        fires(_server("203.0.113.53")),
        fires(
            _server("203.0.113.53"),
            _server("10.0.0.2"),
            Setting(service="resolved", section="resolve", keyword="dns", value="10.0.0.2"),
        ),
        quiet(_server("10.0.0.2")),
        quiet(_server("127.0.0.53")),
        quiet(_server("223.5.5.5")),
        quiet(
            _server("203.0.113.53"),
            Setting(service="resolved", section="network", keyword="dns", value="203.0.113.53"),
        ),
    ),
)
def unknown_server(
    entries: Iterable[ResolverEntry], settings: Iterable[Setting]
) -> Iterator[Claim]:
    """A public name server that is no well-known one and that no network setting names: low.

    Medium where it was put before the servers that the host's own settings name. Beside other
    settings alone it says little: a lease may bring what an old profile does not know.
    """
    known = _configured(settings)
    entries = tuple(entries)
    servers = [entry.value.split()[0] for entry in entries if entry.keyword == "nameserver"]
    for entry in entries:
        address = entry.value.split()[0] if entry.keyword == "nameserver" else ""
        if not address or address in PUBLIC or address in known or not is_public(address):
            continue
        path = entry.source.path or _RESOLV
        yield Claim(
            subjects=(Subject("address", address), Subject("file", path)),
            because=(entry,),
            values={
                "path": path,
                "line": str(entry.source.line or 1),
                "address": address,
                "known": ", ".join(sorted(known)[:3]) or "-",
            },
            level=Level.MEDIUM if known & set(servers[servers.index(address) :]) else None,
            observables=(Observable("ipv6-addr" if ":" in address else "ipv4-addr", address),),
        )


def _configured(settings: Iterable[Setting]) -> frozenset[str]:
    """Name servers that the settings of resolved, networkd or NetworkManager name."""
    found: set[str] = set()
    for setting in settings:
        if setting.service in ("resolved", "networkmanager") and setting.keyword == "dns":
            found |= {part.split("#")[0] for part in setting.value.replace(";", " ").split()}
    return frozenset(each for each in found if _is_address(each))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


@check(
    "linux.nsswitch.unknown-service",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="name_service",
    attack=("T1556", "T1574"),
    incident_types=("backdoor", "credential_leak", "hijack"),
    texts=SERVICE,
    next=("keep-evidence", "ask-owner", "find-entry", "harden"),
    by_hand="cat {path}; ls -l {library}",
    examples=(
        fires(
            _nss("passwd", "files helper"),
            FileFact(
                path=HostPath("/lib/x86_64-linux-gnu/libnss_helper.so.2"),
                state=Provenance.UNOWNED,
            ),
        ),
        quiet(_nss("passwd", "files systemd sss")),
        quiet(_nss("hosts", "files mdns4_minimal [NOTFOUND=return] dns")),
        quiet(
            _nss("passwd", "files corp"),
            FileFact(
                path=HostPath("/lib/x86_64-linux-gnu/libnss_corp.so.2"),
                state=Provenance.PACKAGED,
            ),
        ),
    ),
)
def unknown_service(
    entries: Iterable[ResolverEntry], files: Files, context: HostContext
) -> Iterator[Claim]:
    """A service whose library no package owns answers for accounts or hosts: medium.

    Low where its library was not found: then it does nothing.
    """
    for entry in entries:
        if not entry.source.path.endswith("nsswitch.conf") or entry.keyword not in _LOG_IN:
            continue
        for service in services_of(entry):
            if service in _NSS:
                continue
            facts = [fact for path in library_paths(service) if (fact := files.get(path))]
            if any(fact.state in (Provenance.PACKAGED, Provenance.PRODUCT) for fact in facts):
                continue
            owned = [fact for fact in facts if is_unowned(fact, context)]
            library = owned[0].path if owned else library_paths(service)[0]
            yield _of_service(entry, service, library, is_there=bool(owned))


def _of_service(entry: ResolverEntry, service: str, library: str, *, is_there: bool) -> Claim:
    subjects = (Subject("library", library), Subject("file", entry.source.path))
    return Claim(
        subjects=subjects if is_there else subjects[1:],
        because=(entry,),
        values={
            "path": entry.source.path,
            "line": str(entry.source.line or 1),
            "service": service,
            "database": entry.keyword,
            "library": library,
        },
        level=Level.MEDIUM if is_there else None,
    )
