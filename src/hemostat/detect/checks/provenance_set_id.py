"""Programs that run as root for whoever starts them, and should not."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import SET_UID_ESCAPES, plain_name
from hemostat.detect.places import is_system_folder, is_temporary
from hemostat.detect.same_file import one_per_file
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within, name
from hemostat.model.records import FileFact, Provenance
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A program runs as root for everybody",
        zh="任何人都能以 root 身份运行的程序",
    ),
    summary=Text(
        en="{path} is set-uid root: whoever starts it acts as root.",
        zh="{path} 设置了 root 的 SUID：任何人运行它都拥有 root 权限。",
    ),
    benign=Text(
        en="Monitoring plug-ins, sandboxes of browsers and programs built from source install "
        "set-uid helpers into their own folder. A shell, an interpreter or a file below /tmp never "
        "needs it.",
        zh="监控插件、浏览器沙箱及源码编译的软件会在自己的目录里安装 SUID 程序；"
        "shell、解释器或 /tmp 下的文件绝不需要。",
    ),
)

_OPEN_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/home", "/root", "/var/www", "/var/spool")  # noqa: S108
_SYSTEM_FOLDERS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
# Helpers that makers' installers, and builds from source, put among the packages' own; by folder
# and name together, since a name alone is anybody's.
_BY_INSTALLERS = re.compile(
    r"/usr/lib(?:64|exec)?/(?:virtualbox/VBox\w+|vmware/bin(?:/bin)?/vm[\w-]+|nvidia/[\w-]*modprobe"
    r"|(?:nagios|monitoring-plugins|icinga2?|nrpe)/(?:plugins/)?(?:check|pst)_\w+"
    r"|[\w.@-]+/(?:[\w.-]+/)*(?:chrome-sandbox|chrome_sandbox|starter-suid|fusermount3?-?\w*)"
    r"|[\w-]+/keysign|netdata/plugins\.d/[\w.-]+|zabbix/\w*fping\w*|(?:qmail|sendmail|courier)/\S+)"
    r"|/usr/s?bin/(?:nvidia-modprobe|fping6?|vmware-user-suid-wrapper|vmware-mount|exim4?|suexec)"
)

# Databases and their kin live in the home of their instance's account, and make programs there
# set-user-id; by folders and name together.
_OF_INSTANCES = re.compile(
    r"/(?:[\w.-]+/){1,8}(?:"
    r"(?:sqllib|das)/(?:adm|bin|security(?:32|64)?|function|lib(?:32|64)?|instance)/[\w.-]+"
    r"|(?:product|dbhome\w*|db_\d+|grid|agent_inst|oracle)/(?:[\w.-]+/)*bin/(?:oracle|oradism|extjob"
    r"|jssu|nm[bho]s?|nmgsshe|emtgtctl2|extproc|kfod|sqlplus|dbsnmp|acfs\w*|oraping|usm\w*|lsnrctl)\w*"
    r"|informix[\w.-]*/(?:bin|lib)/(?:on|x|i|srv)\w+|(?:sybase|ASE-[\w.]+)/\S*bin/\w+"
    r"|(?:sap|usr/sap)/\w{3}/\S*(?:sapuxuserchk|saposcol|brbackup|brarchive|brconnect|br\w+|icmbnd"
    r"|sapcontrol|sapstartsrv)\w*|(?:dlc|progress|OpenEdge)/bin/_\w+|mqm/(?:bin|samp)/\S+"
    r"|(?:tivoli|tsm|openv|omni|Veritas|netvault|networker|commvault|bacula)/\S*bin/\S+"
    r"|(?:splunk|nagios|icinga|zabbix|netdata|ossec|omd)/\S*(?:libexec|plugins|bin)/[\w.-]+"
    r"|(?:chrome-linux|chromium|electron|resources)?/?(?:chrome[-_]sandbox))"
)


def _fact(
    path: str, state: Provenance, *, mode: int = 0o4755, sha256: str = "", used_as: str = "set_id"
) -> FileFact:
    return FileFact(
        path=HostPath(path),
        state=state,
        mode=mode,
        uid=0,
        content="elf",
        sha256=sha256,
        used_as=(used_as,),
    )


@check(
    "linux.files.set-uid-outside-packages",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="set_uid",
    attack=("T1548.001",),
    incident_types=("backdoor",),
    texts=TEXTS,
    next=("keep-evidence", "quarantine-file", "find-entry"),
    by_hand="ls -l {path}; sha256sum {path}",
    examples=(
        fires(_fact("/var/tmp/.cache", Provenance.UNOWNED)),  # noqa: S108
        fires(_fact("/usr/bin/bash", Provenance.PACKAGED)),
        fires(
            _fact("/usr/local/bin/report", Provenance.UNOWNED, sha256="ab" * 32),
            _fact(
                "/usr/bin/dash", Provenance.PACKAGED, mode=0o755, sha256="ab" * 32, used_as="shell"
            ),
        ),
        fires(_fact("/usr/lib/dbus-1.0/helper", Provenance.UNOWNED)),
        quiet(_fact("/usr/bin/passwd", Provenance.PACKAGED)),
        quiet(_fact("/usr/bin/bash", Provenance.PACKAGED, mode=0o755)),
    ),
)
def set_uid_outside_packages(facts: Iterable[FileFact]) -> Iterator[Claim]:
    """A set-uid root file that no package delivered, or a shell that was made one.

    It turns any account, such as that of a web server, into root without a trace in any log.
    """
    listed = list(one_per_file(facts))
    shells = {fact.sha256 for fact, _ in listed if fact.sha256 and "shell" in fact.used_as}
    for fact, names in listed:
        if not (fact.mode or 0) & 0o4000 or fact.uid != 0 or fact.kind != "file":
            continue
        if not fact.scope.is_host and fact.layer != "upper":
            continue  # the image's own, and no way to the host's root
        level = _level(fact, shells)
        if level is not None:
            yield Claim(
                subjects=(Subject("file", fact.path, tuple(("also", each) for each in names)),),
                because=(fact,),
                values={"path": fact.path},
                level=level,
                observables=(Observable("file:hashes.SHA-256", fact.sha256),)
                if fact.sha256
                else (),
                last_seen=fact.changed,
                scope=fact.scope,
            )


def _level(fact: FileFact, shells: set[str]) -> Level | None:
    path = fact.path
    if fact.sha256 in shells or plain_name(name(path)) in SET_UID_ESCAPES:
        return Level.CRITICAL
    # A changed file of a package is told by the check for these.
    if fact.state is not Provenance.UNOWNED:
        return None
    if _OF_INSTANCES.fullmatch(path) and "/." not in path and not is_temporary(path):
        return Level.LOW
    if any(is_within(path, folder) for folder in _OPEN_FOLDERS) or "/." in path:
        return Level.HIGH
    if _BY_INSTALLERS.fullmatch(path):
        return Level.LOW
    # Packages fill these folders: what is set-uid there and came without one is no oversight.
    if is_system_folder(path) or any(is_within(path, folder) for folder in _SYSTEM_FOLDERS):
        return Level.MEDIUM if fact.content in ("elf", "") else Level.LOW
    return Level.LOW
