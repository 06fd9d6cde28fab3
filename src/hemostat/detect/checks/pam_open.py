"""PAM stacks that let people in without proof."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.account_kind import kind_of
from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import CLOSED_ACCOUNTS
from hemostat.detect.pam_stack import decides_alone, judge, lines_of, module_name
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, PamRule
from hemostat.model.text import Text

OPEN = RuleTexts(
    title=Text(en="PAM lets anyone in without a password", zh="PAM 配置使任何人无需口令即可登录"),
    summary=Text(
        en="The auth stack of {service} ends in success for someone who proves nothing: "
        "{module} ({control}) in {path} line {line}.",
        zh="{service} 的 auth 栈对未提供任何凭据者也返回成功："
        "{path} 第 {line} 行 {module}（{control}）。",
    ),
    benign=Text(
        en="Kiosks and automatic log-in use such a stack, under a service name of their own.",
        zh="自助终端或自动登录会使用类似配置，但应有独立的服务名。",
    ),
)

CONDITION = RuleTexts(
    title=Text(
        en="PAM lets some accounts in by a condition alone", zh="PAM 仅凭条件即放行部分账号"
    ),
    summary=Text(
        en="{service}: {module} {arguments} ({control}) in {path} line {line} ends the stack with "
        "a yes; no password is asked of whom it fits.",
        zh="{service}：{path} 第 {line} 行 {module} {arguments}（{control}）条件成立即通过，"
        "不再验证口令。",
    ),
    benign=Text(
        en="Desktops let the group nopasswdlogin in; some sites let wheel use su without a "
        "password (pam_wheel trust).",
        zh="桌面环境允许 nopasswdlogin 组免密；部分环境允许 wheel 组免密 su（pam_wheel trust）。",
    ),
)

# Services that open an account to someone at a keyboard or on the network.
_DOOR_NAMES = (
    "sshd ssh dropbear su su-l sudo sudo-i doas login remote gdm gdm-password gdm3 lightdm sddm "
    "kdm xdm xrdp-sesman vsftpd ftp proftpd pure-ftpd cockpit webmin usermin polkit-1 dovecot "
    "imap smtp openvpn common-auth system-auth password-auth"
)
_DOORS = tuple(_DOOR_NAMES.split())
_CONDITIONAL = frozenset(
    {"pam_succeed_if", "pam_listfile", "pam_access", "pam_localuser", "pam_shells", "pam_usertype",
     "pam_time", "pam_group"}
)  # fmt: skip
# They hold for everyone, or for every account of this host.
_MEETS_ALL = frozenset({"pam_localuser", "pam_shells"})
# These run as root themselves: asking whether the caller is root says yes to everybody.
_ASK_AS_CALLER = frozenset({"su", "su-l", "sudo", "sudo-i", "doas", "polkit-1", "usermin"})
_ROOT_DOORS = frozenset(_DOORS) - _ASK_AS_CALLER
_NAMED_USERS = re.compile(r"\buser\s+(?:=|in|ingroup)\s+(\S+)")
_NAMED_UID = re.compile(r"\buid\s*(?:=|eq)\s*(\d+)")
# Hosts and files of the caller's own decide.
_BY_HOST = frozenset({"pam_rhosts", "pam_rhosts_auth"})
_SYSTEM_UIDS = re.compile(r"\b(?:uid|gid)\s*(?:<=?|lt|le)\s*(?:1000|999|500)\b")
_ORDINARY = re.compile(
    r"\b(?:user\s+)?ingroup\s+(?:nopasswdlogin|autologin)\b|\bservice\s+(?:=|in)\b"
)
_EVERYONE = re.compile(r"\buid\s*(?:>=?\s*0\b|!=|ne\b|ge\s+0\b)|\bshell\s+notin\b")
_SSHD = HostPath("/etc/pam.d/sshd")


def _auth(control: str, module: str, *arguments: str) -> PamRule:
    return PamRule(service="sshd", type="auth", control=control, module=module, arguments=arguments)


@check(
    "linux.pam.anyone-let-in",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="pam_bypass",
    attack="T1556.003",
    incident_types=("backdoor", "remote_control"),
    texts=OPEN,
    next=("keep-evidence", "restore-package", "end-sessions", "rotate-credentials", "find-entry"),
    by_hand="grep -vE '^(#|$)' {path}",
    examples=(
        fires(
            _auth("sufficient", "pam_permit.so"),
            _auth("required", "pam_unix.so"),
        ),
        fires(_auth("required", "pam_permit.so")),
        fires(
            _auth("[success=done default=ignore]", "pam_permit.so"),
            _auth("required", "pam_unix.so"),
        ),
        # Debian's own: the permit stands behind a deny that unix jumps over.
        quiet(
            _auth("[success=1 default=ignore]", "pam_unix.so", "nullok"),
            _auth("requisite", "pam_deny.so"),
            _auth("required", "pam_permit.so"),
        ),
        quiet(_auth("sufficient", "pam_rootok.so"), _auth("required", "pam_unix.so")),
        quiet(
            PamRule(
                service="gdm-autologin", type="auth", control="required", module="pam_permit.so"
            )
        ),
    ),
)
def anyone_let_in(rules: Iterable[PamRule]) -> Iterator[Claim]:
    """The auth stack of a door ends in success though nothing was proved.

    One line does it: pam_permit as sufficient before the rest, or a deny taken out. The stacks
    are run as libpam runs them, so a permit that stands behind a deny is no finding.
    """
    rules = tuple(rules)
    present = {rule.service for rule in rules}
    seen: set[tuple[str, int | None]] = set()
    for service in _DOORS:
        if service not in present:
            continue
        verdict = judge(service, rules)
        if not verdict.lets_in:
            continue
        culprit = verdict.because[-1]
        place = (culprit.source.path, culprit.source.line)
        # A shared stack opens every service that includes it: one line, one finding.
        if place in seen and culprit.source.path:
            continue
        seen.add(place)
        yield _claim(culprit, service, because=verdict.because)


@check(
    "linux.pam.let-in-by-condition",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="pam_bypass",
    attack="T1556.003",
    incident_types=("backdoor",),
    texts=CONDITION,
    next=("keep-evidence", "ask-owner", "restore-package", "end-sessions"),
    by_hand="sed -n {line}p {path}",
    examples=(
        fires(
            _auth("sufficient", "pam_succeed_if.so", "user", "=", "support"),
            _auth("required", "pam_unix.so"),
        ),
        fires(_auth("sufficient", "pam_succeed_if.so", "uid", ">=", "0", "quiet")),
        quiet(_auth("sufficient", "pam_succeed_if.so", "user", "ingroup", "nopasswdlogin")),
        # Spares a second factor after the password.
        quiet(
            _auth("required", "pam_unix.so"),
            _auth("sufficient", "pam_succeed_if.so", "user", "ingroup", "no2fa"),
            _auth("required", "pam_google_authenticator.so"),
        ),
        quiet(_auth("requisite", "pam_succeed_if.so", "uid", ">=", "1000", "quiet_success")),
        quiet(
            _auth("[default=1 ignore=ignore success=ok]", "pam_succeed_if.so", "uid", ">=", "1000")
        ),
        fires(_auth("sufficient", "pam_access.so"), _auth("required", "pam_unix.so")),
        fires(_auth("[success=done default=ignore]", "pam_localuser.so")),
        fires(_auth("sufficient", "pam_rootok.so"), _auth("required", "pam_unix.so")),
        fires(_auth("sufficient", "pam_rhosts.so"), _auth("required", "pam_unix.so")),
        quiet(
            PamRule(service="su", type="auth", control="sufficient", module="pam_rootok.so"),
            PamRule(service="su", type="auth", control="required", module="pam_unix.so"),
        ),
        quiet(_auth("required", "pam_access.so"), _auth("required", "pam_unix.so")),
    ),
)
def let_in_by_condition(rules: Iterable[PamRule], accounts: Iterable[Account]) -> Iterator[Claim]:
    """A condition on the account's name or id ends the auth stack with a yes.

    `sufficient pam_succeed_if.so user = x` opens that account to everyone. A condition every
    account meets (uid >= 0), or one that lets a service's account in: high. So is asking whether
    the caller is root (pam_rootok) in a daemon that is root. Where a password was asked before
    it, it spares only a second factor: quiet.
    """
    rules = tuple(rules)
    accounts = tuple(accounts)
    of_services = [each for each in accounts if kind_of(each).is_service]
    names = CLOSED_ACCOUNTS.union(each.name for each in of_services)
    uids = frozenset(str(each.uid) for each in of_services)
    present = {rule.service for rule in rules}
    for service in _DOORS:
        for rule in lines_of(service, rules) if service in present else ():
            words = " ".join(rule.arguments)
            is_root_asked = module_name(rule) == "pam_rootok" and service in _ROOT_DOORS
            is_condition = module_name(rule) in (_CONDITIONAL | _BY_HOST) or is_root_asked
            if not is_condition or not decides_alone(rule) or _ORDINARY.search(words):
                continue
            if judge(service, rules, holds=rule).lets_in:
                is_bad = is_root_asked or _is_for_many(rule, words, names, uids)
                yield _claim(rule, service, level=Level.HIGH if is_bad else None)


def _is_for_many(rule: PamRule, words: str, names: frozenset[str], uids: frozenset[str]) -> bool:
    """Whether a condition holds for everyone, or for an account that belongs to a service."""
    if module_name(rule) in _MEETS_ALL or _EVERYONE.search(words) or _SYSTEM_UIDS.search(words):
        return True
    named = [each for found in _NAMED_USERS.findall(words) for each in found.split(":")]
    return bool(names.intersection(named) or uids.intersection(_NAMED_UID.findall(words)))


def _claim(
    rule: PamRule,
    service: str,
    *,
    because: tuple[PamRule, ...] = (),
    level: Level | None = None,
) -> Claim:
    place = rule.source.path or _SSHD
    return Claim(
        subjects=(Subject("file", place, (("module", rule.module),)),),
        because=because or (rule,),
        values={
            "service": service,
            "module": rule.module,
            "control": rule.control,
            "arguments": " ".join(rule.arguments),
            "path": place,
            "line": str(rule.source.line or 1),
        },
        level=level,
    )
