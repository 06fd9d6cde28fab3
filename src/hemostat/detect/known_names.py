"""Names of the internet that an intruder likes to send elsewhere, by what they are for. Facts."""

import re
from typing import Final

from hemostat.detect.names import words

SECURITY: Final = words("""
    clamav.net aegis.aliyun.com aegis.aliyuncs.com cloudmonitor.aliyun.com yd.tencentyun.com
    yd.qcloud.com cloudsink.net crowdstrike.com sentinelone.net virustotal.com abuse.ch
    threatbook.cn qianxin.com 360safe.com 360.cn huorong.cn antiy.com antiy.cn kaspersky.com
    kaspersky-labs.com drweb.com eset.com sophos.com sophosupd.com avast.com avira.com
    bitdefender.com bitdefender.net malwarebytes.com mcafee.com symantec.com symantecliveupdate.com
    trendmicro.com f-secure.com withsecure.com carbonblack.io qualys.com rapid7.com tenable.com
    nessus.org wazuh.com osquery.io rkhunter.org rkhunter.sourceforge.net maldet.org rfxn.com
    crowdsec.net emergingthreats.net snort.org otx.alienvault.com falcon.crowdstrike.com
    wdcp.microsoft.com wd.microsoft.com bt.cn hostguard.myhuaweicloud.com
""")
"""Of makers of protection, and of lists of what is bad."""

UPDATES: Final = words("""
    security.debian.org deb.debian.org ftp.debian.org archive.debian.org archive.ubuntu.com
    security.ubuntu.com ports.ubuntu.com esm.ubuntu.com livepatch.canonical.com mirror.centos.org
    mirrorlist.centos.org vault.centos.org mirrors.fedoraproject.org download.fedoraproject.org
    dl.fedoraproject.org mirrors.rockylinux.org dl.rockylinux.org mirrors.almalinux.org
    repo.almalinux.org cdn.redhat.com subscription.rhn.redhat.com yum.oracle.com
    dl-cdn.alpinelinux.org updates.suse.com scc.suse.com download.opensuse.org
    windowsupdate.microsoft.com packages.microsoft.com update.microsoft.com
""")
"""Where systems fetch their updates."""

POOL: Final = re.compile(
    r"(?i)(?:^|[.-])(?:(?:xmr|monero|mine|miner|minexmr|mining)?-?pools?|stratum\d*|xmrpool"
    r"|minexmr|supportxmr|nanopool|f2pool|minergate|moneroocean|c3pool|hashvault|2miners"
    r"|herominers|dwarfpool|crypto-pool|monerohash|unmineable|nicehash)[\w-]*\."
)
"""Mining pools by the words their makers put into names. `pool.ntp.org` is one of time."""

_TIME = re.compile(r"(?i)(?:^|\.)pool\.ntp\.org$|(?:^|\.)ntp[\w-]*\.")


def is_one_of(name: str, names: frozenset[str]) -> bool:
    """Whether a name is one of these, or lies below one."""
    parts = name.lower().rstrip(".").split(".")
    return any(".".join(parts[index:]) in names for index in range(len(parts)))


def is_pool(name: str) -> bool:
    """Whether a name calls itself a mining pool."""
    return bool(POOL.search(name)) and not _TIME.search(name)
