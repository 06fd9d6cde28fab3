"""Kernel modules that each boot loads and that no package explains."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.checks.kernel_module import is_known_driver, plain_name
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, KernelModule, ModuleDirective, Provenance
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="Each boot loads a kernel module of unknown origin", zh="开机时加载来源不明的内核模块"
    ),
    summary=Text(
        en="{place} has module {module} loaded at each boot; no package owns its file {file}.",
        zh="{place} 使系统每次开机加载模块 {module}，其文件 {file} 不属于任何软件包。",
    ),
    benign=Text(
        en="A driver built by hand for this machine. Ask who built it; modinfo shows its maker.",
        zh="可能是为本机手工编译的驱动；请确认编译人，modinfo 可查看作者。",
    ),
)
_CONF = Source(path=HostPath("/etc/modules-load.d/x.conf"), line=1)


def _load(name: str) -> ModuleDirective:
    return ModuleDirective(source=_CONF, kind="load", module=name, command="")


def _fact(path: str, state: Provenance = Provenance.UNOWNED) -> FileFact:
    return FileFact(path=HostPath(path), state=state, used_as=("module",))


@check(
    "linux.kernel.module-loaded-at-boot",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="kernel_module_boot",
    attack=("T1547.006",),
    incident_types=("rootkit", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "keep-running", "ask-owner", "disable-persistence", "rebuild-host"),
    by_hand="cat {place}; modinfo {file}",
    examples=(
        fires(_load("nf_x"), _fact("/lib/modules/6.1.0/kernel/net/nf_x.ko")),
        fires(_load("nf-x"), _fact("/lib/modules/6.1.0/extra/nf_x.ko.xz", Provenance.CHANGED)),
        quiet(_load("nf_x"), _fact("/lib/modules/6.1.0/kernel/net/nf_x.ko", Provenance.PACKAGED)),
        quiet(_load("nvidia"), _fact("/lib/modules/6.1.0/updates/dkms/nvidia.ko")),
        quiet(_load("br_netfilter"), _fact("/lib/modules/6.1.0/kernel/net/nf_x.ko")),
        # Loaded already: linux.kernel.module-of-unknown-origin says so, with its taint.
        quiet(
            _load("nf_x"),
            _fact("/lib/modules/6.1.0/kernel/net/nf_x.ko"),
            KernelModule(name="nf_x"),
        ),
    ),
)
def module_loaded_at_boot(
    directives: Iterable[ModuleDirective],
    modules: Iterable[KernelModule],
    files: Files,
    context: HostContext,
) -> Iterator[Claim]:
    """modules-load.d names a module whose file nothing vouches for, though it is not loaded yet.

    On a disk examined from outside, and before the next boot, this is all there is to see.
    """
    if not context.has_package_database:
        return
    loaded = {plain_name(module.name) for module in modules}
    facts = [fact for fact in files if "module" in fact.used_as and fact.state in _FOREIGN]
    for directive in directives:
        module = plain_name(directive.module)
        if directive.kind != "load" or module in loaded:
            continue
        for fact in facts:
            if plain_name(fact.path) != module or is_known_driver(module, fact.path):
                continue
            place = directive.source.path
            yield Claim(
                subjects=(
                    Subject("module", module),
                    Subject("file", fact.path),
                    Subject("file", place),
                ),
                because=(directive, fact),
                values={"module": module, "file": fact.path, "place": place},
                first_seen=fact.changed,
            )


_FOREIGN = (Provenance.UNOWNED, Provenance.CHANGED)
