import pytest

from hemostat.detect.sigma.sources import (
    RefusedError,
    fields_of_category,
    log_source,
    types_by_category,
)
from hemostat.model.records import Process, ScriptLine, Startup


def test_commands_are_those_of_startups_scripts_and_processes() -> None:
    assert set(types_by_category()["command"]) == {Process, ScriptLine, Startup}
    assert {"command", "pid", "place", "started_by"} < fields_of_category("command")


def test_process_creation_of_sigmahq_is_our_process_with_its_fields_renamed() -> None:
    source = log_source("linux", "process_creation", None)
    assert source.category == "process"
    names = ("Image", "CommandLine", "ParentImage", "User", "CurrentDirectory", "ProcessId")
    ours = ["exe", "command", "parent_exe", "account", "cwd", "pid"]
    assert [source.field(name) for name in names] == ours


def test_a_field_nobody_records_is_refused_and_the_others_are_named() -> None:
    with pytest.raises(RefusedError, match=r"`ParentCommandLine`.*CommandLine, "):
        log_source("linux", "process_creation", None).field("ParentCommandLine")


@pytest.mark.parametrize(
    ("product", "category", "service"),
    [
        ("windows", "process", None),
        ("linux", None, "auditd"),
        ("linux", "file_event", None),
        ("linux", None, None),
    ],
)
def test_sources_without_records_are_refused(
    product: str, category: str | None, service: str | None
) -> None:
    with pytest.raises(RefusedError, match="log source"):
        log_source(product, category, service)


def test_every_renamed_field_is_one_we_record() -> None:
    for category in ("process_creation", "network_connection", "webserver"):
        source = log_source("linux", category, None)
        assert set(source.renamed.values()) <= fields_of_category(source.category)


def test_webserver_of_sigmahq_is_our_web_request() -> None:
    source = log_source(None, "webserver", None)
    assert source.category == "web_request"
    assert source.field("cs-uri-query") == source.field("c-uri") == "uri"
    assert source.field("sc-status") == "status"
    assert source.field("c-ip") == "client"
