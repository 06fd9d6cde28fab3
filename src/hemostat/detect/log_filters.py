"""What the rules of log daemons throw away, read for what they hide. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from hemostat.detect.names import AUTOMATION_ACCOUNTS, BACKUP_ACCOUNTS, words
from hemostat.detect.places import is_odd
from hemostat.detect.process_family import is_public
from hemostat.model.records import Setting

_QUOTED = re.compile(r"[\"']([^\"']{1,300})[\"']")
_PROPERTY = re.compile(
    r":\s*(?P<property>[\w$!.-]+)\s*,\s*(?P<op>!?\w+)\s*,\s*\"(?P<value>[^\"]*)\"\s*(?P<action>.*)"
)
_SELECTOR = re.compile(
    r"(?P<selector>[\w,*]+\.[=!]*[\w*]+(?:;[\w,*]+\.[=!]*[\w*]+)*)\s+(?P<action>\S.*)"
)
_CONDITION = re.compile(r"if\s+(?P<condition>.*?)\s*\bthen\b\s*(?P<action>.*)", re.DOTALL)
# Blocks that messages of other hosts go through, or that say how lines look.
_NO_FILTER = re.compile(r"(?:ruleset|template|input|module|global|lookup_table|main_queue)\s*\(")
_NULL = re.compile(r"-?/dev/null\b|action\s*\([^)]*/dev/null[^)]*\)", re.IGNORECASE)
_DISCARD = re.compile(r"(?:\bstop\b|~|\bdiscard\b)")
_NEGATED = re.compile(r"!=|<>|\bnot\b|!\s*\(|!(?:contains|isequal|startswith|regex)")
_PROGRAM = re.compile(r"programname|app-?name|syslogtag|\bprogram\b", re.IGNORECASE)
_MESSAGE = re.compile(r"\bmsg\b|rawmsg|\bmessage\b|\$msg|\bmatch\b", re.IGNORECASE)
_OF_LOG_INS = re.compile(
    r"(?:sudo|su|sshd|ssh|login|passwd|chpasswd|user(?:add|mod|del)|auditd?)\[?:?"
)
_FACILITY = re.compile(r"(?:^|[;,])(?:auth|authpriv|security)(?:,\w+)*\.=?(?:\*|debug|info|notice)")
_EVENT = re.compile(
    r"accepted (?:password|publickey|keyboard)|accepted\b|failed password|authentication failure"
    r"|publickey|invalid user|new (?:user|group)|password (?:changed|for)|COMMAND=|\bUSER=root"
    r"|\b(?:sshd|sudo|su)(?:-l)?:(?:session|auth)|promiscuous|\buseradd\b|\busermod\b|\binsmod\b",
    re.IGNORECASE,
)
_PATH = re.compile(r"/(?:[\w.+-]+/)*[\w.+-]+")
_WATCHERS = (
    AUTOMATION_ACCOUNTS
    | BACKUP_ACCOUNTS
    | words("""
    zabbix nagios nrpe icinga telegraf prometheus node_exporter check_mk cmk netdata munin sensu
    datadog dd-agent newrelic git gitlab rancid oxidized haproxy keepalived
