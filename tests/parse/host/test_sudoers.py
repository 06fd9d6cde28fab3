import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import SudoDefault, SudoRule
from hemostat.parse.host.sudoers import parse_sudoers, sudoers_includes
from hemostat.parse.place import Place

# Made up, after the sudoers of Debian 12 and CentOS 7.
DEBIAN = b"""Defaults\tenv_reset
Defaults\tmail_badpass
Defaults\tsecure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Host alias specification
root\tALL=(ALL:ALL) ALL
%sudo\tALL=(ALL:ALL) ALL
@includedir /etc/sudoers.d
"""


def parsed_of(data: bytes, path: str = "/etc/sudoers") -> Parsed[SudoRule | SudoDefault]:
    place = Place(HostPath(path))
    return parse_sudoers(Evidence(data, place.path), place)


def rules(text: str) -> list[SudoRule]:
    parsed = parsed_of(text.encode())
    assert parsed.unread == ()
    return [each for each in parsed.records if isinstance(each, SudoRule)]


def defaults(text: str) -> list[tuple[str, str, str, str]]:
    parsed = parsed_of(text.encode())
    assert parsed.unread == ()
    return [
        (each.binding, each.name, each.operator, each.value)
        for each in parsed.records
        if isinstance(each, SudoDefault)
    ]


def includes(text: str, path: str = "/etc/sudoers") -> tuple[str, ...]:
    place = Place(HostPath(path))
    return sudoers_includes(Evidence(text.encode(), place.path), place)


@pytest.mark.requirement("B5.1", "B5.4")
def test_the_file_of_debian_is_read_whole() -> None:
    parsed = parsed_of(DEBIAN)
    assert parsed.unread == ()
    found = [each for each in parsed.records if isinstance(each, SudoRule)]
    assert [(each.users, each.run_as, each.source.line) for each in found] == [
        (("root",), ("ALL", ":ALL"), 5),
        (("%sudo",), ("ALL", ":ALL"), 6),
    ]
    assert len(parsed.records) == 5


def test_a_tag_and_a_run_as_list_hold_until_others_replace_them() -> None:
    found = rules(
        "a ALL=(root) NOPASSWD: /bin/x, /bin/y, PASSWD: /bin/z, (bob) NOPASSWD:NOEXEC:/bin/w"
    )
    assert [(each.run_as, each.is_nopasswd, each.commands) for each in found] == [
        (("root",), True, ("/bin/x", "/bin/y")),
        (("root",), False, ("/bin/z",)),
        (("bob",), True, ("/bin/w",)),
    ]


def test_only_the_password_tag_is_about_passwords() -> None:
    (kept,) = rules("a ALL=NOPASSWD: /bin/x, EXEC: /bin/y")
    (never,) = rules("a ALL=NOEXEC: /bin/x, NOSETENV: /bin/y")
    assert (kept.is_nopasswd, never.is_nopasswd) == (True, False)


def test_a_colon_begins_another_list_of_hosts_without_the_tags() -> None:
    found = rules("a,b web1, web2 = NOPASSWD: /bin/x : db = /bin/y")
    assert [(each.hosts, each.is_nopasswd, each.commands) for each in found] == [
        (("web1", "web2"), True, ("/bin/x",)),
        (("db",), False, ("/bin/y",)),
    ]
    assert {each.users for each in found} == {("a", "b")}


def test_all_four_kinds_of_alias_are_resolved_even_before_they_are_defined() -> None:
    (found,) = rules(
        "ADMINS LAN = (DBA) NOPASSWD: SHELLS\n"
        "User_Alias ADMINS = ann, OPS : OPS = %wheel, #1000\n"
        "Host_Alias LAN = 10.0.0.0/8, web\n"
        "Runas_Alias DBA = oracle, postgres\n"
        "Cmnd_Alias SHELLS = /bin/sh, \\\n  /usr/bin/vim /etc/a\\,b\n"
    )
    assert found.users == ("ann", "%wheel", "#1000")
    assert found.hosts == ("10.0.0.0/8", "web")
    assert found.run_as == ("oracle", "postgres")
    assert found.commands == ("/bin/sh", "/usr/bin/vim /etc/a\\,b")


def test_an_alias_that_names_itself_or_stands_elsewhere_is_left_as_its_name() -> None:
    (found,) = rules(
        "A, ELSEWHERE ALL = X\nUser_Alias A = B\nUser_Alias B = A, ann\nCmnd_Alias X = X"
    )
    assert found.users == ("A", "ann", "ELSEWHERE")
    assert found.commands == ("X",)


def test_aliases_that_multiply_are_cut_and_end_soon() -> None:
    lines = [f"User_Alias A{n} = A{n + 1}, A{n + 1}" for n in range(40)]
    started = time.process_time()
    (found,) = rules("\n".join([*lines, "User_Alias A40 = x", "A0 ALL = ALL"]))
    assert time.process_time() - started < 2
    assert len(found.users) <= 10_000


