"""Commands in the configuration of apt."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.parse.host.package_hooks_apt import parse_apt_config
from hemostat.parse.place import Place

PATH = HostPath("/etc/apt/apt.conf.d/99x")


def read(text: str | bytes) -> Parsed[Any]:
    data = text if isinstance(text, bytes) else text.encode()
    return parse_apt_config(Evidence(data, PATH), Place(PATH))


def hooks(text: str) -> list[tuple[str, str]]:
    return [(record.event, record.command) for record in read(text).records]


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    ("text", "command"),
    [
        ('DPkg::Post-Invoke {"/a b";};', "/a b"),
        ('DPkg { Post-Invoke { "/a b"; }; };', "/a b"),
        ('DPkg::Post-Invoke:: "/a b";', "/a b"),
        ('dpkg::pre-invoke\n{\n"/a b"\n}', "/a b"),
        ('APT { Update { Pre-Invoke:: "/a b"; }; };', "/a b"),
        ('APT::Update::Post-Invoke-Success { "/a b" };', "/a b"),
        ('DPkg::Pre-Install-Pkgs {"/a b || true";};', "/a b || true"),
        ('AptCli::Hooks::Install { "/a b"; };', "/a b"),
        ('Acquire::http::Proxy-Auto-Detect "/a";', "/a"),
        ("Dir::Bin::dpkg /tmp/dpkg;", "/tmp/dpkg"),
        ('DPkg::Post-Invoke {"/a; rm -f // #x";};', "/a; rm -f // #x"),
    ],
)
def test_a_hook_is_read_in_each_way_to_write_it(text: str, command: str) -> None:
    assert [found for _, found in hooks(text)] == [command]
    assert read(text).unread == ()


def test_each_command_of_a_list_is_a_record_at_its_line() -> None:
    parsed = read('// c\nDPkg::Post-Invoke {\n "/a";\n /* "/no"; */ "/b"; # "/no"\n};\n')
    assert [(r.command, r.source.line) for r in parsed.records] == [("/a", 3), ("/b", 4)]


def test_settings_give_no_record() -> None:
    text = (
        'APT::NeverAutoRemove {"^linux-.*";}; Acquire::Languages "none";'
        "\n#clear DPkg::Post-Invoke;\n"
    )
    assert hooks(text) == []
    assert read(text).unread == ()


def test_what_is_clear_of_comments_by_a_directive_still_counts() -> None:
    assert hooks('#include "/x";\nDPkg::Post-Invoke {"/a";};')[0][1] == "/a"


def test_a_text_without_end_is_unread_and_what_follows_is_still_read() -> None:
    parsed = read('APT::X "a;\nDPkg::Post-Invoke {/a;};\n')
    assert len(parsed.unread) >= 1


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    parsed = read(data)
    assert len(parsed.records) + len(parsed.unread) <= len(data) + 1


@given(st.lists(st.text(alphabet="aB:; \n\t", max_size=20), max_size=6))
def test_no_closed_statement_before_it_hides_a_hook(parts: list[str]) -> None:
    assert ("DPkg::Post-Invoke", "/opt/planted") in hooks(
        "".join(parts) + ';\nDPkg::Post-Invoke {"/opt/planted";};'
    )


def test_a_megabyte_of_braces_is_read_in_bounded_time() -> None:
    assert read("{" * 200_000 + "}" * 200_001).unread[-1].reason == "a brace closes nothing"
    assert read("/*" * 100_000).records == ()
