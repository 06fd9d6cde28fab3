"""Rules of sudoers that make root of someone who should not be."""

from collections.abc import Iterable, Iterator

from hemostat.detect.account_kind import SET, AccountKind, kind_of, password_of
from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import AUTOMATION_ACCOUNTS
from hemostat.detect.sudo_grant import Grant, grant_of, granted
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, Group, Shadow, SudoDefault, SudoRule
from hemostat.model.text import Text

SERVICE = RuleTexts(
    title=Text(
        en="A service account may become root by sudo or doas",
        zh="服务账号可通过 sudo 或 doas 成为 root",
    ),
    summary=Text(
        en="{account} (user id {uid}) may run {command} as root ({tag}), says {path} line {line}.",
        zh="{account}（UID {uid}）可以 root 身份执行 {command}（{tag}），见 {path} 第 {line} 行。",
    ),
    benign=Text(
        en="Deployment and monitoring tools are often given more than they need. The tool's own "
        "papers then name the rule; for a web server or a database there is no such reason.",
        zh="部署、监控工具常被过度授权，其文档会写明该规则；Web 服务或数据库账号则无此必要。",
    ),
)

EVERYONE = RuleTexts(
    title=Text(
        en="Everyone may become root by sudo or doas", zh="任何账号均可通过 sudo 或 doas 成为 root"
    ),
    summary=Text(
        en="A rule for ALL accounts allows {command} as root ({tag}), says {path} line {line}.",
        zh="一条面向所有账号的规则允许以 root 执行 {command}（{tag}），见 {path} 第 {line} 行。",
    ),
    benign=Text(
        en="SUSE delivers such a rule together with `Defaults targetpw`, which asks for root's own "
        "password; throw-away test machines do without.",
        zh="SUSE 默认带此规则并配合 targetpw（需输入 root 口令）；一次性测试机也可能如此。",
    ),
)

PERSON = RuleTexts(
    title=Text(en="An account becomes root without a password", zh="账号可免密成为 root"),
    summary=Text(
        en="{account} (user id {uid}) may run {command} as root without a password, says {path} "
        "line {line}.",
        zh="{account}（UID {uid}）可免密以 root 执行 {command}，见 {path} 第 {line} 行。",
    ),
    benign=Text(
        en="Cloud images set up their first account so; automation does too. Check that you know "
        "the account, and that its keys are yours.",
        zh="云镜像的初始账号及自动化账号通常如此。请确认该账号及其公钥均属己方。",
    ),
)

_WWW = Account(name="www-data", uid=33, gid=33, shell=HostPath("/usr/sbin/nologin"))
_ANN = Account(name="ann", uid=1000, gid=1000)
_CLOUD_NAMES = (
    "ubuntu ec2-user centos admin debian rocky almalinux fedora cloud-user core opc azureuser "
    "vagrant ansible deploy deployer alpine arch freebsd"
)
_CLOUD = frozenset(_CLOUD_NAMES.split())


@check(
    "linux.sudo.service-becomes-root",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="sudo_service",
    attack="T1548.003",
    incident_types=("backdoor", "web_intrusion"),
    texts=SERVICE,
    next=("keep-evidence", "ask-owner", "harden", "find-entry"),
    by_hand="sudo -l -U {account}; sudo sed -n {line}p {path}",
    examples=(
        fires(_WWW, SudoRule(users=("www-data",), commands=("ALL",), is_nopasswd=True)),
        fires(_WWW, SudoRule(users=("#33",), commands=("/usr/bin/vim",), is_nopasswd=True)),
        fires(
            _WWW,
            Group(name="ops", gid=990, members=("www-data",)),
            SudoRule(users=("%ops",), run_as=("ALL",), commands=("/bin/bash",), is_nopasswd=True),
        ),
        quiet(
            _WWW,
            SudoRule(
                users=("www-data",), commands=("/usr/bin/systemctl reload nginx",), is_nopasswd=True
            ),
        ),
        quiet(
            _WWW,
            SudoRule(users=("www-data",), run_as=("git",), commands=("ALL",), is_nopasswd=True),
        ),
        quiet(_ANN, SudoRule(users=("ann",), commands=("ALL",), is_nopasswd=True)),
    ),
)
def service_becomes_root(
    accounts: Iterable[Account],
    groups: Iterable[Group],
    shadows: Iterable[Shadow],
    rules: Iterable[SudoRule],
) -> Iterator[Claim]:
    """A service account may run everything, a shell or a program with a way out as root.

    Whoever breaks into the service then has the host. High where no password is asked and the
    account belongs to a daemon; low for tools that administer hosts for a living. A password
    that is locked cannot be given, so a rule that asks for one counts only where one is set.
    """
    shadows = tuple(shadows)
    for each in granted(rules, accounts, groups):
        kind = kind_of(each.account)
        if not kind.is_service:
            continue
        grant, command = grant_of(each.rule)
        is_asked = not each.rule.is_nopasswd
        if grant is Grant.HARMLESS or (is_asked and password_of(each.account, shadows) != SET):
            continue
        yield _claim(
            each.rule, command, _service_level(each.account, kind, grant), account=each.account
        )


