# ruff: noqa: S108 — paths on the examined host, not ours.
"""Programs and files that sshd is told to trust."""

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.concern import concern
from hemostat.detect.places import is_odd
from hemostat.detect.process_family import is_public
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within, name
from hemostat.model.records import FileFact, Provenance, SshdOption
from hemostat.model.text import Text

PROGRAM = RuleTexts(
    title=Text(en="sshd trusts a program that nothing vouches for", zh="sshd 信任了来源不明的程序"),
    summary=Text(
        en="{keyword} in {path} line {line} makes sshd run or load {program}, which lies in an odd "
        "place, was changed, or belongs to no package.",
        zh="{path} 第 {line} 行的 {keyword} 令 sshd 运行或加载 {program}，"
        "该文件位置异常、被改动或不属于任何软件包。",
    ),
    benign=Text(
        en="Companies fetch keys from a directory, or wrap sessions, with their own script; it "
        "then lies in /usr/local or /opt on every host and only root may write it.",
        zh="企业可能用自研脚本从目录服务取公钥或封装会话；"
        "此类脚本通常在各主机的 /usr/local 或 /opt 下，且仅 root 可写。",
    ),
)

KEY_FILE = RuleTexts(
    title=Text(en="sshd takes keys from an odd file", zh="sshd 从异常文件读取公钥"),
    summary=Text(
        en="{keyword} in {path} line {line} makes sshd trust the keys in {file}: they may open "
        "every account.",
        zh="{path} 第 {line} 行的 {keyword} 使 sshd 信任 {file} 中的公钥，可能可登录所有账号。",
    ),
    benign=Text(
        en="Appliances with one account, and fleets whose keys are installed by configuration "
        "management, use one file for all.",
        zh="单账号设备或由配置管理统一下发公钥的集群可能共用一个文件。",
    ),
)

_RUNS = frozenset(
    {"authorizedkeyscommand", "authorizedprincipalscommand", "forcecommand", "subsystem"}
    | {"securitykeyprovider", "pkcs11provider", "xauthlocation", "sshdsessionpath", "sshdauthpath"}
)
_KNOWN_NAMES = (
    "sss_ssh_authorizedkeys eic_run_authorized_keys eic_curl_authorized_keys "
    "google_authorized_keys google_authorized_principals userdbctl sftp-server internal-sftp "
    "gitlab-shell-authorized-keys-check nss_cache ldap-keys"
)
_KNOWN = frozenset(_KNOWN_NAMES.split())
_ASKED = frozenset({"authorizedkeyscommand", "authorizedprincipalscommand"})
_FETCHES = re.compile(r"(?:curl|wget2?|fetch|lynx|nc|ncat|socat|tftp|busybox|openssl)")
_ADDRESS = re.compile(
    r"(?i)(?P<scheme>https?|ftp)://(?:[^/@\s]+@)?(?P<host>\[[0-9a-f:]+\]|[^/:\s\"']+)"
)
_KEY_ITSELF = re.compile(r"(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-nistp\d+|sk-\S+)\s+AAAA")
# Their users' keys under the name of the account that logs in: said in many a how-to.
_CODE_HOSTS = re.compile(r"https://(?:github\.com|gitlab\.com|gitee\.com)/%u\.keys\b")
_FILES = frozenset({"authorizedkeysfile", "trustedusercakeys", "authorizedprincipalsfile"})


@check(
    "linux.sshd.program-nothing-vouches-for",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="sshd_command",
    attack=("T1098.004", "T1556"),
    incident_types=("backdoor", "remote_control"),
    texts=PROGRAM,
    next=("keep-evidence", "quarantine-file", "ask-owner", "find-entry"),
    by_hand="sudo sed -n {line}p {path}; ls -la {program}",
    examples=(
        fires(SshdOption(keyword="authorizedkeyscommand", value="/tmp/.k %u")),
        fires(
            SshdOption(keyword="authorizedkeyscommand", value="/usr/lib/ssh-keys %u"),
            FileFact(path=HostPath("/usr/lib/ssh-keys"), state=Provenance.UNOWNED, mode=0o755),
        ),
        fires(
            SshdOption(
                keyword="authorizedkeyscommand",
                value="/usr/bin/curl -s http://198.51.100.9/%u",
                match="User deploy",
            )
        ),
        fires(
            SshdOption(
                keyword="authorizedkeyscommand",
                value="/bin/echo ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFWv x",
            )
        ),
        quiet(SshdOption(keyword="authorizedkeyscommand", value="/usr/bin/sss_ssh_authorizedkeys")),
        quiet(
            SshdOption(
                keyword="authorizedkeyscommand", value="/usr/bin/ldapsearch -x http://a (uid=%u)"
            )
        ),
        quiet(SshdOption(keyword="subsystem", value="sftp /usr/lib/openssh/sftp-server")),
        quiet(SshdOption(keyword="forcecommand", value="internal-sftp", match="Group sftp")),
    ),
)
def program_nothing_vouches_for(
    options: Iterable[SshdOption], files: Files, context: HostContext
) -> Iterator[Claim]:
    """The SSH server runs a key helper, forced command, subsystem or provider nobody vouches for.

    A key helper decides who may log in: with `echo` and a key in it, it opens every account and
    leaves no authorized_keys. In an odd place or changed: high; in the administrator's own
    folders: low. A downloader named without a script between, from an address that anybody may
    hold or without TLS: high; from a name: medium; from a private one, or a code host that is
    asked for the account's own name: low.
    """
    options = tuple(options)
    as_root = any(
        option.keyword == "authorizedkeyscommanduser" and option.value == "root"
        for option in options
    )
    for option in options:
        if option.keyword not in _RUNS:
            continue
        if (asks := _asks_elsewhere(option)) is not None:
            yield _claim(option, *asks, "program")
            continue
        for program in _programs(option):
            level = concern(program, files, context)
            # A helper runs as whom the line beside it says; as root it is worth a look anywhere.
            if level is Level.LOW and as_root and option.keyword == "authorizedkeyscommand":
                level = Level.MEDIUM
            if level is not None and (name(program) not in _KNOWN or level >= Level.HIGH):
                yield _claim(option, level, program, "program")


