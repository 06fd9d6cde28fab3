import pytest

from hemostat.parse.logs.log_names import family_of, is_current


@pytest.mark.parametrize(
    ("name", "family", "current"),
    [
        ("auth.log", "auth.log", True),
        ("auth.log.1", "auth.log", False),
        ("auth.log.12.gz", "auth.log", False),
        ("auth.log-20261101.xz", "auth.log", False),
        ("secure-20261101", "secure", False),
        ("messages", "messages", True),
        ("wtmp-20261101", "wtmp", False),
        ("wtmp.1", "wtmp", False),
        ("system.journal", "journal", True),
        ("system@0006-01.journal", "journal", False),
        ("syslog.old", "syslog", False),
    ],
)
def test_a_rotated_file_belongs_to_its_log(name: str, family: str, current: bool) -> None:
    assert (family_of(name), is_current(name)) == (family, current)
