"""Accounts that are weaker than they need be: old hashes, old passwords, no lock-out, docker."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from hemostat.detect.check import HostContext, check, fires, quiet
from hemostat.detect.names import words
from hemostat.detect.process_programs import program
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.host import HostIdentity
from hemostat.model.level import Level
from hemostat.model.records import Group, PamRule, Process, Shadow, SshdOption
from hemostat.model.text import Text

HASH = RuleTexts(
    title=Text(en="A password is kept in a weak form", zh="口令使用弱哈希保存"),
    summary=Text(
        en="The password of {account} is kept as {scheme}: whoever reads /etc/shadow soon has it.",
        zh="账号 {account} 的口令以 {scheme} 保存，/etc/shadow 一旦泄露很快即可破解。",
    ),
    benign=Text(
        en="An account older than the system's present scheme; a new password mends it.",
        zh="账号早于系统现用算法；修改一次口令即可。",
    ),
)
AGE = RuleTexts(
    title=Text(en="A password was not changed for five years", zh="口令超过五年未修改"),
    summary=Text(
        en="The password of {account} dates from {day}; ask whether the account is still needed.",
        zh="账号 {account} 的口令设置于 {day}；请确认该账号是否仍需要。",
    ),
    benign=Text(en="An emergency account under seal.", zh="封存的应急账号。"),
)
LOCK = RuleTexts(
    title=Text(en="Nothing stops the guessing of passwords", zh="未限制口令尝试次数"),
    summary=Text(
        en="sshd takes passwords; neither PAM nor a watcher such as fail2ban locks anybody out.",
        zh="sshd 允许口令登录，但 PAM 与 fail2ban 等均未设置失败锁定。",
    ),
    benign=Text(
        en="Reached through a bastion or a firewall only.", zh="仅能经堡垒机或防火墙访问。"
    ),
)
DOCKER = RuleTexts(
    title=Text(en="Members of a group are root in all but name", zh="组成员等同于 root"),
    summary=Text(
        en="{members} may use {group}: that opens the whole host.",
        zh="{members} 可使用 {group}，等同于拥有整台主机。",
    ),
    benign=Text(en="Developers' machines and build hosts do so.", zh="开发机与构建机常如此。"),
)
_WEAK = ("descrypt", "bsdicrypt", "md5crypt", "sunmd5", "bigcrypt", "nt", "sha1crypt", "des")
_LOCKS = ("pam_faillock.so", "pam_tally2.so", "pam_tally.so", "pam_abl.so")
_WATCHERS = words("""
    fail2ban-server denyhosts crowdsec sshguard sshguard-blocker AliYunDun YDService hostguard csf
    lfd bt-panel wazuh-agentd
""")
YEARS = 5
_NOW = HostContext(
    identity=HostIdentity(id="example", id_from="given"), examined=datetime(2026, 1, 1, tzinfo=UTC)
)


@check(
    "linux.hardening.weak-password-hash",
    level=Level.LOW,
    confidence=Level.HIGH,
    category="hardening_password_hash",
    attack="T1110.002",
    incident_types=("credential_leak", "brute_force"),
    texts=HASH,
    next=("harden",),
    by_hand="sudo cut -d: -f1,2 /etc/shadow | cut -c1-12",
    examples=(
        fires(Shadow(name="ann", password="set", scheme="md5crypt")),  # noqa: S106 — a state
        quiet(Shadow(name="ann", password="set", scheme="yescrypt")),  # noqa: S106
        quiet(Shadow(name="ann", password="locked")),  # noqa: S106
    ),
)
def weak_password_hash(shadows: Iterable[Shadow]) -> Iterator[Claim]:
    """DES, MD5 or NT: guessed by the billion a second."""
    for each in shadows:
        if each.password == "set" and each.scheme in _WEAK:  # noqa: S105 — a state
            values = {"account": each.name, "scheme": each.scheme}
            yield Claim(subjects=(Subject("account", each.name),), because=(each,), values=values)


@check(
    "linux.hardening.old-password",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="hardening_password_age",
    attack="T1078.003",
    incident_types=("credential_leak",),
    texts=AGE,
    next=("ask-owner", "harden"),
    by_hand="sudo chage -l {account}",
    examples=(
        fires(Shadow(name="ann", password="set", last_change_days=15000), context=_NOW),  # noqa: S106
        quiet(Shadow(name="ann", password="set", last_change_days=20000), context=_NOW),  # noqa: S106
        quiet(Shadow(name="ann", password="locked", last_change_days=1), context=_NOW),  # noqa: S106
    ),
)
def old_password(shadows: Iterable[Shadow], context: HostContext) -> Iterator[Claim]:
    """A password that works and is older than five years: perhaps of somebody who left."""
    if context.examined is None:
        return
    today = (context.examined.date() - date(1970, 1, 1)).days
    for each in shadows:
        day = each.last_change_days
        if each.password != "set" or not day or today - day < YEARS * 365:  # noqa: S105
            continue
        values = {"account": each.name, "day": str(date.fromordinal(719163 + day))}
        yield Claim(subjects=(Subject("account", each.name),), because=(each,), values=values)


@check(
    "linux.hardening.no-lock-out",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="hardening_lock_out",
    attack="T1110.001",
    incident_types=("brute_force",),
    texts=LOCK,
    next=("harden",),
    by_hand="grep -rE 'faillock|tally' /etc/pam.d; pgrep -l fail2ban",
    examples=(
        fires(SshdOption(keyword="usepam", value="yes")),
        quiet(
            SshdOption(keyword="usepam", value="yes"),
            PamRule(service="common-auth", type="auth", module="pam_faillock.so"),
        ),
        quiet(SshdOption(keyword="passwordauthentication", value="no")),
        quiet(
            SshdOption(keyword="usepam", value="yes"),
            Process(pid=9, argv=("/usr/bin/python3", "/usr/bin/fail2ban-server")),
        ),
    ),
)
def no_lock_out(
    options: Iterable[SshdOption], rules: Iterable[PamRule], processes: Iterable[Process]
) -> Iterator[Claim]:
    """Passwords may be tried for ever."""
    options = tuple(options)
    asked = [each.value.lower() for each in options if each.keyword == "passwordauthentication"]
    if not options or asked[:1] == ["no"]:
        return
    if any(rule.module.rpartition("/")[2] in _LOCKS for rule in rules):
        return
    for process in processes:
        names = {
            program(process),
            process.name,
            *(each.rpartition("/")[2] for each in process.argv),
        }
        if names & _WATCHERS:
            return
    yield Claim(subjects=(Subject("host", "sshd"),), because=options[:1])


@check(
    "linux.hardening.root-like-group",
    level=Level.LOW,
    confidence=Level.HIGH,
    category="hardening_groups",
    attack="T1078.003",
    incident_types=("insider",),
    texts=DOCKER,
    next=("ask-owner", "harden"),
    by_hand="getent group {group}",
    examples=(
        fires(Group(name="docker", gid=999, members=("ann",))),
        quiet(Group(name="docker", gid=999)),
        quiet(Group(name="users", gid=100, members=("ann",))),
    ),
)
def root_like_group(groups: Iterable[Group]) -> Iterator[Claim]:
    """Who may talk to the container daemon, or to raw disks, is root."""
    for group in groups:
        if (
            group.name in ("docker", "lxd", "lxc", "libvirt", "disk", "incus-admin")
            and group.members
        ):
            values = {"group": group.name, "members": ", ".join(group.members[:5])}
            yield Claim(subjects=(Subject("group", group.name),), because=(group,), values=values)
