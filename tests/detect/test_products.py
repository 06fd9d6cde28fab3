"""Products explain a file only when several facts agree."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.products import (
    Companion,
    Generated,
    Looked,
    Product,
    ProductFiles,
    compiled,
    explained_by,
    made_by,
)
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance

AGENT = Product(
    name="made-agent",
    files=(ProductFiles(paths=("/opt/made/{version}/bin/agent*",), content=("elf",)),),
    companions=(
        Companion("/opt/made/{version}/VERSION", ("made",)),
        Companion("/etc/systemd/system/made.service", ("made",)),
        Companion("/opt/made/etc/made.conf"),
    ),
    need=2,
)
FACT = FileFact(
    path=HostPath("/opt/made/1.2/bin/agent"),
    mode=0o755,
    uid=0,
    content="elf",
    state=Provenance.UNOWNED,
)
HOST = {
    "/opt/made/1.2/bin": Looked("folder", 0, 0o755),
    "/opt/made/1.2/VERSION": Looked("file", 0, 0o644, b"Made agent 1.2"),
    "/etc/systemd/system/made.service": Looked("file", 0, 0o644, b"ExecStart=/opt/made"),
}


def explained(fact: FileFact = FACT, **changes: Looked | None) -> str:
    host: dict[str, Looked | None] = {**HOST}
    for path, looked in changes.items():
        host[path.replace("__", "/")] = looked
    return explained_by(fact, b"\x7fELF", (AGENT,), host.get)


@pytest.mark.requirement("A4.13")
def test_all_facts_together_explain() -> None:
    assert explained() == "made-agent"


@pytest.mark.parametrize(
    "fact",
    [
        replace(FACT, content="script"),
        replace(FACT, uid=33),
        replace(FACT, uid=None),
        replace(FACT, mode=0o757),
        replace(FACT, mode=0o775),
        replace(FACT, mode=0o4755),
        replace(FACT, path=HostPath("/opt/made/1.2/bin/.agent")),
        replace(FACT, path=HostPath("/opt/made/1.2/bin/kworker")),
        replace(FACT, path=HostPath("/opt/made/.1/bin/agent")),
        replace(FACT, path=HostPath("/opt/made/1.2/bin/x/agent")),
        replace(FACT, kind="fifo"),
    ],
    ids=[
        "another kind of content",
        "another owner",
        "unknown owner",
        "writable by all",
        "writable by its group",
        "set-uid",
        "hidden",
        "another name",
        "in a hidden folder",
        "deeper",
        "no file",
    ],
)
def test_one_fact_that_disagrees_leaves_it_unexplained(fact: FileFact) -> None:
    assert explained(fact) == ""


def test_companions_must_stand_and_belong_to_a_trusted_account() -> None:
    unit = "__etc__systemd__system__made.service"
    assert explained(**{unit: None}) == ""
    assert explained(**{unit: Looked("file", 33, 0o644, b"made")}) == ""
    assert explained(**{unit: Looked("file", 0, 0o666, b"made")}) == ""
    assert explained(**{unit: Looked("file", 0, 0o644, b"other")}) == ""


def test_the_folder_must_not_be_open_to_others() -> None:
    assert explained(**{"__opt__made__1.2__bin": Looked("folder", 0, 0o777)}) == ""
    assert explained(**{"__opt__made__1.2__bin": Looked("folder", 33, 0o755)}) == ""


def test_a_home_product_belongs_to_the_account_of_the_home() -> None:
    editor = Product(
        name="made-editor",
        files=(ProductFiles(("{home}/.made/{commit}/node",), ("elf",), owner="home"),),
        companions=(Companion("{home}/.made/{commit}/product.json", ("commit",)),),
        need=1,
    )
    host = {
        "/home/ann": Looked("folder", 1001, 0o750),
        "/home/ann/.made/abc": Looked("folder", 1001, 0o775),
        "/home/ann/.made/abc/product.json": Looked("file", 1001, 0o664, b'{"commit": 1}'),
    }
    fact = FileFact(path=HostPath("/home/ann/.made/abc/node"), mode=0o775, uid=1001, content="elf")
    assert explained_by(fact, b"", (editor,), host.get) == "made-editor"
    assert explained_by(replace(fact, uid=1002), b"", (editor,), host.get) == ""
    assert explained_by(replace(fact, mode=0o777), b"", (editor,), host.get) == ""


def test_generated_files_need_their_package_and_no_other_writer() -> None:
    maker = Generated(("/etc/pam.d/common-*",), ("libpam-runtime",), ("text",))
    fact = FileFact(path=HostPath("/etc/pam.d/common-auth"), mode=0o644, uid=0, content="text")
    installed = frozenset(["libpam-runtime"])
    assert made_by(fact, (maker,), installed) is maker
    assert made_by(fact, (maker,), frozenset()) is None
    assert made_by(replace(fact, mode=0o666), (maker,), installed) is None
    assert made_by(replace(fact, content="elf"), (maker,), installed) is None


@pytest.mark.parametrize(
    ("pattern", "path", "is_match"),
    [
        ("/a/*", "/a/b", True),
        ("/a/*", "/a/.b", False),
        ("/a/*", "/a/b/c", False),
        ("/a/**", "/a/b/c/d", True),
        ("/a/**", "/a/b/.c/d", False),
        ("/a/x*.so", "/a/x1.so", True),
        ("/a/{v}/b", "/a/1/b", True),
        ("/a/.b/{v}", "/a/.b/c", True),
        ("/a/b", "/a/b\n", False),
        ("{home}/x", "/home/ann/x", True),
        ("{home}/x", "/tmp/x", False),
    ],
)
def test_patterns_match_whole_parts_and_nothing_hidden(
    pattern: str, path: str, is_match: bool
) -> None:
    assert bool(compiled(pattern).fullmatch(path)) is is_match


@given(st.text("/.a-*{}()[", max_size=200))
def test_no_path_makes_a_pattern_slow_or_raise(path: str) -> None:
    for pattern in ("/a/**", "{home}/.a/{a}/**", "/a*/{b}*/**/*.a"):
        compiled(pattern).fullmatch(path)
