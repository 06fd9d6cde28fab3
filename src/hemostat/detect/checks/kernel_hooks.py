"""Functions of the kernel that decide what a host shows, with something attached to them."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.provenance import VOUCHED
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Kernel, KernelHook, KernelModule, Provenance
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A module redirects a kernel function that lists things", zh="内核列举类函数被模块改道"
    ),
    summary=Text(
        en="Kernel function {function} goes on in {handler} of module {module}: what listings of "
        "files, processes or ports show passes through it. The module's file: {file}; provenance: "
        "{state}.",
        zh="内核函数 {function} 被改道至模块 {module} 的 {handler}："
        "文件、进程或端口的列表都会经过它。模块文件：{file}；来源：{state}。",
    ),
    benign=Text(
        en="Live patches and a few security agents redirect functions; then a package or the "
        "vendor's folder has the module.",
        zh="内核热补丁和少数安全代理会改道函数；此时模块属于软件包或厂商目录。",
    ),
)
_LISTS = re.compile(
    r"(__(x64|ia32|arm64|se|do)_)?(compat_)?sys_(old_?readdir|getdents(64)?|kill|getpgid|getsid"
    r"|sched_getaffinity|finit_module|delete_module|recvmsg|read|pread64|bpf|ptrace)"
    r"|(tcp|udp|raw)[46]_seq_show|tcp_diag_dump|inet_sk_diag_fill|packet_rcv|tpacket_rcv"
    r"|filldir(64)?|compat_filldir|iterate_dir|vfs_readdir|proc_pid_readdir|next_tgid|find_task_by_vpid"
    r"|vfs_read|m_show|s_show|audit_log_\w+|is_bin_visible|load_elf_binary"
)
_LIVE_PATCH = re.compile(r"klp_\w+|kgr_\w+|ftrace_kgraft\w*|kpatch\w*")


def _hook(function: str, module: str, *, is_redirected: bool = True) -> KernelHook:
    return KernelHook(
        kind="ftrace",
        function=function,
        is_redirected=is_redirected,
        handler="fh_thunk",
        module=module,
    )


def _module(name: str, path: str | None) -> KernelModule:
    return KernelModule(name=name, state="Live", path=HostPath(path) if path else None)


_AGENT = "/lib/modules/6.1.0/extra/agent.ko"


@check(
    "linux.kernel.function-redirected",
    level=Level.CRITICAL,
    confidence=Level.HIGH,
    category="kernel_hook",
    attack=("T1014",),
    incident_types=("rootkit",),
    texts=TEXTS,
    next=("keep-evidence", "keep-running", "isolate-host", "rebuild-host"),
    by_hand="grep -w {function} /sys/kernel/tracing/enabled_functions; modinfo {module}",
    examples=(
        fires(_hook("__x64_sys_getdents64", "rk")),
        fires(_hook("tcp4_seq_show", "netmon"), _module("netmon", None)),
        quiet(_hook("__x64_sys_getdents64", "rk", is_redirected=False)),
        quiet(
            KernelHook(
                kind="ftrace", function="vfs_read", is_redirected=True, handler="klp_ftrace_handler"
            )
        ),
        quiet(
            _hook("__x64_sys_kill", "agent"),
            _module("agent", _AGENT),
            FileFact(path=HostPath(_AGENT), state=Provenance.PACKAGED),
        ),
    ),
)
def function_redirected(
    hooks: Iterable[KernelHook],
    modules: Iterable[KernelModule],
    files: Files,
    context: HostContext,
) -> Iterator[Claim]:
    """Rootkits of today hook `getdents64`, `kill` and `tcp4_seq_show` by ftrace with IPMODIFY.

    Critical when the module is on no list; high when no package has its file.
    """
    listed = {each.name: each for each in modules}
    for hook in hooks:
        if hook.kind != "ftrace" or not hook.is_redirected or not hook.module:
            continue
        if _LIVE_PATCH.fullmatch(hook.handler) or not _LISTS.fullmatch(hook.function):
            continue
        module = listed.get(hook.module)
        path = module.path if module else None
        fact = files.get(path) if path else None
        if fact is not None and fact.state in VOUCHED:
            continue
        is_known = module is not None and (fact is not None or not context.has_package_database)
        yield Claim(
            subjects=(Subject("module", hook.module),),
            because=(hook, *((module,) if module else ())),
            values={
                "function": hook.function,
                "handler": hook.handler or "?",
                "module": hook.module,
                "file": path or "-",
                "state": str(fact.state) if fact else str(Provenance.UNKNOWN),
            },
            level=Level.HIGH if is_known else Level.CRITICAL,
        )


TAINT_TEXTS = RuleTexts(
    title=Text(
        en="A foreign module was loaded and is not listed", zh="曾加载外来模块，现不在列表中"
    ),
    summary=Text(
        en="The kernel's taint ({taint}) says that a module with sign {letter} (O: out of tree, E: "
        "unsigned, F: forced) was loaded since it booted; none in the list carries it now.",
        zh="内核污染值（{taint}）表明自启动以来曾加载带 {letter} 标志（O 树外、E 未签名、F 强制）"
        "的模块；而当前列表中没有任何模块带此标志。",
    ),
    benign=Text(
        en="A driver that was loaded for a while and removed leaves the sign until the next boot.",
        zh="曾临时加载又卸载的驱动会留下该标志，直到下次重启。",
    ),
)
# Documentation/admin-guide/tainted-kernels.rst, Linux 6.18.
_TAINTS = {12: "O", 13: "E", 1: "F"}


@check(
    "linux.kernel.taint-without-module",
    level=Level.LOW,
    confidence=Level.LOW,
    category="kernel_taint",
    attack=("T1547.006", "T1014"),
    incident_types=("rootkit",),
    texts=TAINT_TEXTS,
    next=("ask-owner", "keep-running"),
    by_hand="cat /proc/sys/kernel/tainted; grep '(' /proc/modules; dmesg | grep -i taint",
    examples=(
        fires(Kernel(release="6.1.0", taint=1 << 12), _module("ext4", None)),
        quiet(
            Kernel(release="6.1.0", taint=1 << 12),
            KernelModule(name="nvidia", state="Live", taints="POE"),
        ),
        quiet(Kernel(release="6.1.0", taint=0), _module("ext4", None)),
        quiet(Kernel(release="6.1.0", taint=1 << 12)),
    ),
)
def taint_without_module(
    kernels: Iterable[Kernel], modules: Iterable[KernelModule]
) -> Iterator[Claim]:
    """The sign stays when a module hides or goes; only a reboot takes it away."""
    listed = tuple(modules)
    for kernel in kernels:
        for bit, letter in _TAINTS.items():
            is_set = bool((kernel.taint or 0) >> bit & 1)
            if is_set and listed and not any(letter in each.taints for each in listed):
                yield Claim(
                    subjects=(Subject("host", f"taint {letter}"),),
                    because=(kernel,),
                    values={"taint": str(kernel.taint), "letter": letter},
                )
