# ruff: noqa: E501 — lines of files as they stand.
"""Hosts for the tests of accounts, sudo, SSH and PAM: files by path, read by our own parsers.

All of it is made up, after the layout of the systems named; no hash or key is anyone's.
"""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from hemostat.detect.check import Check, HostContext, all_checks, claims_of
from hemostat.model.evidence import Evidence
from hemostat.model.finding import Claim
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.record_set import RecordSet
from hemostat.parse.host.catalogue import includes, parsers
from hemostat.parse.place import Place

Host = Mapping[str, str]
AREAS = ("linux.accounts.", "linux.sudo.", "linux.ssh.", "linux.sshd.", "linux.pam.")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMXgCh+/cTig7XWVV8JIq6QElgupKAAgZl/cBCKcA9Os"

DEBIAN_PAM = {
    "/etc/pam.d/common-auth": (
        "auth\t[success=1 default=ignore]\tpam_unix.so nullok\n"
        "auth\trequisite\t\t\tpam_deny.so\nauth\trequired\t\t\tpam_permit.so\n"
    ),
    "/etc/pam.d/common-account": (
        "account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so\n"
        "account requisite pam_deny.so\naccount required pam_permit.so\n"
    ),
    "/etc/pam.d/sshd": (
        "@include common-auth\naccount required pam_nologin.so\n@include common-account\n"
        "session [success=ok ignore=ignore module_unknown=ignore default=bad] pam_selinux.so close\n"
        "session optional pam_motd.so motd=/run/motd.dynamic\n"
    ),
    "/etc/pam.d/su": "auth sufficient pam_rootok.so\n@include common-auth\n@include common-account\n",
    "/etc/pam.d/sudo": "session required pam_limits.so\n@include common-auth\n",
    "/etc/pam.d/chsh": "auth required pam_shells.so\nauth sufficient pam_rootok.so\n@include common-auth\n",
    "/etc/pam.d/login": "auth optional pam_faildelay.so delay=3000000\n@include common-auth\n",
    "/etc/pam.d/gdm-password": (
        "auth requisite pam_nologin.so\nauth required pam_succeed_if.so user != root quiet_success\n"
        "auth sufficient pam_succeed_if.so user ingroup nopasswdlogin\n@include common-auth\n"
        "auth optional pam_gnome_keyring.so\n"
    ),
    "/etc/pam.d/lightdm-autologin": "auth required pam_permit.so\n",
}

DEBIAN: Host = {
    **DEBIAN_PAM,
    "/etc/passwd": (
        "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n"
        "bin:x:2:2:bin:/bin:/usr/sbin/nologin\nsys:x:3:3:sys:/dev:/usr/sbin/nologin\n"
        "sync:x:4:65534:sync:/bin:/bin/sync\ngames:x:5:60:games:/usr/games:/usr/sbin/nologin\n"
        "www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n"
        "backup:x:34:34:backup:/var/backups:/usr/sbin/nologin\n"
        "_apt:x:100:65534::/nonexistent:/usr/sbin/nologin\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
        "systemd-network:x:998:998:systemd Network Management:/:/usr/sbin/nologin\n"
        "postgres:x:110:117:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash\n"
        "git:x:995:995::/var/opt/gitlab:/bin/sh\n"
        "gitlab-runner:x:999:999:GitLab Runner:/home/gitlab-runner:/bin/bash\n"
        "ann:x:1000:1000:Ann,,,:/home/ann:/bin/bash\n"
    ),
    "/etc/shadow": (
        "root:$y$j9T$a$b:19700:0:99999:7:::\ndaemon:*:19700:0:99999:7:::\nsync:*:19700:0:99999:7:::\n"
        "www-data:*:19700:0:99999:7:::\npostgres:!:19700::::::\ngit:!:19700::::::\n"
        "gitlab-runner:!:19700::::::\nann:$y$j9T$a$b:19700:0:99999:7:::\n"
    ),
    "/etc/group": (
        "root:x:0:\nadm:x:4:ann\ndisk:x:6:\nsudo:x:27:ann\nshadow:x:42:\ndocker:x:997:ann,gitlab-runner\n"
        "ann:x:1000:\nwww-data:x:33:\npostgres:x:117:\n"
    ),
    "/etc/sudoers": (
        "Defaults\tenv_reset\nDefaults\tmail_badpass\nDefaults\tuse_pty\n"
        'Defaults\tsecure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\n'
        "root\tALL=(ALL:ALL) ALL\n%sudo\tALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n"
    ),
    "/etc/sudoers.d/gitlab": "gitlab-runner ALL=(ALL) NOPASSWD: ALL\n",
    "/etc/sudoers.d/web": "www-data ALL=(root) NOPASSWD: /usr/bin/systemctl reload nginx\n",
    "/etc/ssh/sshd_config": (
        "Include /etc/ssh/sshd_config.d/*.conf\nPort 22\nUsePAM yes\nAcceptEnv LANG LC_*\n"
        "Subsystem sftp /usr/lib/openssh/sftp-server\n"
    ),
    "/root/.ssh/authorized_keys": f"{KEY} ann@laptop\n",
    "/home/ann/.ssh/authorized_keys": f"{KEY} ann@laptop\n",
    "/var/opt/gitlab/.ssh/authorized_keys": (
        f'command="/opt/gitlab/embedded/service/gitlab-shell/bin/gitlab-shell key-1",no-pty {KEY}\n'
    ),
    "/var/lib/postgresql/.ssh/authorized_keys": f"{KEY} postgres@standby\n",
}

