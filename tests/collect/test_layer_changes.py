from pathlib import Path

import pytest

from hemostat.collect import layer_changes as module
from hemostat.collect.layer_changes import layer_changes
from hemostat.model.host import Scope
from hemostat.trees.layered_tree import LayeredTree
from made_roots import put, tree_of

SCOPE = Scope("container", "c" * 64, "nginx")


def layers(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("up", "low"):
        (tmp_path / name).mkdir()
    return tmp_path / "up", tmp_path / "low"


def test_added_changed_and_deleted_are_told_apart(tmp_path: Path) -> None:
    up, low = layers(tmp_path)
    put(low, "/usr/bin/ls", b"old")
    put(low, "/etc/motd", b"m")
    put(up, "/usr/bin/ls", b"new!", 0o755)
    put(up, "/usr/bin/xd", b"x", 0o755)
    put(up, "/etc/.wh.motd")
    put(up, "/opt/.wh..wh..opq")
    found = layer_changes(
        tree_of(up), LayeredTree([tree_of(low)]), SCOPE, folder=b"/var/lib/docker/u"
    )
    kinds = {str(each.path): each.kind for each in found.records}
    assert kinds == {"/usr/bin/ls": "changed", "/usr/bin/xd": "added", "/etc/motd": "deleted"}
    changed = next(each for each in found.records if each.kind == "changed")
    assert (changed.size, changed.mode, changed.scope) == (4, 0o755, SCOPE)
    assert changed.source.path == "/var/lib/docker/u/usr/bin/ls"
    assert found.left == ""


def test_telling_places_come_first_when_there_is_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    up, _ = layers(tmp_path)
    for number in range(30):
        put(up, f"/app/node_modules/{number}.js")
    put(up, "/srv/zz/data")
    put(up, "/usr/bin/xd")
    put(up, "/root/.ssh/authorized_keys")
    monkeypatch.setattr(module, "MOST_KEPT", 3)
    found = layer_changes(tree_of(up), None, SCOPE)
    assert {str(each.path) for each in found.records} == {
        "/usr/bin/xd",
        "/root/.ssh/authorized_keys",
        "/srv/zz/data",
    }
    assert "30 of 33" in found.left


def test_a_walk_ends_at_its_bounds_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    up, _ = layers(tmp_path)
    for number in range(10):
        put(up, f"/a/{number}")
    monkeypatch.setattr(module, "MOST_VISITED", 4)
    assert "first 4 entries" in layer_changes(tree_of(up), None, SCOPE).left
    assert "first 0 entries" in layer_changes(tree_of(up), None, SCOPE, until=0.0).left
