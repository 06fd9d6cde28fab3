"""Secrets in files, found and named without keeping them: which, where, and what they open.

Every value becomes a mark at once, by a function that is handed in; see `docs/credentials.md`.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Final, NamedTuple, cast

from hemostat.parse.host.sqlite_tables import ERRORS, tables_of

Mark = Callable[[bytes], str]
"""Turns a secret into a mark that says whether two are equal, and nothing else."""

MOST: Final = 500
_PLACEHOLDER = re.compile(
    rb"\$\{|\{\{|\$\(|^<|^%|^(?:changeme|change_me|null|none|true|false|example|secret|password"
    rb"|your[-_ ].*|x{3,}|\*+|todo)$",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """One secret. `kind` may refine the file's; `mark` is of its value, or of a public part."""

    kind: str
    name: str = ""
    target: str = ""
    mark: str = ""
    is_encrypted: bool = False
    line: int | None = None


def find_credentials(kind: str, data: bytes, mark: Mark) -> Iterator[Found]:
    """The secrets of one file, at most 500.

    Args:
        kind: of the file, from `FINDERS`.
        data: its content.
        mark: for values.

    A file that holds none gives nothing; nothing raises. A value that stands for another one
    (`${DB_PASSWORD}`, `changeme`) is none.
    """
    for count, found in enumerate(FINDERS[kind](kind, data, mark)):
        if count >= MOST:
            return
        yield found


def _by_pattern(pattern: re.Pattern[bytes]) -> "Finder":
    """A finder from a pattern with groups `secret`, and `name` or `target` where there are any."""

    def find(kind: str, data: bytes, mark: Mark) -> Iterator[Found]:
        for match in pattern.finditer(data):
            groups = match.groupdict()
            secret = groups["secret"].strip().strip(b"\"'")
            if secret and not _PLACEHOLDER.search(secret):
                yield Found(
                    kind,
                    _text(groups.get("name")),
                    _text(groups.get("target")),
                    mark(secret),
                    line=data.count(b"\n", 0, match.start("secret")) + 1,
                )

    return find


Finder = Callable[[str, bytes, Mark], Iterator[Found]]


def _text(part: bytes | None) -> str:
    return (part or b"").decode("utf-8", "surrogateescape")[:200]


def _whole(kind: str, data: bytes, mark: Mark) -> Iterator[Found]:
    """A file that is one secret as it stands."""
    if data.strip():
        yield Found(kind, mark=mark(data.strip()))


def _aws(kind: str, data: bytes, mark: Mark) -> Iterator[Found]:
    profile, key = "", ""
    for number, line in enumerate(data.split(b"\n"), start=1):
        name, _, value = (part.strip() for part in line.partition(b"="))
        if section := re.match(rb"\s*\[(?:profile )?(.+?)\]", line):
            profile, key = _text(section[1]), ""
        elif name == b"aws_access_key_id":
            key = _text(value)
        elif name in (b"aws_secret_access_key", b"aws_session_token") and value:
            yield Found(
                kind, " ".join(filter(None, (profile, key))), "aws", mark(value), line=number
            )


def _json_secrets(names: Mapping[str, str], target: str = "") -> Finder:
    """A finder of JSON values under certain keys; the value of another key names each."""

    def find(kind: str, data: bytes, mark: Mark) -> Iterator[Found]:
        for entry in _objects(_json(data)):
            for key, named_by in names.items():
                value = entry.get(key)
                if isinstance(value, str) and value:
                    name = entry.get(named_by)
                    said = name[:200] if isinstance(name, str) else ""
                    yield Found(kind, said, target, mark(value.encode("utf-8", "replace")))

    return find


def _json(data: bytes) -> object:
    try:
        return cast(object, json.loads(data))
    except (ValueError, RecursionError):
        return None


