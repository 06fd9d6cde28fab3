"""Settings of nginx that copy requests, or what is logged of them, to another place."""

import re

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.records import Setting
from hemostat.parse.place import Place

_LIMIT = 1 << 20
_STATEMENT = re.compile(r"(?P<text>[^;{}]{1,4000})(?P<end>[;{])|(?P<close>\})")
_COPIES = ("mirror", "post_action", "auth_request")
_BODY = re.compile(r"\$(?:request_body|http_authorization|http_cookie|arg_pass\w*|cookie_\w+)")
_SYSLOG = re.compile(r"syslog:server=(\[[^\]]+\]|[^,:\s]+)")
_MOST = 200


def parse_request_copies(evidence: Evidence, _place: Place) -> Parsed[Setting]:
    """Read nginx settings: a `copies` setting for each place that gets a copy of requests.

    The section says how: mirror, post_action, auth_request, or `log` for a log format with bodies
    or log-ins that goes to another host. The value is where it goes, as written.

    Raises: nothing.
    Source: ngx_http_mirror_module, ngx_http_core_module, ngx_http_log_module of nginx 1.27.
    """
    whole = evidence.data[:_LIMIT].decode("utf-8", "backslashreplace")
    text = re.sub(r"(?m)(^|\s)#[^\n]*", r"\1", whole)
    copies: dict[str, tuple[str, int]] = {}
    goals: dict[str, list[str]] = {}
    formats: set[str] = set()
    logs: list[tuple[str, str, int]] = []
    blocks: list[str] = []
    for match in _STATEMENT.finditer(text):
        if match["close"]:
            blocks = blocks[:-1]
            continue
        words = match["text"].split()
        if not words:
            continue
        if match["end"] == "{":
            blocks.append(words[-1] if words[0] == "location" else "")
            continue
        line = text.count("\n", 0, match.end()) + 1
        if words[0] in _COPIES and len(words) > 1:
            copies[words[1]] = (words[0], line)
        elif words[0] in ("proxy_pass", "fastcgi_pass") and len(words) > 1:
            own = next((each for each in reversed(blocks) if each), "")
            goals.setdefault(own, []).append(words[1])
        elif words[0] == "log_format" and len(words) > 2 and _BODY.search(match["text"]):
            formats.add(words[1])
        elif words[0] == "access_log" and (server := _SYSLOG.search(match["text"])):
            logs.append((words[2] if len(words) > 2 else "", server[1], line))
    found = [
        (kind, goal, line)
        for place, (kind, line) in copies.items()
        for goal in goals.get(place, ())
    ]
    found += [("log", server, line) for own, server, line in logs if own in formats]
    return Parsed(
        tuple(
            Setting(
                source=evidence.source(line, f"{kind} {goal}"),
                service="nginx",
                section=kind,
                keyword="copies",
                value=goal,
            )
            for kind, goal, line in found[:_MOST]
        )
    )


PARSERS = {"request_copies": parse_request_copies}
