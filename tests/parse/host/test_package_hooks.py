"""Commands that package managers run by themselves."""

from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.package_hooks import (
    parse_dnf_actions,
    parse_dpkg_config,
    parse_package_settings,
    parse_pacman_hook,
)
from hemostat.parse.place import Place

ACTIONS = Place(HostPath("/etc/dnf/plugins/post-transaction-actions.d/a.action"))
ACTIONS5 = Place(HostPath("/etc/dnf/libdnf5-plugins/actions.d/a.actions"))
DPKG = Place(HostPath("/etc/dpkg/dpkg.cfg.d/x"))


def test_hooks_of_dpkg_are_read_in_each_spelling() -> None:
    data = b'# c\nno-debsig\nlog /var/log/dpkg.log\npost-invoke=/a\npre-invoke "/b c"\n(odd)\n'
    parsed = parse_dpkg_config(Evidence(data, DPKG.path), DPKG)
    assert [(r.event, r.command) for r in parsed.records] == [
        ("post-invoke", "/a"),
        ("pre-invoke", "/b c"),
    ]
    assert [u.source.line for u in parsed.unread] == [6]


def test_actions_of_dnf_are_read_in_both_versions() -> None:
    parsed = parse_dnf_actions(Evidence(b"*:any:/a b:c\nbad\n", ACTIONS.path), ACTIONS)
    assert [(r.event, r.command) for r in parsed.records] == [("*:any", "/a b:c")]
    assert len(parsed.unread) == 1
    parsed = parse_dnf_actions(
        Evidence(b"post_transaction:*:in::/a b:c\n", ACTIONS5.path), ACTIONS5
    )
    assert [(r.event, r.command) for r in parsed.records] == [("post_transaction", "/a b:c")]


def test_a_hook_of_pacman_gives_its_command() -> None:
    place = Place(HostPath("/etc/pacman.d/hooks/a.hook"))
    data = b"[Trigger]\nTarget = *\n[Action]\nWhen = PostTransaction\nExec = /a b\n"
    parsed = parse_pacman_hook(Evidence(data, place.path), place)
    assert [(r.event, r.command) for r in parsed.records] == [("PostTransaction", "/a b")]


def test_a_plugin_folder_outside_of_usr_is_a_hook() -> None:
    place = Place(HostPath("/etc/yum.conf"))
    data = b"[main]\nplugins=1\npluginpath=/usr/lib/yum-plugins, /tmp/p\nexclude=a\n  b\n"
    parsed = parse_package_settings(Evidence(data, place.path), place)
    assert [(r.tool, r.command) for r in parsed.records] == [("yum", "/tmp/p")]
    assert parsed.unread == ()


@given(st.binary(max_size=200))
def test_no_action_is_lost(data: bytes) -> None:
    evidence = Evidence(data, ACTIONS.path)
    parsed = parse_dnf_actions(evidence, ACTIONS)
    seen = sorted(each.source.line or 0 for each in (*parsed.records, *parsed.unread))
    assert seen == [n for n, raw in evidence.lines() if raw.strip() and raw.strip()[0] != "#"]


@given(st.lists(st.text(max_size=20), max_size=5))
def test_no_line_before_it_hides_a_hook(lines: list[str]) -> None:
    before = "".join(f"{line}\n" for line in lines if "\n" not in line)
    data = f"{before}post-invoke=/opt/planted\nExec = /opt/planted\n".encode()
    for parser, place in ((parse_dpkg_config, DPKG), (parse_pacman_hook, DPKG)):
        records = parser(Evidence(data, place.path), place).records
        assert "/opt/planted" in [record.command for record in records]


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    evidence = Evidence(data, DPKG.path)
    for parser in (parse_dpkg_config, parse_pacman_hook, parse_package_settings):
        parsed = parser(evidence, DPKG)
        assert len(parsed.records) + len(parsed.unread) <= data.count(b"\n") + 1
