"""What is odd about a name, before anybody asks who owns it."""

import pytest

from hemostat.detect.sighted import sights_of
from hemostat.detect.worth_reading import Spot
from hemostat.model.area import AreaKind
from hemostat.model.path import HostPath


def sights(
    folder: str, kind: AreaKind, name: str, mode: int = 0o755, *, is_file: bool = True
) -> list[str]:
    spot = Spot(HostPath(folder), kind)
    found = sights_of(spot, name.encode(), mode, 9, is_file=is_file)
    return [sight.sign for sight in found]


SYSTEM, TEMPORARY, HOME = AreaKind.SYSTEM, AreaKind.TEMPORARY, AreaKind.HOME


@pytest.mark.parametrize(
    ("folder", "kind", "name", "mode", "expected"),
    [
        ("/usr/share/.k", SYSTEM, "x", 0o755, ["hidden_program"]),
        ("/usr/share/.k", SYSTEM, "x", 0o644, []),
        ("/usr/lib", SYSTEM, ".x", 0o755, ["hidden_program"]),
        ("/usr/lib/node_modules/a/.bin", SYSTEM, "x", 0o755, []),
        ("/usr/src/linux-6.1.2/scripts", SYSTEM, ".tmp", 0o755, []),
        ("/tmp", TEMPORARY, "x", 0o755, ["temporary_program"]),
        ("/tmp/.ICE-unix", TEMPORARY, "x", 0o755, ["hidden_program"]),
        ("/tmp/.ansible-lee/tmp", TEMPORARY, "x.py", 0o755, ["temporary_program"]),
        ("/tmp/_MEIabc123", TEMPORARY, "x.so", 0o755, []),
        ("/dev", TEMPORARY, "ttyq", 0o644, ["device_file"]),
        ("/dev/shm", TEMPORARY, "data", 0o644, []),
        ("/dev/shm", TEMPORARY, "x", 0o755, ["temporary_program"]),
        ("/usr/bin", SYSTEM, "x", 0o755, ["system_program"]),
        ("/usr/bin/deeper", SYSTEM, "x", 0o755, ["system_program"]),
        ("/usr/lib/deeper", SYSTEM, "x", 0o755, []),
        ("/etc/profile.d", AreaKind.SETTINGS, "x", 0o755, ["settings_program"]),
        ("/etc/systemd/system/a.service.d", AreaKind.SETTINGS, "x", 0o755, ["settings_program"]),
        ("/etc/xray/bin", AreaKind.SETTINGS, "x", 0o755, []),
        ("/home/u/.cargo/bin", HOME, "x", 0o755, []),
        ("/home/u/.k", HOME, "x", 0o755, ["hidden_program"]),
        ("/usr/lib", SYSTEM, "a b", 0o644, []),
        ("/usr/lib", SYSTEM, "a ", 0o644, ["disguised_name"]),
        ("/usr/lib", SYSTEM, "a\u202egpj.sh", 0o644, ["disguised_name"]),
        ("/srv", AreaKind.WEB, "中文.php", 0o644, []),
    ],
)  # fmt: skip
def test_the_place_name_and_mode_decide(
    folder: str, kind: AreaKind, name: str, mode: int, expected: list[str]
) -> None:
    assert sights(folder, kind, name, mode) == expected


def test_a_folder_is_odd_by_its_name_alone() -> None:
    assert sights("/usr/lib", SYSTEM, "...", is_file=False) == ["disguised_name"]
    assert sights("/usr/lib", SYSTEM, ".build-id", is_file=False) == []
