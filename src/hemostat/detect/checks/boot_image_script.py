"""Boot scripts that are in the initramfs image and nowhere on the disk."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import BootImageScript
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="The boot image runs a script that is nowhere on the disk",
        zh="启动镜像（initramfs）中的脚本在磁盘上没有原件",
    ),
    summary=Text(
        en="{path} in {image} runs as root before the system starts, and no file that images are "
        "made of equals it.",
        zh="{image} 中的 {path} 在系统启动前以 root 身份执行，而磁盘上没有与之相同的原件。",
    ),
    benign=Text(
        en="The original was changed or removed and the image not made again since, or dracut "
        "wrote it for this host. Make the image again and compare.",
        zh="原件已修改或删除而镜像尚未重建，或由 dracut 为本机生成；可重建镜像后比对。",
    ),
)


@check(
    "linux.boot.image-script",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="boot_image_script",
    attack=("T1037", "T1542"),
    incident_types=("backdoor",),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "restore-package"),
    by_hand="lsinitramfs {image} || lsinitrd {image}",
    examples=(
        fires(
            BootImageScript(
                image=HostPath("/boot/initrd.img-6.1.0-9-amd64"),
                path=HostPath("/scripts/init-bottom/zz"),
                is_hook=True,
            )
        ),
        quiet(
            BootImageScript(
                image=HostPath("/boot/initrd.img-6.1.0-9-amd64"),
                path=HostPath("/usr/bin/cryptroot-unlock"),
            )
        ),
    ),
)
def boot_image_script(scripts: Iterable[BootImageScript]) -> Iterator[Claim]:
    """A script among those that are run one by one at boot; what it does, rules say."""
    for script in scripts:
        if script.is_hook:
            sha256 = script.source.evidence.removeprefix("sha256:")
            yield Claim(
                subjects=(Subject("file", f"{script.image}:{script.path}"),),
                because=(script,),
                values={"path": script.path, "image": script.image},
                observables=(Observable("file:hashes.SHA-256", sha256),) if sha256 else (),
                first_seen=script.modified,
            )
