"""YARA rules, ours and the user's, compiled once and asked file by file.

YARA-X may be slow to load, so it comes in late. A `YaraScanner` belongs to the thread that made it.

Rules see these variables beside the content: `filename`, `filepath`, `extension` (with its dot),
`owner` and `filetype` as Loki and THOR give them to signature-base; `kind` (as
`parse.host.content_kind`), `is_executable`, `is_documentation`, and one for each reason why the
file is looked at: `is_web`, `is_upload`, `is_temporary`, `is_home`, `is_hidden`, `is_recent`,
`is_unowned`, `is_changed`, `is_started`, `is_running`, `is_memory`, `is_note`. `is_for_all`:
whether its permission bits let everybody read it.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from hemostat.detect.content.embedded import WALLET, wallets_in
from hemostat.detect.content.rule_meta import (
    WrongMetaError,
    foreign_info,
    is_for_packaged,
    own_info,
)
from hemostat.detect.content.scanner import Hit, NotFinishedError
from hemostat.detect.observables import observables_in
from hemostat.model.candidate import Candidate
from hemostat.model.errors import Problem
from hemostat.model.finding import Observable, RuleInfo
from hemostat.model.records import Provenance
from hemostat.parse.host.content_kind import HEAD_SIZE, content_kind

if TYPE_CHECKING:
    import yara_x

SCAN_SECONDS = 8
"""For one file and one rule set; what takes longer was not looked at, and coverage says so."""

TEXT_LIMIT = 200
_MOST_MATCHES = 50
_MOST_SHOWN = 4
_HEAD_OF_YAML = 64 << 10
_LINE = 300
_REASONS = {
    "web": "is_web",
    "upload": "is_upload",
    "temporary": "is_temporary",
    "home": "is_home",
    "hidden": "is_hidden",
    "recent": "is_recent",
    "unowned": "is_unowned",
    "changed": "is_changed",
    "starts": "is_started",
    "runs": "is_running",
    "memory": "is_memory",
    "note": "is_note",
}
_TEXTS = ("filename", "filepath", "extension", "filetype", "owner", "kind")
# What speaks of bad things without being one: signatures, manuals, tests, translations.
_DOCUMENTATION = re.compile(
    r".*\.(?:yara?|ya?ml|md|rst|adoc|po|pot|mo|rules|sigma|xsd|tex|ipynb|diff|patch|snap|feature)"
    r"|.*/(?:doc|docs|man|tests?|spec|specs|fixtures|testdata|examples?|samples?|signatures|i18n)/.*"
    r"|.*(?:_test\.go|\.spec\.[jt]s|\.test\.[jt]s|/test_[^/]*\.py)",
    re.IGNORECASE | re.DOTALL,
)
# Of YAML only: what is carried out, in compositions, manifests, playbooks and pipelines.
_CARRIED_OUT = re.compile(
    rb"^[ \t]*(?:-[ \t]+)?[\"']?(?:command|entrypoint|args|runcmd|bootcmd|run|script|shell|cmd|exec"
    rb"|before_script|after_script|user-data|postStart|preStop|ExecStart)[\"']?[ \t]*:",
    re.MULTILINE,
)
_PUT_AWAY = frozenset(("starts", "runs", "temporary", "hidden", "upload"))
_FILETYPES = (
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"GIF8", "GIF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPG"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"Rar!", "RAR"),
    (b"\x1f\x8b", "GZ"),
    (b"\xca\xfe\xba\xbe", "JAVA"),
    (b"{\\rtf", "RTF"),
    (b"\xd0\xcf\x11\xe0", "OLE"),
)


@dataclass(frozen=True, slots=True)
class YaraText:
    """One file of rules: its path, as the user named it, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class YaraRules:
    """Rules compiled together.

    Attributes:
        compiled: what YARA-X made; may be shared between threads.
        infos: by namespace and identifier. for_packaged: those that speak of packaged files, too.
        problems: rules that could not be used, one by one; the others are.
    """

    compiled: "yara_x.Rules"
    infos: Mapping[tuple[str, str], RuleInfo]
    for_packaged: frozenset[tuple[str, str]] = frozenset()
    problems: tuple[Problem, ...] = field(default=())


def compile_own(texts: Iterable[YaraText]) -> YaraRules:
    """Compile rules of ours: all of them together, strictly; what is wrong is a problem."""
    return _compile(tuple(texts), is_own=True)


