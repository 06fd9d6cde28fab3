"""pip and npm as second owners."""

import base64
import hashlib
import os
from pathlib import Path

import pytest

from hemostat.examine.baseline import build_facts
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact
from made_roots import install_dpkg, put, tree_of

SCRIPT = b"#!/usr/bin/python3\nfrom supervisor import main\n"
SITE = "/usr/lib/python3.6/site-packages"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    install_dpkg(tmp_path, "python3-pip", {"/usr/bin/pip3": b"#!/usr/bin/python3\n# old\n"})
    return tmp_path


def fact_of(root: Path, path: str) -> FileFact:
    facts, _ = build_facts(tree_of(root), {HostPath(path): {"runs"}})
    return facts[0]


def record(root: Path, site: str, package: str, path: str, content: bytes) -> None:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    line = f"{path},sha256={digest},{len(content)}\n"
    put(root, f"{site}/{package}-1.0.dist-info/RECORD", line.encode())


@pytest.mark.requirement("A4.13")
def test_a_program_that_pip_installed_is_explained_while_its_hash_agrees(root: Path) -> None:
    put(root, "/usr/bin/supervisord", SCRIPT, 0o755)
    record(root, SITE, "supervisor", "../../../bin/supervisord", SCRIPT)
    fact = fact_of(root, "/usr/bin/supervisord")
    assert (fact.state.value, fact.product) == ("product", "pip:supervisor")
    put(root, "/usr/bin/supervisord", SCRIPT + b"import os\n", 0o755)
    assert fact_of(root, "/usr/bin/supervisord").state.value == "unowned"


def test_pip_that_updated_itself_over_the_package_is_explained(root: Path) -> None:
    put(root, "/usr/bin/pip3", SCRIPT, 0o755)
    assert fact_of(root, "/usr/bin/pip3").state.value == "changed"
    record(root, SITE, "pip", "../../../bin/pip3", SCRIPT)
    fact = fact_of(root, "/usr/bin/pip3")
    assert (fact.state.value, fact.product) == ("product", "pip:pip")


def test_a_virtual_environment_is_asked_beside_its_programs(root: Path) -> None:
    put(root, "/opt/app/venv/bin/gunicorn", SCRIPT, 0o755)
    site = "/opt/app/venv/lib/python3.11/site-packages"
    record(root, site, "gunicorn", "../../../bin/gunicorn", SCRIPT)
    assert fact_of(root, "/opt/app/venv/bin/gunicorn").product == "pip:gunicorn"


def test_a_module_is_found_in_its_own_site_folder(root: Path) -> None:
    put(root, f"{SITE}/x/fast.so", b"\x7fELF fast")
    record(root, SITE, "x", "x/fast.so", b"\x7fELF fast")
    assert fact_of(root, f"{SITE}/x/fast.so").product == "pip:x"
    put(root, f"{SITE}/x/slow.so", b"\x7fELF slow")
    assert fact_of(root, f"{SITE}/x/slow.so").state.value == "unowned"


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root: changes owners")
def test_an_npm_package_must_have_its_manifest_and_owner(root: Path) -> None:
    package = "/usr/lib/node_modules/pm2"
    put(root, f"{package}/package.json", b'{"name": "pm2", "bin": {"pm2": "bin/pm2"}}')
    put(root, f"{package}/bin/pm2", b"#!/usr/bin/env node\n", 0o755)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/pm2").symlink_to("../lib/node_modules/pm2/bin/pm2")
    assert fact_of(root, "/usr/bin/pm2").product == "npm:pm2"
    put(root, f"{package}/bin/.hidden", b"#!/usr/bin/env node\n", 0o755)
    assert fact_of(root, f"{package}/bin/.hidden").state.value == "unowned"
    os.chown(root / package[1:] / "package.json", 33, 33)
    assert fact_of(root, "/usr/bin/pm2").state.value == "unowned"


def test_a_program_in_an_npm_package_that_the_manifest_does_not_name_is_not_explained(
    root: Path,
) -> None:
    package = "/usr/lib/node_modules/@made/tool"
    put(root, f"{package}/package.json", b'{"name": "@made/tool", "bin": {"t": "./bin/tool"}}')
    for name in ("bin/tool", "bin/kworker", "build/fast.node", "lib/index.js", "run.sh"):
        content = b"#!/bin/sh\n" if name.endswith("sh") else b"\x7fELF"
        put(root, f"{package}/{name}", b"// js\n" if name.endswith("js") else content, 0o755)
    explained = {
        name: fact_of(root, f"{package}/{name}").product
        for name in ("bin/tool", "bin/kworker", "build/fast.node", "lib/index.js", "run.sh")
    }
    assert explained == {
        "bin/tool": "npm:@made/tool",
        "bin/kworker": "",
        "build/fast.node": "npm:@made/tool",
        "lib/index.js": "npm:@made/tool",
        "run.sh": "",
    }


def test_a_packaged_file_that_npm_replaced_stays_changed_because_npm_keeps_no_hash(
    root: Path,
) -> None:
    script = "/usr/lib/node_modules/npm/bin/npm-cli.js"
    install_dpkg(root, "npm", {script: b"// old\n"})
    put(root, script, b"// new\n", 0o755)
    put(root, "/usr/lib/node_modules/npm/package.json", b'{"name": "npm"}')
    assert fact_of(root, script).state.value == "changed"


@pytest.mark.parametrize("manifest", [b"", b"[1]", b'{"name": 3}', b"[" * 100_000, b'{"name":"a"}'])
def test_a_manifest_of_another_name_or_none_explains_nothing(root: Path, manifest: bytes) -> None:
    put(root, "/usr/lib/node_modules/pm2/package.json", manifest)
    put(root, "/usr/lib/node_modules/pm2/run.js", b"#!/usr/bin/env node\n", 0o755)
    assert fact_of(root, "/usr/lib/node_modules/pm2/run.js").state.value == "unowned"
