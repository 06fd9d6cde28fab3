# ruff: noqa: S108 — paths on the examined host, not ours.
"""What the place of a file says, by its path alone: who may write there, and what belongs there.

Every check asks here. Paths are absolute; `.`, `..` and doubled slashes do not mislead it.
"""

import re

from hemostat.detect.names import words
from hemostat.model.path import is_within, normal

# Anyone may write here.
_FOR_ALL = (
    "/tmp",
    "/var/tmp",
    "/usr/tmp",
    "/dev",
    "/run/user",
    "/run/lock",
    "/run/shm",
    "/var/run/user",
    "/var/run/lock",
    "/var/lock",
    "/var/crash",
)
# Shows processes: what is named by way of it may be any file, an open and deleted one too.
_PROC = "/proc"
# Nothing here outlives a reboot, or it holds what others sent.
_PASSING = ("/run", "/var/run", "/var/spool", "/var/mail")
# What systems themselves, or batch schedulers, run from below these.
_PASSING_ORDINARY = (
    "/run/wrappers",
    "/run/current-system",
    "/run/booted-system",
    "/run/initramfs",
    "/run/containerd",
    "/run/docker",
    "/run/k3s",
    "/run/snapd",
    "/run/flatpak",
    "/run/media",
    "/run/rpc_pipefs",
    "/var/spool/sge",
    "/var/spool/slurm",
    "/var/spool/slurmd",
    "/var/spool/torque",
    "/var/spool/pbs",
    "/var/spool/postfix",
)
# Generated at boot: units and scripts that are started by others, never programs that stay.
_GENERATED = ("/run/systemd", "/run/cloud-init", "/run/dracut")
# Named by commands and settings, and no files: what is read or written there is elsewhere.
_DEVICE = re.compile(
    r"/dev/(null|zero|full|tty\w*|std(in|out|err)|fd(/.*)?|tcp/.*|udp/.*|console|ptmx|pts/.*|log"
    r"|u?random)|/proc/(self|thread-self|\d+)/(fd|root|exe).*"
)
_DATA = (
    "/boot",
    "/lost+found",
    "/var/log",
    "/var/games",
    "/var/backups",
    "/usr/include",
    "/usr/share/man",
    "/usr/share/doc",
    "/usr/share/zoneinfo",
    "/usr/share/locale",
    "/usr/share/fonts",
    "/usr/share/icons",
    "/usr/share/mime",
    "/usr/lib/firmware",
    "/usr/lib/locale",
    "/lib/firmware",
)
# Scripts start from here every day, compiled programs and libraries do not.
_SCRIPTS_ONLY = ("/etc", "/var/cache")
_WEB_ROOT = re.compile(
    r"/(?:var/www|srv/(?:www|http)|www/wwwroot|data/www\w*|usr/share/nginx|opt/lampp/htdocs)(?=/)"
    r"|(?:/[^/]+)*?/(?:public_html|htdocs|webroot)(?=/)"
)
_UPLOADS = re.compile(r"/(?:uploads?|uploadfiles?|attachments?|avatars?|userfiles)/", re.IGNORECASE)
# A script may well stand among an application's own pictures; a compiled program does not.
_PICTURES = re.compile(r"/(?:images?|img|media|thumbs?)/", re.IGNORECASE)
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32")
# Read-only stores of Nix and Guix, whose wrappers call what they wrap `.name-wrapped`.
_STORES = ("/nix/store", "/gnu/store")
# What etckeeper keeps, hooks included.
_ETCKEEPER = ("/etc/.git", "/etc/.hg", "/etc/.bzr")
HOMES = ("/home", "/var/home", "/export/home", "/data/home", "/Users")
_HOME = re.compile(rf"/root(?=/|$)|(?:{'|'.join(HOMES)})/[^/.][^/]*")
_SERVICE_HOME = re.compile(r"/var/lib/[^/]+")
# Makers of programs unpack themselves here and say so in the name: PyInstaller, AppImage.
_UNPACKED = re.compile(r"/tmp/(?:_MEI\w{6}|\.mount_\w+)(?=/|$)")
_VERSION = re.compile(r"\d+\.\d+|\b[0-9a-f]{12,}\b|\b20\d{6}")

