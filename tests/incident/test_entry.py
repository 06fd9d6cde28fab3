from dataclasses import replace

import pytest

from hemostat.incident.entry import ENTRY_NOUNS, entry_of
from hemostat.model.level import Level
from hemostat.model.records import Account, AuthorizedKey
from incident.stories import MINER, about, fact, group, process, startup
from incident.test_logins import Login

pytestmark = pytest.mark.requirement("A4.2", "A7.4")


def test_without_a_sign_of_it_no_entry_is_named() -> None:
    assert entry_of(group(about(startup("/etc/cron.d/x", MINER)))) is None
    assert entry_of(group(about(process(100, MINER)))) is None


def test_a_bad_key_is_named_last_and_with_little_confidence() -> None:
    key = AuthorizedKey(owner="li", fingerprint="SHA256:abc", key_type="ssh-ed25519")
    entry = entry_of(group(about(key, attack=("T1098.004",))))
    assert entry is not None
    assert (entry.kind, entry.confidence) == ("key", Level.LOW)
    assert entry_of(group(about(key))) is None


def test_a_service_above_the_process_is_the_entry() -> None:
    server = process(50, "/opt/app/bin/java", account="confluence")
    shell = process(60, "/bin/sh", ppid=50, exe_state="packaged")
    entry = entry_of(group(about(process(70, MINER, ppid=60)), records=[server, shell]))
    assert entry is not None
    assert (entry.kind, entry.confidence, entry.precision) == ("service", Level.MEDIUM, "started")
    assert dict(entry.how.values)["service"] == "java"


def test_a_crontab_of_root_that_redis_owns_was_written_by_redis() -> None:
    job = startup("/var/spool/cron/crontabs/root", MINER)
    redis = Account(name="redis", uid=612)
    place = fact("/var/spool/cron/crontabs/root", uid=612)
    entry = entry_of(group(about(job), records=[redis, place]))
    assert entry is not None
    assert (entry.kind, entry.confidence) == ("service_account", Level.MEDIUM)
    owned_by_root = fact("/var/spool/cron/crontabs/root", uid=0)
    assert entry_of(group(about(job), records=[redis, owned_by_root])) is None


def test_what_proves_more_is_named_first() -> None:
    runs = process(70, MINER, account="www-data")
    weak = entry_of(group(about(runs)))
    dump = about(startup("/etc/cron.d/x", MINER), "linux.test.b", attack=("T1053.003", "T1190"))
    sure = entry_of(group(about(runs), dump))
    assert weak is not None
    assert sure is not None
    assert (weak.kind, weak.confidence) == ("service_account", Level.LOW)
    assert (sure.kind, sure.confidence) == ("database", Level.HIGH)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"attack": ("T1505.003",)}, "web_shell"),
        ({"category": "login_odd_hours"}, "login"),
        ({"attack": ("T1505.003", "T1190"), "category": "database_code"}, "server"),
    ],
)
def test_checks_of_logs_and_web_folders_name_an_entry(more: dict[str, object], kind: str) -> None:
    shell = about(fact("/var/www/html/a.php"), **more)  # type: ignore[arg-type]
    entry = entry_of(group(shell))
    assert entry is not None
    assert entry.kind == kind


def test_a_package_folder_and_a_session_are_entries_too() -> None:
    path = "/usr/lib/python3/dist-packages/x.pth"
    package = about(startup(path, MINER), category="python_startup")
    session = about(process(100, MINER, unit="session-3.scope", account="li"))
    first, second = entry_of(group(package)), entry_of(group(session))
    assert first is not None
    assert second is not None
    assert (first.kind, second.kind) == ("package", "session")
    assert second.confidence is Level.LOW


def test_a_log_that_tells_of_an_upload_is_no_web_shell() -> None:
    told = about(
        fact("/var/log/vsftpd.log"), attack=("T1505.003", "T1105"), category="transfer_upload"
    )
    assert entry_of(group(told)) is None


def test_every_kind_has_words_for_the_title() -> None:
    assert all(noun.en and noun.zh for noun in ENTRY_NOUNS.values())


def test_a_log_in_with_the_storys_address_is_the_entry() -> None:
    job = about(startup("/etc/cron.d/x", MINER), addresses=["203.0.113.7"])
    entry = entry_of(replace(group(job), logins=(Login(),)))
    assert entry is not None
    assert (entry.kind, entry.confidence, entry.precision) == ("login", Level.MEDIUM, "event")
    assert entry.finding == ""
    elsewhere = replace(group(job), logins=(Login(address="198.51.100.9"),))
    assert entry_of(elsewhere) is None


def test_guessing_alone_is_no_entry_and_guessing_that_worked_is() -> None:
    def kind(category: str) -> str | None:
        guessing = about(fact("/opt/x"), category=category, attack=("T1110.001",))
        entry = entry_of(group(guessing))
        return entry.kind if entry else None

    assert kind("login_guessing") is None
    assert kind("login_guessed") == "guessed_login"


def test_a_request_is_the_entry_only_where_the_host_shows_what_it_did() -> None:
    page = fact("/var/www/html/up/s.php")
    request = about(page, "linux.test.web", category="web_command", attack=("T1190",))
    alone = entry_of(group(request))
    assert alone is None or alone.kind != "web_request"
    shell = about(page, "linux.test.file", category="webshell", attack=("T1505.003",))
    entry = entry_of(group(request, shell))
    assert entry is not None
    assert (entry.kind, entry.confidence) == ("web_request", Level.MEDIUM)
