from detect.made_web import INSIDE, OUTSIDE, asked, page
from hemostat.detect.web_pages import (
    Served,
    claim_of,
    is_stranger,
    key_of,
    uses_of,
    without_echo,
    worked,
)
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact


def test_rotated_files_are_one_log_and_other_sites_are_not() -> None:
    first = page("/s.php", log="/var/log/nginx/a.log", posts=2)
    older = page("/s.php", "203.0.113.1", log="/var/log/nginx/a.log.2.gz", posts=3)
    other = page("/s.php", log="/var/log/nginx/b.log")
    uses = uses_of([first, older, other])
    assert len(uses) == 2
    assert (uses[key_of(first)].posts, len(uses[key_of(first)].clients)) == (5, 2)


def test_only_an_answer_of_its_own_worked() -> None:
    assert worked(asked("/a"))
    assert not worked(asked("/a", is_usual=True))
    assert not worked(asked("/a", status=302))


def test_a_stranger_has_neither_name_nor_place_here() -> None:
    assert is_stranger(asked("/a"))
    assert not is_stranger(asked("/a", client=INSIDE))
    assert not is_stranger(asked("/a", account="li"))


def test_three_texts_with_one_answer_are_an_echo() -> None:
    same = [asked(f"/a?{n}", size=9) for n in range(3)]
    assert without_echo([*same, asked("/a?x", size=7)]) == [asked("/a?x", size=7)]
    assert len(without_echo(same[:2])) == 2


def test_a_log_is_never_a_subject_for_it_is_everybodys() -> None:
    claim = claim_of([asked("/a")])
    assert [(each.kind, each.value) for each in claim.subjects] == [("address", OUTSIDE)]


def test_a_page_is_a_file_where_exactly_one_below_a_web_root_ends_so() -> None:
    paths = ("/var/www/a/up/s.php", "/home/li/up/s.php", "/opt/tomcat9/webapps/app/s.jsp")
    served = Served([FileFact(path=HostPath(each)) for each in paths], ())
    assert served.of("/up/s.php") == ("/var/www/a/up/s.php",)
    assert served.of("/app/s.jsp") == (paths[2],)
    assert served.of("/t.php") == ()
