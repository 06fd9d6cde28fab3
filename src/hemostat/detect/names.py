"""Commands every Linux host has: which an intruder wraps or replaces, and what they are made of."""

from typing import Final


def words(text: str) -> frozenset[str]:
    """The words of a text: a list of names stands closer together so."""
    return frozenset(text.split())


WATCHED: Final = words("""
    ls ps top ss netstat lsof find grep du df w who last lastb id stat file strings ip ifconfig
    kill pkill killall pgrep pidof crontab systemctl service journalctl chattr lsattr lsmod
    dmesg login su sudo passwd useradd usermod chpasswd cat cp mv rm touch date md5sum sha256sum
    mount umount iptables nft ssh sshd scp sftp ssh-keygen ssh-add curl wget openssl dpkg rpm
    uname hostname tail head more less bash sh dash vi awk sed tcpdump ldd chmod chown nohup
    htop
""")
"""Names that show a host's state, take passwords, or fetch: wrapped to hide or to steal."""

SELF_COMPILED: Final = words("""
    ssh sshd scp sftp ssh-keygen ssh-add curl wget openssl bash sudo htop tcpdump nft iptables
    lsof file less vi
""")
"""Among them, those that administrators often build themselves into /usr/local."""

ALWAYS_ELF: Final = words("""
    ls ps top ss netstat lsof find grep du df w who last id stat ip ifconfig kill pkill pgrep
    crontab systemctl journalctl chattr lsattr login su sudo passwd useradd usermod chpasswd cat
    cp mv rm touch date md5sum sha256sum mount umount ssh sshd scp sftp ssh-keygen ssh-add ssh-
    agent curl wget openssl dpkg rpm uname hostname tail head bash dash sed tcpdump chmod chown
    cron crond agetty getty init systemd udevd rsyslogd auditd sha1sum base64 chroot env nc ncat
    rsync gdb strace tar gzip free uptime vmstat sysctl dmesg lsmod insmod rmmod modprobe kmod
    depmod htop pmap pwdx nice nohup sleep sort uniq wc xargs chage gpasswd newgrp groupadd
""")
"""Programs that every distribution builds from C: a script under such a name is a wrapper.

Not here: which, ldd, service, zcat, egrep and others that are scripts on some systems.
"""

ESCAPES: Final = words("""
    bash dash sh ash zsh ksh csh tcsh fish busybox python python2 python3 perl ruby lua node php
    awk gawk mawk find vim vi view ed nano emacs less more man env tar cp mv dd tee cat install
    sed chmod chown gdb strace make git rsync socat nc ncat nmap docker systemctl xargs nice
    timeout stdbuf taskset ionice flock watch expect openssl curl wget ln
""")
"""Programs that hand over a shell, or any file, to whoever runs them set-uid root."""


def plain_name(name: str) -> str:
    """A program's name without a version behind it: python3.11 and perl5.36.0 are python and perl.

    A leading dot goes as well, because hidden copies keep the name.
    """
    return name.lstrip(".").rstrip("0123456789.-") or name
