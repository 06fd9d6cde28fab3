"""Every Sigma rule that applies, and what they say of records.

Rules come in as texts or as the plan that the wheel build made of ours; this module opens nothing
but hemostat's own data. User folders are read by `examine` and handed in.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable
from typing import cast

import orjson

from hemostat.detect.observables import observables_in
from hemostat.detect.sigma.flat import Flat, flat_of, flat_of_fields
from hemostat.detect.sigma.match import Matches, closure_of
from hemostat.detect.sigma.plan import FORMAT, Fields, Plain, RulePlan, of_plain, to_plain
from hemostat.detect.subjects import subjects_of, values_of
from hemostat.model.errors import InternalError, Problem
from hemostat.model.finding import Claim, RuleInfo
from hemostat.model.host import HOST, Scope
from hemostat.model.record import table_of
from hemostat.model.records import Process, ScriptLine, Startup

PLAN_NAME = "plan.json"
"""The compiled plan of our own rules, beside their folders, in a wheel only."""

# A comment, or a line that only prints a fixed text ("Install it with: curl … | sh").
_SAYS_ONLY = re.compile(
    r"""\s*(?:\#[^\n]*
        | (?:echo|printf)(?:\s+-[neE]{1,3})?\s+(?:"[^"$`\\]*"|'[^']*')\s*;?\s*)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, ready to be asked."""

    plan: RulePlan
    matches: Matches

    @property
    def info(self) -> RuleInfo:
        """What it is worth."""
        return self.plan.info


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of rule texts: plans, and what is wrong with the rest."""

    plans: tuple[RulePlan, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Rules by the category of records they see."""

    rules: tuple[Rule, ...]
    _by_type: dict[type[object], tuple[Rule, ...]] = field(
        default_factory=dict[type[object], tuple[Rule, ...]], repr=False, compare=False
    )

    @classmethod
    def of(cls, plans: Iterable[RulePlan]) -> "Rulebook":
        """Make a closure of each plan."""
        return cls(tuple(Rule(plan, closure_of(plan.tree)) for plan in plans))

    def rules_for(self, record_type: type[object]) -> tuple[Rule, ...]:
        """The rules that see records of one type.

        Raises:
            TypeError: the type is no record type.
        """
        found = self._by_type.get(record_type)
        if found is None:
            categories = table_of(record_type).categories
            found = tuple(rule for rule in self.rules if rule.plan.category in categories)
            self._by_type[record_type] = found
        return found

    def categories(self) -> frozenset[str]:
        """The categories any rule looks at: records of others need not be handed in."""
        return frozenset(rule.plan.category for rule in self.rules)

    def claims(self, records: Iterable[object]) -> Iterator[tuple[RuleInfo, Claim]]:
        """What the rules say of each record, in the order of records and rules."""
        for record in records:
            rules = self.rules_for(type(record))
            if not rules or _says_only(record):
                continue
            flat = flat_of(record)
            for rule in rules:
                if rule.matches(flat):
                    yield rule.info, claim_about(record)


def claim_about(record: object) -> Claim:
    """The claim a rule makes about a record it matches."""
    technique = getattr(record, "technique", "")
    command = getattr(record, "command", "")
    scope = getattr(record, "scope", HOST)
    return Claim(
        subjects=subjects_of(record),
        because=(record,),
        values=values_of(record),
        attack=(technique,) if technique else (),
        observables=observables_in(command) if command else (),
        first_seen=record.started if isinstance(record, Process) else None,
        scope=scope if isinstance(scope, Scope) else HOST,
    )


def load_texts(
    texts: Iterable[tuple[str, str]], placeholders: Mapping[str, tuple[str, ...]] | None = None
) -> Loaded:
    """Compile rule texts. What cannot be used is a problem; the rest loads.

    Two rules of one name are a problem of the later one.

    Args:
        texts: path, as the user named it, and text of each rule file.
        placeholders: values for `%names%` under the modifier `expand`.
    """
    plans: dict[str, RulePlan] = {}
    problems: list[Problem] = []
    for path, text in texts:
        # Late: pySigma costs 0.15 s, and a wheel without user rules does not need it.
        from hemostat.detect.sigma.front import compile_text

        made, wrong = compile_text(path, text, placeholders)
        problems += wrong
        for plan in made:
            first = plans.setdefault(plan.info.name, plan)
            if first is not plan:
                reason = f"rule `{plan.info.name}` stands already in {first.path}"
                problems.append(Problem(path, reason))
    return Loaded(tuple(plans.values()), tuple(problems))


def own_plans() -> tuple[RulePlan, ...]:
    """Our own rules: from the wheel's plan, or compiled from a source checkout.

    Raises:
        InternalError: they do not load, which is our fault.
    """
    folder = resources.files("hemostat") / "data" / "rules"
    plan = folder / PLAN_NAME
    if plan.is_file():
        return read_plan(plan.read_bytes())
    loaded = load_texts(own_texts())
    if loaded.problems:
        raise InternalError("\n".join(map(str, loaded.problems)))
    return loaded.plans


def own_texts() -> tuple[tuple[str, str], ...]:
    """Path, from the package's root, and text of each of our own rule files, by path."""
    folder = resources.files("hemostat") / "data" / "rules"
    return tuple(sorted(_texts_below(folder, "hemostat/data/rules")))


def _texts_below(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        inner = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _texts_below(entry, inner)
        elif entry.name.endswith(".yml"):
            yield inner, entry.read_text(encoding="utf-8")


def write_plan(plans: Iterable[RulePlan]) -> bytes:
    """Plans as the file a wheel carries; the same plans give the same bytes."""
    data = {"format": FORMAT, "rules": [to_plain(plan) for plan in plans]}
    return orjson.dumps(data)


def read_plan(data: bytes) -> tuple[RulePlan, ...]:
    """The plans in such a file.

    Raises:
        InternalError: the file is damaged, or of another version.
    """
    try:
        plain = cast(dict[str, Plain], orjson.loads(data))
        if plain["format"] != FORMAT:
            raise ValueError(f"format {plain['format']}, not {FORMAT}")
        return tuple(of_plain(each) for each in cast(list[dict[str, Plain]], plain["rules"]))
    except (ValueError, KeyError, TypeError) as error:
        raise InternalError(f"the plan of our own rules is damaged ({error}); reinstall") from error


@dataclass(frozen=True, slots=True)
class FailedExample:
    """An example that does not do what its rule says of it."""

    rule: str
    path: str
    fires: bool
    example: Fields


def failed_examples(plans: Iterable[RulePlan]) -> tuple[FailedExample, ...]:
    """Every `fires` case that stays quiet, and every `quiet` case that fires."""
    failed: list[FailedExample] = []
    for plan in plans:
        matches = closure_of(plan.tree)
        for wanted, examples in ((True, plan.fires), (False, plan.quiet)):
            failed += [
                FailedExample(plan.info.name, plan.path, wanted, example)
                for example in examples
                if matches(example_record(example)) is not wanted
            ]
    return tuple(failed)


def example_record(example: Fields) -> Flat:
    """An example as rules see it."""
    return flat_of_fields(dict(example))


def _says_only(record: object) -> bool:
    """Whether a line of a file only comments or prints; a running process is never that."""
    if not isinstance(record, (ScriptLine, Startup)):
        return False
    return _SAYS_ONLY.fullmatch(record.command) is not None
