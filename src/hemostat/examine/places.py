"""Coverage for people: every place asked for, under its artifact, with probes beside them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from hemostat.collect.artifact import Artifact
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.examination import PlaceCoverage
from hemostat.model.path import HostPath
from hemostat.model.text import Text

LIMITS = "linux.run.limits"
"""What a run left out for want of time, as a whole."""

PROBES = {
    LIMITS: Text("Steps the run had no time for", "因时间不足未完成的步骤"),
    "linux.process.list": Text("List of processes", "进程列表"),
    "linux.process.exe": Text("Executables of processes", "进程的可执行文件"),
    "linux.process.environ": Text("Environment of processes", "进程的环境变量"),
    "linux.process.maps": Text("Memory maps of processes", "进程的内存映射"),
    "linux.process.fd": Text("Open files of processes", "进程打开的文件"),
    "linux.process.cwd": Text("Working folders of processes", "进程的工作目录"),
    "linux.process.root": Text("Root folders of processes", "进程的根目录"),
    "linux.packages": Text("Package databases", "软件包数据库"),
    "linux.packages.dpkg": Text("Package database of dpkg", "dpkg 软件包数据库"),
    "linux.packages.rpm": Text("Package database of rpm", "rpm 软件包数据库"),
    "linux.packages.apk": Text("Package database of apk", "apk 软件包数据库"),
    "linux.baseline.files": Text("Files that run or start", "运行或自启动的文件"),
    "linux.baseline.unused": Text("Programs nothing runs now", "当前未运行的系统程序"),
    "linux.baseline.scripts": Text("Scripts that start by themselves", "自启动脚本的内容"),
    "linux.baseline.privileged": Text(
        "Set-id programs in known folders", "常见目录中的 set-id 程序"
    ),
    "linux.loader.resolved": Text("What system commands load", "系统命令加载的动态库"),
    "linux.probe.own-process": Text("Libraries inside this examination", "本次检查进程内的动态库"),
    "linux.probe.processes": Text("Hidden processes, by several views", "隐藏进程（多视图比对）"),
    "linux.probe.ports": Text("Hidden ports, by several views", "隐藏端口（多视图比对）"),
    "linux.probe.modules": Text("Hidden modules, by several views", "隐藏内核模块（多视图比对）"),
    "linux.probe.folders": Text("Hidden names, by several views", "隐藏文件名（多视图比对）"),
    "linux.credentials": Text("Secrets an intruder could take", "可能被窃取的凭据"),
    "linux.deep.packages": Text("Every packaged file", "全部软件包文件"),
    "linux.walk": Text("Files in the usual areas", "常见区域的文件"),
    "linux.content.files": Text("Contents of suspect files", "可疑文件的内容"),
    "linux.content.limits": Text("Contents left unread", "未读取的文件内容"),
    "linux.content.rules": Text("YARA rules of your own", "自备 YARA 规则"),
    "linux.content.java": Text("Inside of Java programs", "Java 进程内部"),
    "linux.content.renamed": Text("Names of documents", "文档文件名"),
    "linux.content.memory": Text("Memory of suspect processes", "可疑进程的内存"),
    "linux.container.files": Text("Files of running containers", "运行中容器的文件"),
    "linux.container.layers": Text("Changes in containers", "容器可写层的改动"),
    "linux.firewall.live": Text("Rules of the running packet filter", "运行中的防火墙规则"),
    "linux.watched.files": Text(
        "Files whose permissions or presence matter", "权限或存在与否需关注的文件"
    ),
    "linux.boot.images": Text("Boot images (initramfs)", "启动镜像（initramfs）"),
    "linux.network.reach": Text("Connections tried on request", "按要求尝试的外联"),
    "linux.disk.compare": Text("The host's own view beside its disk", "主机自身视图与磁盘比对"),
    "checks": Text("Our own checks", "内置检查"),
    "run": Text("This run", "本次运行"),
}
"""What is asked besides artifacts: of the kernel, of package databases, of ourselves."""


# Cut short by a budget on large hosts: said, but no reason for exit code 3.
# So are views that some kernels or sources do not have.
_OPTIONAL = frozenset(
    {
        "linux.baseline.unused",
        "linux.baseline.privileged",
        "linux.loader.resolved",
        "linux.probe.ports",
        "linux.probe.modules",
        "linux.probe.processes",
        "linux.probe.folders",
        "linux.boot.images",
        "linux.walk",
        "linux.credentials",
        "linux.deep.packages",
        "linux.content.java",
        "linux.content.limits",
        "linux.content.memory",
        "linux.content.renamed",
        "linux.content.rules",
        "linux.container.files",
        "linux.container.layers",
        "linux.firewall.live",
        "linux.watched.files",
        "linux.network.reach",
    }
)


def place_coverage(
    artifacts: Sequence[Artifact], entries: Iterable[CoverageEntry]
) -> tuple[PlaceCoverage, ...]:
    """Every artifact with its answers, then the probes; one nobody asked for counts as a hole."""
    by_name: dict[str, list[CoverageEntry]] = defaultdict(list)
    for entry in entries:
        by_name[entry.artifact].append(entry)
    places = [
        PlaceCoverage(
            artifact.name,
            artifact.text,
            artifact.is_needed,
            tuple(by_name.pop(artifact.name, ())) or (_unasked(artifact),),
        )
        for artifact in artifacts
    ]
    places += [
        PlaceCoverage(name, PROBES.get(name, Text(name, name)), name not in _OPTIONAL, tuple(found))
        for name, found in sorted(by_name.items())
    ]
    return tuple(places)


def _unasked(artifact: Artifact) -> CoverageEntry:
    reason = "the run ended before this place"
    return CoverageEntry(artifact.name, HostPath(artifact.paths[0]), Outcome.FAILED, reason)
