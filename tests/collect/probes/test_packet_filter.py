import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import hemostat
from hemostat.collect.probes.packet_filter import dump_packet_filter

RULES = """
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ip saddr 203.0.113.5 tcp dport 22 accept
    tcp dport 8000-8010 accept
  }
}
table ip nat {
  chain prerouting {
    type nat hook prerouting priority -100;
    tcp sport 31337 tcp dport 80 redirect to :2222
    tcp dport 8080 dnat to 10.0.0.5:80
  }
}
"""
ASK = """
import json
from hemostat.collect.probes.packet_filter import dump_packet_filter
from hemostat.parse.host.firewall_netlink import firewall_of
rules = firewall_of(dump_packet_filter())
print(json.dumps([[r.hook, r.verdict, r.to, r.sources, r.source_ports, r.ports] for r in rules]))
"""


def can_unshare() -> bool:
    tried = subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False)
    return tried.returncode == 0


@pytest.mark.requirement("A6.3")
@pytest.mark.skipif(shutil.which("nft") is None, reason="the nft of nftables is not installed")
@pytest.mark.skipif(not can_unshare(), reason="this machine gives no network namespace")
def test_the_kernel_tells_the_rules_that_nft_set(tmp_path: Path) -> None:
    rules = tmp_path / "rules.nft"
    rules.write_text(RULES)
    script = f'nft -f {rules} && exec {sys.executable} -B -c "$ASK"'
    source = str(Path(hemostat.__file__).parents[1])
    answer = subprocess.run(
        ["unshare", "-rn", "sh", "-c", script],
        env={**os.environ, "ASK": ASK, "PYTHONPATH": source},
        capture_output=True,
        check=True,
    )
    assert json.loads(answer.stdout) == [
        ["input", "drop", "", [], [], []],
        ["prerouting", "accept", "", [], [], []],
        ["input", "accept", "", ["203.0.113.5"], [], ["22"]],
        ["input", "accept", "", [], [], [">=8000", "<=8010"]],
        ["prerouting", "redirect", ":2222", [], ["31337"], ["80"]],
        ["prerouting", "dnat", "10.0.0.5:80", [], [], ["8080"]],
    ]


def test_without_the_right_it_says_so_or_gives_the_rules() -> None:
    answer = dump_packet_filter()
    if not isinstance(answer, tuple):
        assert answer.reason
        assert type(answer).__name__ in ("Denied", "Failed")
    else:
        assert all(kind >> 8 == 10 for kind, _ in answer)
