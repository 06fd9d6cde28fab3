r"""The example files of content rules, described in text beside them: `*.examples.yaml`.

    linux.content.miner-config:
      fires:
        - {path: /opt/.x/config.json, reasons: [unowned], text: '{"pools": …}'}
      quiet:
        - {path: /etc/app.json, text: '{"pool": {"size": 4}}'}

A file's content is `text`, `latin1` (text with bytes as \xNN), `base64`, `elf` (see
`made_elf`), or `parts`: a list of these, and of `noise: N` (N bytes without order).
"""

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from typing import cast

from hemostat.detect.content.made_elf import MadeElf, elf_bytes
from hemostat.detect.content.scanner import Scanner, scanned
from hemostat.model.candidate import REASONS, Candidate
from hemostat.model.errors import DataError, Problem
from hemostat.model.path import HostPath
from hemostat.model.records import Provenance

_FILE_KEYS = {"path", "mode", "reasons", "state", "text", "latin1", "base64", "elf", "parts"}
_SHOWN = 120

_Document = Mapping[str, Mapping[str, list[Mapping[str, object]]]]


@dataclass(frozen=True, slots=True)
class ContentExample:
    """One file that a rule must fire on, or stay quiet on."""

    rule: str
    fires: bool
    candidate: Candidate
    content: bytes

    def __str__(self) -> str:
        """The file in one line: its path, why it is looked at, and how it begins."""
        head = self.content[: 4 * _SHOWN].decode("utf-8", "replace")
        text = " ".join("".join(c if c.isprintable() else " " for c in head).split())
        why = " ".join(sorted(self.candidate.reasons))
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        return f"{self.candidate.path}{f' ({why})' if why else ''}: {shown}"


def own_examples() -> tuple[ContentExample, ...]:
    """The examples of all our content rules.

    Raises:
        DataError: a file of them is wrong.
    """
    folder = resources.files("hemostat") / "data" / "content"
    found: list[ContentExample] = []
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".examples.yaml"):
            found += read_examples(entry.name, entry.read_text(encoding="utf-8"))
    return tuple(found)


def read_examples(path: str, text: str) -> tuple[ContentExample, ...]:
    """The examples of one file.

    Raises:
        DataError: it is wrong; all that is wrong is named.
    """
    import yaml

    document: _Document = yaml.safe_load(text) or {}
    problems: list[Problem] = []
    found: list[ContentExample] = []
    for rule, cases in document.items():
        for wanted, key in ((True, "fires"), (False, "quiet")):
            for number, case in enumerate(cases.get(key) or [], start=1):
                try:
                    found.append(_example(rule, wanted, case))
                except (ValueError, TypeError, KeyError, AttributeError) as error:
                    problems.append(Problem(path, f"{rule}, {key} {number}: {error}"))
    if problems:
        raise DataError(tuple(problems))
    return tuple(found)


def wrong_examples(
    examples: Iterable[ContentExample], scanners: Iterable[Scanner]
) -> Iterator[ContentExample]:
    """The examples that do not do what is said of them."""
    scanners = tuple(scanners)
    for example in examples:
        named = {
            hit.rule.name
            for scanner in scanners
            for hit in scanned(scanner, example.candidate, example.content)[0]
        }
        if (example.rule in named) is not example.fires:
            yield example


def _example(rule: str, fires: bool, case: Mapping[str, object]) -> ContentExample:  # noqa: FBT001 — private
    unknown = set(case) - _FILE_KEYS
    if unknown:
        raise ValueError(
            f"unknown key `{min(unknown)}`; there are: {', '.join(sorted(_FILE_KEYS))}"
        )
    reasons = cast(list[str], case.get("reasons", []))
    wrong = [each for each in reasons if each not in (*REASONS, "memory")]
    if wrong:
        raise ValueError(f"reason `{wrong[0]}` is none of: {', '.join(REASONS)}")
    content = _content(case)
    path = HostPath(str(case["path"]))
    candidate = Candidate(
        path=path,
        real_path=path,
        size=len(content),
        mode=int(str(case.get("mode", "0644")), 8),
        state=Provenance(str(case.get("state", "unowned"))),
        reasons=frozenset(reasons),
    )
    return ContentExample(rule, fires, candidate, content)


def _content(case: Mapping[str, object]) -> bytes:
    if "parts" in case:
        return b"".join(_content(part) for part in cast(list[Mapping[str, object]], case["parts"]))
    if "text" in case:
        return str(case["text"]).encode()
    if "latin1" in case:
        return str(case["latin1"]).encode().decode("unicode_escape").encode("latin-1")
    if "base64" in case:
        try:
            return base64.b64decode(str(case["base64"]), validate=True)
        except binascii.Error as error:
            raise ValueError(f"base64: {error}") from None
    if "noise" in case:
        return noise(int(str(case["noise"])))
    if "elf" in case:
        return elf_bytes(_elf(cast(Mapping[str, object], case["elf"])))
    raise ValueError("no content: text, latin1, base64, noise, elf or parts")


def _elf(said: Mapping[str, object]) -> MadeElf:
    def words(key: str) -> tuple[str, ...]:
        return tuple(str(each) for each in cast(list[object], said.get(key, [])))

    return MadeElf(str(said.get("type", "dyn")), words("defines"), words("imports"), words("texts"))


def noise(size: int) -> bytes:
    """Bytes without order, always the same."""
    blocks = (sha256(str(number).encode()).digest() for number in range(size // 32 + 1))
    return b"".join(blocks)[:size]