CENTOS_7: Host = {
    "/etc/passwd": (
        "root:x:0:0:root:/root:/bin/bash\nbin:x:1:1:bin:/bin:/sbin/nologin\n"
        "adm:x:3:4:adm:/var/adm:/sbin/nologin\nsync:x:5:0:sync:/sbin:/bin/sync\n"
        "shutdown:x:6:0:shutdown:/sbin:/sbin/shutdown\nhalt:x:7:0:halt:/sbin:/sbin/halt\n"
        "operator:x:11:0:operator:/root:/sbin/nologin\nnobody:x:99:99:Nobody:/:/sbin/nologin\n"
        "nfsnobody:x:65534:65534:Anonymous NFS User:/var/lib/nfs:/sbin/nologin\n"
        "mysql:x:27:27:MySQL Server:/var/lib/mysql:/bin/false\n"
        "oracle:x:501:501::/home/oracle:/bin/bash\njenkins:x:996:993::/var/lib/jenkins:/bin/bash\n"
        "zabbix:x:995:992::/var/lib/zabbix:/sbin/nologin\nwww:x:1001:1001::/home/www:/sbin/nologin\n"
        "deploy:x:1002:1002::/home/deploy:/bin/bash\n"
    ),
    "/etc/shadow": (
        "root:$6$a$b:18000:0:99999:7:::\nbin:*:18000:0:99999:7:::\nsync:*:18000:0:99999:7:::\n"
        "oracle:$6$a$b:18000:0:99999:7:::\njenkins:!!:18000::::::\nmysql:!!:18000::::::\n"
        "www:!!:18000::::::\ndeploy:!!:18000:0:99999:7:::\n"
    ),
    "/etc/group": (
        "root:x:0:\nbin:x:1:\ndaemon:x:2:\nadm:x:4:\ndisk:x:6:\nwheel:x:10:deploy\n"
        "docker:x:990:jenkins\noracle:x:501:\n"
    ),
    "/etc/sudoers": (
        "# Host_Alias     FILESERVERS = fs1, fs2\nDefaults   !visiblepw\nDefaults    always_set_home\n"
        "Defaults    match_group_by_gid\nDefaults    env_reset\n"
        'Defaults    env_keep =  "COLORS DISPLAY HOSTNAME HISTSIZE KDEDIR LS_COLORS"\n'
        'Defaults    env_keep += "MAIL PS1 PS2 QTDIR USERNAME LANG LC_ADDRESS LC_CTYPE"\n'
        "Defaults    secure_path = /sbin:/bin:/usr/sbin:/usr/bin\nroot\tALL=(ALL) \tALL\n"
        "%wheel\tALL=(ALL)\tALL\n# %wheel\tALL=(ALL)\tNOPASSWD: ALL\n#includedir /etc/sudoers.d\n"
    ),
    "/etc/sudoers.d/zabbix": (
        "Defaults:zabbix !requiretty, !syslog\nzabbix ALL=(root) NOPASSWD: /usr/sbin/ss -ltnp\n"
    ),
    "/etc/sudoers.d/deploy": "deploy ALL=(ALL) NOPASSWD: ALL\njenkins ALL=(ALL) NOPASSWD: ALL\n",
    "/etc/ssh/sshd_config": (
        "HostKey /etc/ssh/ssh_host_rsa_key\nSyslogFacility AUTHPRIV\nPermitRootLogin yes\n"
        "AuthorizedKeysFile\t.ssh/authorized_keys\nPasswordAuthentication yes\nUsePAM yes\n"
        "AcceptEnv LANG LC_CTYPE LC_NUMERIC\nSubsystem\tsftp\t/usr/libexec/openssh/sftp-server\n"
    ),
    "/etc/pam.d/system-auth": (
        "auth        required      pam_env.so\nauth        required      pam_faildelay.so delay=2000000\n"
        "auth        sufficient    pam_unix.so nullok try_first_pass\n"
        "auth        requisite     pam_succeed_if.so uid >= 1000 quiet_success\n"
        "auth        required      pam_deny.so\n"
        "account     required      pam_unix.so\naccount     sufficient    pam_localuser.so\n"
        "account     sufficient    pam_succeed_if.so uid < 1000 quiet\n"
        "account     required      pam_permit.so\n"
    ),
    "/etc/pam.d/password-auth": (
        "auth        [default=1 ignore=ignore success=ok] pam_succeed_if.so uid >= 1000 quiet\n"
        "auth        [default=1 ignore=ignore success=ok] pam_localuser.so\n"
        "auth        sufficient    pam_unix.so nullok try_first_pass\n"
        "auth        sufficient    pam_sss.so forward_pass\nauth        required      pam_deny.so\n"
    ),
    "/etc/pam.d/sshd": (
        "auth\t   required\tpam_sepermit.so\nauth       substack     password-auth\n"
        "auth       include      postlogin\n-auth      optional     pam_reauthorize.so prepare\n"
    ),
    "/etc/pam.d/postlogin": "session [default=1] pam_lastlog.so nowtmp showfailed\n",
    "/etc/pam.d/su": (
        "auth\t\tsufficient\tpam_rootok.so\n#auth sufficient pam_wheel.so trust use_uid\n"
        "auth\t\tsubstack\tsystem-auth\nauth\t\tinclude\t\tpostlogin\n"
    ),
    "/root/.ssh/authorized_keys": f"{KEY} jump@bastion\n",
    "/home/deploy/.ssh/authorized_keys": f"{KEY} ci@build\n",
    "/home/oracle/.ssh/authorized_keys": f"{KEY} oracle@rac2\n",
}

