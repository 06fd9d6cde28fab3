"""A program or page put by way of a file transfer account that was guessed just before."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import Attempts, observables_of, time_text
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import DaemonEvent, Login
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A script was uploaded after a password was guessed", zh="FTP 口令爆破成功后上传脚本"
    ),
    summary=Text(
        en="{account} put {file} from {address} at {time}, after {count} failed log-ins from there"
        " ({where}).",
        zh="{account} 于 {time} 从 {address} 上传 {file}；此前该地址登录失败 {count} 次"
        "（{where}）。",
    ),
    benign=Text(
        en="Somebody who had forgotten the password of a web space and then published a site.",
        zh="站长忘记口令、多次尝试后登录并发布网站。",
    ),
)
MANY = 8
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_CODE = re.compile(
    r"\.(?:php\d?|phtml|phar|jspx?|war|aspx?|ashx|cgi|pl|py|sh|so|elf|htaccess|user\.ini)$",
    re.IGNORECASE,
)


def _put(file: str, address: str = "198.51.100.7") -> DaemonEvent:
    return DaemonEvent(
        source=Source(path=HostPath("/var/log/vsftpd.log"), line=9),
        log="text",
        service="ftp",
        kind="file_uploaded",
        time=_WHEN.replace(minute=9),
        account="shop",
        address=address,
        target=file,
    )


def _failed(count: int) -> Login:
    return Login(
        log="text",
        account="shop",
        address="198.51.100.7",
        outcome="failed",
        service="vsftpd",
        method="password",
        started=_WHEN,
        ended=_WHEN.replace(minute=5),
        count=count,
    )


@check(
    "linux.login.script-put-after-guessing",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="transfer_upload",
    attack=("T1505.003", "T1105", "T1110.001", "T1078"),
    incident_types=("webshell", "web_intrusion", "brute_force"),
    texts=TEXTS,
    next=("keep-evidence", "quarantine-file", "lock-account", "block-address"),
    by_hand="grep -aF {address} {place}",
    examples=(
        fires(_failed(30), _put("/htdocs/images/a.php")),
        fires(_failed(12), _put("/srv/app/ROOT/x.jsp")),
        quiet(_failed(2), _put("/htdocs/index.php")),
        quiet(_failed(30), _put("/htdocs/a.php", "192.0.2.8")),
        quiet(_failed(30), _put("/htdocs/photo.jpg")),
    ),
)
def script_put_after_guessing(
    events: Iterable[DaemonEvent], logins: Iterable[Login]
) -> Iterator[Claim]:
    """The address that put a script had failed to log in many times before."""
    attempts = Attempts(logins)
    told: set[tuple[str, str]] = set()
    for event in events:
        if event.kind != "file_uploaded" or event.time is None or not _CODE.search(event.target):
            continue
        guesses = attempts.before(event.address, event.time)
        key = event.account, event.target
        if guesses.count < MANY or key in told or len(told) > 200:
            continue
        told.add(key)
        place = event.source.path
        yield Claim(
            subjects=(
                Subject("file", place),
                Subject("account", event.account),
                Subject("address", event.address),
            ),
            because=(event, *guesses.because),
            values={
                "account": event.account,
                "file": event.target,
                "address": event.address,
                "time": time_text(event.time),
                "count": str(guesses.count),
                "where": f"{place}:{event.source.line}",
                "place": place,
            },
            observables=observables_of(event.address),
            first_seen=guesses.first,
            last_seen=event.time,
        )
