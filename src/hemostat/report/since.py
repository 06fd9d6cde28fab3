"""What changed since an earlier look: lines for the screen, and JSON."""

from collections.abc import Iterator, Sequence

from hemostat.model.inventory import Comparison, FindingChange, ItemChange, Since
from hemostat.model.level import Level
from hemostat.model.text import Language, Text
from hemostat.report import words
from hemostat.report.baseline_json import known_json
from hemostat.report.cells import WIDTH, clip, pad
from hemostat.report.escape import encodable, fill, visible
from hemostat.report.result_json import Json, time_json

SHOWN = 12

_SINCE_SAME = Text("Since {when} ({name}, {signed})", "与 {when} 相比（{name}，{signed}）")
_SINCE_SISTER = Text(
    "What differs from its sister host ({name}, {when}, {signed})",
    "与同类主机的差异（{name}，{when}，{signed}）",
)
_UNKNOWN_TIME = Text("an unknown time", "未知时间")
_NOT_WHOLE = Text(
    "That look was not complete: what is new here may have been there before.",
    "当时的检查不完整：此处的新增项可能早已存在。",
)
_UNSEEN_NOTE = Text(
    "This look has holes: what is not seen now is not proved gone.",
    "本次检查有未覆盖之处：未见到不等于已消失。",
)
_NO_ITEMS = Text(
    "Only findings are compared: the file is a triage result. To compare what a host has, keep "
    "a baseline: hemostat baseline save FILE",
    "只比较了发现：该文件是检查结果。要比较主机上有什么，请保存基线：hemostat baseline save FILE",
)
_SAME = Text("Nothing else differs.", "其余无差异。")
_MORE = Text("… and {count} more: add -v", "…… 另有 {count} 项：加 -v 查看")
_WORDS = {
    Since.NEW: Text("new", "新增"),
    Since.BACK: Text("back", "再现"),
    Since.STILL: Text("still there", "仍在"),
    Since.CHANGED: Text("changed", "已变"),
    Since.GONE: Text("gone", "已消失"),
    Since.UNSEEN: Text("not seen", "未见"),
}
_KINDS = {
    "account": Text("account", "账户"),
    "group": Text("group", "用户组"),
    "key": Text("SSH key", "SSH 公钥"),
    "sudo": Text("sudo rule", "sudo 规则"),
    "sshd": Text("sshd setting", "sshd 配置"),
    "startup": Text("startup", "启动项"),
    "listener": Text("listener", "监听端口"),
    "file": Text("file", "文件"),
    "module": Text("module", "内核模块"),
    "package": Text("package", "软件包"),
    "kernel": Text("kernel", "内核"),
}


def since_lines(
    comparison: Comparison, language: Language, min_level: Level, *, verbose: bool
) -> Iterator[str]:
    """The comparison for people: findings first, then what else differs. At most 80 cells wide."""
    yield clip(_headline(comparison, language), WIDTH)
    if not comparison.earlier.is_complete:
        yield clip("  " + _NOT_WHOLE.in_language(language), WIDTH)
    sinces = [each.since for each in comparison.findings]
    sinces += [each.since for each in comparison.items or ()]
    if Since.UNSEEN in sinces:
        yield clip("  " + _UNSEEN_NOTE.in_language(language), WIDTH)
    found = [each for each in comparison.findings if each.finding.level >= min_level]
    lines = [_finding(each, language) for each in found]
    lines += [_item(each, language) for each in comparison.items or ()]
    shown = lines if verbose else lines[:SHOWN]
    yield from shown
    if len(shown) < len(lines):
        yield "  " + fill(_MORE.in_language(language), {"count": str(len(lines) - len(shown))})
    if comparison.items is None:
        yield "  " + _NO_ITEMS.in_language(language)
    elif not comparison.items:
        yield "  " + _SAME.in_language(language)


def comparison_json(comparison: Comparison) -> Json:
    """The comparison for machines."""
    earlier = comparison.earlier
    return {
        "name": encodable(earlier.name),
        "host": encodable(earlier.host_id),
        "same_host": comparison.is_same_host,
        "examined": time_json(earlier.taken),
        "signer": earlier.signer or None,
        "is_complete": earlier.is_complete,
        "findings": [
            {"since": each.since.value, **known_json(each.finding)} for each in comparison.findings
        ],
        "items": None if comparison.items is None else _items_json(comparison.items),
    }


def _items_json(items: Sequence[ItemChange]) -> list[Json]:
    return [
        {
            "since": each.since.value,
            "kind": each.kind,
            "key": encodable(each.key),
            "before": encodable(each.before),
            "now": encodable(each.now),
        }
        for each in items
    ]


def _headline(comparison: Comparison, language: Language) -> str:
    earlier = comparison.earlier
    signer = {"signer": earlier.signer[:19] + "…"}
    values = {
        "name": visible(earlier.name),
        "when": f"{earlier.taken:%Y-%m-%d %H:%M} UTC"
        if earlier.taken
        else _UNKNOWN_TIME.in_language(language),
        "signed": fill(words.SIGNED_BY.in_language(language), signer)
        if earlier.signer
        else words.NOT_SIGNED.in_language(language),
    }
    template = _SINCE_SAME if comparison.is_same_host else _SINCE_SISTER
    return fill(template.in_language(language), values)


def _finding(change: FindingChange, language: Language) -> str:
    finding = change.finding
    level = words.LEVELS[finding.level].in_language(language)
    subject = visible(finding.subjects[0][1]) if finding.subjects else ""
    title = finding.title.in_language(language)
    return clip(f"  {_word(change.since, language)}{pad(level, 9)} {title}: {subject}", WIDTH)


def _item(change: ItemChange, language: Language) -> str:
    kind = pad(_KINDS[change.kind].in_language(language), 13)
    value = visible(change.now or change.before)
    if change.since is Since.CHANGED:
        value = f"{visible(change.before)} → {visible(change.now)}"
    text = f"{visible(change.key)}  {value}".rstrip()
    return clip(f"  {_word(change.since, language)}{kind} {text}", WIDTH)


def _word(since: Since, language: Language) -> str:
    return pad(_WORDS[since].in_language(language), 12)
