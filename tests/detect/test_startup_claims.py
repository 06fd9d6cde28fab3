"""All startup checks together: over ordinary production hosts, and over planted cases."""

import pytest

from hemostat.detect.check import Check, Files, HostContext, claims_of
from hemostat.detect.checks import (
    startup_changed,
    startup_control_signs,
    startup_drop_in,
    startup_hidden,
    startup_imitation,
    startup_masked,
    startup_missing,
    startup_system_folder,
    startup_temporary,
    startup_writable,
)
from hemostat.detect.startup_claims import claim_about, runs_of
from hemostat.detect.startups import draft_startups, with_states
from hemostat.model.evidence import Evidence, Source
from hemostat.model.finding import Claim
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import (
    Account,
    CronJob,
    FileFact,
    Mechanism,
    Provenance,
    Startup,
    StartupLine,
    UnitFile,
)
from hemostat.parse.host.cron import parse_system_crontab, parse_user_crontab
from hemostat.parse.host.systemd_units import parse_unit
from hemostat.parse.place import Place

MODULES = (
    startup_changed,
    startup_control_signs,
    startup_drop_in,
    startup_hidden,
    startup_imitation,
    startup_masked,
    startup_missing,
    startup_system_folder,
    startup_temporary,
    startup_writable,
)
CHECKS = [each for module in MODULES for each in vars(module).values() if isinstance(each, Check)]
ACCOUNTS = (
    Account(name="root", uid=0, home=HostPath("/root")),
    Account(name="u", uid=1000, home=HostPath("/home/u")),
)


def crontab(account: str, text: str) -> tuple[object, ...]:
    place = Place(HostPath(f"/var/spool/cron/crontabs/{account}"), account)
    parsed = parse_user_crontab(Evidence(text.encode(), place.path), place)
    assert parsed.unread == ()
    return parsed.records


def cron_d(name: str, text: str) -> tuple[object, ...]:
    place = Place(HostPath(f"/etc/cron.d/{name}"))
    parsed = parse_system_crontab(Evidence(text.encode(), place.path), place)
    assert parsed.unread == ()
    return parsed.records


def unit(path: str, text: str, account: str = "") -> tuple[object, ...]:
    place = Place(HostPath(path), account)
    parsed = parse_unit(Evidence(text.encode(), place.path), place)
    assert parsed.unread == ()
    return parsed.records


def service(name: str, exec_start: str, more: str = "") -> tuple[object, ...]:
    text = f"[Service]\nExecStart={exec_start}\n{more}\n[Install]\nWantedBy=multi-user.target\n"
    return unit(f"/etc/systemd/system/{name}.service", text)


def profile(path: str, line: str, account: str) -> tuple[object, ...]:
    return (
        StartupLine(
            source=Source(path=HostPath(path), line=3),
            mechanism=Mechanism.SHELL_PROFILE,
            account=account,
            command=line,
        ),
    )


def judged(*records: object, packaged: tuple[str, ...] = ()) -> list[tuple[str, Claim]]:
    """Every claim; only the usual programs and `packaged` belong to packages."""
    known = ("/bin/sh", "/bin/bash", "/usr/bin/python3", "/usr/bin/php", "/usr/sbin/sshd")

    def state(_scope: Scope, path: str) -> Provenance:
        owned = path in known or path in packaged or path.startswith("/usr/lib/systemd/system/")
        return Provenance.PACKAGED if owned else Provenance.UNOWNED

    startups = with_states(draft_startups((*ACCOUNTS, *records), lambda _name: None), state)
    found = RecordSet((*records, *startups))
    return [
        (check.info.name, claim)
        for check in CHECKS
        for claim in claims_of(check, found.of, HostContext())
    ]


def level_of(check_name: str, claim: Claim) -> Level:
    own = next(check.info.level for check in CHECKS if check.info.name == check_name)
    return own if claim.level is None else claim.level


