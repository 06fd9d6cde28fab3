"""What happened in one line: what it is, what starts it, as whom, how it came in. Pure."""

from collections.abc import Mapping

from hemostat.incident.entry import ENTRY_NOUNS
from hemostat.incident.group import Group
from hemostat.incident.knowledge import IncidentType
from hemostat.model.records import Provenance
from hemostat.model.story import Entry, Hypothesis, Phrase
from hemostat.model.text import Text

_PLAIN = Text("{what}: {subject}", "{what}：{subject}")
_STARTED = Text("{what} {subject}, started by {starter}", "{what} {subject}，由 {starter} 启动")
_AS = Text("{what} {subject}, as {account}", "{what} {subject}，账号 {account}")
_STARTED_AS = Text(
    "{what} {subject}, started by {starter} as {account}",
    "{what} {subject}，由 {starter} 以 {account} 启动",
)
_CAME_IN = Text("{story}; came in through {entry}", "{story}；入口：{entry}")
_UNKNOWN = Text("Signs of an intruder", "入侵迹象")

STARTERS: Mapping[str, Text] = {
    "cron": Text("cron", "cron"),
    "anacron": Text("anacron", "anacron"),
    "periodic": Text("a periodic job", "周期任务"),
    "at": Text("at", "at"),
    "systemd_service": Text("systemd", "systemd"),
    "systemd_timer": Text("a systemd timer", "systemd 定时器"),
    "systemd_user": Text("a user's systemd", "用户级 systemd"),
    "systemd_generator": Text("a systemd generator", "systemd 生成器"),
    "systemd_environment": Text("systemd", "systemd"),
    "shell_profile": Text("a shell profile", "shell 配置文件"),
    "python_startup": Text("Python's start-up", "Python 启动文件"),
    "udev": Text("udev", "udev"),
    "pam": Text("PAM", "PAM"),
    "package_hook": Text("a package manager's hook", "包管理器钩子"),
}
_OTHER = Text("a start-up entry", "启动项")
_RUNNING = ("process", "library", "file", "module")


def title_of(
    group: Group,
    hypotheses: tuple[Hypothesis, ...],
    entry: Entry | None,
    types: Mapping[str, IncidentType],
) -> Phrase:
    """The title of a thread; a template by what is known."""
    lead = hypotheses[0].type if hypotheses else ""
    starter, account = _starter(group), _account(group)
    values: tuple[tuple[str, str | Text | Phrase], ...] = (
        ("what", types[lead].noun if lead else _UNKNOWN),
        ("subject", _subject(group)),
        ("starter", starter or _OTHER),
        ("account", account),
    )
    main = Phrase(_template(has_starter=starter is not None, has_account=bool(account)), values)
    if entry is None:
        return main
    words = tuple(value for value in entry.how.values if value[0] in ("service", "account"))
    return Phrase(_CAME_IN, (("story", main), ("entry", Phrase(ENTRY_NOUNS[entry.kind], words))))


def _template(*, has_starter: bool, has_account: bool) -> Text:
    if has_starter:
        return _STARTED_AS if has_account else _STARTED
    return _AS if has_account else _PLAIN


def _subject(group: Group) -> str:
    """What runs, of the worst finding that names such a thing; else its first subject."""
    worst = [each for each in group.findings if each.level == group.findings[0].level]
    leads = [subject for finding in worst for subject in finding.subjects[:1]]
    own = [each for each in leads if not _is_vouched(each.value, group)]
    for kind in _RUNNING:
        for subject in own or leads:
            if subject.kind == kind:
                return subject.value
    return leads[0].value if leads else ""


def _is_vouched(path: str, group: Group) -> bool:
    """Whether it is a packaged program: what an intruder used, not what he brought."""
    fact = group.host.fact(path, "host")
    return fact is not None and fact.state is Provenance.PACKAGED


def _starter(group: Group) -> Text | None:
    """What starts it by itself, where one of the findings rests on a start-up entry."""
    found = [startup.mechanism for startup in group.startups()]
    if not found:
        return None
    return STARTERS.get(str(found[0]), _OTHER)


def _account(group: Group) -> str:
    """Who it runs as, where that is one account, or the account it is about."""
    running = {process.account for process in group.processes()} - {""}
    declared = {startup.account for startup in group.startups()} - {""}
    named = {subject.value for subject in group.subjects() if subject.kind == "account"}
    for accounts in (running, declared, named):
        if len(accounts) == 1:
            return accounts.pop()
    return ""
