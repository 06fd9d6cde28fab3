"""Values worth searching for on other hosts, taken from a command text."""

import re

from hemostat.model.finding import Observable
from hemostat.parse.host.shell_text_observables import observables_in as named_in

_MAX_TEXT = 64 * 1024

# A pool or server given as `host:port`. A bare word with dots would be `app.service` as well.
_ENDPOINT = re.compile(
    r"(?<![\w./@:-])((?:[a-z0-9][a-z0-9-]{0,62}\.){1,8}[a-z]{2,24}):\d{2,5}(?![\w.:])",
    re.IGNORECASE | re.ASCII,
)


def observables_in(command: str) -> tuple[Observable, ...]:
    """Addresses, domains and URLs in a command text, each once.

    Beyond what `shell_text_observables` finds, the host of every `host:port`.
    """
    endpoints = (
        Observable("domain-name", match[1].lower())
        for match in _ENDPOINT.finditer(command[:_MAX_TEXT])
    )
    return tuple(dict.fromkeys((*named_in(command), *endpoints)))
