"""Container engines and kubelets that take orders from whoever can reach them."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import HostContext, check, fires, quiet
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import EngineSetting, Process, Socket, Startup
from hemostat.model.text import Text

ENGINE = RuleTexts(
    title=Text(en="Docker takes orders from the network", zh="Docker 远程接口未加密认证"),
    summary=Text(
        en="{place} makes Docker listen on {address} without client certificates: whoever reaches"
        " it is root here.",
        zh="{place} 使 Docker 在 {address} 上监听且不校验客户端证书：能访问者即可获得本机 root。",
    ),
    benign=Text(
        en="A build host in a closed network. Within hours of being reachable from outside such a"
        " port is found and used for mining.",
        zh="可能是封闭网络中的构建机；一旦可被外部访问，数小时内即会被利用挖矿。",
    ),
)
KUBELET = RuleTexts(
    title=Text(en="The kubelet takes orders from anybody", zh="kubelet 允许匿名访问"),
    summary=Text(
        en="{place}: {setting}. Whoever reaches the kubelet's port runs commands in every pod.",
        zh="{place}：{setting}。能访问 kubelet 端口者可在任意 Pod 中执行命令。",
    ),
    benign=Text(
        en="A test cluster whose nodes nobody else can reach.",
        zh="可能是节点不对外开放的测试集群。",
    ),
)
SOCKET = RuleTexts(
    title=Text(en="Everybody may use the container engine", zh="容器引擎套接字对所有账号可写"),
    summary=Text(
        en="{place} may be written by every account (mode {mode}): any of them can become root.",
        zh="{place} 对所有账号可写（权限 {mode}）：任意账号均可借此成为 root。",
    ),
    benign=Text(
        en="Somebody made it so to avoid sudo; putting them in the group docker does the same.",
        zh="为免 sudo 而放开权限；应改为将账号加入 docker 组。",
    ),
)
_LOOPBACK = re.compile(r"tcp://(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?::|/|$)")
_TCP = re.compile(r"tcp://[\w.\[\]:-]*")
_DOCKER = re.compile(r"(?:^|/)(?:dockerd|docker-current|docker\s+daemon)\b")
_KUBELET = re.compile(r"(?:^|/)(?:kubelet|hyperkube\s+kubelet)\b")
_VERIFIED = re.compile(r"--tlsverify\b(?!=false)")
_HOST_KEY = re.compile(r"hosts(?:\.\d+)?")


def _setting(key: str, value: str, engine: str = "docker") -> EngineSetting:
    return EngineSetting(engine=engine, key=key, value=value)


_DAEMON = "/usr/bin/dockerd -H fd:// -H tcp://0.0.0.0:2375"


@check(
    "linux.container.engine-open",
    level=Level.MEDIUM,
    confidence=Level.HIGH,
    category="exposed_engine",
    attack=("T1133", "T1610"),
    incident_types=("mining", "remote_control"),
    texts=ENGINE,
    next=("harden", "find-entry", "check-other-hosts"),
    by_hand="ss -ltnp | grep -E ':237[56]\\b'; cat /etc/docker/daemon.json",
    examples=(
        fires(Process(pid=9, exe=HostPath("/usr/bin/dockerd"), command=_DAEMON)),
        fires(_setting("hosts.1", "tcp://0.0.0.0:2375"), context=HostContext(is_running=False)),
        fires(_setting("hosts.0", "tcp://[::]:2375")),
        quiet(_setting("hosts.0", "tcp://127.0.0.1:2375")),
        quiet(_setting("hosts.0", "unix:///var/run/docker.sock")),
        quiet(_setting("hosts.0", "tcp://0.0.0.0:2376"), _setting("tlsverify", "true")),
        quiet(Process(pid=9, exe=HostPath("/usr/bin/dockerd"), command=f"{_DAEMON} --tlsverify")),
    ),
)
def engine_open(
    settings: Iterable[EngineSetting],
    processes: Iterable[Process],
    startups: Iterable[Startup],
    sockets: Iterable[Socket],
    context: HostContext,
) -> Iterator[Claim]:
    """An address that others can reach, and no `tlsverify`.

    Low where the daemon runs and does not listen there: a setting that is not in force. While no
    daemon runs, nothing speaks against it: it is in force from the next start on. Docker in a
    container (build servers' dind) is that container's matter.
    """
    own = tuple(each for each in settings if each.engine == "docker")
    is_verified = any(each.key == "tlsverify" and each.value == "true" for each in own)
    listening = {each.local_port for each in sockets if each.state == "listen"}
    running = [each for each in processes if each.scope.is_host and _runs_daemon(each.command)]
    found: list[tuple[str, str, object]] = [
        (each.value, str(each.source.path) or "/etc/docker/daemon.json", each)
        for each in own
        if _HOST_KEY.fullmatch(each.key) and not is_verified
    ]
    found += [
        (each.command, f"/proc/{each.pid}/cmdline", each)
        for each in running
        if "tcp://" in each.command
    ]
    found += [
        (each.command, each.place, each)
        for each in startups
        if each.scope.is_host and _is_daemon(each.command)
    ]
    for text, place, record in found:
        if _VERIFIED.search(text) or is_verified:
            continue
        for address in dict.fromkeys(_TCP.findall(text)):
            if not _LOOPBACK.match(address):
                is_idle = context.is_running and running and _port(address) not in listening
                is_seen = isinstance(record, Process)
                yield Claim(
                    subjects=(_subject(record, place), Subject("socket", address)),
                    because=(record,),
                    values={"place": place, "address": address},
                    level=Level.LOW if is_idle and not is_seen else None,
                )


@check(
    "linux.container.kubelet-open",
    level=Level.MEDIUM,
    confidence=Level.HIGH,
    category="exposed_kubelet",
    attack=("T1133", "T1609"),
    incident_types=("mining", "remote_control"),
    texts=KUBELET,
    next=("harden", "find-entry", "check-other-hosts"),
    by_hand="curl -sk https://127.0.0.1:10250/pods | head -c 300; cat {place}",
    examples=(
        fires(
            _setting("authentication.anonymous.enabled", "true", "kubelet"),
            _setting("authorization.mode", "AlwaysAllow", "kubelet"),
        ),
        fires(_setting("readOnlyPort", "10255", "kubelet")),
        fires(
            Process(
                pid=9,
                exe=HostPath("/usr/bin/kubelet"),
                command="/usr/bin/kubelet --anonymous-auth=true --authorization-mode=AlwaysAllow",
            )
        ),
        quiet(
            _setting("authentication.anonymous.enabled", "false", "kubelet"),
            _setting("authorization.mode", "Webhook", "kubelet"),
            _setting("readOnlyPort", "0", "kubelet"),
        ),
    ),
)
def kubelet_open(
    settings: Iterable[EngineSetting], processes: Iterable[Process], startups: Iterable[Startup]
) -> Iterator[Claim]:
    """Anonymous callers that are also allowed everything; low for a part of that."""
    by_file: dict[str, list[EngineSetting]] = {}
    for each in settings:
        if each.engine == "kubelet":
            by_file.setdefault(each.source.path, []).append(each)
    for place, own in by_file.items():
        values = {each.key: each.value for each in own}
        yield from _of_kubelet(
            place,
            own[0],
            anonymous=values.get("authentication.anonymous.enabled") == "true",
            always=values.get("authorization.mode") == "AlwaysAllow",
            port=values.get("readOnlyPort", "0"),
        )
    texts = [
        (each.command, f"/proc/{each.pid}/cmdline", each)
        for each in processes
        if each.scope.is_host and _KUBELET.search(each.command[:300])
    ]
    more = [(each.command, each.place, each) for each in startups if _KUBELET.search(each.command)]
    for text, place, record in (*texts, *more):
        port = re.search(r"--read-only-port[= ](\d+)", text)
        yield from _of_kubelet(
            place,
            record,
            anonymous=bool(re.search(r"--anonymous-auth(?:[= ]true)?(?:\s|$)", text)),
            always="--authorization-mode=AlwaysAllow" in text,
            port=port[1] if port else "0",
        )


@check(
    "linux.container.socket-for-all",
    level=Level.LOW,
    confidence=Level.HIGH,
    category="exposed_engine",
    attack="T1611",
    incident_types=("backdoor",),
    texts=SOCKET,
    next=("harden",),
    by_hand="ls -l {place}",
    examples=(
        fires(_setting("socket.mode", "0666")),
        quiet(_setting("socket.mode", "0660")),
    ),
)
def socket_for_all(settings: Iterable[EngineSetting]) -> Iterator[Claim]:
    """The engine's Unix socket may be written by every account."""
    for each in settings:
        if each.key == "socket.mode" and int(each.value, 8) & 0o002:
            place = each.source.path or "/run/docker.sock"
            yield Claim(
                subjects=(Subject("file", place),),
                because=(each,),
                values={"place": place, "mode": each.value},
            )


def _of_kubelet(
    place: str, record: object, *, anonymous: bool, always: bool, port: str
) -> Iterator[Claim]:
    words = [
        word
        for word, is_so in (
            ("anonymous callers", anonymous),
            ("AlwaysAllow", always),
            (f"read-only port {port}", port not in ("0", "")),
        )
        if is_so
    ]
    if words:
        yield Claim(
            subjects=(_subject(record, place),),
            because=(record,),
            values={"place": place, "setting": ", ".join(words)},
            level=None if anonymous and always else Level.LOW,
        )


def _is_daemon(command: str) -> bool:
    return _runs_daemon(command) and "tcp://" in command


def _runs_daemon(command: str) -> bool:
    return bool(_DOCKER.search(command[:300]))


def _port(address: str) -> int:
    digits = address.rpartition(":")[2]
    return int(digits) if digits.isdecimal() and len(digits) < 6 else 2375


def _subject(record: object, place: str) -> Subject:
    if isinstance(record, Process):
        return Subject("process", record.exe or record.name, (("pid", record.pid),))
    return Subject("file", place)
