"""Made readable."""

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