@check(
    "linux.sshd.keys-from-odd-file",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="sshd_key_file",
    attack="T1098.004",
    incident_types=("backdoor", "remote_control"),
    texts=KEY_FILE,
    next=("keep-evidence", "pull-key", "ask-owner", "find-entry"),
    by_hand="sudo sed -n {line}p {path}; ssh-keygen -lf {file}",
    examples=(
        fires(SshdOption(keyword="authorizedkeysfile", value=".ssh/authorized_keys /tmp/.x/k")),
        fires(SshdOption(keyword="authorizedkeysfile", value="/etc/ssh/moduli.bak")),
        fires(SshdOption(keyword="trustedusercakeys", value="/dev/shm/ca.pub")),
        quiet(SshdOption(keyword="authorizedkeysfile", value=".ssh/authorized_keys")),
        quiet(SshdOption(keyword="authorizedkeysfile", value="/etc/ssh/authorized_keys/%u")),
        quiet(SshdOption(keyword="authorizedkeysfile", value="/srv/git/keys", match="User git")),
    ),
)
def keys_from_odd_file(options: Iterable[SshdOption]) -> Iterator[Claim]:
    """The SSH server reads keys from an odd place, or from one file for every account.

    In an odd place: high. A certificate authority in /etc/ssh is how large sites work: quiet.
    """
    for option in options:
        if option.keyword not in _FILES:
            continue
        for place in option.value.split():
            is_relative = not place.startswith("/")
            if place.lower() == "none" or (is_relative and not _leaves_home(place)):
                continue
            if _is_odd_key_place(place):
                yield _claim(option, Level.HIGH, place, "file")
            elif option.keyword == "authorizedkeysfile" and _is_for_all(place, option):
                yield _claim(option, Level.MEDIUM, place, "file")


def _programs(option: SshdOption) -> Iterator[str]:
    """The absolute paths an option runs: all its words for a command, none of the variables."""
    for word in option.value.replace('"', " ").replace("'", " ").split():
        if word.startswith("/") and word not in ("/", "/bin/sh", "/bin/bash"):
            yield word.rstrip(";")
            if option.keyword != "forcecommand":
                return


def _asks_elsewhere(option: SshdOption) -> tuple[Level, str] | None:
    """How bad a helper is that prints a key itself or downloads it; None for any other."""
    if option.keyword not in _ASKED:
        return None
    program = option.value.partition(" ")[0].strip("\"'")
    if _KEY_ITSELF.search(option.value):
        return Level.HIGH, program
    address = _ADDRESS.search(option.value)
    if address is None or not _FETCHES.fullmatch(name(program)):
        return None
    is_private, is_bare = _kind_of_host(address["host"].strip("[]"))
    if is_private or _CODE_HOSTS.search(option.value):
        return Level.LOW, program
    return (Level.HIGH if is_bare or address["scheme"] != "https" else Level.MEDIUM), program


def _kind_of_host(host: str) -> tuple[bool, bool]:
    """Whether it is of the own network, and whether it is an address without a name."""
    try:
        address = ip_address(host)
    except ValueError:
        is_own = "." not in host or host.endswith(
            (".internal", ".local", ".lan", ".corp", ".intra")
        )
        return is_own, False
    return not is_public(str(address)), True


def _leaves_home(place: str) -> bool:
    return ".." in place.split("/")


def _is_odd_key_place(place: str) -> bool:
    bare = place.replace("%h", "/home/u").replace("%u", "u")
    return is_odd(bare) or (_leaves_home(place) and not place.startswith("/"))


def _is_for_all(place: str, option: SshdOption) -> bool:
    is_own = any(token in place for token in ("%u", "%h", "%U"))
    is_narrow = option.match not in ("", "all", "All")
    # One home's file named for all accounts opens all of them as well; root's own is a habit of
    # appliances that have no other account.
    return not is_own and not is_narrow and not is_within(place, "/root/.ssh")


def _claim(option: SshdOption, level: Level, place: str, kind: str) -> Claim:
    file = option.source.path or HostPath("/etc/ssh/sshd_config")
    return Claim(
        subjects=(Subject("file", place), Subject("file", file)),
        because=(option,),
        values={
            "keyword": option.keyword,
            "path": file,
            "line": str(option.source.line or 1),
            kind: place,
        },
        level=level,
        observables=(Observable("file", place),),
    )
