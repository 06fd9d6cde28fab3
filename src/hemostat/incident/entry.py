"""How they came in: named only where a record shows it, with how sure. None is the honest default.

In falling order of what a sign proves: a log-in after guessing, a database made to write a file, a
request that the access log shows to have worked, a web shell, a service whose child does an
intruder's work, a file that a service's account put where only root starts things, a package, a
container's way out, a person's session.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hemostat.detect.names import SERVICE_ACCOUNTS
from hemostat.detect.process_programs import SERVICES, program
from hemostat.incident.backing import pids_of
from hemostat.incident.chronology import Moment
from hemostat.incident.group import Group
from hemostat.incident.logins import is_proof
from hemostat.model.finding import Finding, Subject
from hemostat.model.level import Level
from hemostat.model.records import FileFact, Process, Startup
from hemostat.model.story import Entry, Phrase
from hemostat.model.text import Text

ENTRY_NOUNS = {
    "guessed_login": Text("a log-in after guessing", "口令爆破后的登录"),
    "login": Text("a log-in", "登录"),
    "database": Text("a database that could be reached", "可被访问的数据库"),
    "server": Text("a server that was made to run something", "被利用执行代码的服务"),
    "web_request": Text("a request to the web server", "Web 请求"),
    "web_shell": Text("a web shell", "webshell"),
    "service": Text("the service {service}", "服务 {service}"),
    "service_account": Text("the account {account}", "账号 {account}"),
    "package": Text("a package that was installed", "所安装的软件包"),
    "container": Text("a container", "容器"),
    "key": Text("an SSH key", "SSH 密钥"),
    "session": Text("a person's session", "人员登录会话"),
}
"""How the title of a thread calls each kind of entry."""

_HOW = {
    "guessed_login": Text(
        "Somebody logged in after many attempts failed: {what}.",
        "多次尝试失败后登录成功：{what}。",
    ),
    "login": Text("Somebody logged in: {what}.", "登录进入：{what}。"),
    "database": Text(
        "A database server was made to write {what}; it could be reached without a password.",
        "数据库服务被利用写入 {what}；该服务可未授权访问。",
    ),
    "server": Text(
        "By its log, a server was made to run or write something: {what}.",
        "据其日志，服务被利用执行或写入了内容：{what}。",
    ),
    "web_request": Text(
        "A request to the web server did it, by its access log: {what}.",
        "据访问日志，通过 Web 请求入侵：{what}。",
    ),
    "web_shell": Text(
        "A web shell stands in {what}; look in the access log for the request that planted it.",
        "{what} 是 webshell；请在访问日志中查找写入它的请求。",
    ),
    "service": Text(
        "The service {service}, which runs as {account}, started {what}.",
        "以 {account} 运行的服务 {service} 启动了 {what}。",
    ),
    "service_account": Text(
        "{what} belongs to {account}, the account of a service: look at that service first.",
        "{what} 属于服务账号 {account}：请先检查该服务。",
    ),
    "package": Text(
        "{what} lies among installed packages: it came with one, or poses as a part of one.",
        "{what} 位于已安装的软件包目录：随某个包带入，或伪装成其一部分。",
    ),
    "container": Text(
        "It came out of a container through the engine: {what}.",
        "经容器引擎从容器逃逸：{what}。",
    ),
    "key": Text(
        "{what} lets in whoever holds the key; nothing shows how it came there.",
        "持有该密钥者可登录：{what}；尚无证据表明其写入方式。",
    ),
    "session": Text(
        "It was started in the log-in session {service} of {account}.",
        "由账号 {account} 的登录会话 {service} 启动。",
    ),
}
MOST_COMMAND = 160
_SAID_BY_SERVERS = ("database_code", "application_code")
_REQUESTS = ("web_command", "web_upload", "web_hole", "web_data_script", "web_strange_page")
_PACKAGE_FOLDERS = ("/site-packages/", "/dist-packages/", "/node_modules/", "/gems/")


@dataclass(frozen=True, slots=True)
class _Sign:
    """One sign of an entry, as a finder saw it."""

    kind: str
    confidence: Level
    finding: Finding
    what: str
    service: str = ""
    account: str = ""


def entry_of(group: Group) -> Entry | None:
    """The entry that the strongest sign shows; the earliest of equals. None when nothing does."""
    signs = [
        (-sign.confidence, rank, _when(group.moments[sign.finding.id]), sign)
        for rank, find in enumerate(_FINDERS)
        for sign in find(group)
    ]
    is_sure = any(-rank >= Level.MEDIUM for rank, _, _, _ in signs)
    if not is_sure and (login := _login_entry(group)):
        return login
    if not signs:
        return None
    sign = min(signs, key=lambda each: each[:3])[3]
    moment = group.moments[sign.finding.id]
    values = (("what", sign.what), ("service", sign.service), ("account", sign.account))
    return Entry(
        kind=sign.kind,
        time=moment.time,
        precision=moment.precision,
        how=Phrase(_HOW[sign.kind], values),
        confidence=sign.confidence,
        subjects=sign.finding.subjects,
        finding=sign.finding.id,
    )


def _login_entry(group: Group) -> Entry | None:
    """The log-in that a story's own key or address made; else the last one before it began."""
    found = group.leading_logins()
    if not found:
        return None
    keys = frozenset(each.value for each in group.subjects() if each.kind == "key")
    proven = [each for each in found if is_proof(each, keys, group.addresses())]
    login = proven[0] if proven else found[-1]
    what = f"{login.account} {login.address} {login.service}".strip()
    return Entry(
        kind="login",
        time=login.started,
        precision="event",
        how=Phrase(_HOW["login"], (("what", what),)),
        confidence=Level.MEDIUM if proven else Level.LOW,
        subjects=(Subject("account", login.account), Subject("address", login.address)),
    )


