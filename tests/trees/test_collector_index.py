"""Facts stand where they belong once the stream has ended."""

from hemostat.trees.collector_frames import Frames, Spool
from hemostat.trees.collector_index import Index, clock
from hemostat.trees.host_tree import FileKind
from trees.made_stream import MadeStream


def index_of(made: MadeStream) -> Index:
    index = Index()
    for section in Frames(made.stream(), Spool(None)).sections():
        index.add(section)
    index.settle()
    return index


def test_what_was_met_through_a_link_moves_to_where_it_stands() -> None:
    made = (
        MadeStream()
        .listing(
            "folders", [b"/"], [("d", b"/", b""), ("l", b"/lib", b"usr/lib"), ("d", b"/usr", b"")]
        )
        .listing("folders", [b"/lib/x"], [("d", b"/lib/x", b""), ("f", b"/lib/x/a", b"")])
        .files({b"/lib/x/a": b"1"})
        .hashes([b"/lib/x/a"], b"a" * 32 + b"  /lib/x/a\n")
    )
    index = index_of(made)
    assert index.kinds[b"/usr/lib/x/a"] is FileKind.FILE
    assert b"/usr/lib/x/a" in index.contents
    assert index.digests[b"/usr/lib/x/a"].md5 == "a" * 32
    assert b"/usr/lib/x" in index.listed
    assert b"/lib/x/a" not in index.contents


def test_a_folder_whose_listing_failed_is_not_taken_for_listed() -> None:
    made = MadeStream().listing(
        "folders",
        [b"/a", b"/b"],
        [("d", b"/a", b""), ("d", b"/b", b"")],
        errors=b"/usr/bin/find: '/b': Permission denied",
    )
    assert index_of(made).listed == {b"/a"}


def test_a_loop_of_links_ends() -> None:
    made = (
        MadeStream()
        .listing("folders", [b"/"], [("d", b"/", b""), ("l", b"/a", b"b"), ("l", b"/b", b"a")])
        .files({b"/a/x": b"1"})
    )
    assert b"/a/x" in index_of(made).contents


def test_the_host_clock_is_read_as_utc() -> None:
    assert str(clock(b"2026-11-22T09:31:12Z")) == "2026-11-22 09:31:12+00:00"
    assert clock(b"yesterday\xff") is None


def test_links_that_lead_to_the_listing_tool_itself_are_no_facts_of_the_host() -> None:
    made = (
        MadeStream()
        .files({b"/proc/net/tcp": b"sl"})
        .listing(
            "entries",
            [b"/proc/net"],
            [("l", b"/proc/net", b"self/net"), ("l", b"/proc/self", b"77")],
        )
    )
    index = index_of(made)
    assert index.links == {}
    assert b"/proc/net/tcp" in index.contents
