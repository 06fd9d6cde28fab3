import pytest

from hemostat.parse.logs.host_lines import read_host
from hemostat.parse.logs.messages import Did

pytestmark = pytest.mark.requirement("B3")


@pytest.mark.parametrize(
    ("line", "kind", "target"),
    [
        ("2026-11-20 03:00:00 install hydra:amd64 <none> 9.4-1", "installed", "hydra"),
        ("Nov 20 03:00:00 Installed: masscan-1.3.2-1.el8.x86_64", "installed", "masscan"),
        ("2026-11-20T03:00:00Z SUBDEBUG Installed: zmap-2.1-1.x86_64", "installed", "zmap"),
        ("[2026-11-20T03:00:00+0000] [ALPM] installed xmrig (6.2-1)", "installed", "xmrig"),
        ("Install: libssh-4:amd64 (0.9, automatic), hydra:amd64 (9.4)", "installed", "hydra"),
        ("/var/www/a.php: Php.Malware.Agent-1 FOUND", "found", "/var/www/a.php"),
        (
            "Fri -> /srv/x.php: {HEX}php.cmd.1.UNOFFICIAL FOUND".replace("{HEX}", "HEX."),
            "found",
            "/srv/x.php",
        ),
        ("maldet(9): {hit} malware hit HEX.php.1 found for /srv/y.php", "found", "/srv/y.php"),
        ("[03:00:00] Possible rootkits: 2", "found", "2"),
        ("Searching for Diamorphine... INFECTED", "found", "Diamorphine"),
        (
            "client @0x7f 10.0.0.5#4000 (x): query: pool.supportxmr.com IN A +",
            "name_asked",
            "pool.supportxmr.com",
        ),
        ("dnsmasq[1]: query[A] xmr.pool.example from 10.0.0.5", "name_asked", "xmr.pool.example"),
    ],
)
def test_what_a_log_of_the_host_says(line: str, kind: str, target: str) -> None:
    said = read_host(line)
    assert isinstance(said, Did)
    assert (said.kind, said.target) == (kind, target)


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-20 03:00:00 install htop:amd64 <none> 3.2",
        "2026-11-20 03:00:00 install hydra-doc-reader:amd64 <none> 1".replace("hydra-", "anhydra-"),
        "/home/x/eicar.com: Eicar-Test-Signature FOUND",
        "/home/x/a.pdf: Heuristics.Phishing.Email FOUND",
        "[03:00:00] Possible rootkits: 0",
    ],
)
def test_ordinary_lines_say_nothing(line: str) -> None:
    assert read_host(line) is None
