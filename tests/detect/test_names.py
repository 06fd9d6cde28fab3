"""The lists of commands agree with each other."""

from hemostat.detect.names import ALWAYS_ELF, SELF_COMPILED, SET_UID_ESCAPES, WATCHED, plain_name


def test_what_is_often_built_by_hand_is_among_the_watched() -> None:
    assert SELF_COMPILED <= WATCHED


def test_scripts_of_some_distributions_are_not_called_compiled() -> None:
    scripts = {"which", "ldd", "service", "zcat", "egrep", "fgrep", "update-rc.d", "tempfile"}
    assert not scripts & ALWAYS_ELF


def test_a_version_or_a_dot_does_not_hide_a_name() -> None:
    assert [plain_name(name) for name in ("python3.11", ".bash", "perl5.36.0", "7", "ls")] == [
        "python",
        "bash",
        "perl",
        "7",
        "ls",
    ]
    assert plain_name("python3.11") in SET_UID_ESCAPES


def test_no_list_holds_half_a_name() -> None:
    for names in (WATCHED, SELF_COMPILED, ALWAYS_ELF, SET_UID_ESCAPES):
        assert not [name for name in names if name.endswith("-")]
    assert "ssh-agent" in ALWAYS_ELF
    assert "agent" not in ALWAYS_ELF
