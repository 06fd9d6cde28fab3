from hemostat.model.text import Text


def test_a_text_speaks_both_languages() -> None:
    text = Text("stop", "停")
    assert (text.in_language("en"), text.in_language("zh")) == ("stop", "停")
