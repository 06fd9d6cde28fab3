"""Lists of trusted hosts that let somebody in without a password."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.process_family import is_public
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Setting
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A list of trusted hosts lets strangers in without a password",
        zh="信任主机列表允许陌生主机免密登录",
    ),
    summary=Text(
        en="{path} line {line} trusts account {account} from host {host}: rlogin, rsh and "
        "host-based SSH then ask for no password.",
        zh="{path} 第 {line} 行信任来自主机 {host} 的账号 {account}：rlogin、rsh 及基于主机的 SSH "
        "认证将不再要求口令。",
    ),
    benign=Text(
        en="Old clusters name their own nodes so, one host a line. A plus sign means everybody, "
        "and no product needs it on a network that others reach.",
        zh="旧式集群会逐行列出自身节点；加号表示任何人，可被外部访问的网络中没有产品需要它。",
    ),
)


def _line(
    host: str, account: str = "", *, whose: str = "root", path: str = "/root/.rhosts"
) -> Setting:
    source = Source(path=HostPath(path), line=1)
    return Setting(
        source=source, service="trusted_hosts", section=whose, keyword=host, value=account
    )


@check(
    "linux.trust.anybody-without-password",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="trusted_hosts",
    attack=("T1098", "T1556", "T1021"),
    incident_types=("backdoor", "insider"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "disable-persistence", "find-entry"),
    by_hand="cat -A {path}",
    examples=(
        fires(_line("+", "+")),
        fires(_line("+", whose="", path="/etc/hosts.equiv")),
        fires(_line("+", whose="", path="/etc/ssh/shosts.equiv")),
        fires(_line("node1", "+", whose="", path="/etc/hosts.equiv")),
        fires(_line("203.0.113.7", "root", path="/root/.shosts")),
        fires(_line("+", "", whose="oracle", path="/home/oracle/.shosts")),
        quiet(_line("db2node1", "db2inst1", whose="db2inst1", path="/home/db2inst1/.rhosts")),
        quiet(_line("-badhost")),
        quiet(_line("+@nodes", whose="", path="/etc/hosts.equiv")),
        quiet(_line("10.0.0.5", whose="", path="/etc/hosts.equiv")),
        quiet(Setting(service="redis", keyword="+", value="+")),
    ),
)
def anybody_without_password(settings: Iterable[Setting]) -> Iterator[Claim]:
    """Any host, any account of a host, or an address of the internet is trusted.

    A named host or a netgroup is how old clusters work: no finding.
    """
    for setting in settings:
        if setting.service != "trusted_hosts":
            continue
        host, account = setting.keyword, setting.value
        if host != "+" and account != "+" and not is_public(host):
            continue
        yield Claim(
            subjects=(Subject("file", setting.source.path),),
            because=(setting,),
            values={
                "path": setting.source.path,
                "line": str(setting.source.line or 1),
                "host": host,
                "account": account or setting.section or "-",
            },
        )
