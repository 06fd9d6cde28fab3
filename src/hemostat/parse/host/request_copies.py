"""Settings of nginx that copy requests, or what is logged of them, to another place."""

import re

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.records import Setting
from hemostat.parse.host.web_server_settings import nginx_statements
from hemostat.parse.place import Place

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
    copies: dict[str, tuple[str, int]] = {}
    goals: dict[str, list[str]] = {}
    formats: set[str] = set()
    logs: list[tuple[str, str, int]] = []
    for line, blocks, words in nginx_statements(evidence):
        whole = " ".join(words)
        if words[0] in _COPIES and len(words) > 1:
            copies[words[1]] = (words[0], line)
        elif words[0] in ("proxy_pass", "fastcgi_pass") and len(words) > 1:
            places = (block[-1] for block in reversed(blocks) if block[:1] == ["location"])
            goals.setdefault(next(places, ""), []).append(words[1])
        elif words[0] == "log_format" and len(words) > 2 and _BODY.search(whole):
            formats.add(words[1])
        elif words[0] == "access_log" and (server := _SYSLOG.search(whole)):
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
