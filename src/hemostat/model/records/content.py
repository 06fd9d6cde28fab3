"""What files contain: places that content rules matched, and what programs name inside."""

from hemostat.model.evidence import Source
from hemostat.model.host import HOST, Scope
from hemostat.model.path import HostPath
from hemostat.model.record import column, record
from hemostat.model.records.files import Provenance


@record("content_match", "One file in which a content rule found something.")
class ContentMatch:
    """The first place in a file that a content rule speaks of, and what else it matched there."""

    source: Source = column("The file; evidence is its hash, offset the place.", default=Source())
    rule: str = column("Name of the rule.")
    path: HostPath = column("The file; of a process's memory, its executable.")
    size: int = column("Size of the file.", unit="bytes", default=0)
    offset: int = column("First byte of the place.", unit="bytes", default=0)
    length: int = column("Of the place.", unit="bytes", default=0)
    text: str = column("What stands there, at most 200 characters.", default="")
    pid: int = column("Process whose memory it was; 0 for a file.", default=0)
    reasons: tuple[str, ...] = column("Why the file was looked at.", default=())
    state: Provenance = column("Provenance of the file.", default=Provenance.UNKNOWN)
    package: str = column("Package that owns the file.", default="")
    scope: Scope = column("Host or container.", default=HOST)


@record("embedded_strings", "What one unexplained program names: addresses, URLs, wallets, paths.")
class EmbeddedStrings:
    """Values worth searching for, among the strings of a program nobody vouches for."""

    source: Source = column("The program; evidence is its hash.", default=Source())
    path: HostPath = column("The program.")
    size: int = column("Size of the file.", unit="bytes", default=0)
    addresses: tuple[str, ...] = column("IPv4 and IPv6 addresses, public ones.", default=())
    domains: tuple[str, ...] = column("Names of hosts.", default=())
    urls: tuple[str, ...] = column("URLs.", default=())
    wallets: tuple[str, ...] = column("Wallet addresses of cryptocurrencies.", default=())
    paths: tuple[str, ...] = column("Files of the host that matter to intruders.", default=())
    scope: Scope = column("Host or container.", default=HOST)


@record("java_machine", "One running Java virtual machine.")
class JavaMachine:
    """A process that runs Java code; what it holds inside is not looked at."""

    source: Source = column("Its folder below /proc.", default=Source())
    pid: int = column("Process id.")
    exe: HostPath | None = column("The process's executable.", default=None)
    attach_socket: HostPath = column(
        "Its attach socket, there once something attached; empty if none.", default=HostPath("")
    )
    scope: Scope = column("Host or container.", default=HOST)


@record("renamed_family", "Files of one folder tree that carry the same added extension.")
class RenamedFamily:
    """Documents whose names got one more, unusual extension, the originals gone."""

    source: Source = column("One of the files.", default=Source())
    extension: str = column("The added extension, with its dot.")
    files: int = column("How many documents carry it.", unit="files", default=0)
    untouched: int = column("Documents of the same folders without it.", unit="files", default=0)
    folders: int = column("In how many folders.", unit="folders", default=0)
    top: HostPath = column("The folder all of them lie below.", default=HostPath("/"))
    notes: tuple[str, ...] = column(
        "Files that stand in several of the folders and whose name speaks of recovery.", default=()
    )
    example: HostPath = column("One of the files.", default=HostPath(""))
