# Places on disk: patterns are expanded by the shell itself, so no name can break them.

# Mounts on a network, in FUSE or an automounter may never answer: not touched, and said so.
mounts() {
  SKIPS= AWAY=
  while read -r id parent device root point rest; do
    rest=${rest#*" - "}
    type=${rest%% *}
    case $type in
      nfs | nfs4 | cifs | smb2 | smb3 | smbfs | ncpfs | ncp | 9p | afs | kafs | coda | ceph | glusterfs | lustre* | gpfs | mmfs | \
        beegfs | pvfs2 | orangefs | panfs | quobyte | weka* | davfs* | sshfs | vboxsf | vmhgfs | prl_fs | drvfs | \
        fuse | fuseblk | fuse.* | fuseblk.* | autofs) ;;
      *) continue ;;
    esac
    case $point in /proc/* | /sys/*) continue ;; esac
    point=$(printf "$(printf '%s' "$point" | percent)")
    SKIPS="$SKIPS$point
"
    AWAY="$AWAY$type $point
"
  done </proc/self/mountinfo
}

# mountinfo writes a blank as \040; printf undoes that, once a percent sign is doubled.
percent() {
  while IFS= read -r line || [ -n "$line" ]; do
    while :; do
      case $line in
        *%*) printf '%s%%%%' "${line%%\%*}"; line=${line#*%} ;;
        *) break ;;
      esac
    done
    printf '%s' "$line"
  done
}

is_skipped() {
  [ -n "$SKIPS" ] || return 1
  before=${IFS-unset}
  IFS='
'
  answer=1
  set -f
  for m in $SKIPS; do
    case $1 in "$m" | "$m"/*) answer=0 ;; esac
  done
  set +f
  if [ "$before" = unset ]; then unset IFS; else IFS=$before; fi
  return $answer
}

# place PATTERN: adds what it finds to FOLDERS (to list) and FILES (to read).
place() {
  if [ "$FILES_N" -ge 200 ]; then take_files; fi
  if [ "$FOLDERS_N" -ge 200 ]; then take_folders; fi
  walk "" "${1#/}" 0
}

# walk BASE REST DEPTH: the parts of REST one by one below BASE.
walk() {
  if is_skipped "$1"; then return 0; fi
  case $2 in
    */*) set -- "$1" "${2%%/*}" "${2#*/}" "$3" ;;
    *) set -- "$1" "$2" "" "$3" ;;
  esac
  if [ -n "$1" ] && [ ! -x "$1" ]; then refused "$1"; return 0; fi
  case $2 in
    '**') walk_deep "$1" "$3" "$4" ;;
    *[*?[]*) walk_wild "$1" "$2" "$3" "$4" ;;
    *)
      if [ -L "$1/$2" ] || [ -e "$1/$2" ]; then next "$1/$2" "$3" "$4"
      else missing "$1/$2"; fi ;;
  esac
}

next() {
  if [ -z "$2" ]; then add_file "$1"
  elif [ -d "$1" ]; then walk "$1" "$2" "$3"; fi
}

walk_wild() {
  add_folder "${1:-/}"
  for e in "$1"/$2; do
    if is_skipped "$e"; then continue; fi
    if [ -L "$e" ] || [ -e "$e" ]; then next "$e" "$3" "$4"; fi
  done
  # The shell leaves names with a leading dot out; who hides something does not.
  case $2 in
    \**)
      bare=
      case $2 in '*.'*) bare=$1/${2#?} ;; esac
      for e in "$1"/.[!.]$2 "$1"/..?$2 ${bare:+"$bare"}; do
        if is_skipped "$e"; then continue; fi
        if [ -L "$e" ] || [ -e "$e" ]; then next "$e" "$3" "$4"; fi
      done ;;
  esac
}

walk_deep() {
  walk "$1" "$2" "$3"
  add_folder "${1:-/}"
  [ "$3" -lt 6 ] || return 0
  for e in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if is_skipped "$e"; then continue; fi
    if [ -d "$e" ] && [ ! -L "$e" ]; then walk_deep "$e" "$2" $(($3 + 1)); fi
  done
}

# A name with a line break is left out: it could say that something else is missing.
missing() {
  case $1 in
    *"
"*) ;;
    *) MISSING="$MISSING$1
" ;;
  esac
}

refused() { UNREAD=$((UNREAD + 1)); plain denied "$1"; }

add_folder() {
  [ "$1" != "$LAST_FOLDER" ] || return 0
  LAST_FOLDER=$1
  quote "$1"
  FOLDERS="$FOLDERS $Q"
  FOLDERS_N=$((FOLDERS_N + 1))
}

add_file() {
  # A glance wants facts, a hash and the content of small files: that of `named`, later.
  if [ "$GLANCE" = yes ] && [ -f "$1" ]; then MENTIONED="$MENTIONED
$1"; return 0; fi
  [ "$1" != "$LAST_FILE" ] || return 0
  LAST_FILE=$1
  quote "$1"
  FILES="$FILES $Q"
  FILES_N=$((FILES_N + 1))
  if [ "$FILES_N" -ge 400 ]; then take_files; fi
}

take_folders() {
  [ -n "$FOLDERS" ] || return 0
  eval "set -- $FOLDERS"
  FOLDERS= FOLDERS_N=0
  list folders -H 1 "$@"
}

take_files() {
  [ -n "$FILES" ] || return 0
  eval "set -- $FILES"
  FILES= FILES_N=0
  list entries -P 0 "$@"
  readable=
  linked=
  for f in "$@"; do
    if [ -L "$f" ]; then
      is_near "$f" || continue
      quote "$f"
      linked="$linked $Q"
    fi
    if [ -f "$f" ]; then
      quote "$f"
      readable="$readable $Q"
      [ "$HASHED" != yes ] || DONE="$DONE
$f"
      case $f in *-packages/*.pth) site "${f%-packages/*}-packages" ;; esac
    fi
  done
  [ -z "$linked" ] || follow "$linked"
  [ -n "$readable" ] || return 0
  eval "set -- $readable"
  contents files "$LIMIT" "$@"
  hashes "$@"
  if [ "$HASHED" = yes ]; then mention "$@"; fi
}

# homes PATTERN...: each below every account's home, and below what else looks like one.
homes() {
  [ $# -gt 0 ] || return 0
  HOMES="
"
  if [ -r /etc/passwd ]; then
    while IFS=: read -r name word uid gid real home shell || [ -n "$name" ]; do
      case ${home:-none} in /*[!/]*) home "${home%/}" "$@" ;; esac
    done </etc/passwd
  fi
  for known in /root /home/*; do home "$known" "$@"; done
}

home() {
  case $1 in /nonexistent) return 0 ;; esac
  case $HOMES in *"
$1
"*) return 0 ;; esac
  HOMES="$HOMES$1
"
  if is_skipped "$1"; then return 0; fi
  if [ ! -e "$1/" ]; then
    # Only where its folder is there: the reader takes that for said.
    case $1 in /*/*) if [ -d "${1%/*}/" ]; then missing "$1"; fi ;; esac
    return 0
  fi
  add_folder "$1"
  below=$1
  shift
  for pattern in "$@"; do place "$below$pattern"; done
}