def _when(moment: Moment) -> tuple[bool, float]:
    return (moment.time is None, moment.time.timestamp() if moment.time else 0.0)


def _logins(group: Group) -> Iterator[_Sign]:
    """What log-in checks say: guessing that worked, or a log-in that is itself suspicious."""
    for finding in group.findings:
        category = finding.rule.category
        is_guessed = category == "login_guessed" or (finding.worked and _has(finding, "T1110"))
        if is_guessed:
            yield _Sign("guessed_login", Level.HIGH, finding, _all_about(finding))
        elif category.startswith("login") and not _is_attempt(finding):
            yield _Sign("login", Level.MEDIUM, finding, _all_about(finding))


def _is_attempt(finding: Finding) -> bool:
    """Whether it speaks of guessing alone, or of a log-in that failed."""
    return finding.worked is False or _has(finding, "T1110")


def _databases(group: Group) -> Iterator[_Sign]:
    for finding in group.findings:
        if _has(finding, "T1190") and _has(finding, "T1098", "T1053"):
            yield _Sign("database", Level.HIGH, finding, _file_of(finding))


def _servers(group: Group) -> Iterator[_Sign]:
    """What the log of a database or an application says that it was made to do."""
    for finding in group.findings:
        if finding.rule.category in _SAID_BY_SERVERS and finding.level >= Level.MEDIUM:
            yield _Sign("server", Level.MEDIUM, finding, _about(finding))


def _web_requests(group: Group) -> Iterator[_Sign]:
    """A request that worked, where something else of the story is on the host itself."""
    is_alone = all(each.rule.category.startswith("web_") for each in group.findings)
    for finding in group.findings:
        is_sure = finding.rule.category in _REQUESTS and finding.level >= Level.MEDIUM
        if is_sure and not is_alone:
            values = dict(finding.values)
            what = f"{values.get('client', '')} {values.get('page', '')}".strip()
            yield _Sign("web_request", Level.MEDIUM, finding, what)


def _web_shells(group: Group) -> Iterator[_Sign]:
    for finding in group.findings:
        is_file = finding.subjects[:1] and finding.subjects[0].kind == "file"
        # A log that tells of a page is not that page.
        is_log = finding.rule.category in (*_SAID_BY_SERVERS, "transfer_upload")
        if is_file and not is_log and _has(finding, "T1505.003"):
            yield _Sign("web_shell", Level.MEDIUM, finding, _about(finding))


def _services(group: Group) -> Iterator[_Sign]:
    """A sound service stands above a process of the story."""
    for finding in group.findings:
        for pid in pids_of(finding):
            process = group.host.processes.get(pid)
            service = _service_above(process, group) if process else None
            if process and service:
                what = str(process.exe or process.name)
                name, account = program(service), service.account
                yield _Sign("service", Level.MEDIUM, finding, what, name, account or "?")


