from hemostat.cli.language import choose_language


def test_the_option_wins_over_the_locale() -> None:
    assert choose_language(["triage", "--lang", "en"], {"LANG": "zh_CN.UTF-8"}) == "en"
    assert choose_language(["triage", "--lang=zh"], {}) == "zh"


def test_the_locale_decides_in_the_order_of_gettext() -> None:
    assert choose_language([], {"LANG": "zh_CN.UTF-8"}) == "zh"
    assert choose_language([], {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}) == "en"
    assert choose_language([], {}) == "en"
