# Sourced by `hemostat` and `test`: makes a virtual environment that holds what is locked.
# Needs Python 3.11 or newer and, the first time, a package index; installs what else is missing.
# shellcheck shell=bash

say() { printf 'hemostat: %s\n' "$*" >&2; }
stop() { say "$*"; exit 4; }

# The newest Python this machine has that is new enough.
find_python() {
  local name
  for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
    [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  stop "no Python 3.11 or newer found. Debian, Ubuntu: apt-get install python3"
}

# A virtual environment with pip, on machines whose Python came without ensurepip too.
make_environment() {
  local folder=$1 python
  python=$(find_python) || exit
  if "$python" -c 'import ensurepip' 2>/dev/null; then
    "$python" -m venv "$folder" || stop "cannot make $folder"
    return
  fi
  say "this Python has no ensurepip (Debian keeps it in python3-venv)"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installing python3-venv with apt-get"
    apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends python3-venv >&2 ||
      stop "apt-get could not install python3-venv; install it by hand and try again"
    "$python" -m venv "$folder" || stop "cannot make $folder"
  else
    say "fetching pip itself from the package index, which needs no rights"
    "$python" -m venv --without-pip "$folder" || stop "cannot make $folder"
    "$folder/bin/python" "$here/tools/fetch_pip.py" "$folder" ||
      stop "could not fetch pip. As root: apt-get install python3-venv; then try again"
  fi
}

# prepare FOLDER LOCK...: the environment holds exactly what the locks say, and hemostat itself.
prepare() {
  local folder=$1 stamp=$1/prepared lock
  shift
  if [ -e "$stamp" ] && [ -z "$(find "$here/src" "$here/pyproject.toml" "$here/requirements" \
    "$here/hatch_build.py" -newer "$stamp" ! -name '*.pyc' ! -name __pycache__ -print -quit)" ]; then
    return
  fi
  say "preparing $folder (once; again when the sources change)"
  [ -x "$folder/bin/python" ] && "$folder/bin/python" -m pip --version >/dev/null 2>&1 ||
    { rm -rf -- "$folder"; make_environment "$folder"; }
  local pip=("$folder/bin/python" -m pip --disable-pip-version-check --quiet)
  for lock in build "$@"; do
    "${pip[@]}" install --require-hashes -r "$here/requirements/$lock.txt" >&2 ||
      stop "could not install what requirements/$lock.txt names; is a package index reachable?"
  done
  "${pip[@]}" install --no-deps --no-build-isolation --force-reinstall "$here" >&2 ||
    stop "could not install hemostat into $folder"
  : >"$stamp"
}