@pytest.mark.parametrize(
    ("line", "users"),
    [
        ("#1000 ALL=ALL", ("#1000",)),
        ("%#27 ALL=ALL", ("%#27",)),
        ("%wheel ALL=ALL # 1000 people", ("%wheel",)),
        ('"%domain users" ALL=ALL', ("%domain users",)),
        ("%domain\\ users, DOM\\\\ann ALL=ALL", ("%domain\\ users", "DOM\\\\ann")),
        ("+netgroup, !bob ALL=ALL", ("+netgroup", "!bob")),
        ("%:unix ALL=ALL", ("%:unix",)),
    ],
)
def test_user_lists(line: str, users: tuple[str, ...]) -> None:
    assert [each.users for each in rules(line)] == [users]


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("a ALL=/bin/x, !/bin/y", ("/bin/x", "!/bin/y")),
        ("a ALL=sha224:0Gom+w== /bin/ls", ("sha224:0Gom+w== /bin/ls",)),
        ("a ALL=/bin/x --opt\\=1 a\\:b", ("/bin/x --opt\\=1 a\\:b",)),
        ("a ALL=^/bin/(x|y),z:$ ^q$, /bin/z", ("^/bin/(x|y),z:$ ^q$", "/bin/z")),
        ("a ALL=CWD=/tmp TIMEOUT=5m /bin/x", ("/bin/x",)),
        ("a ALL=/bin/x  # why", ("/bin/x",)),
        ("a ALL = sudoedit /etc/motd", ("sudoedit /etc/motd",)),
        ("a ALL=/usr/bin/docker \\\n  ps", ("/usr/bin/docker   ps",)),
    ],
)
def test_command_lists(line: str, commands: tuple[str, ...]) -> None:
    assert [each.commands for each in rules(line)] == [commands]


def test_a_group_alone_means_the_caller() -> None:
    assert [each.run_as for each in rules("a ALL=(:docker) ALL\na ALL=() ALL\na ALL=ALL")] == [
        (":docker",),
        (":",),
        (),
    ]


def test_defaults_do_not_vanish() -> None:
    assert defaults(
        'Defaults !visiblepw, env_keep += "LD_PRELOAD FOO"  # c\n'
        "Defaults:ann,bob !authenticate\n"
        "Defaults!/usr/bin/x setenv\n"
        "Defaults>root timestamp_timeout=-1\n"
        "Defaults@web log_year, logfile=/var/log/sudo.log\n"
    ) == [
        ("", "visiblepw", "!", ""),
        ("", "env_keep", "+=", "LD_PRELOAD FOO"),
        (":ann,bob", "authenticate", "!", ""),
        ("!/usr/bin/x", "setenv", "", ""),
        (">root", "timestamp_timeout", "=", "-1"),
        ("@web", "log_year", "", ""),
        ("@web", "logfile", "=", "/var/log/sudo.log"),
    ]


def test_what_cannot_be_split_is_kept_whole() -> None:
    assert defaults("Defaults env_reset, (( odd") == [
        ("", "env_reset", "", ""),
        ("", "?", "", "(( odd"),
    ]


def test_includes_give_the_files_sudo_reads() -> None:
    assert includes(
        "#include /etc/sudoers.local\n@includedir /etc/sudoers.d\n#includedir sub.d/\n"
        '@include /etc/s.%h\n@include "/etc/with blank"\n# include no\n#includes no\n'
    ) == (
        "/etc/sudoers.local",
        "/etc/sudoers.d/*",
        "/etc/sub.d/*",
        "/etc/s.*",
        "/etc/with blank",
    )


@pytest.mark.parametrize("name", ["x.conf", "x~", ".hidden", "90-x.rpmsave"])
def test_names_that_sudo_skips_are_unread_as_a_whole(name: str) -> None:
    parsed = parsed_of(b"evil ALL=NOPASSWD: ALL\n", f"/etc/sudoers.d/{name}")
    assert parsed.records == ()
    assert len(parsed.unread) == 1
    assert includes("#include /tmp/x", f"/etc/sudoers.d/{name}") == ()


@pytest.mark.parametrize(
    "line", ["nothing", "a ALL", "a ALL=", "= ALL", "User_Alias x", "Defaults"]
)
def test_lines_that_say_nothing_are_unread(line: str) -> None:
    parsed = parsed_of(line.encode())
    assert parsed.records == ()
    assert [each.source.line for each in parsed.unread] == [1]


def test_a_line_half_understood_is_a_rule_and_unread() -> None:
    parsed = parsed_of(b"a ALL=ALL : junk")
    assert len(parsed.records) == 1
    assert len(parsed.unread) == 1


def test_a_comment_does_not_go_on_behind_a_backslash() -> None:
    assert [each.users for each in rules("# comment \\\nann ALL=ALL")] == [("ann",)]


_TEXT = st.text('ab ALL=,:()!#"\\\n\t%@/NOPASWD_Aliaes-', max_size=60)


@given(st.one_of(st.binary(), _TEXT.map(str.encode)))
def test_every_record_and_unread_has_a_line_that_is_there(data: bytes) -> None:
    parsed = parsed_of(data)
    count = data.count(b"\n") + 1
    for each in (*parsed.records, *parsed.unread):
        assert each.source.line is not None and 1 <= each.source.line <= count


@given(st.lists(st.sampled_from(["a ALL=ALL", "junk", "Defaults env_reset", "# c", "", "b x=/y"])))
def test_no_line_is_ever_lost(lines: list[str]) -> None:
    parsed = parsed_of("\n".join(lines).encode())
    seen = {each.source.line for each in (*parsed.records, *parsed.unread)}
    assert seen == {n for n, line in enumerate(lines, 1) if line and not line.startswith("#")}


@pytest.mark.parametrize(
    "text",
    [
        b"a ALL=\\," * 100_000,
        b"a," * 300_000,
        b"Defaults " + b"a " * 200_000,
        b"Defaults:" + b"a," * 200_000,
        b"Defaults!" + b"! " * 100_000,
        b"a ALL=" + b"NOPASSWD:" * 50_000,
        b"a ALL=" + b"/bin/x," * 50_000,
        b"a ALL=" + b" ^" * 50_000,
        b"User_Alias " + b"A=b:" * 100_000,
        b"#include " + b" " * 300_000,
        b"\\\n" * 300_000,
    ],
    ids=range(11),
)
def test_hostile_lines_end_soon(text: bytes) -> None:
    started = time.process_time()
    parsed_of(text)
    assert time.process_time() - started < 5
