"""What is hooked into the kernel or runs in it beside modules."""

from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.record import column, record


@record("kernel_hook", "One function of the kernel that something is attached to.")
class KernelHook:
    """One line of tracefs' enabled_functions or of debugfs' kprobes list."""

    source: Source = column("Where the line stands.", default=Source())
    kind: str = column("ftrace or kprobe.")
    function: str = column("The kernel function.")
    is_redirected: bool = column(
        "Whether the hook may change where the function continues (flag I).", default=False
    )
    handler: str = column("What is called, where the kernel says.", default="")
    module: str = column("The module the handler or function is in; empty for none.", default="")


@record("bpf_object", "One eBPF object that a process holds or that is pinned.")
class BpfObject:
    """One descriptor of a process that is a BPF program, map or link, or one pin."""

    source: Source = column("The descriptor's folder, or the pin.", default=Source())
    kind: str = column("prog, map, link or pin.")
    pid: int | None = column("Who holds it.", default=None)
    exe: HostPath | None = column("The holder's executable.", default=None)
    count: int = column("How many of this kind the holder has.", default=1)
