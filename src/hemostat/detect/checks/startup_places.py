# ruff: noqa: S108 — paths on the examined host, not ours.
"""Where programs that start by themselves have no business to lie."""

import re

from hemostat.model.path import is_within

# Anyone may write here.
_FOR_ALL = ("/tmp", "/var/tmp", "/usr/tmp", "/dev", "/run/lock", "/run/shm", "/var/lock",
            "/run/user", "/var/run/user", "/var/run/lock", "/var/crash", "/proc")  # fmt: skip
# Nothing here outlives a reboot, or it holds what others sent.
_PASSING = ("/run", "/var/run", "/var/spool", "/var/mail", "/lost+found")
# What systems themselves, or batch schedulers, run from below these.
_PASSING_ORDINARY = (
    "/run/wrappers", "/run/current-system", "/run/booted-system", "/run/initramfs", "/run/systemd",
    "/run/containerd", "/run/docker", "/run/k3s", "/run/snapd", "/run/flatpak", "/run/media",
    "/run/cloud-init", "/run/dracut", "/var/spool/sge", "/var/spool/slurm", "/var/spool/slurmd",
    "/var/spool/torque", "/var/spool/pbs", "/var/spool/postfix",
)  # fmt: skip
_NO_FILES = re.compile(
    r"/dev/(null|zero|full|tty\w*|std(in|out|err)|fd(/.*)?|tcp/.*|udp/.*|console|ptmx|pts/.*|log"
    r"|u?random)|/proc/(self|thread-self|\d+)/(fd|root|exe).*"
)
# Folders for data: a compiled program or script there is put away, not installed.
_DATA = (
    "/boot", "/var/log", "/var/games", "/var/backups", "/usr/include", "/usr/share/man",
    "/usr/share/doc", "/usr/share/zoneinfo", "/usr/share/locale", "/usr/share/fonts",
    "/usr/share/icons", "/usr/share/mime", "/usr/lib/firmware", "/lib/firmware", "/usr/lib/locale",
)  # fmt: skip
_UPLOADS = re.compile(
    r"/(?:var/www|srv/(?:www|http)|www/wwwroot|usr/share/nginx|data/www\w*|home/[^/]+/public_html)"
    r"/(?:.*/)?(?:uploads?|uploadfiles?|attachments?|avatars?|userfiles)/",
    re.IGNORECASE,
)
_HOME = re.compile(r"/(?:root|(?:var|data|export)?/?home/[^/]+|var/lib/[^/]+)(?=/)")

# Hidden folders that well-known tools make and run programs from.
_ORDINARY_HIDDEN = frozenset(
    """.acme.sh .ansible .antigen .asdf .aws .azure .bin .bun .bundle .cabal .cargo .claude .codex
    .composer .conda .config .cpan .cursor .cursor-server .deno .docker .dotfiles .dotnet
    .dropbox-dist .emacs.d .fly .flutter .fnm .foundry .fzf .gem .ghcup .git .git-templates
    .githooks .gitlab-runner .goenv .gradle .gvm .helm .husky .idea
    .install4j .jabba .java .jdks .jenkins .jenv .jetbrains .JetBrains
    .julia .juliaup .krew .kube .linuxbrew .local .luarocks .m2 .minikube .miniconda .miniconda3
    .mise .mozilla .next .nix-profile .nodebrew .nodenv .nox .npm .npm-global .npm-packages .nuget
    .nvm .oh-my-bash .oh-my-zsh .ollama .opam .output .phpenv .pixi .platformio .plenv .pm2 .pnpm
    .poetry .proto .pulumi .pyenv .rbenv .rover .rustup .rvm .sdkman .snap .ssh .stack .steam
    .supervisor .svn .swiftly .terraform .terraform.d .tfenv .tox .trae-server .uv .venv .venvs
    .vim .virtualenvs .volta .vscode .vscode-server .vscode-server-insiders .windsurf-server .wine
    .yarn .zinit .zplug .zprezto""".split()  # noqa: SIM905 — a list of 110 names reads worse
)


def is_writable_for_all(path: str) -> bool:
    """Whether a path lies where anyone may leave a file."""
    if _NO_FILES.fullmatch(path):
        return False
    return any(is_within(path, folder) for folder in _FOR_ALL) or bool(_UPLOADS.match(path))


def is_passing(path: str) -> bool:
    """Whether a path lies where nothing installed lasts, though not anyone may write there."""
    if any(is_within(path, folder) for folder in _PASSING_ORDINARY):
        return False
    return any(is_within(path, folder) for folder in _PASSING)


def is_data_folder(path: str) -> bool:
    """Whether a path lies in a folder for data of the system, where no program belongs."""
    return any(is_within(path, folder) for folder in _DATA)


def home_of(path: str) -> str:
    """The home folder a path lies in, by the usual places of homes; empty for none."""
    match = _HOME.match(path)
    return match[0] if match else ""


def hidden_parts(path: str) -> tuple[str, ...]:
    """The hidden folders and names of a path that no well-known tool makes."""
    return tuple(
        part for part in path.split("/") if part.startswith(".") and part not in _ORDINARY_HIDDEN
    )


def disguised_part(path: str) -> str:
    """A part made to be overlooked: dots and blanks alone, blanks at its ends, unprintable."""
    for part in path.split("/"):
        if part and (part != part.strip() or not part.strip(". ") or not _is_shown(part)):
            return part
    return ""


def _is_shown(part: str) -> bool:
    # Undecodable bytes come as surrogates: a name in GBK is odd to us and no disguise.
    return all(sign.isprintable() or "\udc80" <= sign <= "\udcff" for sign in part)