ORDINARY = {
    "BT panel": (
        *crontab(
            "root", "*/1 * * * * /www/server/cron/0a1b2c3d >> /www/server/cron/0a1b2c3d.log\n"
        ),
        StartupLine(
            source=Source(path=HostPath("/etc/init.d/bt")),
            mechanism=Mechanism.INIT_SCRIPT,
            command="/etc/init.d/bt",
        ),
    ),
    "cPanel": crontab("root", "30 5 * * * /usr/local/cpanel/scripts/upcp --cron\n"),
    "Aegis": service("aegis", "/usr/local/aegis/aegis_update/AliYunDunUpdate"),
    "YunJing": cron_d(
        "yunjing", "30 * * * * root /usr/local/qcloud/YunJing/YDCrontab.sh > /dev/null\n"
    ),
    "qcloud": cron_d(
        "sgagenttask", "*/1 * * * * root /usr/local/qcloud/stargate/admin/start.sh > /dev/null &\n"
    ),
    "Docker from an archive": service("docker", "/usr/bin/dockerd -H fd://"),
    "node_exporter": service("node_exporter", "/usr/local/bin/node_exporter", "User=nobody"),
    "systemd_exporter": service("systemd_exporter", "/usr/local/bin/systemd_exporter"),
    "Jenkins": service(
        "jenkins", "/usr/bin/java -jar /var/lib/jenkins/jenkins.war", "User=jenkins"
    ),
    "GitLab runner": service(
        "gitlab-runner", '/usr/bin/gitlab-runner "run" "--working-directory" "/home/gitlab-runner"'
    ),
    "pm2 of root": service(
        "pm2-root", "/root/.nvm/versions/node/v20.1.0/lib/node_modules/pm2/bin/pm2 resurrect"
    ),
    "pm2 of a user": service(
        "pm2-u",
        "/home/u/.nvm/versions/node/v20.1.0/lib/node_modules/pm2/bin/pm2 resurrect",
        "User=u\nEnvironment=PM2_HOME=/home/u/.pm2",
    ),
    "snap": service("snap.lxd.daemon", "/usr/bin/snap run lxd.daemon"),
    "supervisor from pip": service(
        "supervisord", "/usr/local/bin/supervisord -c /etc/supervisord.conf"
    ),
    "certbot from snap": cron_d("certbot", "0 3 * * * root /snap/bin/certbot -q renew\n"),
    "acme.sh": crontab(
        "root", '30 3 * * * "/root/.acme.sh"/acme.sh --cron --home "/root/.acme.sh"\n'
    ),
    "shell tools": (
        *profile("/home/u/.bashrc", '[ -s "$NVM_DIR/nvm.sh" ] && \\. "$NVM_DIR/nvm.sh"', "u"),
        *profile("/home/u/.zshrc", "source $HOME/.oh-my-zsh/oh-my-zsh.sh", "u"),
        *profile("/home/u/.bashrc", '. "$HOME/.unheard-of/env"', "u"),
        *profile("/root/.bash_profile", "if [ -f ~/.bashrc ]; then . ~/.bashrc; fi", "root"),
    ),
    "VS Code server": unit(
        "/home/u/.config/systemd/user/code.service",
        "[Service]\nExecStart=%h/.vscode-server/bin/abc/server.sh --port=0\n",
        "u",
    ),
    "Laravel": crontab("www-data", "* * * * * cd /var/www/shop && php artisan schedule:run\n"),
    "own OpenSSH": service("sshd", "/usr/local/openssh/sbin/sshd -D"),
    "own nginx": service("nginx", "/usr/local/nginx/sbin/nginx"),
    "own backup script": crontab("root", "0 2 * * * /usr/bin/backup.sh >/dev/null 2>&1\n"),
    "Docker behind a proxy": (
        *unit("/usr/lib/systemd/system/docker.service", "[Service]\nExecStart=/usr/bin/dockerd\n"),
        *unit(
            "/etc/systemd/system/docker.service.d/proxy.conf",
            "[Service]\nEnvironment=HTTP_PROXY=http://192.0.2.1:3128\nLimitNOFILE=65536\n",
        ),
    ),
    "crontab saved on Windows": crontab("root", "0 2 * * * /opt/backup/run.sh\r\n"),
}


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_production_hosts_show_nothing_above_low(name: str) -> None:
    claims = judged(*ORDINARY[name], packaged=("/usr/bin/snap", "/usr/bin/java"))
    assert [
        (check, claim.values["where"])
        for check, claim in claims
        if level_of(check, claim) > Level.LOW
    ] == []


