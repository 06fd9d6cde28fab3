import os
from pathlib import Path

from hemostat.collect.boot_modules import boot_module_files
from hemostat.model.records import ModuleDirective
from hemostat.trees.folder import FolderTree


def load(name: str, kind: str = "load") -> ModuleDirective:
    return ModuleDirective(kind=kind, module=name, command="")


def root(folder: Path) -> FolderTree:
    base = folder / "lib" / "modules" / "6.1.0"
    (base / "kernel" / "net").mkdir(parents=True)
    (base / "extra").mkdir()
    (base / "modules.dep").write_text("kernel/net/br-netfilter.ko.xz:\n")
    (base / "extra" / "nf_q.ko").write_text("")
    return FolderTree(os.fsencode(folder))


def test_depmods_list_names_the_file_whatever_the_spelling(tmp_path: Path) -> None:
    found = boot_module_files(root(tmp_path), [load("br_netfilter")])
    assert found == ("/lib/modules/6.1.0/kernel/net/br-netfilter.ko.xz",)


def test_a_module_depmod_does_not_know_is_looked_for(tmp_path: Path) -> None:
    assert boot_module_files(root(tmp_path), [load("nf-q")]) == (
        "/lib/modules/6.1.0/extra/nf_q.ko",
    )


def test_only_what_is_loaded_counts_and_patterns_are_no_names(tmp_path: Path) -> None:
    tree = root(tmp_path)
    assert boot_module_files(tree, [load("nf_q", "blacklist"), load("*"), load("../x")]) == ()
