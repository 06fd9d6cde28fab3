"""Every folder in the order of names, and going on after any of them."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hemostat.collect.whole_walk import area_of, kind_of, whole_walk
from hemostat.model.area import Area, AreaKind
from hemostat.model.path import HostPath
from hemostat.trees.host_tree import FileKind
from hemostat.trees.listing import Listed
from made_roots import put, tree_of


class Made:
    """A tree of folders alone."""

    def __init__(self, paths: set[tuple[bytes, ...]]) -> None:
        self._below: dict[bytes, set[bytes]] = {b"/": set()}
        for parts in paths:
            for depth, name in enumerate(parts):
                above = b"/" + b"/".join(parts[:depth])
                self._below.setdefault(above, set()).add(name)
                self._below.setdefault(b"/" + b"/".join(parts[: depth + 1]), set())

    def listing(self, path: bytes) -> list[Listed]:
        """See `ListsAtOnce`."""
        return [Listed(name, FileKind.FOLDER, 0o755, 0) for name in sorted(self._below[path])]


PARTS = st.lists(st.sampled_from([b"a", b"a-", b"a.b", b"b", b"c"]), min_size=1, max_size=4)


def paths_of(tree: object, after: bytes = b"") -> list[bytes]:
    return [visited.path for visited in whole_walk(tree, after)]  # type: ignore[arg-type]


@given(st.sets(PARTS.map(tuple)))
def test_going_on_after_any_folder_gives_exactly_the_rest(paths: set[tuple[bytes, ...]]) -> None:
    tree = Made(paths)
    whole = paths_of(tree)
    assert len(whole) == len(set(whole))
    for position, path in enumerate(whole):
        assert paths_of(tree, path) == whole[position + 1 :]


def test_files_of_containers_and_links_are_left_out(tmp_path: Path) -> None:
    put(tmp_path, "/var/lib/docker/x/y", b"1")
    put(tmp_path, "/proc/1/status", b"1")
    put(tmp_path, "/etc/a/b", b"1")
    (tmp_path / "etc/link").symlink_to("/var")
    found = paths_of(tree_of(tmp_path))
    assert found == [b"/", b"/etc", b"/etc/a", b"/var", b"/var/lib"]


def test_the_share_grows_towards_the_end(tmp_path: Path) -> None:
    for name in "abcd":
        put(tmp_path, f"/{name}/x/y", b"1")
    shares = [visited.share for visited in whole_walk(tree_of(tmp_path))]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] < 1


def test_a_folder_is_for_what_the_nearest_area_is_for() -> None:
    areas = tuple(
        Area(HostPath(path), kind)
        for path, kind in (
            ("/", AreaKind.OTHER),
            ("/var", AreaKind.DATA),
            ("/var/www", AreaKind.WEB),
        )
    )
    assert kind_of(b"/var/www/a", areas) is AreaKind.WEB
    assert kind_of(b"/var/lib", areas) is AreaKind.DATA
    assert kind_of(b"/else", areas) is AreaKind.OTHER
    assert area_of(b"/var/www", areas).path == "/var/www"