""")
)


@dataclass(frozen=True, slots=True)
class Lost:
    """One rule that throws security events away. `what` is the part that says which."""

    setting: Setting
    what: str


def lost_events(settings: Iterable[Setting]) -> Iterator[Lost]:
    """The rules of rsyslog, syslog-ng, auditd and the journal that hide who came or what was done.

    What drops noise passes: health checks of private addresses, sessions of cron and of systemd,
    sudo of monitoring. So does what is written to a file of its own before it is dropped.
    """
    files: dict[str, list[Setting]] = {}
    for setting in settings:
        if setting.service == "rsyslog":
            files.setdefault(setting.source.path, []).append(setting)
        elif setting.service in _OTHERS and (what := _OTHERS[setting.service](setting)):
            yield Lost(setting, what)
    for lines in files.values():
        for setting, statement in _statements(lines):
            if what := _dropped(statement):
                yield Lost(setting, what)


def _statements(lines: Iterable[Setting]) -> Iterator[tuple[Setting, str]]:
    """Each statement of rsyslog with the line it begins on; blocks and conditions are joined."""
    first: Setting | None = None
    joined: list[str] = []
    depth = 0
    for line in lines:
        text = line.source.text.rstrip("\\").strip()
        first = first or line
        joined.append(text)
        bare = _QUOTED.sub("", text)
        depth = max(0, depth + bare.count("{") - bare.count("}"))
        whole = " ".join(joined)
        is_open = whole.startswith("if") and not re.search(r"\bthen\b.*\S", whole)
        if (depth or is_open) and len(joined) < 60:
            continue
        yield first, whole
        first, joined, depth = None, [], 0


def _dropped(statement: str) -> str:
    """The security events a statement of rsyslog throws away; empty for none."""
    if _NO_FILTER.match(statement):
        return ""
    if match := _PROPERTY.fullmatch(statement):
        if match["op"].startswith("!") or not _is_drop(match["action"]):
            return ""
        return _secret(match["property"], f'{match["property"]} "{match["value"]}"')
    conditions: list[str] = []
    action = statement
    while len(conditions) < 8 and (match := _CONDITION.match(action)):
        conditions.append(match["condition"])
        action = match["action"].strip().removeprefix("{").strip()
    if conditions:
        text = " and ".join(conditions)
        is_told = _is_drop(action) and not _NEGATED.search(text)
        return _secret(text, text) if is_told else ""
    if (match := _SELECTOR.fullmatch(statement)) and _is_drop(match["action"]):
        return match["selector"] if _FACILITY.search(match["selector"]) else ""
    return ""


def _is_drop(action: str) -> bool:
    """Whether nothing is done with a line but to lose it."""
    rest, lost = _NULL.subn("", action)
    rest, dropped = _DISCARD.subn("", rest)
    return bool(lost or dropped) and not rest.strip(" ;{}&")


def _secret(condition: str, text: str) -> str:
    """The condition, where what it selects are events of security; empty for noise."""
    values = [value.strip() for value in _QUOTED.findall(text)]
    says_program, says_message = _PROGRAM.search(condition), _MESSAGE.search(condition)
    if any(word.lower() in _WATCHERS for value in values for word in re.findall(r"[\w-]+", value)):
        return ""
    about = [value for value in values if not _OF_LOG_INS.fullmatch(value)]
    if says_program and not says_message and len(about) < len(values):
        return text
    return text if says_message and any(map(is_telling, about)) else ""


def is_telling(value: str) -> bool:
    """Whether lines with this text say who came, what was done as root, or what hides."""
    if "cron:session" in value:
        return False
    if _EVENT.search(value):
        return True
    plain = value.replace("\\", "").strip("[]() ,;:^$")
    try:
        return is_public(ip_address(plain).compressed)
    except ValueError:
        return any(is_odd(path) for path in _PATH.findall(plain))


_NG = re.compile(r"\bnot\s+(?P<kind>message|match|program)\s*\((?P<value>[^)]*)\)", re.IGNORECASE)


def _of_syslog_ng(setting: Setting) -> str:
    """A filter of syslog-ng that leaves events out; programs may be filtered to go elsewhere."""
    for match in _NG.finditer(setting.source.text):
        if match["kind"].lower() != "program" and any(
            is_telling(value) for value in _QUOTED.findall(match["value"])
        ):
            return match[0]
    return ""


_AUDIT = re.compile(
    r"-[aA]\s+(?:never,(?:exit|user|exclude|filesystem)|(?:always,)?exclude(?:,always)?)\b.*"
)
_AUDITED = re.compile(
    r"msgtype\s*[=><]+\s*(?:USER_(?:LOGIN|AUTH|START|CMD|ACCT|CHAUTHTOK)|EXECVE|ADD_(?:USER|GROUP)"
    r"|CRED_ACQ|SYSCALL|KERN_MODULE|CONFIG_CHANGE)\b"
)


def _of_audit(setting: Setting) -> str:
    """A rule of auditd that leaves log-ins, commands or an odd program out."""
    match = _AUDIT.search(setting.source.text)
    if match is None:
        return ""
    is_odd_program = any(is_odd(path) for path in _PATH.findall(match[0]))
    return match[0] if _AUDITED.search(match[0]) or is_odd_program else ""


def _of_journald(setting: Setting) -> str:
    """A journal that keeps next to nothing."""
    is_level = setting.keyword in ("maxlevelstore", "maxlevelsyslog")
    is_mute = is_level and setting.value.lower() in ("emerg", "alert", "crit", "0", "1", "2")
    return f"{setting.keyword}={setting.value}" if is_mute else ""


_OTHERS = {"syslog_ng": _of_syslog_ng, "audit": _of_audit, "journald": _of_journald}
