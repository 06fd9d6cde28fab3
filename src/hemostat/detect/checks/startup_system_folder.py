"""Unpackaged programs among the packaged ones that something unpackaged starts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.startup_claims import LINES, PROFILES, Run, claim_about, runs_of
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name, parent
from hemostat.model.records import FileFact, Mechanism, Provenance, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An unpackaged program in a system folder starts by itself",
        zh="系统目录中不属于软件包的程序自启动",
    ),
    summary=Text(
        en="{where} starts {program} as {account} ({trigger}). Packages fill that folder, but "
        "none owns this program, nor what starts it.",
        zh="{where} 以 {account} 身份启动 {program}（触发：{trigger}）。该目录由软件包管理，"
        "但程序与启动项均不属于任何软件包。",
    ),
    benign=Text(
        en="Software copied there by hand instead of into /usr/local or /opt. Compare its hash "
        "with what its maker ships, and ask who installed it.",
        zh="可能是手工复制安装的软件（未放入 /usr/local 或 /opt）；请核对官方哈希并确认安装人。",
    ),
)

_FOLDERS = re.compile(
    r"(?:/usr)?/(?:s?bin|lib(?:32|64|x32)?(?:/systemd(?:/[a-z-]+)?|/udev|/[a-z0-9_]+-linux-gnu\w*)?"
    r"|libexec)"
    # No package makes folders of its own among the commands.
    r"|(?:/usr)?/s?bin/.+"
)
# Packages put data there; a compiled program that none of them brought has no business in it.
_DATA = re.compile(r"/(?:usr/(?:share|include|games|src)|etc|boot)/")
# What people do copy into /usr/bin from a release archive, and start from a unit of their own.
_BY_HAND = re.compile(
    r"docker.*|containerd.*|ctr|runc|kube.*|etcd.*|cri-.*|crictl|calico.*|flanneld|k3s.*|helm|"
    r".*[-_]exporter|prometheus|promtool|alertmanager|grafana.*|loki|promtail|telegraf|influxd?|"
    r"filebeat|metricbeat|consul.*|nomad|vault|minio|mc|traefik|caddy|nginx|tengine|openresty|"
    r"haproxy|redis.*|memcached|mysqld?.*|mongod?s?|postgres|php.*|node|nodejs|java|python[\d.]*|"
    r"go|dotnet|gitea|gitlab-runner|jenkins.*|harbor.*|zabbix_.*|supervisor.*|uwsgi|gunicorn|clash|"
    r"keepalived|chronyd|ntpd|sshd|rclone|restic|certbot|logrotate|nacos.*|seata.*|kafka.*|"
    r"elasticsearch|kibana|logstash|fluent.*|vector|vmagent|victoria.*|thanos|cloudflared|"
    r"tailscaled?|wireguard-go|netdata|x-ui|bt|bt-.*|qemu-ga|cloud.*|aliyun.*|vmtoolsd|vmware.*|"
    r"nvidia.*|dcgm.*|nv-.*|VBox.*|mlx.*|storcli.*|megacli.*|crio|rke2.*|k0s.*|buildkitd|podman.*|"
    r"nerdctl|cni-.*|dnsmasq|unbound|named|squid|stunnel|rsync|frr|bird|pgbouncer|mongos|clickhouse.*"
)
# systemd reads scripts of administrators for these from its own folder alone.
_NO_FOLDER_OF_THEIR_OWN = ("/system-sleep", "/system-shutdown")
_SCRIPT_NAME = re.compile(r".*\.(sh|py|pl|php|rb|js|jar)")


def _unit(program: str, state: str = "unowned", place_state: str = "unowned") -> Startup:
    return Startup(
        mechanism=Mechanism.SYSTEMD_SERVICE,
        technique="T1543.002",
        name="x.service",
        account="root",
        command=program,
        programs=(HostPath(program),),
        program_states=(state,),
        place=HostPath("/etc/systemd/system/x.service"),
        place_state=place_state,
        is_privileged=True,
    )


def _line(program: str, mechanism: Mechanism) -> Startup:
    place = HostPath("/etc/rc.d/x")
    return replace(_unit(program), mechanism=mechanism, name="x", place=place)


def _elf(path: str) -> FileFact:
    return FileFact(path=HostPath(path), content="elf")


@check(
    "linux.startup.unpackaged-in-system-folder",
    level=Level.MEDIUM,
    confidence=Level.LOW,
    category="startup_unpackaged_program",
    attack=("T1036.005",),
    incident_types=("backdoor", "trojan"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "disable-persistence", "quarantine-file"),
    by_hand="stat {program} {place}; cat {place}; sha256sum {program}",
    examples=(
        fires(_unit("/usr/bin/atdb")),
        fires(_unit("/usr/lib/x86_64-linux-gnu/agent")),
        fires(_unit("/lib/systemd/system-generators/x")),
        fires(_unit("/usr/lib/udev/asedx")),
        fires(
            _unit("/usr/share/icons/agent"),
            FileFact(path=HostPath("/usr/share/icons/agent"), content="elf"),
        ),
        fires(_unit("/usr/sbin/.gs/gsd")),
        fires(_unit("/usr/bin/lib-port/getty")),
        fires(_line("/usr/sbin/klogd2", Mechanism.INIT_SCRIPT), _elf("/usr/sbin/klogd2")),
        fires(_line("/usr/bin/bin2/atd", Mechanism.RC_LOCAL), _elf("/usr/bin/bin2/atd")),
        fires(_line("/etc/profile.d/lang2", Mechanism.SHELL_PROFILE), _elf("/etc/profile.d/lang2")),
        quiet(_line("/usr/sbin/tuned-up", Mechanism.INIT_SCRIPT)),
        quiet(_line("/usr/bin/starship", Mechanism.SHELL_PROFILE), _elf("/usr/bin/starship")),
        quiet(_line("/opt/agent/agentd", Mechanism.INIT_SCRIPT), _elf("/opt/agent/agentd")),
        quiet(_line("/etc/profile.d/lang.sh", Mechanism.SHELL_PROFILE)),
        quiet(_unit("/usr/share/tool/run"), FileFact(path=HostPath("/usr/share/tool/run"))),
        quiet(_unit("/usr/bin/atdb", "packaged")),
        quiet(_unit("/usr/bin/atdb", "product")),
        quiet(_unit("/usr/bin/atdb", "unowned", "packaged")),
        quiet(_unit("/usr/local/bin/agent")),
        quiet(_unit("/opt/agent/bin/agent")),
        quiet(_unit("/usr/lib/node_modules/pm2/bin/pm2")),
    ),
)
def unpackaged_in_system_folder(
    startups: Iterable[Startup], files: Files, context: HostContext
) -> Iterator[Claim]:
    """Two facts: the program stands among packaged ones without a package, and so does its start.

    Low for names that people are known to copy there, and for scripts that say so by their name:
    administrators' own, whose lines are judged by other rules. Of what lines of scripts name only
    compiled programs count; of people's own profiles, which run any tool, those among data.
    """
    if not context.has_package_database:
        return
    for run in runs_of(startups, files):
        if run.state is not Provenance.UNOWNED:
            continue
        is_elf = run.fact is not None and run.fact.content == "elf"
        if run.startup.mechanism in LINES and not is_elf:
            continue
        # A link of the administrator's into /usr/local or /opt counts as lying there.
        folder = parent(run.paths[-1])
        is_data = is_elf and _DATA.match(f"{folder}/")
        is_among = _FOLDERS.fullmatch(folder) and run.startup.mechanism not in PROFILES
        if not is_data and not is_among:
            continue
        if run.startup.place_state in (Provenance.PACKAGED, Provenance.PRODUCT):
            continue
        yield claim_about(run, _level(run))


def _level(run: Run) -> Level:
    own = name(run.program)
    fact: FileFact | None = run.fact
    # By its own name, or that of the folder a whole product was unpacked into.
    if any(_BY_HAND.fullmatch(part) for part in (own, *run.paths[-1].split("/")[3:])):
        return Level.LOW
    is_script = fact is None or fact.content in ("script", "text", "")
    is_named = _SCRIPT_NAME.fullmatch(own) or parent(run.program).endswith(_NO_FOLDER_OF_THEIR_OWN)
    return Level.LOW if is_script and is_named else Level.MEDIUM