def compile_foreign(texts: Iterable[YaraText]) -> YaraRules:
    """Compile rules of the user's: each file by itself, and without the rules that do not."""
    return _compile(tuple(texts), is_own=False)


def _compile(texts: tuple[YaraText, ...], *, is_own: bool) -> YaraRules:
    import yara_x

    compiler = yara_x.Compiler(relaxed_re_syntax=not is_own, includes_enabled=False)
    for name in _TEXTS:
        compiler.define_global(name, "")
    for name in (
        *_REASONS.values(),
        "is_executable",
        "is_documentation",
        "is_module",
        "is_for_all",
    ):
        compiler.define_global(name, False)
    compiler.ignore_invalid_rules(True)
    problems: list[Problem] = []
    for text in texts:
        compiler.new_namespace(text.path)
        ignored, errors = len(_listed(compiler, "ignored_rules")), len(_listed(compiler, "errors"))
        try:
            compiler.add_source(text.text, origin=text.path)
        except (yara_x.CompileError, ValueError) as error:
            problems.append(_problem(text.path, str(error)))
            continue
        # What is wrong with a whole file is not raised while invalid rules are ignored.
        problems += [
            _problem(text.path, str(cast(Mapping[str, object], each)["text"]))
            for each in _listed(compiler, "errors")[errors:]
        ]
        problems += [
            _problem(text.path, f"rule {_said(each, 'name')}: {_said(each, 'message')}")
            for each in _listed(compiler, "ignored_rules")[ignored:]
            if "CompileError" not in _said(each, "reason")
        ]
    rules = compiler.build()
    return _described(rules, {each.path: _version(each.text) for each in texts}, is_own, problems)


def _described(
    rules: "yara_x.Rules",
    versions: Mapping[str, str],
    is_own: bool,  # noqa: FBT001 — private
    problems: list[Problem],
) -> YaraRules:
    infos: dict[tuple[str, str], RuleInfo] = {}
    packaged: set[tuple[str, str]] = set()
    names: dict[str, str] = {}
    for rule in cast(Iterable["yara_x.Rule"], rules):
        key = (rule.namespace, rule.identifier)
        meta = dict(rule.metadata)
        version = versions.get(rule.namespace, "")
        try:
            info = own_info(meta, version) if is_own else foreign_info(key[1], meta, version)
        except WrongMetaError as error:
            problems.append(Problem(rule.namespace, f"rule {rule.identifier}: {error}"))
            continue
        if is_own and info.name in names:
            reason = f"rule {rule.identifier}: {info.name} stands already in {names[info.name]}"
            problems.append(Problem(rule.namespace, reason))
            continue
        names[info.name] = rule.namespace
        infos[key] = info
        if is_for_packaged(meta):
            packaged.add(key)
    return YaraRules(rules, infos, frozenset(packaged), tuple(problems))


def _listed(compiler: "yara_x.Compiler", what: str) -> list[object]:
    # By name: one of the two has no `self` in the stubs.
    listed: list[object] = getattr(compiler, what)()
    return listed


def _said(ignored: object, what: str) -> str:
    # A method in the stubs, an attribute in the library (1.23).
    said: object = getattr(ignored, what)
    return str(said() if callable(said) else said)


_AT = re.compile(r"-->\s*(?:.*:)?(\d+):(\d+)")


def _problem(path: str, message: str) -> Problem:
    """One line of a compiler's message, with the place it names."""
    at = _AT.search(message)
    lines = [line.strip(" |^-") for line in message.splitlines() if "-->" not in line]
    reason = "; ".join(line for line in lines if line)[:400] or "cannot be used"
    return Problem(path, reason, int(at[1]) if at else None, int(at[2]) if at else None)


def _version(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:12]


