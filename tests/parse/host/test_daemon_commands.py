"""Commands in the settings of daemons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.daemon_commands import parse_daemon_commands
from hemostat.parse.place import Place


def found(path: str, data: bytes, account: str = "") -> list[tuple[str, str, int | None]]:
    place = Place(HostPath(path), account)
    records = parse_daemon_commands(Evidence(data, place.path), place).records
    return [(each.command, each.account, each.source.line) for each in records]


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    ("path", "line", "command"),
    [
        ("/etc/audit/plugins.d/a.conf", "path = /sbin/x -a", "/sbin/x -a"),
        ("/var/spool/incron/root", "/etc/passwd IN_MODIFY /opt/x $@", "/opt/x $@"),
        ("/etc/aliases", 'ops: "|/opt/x -q"', "/opt/x -q"),
        ("/etc/aliases", """ops: "|sh -c 'sed 1d | sh'", li""", "sh -c 'sed 1d | sh'"),
        ("/home/li/.forward", '\\li, "|/home/li/x"', "/home/li/x"),
        ("/home/li/.procmailrc", "| /home/li/x", "/home/li/x"),
        ("/etc/snmp/snmpd.conf", "extend test /bin/x -a", "/bin/x -a"),
        ("/etc/zabbix/zabbix_agentd.d/a.conf", "UserParameter=a[*],sh -c x", "sh -c x"),
        ("/etc/nagios/nrpe.cfg", "command[a]=/opt/x", "/opt/x"),
        ("/etc/rsyslog.d/a.conf", '*.* action(type="omprog" binary="/opt/x")', "/opt/x"),
        ("/etc/rsyslog.d/a.conf", "auth.* ^/opt/x", "/opt/x"),
        ("/etc/monit/conf.d/a", 'if failed port 80 then exec "/opt/x"', "/opt/x"),
        ("/etc/dnsmasq.d/a", "dhcp-script=/opt/x", "/opt/x"),
        ("/etc/mdadm/mdadm.conf", "PROGRAM /opt/x", "/opt/x"),
        ("/etc/keepalived/keepalived.conf", '  notify_master "/opt/x a"', "/opt/x a"),
        ("/etc/postgresql/15/main/postgresql.conf", "archive_command = 'cp %p /a'", "cp %p /a"),
        ("/etc/apache2/apache2.conf", 'CustomLog "|/opt/x -l" combined', "/opt/x -l"),
        ("/etc/httpd/conf.d/a.conf", "RewriteMap m prg:/opt/x", "/opt/x"),
        ("/etc/postfix/master.cf", "  flags=R user=x argv=/opt/x -f", "/opt/x -f"),
        ("/etc/fail2ban/action.d/a.conf", "actionban = /opt/x <ip>", "/opt/x <ip>"),
        ("/etc/fail2ban/jail.d/a.conf", "ignorecommand = /opt/x <ip>", "/opt/x <ip>"),
        ("/etc/exim4/conf.d/acl/a", "  set acl_m0 = ${run{/bin/sh -c x}{y}}", "/bin/sh -c x"),
        ("/etc/exim4/conf.d/transport/a_aliases", "  command = /opt/x -a", "/opt/x -a"),
        ("/etc/lightdm/lightdm.conf", "display-setup-script=/opt/x", "/opt/x"),
        ("/etc/sddm.conf", "DisplayCommand=/opt/x", "/opt/x"),
        ("/etc/nut/upsmon.conf", 'NOTIFYCMD "/opt/x -a"', "/opt/x -a"),
        ("/etc/smartd.conf", "DEVICESCAN -m root -M exec /opt/x", "/opt/x"),
        ("/etc/haproxy/haproxy.cfg", "  external-check command /opt/x", "/opt/x"),
        ("/etc/haproxy/haproxy.cfg", "  command /opt/x -a", "/opt/x -a"),
        ("/etc/dovecot/conf.d/a.conf", "  executable = script-login /opt/x", "/opt/x"),
        ("/etc/samba/smb.conf", "  root preexec = /opt/x %u", "/opt/x %u"),
        ("/etc/proftpd/proftpd.conf", "ExecOnConnect /opt/x %a", "/opt/x %a"),
        ("/etc/lighttpd/lighttpd.conf", 'server.errorlog = "|/opt/x"', "/opt/x"),
        ("/etc/lighttpd/conf-enabled/a.conf", '"bin-path" => "/opt/x",', "/opt/x"),
        ("/etc/uwsgi/apps-enabled/a.ini", "exec-asap = /opt/x", "/opt/x"),
        ("/etc/clamav/clamd.conf", "VirusEvent /opt/x %v", "/opt/x %v"),
        ("/etc/redis/sentinel.conf", "sentinel notification-script m /opt/x", "/opt/x"),
        ("/etc/motion/motion.conf", "on_event_start /opt/x %v", "/opt/x %v"),
        ("/etc/squid/squid.conf", "url_rewrite_program /opt/x -a", "/opt/x -a"),
        ("/etc/freeradius/3.0/mods-enabled/exec", '  program = "/opt/x a"', "/opt/x a"),
        ("/usr/src/a-1/dkms.conf", 'POST_INSTALL="x.sh a"', "x.sh a"),
    ],
)
def test_each_daemon_names_its_commands_its_own_way(path: str, line: str, command: str) -> None:
    assert [each[0] for each in found(path, line.encode())] == [command]


def test_an_action_of_fail2ban_goes_on_with_indented_lines() -> None:
    data = b"[Definition]\nactionban = /opt/a\n            /opt/b <ip>\nname = x\n            y\n"
    commands = [each[0] for each in found("/etc/fail2ban/action.d/a.conf", data)]
    assert commands == ["/opt/a", "/opt/b <ip>"]


def test_a_log_that_is_a_file_is_no_command() -> None:
    assert not found("/etc/lighttpd/lighttpd.conf", b'server.errorlog = "/var/log/x.log"\n')


def test_supervisor_says_in_the_section_who_runs_it() -> None:
    data = b"[program:a]\ncommand=/opt/a\nuser=web\n[program:b]\ncommand=/opt/b -x\n"
    assert found("/etc/supervisor/conf.d/a.conf", data) == [
        ("/opt/a", "web", 2),
        ("/opt/b -x", "", 5),
    ]


def test_mail_of_an_account_is_its_own() -> None:
    assert found("/home/li/.forward", b"|/x", "li") == [("/x", "li", 1)]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    assert len(found("/etc/supervisord.conf", data)) <= data.lower().count(b"command")
