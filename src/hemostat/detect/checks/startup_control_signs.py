"""Jobs whose text hides itself from whoever prints it on a terminal."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.startup_claims import CRON, SYSTEMD, claim_about_startup
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A job hides its text from the terminal", zh="任务内容利用控制字符对终端隐藏"),
    summary=Text(
        en="{where} holds signs that move the cursor, erase or turn round what is printed, so that "
        "`cat` and `crontab -l` show something else than runs.",
        zh="{where} 含移动光标、擦除或反转显示的控制字符，"
        "`cat`、`crontab -l` 看到的与实际执行的不同。",
    ),
    benign=Text(
        en="A file written by a broken script may hold stray signs. Look at it with `cat -A`.",
        zh="个别脚本生成的文件可能残留控制字符；用 `cat -A` 查看。",
    ),
)

_PLACES = CRON | SYSTEMD | {
    Mechanism.RC_LOCAL,
    Mechanism.INITTAB,
    Mechanism.UPSTART,
    Mechanism.UDEV,
    Mechanism.PACKAGE_HOOK,
    Mechanism.XDG_AUTOSTART,
    Mechanism.SSH_KEY_COMMAND,
}  # fmt: skip
# Carriage return before the end, backspace, escape, vertical moves, C1; marks that turn text
# round; signs without width within a word; text pushed out of sight by blanks.
_HIDING = re.compile(
    "(?<!\r)\r++(?!\\Z|\n)|[\x08\x0b\x0c\x1b\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]"
    "|[!-~][\u200b\u2060\ufeff][!-~]|(?<![ \t])[ \t]{150,}+\\S"
)


def _job(command: str, mechanism: Mechanism = Mechanism.CRON) -> Startup:
    return Startup(
        mechanism=mechanism,
        technique=mechanism.technique,
        account="root",
        command=command,
        place=HostPath("/var/spool/cron/root"),
    )


@check(
    "linux.cron.hidden-text",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="startup_hidden_text",
    attack=("T1564",),
    incident_types=("backdoor", "rootkit"),
    texts=TEXTS,
    next=("keep-evidence", "disable-persistence", "find-entry"),
    by_hand="cat -A {place}",
    examples=(
        fires(_job("/opt/x;\rno crontab for root")),
        fires(_job("/opt/x #\x1b[2K\x1b[1A")),
        fires(_job("true" + " " * 300 + "; /opt/x")),
        fires(_job("/opt/\u202egpj.sh", Mechanism.RC_LOCAL)),
        quiet(_job("/opt/x\r")),
        quiet(_job("/opt/x\r\n/opt/y\r", Mechanism.AT)),
        quiet(_job("/opt/脚本.sh --name=é")),
        quiet(_job("/opt/x\t\t\t\t# backup")),
        quiet(_job("PS1='\x1b[32m$ '", Mechanism.SHELL_PROFILE)),
    ),
)
def hidden_text(startups: Iterable[Startup]) -> Iterator[Claim]:
    """The text of a job is made so that it prints as something else: nobody does that by accident.

    Prompts in shell profiles move the cursor for a living; they are left out.
    """
    for startup in startups:
        if startup.mechanism in _PLACES and _HIDING.search(startup.command):
            yield claim_about_startup(startup)
