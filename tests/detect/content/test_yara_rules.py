"""Compiling and asking YARA rules: what is told apart, what is named, what stays out."""

import os
import tarfile
import threading
from pathlib import Path

import pytest

from hemostat.detect.content.own_rules import own_yara_rules
from hemostat.detect.content.yara_rules import (
    YaraScanner,
    YaraText,
    compile_foreign,
    compile_own,
    variables_of,
)
from hemostat.model.candidate import REASONS, Candidate
from hemostat.model.path import HostPath
from hemostat.model.records import Provenance

SIGNATURE_BASE = Path(os.environ.get("HEMOSTAT_SIGNATURE_BASE", "not-named"))
FINDS = 'rule finds { strings: $a = "needle" $not_b = "haystack" condition: $a and #not_b >= 0 }'


def candidate(path: str = "/opt/x", **more: object) -> Candidate:
    known: dict[str, object] = {"path": HostPath(path), "real_path": HostPath(path), "size": 1}
    return Candidate(**(known | more))  # type: ignore[arg-type]


def names(text: str, content: bytes, **more: object) -> list[str]:
    scanner = YaraScanner(compile_foreign([YaraText("t.yar", text)]))
    return [hit.rule.name for hit in scanner.scan(candidate(**more), content)]  # type: ignore[arg-type]


def test_a_hit_names_its_place_and_what_stands_there() -> None:
    scanner = YaraScanner(compile_foreign([YaraText("t.yar", FINDS)]))
    content = b"haystack\nget http://198.51.100.7/x needle now\n"
    (hit,) = scanner.scan(candidate(), content)
    assert (hit.offset, hit.length, hit.text) == (content.index(b"needle"), 6, "needle")
    assert ("url", "http://198.51.100.7/x") in [(o.type, o.value) for o in hit.observables]


def test_wallets_of_the_line_are_observables() -> None:
    wallet = "4" + "8" * 94
    (hit,) = YaraScanner(compile_foreign([YaraText("t.yar", FINDS)])).scan(
        candidate(), f"needle {wallet}".encode()
    )
    assert [o.value for o in hit.observables] == [wallet]


@pytest.mark.parametrize("reason", REASONS)
def test_rules_may_ask_why_the_file_is_looked_at(reason: str) -> None:
    asked = {"starts": "is_started", "runs": "is_running"}.get(reason, f"is_{reason}")
    rule = f"rule r {{ condition: {asked} }}"
    assert names(rule, b"x", reasons=frozenset({reason})) == ["r"]
    assert names(rule, b"x") == []


def test_variables_describe_the_file() -> None:
    found = dict(variables_of(candidate("/srv/docs/A.TXT", mode=0o755, uid=33), b"plain\n"))
    assert found["filepath"], found["filename"] == ("/srv/docs", "A.TXT")
    assert (found["extension"], found["owner"], found["kind"]) == (".txt", "33", "text")
    assert (found["is_executable"], found["is_documentation"]) == (True, True)


def test_undecodable_paths_reach_the_rules() -> None:
    assert names('rule r { condition: filename contains "x" }', b"", path="/opt/\udcffx") == ["r"]


def test_packaged_files_stay_quiet_unless_the_rule_says_otherwise() -> None:
    assert names(FINDS, b"needle", state=Provenance.PACKAGED) == []
    speaks = FINDS.replace("strings:", "meta: packaged = true strings:")
    assert names(speaks, b"needle", state=Provenance.PACKAGED) == ["finds"]


def test_rules_that_do_not_compile_are_named_one_by_one_and_the_others_used() -> None:
    text = FINDS + " rule broken { strings: $a = /(/ condition: $a } rule odd { condition: nope }"
    rules = compile_foreign([YaraText("a.yar", text), YaraText("b.yar", "rule {")])
    assert [info.name for info in rules.infos.values()] == ["finds"]
    assert [(p.path, p.line) for p in rules.problems] == [("a.yar", 1), ("a.yar", 1), ("b.yar", 1)]
    assert "invalid regular expression" in str(rules.problems[0])
    assert "unknown identifier" in str(rules.problems[1])


def test_two_files_may_hold_rules_of_one_name() -> None:
    rules = compile_foreign([YaraText("a.yar", FINDS), YaraText("b.yar", FINDS)])
    assert len(rules.infos) == 2
    assert rules.problems == ()


def test_files_named_by_rules_are_not_read() -> None:
    rules = compile_foreign([YaraText("a.yar", 'include "/etc/passwd"\n' + FINDS)])
    assert rules.problems


def test_our_own_rules_must_say_what_they_are_worth() -> None:
    rules = compile_own([YaraText("a.yar", FINDS)])
    assert (len(rules.infos), len(rules.problems)) == (0, 1)
    assert "lacks name" in str(rules.problems[0])


def test_each_thread_has_a_scanner_of_its_own() -> None:
    rules = own_yara_rules()
    ended: list[int] = []

    def work() -> None:
        scanner = YaraScanner(rules)
        ended.append(len(list(scanner.scan(candidate(), b"nothing"))))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert ended == [0, 0, 0]


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("/opt/stack/compose.yml", b"services:\n  a:\n    command: sh -c x\n", False),
        ("/tmp/kube/ds.yaml", b"spec:\n  containers:\n  - command: [sh]\n", False),
        ("/opt/rules/x.yml", b"title: a rule\ndetection:\n  x|contains: curl\n", True),
        ("/opt/p/examples/compose.yml", b"services:\n  a:\n    command: sh -c x\n", True),
        ("/opt/p/README.md", b"    command: sh\n", True),
    ],
)
def test_yaml_that_carries_commands_out_is_no_documentation(
    path: str, content: bytes, expected: bool
) -> None:
    assert dict(variables_of(candidate(path), content))["is_documentation"] is expected


@pytest.mark.requirement("A5.12")
@pytest.mark.skipif(not SIGNATURE_BASE.exists(), reason="signature-base is not beside the checkout")
def test_signature_base_loads_whole() -> None:
    with tarfile.open(SIGNATURE_BASE) as tar:
        texts = [
            YaraText(member.name, file.read().decode("utf-8", "replace"))
            for member in tar
            if member.name.endswith((".yar", ".yara")) and (file := tar.extractfile(member))
        ]
    rules = compile_foreign(texts)
    assert rules.problems == ()
    assert len(rules.infos) > 5800
