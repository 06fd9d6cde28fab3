"""One examination of a made-up root, with our own rules."""

from pathlib import Path

from hemostat.detect.rulebook import Rulebook, own_plans
from hemostat.examine.examination import examine
from hemostat.examine.work import Settings
from hemostat.model.examination import Examination
from hemostat.trees.folder import FolderTree


def examined(root: Path) -> Examination:
    return examine(FolderTree(bytes(root), "x"), Settings(rulebook=Rulebook.of(own_plans())))
