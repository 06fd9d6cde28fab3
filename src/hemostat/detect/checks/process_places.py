"""What the place of a program says: where programs live, and where they have no business."""

import re

from hemostat.model.path import is_within, name

# Cleared at boot, or writable for everybody: nothing that was installed runs from here.
TEMPORARY = (
    "/tmp",  # noqa: S108 — judged, not used
    "/var/tmp",  # noqa: S108
    "/dev",
    "/run",
    "/var/run",
    "/var/lock",
    "/var/spool",
    "/var/crash",
    "/var/mail",
)
# What the system itself runs from below /run.
_RUN_ORDINARY = (
    "/run/wrappers",
    "/run/current-system",
    "/run/booted-system",
    "/run/initramfs",
    "/run/containerd",
    "/run/docker",
    "/run/k3s",
    "/run/snapd",
    "/run/flatpak",
    "/run/rpc_pipefs",
    "/run/media",
)
# Holds data, never programs.
_ODD = (
    "/etc",
    "/boot",
    "/var/log",
    "/var/cache",
    "/var/games",
    "/var/backups",
    "/usr/include",
    "/usr/share/man",
    "/usr/share/doc",
    "/usr/share/zoneinfo",
    "/usr/share/locale",
    "/usr/share/fonts",
    "/usr/lib/firmware",
    "/lib/firmware",
    "/lost+found",
    "/mnt/.",
)
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32")
# Read-only stores of Nix and Guix, whose wrappers call what they wrap `.name-wrapped`.
_STORES = ("/nix/store", "/gnu/store")
_HOMES = re.compile(r"/(?:root|(?:var/)?home/[^/]+|data/home/[^/]+)(?=/|$)")
_WEB = re.compile(
    r"/(?:var/www|srv/(?:www|http)|www/wwwroot|usr/share/nginx/html|opt/lampp/htdocs)(?=/|$)"
    r"|/(?:public_html|htdocs|webroot)/"
)
_UPLOADS = re.compile(
    r"/(?:uploads?|attachments?|images?|img|avatars?|media|thumbs?)/", re.IGNORECASE
)


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set: names stand closer together so."""
    return frozenset(text.split())


# Folders that tools for developers and products make; their hidden names mean nothing.
ORDINARY_HIDDEN = words(
    ".pnpm .venv .virtualenvs .tox .nox .terraform .terraform.d .yarn .bin .cache .local .nvm"
    " .rbenv .rvm .pyenv .cargo .rustup .sdkman .vscode-server .vscode-server-insiders .vscode"
    " .cursor-server .cursor .windsurf-server .jenkins .gradle .m2 .npm .npm-global .config"
    " .mozilla .snapshots .snapshot .asdf .volta .bun .deno .dotnet .conda .pixi .linuxbrew"
    " .wine .steam .docker .kube .krew .pulumi .platformio .nuget .julia .juliaup .ghcup"
    " .stack .opam .java .jdks .cabal .fnm .nodenv .goenv .jenv .phpenv .pm2 .tmux .oh-my-zsh"
    " .JetBrains .idea .fleet .poetry .uv .mise .proto .next .output .build .git .svn .hg"
    " .ansible .ansible_async .gem .bundle .luarocks .cpan .ssh .acme.sh .aws .azure .minikube"
    " .helm .gvm .go .foundry .claude .codex .ollama .local-share .nix-profile .nix-defexpr"
)


def is_temporary(path: str) -> bool:
    """Whether a path stands where nothing installed runs from."""
    if any(is_within(path, ordinary) for ordinary in _RUN_ORDINARY):
        return False
    return any(is_within(path, folder) for folder in TEMPORARY)


def is_odd(path: str) -> bool:
    """Whether a path stands where there should be data and no programs."""
    return any(is_within(path, folder) for folder in _ODD) or (
        bool(_WEB.search(path)) and bool(_UPLOADS.search(path))
    )


def is_system(path: str) -> bool:
    """Whether a path stands where packages put programs; /usr/local is the administrator's."""
    return any(is_within(path, folder) for folder in SYSTEM) and not is_within(path, "/usr/local")


def home_of(path: str) -> str:
    """The home folder a path stands in, by the usual places; empty for none."""
    match = _HOMES.match(path)
    return match[0] if match else ""


def hidden_part(path: str) -> str:
    """The first part of a path that hides itself and that no common tool makes; empty for none.

    Below the system's own folders and the temporary ones no hidden name is ordinary.
    """
    if any(is_within(path, store) for store in _STORES):
        return ""
    is_strict = is_temporary(path) or is_within(path, "/etc") or is_system(path)
    for part in path.split("/"):
        if is_disguised(part) or (
            part.startswith(".") and (is_strict or part not in ORDINARY_HIDDEN)
        ):
            return part
    return ""


def is_disguised(part: str) -> bool:
    """Whether a name is made to be overlooked: dots alone, blanks at its ends, unprintable."""
    if part in ("", ".", ".."):
        return False
    return part != part.strip() or not part.strip(". ") or not part.isprintable()


_VERSION = re.compile(r"\d+\.\d+|\b[0-9a-f]{12,}\b|\b20\d{6}")


def has_version(path: str) -> bool:
    """Whether a folder of a path names a version, as products that update themselves do."""
    return bool(_VERSION.search(path.rpartition("/")[0]))


def base(path: str) -> str:
    """The last part of a path, or of a title that begins with one."""
    return name(path.rstrip("/"))
