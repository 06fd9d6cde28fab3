"""What so many share that sharing it means nothing: it must never join two findings."""

import re
from collections import Counter
from collections.abc import Iterable
from ipaddress import ip_address

from hemostat.detect.names import CLOSED_ACCOUNTS, words
from hemostat.detect.places import is_odd, is_system_folder, is_temporary
from hemostat.detect.process_programs import program
from hemostat.model.path import name, parent
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileFact, Process, Provenance, ResolverEntry, Socket

MOST_CHILDREN = 25

_STARTERS = re.compile(
    r"systemd|\(sd-pam\)|init|upstart|launchd|openrc.*|runit|runsv(dir)?|s6-svscan|s6-supervise"
    r"|tini|dumb-init|docker-init|catatonit|supervisord?|monit|pm2.*|PM2.*|sshd(-session)?|dropbear"
    r"|login|agetty|getty|CRON|cron|crond|anacron|atd|x?inetd|containerd(-shim.*)?|dockerd|conmon"
    r"|podman|crio|kubelet|lxc-start|lxd|libvirtd|tmux.*|screen|SCREEN|byobu.*|sudo|su|doas|gdm.*"
    r"|gnome-.*|plasma.*|xfce4.*|sddm|lightdm|kthreadd|ansible.*|salt-minion|puppet|chef-client"
    r"|jenkins.*|gitlab-runner|runner\..*|cloud-init|amazon-ssm-.*|walinuxagent|aliyun-service|docker"
    r"|unshare|nsenter|bwrap|runc|crun"
)
_LISTS = re.compile(
    r"/etc/(passwd|shadow|group|gshadow)-?|/etc/(sudoers|crontab|anacrontab|hosts|environment"
    r"|profile|bash\.?bashrc|bashrc|zsh/.*|ld\.so\.conf|rc\.local|rc\.d/rc\.local|inittab|modules"
    r"|resolv\.conf|nsswitch\.conf|inetd\.conf|fstab|login\.defs)|/etc/pam\.(d/.*|conf)"
    r"|/etc/ssh/sshd?_config.*|/etc/security/.*|/var/spool/cron/.*|(.*/)?authorized_keys2?"
    r"|(.*/)?known_hosts|(.*/)?\.(bashrc|bash_profile|bash_login|bash_logout|profile|zshrc|zshenv"
    r"|zprofile|kshrc|cshrc|tcshrc|login|gitconfig|bash_history|zsh_history)|/etc/gitconfig"
    r"|/var/log/.*"
)
"""Files in which lines of different origin stand together."""
_SHARED_FOLDERS = words("""
    / /tmp /var/tmp /usr/tmp /dev /dev/shm /run /run/lock /run/shm /run/user /var/run /var/lock
    /var/crash /var/spool /var/mail /proc /tmp/.X11-unix /tmp/.ICE-unix /tmp/.font-unix
    /tmp/.XIM-unix /tmp/.Test-unix /root /home /etc /var/run/user /var/run/lock
""")
_RUN_USER = re.compile(r"(/var)?/run/user/\d+")
_PUBLIC_RESOLVERS = words("""
    8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 149.112.112.112 208.67.222.222 208.67.220.220
    114.114.114.114 114.114.115.115 223.5.5.5 223.6.6.6 119.29.29.29 182.254.116.116
    180.76.76.76 1.2.4.8 210.2.4.8 101.226.4.6 117.50.10.10 52.80.52.52 100.100.2.136
    100.100.2.138 100.100.100.200
""")
_SHARED_DOMAINS = re.compile(
    r"(.*\.)?(github\.com|githubusercontent\.com|gitlab\.com|gitee\.com|bitbucket\.org|google\.com"
    r"|googleapis\.com|amazonaws\.com|aliyuncs\.com|myqcloud\.com|azure\.com|windows\.net"
    r"|cloudfront\.net|cloudflare\.com|fastly\.net|akamai(hd|ized)?\.net|debian\.org|ubuntu\.com"
    r"|centos\.org|fedoraproject\.org|redhat\.com|alpinelinux\.org|docker\.(io|com)|npmjs\.org"
    r"|npmjs\.com|pypi\.org|pythonhosted\.org|rubygems\.org|packagist\.org|golang\.org|maven\.org"
    r"|pastebin\.com|transfer\.sh|bit\.ly|t\.me|telegram\.org|discord(app)?\.com|slack\.com"
    r"|localhost|example\.(com|org|net))"
)
_COMMON_NAMES = words("""
    system service update updater upgrade backup monitor monitoring worker server agent daemon main
    start startup script config cache cleanup check health healthcheck deploy python python3 perl
    node java bash shell access default index admin install setup helper kernel manager network
    local logger logrotate crontab cron sshd rsync certbot nginx apache2 httpd redis mysql docker
""")
_LEAST_NAME = 5
_ENDINGS = re.compile(r"\.(service|timer|socket|path|sh|py|pl|so(\.[\d.]+)?|ko|conf|elf|bin)$")