# Letters of Cyrillic, Greek, Armenian and others that look like Latin ones, and what looks like
# the slash; full-width ones are ordinary beside Chinese and Japanese, but not within a Latin word.
_LOOKALIKES = frozenset(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u0501\u051b\u051d\u04bb\u04cf\u04c0\u0475"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408\u050c\u051a\u051c"
    "\u03bf\u03bd\u03c1\u03b9\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u0585\u0578\u057d\u0570\u0581\u0261\u0251\u026a\u1d0f\u2113\u2044\u2215\u2024"
    + "".join(chr(code) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)))
)
_LATIN = re.compile(r"[A-Za-z]{2}")
_WORD = re.compile(r"[^\W\d_]+(?:[\u2044\u2215\u2024][^\W\d_]+)*")

# Folders that tools for developers and products make; their hidden names mean nothing.
ORDINARY_HIDDEN = words("""
    .JetBrains .acme.sh .ansible .ansible_async .antigen .asdf .aws .azure .bin .build .bun
    .bundle .cabal .cache .cargo .claude .codex .composer .conda .config .cpan .cursor
    .cursor-server .deno .docker .dotfiles .dotnet .dropbox-dist .emacs.d .fleet .flutter .fly
    .fnm .foundry .fzf .gem .ghcup .git .git-templates .githooks .gitlab-runner .go .goenv .gradle
    .gvm .helm .hg .husky .idea .install4j .jabba .java .jdks .jenkins .jenv .jetbrains .julia
    .juliaup .krew .kube .linuxbrew .local .local-share .luarocks .m2 .miniconda .miniconda3
    .minikube .mise .mozilla .next .nix-defexpr .nix-profile .nodebrew .nodenv .nox .npm
    .npm-global .npm-packages .nuget .nvm .oh-my-bash .oh-my-zsh .ollama .opam .output .phpenv
    .pixi .platformio .plenv .pm2 .pnpm .poetry .proto .pulumi .pyenv .rbenv .rover .rustup .rvm
    .sdkman .snap .snapshot .snapshots .ssh .stack .steam .supervisor .svn .swiftly .terraform
    .terraform.d .tfenv .tmux .tox .trae-server .uv .venv .venvs .vim .virtualenvs .volta .vscode
    .vscode-server .vscode-server-insiders .windsurf-server .wine .yarn .zinit .zplug .zprezto
""")
"""Their programs may run."""
_OUTSIDE_HOMES = words("""
    .acme.sh .asdf .bun .bundle .cache .cargo .deno .deploy .dotnet .fnm .git .githooks .husky
    .install4j .linuxbrew .local .next .npm .nvm .output .pm2 .pnpm .pyenv .rbenv .rustup .rvm
    .sdkman .snapshot .snapshots .svn .tox .uv .venv .venvs .virtualenvs .volta .yarn
""")
# In a folder of programs or data no person works in, tools leave fewer hidden names behind.
STARTED_FROM_HIDDEN = ORDINARY_HIDDEN - words(".cache .snapshot .snapshots .ansible_async .build")
"""Their programs may also start by themselves: what lies in the others is not kept."""


def is_writable_for_all(path: str) -> bool:
    """Whether anyone may leave a file there: temporary folders, shared memory, and the like.

    Devices are no files. Uploads of a web site are `is_upload`.
    """
    place = _plain(path)
    return _is_in(place, (*_FOR_ALL, _PROC)) and not _DEVICE.fullmatch(place)


def is_passing(path: str) -> bool:
    """Whether no start-up entry that lasts leads there, though not anyone may write: /run.

    Less than `is_temporary`: what the boot itself generates there and starts once is ordinary.
    """
    place = _plain(path)
    return _is_in(place, _PASSING) and not _is_in(place, (*_PASSING_ORDINARY, *_GENERATED))


def is_temporary(path: str) -> bool:
    """Whether nothing installed runs from there: anyone may write, or nothing lasts.

    Devices count: what runs under the name of one is no device.
    """
    place = _plain(path)
    if _is_in(place, _PASSING_ORDINARY):
        return False
    return _is_in(place, _FOR_ALL) or _is_in(place, _PASSING)


def is_upload(path: str) -> bool:
    """Whether a path lies where a web site keeps what its visitors send."""
    return _is_below_web_root(path, _UPLOADS)


def below_web_root(folder: str) -> bool:
    """Whether a folder is the root of a web site, or lies below one."""
    return bool(_WEB_ROOT.match(f"{_plain(folder)}/"))


def is_data_place(path: str) -> bool:
    """Whether it is the system's folder for data: a program or script there is put away."""
    return _is_in(_plain(path), _DATA)


