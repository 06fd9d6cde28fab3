"""What one view of the host shows and another does not, and libraries that stand in between."""

from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.record import column, record


@record("cross_view", "One thing that one view of the host shows and another does not.")
class CrossView:
    """One difference between two ways of asking the same kernel, confirmed by asking again."""

    source: Source = column("What was listed.", default=Source())
    kind: str = column("file, folder, process, socket or module.")
    value: str = column("A path, an executable or name, protocol and address, a module's name.")
    seen_by: str = column("The view that shows it, such as getdents64 or kill.")
    missing_from: str = column("The view that does not, such as readdir or /proc/net/tcp.")
    pid: int | None = column("Of a process.", default=None)
    exe: HostPath | None = column("Executable of a process, where it can be read.", default=None)
    command: str = column("Command line of a process.", default="")
    inode: int = column("Of a file or socket; 0 if unknown.", default=0)
    count: int = column("How many, where only their number is known.", default=1)


@record("injected_library", "A library inside a process that nothing in the process asks for.")
class InjectedLibrary:
    """A mapped library that neither the program nor any library it needs names as needed."""

    source: Source = column("The maps file.", default=Source())
    path: HostPath = column("The library.")
    exe: HostPath | None = column("The program it is in.", default=None)
    pid: int = column("One process that has it.", default=0)
    is_ours: bool = column("Whether the process is this very examination.", default=False)
    named_by: str = column(
        "LD_PRELOAD or /etc/ld.so.preload where that names it; empty if nothing does.", default=""
    )
    hooks: tuple[str, ...] = column(
        "Functions of the C library it defines anew and that could hide or steal.", default=()
    )
    processes: int = column("How many processes have it.", unit="processes", default=1)


@record("elf_file", "What one ELF program or library says it is and needs.")
class ElfFile:
    """The headers and dynamic section of one ELF file of the host."""

    source: Source = column("The file.", default=Source())
    path: HostPath = column("The file.")
    interpreter: HostPath | None = column("Its loader; None if it names none.", default=None)
    needed: tuple[str, ...] = column("DT_NEEDED, in order.", default=())
    run_path: tuple[str, ...] = column("DT_RUNPATH or DT_RPATH, in order.", default=())
    soname: str = column("DT_SONAME.", default="")
    hooks: tuple[str, ...] = column(
        "Functions of the C library it defines anew and that could hide or steal.", default=()
    )
    preload_file: str = column(
        "Of a loader: the file it reads for preloads, as its bytes say.", default=""
    )


@record("program_library", "One library a system program would load, resolved without running it.")
class ProgramLibrary:
    """One step of what ld.so(8) would do for a program."""

    source: Source = column("The program.", default=Source())
    program: HostPath = column("The program.")
    library: HostPath = column("The file the loader would take.")
    name: str = column("As the program or another library names it.")
    how: str = column("interpreter, run_path, cache or default.")
