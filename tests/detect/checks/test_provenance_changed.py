"""How bad a changed file of a package is."""

from dataclasses import replace

import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.provenance_changed import packaged_file_changed
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance

FACT = FileFact(
    path=HostPath("/usr/bin/ps"),
    state=Provenance.CHANGED,
    package="made",
    content="elf",
    used_as=("runs",),
    sha256="ab" * 32,
)


def levels(*facts: FileFact) -> list[Level | None]:
    claims = claims_of(packaged_file_changed, lambda _: facts, HostContext())
    return [claim.level for claim in claims]


@pytest.mark.requirement("A4.13", "A6L.5")
@pytest.mark.parametrize(
    ("path", "content", "level"),
    [
        ("/usr/bin/ps", "elf", Level.CRITICAL),
        ("/usr/lib/x86_64-linux-gnu/security/pam_unix.so", "elf", Level.CRITICAL),
        ("/usr/sbin/sshd", "elf", Level.HIGH),
        ("/usr/lib64/libcrypto.so.1.1", "elf", Level.HIGH),
        ("/usr/sbin/nginx", "elf", Level.HIGH),
        ("/usr/bin/some-script", "script", Level.MEDIUM),
        ("/opt/vendor/bin/tool", "elf", Level.LOW),
        ("/usr/share/vendor/tool", "elf", Level.MEDIUM),
        ("/usr/lib/systemd/system/docker.service", "text", Level.LOW),
        ("/etc/init.d/tool", "script", Level.LOW),
        ("/usr/share/tool/run.sh", "script", Level.LOW),
        ("/usr/lib/python3/dist-packages/x.py", "text", Level.LOW),
        ("/usr/lib/node_modules/npm/bin/npm-cli.js", "script", Level.LOW),
    ],
)
def test_the_level_follows_what_the_file_is(path: str, content: str, level: Level) -> None:
    assert levels(replace(FACT, path=HostPath(path), content=content)) == [level]


@pytest.mark.parametrize("state", [each for each in Provenance if each is not Provenance.CHANGED])
def test_only_changed_files_count(state: Provenance) -> None:
    assert levels(replace(FACT, state=state)) == []


def test_a_file_nobody_uses_is_left_alone() -> None:
    assert levels(replace(FACT, used_as=())) == []


def test_a_loaded_kernel_module_is_high_even_compressed() -> None:
    module = replace(
        FACT,
        path=HostPath("/usr/lib/modules/6.1/kernel/net/x.ko.xz"),
        content="archive",
        used_as=("module",),
    )
    assert levels(module) == [Level.HIGH]


def test_two_names_of_one_file_are_one_finding_under_its_own_path() -> None:
    real = HostPath("/usr/bin/ps")
    facts = (
        replace(FACT, path=HostPath("/bin/ps"), real_path=real),
        replace(FACT, path=real, real_path=real),
    )
    [claim] = claims_of(packaged_file_changed, lambda _: facts, HostContext())
    assert claim.subjects[0].value == "/usr/bin/ps"
    assert claim.subjects[0].details == (("also", "/bin/ps"),)


def test_a_wrapper_is_told_by_its_own_check_alone() -> None:
    assert levels(replace(FACT, content="script")) == []
