"""What lines of mail servers' logs say of mail handed in with a password, and what became of it.

Source: Postfix 2 to 3, Exim 4, Sendmail 8, Dovecot 2.
"""

import re

from hemostat.parse.logs.messages import Attempt, Mail, Said

_SUBMITTED = re.compile(
    r"^(?:[\w/-]+\[\d+\]: )?(\w{6,20}): client=[^\[]*\[([0-9a-fA-F.:]+)\]"
    r".*\bsasl_username=([^\s,]+)"
)
_SENT = re.compile(r"^(\w{6,20}): to=<[^>]*>,.*\bstatus=(sent|bounced|deferred)\b(.*)")
_SASL_FAILED = re.compile(r"\[([0-9a-fA-F.:]+)\]: SASL \S+ authentication failed")
_EXIM_IN = re.compile(
    r"\b(\w{6,7}-\w{6,11}-\w{2,4}) <= \S+ .*\[([0-9a-fA-F.:]+)\](?::\d+)? .*\bA=\w+:(\S+)"
)
_EXIM_OUT = re.compile(r"\b(\w{6,7}-\w{6,11}-\w{2,4}) (=>|->|\*\*) \S+")
_SENDMAIL_IN = re.compile(r"AUTH=server, relay=.*\[([0-9a-fA-F.:]+)\].*\bauthid=([^\s,]+)")
_SENDMAIL_OUT = re.compile(r"^(\w{12,20}): to=.*\bstat=(Sent|User unknown|Service unavailable)")
_DOVECOT_FAILED = re.compile(
    r"\S+-login: .*\(auth failed, (\d{1,6}) attempts.*user=<([^>]*)>.*rip=([^,\s]+)"
)
_REFUSED = re.compile(
    r"\b5\.\d\.\d|\b55[04]\b|spam|block|reject|denied|blacklist|reputation", re.IGNORECASE
)


def read_mail(line: str) -> Said:
    """What a message of a mail server says; Exim's lines have no program before them."""
    for pattern, kind in ((_SUBMITTED, "in"), (_EXIM_IN, "in")):
        if found := pattern.search(line):
            return Mail(kind, found[1], found[3], found[2], 0, 0)
    if found := _SENT.match(line):
        refused = found[2] == "bounced" or (found[2] == "deferred" and _REFUSED.search(found[3]))
        return Mail("out", found[1], "", "", 1, 1 if refused else 0)
    if found := _EXIM_OUT.search(line):
        return Mail("out", found[1], "", "", 1, int(found[2] == "**"))
    if found := _SENDMAIL_OUT.match(line):
        return Mail("out", found[1], "", "", 1, int(found[2] != "Sent"))
    return _log_in(line)


def _log_in(line: str) -> Said:
    if found := _SENDMAIL_IN.search(line):
        return Mail("in", "", found[2], found[1], 0, 0)
    if found := _DOVECOT_FAILED.search(line):
        return Attempt(found[2], found[3], "dovecot", "password", "failed", int(found[1]))
    if found := _SASL_FAILED.search(line):
        return Attempt("", found[1], "smtp", "password", "failed", 1)
    return None


NEEDLES = (
    "sasl_username=",
    r"status=(?:sent|bounced|deferred)",
    r"\ba=\w+:\S",
    r"-\w{2,4} (?:=>|->|\*\*) ",
    "authid=",
    r"\bstat=",
    r"auth failed, \d",
    r"sasl \S+ authentication failed",
)
"""RE2 patterns, of which a line that this module reads holds one; without regard to case."""
