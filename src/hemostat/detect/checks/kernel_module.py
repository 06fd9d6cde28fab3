# ruff: noqa: S108 — paths on the examined host, not ours.
"""Loaded kernel modules that no package explains."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.places import hidden_part, is_temporary
from hemostat.detect.provenance import VOUCHED
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within
from hemostat.model.records import FileFact, KernelModule, ModuleDirective, Process, Provenance
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A kernel module of unknown origin is loaded", zh="加载了来源不明的内核模块"),
    summary=Text(
        en="Module {module} runs in the kernel. Its file: {file}; provenance: {state}; taint: "
        "{taints}; loaded at boot by: {loaded_by}.",
        zh="内核中加载了模块 {module}。文件：{file}；来源：{state}；污染标志：{taints}；"
        "开机加载配置：{loaded_by}。",
    ),
    benign=Text(
        en="Drivers and security agents built on the host (DKMS, NVIDIA, VirtualBox, vendor "
        "agents) are out of tree and unsigned too: ask who installed it.",
        zh="DKMS、NVIDIA、VirtualBox 以及安全代理等在本机编译的驱动也会带 O、E 标志：确认安装者。",
    ),
)
# Modules that are built or brought outside of packages on ordinary hosts.
_KNOWN = re.compile(
    r"nvidia(_\w+)?|nv_peer_mem|gdrdrv|vbox(drv|guest|netflt|netadp|sf|video|pci)|vm(mon|net|ci|hgfs"
    r"|block|w_\w+|memctl|xnet)|vsock|zfs|spl|zcommon|zavl|znvpair|zunicode|zlua|icp|zzstd|wireguard"
    r"|falco|scap|sysdig_probe|lttng_\w+|openvswitch|drbd(_\w+)?|veeamsnap|blksnap|bdevfilter|ena"
    r"|mlx\w+|mlnx\w*|ib_\w+|rdma_\w+|ixgbe|i40e|e1000e|igb|r8125|r8168|rtl\w+|amdgpu|amd\w+|i915"
    r"|xone\w*|v4l2loopback|acpi_call|evdi|ip_set\w*|xt_\w+|ena|gve|openafs|lustre|lnet|ko2iblnd"
    r"|libcfs|obdclass|ptlrpc|gpfs\w*|mmfs\w*|tracedev|beegfs|kvdo|uds|dattobd|snapapi\w*|jool\w*"
)
# Security agents that load their module from their own folder, by the folder that must be there.
_AGENTS = (
    (re.compile(r"AliSec\w+|aliflt\w*|AliNet\w*"), "/usr/local/aegis"),
    (re.compile(r"falcon_\w+"), "/opt/CrowdStrike"),
    (re.compile(r"dsa_\w+|bmhook|tmhook|gsch|redirfs"), "/opt/ds_agent"),
    (re.compile(r"tmhook|bmhook|kpmodule|splx\w*"), "/opt/TrendMicro"),
    (re.compile(r"mfe_\w+|mfe\w+"), "/opt/McAfee"),
    (re.compile(r"sisevt|sisap|symev\w*|symap\w*"), "/opt/Symantec"),
    (re.compile(r"talpa_\w+"), "/opt/sophos-av"),
    (re.compile(r"cbsensor|cbproxy|event_collector_\w+"), "/opt/carbonblack"),
    (re.compile(r"CyProtectDrv\w*"), "/opt/cylance"),
    (re.compile(r"hostguard\w*|hss\w*"), "/usr/local/hostguard"),
    (re.compile(r"\w*yd\w*|tcss\w*"), "/usr/local/qcloud"),
    (re.compile(r"hids_driver|elkeid\w*"), "/etc/elkeid"),
    (re.compile(r"kesl\w*|redirfs|kav\w*"), "/opt/kaspersky"),
    (re.compile(r"sfedr\w*|sangfor\w*"), "/sf"),
    (re.compile(r"safedog\w*|sdapi\w*"), "/etc/safedog"),
)
_ANNOUNCES = re.compile(
    r"rootkit|backdoor|keylog|hide(_?proc|_?pid|_?me)?$|^hide|revshell", re.IGNORECASE
)
# Where distributions put what they deliver; DKMS and `make modules_install` use other folders.
_DELIVERED = re.compile(r"/(?:usr/)?lib/modules/[^/]+/kernel/")
_BUILT = re.compile(r"/(?:usr/)?lib/modules/[^/]+/(?:updates/dkms|weak-updates|dkms)/")


def _module(name: str, path: str | None, taints: str = "") -> KernelModule:
    file = HostPath(path) if path else None
    return KernelModule(name=name, state="Live", taints=taints, path=file)


def _fact(path: str, state: Provenance) -> FileFact:
    return FileFact(path=HostPath(path), state=state, used_as=("module",))


_EXT4 = "/lib/modules/6.1.0/kernel/fs/ext4/ext4.ko"
_OTHERS = (
    _module("ext4", _EXT4),
    _module("loop", "/lib/modules/6.1.0/kernel/drivers/block/loop.ko"),
    _fact(_EXT4, Provenance.PACKAGED),
)


@check(
    "linux.kernel.module-of-unknown-origin",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="kernel_module",
    attack=("T1547.006", "T1014"),
    incident_types=("rootkit", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "keep-running", "isolate-host", "ask-owner", "rebuild-host"),
    by_hand="modinfo {module}; grep -rn {module} /etc/modules /etc/modules-load.d /etc/modprobe.d",
    examples=(
        fires(*_OTHERS, _module("kpatchd", None, "OE")),
        fires(
            *_OTHERS,
            _module("snd_x", "/lib/modules/6.1.0/kernel/sound/snd_x.ko", "OE"),
            _fact("/lib/modules/6.1.0/kernel/sound/snd_x.ko", Provenance.UNOWNED),
        ),
        fires(
            *_OTHERS,
            _module("q", "/lib/modules/6.1.0/extra/q.ko", "OE"),
            _fact("/lib/modules/6.1.0/extra/q.ko", Provenance.UNOWNED),
        ),
        quiet(*_OTHERS),
        quiet(_module("loop", None), _module("ext4", None), _module("q", None, "OE")),
    ),
)
def module_of_unknown_origin(
    modules: Iterable[KernelModule],
    directives: Iterable[ModuleDirective],
    processes: Iterable[Process],
    files: Files,
    context: HostContext,
) -> Iterator[Claim]:
    """A loaded module has no file, or one that no package owns.

    Code in the kernel can hide anything, so its origin matters more than its name. Where most
    modules have no file (a container, a collection without /lib/modules, a removed kernel) their
    absence says nothing and is not judged.
    """
    every = tuple(modules)
    with_file = sum(module.path is not None for module in every)
    can_tell = with_file * 2 > len(every)
    running = {process.exe for process in processes if process.exe}
    loads: dict[str, ModuleDirective] = {}
    for each in directives:
        if each.kind == "load":
            loads.setdefault(plain_name(each.module), each)
    for module in every:
        fact = files.get(module.path) if module.path else None
        level = _level(module, fact, can_tell=can_tell, has_database=context.has_package_database)
        if level is None:
            continue
        if _is_explained(module, running, files):
            level = Level.LOW
        loader = loads.get(plain_name(module.name))
        yield _claim(module, fact, loader, level)


def plain_name(name: str) -> str:
    """A module's name as the kernel writes it."""
    return name.rpartition("/")[2].partition(".ko")[0].replace("-", "_")


