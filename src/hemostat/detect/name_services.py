"""Services of nsswitch.conf, and the libraries that answer for them."""

from hemostat.model.records import ResolverEntry

LIBRARIES = (
    "/lib/x86_64-linux-gnu",
    "/usr/lib/x86_64-linux-gnu",
    "/lib/aarch64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/lib64",
    "/usr/lib64",
    "/lib",
    "/usr/lib",
)


def services_of(entry: ResolverEntry) -> tuple[str, ...]:
    """The services of a line of nsswitch.conf, without what is in brackets."""
    plain = entry.value.replace("[", " [").split()
    return tuple(word for word in plain if not word.startswith(("[", "!")) and "]" not in word)


def library_paths(service: str) -> tuple[str, ...]:
    """Where the library of a service may stand."""
    return tuple(f"{folder}/libnss_{service}.so.2" for folder in LIBRARIES)
