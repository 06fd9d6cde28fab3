import pytest

from hemostat.detect.sudo_escape import (
    is_placed,
    makes_root,
    opens_shell,
    starts_shell,
    wraps_shell,
)


@pytest.mark.requirement("B5.2")
@pytest.mark.parametrize(
    "command",
    [
        "/usr/bin/find . -exec /bin/bash -p ;",
        "/usr/bin/find /etc -execdir sh ;",
        "/usr/bin/vim -c :!/bin/sh",
        "/usr/bin/vi +!sh /dev/null",
        '/usr/bin/awk BEGIN {system("/bin/sh")}',
        "/bin/tar -cf /dev/null /dev/null --checkpoint=1 --checkpoint-action=exec=/bin/sh",
        "/usr/bin/nice /bin/bash -p",
        "/usr/bin/timeout 7d /bin/sh",
        "/usr/bin/zip /tmp/x /etc/hosts -T -TT sh #",
        "/usr/bin/nmap --interactive",
        "/usr/bin/strace -o /dev/null /bin/sh",
        "/usr/bin/apt-get update -o APT::Update::Pre-Invoke::=/bin/sh",
        "/usr/bin/python3 -c import os; os.system('/bin/sh')",
        "/usr/bin/perl -e exec '/bin/sh';",
        "/usr/bin/ruby -e exec '/bin/sh'",
        "/usr/bin/xargs -a /dev/null sh",
        "/usr/bin/ssh -o ProxyCommand=;sh 0<&2 1>&2 x",
        "/usr/bin/gdb -nx -ex !sh -ex quit",
    ],
)
def test_a_shell_by_way_of_another_program(command: str) -> None:
    assert starts_shell(command)


@pytest.mark.parametrize(
    "command",
    [
        "/usr/bin/find /srv -name *.sh -exec chmod +x {} ;",
        "/usr/bin/find /srv -type f -exec sh -c wc {} ;",
        "/usr/bin/vim /usr/local/bin/deploy.sh",
        "/usr/bin/vim +12 /etc/ssh/sshd_config",
        "/usr/bin/env bash /opt/install.sh",
        "/usr/bin/env PATH=/x python3 manage.py shell",
        "/usr/bin/timeout 60 /usr/local/bin/backup.sh",
        "/usr/bin/nice -n 10 /bin/sh /opt/a.sh",
        "/bin/tar xzf /tmp/app.tar.gz -C /opt",
        "/usr/bin/rsync -e ssh -a /srv/ b:/srv/",
        "/usr/bin/docker run -v /srv:/srv alpine sh",
        "/usr/bin/git -C /srv/app pull",
        "/usr/bin/less /var/log/syslog",
        "/usr/bin/systemctl restart ssh",
        "/usr/bin/strace -p 4711 -o /tmp/out",
        "/usr/bin/apt-get install -y zsh",
        "/usr/bin/crontab -l",
        "/usr/bin/man bash",
        "/usr/bin/awk {print $1} /var/log/messages",
        "/usr/bin/python3 -m pip install x",
    ],
)
def test_what_administrators_run_is_no_detour(command: str) -> None:
    assert not starts_shell(command)


@pytest.mark.parametrize(
    "command",
    [
        "/usr/bin/env /bin/sh",
        "/usr/bin/docker run -v /:/mnt --rm -it alpine chroot /mnt sh",
        "/usr/bin/socat stdin exec:/bin/sh",
        "/usr/bin/pip install /tmp/x",
    ],
)
def test_what_only_a_daemons_account_has_no_reason_for(command: str) -> None:
    assert wraps_shell(command)
    assert not starts_shell(command)


def test_what_makes_root_or_shows_its_hashes() -> None:
    assert makes_root("/usr/bin/tee -a /etc/sudoers.d/x")
    assert makes_root("/bin/cat /etc/shadow")
    assert makes_root("/bin/chmod u+s /bin/bash")
    assert makes_root("/usr/sbin/useradd -o -u 0 x")
    assert not makes_root("/bin/cat /etc/hosts")
    assert not makes_root("/bin/cp a.conf /etc/nginx/nginx.conf")


def test_a_shell_and_inline_code_open_one_and_a_script_does_not() -> None:
    assert opens_shell("/bin/bash")
    assert opens_shell("/bin/bash -p")
    assert opens_shell("/usr/bin/perl -e 1")
    assert opens_shell("/bin/bash /tmp/x.sh")
    assert not opens_shell("/bin/bash /opt/reload.sh")
    assert not opens_shell("")


def test_a_program_of_a_temporary_folder() -> None:
    assert is_placed("/tmp/x -a")
    assert is_placed("/usr/bin/python3 /dev/shm/a.py")
    assert not is_placed("/usr/bin/tail /tmp/log")
