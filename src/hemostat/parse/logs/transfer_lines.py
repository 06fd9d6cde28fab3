"""What lines of file transfer servers' logs say: log-ins, and files put there.

Source: vsftpd 2 and 3, with its own log and with `xferlog_std_format`; ProFTPD 1.3; Pure-FTPd 1.0,
with its `clf` transfer log; OpenSSH's internal-sftp is not read, for its lines name no account.
"""

import re

from hemostat.parse.logs.messages import Accepted, Attempt, Did, Said

_VSFTPD = re.compile(
    r"(?:\[pid \d+\] )?\[([^\]]{1,80})\] (OK|FAIL) (LOGIN|UPLOAD|CHMOD|RENAME): "
    r"Client \"([^\"]{1,60})\"(?:, \"([^\"]{1,400}?)[ \"])?"
)
_XFERLOG = re.compile(
    r"^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4} \d+ (\S{2,80}) \d+ (\S.{0,400}?) [ab] \S{1,3} i"
    r" [arg] (\S{1,80}) \S+ [01] \S+ ([ci])"
)
_PROFTPD = re.compile(
    r"\([^()\s]*\[([0-9a-fA-F.:]{3,45})\]\)[: -]+USER ([^:()\n]{1,80}?)"
    r"(: Login successful| \(Login failed\)|: no such user)"
)
_PURE_FAILED = re.compile(
    r"\(\S{0,80}@([^\s)]{2,60})\) \[WARNING\] Authentication failed for user \[([^\]]{0,80})\]"
)
_PURE_IN = re.compile(r"\(\S{0,80}@([^\s)]{2,60})\) \[INFO\] (\S{1,80}) is now logged in")
_PURE_PUT = re.compile(r"\(([^\s@()]{1,80})@([^\s)]{2,60})\) \[NOTICE\] (/.{1,400}?) uploaded\s+\(")
_CLF_PUT = re.compile(r"^(\S{2,60}) - (\S{1,80}) \[[^\]]+\] \"PUT (/[^\"]{1,400})\" 200 \d+$")


def read_transfer(line: str) -> Said:
    """What a line of vsftpd's, ProFTPD's or Pure-FTPd's log says."""
    if found := _VSFTPD.search(line):
        return _vsftpd(found)
    if found := _PROFTPD.search(line):
        if "successful" in found[3]:
            return Accepted(found[2], found[1], "proftpd", "password", "", "")
        return Attempt(found[2], found[1], "proftpd", "password", "failed", 1)
    if found := _PURE_FAILED.search(line):
        return Attempt(found[2], found[1], "pure-ftpd", "password", "failed", 1)
    if found := _PURE_IN.search(line):
        return Accepted(found[2], found[1], "pure-ftpd", "password", "", "")
    if found := _PURE_PUT.search(line):
        return _put(found[1], found[2], found[3])
    if (found := _XFERLOG.match(line)) and found[4] == "c":
        return _put(found[3], found[1], found[2])
    if found := _CLF_PUT.match(line):
        return _put(found[2], found[1], found[3])
    return None


def _vsftpd(found: re.Match[str]) -> Said:
    account, outcome, what, client, file = found.groups()
    address = client.removeprefix("::ffff:")
    if what == "LOGIN" and outcome == "OK":
        return Accepted(account, address, "vsftpd", "password", "", "")
    if what == "LOGIN":
        return Attempt(account, address, "vsftpd", "password", "failed", 1)
    return _put(account, address, file) if what == "UPLOAD" and outcome == "OK" and file else None


def _put(account: str, address: str, file: str) -> Did:
    return Did("ftp", "file_uploaded", account, address, file.replace("//", "/"), "")


NEEDLES = (
    r"\] (?:ok|fail) (?:login|upload): client",
    r"\]\)[: -]+user ",
    "authentication failed for user ",
    "is now logged in",
    r" uploaded\s+\(",
    r" [ab] \S{1,3} i [arg] ",
    '"put /',
)
"""RE2 patterns, of which a line that this module reads holds one; without regard to case."""