def is_not_for_binaries(path: str) -> bool:
    """Whether no compiled program or library belongs there: data, settings, uploads, pictures."""
    return (
        _is_in(_plain(path), (*_DATA, *_SCRIPTS_ONLY))
        or is_upload(path)
        or _is_below_web_root(path, _PICTURES)
    )


def is_system_folder(path: str) -> bool:
    """Whether packages put programs there; /usr/local is the administrator's."""
    place = _plain(path)
    return _is_in(place, _SYSTEM) and not is_within(place, "/usr/local")


def is_unpacked(path: str) -> bool:
    """Whether it lies where self-contained programs unpack themselves."""
    return bool(_UNPACKED.match(path))


def is_odd(path: str) -> bool:
    """Whether nothing that the system trusts belongs there: hidden, or anyone may write."""
    return is_writable_for_all(path) or bool(hidden_part(path))


def home_of(path: str) -> str:
    """The home folder a path stands in, or is, by the usual places of people's; empty for none."""
    match = _HOME.match(_plain(path))
    return match[0] if match else ""


def service_home_of(path: str) -> str:
    """The folder of /var/lib a path stands in, or is: the home of a service; empty for none."""
    match = _SERVICE_HOME.match(_plain(path))
    return match[0] if match else ""


def hidden_parts(path: str, ordinary: frozenset[str] = ORDINARY_HIDDEN) -> tuple[str, ...]:
    """The parts of a path that hide themselves and that no common tool makes.

    Below the system's own folders and the temporary ones no hidden name is ordinary; outside
    homes fewer are than within.
    """
    place = _plain(path)
    if _is_in(place, (*_STORES, *_ETCKEEPER)):
        return ()
    parts = place.split("/")
    if not any(part.startswith(".") or is_disguised(part) for part in parts):
        return ()
    is_strict = is_temporary(place) or is_within(place, "/etc") or is_system_folder(place)
    expected = frozenset[str]() if is_strict else ordinary
    if not home_of(place) and not service_home_of(place):
        expected &= _OUTSIDE_HOMES
    return tuple(part for part in parts if _is_hidden(part, expected))


def hidden_part(path: str) -> str:
    """The first of the hidden parts of a path; empty for none."""
    return next(iter(hidden_parts(path)), "")


def disguised_part(path: str) -> str:
    """The first part of a path that is made to be overlooked; empty for none."""
    return next((part for part in _plain(path).split("/") if is_disguised(part)), "")


def is_disguised(part: str) -> bool:
    """Whether a name is made to be overlooked.

    Dots alone, blanks at its ends, signs that do not print, letters of another alphabet that look
    like Latin ones.
    """
    if part in ("", ".", ".."):
        return False
    if not part.isascii() and mixes_alphabets(part):
        return True
    return part != part.strip() or not part.strip(". ") or not _is_shown(part)


def mixes_alphabets(part: str) -> bool:
    """Whether a Latin word holds letters of another alphabet that look Latin, as \u0455ystemd.

    A word of one alphabet only is a word of a language, whatever its letters look like.
    """
    return any(
        _LATIN.search(word) and all(sign.isascii() or sign in _LOOKALIKES for sign in word)
        for word in _WORD.findall(part)
        if not word.isascii()
    )


def has_version(path: str) -> bool:
    """Whether a folder of a path names a version, as products that update themselves do."""
    return bool(_VERSION.search(path.rpartition("/")[0]))


def _is_hidden(part: str, expected: frozenset[str]) -> bool:
    if part in (".", ".."):
        return False
    return is_disguised(part) or (part.startswith(".") and part not in expected)


def _is_shown(part: str) -> bool:
    # Undecodable bytes come as surrogates: a name in GBK is odd to us and no disguise.
    return all(sign.isprintable() or "\udc80" <= sign <= "\udcff" for sign in part)


def _is_below_web_root(path: str, folder: re.Pattern[str]) -> bool:
    place = _plain(path)
    root = _WEB_ROOT.match(place)
    return bool(root and folder.search(place, root.end()))


def _is_in(place: str, folders: tuple[str, ...]) -> bool:
    return any(is_within(place, folder) for folder in folders)


def _plain(path: str) -> str:
    # Nearly all paths are plain; libraries that processes map come by the hundred thousand.
    return normal(path) if path.startswith("/") and ("/." in path or "//" in path) else path