class Hubs:
    """Judges things against what one host's records say is common on it.

    Args:
        records: of the examination.
        examiners: pids of the examination itself and of all above it: theirs is no story.
    """

    def __init__(self, records: RecordSet, examiners: frozenset[int] = frozenset()) -> None:
        self._examiners = examiners
        processes = records.of(Process)
        self._children = Counter(process.ppid for process in processes)
        self._sound = {
            fact.sha256
            for fact in records.of(FileFact)
            if fact.sha256 and fact.state in (Provenance.PACKAGED, Provenance.PRODUCT)
        }
        self._addresses = _common_addresses(records, processes)

    def is_process(self, process: Process) -> bool:
        """Whether being started by it, or in its session, says nothing."""
        return (
            process.pid <= 1
            or process.is_kernel_thread
            or process.pid in self._examiners
            or self._children[process.pid] > MOST_CHILDREN
            or bool(_STARTERS.fullmatch(process.name) or _STARTERS.fullmatch(program(process)))
        )

    def is_examiner(self, pid: int) -> bool:
        """Whether a process is above the examination itself."""
        return pid in self._examiners

    def is_unit(self, unit: str) -> bool:
        """Whether a unit starts things for everybody: cron, sshd, container engines."""
        return bool(_STARTERS.fullmatch(unit.removesuffix(".service"))) or unit == "ssh.service"

    def is_content(self, sha256: str) -> bool:
        """Whether a packaged or a known product's file has the same content."""
        return sha256 in self._sound

    def is_address(self, address: str) -> bool:
        """Whether an address is the host's own, nobody's, or one that sound programs ask too."""
        if address in self._addresses or address in _PUBLIC_RESOLVERS:
            return True
        try:
            number = ip_address(address)
        except ValueError:
            return True
        return (
            number.is_loopback
            or number.is_unspecified
            or number.is_link_local
            or number.is_multicast
        )


def is_common_domain(domain: str) -> bool:
    """Whether half the world fetches from there: the URL may say something, the name does not."""
    return bool(_SHARED_DOMAINS.fullmatch(domain)) or "." not in domain


def is_list(path: str) -> bool:
    """Whether lines of different origin stand in a file together."""
    return bool(_LISTS.fullmatch(path))


def is_common_account(account: str) -> bool:
    """Whether an account says nothing of who acted: root, and those that own what nobody owns."""
    return account in ("", "root", "0", "ALL") or (account in CLOSED_ACCOUNTS and account in _IDLE)


_IDLE = words("nobody daemon bin sys nfsnobody")


def is_common_name(text: str) -> bool:
    """Whether a name is too short or too ordinary to be somebody's own."""
    return len(text) < _LEAST_NAME or text.lower() in _COMMON_NAMES or text.isdigit()


def private_folder(path: str) -> str:
    """The folder that only whoever put a file there uses: hidden, or below a temporary one.

    The outermost such folder, so that `/tmp/.x/a` and `/tmp/.x/bin/b` meet. Empty for none.
    """
    if not path.startswith("/") or not is_odd(path) or path.startswith("/proc/"):
        return ""
    found, folder = "", parent(path)
    while not _is_shared(folder) and is_odd(folder):
        found, folder = folder, parent(folder)
    return found


def stem(value: str) -> str:
    """The bare name of an account, unit, program, library or module: no folder, no ending."""
    bare = name(value.rstrip("/")).lstrip(".")
    bare = _ENDINGS.sub("", bare)
    return bare.removeprefix("lib") if ".so" in value else bare


def is_ordinary_place(path: str) -> bool:
    """Whether, without a fact about a file, its place speaks for it: the system's own folders."""
    return is_system_folder(path) and not is_odd(path)


def is_folder_of_many(path: str) -> bool:
    """Whether a path is a folder that everybody uses, named by a finding as if it were a file."""
    return _is_shared(path) or (is_temporary(path) and path.endswith("/"))


def _is_shared(folder: str) -> bool:
    return folder in _SHARED_FOLDERS or bool(_RUN_USER.fullmatch(folder))


def _common_addresses(records: RecordSet, processes: Iterable[Process]) -> set[str]:
    """The host's own, its resolvers', and those that packaged programs connect to by themselves."""
    sockets = records.of(Socket)
    own = {each.local_address for each in sockets if each.local_address}
    resolvers = {each.value for each in records.of(ResolverEntry) if each.keyword == "nameserver"}
    sound = {process.pid for process in processes if process.exe_state == "packaged"}
    ports = {each.local_port for each in sockets if each.state == "listen"}
    asked = {
        each.remote_address
        for each in sockets
        if each.remote_address
        and each.local_port not in ports
        and each.pids
        and sound.issuperset(each.pids)
        and not any(is_tool(holder) for holder in each.process_names)
    }
    return own | resolvers | asked


_TOOLS = re.compile(
    r".*(sh|nc|ncat|netcat|socat\d?|curl|wget|ssh|perl|python[\d.]*|ruby|php.*|node|java|openssl"
    r"|telnet|busybox|lua.*|gawk|awk)"
)


def is_tool(program_name: str) -> bool:
    """Whether a program does what it is told: shells, interpreters, fetchers, relays."""
    return bool(_TOOLS.fullmatch(program_name))