def is_ordinary_module(name: str) -> bool:
    """Whether a name is one that drivers and agents of ordinary makers have, file unseen."""
    agents = (pattern for pattern, _ in _AGENTS)
    return bool(_KNOWN.fullmatch(name)) or any(each.fullmatch(name) for each in agents)


def is_known_driver(module: str, path: str) -> bool:
    """Whether a module is one that ordinary hosts build themselves, lying where such ones lie."""
    return bool(_BUILT.match(path)) or (
        not is_temporary(path) and not hidden_part(path) and bool(_KNOWN.fullmatch(module))
    )


def _level(
    module: KernelModule, fact: FileFact | None, *, can_tell: bool, has_database: bool
) -> Level | None:
    is_foreign = any(letter in module.taints for letter in "OEF")
    announces = bool(_ANNOUNCES.search(module.name))
    if module.path is None:
        if not can_tell:
            return Level.HIGH if announces else None
        return Level.HIGH if is_foreign or announces else Level.MEDIUM
    if is_temporary(module.path) or hidden_part(module.path):
        return Level.HIGH
    if fact is None or fact.state in VOUCHED or not has_database:
        return Level.HIGH if announces else None
    if fact.state is Provenance.CHANGED or announces:
        return Level.HIGH
    if fact.state is not Provenance.UNOWNED:
        return None
    if _BUILT.match(module.path):
        return Level.LOW
    return Level.HIGH if _DELIVERED.match(module.path) and is_foreign else Level.MEDIUM


