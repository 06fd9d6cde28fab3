import pytest

from detect.made_processes import listening, running, worst
from hemostat.detect.check import Check, all_checks
from hemostat.detect.checks.hardening_services import (
    legacy_service,
    logs_stay_here,
    no_audit,
    no_firewall,
    no_protection,
    no_time_service,
)
from hemostat.model.level import Level
from hemostat.model.records import CronJob, FirewallRule, Setting, Socket

INIT = running(1, "/usr/lib/systemd/systemd", ppid=0)
ASKED = Setting(service="packet_filter", keyword="nftables_rules", value="0")


@pytest.mark.parametrize(
    ("helper", "check"),
    [
        ("/usr/sbin/chronyd", no_time_service),
        ("/usr/lib/systemd/systemd-timesyncd", no_time_service),
        ("/sbin/auditd", no_audit),
        ("/usr/sbin/clamd", no_protection),
        ("/usr/local/aegis/aegis_client/AliYunDun", no_protection),
        ("/usr/share/filebeat/bin/filebeat", logs_stay_here),
    ],
)
@pytest.mark.requirement("B9", "A8.6", "A9.8")
def test_a_booted_host_without_its_helper_is_told(helper: str, check: Check) -> None:
    assert worst(check, INIT) == Level.LOW
    assert worst(check, INIT, running(9, helper)) is None
    assert worst(check, running(1, "/bin/sh")) is None


def test_a_clock_set_by_cron_and_logs_sent_by_rsyslog_count() -> None:
    job = CronJob(when="0 * * * *", user="root", command="/usr/sbin/ntpdate ntp.example.com")
    assert worst(no_time_service, INIT, job) is None
    forward = Setting(service="rsyslog", keyword="*.*", value="@@10.0.0.9:514")
    assert worst(logs_stay_here, INIT, forward) is None
    local = Setting(service="rsyslog", keyword="*.*", value="/var/log/all.log")
    assert worst(logs_stay_here, INIT, local) == Level.LOW


@pytest.mark.requirement("B9")
def test_old_protocols_are_facts_unless_syslog_has_the_port() -> None:
    assert worst(legacy_service, listening(9, 23)) == Level.LOW
    assert worst(legacy_service, listening(9, 23, "127.0.0.1")) is None
    syslog = Socket(
        protocol="tcp",
        local_address="10.0.0.1",
        local_port=514,
        state="listen",
        process_names=("rsyslogd",),
    )
    assert worst(legacy_service, syslog) is None


def test_no_filter_is_told_only_when_the_kernel_was_asked() -> None:
    assert worst(no_firewall, ASKED, listening(9, 22)) == Level.LOW
    assert worst(no_firewall, listening(9, 22)) is None
    assert worst(no_firewall, ASKED, listening(9, 22, "127.0.0.1")) is None
    drop = FirewallRule(tool="nftables", hook="input", is_live=True, verdict="drop")
    assert worst(no_firewall, ASKED, drop, listening(9, 22)) is None
    older = Setting(service="packet_filter", keyword="older_tables", value="filter")
    assert worst(no_firewall, ASKED, older, listening(9, 22)) is None


def test_hardening_facts_are_never_above_low() -> None:
    facts = [each for each in all_checks() if each.info.category.startswith("hardening_")]
    assert len(facts) >= 14
    assert {each.info.level for each in facts} == {Level.LOW}