UBUNTU_CLOUD: Host = {
    **DEBIAN_PAM,
    "/etc/passwd": (
        "root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n"
        "pollinate:x:102:1::/var/cache/pollinate:/bin/false\nlxd:x:999:100::/var/snap/lxd/common/lxd:/bin/false\n"
        "ec2-instance-connect:x:109:65534::/nonexistent:/usr/sbin/nologin\n"
        "sftp1:x:1003:1003::/srv/sftp:/usr/sbin/nologin\n"
        "ubuntu:x:1000:1000:Ubuntu:/home/ubuntu:/bin/bash\n"
    ),
    "/etc/shadow": "root:*:19000:0:99999:7:::\nubuntu:!:19000:0:99999:7:::\nlxd:!:19000::::::\n",
    "/etc/group": "root:x:0:\nadm:x:4:syslog,ubuntu\nsudo:x:27:ubuntu\nlxd:x:110:ubuntu\n",
    "/etc/sudoers": (
        "Defaults env_reset\n%admin ALL=(ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n"
    ),
    "/etc/sudoers.d/90-cloud-init-users": (
        "# Created by cloud-init v. 23.1\n\n# User rules for ubuntu\nubuntu ALL=(ALL) NOPASSWD:ALL\n"
    ),
    "/etc/ssh/sshd_config": (
        "Include /etc/ssh/sshd_config.d/*.conf\nKbdInteractiveAuthentication no\nUsePAM yes\n"
        "AcceptEnv LANG LC_*\nSubsystem sftp /usr/lib/openssh/sftp-server\n"
        "AuthorizedKeysCommand /usr/share/ec2-instance-connect/eic_run_authorized_keys %u %f\n"
        "AuthorizedKeysCommandUser ec2-instance-connect\n"
        "Match User sftp1\n ForceCommand internal-sftp\n ChrootDirectory /srv/sftp\n"
    ),
    "/etc/ssh/sshd_config.d/60-cloudimg-settings.conf": "PasswordAuthentication no\n",
    "/root/.ssh/authorized_keys": (
        "no-port-forwarding,no-agent-forwarding,no-X11-forwarding,command=\"echo 'Please login as "
        f'the user \\"ubuntu\\" rather than the user \\"root\\".\';echo;sleep 10;exit 142" {KEY} k\n'
    ),
    "/home/ubuntu/.ssh/authorized_keys": f"{KEY} my-key-pair\n",
    "/srv/sftp/.ssh/authorized_keys": f"{KEY} partner\n",
}

