from hemostat.detect.content.scanners import STRUCTURAL, own_scanners
from hemostat.detect.content.yara_rules import YaraText, compile_foreign
from hemostat.model.candidate import Candidate
from hemostat.model.path import HostPath

FILE = Candidate(path=HostPath("/opt/x"), real_path=HostPath("/opt/x"), size=6)


def test_every_structural_scanner_is_among_ours() -> None:
    made = {type(scanner) for scanner in own_scanners()}
    assert made >= {type(make()) for make in STRUCTURAL}


def test_the_users_rules_are_asked_beside_ours() -> None:
    foreign = compile_foreign(
        [YaraText("a.yar", 'rule r { strings: $a = "needle" condition: $a }')]
    )
    scanners = own_scanners(foreign)
    assert len(scanners) == len(own_scanners()) + 1
    hits = [hit.rule.name for scanner in scanners for hit in scanner.scan(FILE, b"needle")]
    assert hits == ["r"]


def test_scanners_are_made_anew_for_whoever_asks() -> None:
    assert own_scanners()[0] is not own_scanners()[0]