def _objects(value: object) -> Iterator[dict[str, object]]:
    """Every object of a JSON value, itself included."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            entry = cast(dict[str, object], each)
            yield entry
            waiting += entry.values()
        elif isinstance(each, list):
            waiting += cast(list[object], each)


def _docker(kind: str, data: bytes, mark: Mark) -> Iterator[Found]:
    found = _json(data)
    entries = cast(dict[str, object], found).get("auths") if isinstance(found, dict) else None
    if not isinstance(entries, dict):
        return
    for registry, entry in cast(dict[str, object], entries).items():
        values = cast(dict[str, object], entry) if isinstance(entry, dict) else {}
        value = values.get("auth") or values.get("identitytoken")
        if isinstance(value, str) and value:
            yield Found(kind, target=registry[:200], mark=mark(value.encode("utf-8", "replace")))


def _known_hosts(kind: str, data: bytes, _mark: Mark) -> Iterator[Found]:
    """Hosts somebody logged in to from here; hashed names stay hashed. Source: sshd(8)."""
    for number, line in enumerate(data.split(b"\n"), start=1):
        parts = line.split()
        if parts[:1] and parts[0].startswith(b"@"):
            parts = parts[1:]
        if len(parts) < 3 or parts[0].startswith(b"#"):
            continue
        target = "hashed" if parts[0].startswith(b"|1|") else _text(parts[0])
        yield Found(kind, _text(parts[1]), target, _public_mark(parts[2]), line=number)


def _public_mark(encoded: bytes) -> str:
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        return ""
    return "SHA256:" + base64.b64encode(sha256(blob).digest()).decode("ascii").rstrip("=")


def _gcloud_database(kind: str, data: bytes, mark: Mark) -> Iterator[Found]:
    """Accounts of the gcloud command: a damaged database is one secret.

    Source: googlecloudsdk/core/credentials/creds.py of Google Cloud SDK 450.
    """
    try:
        for table, rows in tables_of(data, ("credentials", "access_tokens")):
            column = "value" if table == "credentials" else "access_token"
            for row in rows:
                if secret := row.get(column):
                    name = row.get("account_id", "")[:200]
                    yield Found(kind, name, "google", mark(secret.encode("utf-8", "replace")))
    except (ValueError, *ERRORS):
        yield Found(kind, "(damaged)", "google", mark(data))


def _mysql_login(kind: str, data: bytes, mark: Mark) -> Iterator[Found]:
    """A file of mysql_config_editor: its key stands in it, so nothing guards what it holds.

    Source: MySQL 8.0, mysys_ssl/my_default.cc: 4 bytes, 20 of the key, then lines by length.
    """
    if len(data) > _LOGIN_HEADER and not any(data[:4]):
        yield Found(kind, "login path", "mysql", mark(data))


_LOGIN_HEADER = 28
_PEM = re.compile(
    rb"-----BEGIN (?P<what>[A-Z0-9 ]*)PRIVATE KEY-----\r?\n(?P<body>.{0,32768}?)-----END ",
    re.DOTALL,
)
_MAGIC = b"openssh-key-v1\0"


def _private_keys(kind: str, data: bytes, mark: Mark) -> Iterator[Found]:
    """Private keys in PEM or OpenSSH's own form. Source: PROTOCOL.key of OpenSSH; RFC 7468."""
    for match in _PEM.finditer(data):
        body = match["body"]
        line = data.count(b"\n", 0, match.start()) + 1
        if match["what"].strip() == b"OPENSSH":
            cipher, public = _openssh(b"".join(body.split()))
            yield Found(kind, "", "", public, cipher not in ("none", ""), line)
        else:
            is_encrypted = match["what"].startswith(b"ENCRYPTED") or b"ENCRYPTED" in body[:200]
            yield Found(kind, "", "", mark(body), is_encrypted, line)


def _openssh(body: bytes) -> tuple[str, str]:
    """The cipher, and the fingerprint of the public key, which stands in clear."""
    try:
        blob = base64.b64decode(body)
    except (ValueError, binascii.Error):
        return "", ""
    if not blob.startswith(_MAGIC):
        return "", ""
    cipher, at = _string(blob, len(_MAGIC))
    for _ in range(2):
        _, at = _string(blob, at)
    public, _ = _string(blob, at + 4)
    return _text(cipher), _public_mark(base64.b64encode(public)) if public else ""


def _string(blob: bytes, at: int) -> tuple[bytes, int]:
    size = int.from_bytes(blob[at : at + 4], "big")
    return blob[at + 4 : at + 4 + size], at + 4 + size


