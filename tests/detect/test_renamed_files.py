import pytest

from hemostat.detect.renamed_files import FEWEST, RenamedFiles
from hemostat.model.path import HostPath
from hemostat.model.records import RenamedFamily

DOCUMENTS = [f"report-{n}.docx" for n in range(15)] + [f"photo{n}.jpg" for n in range(15)]


def seen(*folders: tuple[str, list[str]]) -> tuple[RenamedFamily, ...]:
    files = RenamedFiles()
    for folder, names in folders:
        files.see(HostPath(folder), names)
    return files.families()


def families(*folders: tuple[str, list[str]]) -> list[tuple[str, int, int, tuple[str, ...]]]:
    found = seen(*folders)
    return [(each.extension, each.files, each.untouched, each.notes) for each in found]


@pytest.mark.requirement("A2.14", "A5.8")
@pytest.mark.parametrize(
    "added", [".lk77", ".zzz", ".LOCKED2", ".qwe-rty", ".id-1A2B3C4D.[back@mail.test].kk"]
)
def test_documents_that_got_one_more_extension_are_a_family(added: str) -> None:
    renamed = [name + added for name in DOCUMENTS]
    (found,) = families(("/srv/a", [*renamed, "HOW_TO_RESTORE.txt"]), ("/srv/b", ["x.txt"]))
    assert found == (added.lower(), 30, 1, ("HOW_TO_RESTORE.txt",))


def test_a_note_must_stand_in_the_folders_of_the_family() -> None:
    renamed = [name + ".lk" for name in DOCUMENTS]
    note = "解密说明.txt"
    assert families(("/a", [*renamed, note]), ("/b", [*renamed, note]))[0][3] == (note,)
    assert families(("/a", renamed), ("/b", renamed), ("/c", [note]))[0][3] == ()
    assert families(("/a", [*renamed, "README.md"]))[0][3] == ()


@pytest.mark.parametrize(
    "added", [".gz", ".bak", ".map", ".import", ".sig", ".1", ".webp", ".enc", ".j2", ".meta"]
)
def test_what_tools_add_is_ordinary(added: str) -> None:
    assert families(("/srv/a", [name + added for name in DOCUMENTS])) == []


def test_a_file_beside_the_original_is_no_renaming() -> None:
    both = DOCUMENTS + [name + ".thumbinfo" for name in DOCUMENTS]
    assert families(("/srv/a", both)) == []


def test_a_few_are_no_family() -> None:
    names = [name + ".lk" for name in DOCUMENTS[: FEWEST - 1]]
    assert families(("/srv/a", names)) == []


def test_untouched_documents_and_the_common_folder_are_told() -> None:
    renamed = [name + ".lk" for name in DOCUMENTS]
    found = seen(("/srv/x/a", renamed), ("/srv/x/b", [*renamed, "left.pdf"]))
    assert (found[0].untouched, found[0].top, found[0].folders) == (1, "/srv/x", 2)