ALPINE: Host = {
    "/etc/passwd": (
        "root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/sbin/nologin\nadm:x:3:4:adm:/var/adm:/sbin/nologin\n"
        "sync:x:5:0:sync:/sbin:/bin/sync\nshutdown:x:6:0:shutdown:/sbin:/sbin/shutdown\n"
        "halt:x:7:0:halt:/sbin:/sbin/halt\noperator:x:11:0:operator:/root:/sbin/nologin\n"
        "guest:x:405:100:guest:/dev/null:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n"
        "chrony:x:100:101:chrony:/var/log/chrony:/sbin/nologin\n"
    ),
    "/etc/shadow": "root:*::0:::::\nbin:!::0:::::\nsync:!::0:::::\nhalt:!::0:::::\nguest:!::0:::::\n",
    "/etc/group": (
        "root:x:0:root\nbin:x:1:root,bin,daemon\nadm:x:4:root,adm,daemon\ndisk:x:6:root,adm\n"
        "wheel:x:10:root\nshadow:x:42:\nlp:x:7:lp\nkmem:x:9:\n"
    ),
    "/etc/ssh/sshd_config": "AuthorizedKeysFile\t.ssh/authorized_keys\nSubsystem\tsftp\tinternal-sftp\n",
    "/etc/pam.d/base-auth": (
        "auth required pam_env.so\nauth required pam_nologin.so successok\nauth required pam_unix.so nullok\n"
    ),
    "/etc/pam.d/login": "auth required pam_securetty.so\nauth include base-auth\n",
    "/etc/pam.d/su": "auth sufficient pam_rootok.so\nauth include base-auth\n",
}

ORDINARY: Mapping[str, Host] = {
    "debian": DEBIAN,
    "centos-7": CENTOS_7,
    "ubuntu-cloud": UBUNTU_CLOUD,
    "alpine": ALPINE,
}

_PARSERS = {
    "/etc/passwd": "passwd",
    "/etc/shadow": "shadow",
    "/etc/group": "group",
    "/etc/sudoers": "sudoers",
    "/etc/ssh/sshd_config": "sshd_config",
    "/etc/pam.d/*": "pam",
    "*/.ssh/authorized_keys*": "authorized_keys",
}


def records_of(host: Host, *more: object) -> RecordSet:
    """What our parsers make of a host's files, includes followed, with more records beside."""
    homes = {
        fields[5]: fields[0]
        for line in reversed(host.get("/etc/passwd", "").splitlines())
        if len(fields := line.split(":")) > 5
    }
    found: list[object] = list(more)
    for path in host:
        for pattern, parser in _PARSERS.items():
            if fnmatchcase(path, pattern):
                account = homes.get(path.rpartition("/.ssh/")[0], "")
                found += _read(host, path, parser, account)
    return RecordSet(found)


def claims_on(
    host: Host, *more: object, context: HostContext | None = None
) -> list[tuple[str, Claim]]:
    """What all checks of our areas claim about a host, with the names of the checks."""
    records = records_of(host, *more)
    return [
        (check.info.name, claim)
        for check in own_checks()
        for claim in claims_of(check, records.of, context or HostContext())
    ]


def alarms_on(host: Host, *more: object) -> dict[str, set[str]]:
    """What is claimed above low: the check's name with the subjects' values."""
    found: dict[str, set[str]] = {}
    worth = {check.info.name: check.info.level for check in own_checks()}
    for check, claim in claims_on(host, *more):
        level = worth[check] if claim.level is None else claim.level
        if level > Level.LOW:
            found.setdefault(check, set()).update(each.value for each in claim.subjects)
    return found


def own_checks() -> Iterable[Check]:
    """The checks of accounts, sudo, SSH and PAM."""
    return [check for check in all_checks() if check.info.name.startswith(AREAS)]


def changed(host: Host, added: Host) -> Host:
    """A host with text added to the end of some of its files, or with files it did not have."""
    return {**host, **{path: host.get(path, "") + text for path, text in added.items()}}


def _read(host: Host, path: str, parser: str, account: str) -> Iterator[object]:
    place = Place(HostPath(path), account=account)
    evidence = Evidence(host[path].encode(), place.path)
    yield from parsers()[parser](evidence, place).records
    include = includes().get(parser)
    for pattern in include(evidence, place) if include else ():
        for other in host:
            is_listed = name(other) and fnmatchcase(other, pattern) and other != path
            if is_listed and not other.startswith("/etc/pam.d/"):
                yield from _read(host, other, parser, account)
