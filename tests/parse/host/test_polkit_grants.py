"""Who is answered yes by polkit, and to what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.polkit_grants import parse_polkit_authority, parse_polkit_grants
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/polkit-1/rules.d/a.rules"))


def grants(body: str) -> list[tuple[str, str]]:
    text = f"// made up\npolkit.addRule(function(action, subject) {{\n{body}\n}});\n"
    found = parse_polkit_grants(Evidence(text.encode(), PLACE.path), PLACE).records
    return [(each.section, each.value) for each in found]


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('if (subject.user == "web") { return polkit.Result.YES; }', [("user web", "*")]),
        ('if (subject.isInGroup("g")) return "yes";', [("group g", "*")]),
        ("return polkit.Result.YES;", [("anyone", "*")]),
        ("if (subject.local && subject.active) return polkit.Result.YES;", [("anyone here", "*")]),
        (
            'if (action.id == "a.b.c" && subject.user == "web") { return polkit.Result.YES; }',
            [("user web", "a.b.c")],
        ),
        (
            'if (action.id.indexOf("org.x.") == 0) {\n'
            ' if (subject.isInGroup("g")) { return polkit.Result.YES; }\n}',
            [("group g", "org.x.")],
        ),
        (
            'if (subject.user !== "web") return;\nreturn polkit.Result.YES;',
            [("?", "*")],
        ),
        (
            'var ok = ["a.b"].indexOf(action.id) >= 0;\nif (ok) return polkit.Result.YES;',
            [("anyone", "?")],
        ),
        (
            'if (action.id == "a.exec" && action.lookup("program") == "/bin/x" && '
            'subject.user == "web") { return polkit.Result.YES; }',
            [("user web", "?")],
        ),
        ('if (subject.user == "web") { return polkit.Result.AUTH_ADMIN; }', []),
        ("// if (true) { return polkit.Result.YES; }", []),
    ],
)
def test_conditions_on_the_way_to_yes_say_who_and_what(
    body: str, expected: list[tuple[str, str]]
) -> None:
    assert grants(body) == expected


def test_who_may_confirm_as_administrator_is_read() -> None:
    text = b'polkit.addAdminRule(function(a, s) { return ["unix-user:web", "unix-group:sudo"]; });'
    found = parse_polkit_grants(Evidence(text, PLACE.path), PLACE).records
    assert [(each.keyword, each.section) for each in found] == [
        ("admin", "user web"),
        ("admin", "group sudo"),
    ]


def test_entries_of_the_old_authority_are_read() -> None:
    text = (
        b"[a]\nIdentity=unix-user:web;unix-group:g\nAction=*\nResultAny=yes\n"
        b"[b]\nIdentity=unix-user:*\nAction=x.y\nResultActive=yes\n"
        b"[c]\nIdentity=unix-user:web\nAction=*\nResultAny=auth_admin\nhm\n"
    )
    parsed = parse_polkit_authority(Evidence(text, PLACE.path), PLACE)
    assert [(each.section, each.value, each.source.line) for each in parsed.records] == [
        ("user web", "*", 1),
        ("group g", "*", 1),
        ("anyone here", "x.y", 5),
    ]
    assert [each.source.line for each in parsed.unread] == [13]


@given(st.text(alphabet="if(){};retun polkit.Result.YES\"'/*\n", max_size=300))
def test_any_text_is_read_in_bounded_steps(text: str) -> None:
    assert len(grants(text)) <= 200
