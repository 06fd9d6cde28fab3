"""Folders first in PATH."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import path_order as module
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, Startup


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


def startup(path: str, account: str = "", place: str = "/etc/profile") -> Startup:
    return Startup(
        mechanism=Mechanism.SHELL_PROFILE,
        place=HostPath(place),
        account=account,
        environment=(f"PATH={path}",),
        is_privileged=account in ("", "root"),
    )


@pytest.mark.requirement("A6L.1")
@pytest.mark.parametrize(
    ("path", "account", "fires"),
    [
        (":/usr/bin", "root", True),
        (".:$PATH", "li", False),
        ('"/dev/shm:$PATH"', "", True),
        ("/usr/local/.x:/bin", "", True),
        ("$PATH:/tmp", "", False),
        ("/root/.pyenv/shims:$PATH", "root", False),
        ("/home/li/.vscode-server/bin/1/bin/remote-cli:$PATH", "li", False),
        ("/www/server/nodejs/v18/bin:$PATH", "", False),
        ("/usr/lib/jvm/java/bin:$PATH", "", False),
    ],
)
def test_what_stands_before_the_system_decides(path: str, account: str, fires: bool) -> None:
    found = claims(module.path_order, startup(path, account))
    assert bool(found) == fires


def test_a_packaged_file_is_believed() -> None:
    from dataclasses import replace

    assert not claims(module.path_order, replace(startup("/tmp:$PATH"), place_state="packaged"))