def _service_above(process: Process, group: Group) -> Process | None:
    for above in group.host.ancestors(process):
        if above.exe_state == "unowned" and not SERVICES.fullmatch(program(above)):
            continue
        if SERVICES.fullmatch(program(above)):
            return above
    return None


def _left_by_service(group: Group) -> Iterator[_Sign]:
    """A file in a place of root's that belongs to a service's account, or any file of one."""
    for finding in group.findings:
        for fact in _facts(finding, group):
            account = group.host.accounts.get(fact.uid if fact.uid is not None else -1, "")
            if account in SERVICE_ACCOUNTS:
                is_roots = fact.path.startswith(("/etc/", "/var/spool/cron/", "/root/", "/usr/"))
                level = Level.MEDIUM if is_roots else Level.LOW
                yield _Sign("service_account", level, finding, fact.path, account=account)


def _run_by_service_account(group: Group) -> Iterator[_Sign]:
    for finding in group.findings:
        for pid in pids_of(finding):
            process = group.host.processes.get(pid)
            if process and process.account in SERVICE_ACCOUNTS:
                what, account = str(process.exe or process.name), process.account
                yield _Sign("service_account", Level.LOW, finding, what, account=account)


def _packages(group: Group) -> Iterator[_Sign]:
    for finding in group.findings:
        if finding.rule.category.startswith(("python", "package", "npm", "poisoned")):
            path = _file_of(finding)
            if any(folder in path for folder in _PACKAGE_FOLDERS) or _has(finding, "T1195"):
                yield _Sign("package", Level.MEDIUM, finding, path)


def _containers(group: Group) -> Iterator[_Sign]:
    for finding in group.findings:
        if _has(finding, "T1611") and finding.rule.category == "container_escape":
            command = dict(finding.values).get("command", "")
            what = command if len(command) <= MOST_COMMAND else command[: MOST_COMMAND - 1] + "…"
            yield _Sign("container", Level.MEDIUM, finding, what or _about(finding))


def _keys(group: Group) -> Iterator[_Sign]:
    """A key that is itself bad: at least a way back, perhaps the way in."""
    for finding in group.findings:
        is_key = any(each.kind == "key" for each in finding.subjects)
        if is_key and finding.level >= Level.HIGH and _has(finding, "T1098.004"):
            yield _Sign("key", Level.LOW, finding, _file_of(finding))


def _sessions(group: Group) -> Iterator[_Sign]:
    """A person's session, by systemd's own word or by a terminal."""
    for finding in group.findings:
        for pid in pids_of(finding):
            process = group.host.processes.get(pid)
            if process and process.unit.startswith("session-"):
                account = process.account or "?"
                yield _Sign("session", Level.LOW, finding, "", process.unit, account)


def _facts(finding: Finding, group: Group) -> Iterator[FileFact]:
    """What is known of the files a finding names, of what declares a start-up entry first."""
    paths = [
        str(record.place or record.source.path)
        for record in group.backing.of(finding)
        if isinstance(record, Startup)
    ]
    paths += [each.value for each in finding.subjects if each.kind in ("file", "cron_job")]
    for path in dict.fromkeys(paths):
        if fact := group.host.fact(path, str(finding.scope)):
            yield fact


def _has(finding: Finding, *techniques: str) -> bool:
    return any(each.startswith(techniques) for each in finding.attack)


def _about(finding: Finding) -> str:
    return finding.subjects[0].value if finding.subjects else ""


def _all_about(finding: Finding) -> str:
    return ", ".join(f"{each.kind} {each.value}" for each in finding.subjects[:3])


def _file_of(finding: Finding) -> str:
    files = [each.value for each in finding.subjects if each.kind in ("file", "cron_job")]
    return files[0] if files else _about(finding)


_FINDERS: tuple[Callable[[Group], Iterable[_Sign]], ...] = (
    _logins,
    _databases,
    _servers,
    _web_requests,
    _web_shells,
    _services,
    _containers,
    _packages,
    _left_by_service,
    _run_by_service_account,
    _sessions,
    _keys,
)