class ScanTooLongError(NotFinishedError):
    """A rule set did not finish with a file in `SCAN_SECONDS`."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("rules took too long")


class YaraScanner:
    """Asks one set of rules. Use it in the thread that made it only: YARA-X insists."""

    def __init__(self, rules: YaraRules) -> None:
        """Make YARA-X's own scanner for this thread."""
        import yara_x

        self._rules = rules
        self._too_long = yara_x.TimeoutError
        self._scanner = yara_x.Scanner(rules.compiled)
        self._scanner.set_timeout(SCAN_SECONDS)
        self._scanner.max_matches_per_pattern(_MOST_MATCHES)

    @property
    def rules(self) -> tuple[RuleInfo, ...]:
        """Everything it can claim."""
        return tuple(self._rules.infos.values())

    def scan(self, candidate: Candidate, content: bytes) -> Iterator[Hit]:
        """What the rules say of a file.

        Raises:
            ScanTooLongError: it took longer than `SCAN_SECONDS`.
        """
        for name, value in variables_of(candidate, content):
            self._scanner.set_global(name, value)
        try:
            results = self._scanner.scan(content)
        except self._too_long:
            raise ScanTooLongError from None
        is_packaged = candidate.state is Provenance.PACKAGED
        for rule in results.matching_rules:
            key = (rule.namespace, rule.identifier)
            info = self._rules.infos.get(key)
            if info is None or (is_packaged and key not in self._rules.for_packaged):
                continue
            yield _hit(info, rule, content)


def variables_of(candidate: Candidate, content: bytes) -> Iterator[tuple[str, str | bool]]:
    """What rules may ask beside the content; see the module."""
    path = candidate.path.encode("utf-8", "replace").decode()
    yield "filepath", posixpath.dirname(path)
    yield "filename", posixpath.basename(path)
    yield "extension", posixpath.splitext(path)[1].lower()
    yield "owner", "root" if candidate.uid == 0 else str(candidate.uid)
    yield "filetype", next((kind for magic, kind in _FILETYPES if content.startswith(magic)), "")
    # Memory holds texts among other things: rules for texts are asked, too.
    is_text = "memory" in candidate.reasons and not content.startswith(b"\x7fELF")
    yield "kind", "text" if is_text else content_kind(content[:HEAD_SIZE])
    yield "is_executable", bool(candidate.mode & 0o111)
    yield "is_for_all", bool(candidate.mode & 0o004)
    yield "is_documentation", _is_documentation(path, content)
    yield "is_module", _is_module(candidate, content)
    for reason, name in _REASONS.items():
        yield name, reason in candidate.reasons


def _is_documentation(path: str, content: bytes) -> bool:
    """Whether a file speaks of bad things without being one; YAML may do either."""
    if path.lower().endswith((".yml", ".yaml")) and _CARRIED_OUT.search(content[:_HEAD_OF_YAML]):
        path = path.rpartition(".")[0]
    return _DOCUMENTATION.fullmatch(path) is not None


def _is_module(candidate: Candidate, content: bytes) -> bool:
    """Whether it is Python that others import: nothing starts it, and it is not meant to be run.

    A line of shell in it is data, such as the examples of a scanner, unless it runs commands.
    """
    is_plain = not candidate.mode & 0o111 and not content.startswith(b"#!")
    return candidate.path.endswith(".py") and is_plain and not candidate.reasons & _PUT_AWAY


def _hit(info: RuleInfo, rule: "yara_x.Rule", content: bytes) -> Hit:
    """The places a rule matched, as one: the first of them, and a few distinct texts."""
    places = sorted(_places(rule))
    shown: dict[str, None] = {}
    observables: dict[Observable, None] = {}
    for offset, length in places:
        text = content[offset : offset + min(length, TEXT_LIMIT)].decode("utf-8", "replace")
        shown.setdefault(" ".join(text.replace("\0", "").split()))
        if len(observables) < _MOST_MATCHES:
            line = _line_at(content, offset, length)
            observables.update(dict.fromkeys(observables_in(line)))
            observables.update(dict.fromkeys(Observable(WALLET, each) for each in wallets_in(line)))
    text = " … ".join([each for each in shown if each][:_MOST_SHOWN])[:TEXT_LIMIT]
    first = places[0] if places else (0, 0)
    return Hit(
        rule=info,
        offset=first[0],
        length=first[1],
        text=text,
        observables=tuple(observables),
    )


def _places(rule: "yara_x.Rule") -> Iterator[tuple[int, int]]:
    """Offset and length of every match; patterns called `$not…` speak against the rule."""
    for pattern in rule.patterns:
        if not pattern.identifier.startswith("$not"):
            yield from ((match.offset, match.length) for match in pattern.matches)


def _line_at(content: bytes, offset: int, length: int) -> str:
    """The text around a match, up to the ends of its line."""
    begin = max(content.rfind(b"\n", max(0, offset - _LINE), offset) + 1, offset - _LINE, 0)
    end = content.find(b"\n", offset + length, offset + length + _LINE)
    end = end if end >= 0 else offset + length + _LINE
    return content[begin : min(end, begin + 4 * _LINE)].decode("utf-8", "replace")
