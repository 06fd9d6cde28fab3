"""Secrets are found and named, and their values are nowhere."""

import base64
import json
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.credentials import FINDERS, MOST, find_credentials


def marked(value: bytes) -> str:
    return f"<{len(value)}>"


def found(kind: str, text: str) -> list[tuple[str, str, str]]:
    return [
        (each.name, each.target, each.mark)
        for each in find_credentials(kind, text.encode(), marked)
    ]


@pytest.mark.requirement("A6.18", "A7.13")
@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (
            "aws_key",
            "[default]\naws_access_key_id = AKIA1\naws_secret_access_key = 12345\n[b]\n",
            [("default AKIA1", "aws", "<5>")],
        ),
        (
            "aliyun_key",
            '{"profiles": [{"access_key_id": "LT1", "access_key_secret": "123"}]}',
            [("LT1", "aliyun", "<3>")],
        ),
        ("docker_auth", '{"auths": {"r.example": {"auth": "abcd"}}}', [("", "r.example", "<4>")]),
        ("kubeconfig", "users:\n- user:\n    token: abc\n", [("token", "", "<3>")]),
        ("netrc", "machine h login u password pw\n", [("u", "h", "<2>")]),
        ("pgpass", "# c\ndb:5432:*:app:pw:x\n", [("app", "db:5432", "<4>")]),
        ("mysql_password", "[client]\npassword = 'abc'\n", [("password", "", "<3>")]),
        ("git_credential", "https://u:tok@git.example/x\n", [("u", "git.example/x", "<3>")]),
        ("npm_token", "//r.example/:_authToken=abc\n", [("_authToken", "r.example/", "<3>")]),
        ("environment_file", "A=1\nDB_PASSWORD=abc\nexport API_KEY='x1'\n", [
            ("DB_PASSWORD", "", "<3>"),
            ("API_KEY", "", "<2>"),
        ]),
        ("environment_file", "DB_PASSWORD=${SECRET}\nTOKEN=\nAPI_KEY=changeme\n", []),
        ("application_settings", "define('DB_PASSWORD', 'abcd');", [("DB_PASSWORD", "", "<4>")]),
        ("application_settings", "$dbpasswd = 'abc';", [("dbpasswd", "", "<3>")]),
        ("application_yaml", "x:\n  password: abc # c\n", [("password", "", "<3>")]),
        ("vault_token", "hvs.1\n", [("", "", "<5>")]),
    ],
)  # fmt: skip
def test_each_kind_of_file_names_what_it_holds(
    kind: str, text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(kind, text) == expected


def test_hosts_somebody_logged_in_to_are_named_unless_hashed() -> None:
    text = "|1|a|b ssh-rsa AAAA\n@revoked h ssh-rsa AAAA\n# c d e\nshort line\n"
    first, second = found("known_host", text)
    assert first[:2] == ("ssh-rsa", "hashed")
    assert second[:2] == ("ssh-rsa", "h")
    assert first[2] == second[2]
    assert first[2].startswith("SHA256:")


def openssh(cipher: bytes) -> str:
    def string(value: bytes) -> bytes:
        return len(value).to_bytes(4, "big") + value

    blob = b"openssh-key-v1\0" + string(cipher) + string(b"none") + string(b"")
    blob += (1).to_bytes(4, "big") + string(b"public") + string(b"private")
    body = base64.encodebytes(blob).decode()
    return f"-----BEGIN OPENSSH PRIVATE KEY-----\n{body}-----END OPENSSH PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("text", "is_encrypted"),
    [
        (openssh(b"none"), False),
        (openssh(b"aes256-ctr"), True),
        ("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----", False),
        ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nabc\n-----END X", True),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nabc\n-----END X", True),
    ],
)
def test_whether_a_passphrase_guards_a_key_is_seen(text: str, *, is_encrypted: bool) -> None:
    (key,) = find_credentials("ssh_private_key", text.encode(), marked)
    assert key.is_encrypted is is_encrypted


def test_a_key_is_known_by_its_public_half() -> None:
    first, second = (
        next(find_credentials("ssh_private_key", openssh(each).encode(), marked))
        for each in (b"none", b"aes256-ctr")
    )
    assert first.mark == second.mark
    assert first.mark.startswith("SHA256:")


def test_a_flood_ends() -> None:
    text = "".join(f"K{number}_PASSWORD=v{number}\n" for number in range(MOST + 50))
    assert len(found("environment_file", text)) == MOST


def test_gclouds_database_names_its_accounts() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE credentials (account_id TEXT PRIMARY KEY, value BLOB);"
        "INSERT INTO credentials VALUES ('ann@example.org', '{\"refresh_token\": \"1//0x\"}');"
    )
    each = list(find_credentials("gcloud_database", connection.serialize(), marked))
    assert [(one.name, one.target, one.mark) for one in each] == [
        ("ann@example.org", "google", "<26>")
    ]
    assert list(find_credentials("gcloud_database", b"SQLite format 3\0" * 99, marked)) != []


def test_a_login_path_file_is_a_secret_though_it_looks_encrypted() -> None:
    each = list(find_credentials("mysql_login_path", bytes(4) + b"k" * 20 + b"\x10" * 20, marked))
    assert [(one.name, one.is_encrypted) for one in each] == [("login path", False)]
    assert list(find_credentials("mysql_login_path", bytes(24), marked)) == []


@given(st.sampled_from(sorted(FINDERS)), st.binary(max_size=400))
def test_any_bytes_end_without_an_error(kind: str, data: bytes) -> None:
    assert len(list(find_credentials(kind, data, marked))) <= MOST


@given(st.text("abcdefghijk0123456789", min_size=12, max_size=20))
def test_no_value_is_ever_in_what_comes_back(value: str) -> None:
    texts = {
        "environment_file": f"DB_PASSWORD={value}\n",
        "netrc": f"machine h login u password {value}",
        "docker_auth": json.dumps({"auths": {"r": {"auth": value}}}),
        "aws_key": f"[d]\naws_secret_access_key={value}\n",
        "git_credential": f"https://u:{value}@h/x\n",
    }
    for kind, text in texts.items():
        (each,) = find_credentials(kind, text.encode(), marked)
        assert value not in repr(each)