_SECRET_NAME = (
    rb"[\w.-]*(?:passw(?:or)?d|passwd|_pwd|secret|token|api_?key|access_?key|private_?key|_dsn"
    rb"|database_url|redis_url)[\w.-]*"
)
_ENV = re.compile(
    rb"(?im)^[ \t]*(?:export )?(?P<name>" + _SECRET_NAME + rb")[ \t]*=[ \t]*(?P<secret>[^\r\n#]+)"
)
_YAML = re.compile(
    rb"(?im)^[ \t-]*(?P<name>" + _SECRET_NAME + rb")[ \t]*:[ \t]*(?P<secret>[^\s#][^\r\n#]*)"
)
_QUOTED = re.compile(
    rb"(?i)[\"'](?P<name>"
    + _SECRET_NAME
    + rb")[\"'][ \t]*(?:,|=>|:)[ \t]*[\"'](?P<secret>[^\"'\r\n]+)[\"']"
)
_ASSIGNED = re.compile(
    rb"(?im)^[ \t]*\$?(?P<name>"
    + _SECRET_NAME
    + rb")[ \t]*=[ \t]*[\"'](?P<secret>[^\"'\r\n]+)[\"']"
)


def _settings(kind: str, data: bytes, mark: Mark) -> Iterator[Found]:
    """Names that mean a secret, in any of the ways programs' settings are written."""
    for pattern in (_QUOTED, _ASSIGNED):
        yield from _by_pattern(pattern)(kind, data, mark)


FINDERS: Final[Mapping[str, Finder]] = {
    "aws_key": _aws,
    "aliyun_key": _json_secrets({"access_key_secret": "access_key_id"}, "aliyun"),
    "tencent_key": _json_secrets({"secretKey": "secretId"}, "tencent"),
    "gcloud_key": _json_secrets(
        {"private_key": "client_email", "refresh_token": "client_id"}, "google"
    ),
    "azure_token": _json_secrets({"secret": "client_id", "refreshToken": "userId"}, "azure"),
    "docker_auth": _docker,
    "kubeconfig": _by_pattern(
        re.compile(rb"(?m)^\s*(?P<name>token|client-key-data|password)\s*:\s*(?P<secret>\S+)")
    ),
    "netrc": _by_pattern(
        re.compile(
            rb"machine\s+(?P<target>\S+)\s+login\s+(?P<name>\S+)\s+password\s+(?P<secret>\S+)"
        )
    ),
    "pgpass": _by_pattern(
        re.compile(
            rb"(?m)^(?P<target>[^#:\n][^:\n]*:[^:\n]*):[^:\n]*:(?P<name>[^:\n]*):(?P<secret>[^\n]+)$"
        )
    ),
    "mysql_password": _by_pattern(
        re.compile(rb"(?m)^\s*(?P<name>password)\s*=\s*(?P<secret>[^\n]+)")
    ),
    "gcloud_database": _gcloud_database,
    "mysql_login_path": _mysql_login,
    "git_credential": _by_pattern(
        re.compile(rb"(?m)^https?://(?P<name>[^:/@\s]+):(?P<secret>[^@\s]+)@(?P<target>\S+)")
    ),
    "npm_token": _by_pattern(
        re.compile(
            rb"(?m)^(?://(?P<target>[^:\s]+):)?(?P<name>_authToken|_password|_auth)\s*=\s*(?P<secret>\S+)"
        )
    ),
    "pypi_token": _by_pattern(re.compile(rb"(?m)^\s*(?P<name>password)\s*[=:]\s*(?P<secret>\S+)")),
    "vault_token": _whole,
    "terraform_token": _json_secrets({"token": ""}),
    "terraform_state": _json_secrets(
        {
            "password": "username",
            "secret": "id",
            "private_key_pem": "id",
            "secret_key": "access_key",
        }
    ),
    "ssh_private_key": _private_keys,
    "tls_private_key": _private_keys,
    "gnupg_key": _whole,
    "known_host": _known_hosts,
    "environment_file": _by_pattern(_ENV),
    "application_settings": _settings,
    "application_yaml": _by_pattern(_YAML),
    "application_properties": _by_pattern(_ENV),
}
"""How each kind of file is read. `kubeconfig` and `_whole` need no name."""
