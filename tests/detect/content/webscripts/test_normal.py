"""Made readable."""

from hemostat.detect.content.webscripts import language, microsoft, scripts
from hemostat.detect.content.webscripts.java import JAVA
from hemostat.detect.content.webscripts.normal import readable, script_text


def test_escapes_comments_and_split_texts_are_undone() -> None:
    assert readable('\\u0061(/*x*/"b" + "c");', JAVA) == 'a( "bc");'


def test_markup_of_a_jspx_is_undone() -> None:
    assert "a < b" in readable("<jsp:scriptlet><![CDATA[a &lt; b]]></jsp:scriptlet>", JAVA)


def test_other_encodings_are_read() -> None:
    page = "<% exec(request.getParameter(1)); %>"
    for encoding in ("utf-16", "utf-16-be", "cp037", "latin-1"):
        assert script_text(page.encode(encoding)) == page


def test_blank_lines_before_a_comment_stay_and_cost_no_more_than_their_number() -> None:
    # Each blank line once looked through all that follow: half a megabyte took minutes.
    text = "\n" * 60_000 + "# note\nx"
    for each in (language.HASH_COMMENTS, scripts.PERL.comments, microsoft.ASP.comments):
        assert each.sub(" ", text).count("\n") == 60_001