PLANTED = {
    "cron in /dev/shm": (crontab("root", "* * * * * /dev/shm/.m/run\n"), "/dev/shm/.m/run"),
    "hidden cron of a user": (
        crontab("u", "@reboot $HOME/.configrc/a/upd\n"),
        "/home/u/.configrc/a/upd",
    ),
    "interpreter in front": (
        crontab("root", "*/5 * * * * nohup bash /var/tmp/a.sh &\n"),
        "/var/tmp/a.sh",
    ),
    "code in quotes": (
        cron_d("x", "*/5 * * * * root sh -c 'cd /tmp/... && ./a'\n"),
        "/tmp/.../a",
    ),
    "folder in a variable": (
        crontab("root", "* * * * * D=/usr/share/.k; $D/run\n"),
        "/usr/share/.k/run",
    ),
    "unit of a kernel thread": (
        service("kworker", "/usr/local/bin/kworkerd"),
        "/usr/local/bin/kworkerd",
    ),
    "unit in BT's folder": (
        service("bt", "/www/server/panel/.cache/bt"),
        "/www/server/panel/.cache/bt",
    ),
    "file among the packaged": (service("gsd", "/usr/sbin/gsd-power"), "/usr/sbin/gsd-power"),
    "user unit": (
        unit("/home/u/.config/systemd/user/d.service", "[Service]\nExecStart=%h/.local/.d/d", "u"),
        "/home/u/.local/.d/d",
    ),
    "drop-in": (
        (
            *unit("/usr/lib/systemd/system/ssh.service", "[Service]\nExecStart=/usr/sbin/sshd\n"),
            *unit(
                "/etc/systemd/system/ssh.service.d/a.conf", "[Service]\nExecStartPost=/opt/a/b\n"
            ),
        ),
        "/opt/a/b",
    ),
    "profile": (profile("/root/.bashrc", "(/var/tmp/.s/d &) 2>/dev/null", "root"), "/var/tmp/.s/d"),
    "carriage return": (
        crontab("root", "* * * * * /opt/x #\rno crontab\n"),
        "/var/spool/cron/crontabs/root",
    ),
    "behind a comment and a carriage return": (
        unit("/etc/systemd/system/x.service", "[Service]\n# note\rExecStart=/tmp/x\n"),
        "/tmp/x",
    ),
}


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize("name", PLANTED)
def test_planted_cases_are_named(name: str) -> None:
    records, subject = PLANTED[name]
    grave = [claim for check, claim in judged(*records) if level_of(check, claim) >= Level.MEDIUM]
    assert subject in {each.value for claim in grave for each in claim.subjects}
    assert all(claim.attack for claim in grave)


def test_a_claim_names_the_program_first_then_the_job_and_its_file() -> None:
    (_, claim) = judged(*crontab("root", "@daily /tmp/x\n"))[0]
    assert [(each.kind, each.value) for each in claim.subjects] == [
        ("file", "/tmp/x"),
        ("cron_job", "/var/spool/cron/crontabs/root"),
        ("file", "/var/spool/cron/crontabs/root"),
    ]
    assert dict(claim.subjects[1].details) == {"command": "/tmp/x", "account": "root", "line": 1}


def test_what_a_link_leads_to_counts_as_well() -> None:
    startup = Startup(
        mechanism=Mechanism.CRON, programs=(HostPath("/usr/bin/a"),), program_states=("unowned",)
    )
    fact = FileFact(path=HostPath("/usr/bin/a"), real_path=HostPath("/tmp/a"))
    (run,) = runs_of([startup], Files.of([fact]))
    assert run.paths == ("/usr/bin/a", "/tmp/a")
    assert claim_about(run).because == (startup, fact)


def test_containers_are_left_to_their_own_checks() -> None:
    startup = Startup(
        mechanism=Mechanism.CRON, programs=(HostPath("/tmp/a"),), scope=Scope("container", "c1")
    )
    assert list(runs_of([startup], Files.of([]))) == []


def test_records_of_other_kinds_make_no_claim() -> None:
    assert judged(CronJob(when="@daily", user="root", command="true"), UnitFile(name="x")) == []