def _is_explained(module: KernelModule, running: set[HostPath], files: Files) -> bool:
    """Whether the name is one of a known driver in a usual place, or of an agent that runs."""
    if module.path is not None and not is_temporary(module.path) and _KNOWN.fullmatch(module.name):
        return True
    for pattern, folder in _AGENTS:
        if pattern.fullmatch(module.name):
            if any(is_within(exe, folder) for exe in running):
                return True
            if any(is_within(fact.path, folder) and fact.product for fact in files):
                return True
    return False


def _claim(
    module: KernelModule, fact: FileFact | None, loader: ModuleDirective | None, level: Level
) -> Claim:
    subjects = [Subject("module", module.name)]
    if module.path:
        subjects.append(Subject("file", module.path))
    if loader:
        subjects.append(Subject("file", loader.source.path))
    return Claim(
        subjects=tuple(subjects),
        because=tuple(each for each in (module, fact, loader) if each is not None),
        values={
            "module": module.name,
            "file": module.path or "-",
            "state": str(fact.state) if fact else str(Provenance.UNKNOWN),
            "taints": module.taints or "-",
            "loaded_by": loader.source.path if loader else "-",
        },
        level=level,
        observables=(Observable("file", module.path),) if module.path else (),
    )


LOAD_TEXTS = RuleTexts(
    title=Text(
        en="A module is loaded at boot from an odd place", zh="开机加载配置指向异常位置的内核模块"
    ),
    summary=Text(
        en="{file} loads {module} at boot: a path where a module's name belongs.",
        zh="{file} 在开机时加载 {module}：该处应为模块名而非路径。",
    ),
    benign=Text(en="None is known; the line does not even work.", zh="没有已知的正常用法。"),
)


@check(
    "linux.kernel.module-loaded-by-path",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="kernel_module",
    attack="T1547.006",
    incident_types=("rootkit", "backdoor"),
    texts=LOAD_TEXTS,
    next=("keep-evidence", "disable-persistence", "ask-owner"),
    by_hand="cat {file}; ls -la {module}",
    examples=(
        fires(
            ModuleDirective(
                source=Source(path=HostPath("/etc/modules")),
                kind="load",
                module="/dev/shm/x.ko",
                command="",
            )
        ),
        quiet(ModuleDirective(kind="load", module="br_netfilter", command="")),
        quiet(ModuleDirective(kind="options", module="/x", command="")),
    ),
)
def module_loaded_by_path(directives: Iterable[ModuleDirective]) -> Iterator[Claim]:
    """A line of modules-load.d holds a path, or a name that hides itself."""
    for each in directives:
        if each.kind == "load" and ("/" in each.module or each.module.startswith(".")):
            yield Claim(
                subjects=(Subject("file", each.source.path), Subject("module", each.module)),
                because=(each,),
                values={"file": each.source.path, "module": each.module},
            )
