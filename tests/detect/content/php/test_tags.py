"""Tags."""

import pytest

from hemostat.detect.content.php.tags import MAX_SIZE, php_text


@pytest.mark.parametrize(
    "content",
    [
        b"<?php eval(1);",
        b"<?PHP\teval(1);",
        b"<? eval(1);",
        b"<script language='php'>eval(1);</script>",
        b"GIF89a<?=eval(1);",
    ],
)
def test_php_begins_at_each_of_its_tags(content: bytes) -> None:
    text = php_text(content)
    assert text is not None
    place = text.text.index(b"eval")
    assert text.origin(place) == content.index(b"eval")


@pytest.mark.parametrize("content", [b"<?xml version='1.0'?>", b"<?xpacket begin=''?>", b"no tag"])
def test_what_is_no_php_is_none(content: bytes) -> None:
    assert php_text(content) is None


def test_padding_does_not_push_code_out_of_sight() -> None:
    content = b"<?php " + b" " * (3 * MAX_SIZE) + b"/*" + b"x" * MAX_SIZE + b"*/eval(1);"
    text = php_text(content)
    assert text is not None
    assert len(text.text) < 100
    assert text.origin(text.text.index(b"eval")) == content.index(b"eval")


def test_of_what_is_too_long_both_ends_are_read() -> None:
    content = b"<?php first();" + b"a();" * MAX_SIZE + b"last();"
    text = php_text(content)
    assert text is not None
    assert text.is_cut
    assert b"first" in text.text
    assert b"last" in text.text
