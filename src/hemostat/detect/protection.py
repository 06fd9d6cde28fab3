"""Commands that turn protection off, and whose protection it is. Facts, no opinions."""

import re

# One line a maker: what its services, programs and scripts are called.
_MAKERS = (
    r"aegis|AliYunDun\w*|aliyun[-_.]?(?:service|assist)?|AliSecGuard|cloudmonitor|CmsGoAgent\S*",
    r"YunJing|YDService|YDLive|YDEyes|sgagent|barad_agent|stargate",
    r"hostguard|uniagent",
    r"wazuh-agent|ossec\S*",
    r"clamav-daemon|clamd",
    r"esets|eraagent",
    r"sentinelone|sentinelctl",
    r"elastic-agent|auditbeat",
    r"safedog|sdcmd",
    "auditd",
    "falcon-sensor",
    "crowdsec",
    "osqueryd",
    "mdatp",
    "sav-protect",
    "qualys-cloud-agent",
    "falco",
    "ds_agent",
    r"bdsec\w*",
    r"elkeid\S*",
    "edr_agent",
    "titanagent",
    "rkhunter",
    "chkrootkit",
    "aide",
    "tripwire",
    "samhain",
    "sysmon",
)
_NAMES = "|".join(_MAKERS)
_NAMED = tuple(re.compile(rf"\b(?:{names})\b", re.IGNORECASE) for names in _MAKERS)
_CALLED = tuple(re.compile(rf"(?:{names})", re.IGNORECASE) for names in _MAKERS)

# Cheap words first: a text without any of them is done with.
_MENTIONS = re.compile(
    r"systemctl|service|kill|apt|yum|dnf|rpm|dpkg|update-rc\.d|chkconfig|init\.d|uninst|aegis|rm "
    r"|auditctl|falconctl|mdatp",
    re.IGNORECASE,
)
_STOPS = re.compile(
    r"\b(?:systemctl\s+(?:-\S+\s+)*(?:stop|disable|mask)"
    r"|apt(?:-get)?\s+(?:-\S+\s+)*(?:remove|purge)|yum\s+(?:-\S+\s+)*(?:remove|erase)"
    r"|dnf\s+(?:-\S+\s+)*remove|rpm\s+-e|dpkg\s+(?:-[rP]|--purge|--remove)|update-rc\.d\s+-f)"
    rf"\s[^;&|\n]*\b(?:{_NAMES})\b",
    re.IGNORECASE,
)
_SIGNALS = re.compile(
    r"\b(?:systemctl\s+(?:-\S+\s+)*kill|pkill|killall|kill\s+[^\n]*(?:pidof|pgrep))"
    rf"\s[^;&|\n]*\b(?:{_NAMES})\b",
    re.IGNORECASE,
)
_KILL = r"\b(?:pkill|killall|kill)\s+(?:\S+\s+)*-(?:s\s*|-signal[= ])?(?:SIG)?"
# Told to read its settings anew, or to begin a new log: log rotation does so every night.
_TELLS = re.compile(_KILL + r"(?:HUP|USR[12]|WINCH|CONT|[01]\s)", re.IGNORECASE)
_ENDS = re.compile(_KILL + r"(?:KILL|TERM|STOP|INT|QUIT|9|15|19)\b", re.IGNORECASE)
_STOPS_SERVICE = re.compile(
    rf"(?:\b(?:service|rc-service)\s+|/etc/(?:rc\.d/)?init\.d/)(?:{_NAMES})\s+stop\b"
    rf"|\bchkconfig\s+(?:--del\s+(?:{_NAMES})\b|(?:{_NAMES})\s+off\b)"
    rf"|\bupdate-rc\.d\s+(?:{_NAMES})\s+(?:remove|disable)\b",
    re.IGNORECASE,
)
_UNINSTALLS = re.compile(
    r"/usr/local/qcloud/(?:stargate/admin/uninstall|YunJing/uninst|monitor/barad/admin/uninstall)"
    r"\S*|\b(?:quartz_)?uninstall\.sh\b[^\n]*aegis|aegis[^\n]*uninstall\.sh"
    r"|rm\s+-\w*r\w*\s+(?:\S+\s+)*/usr/local/"
    r"(?:aegis|cloudmonitor|qcloud|share/aliyun\S*|hostguard|uniagent)\b"
    r"|rm\s+-\w*r\w*\s+(?:\S+\s+)*/(?:var/ossec|opt/CrowdStrike|opt/sentinelone)\b"
    r"|wget[^\n]*(?:update\d*\.aegis\.aliyun\.com|aegis/)\S*uninstall",
    re.IGNORECASE,
)
_OWN_TOOLS = re.compile(
    r"\bauditctl\s+(?:-e\s*0|-D)\s*(?:$|[;&|>\x22\x27])|\bfalconctl\s+(?:[^\n]*\s)?-d\b"
    r"|\bmdatp\s+config\s+real-time-protection\s+--value\s+disabled",
    re.IGNORECASE,
)


def is_protection_stopped(command: str) -> bool:
    """Whether a command stops, uninstalls or ends a security product, or clears audit rules."""
    if not _MENTIONS.search(command):
        return False
    if any(each.search(command) for each in (_STOPS, _STOPS_SERVICE, _UNINSTALLS, _OWN_TOOLS)):
        return True
    is_signalled = bool(_SIGNALS.search(command))
    return is_signalled and (not _TELLS.search(command) or bool(_ENDS.search(command)))


def makers_named_in(text: str) -> frozenset[int]:
    """The makers, by number, whose products a text names anywhere."""
    return frozenset(number for number, each in enumerate(_NAMED) if each.search(text))


def maker_called(name: str) -> frozenset[int]:
    """The maker whose product bears exactly this name; empty for none."""
    return frozenset(number for number, each in enumerate(_CALLED) if each.fullmatch(name))
