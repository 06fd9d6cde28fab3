"""The words that make a file worth following."""

import pytest

from hemostat.detect.content.php.prefilter import may_execute


@pytest.mark.parametrize(
    "content",
    [
        b"<?php eval($_POST[1]);",
        b"<?php $f/*a*/($_GET[1]);",
        b"<?php echo `$_COOKIE[a]`;",
        b"<?php eval(gzinflate(base64_decode('abc')));",
        b"<?php @include 'a/logo.png';",
        b"<?php putenv('LD_PRELOAD=/tmp/a');",
    ],
)
def test_it_may_execute(content: bytes) -> None:
    assert may_execute(content)


@pytest.mark.parametrize(
    "content",
    [
        b"<?php class A { public function name() { return $this->name; } }",
        b"<?php echo $_GET['a'];",
        b"<?php return ['a' => 'b'];",
    ],
)
def test_it_cannot(content: bytes) -> None:
    assert not may_execute(content)
