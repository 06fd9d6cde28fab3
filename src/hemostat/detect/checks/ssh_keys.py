"""SSH keys that open accounts nobody logs in to."""

from collections import Counter
from collections.abc import Iterable, Iterator

from hemostat.detect.account_kind import AccountKind, has_shell, kind_of
from hemostat.detect.check import check, fires, quiet
from hemostat.model import path
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, AuthorizedKey, SshdOption
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An SSH key opens an account that needs none", zh="不应有密钥的账号存在 SSH 公钥"
    ),
    summary=Text(
        en="Account {account} (user id {uid}, shell {shell}) accepts the key {key} ({comment}) in "
        "{path}, and nothing ordinary explains a key there.",
        zh="账号 {account}（UID {uid}，shell：{shell}）在 {path} 中接受公钥 {key}（{comment}），"
        "且无正当理由。",
    ),
    benign=Text(
        en="A deployment or copy job may log in as the service; its key then has a known owner "
        "and is best bound to one command. Without a shell a key still opens tunnels and SFTP.",
        zh="部署或同步任务可能以服务账号登录，此时公钥应有明确责任人，并宜限定单一命令。"
        "即使无 shell，密钥仍可用于隧道与 SFTP。",
    ),
)

_NOLOGIN = HostPath("/usr/sbin/nologin")
_BASH = HostPath("/bin/bash")


@check(
    "linux.ssh.key-where-none-belongs",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="ssh_key",
    attack="T1098.004",
    incident_types=("backdoor", "remote_control"),
    texts=TEXTS,
    next=("keep-evidence", "pull-key", "end-sessions", "check-other-hosts", "find-entry"),
    by_hand="ssh-keygen -lf {path}; getent passwd {account}",
    examples=(
        fires(
            Account(name="www-data", uid=33, home=HostPath("/var/www"), shell=_NOLOGIN),
            AuthorizedKey(owner="www-data", fingerprint="SHA256:a"),
        ),
        fires(
            Account(name="sync", uid=4, shell=HostPath("/bin/sync")),
            AuthorizedKey(owner="sync", fingerprint="SHA256:a"),
        ),
        quiet(
            Account(name="root", uid=0, shell=_BASH),
            AuthorizedKey(owner="root", fingerprint="SHA256:a"),
        ),
        quiet(
            Account(name="git", uid=998, shell=_BASH),
            AuthorizedKey(
                owner="git", fingerprint="SHA256:a", command="/opt/gitlab/bin/gitlab-shell key-1"
            ),
        ),
        quiet(
            Account(name="ann", uid=1000, shell=_BASH),
            AuthorizedKey(owner="ann", fingerprint="SHA256:a"),
        ),
    ),
)
def key_where_none_belongs(
    accounts: Iterable[Account], keys: Iterable[AuthorizedKey], options: Iterable[SshdOption]
) -> Iterator[Claim]:
    """A service account, or one that cannot log in, accepts an SSH key.

    High for accounts that the system brings, and where one key opens several services; low for
    services that jobs ordinarily log in to, for people locked out, and for keys bound to one
    command. People's and root's own keys are ordinary and not claimed.
    """
    accounts, options = tuple(accounts), tuple(options)
    pairs = [
        (account, key)
        for key in keys
        for account in accounts
        if account.name == key.owner and _level(account, key, options) is not None
    ]
    services = Counter(
        key.fingerprint
        for account, key in pairs
        if kind_of(account) in (AccountKind.CLOSED, AccountKind.SERVICE)
    )
    for account, key in pairs:
        is_shared = bool(key.fingerprint) and services[key.fingerprint] > 1
        level = _level(account, key, options) or Level.LOW
        yield Claim(
            subjects=(Subject("account", account.name), key_subject(key)),
            because=(account, key),
            values={
                "account": account.name,
                "uid": str(account.uid),
                "shell": account.shell or "/bin/sh",
                "key": key.fingerprint or "?",
                "comment": key.comment or "-",
                "path": key.source.path,
            },
            level=max(level, Level.HIGH) if is_shared and level >= Level.MEDIUM else level,
            observables=(Observable("x-ssh-key", key.fingerprint),) if key.fingerprint else (),
        )


def key_subject(key: AuthorizedKey) -> Subject:
    """The key as a subject: its fingerprint, with the file; the file where it has none."""
    place = (("path", key.source.path), ("comment", key.comment))
    return Subject("key", key.fingerprint or f"{key.source.path}:{key.source.line}", place)


def _level(account: Account, key: AuthorizedKey, options: tuple[SshdOption, ...]) -> Level | None:
    kind = kind_of(account)
    is_open = has_shell(account)
    if kind is AccountKind.ROOT or (kind is AccountKind.PERSON and is_open):
        return None
    if kind is AccountKind.WORKED_IN:
        # Git servers, database clusters and build agents live from such keys.
        return None if key.command or is_open else Level.LOW
    if kind is AccountKind.PERSON or key.command or _is_sftp_only(account, options):
        return Level.LOW
    return Level.HIGH if kind is AccountKind.CLOSED and _is_at_home(account, key) else Level.MEDIUM


def _is_at_home(account: Account, key: AuthorizedKey) -> bool:
    # Web shops do deploy as www-data; nobody deploys as games. A web root is a home people use.
    is_web_root = path.is_within(account.home, "/var/www") or path.is_within(account.home, "/srv")
    return not (is_web_root and path.is_within(key.source.path, account.home))


def _is_sftp_only(account: Account, options: tuple[SshdOption, ...]) -> bool:
    """Whether a Match block of sshd gives this account file transfer and nothing else."""
    return any(
        option.keyword == "forcecommand"
        and option.value.split()[:1] == ["internal-sftp"]
        and (not option.match or account.name in option.match.replace(",", " ").split())
        for option in options
    )
