"""What an intruder could have taken along: keys, passwords and tokens, without their values."""

from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.record import column, record


@record("credential", "One secret on this host that opens something else, without its value.")
class Credential:
    """One key, password, token, or trace of a trust. The value itself is never kept."""

    source: Source = column("The file; its text is left out.", default=Source())
    path: HostPath = column("Where it lies.")
    kind: str = column("aws_key, ssh_private_key, database_password, kubeconfig, known_host …")
    name: str = column("Which one: profile, user, variable or key id, as written.", default="")
    target: str = column("What it opens: host, registry or address; empty if unsaid.", default="")
    fingerprint: str = column(
        "Of a public part: SHA256:…. Else hmac:… with a key of this run alone: equal values show "
        "equal marks within one run, and nothing can be guessed from a mark.",
        default="",
    )
    is_encrypted: bool = column("Whether a passphrase still guards it.", default=False)
    uid: int | None = column("Owner of the file.", default=None)
    mode: int | None = column("Permission bits of the file.", default=None)
    readable_by: str = column(
        "owner, group or everyone, the folders above it counted in.", default="owner"
    )
