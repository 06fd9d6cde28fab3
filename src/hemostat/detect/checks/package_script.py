"""Scripts of packages that changed after their package was installed."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.file_claims import claim_of, example
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.records import FileSign
from hemostat.model.records.file_signs import PACKAGE_SCRIPT, SYSTEM_PROGRAM
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An installed package's script was changed since",
        zh="软件包的维护脚本在安装后被改动",
    ),
    summary=Text(
        en="{path} changed after its package was installed; dpkg runs it as root at the next "
        "upgrade or removal.",
        zh="{path} 在软件包安装之后被改动；下次升级或卸载时 dpkg 会以 root 身份执行它。",
    ),
    benign=Text(
        en="Administrators edit a broken script to get an upgrade through. Compare it with the "
        "one in the package.",
        zh="升级失败时管理员可能手工修改脚本；请与软件包中的原脚本比对。",
    ),
)


@check(
    "linux.packages.script-changed",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="package_script_changed",
    attack=("T1546.016",),
    incident_types=("backdoor",),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "restore-package"),
    by_hand="stat {path}; cat {path}",
    examples=(
        fires(example("/var/lib/dpkg/info/openssl.postinst", PACKAGE_SCRIPT, "script")),
        quiet(example("/var/lib/dpkg/info/openssl.postinst", SYSTEM_PROGRAM, "script")),
    ),
)
def package_script_changed(signs: Iterable[FileSign], files: Files) -> Iterator[Claim]:
    """A maintainer script of dpkg younger than its package: it runs as root one day."""
    for sign in signs:
        if sign.sign == PACKAGE_SCRIPT:
            yield claim_of(sign, files)