def _service_level(account: Account, kind: AccountKind, grant: Grant) -> Level:
    if account.name in AUTOMATION_ACCOUNTS:
        return Level.LOW
    if kind is AccountKind.WORKED_IN:
        return Level.MEDIUM if grant is Grant.ALL else Level.LOW
    is_closed = kind is AccountKind.CLOSED
    return Level.HIGH if is_closed and grant is not Grant.ESCAPE else Level.MEDIUM


@check(
    "linux.sudo.everyone-becomes-root",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="sudo_everyone",
    attack="T1548.003",
    incident_types=("backdoor", "insider"),
    texts=EVERYONE,
    next=("keep-evidence", "ask-owner", "harden", "find-entry"),
    by_hand="sudo sed -n {line}p {path}; sudo grep -rn targetpw /etc/sudoers /etc/sudoers.d",
    examples=(
        fires(SudoRule(users=("ALL",), run_as=("ALL",), commands=("ALL",), is_nopasswd=True)),
        fires(SudoRule(users=("ALL",), run_as=("ALL",), commands=("ALL",))),
        quiet(
            SudoDefault(name="targetpw", operator=""),
            SudoRule(users=("ALL",), run_as=("ALL",), commands=("ALL",)),
        ),
        quiet(SudoRule(users=("ALL",), commands=("/sbin/shutdown",), is_nopasswd=True)),
    ),
)
def everyone_becomes_root(
    rules: Iterable[SudoRule], defaults: Iterable[SudoDefault]
) -> Iterator[Claim]:
    """A rule for ALL accounts gives root; every service and every stolen password is then root.

    With a password asked it is medium, and nothing where `targetpw` asks for root's.
    """
    asks_root = any(
        each.name in ("targetpw", "rootpw") and each.operator != "!" and not each.binding
        for each in defaults
    )
    for rule in rules:
        grant, command = grant_of(rule)
        if "ALL" not in rule.users or grant is Grant.HARMLESS:
            continue
        if not rule.is_nopasswd and (asks_root or grant is not Grant.ALL):
            continue
        is_open = rule.is_nopasswd and grant is not Grant.ESCAPE
        yield _claim(rule, command, Level.HIGH if is_open else Level.MEDIUM)


@check(
    "linux.sudo.person-without-password",
    level=Level.LOW,
    confidence=Level.LOW,
    category="sudo_nopasswd",
    attack="T1548.003",
    incident_types=("insider",),
    texts=PERSON,
    next=("ask-owner", "harden"),
    by_hand="sudo -l -U {account}",
    examples=(
        fires(_ANN, SudoRule(users=("ann",), commands=("ALL",), is_nopasswd=True)),
        quiet(_ANN, SudoRule(users=("ann",), run_as=("ALL",), commands=("ALL",))),
        quiet(_WWW, SudoRule(users=("www-data",), commands=("ALL",), is_nopasswd=True)),
    ),
)
def person_without_password(
    accounts: Iterable[Account], groups: Iterable[Group], rules: Iterable[SudoRule]
) -> Iterator[Claim]:
    """A person becomes root without a password: context, for a stolen key is then root at once."""
    for each in granted(rules, accounts, groups):
        grant, command = grant_of(each.rule)
        is_person = kind_of(each.account) is AccountKind.PERSON
        if is_person and each.rule.is_nopasswd and grant >= Grant.SHELL:
            level = Level.INFO if each.account.name in _CLOUD else Level.LOW
            yield _claim(each.rule, command, level, account=each.account)


def _claim(rule: SudoRule, command: str, level: Level, *, account: Account | None = None) -> Claim:
    subjects = [Subject("file", rule.source.path or "/etc/sudoers")]
    if account:
        subjects.insert(0, Subject("account", account.name))
    return Claim(
        subjects=tuple(subjects),
        because=(rule, account) if account else (rule,),
        values={
            "account": account.name if account else "ALL",
            "uid": str(account.uid) if account else "-",
            "command": command,
            "tag": "NOPASSWD" if rule.is_nopasswd else "PASSWD",
            "path": rule.source.path or "/etc/sudoers",
            "line": str(rule.source.line or 1),
        },
        level=level,
    )
