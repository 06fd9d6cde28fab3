# A section is `@@ begin KIND MARK MORE`, names each ended by NUL, then parts; MARK is a fresh random
# UUID, so nothing on the host can know it, and `H=MARK` NUL parts the parts. One reader takes
# hundreds of files: between two it is made to read its own environment, which holds the mark alone.

new_mark() {
  MARK=
  IFS= read -r MARK </proc/sys/kernel/random/uuid 2>/dev/null
  if [ -z "$MARK" ]; then
    [ "$SECTIONS" -gt 0 ] || note "no random UUID from the kernel: marks can be guessed"
    read -r MARK more </proc/uptime
    MARK=weak-$$-$SECTIONS-$MARK
  fi
}

begin() {
  new_mark
  SECTIONS=$((SECTIONS + 1))
  printf '@@ begin %s %s %s\n' "$1" "$MARK" "$2"
}

finish() {
  [ -z "$ERR" ] || count_unread
  printf '\n@@ errors %s %s\n%s\n@@ end %s\n' "$MARK" "$RC" "$ERR" "$MARK"
  ERR= RC=0
}

# What merely vanished is no place left unread.
count_unread() {
  IFS='
'
  set -f
  for complaint in $ERR; do
    case $complaint in
      *": No such "* | *": Not a directory"*) ;;
      *": "*) UNREAD=$((UNREAD + 1)) ;;
    esac
  done
  set +f
  unset IFS
}

# plain KIND TEXT: a section that is nothing but text.
plain() {
  begin "$1" -
  printf '%s' "$2"
  finish
}

reader() { if [ -n "$HEAD" ]; then READER="$HEAD -q -c $1"; else READER=$CAT; fi; }

# contents KIND LIMIT FILE...: at most LIMIT bytes of each. Names may hold anything.
contents() {
  reader "$2"
  begin "$1" "$2"
  shift 2
  [ $# -gt 0 ] && printf '%s\000' "$@"
  printf 'H=%s\000' "$MARK"
  left=$#
  while [ "$left" -gt 0 ]; do
    set -- "$@" "$1" "$E"
    shift
    left=$((left - 1))
  done
  [ $# -gt 0 ] && ERR=$( { $TIMED $ENVT -i "H=$MARK" $READER "$@" >&3 3>&-; } 2>&1 </dev/null )
  RC=$?
  finish
}

# texts KIND LIMIT "NAMES": the same for names without blanks, and quicker.
texts() {
  reader "$2"
  begin "$1" "$2"
  printf '%s\000' $3
  printf 'H=%s\000' "$MARK"
  args=
  for f in $3; do args="$args $f $E"; done
  ERR=$( { $TIMED $ENVT -i "H=$MARK" $READER $args >&3 3>&-; } 2>&1 </dev/null )
  RC=$?
  finish
}

# list KIND FOLLOW DEPTH NAME...: what lstat (-P) or stat (-L) says; DEPTH 1: of what is in it too.
list() {
  begin "$1" "$LISTER"
  follow=$2 depth=$3
  shift 3
  printf '%s\000' "$@"
  printf 'H=%s\000' "$MARK"
  RC=0
  case $LISTER in
    find)
      ERR=$( { $TIMED $FIND $follow "$@" -maxdepth "$depth" \
        -printf '%y %m %U %G %s %T@ %C@ %i %n %D\000%p\000%l\000' >&3 3>&-; } 2>&1 </dev/null )
      RC=$? ;;
    stat) list_by_stat "$@" ;;
    none) if [ "$depth" = 1 ]; then list_names "$@"; fi ;;
  esac
  finish
}

list_by_stat() {
  format="$MARK:%f:%u:%g:%s:%Y:%Z:%i:%h:%d:%n$MARK>%N$MARK"
  with=
  [ "$follow" = -L ] && with=-L
  ERR=$( { $TIMED $STAT $with -c "$format" "$@" >&3 3>&-; } 2>&1 </dev/null )
  RC=$?
  [ "$depth" = 1 ] || return 0
  for folder in "$@"; do
    [ -d "$folder" ] && [ ! -L "$folder" -o "$follow" = -H ] || continue
    if [ -r "$folder" ] && [ -x "$folder" ]; then in_folder "$folder"
    else RC=1 ERR="$ERR
$folder: Permission denied"; fi
  done
}

in_folder() {
  set -- "$1"/* "$1"/.[!.]* "$1"/..?*
  while [ $# -gt 0 ]; do
    pick=
    many=0
    while [ $# -gt 0 ] && [ $many -lt 400 ]; do
      if [ -L "$1" ] || [ -e "$1" ]; then quote "$1"; pick="$pick $Q"; fi
      shift
      many=$((many + 1))
    done
    [ -z "$pick" ] || stat_these "$pick"
  done
}

stat_these() {
  eval "set -- $1"
  ERR="$ERR$( { $TIMED $STAT -c "$format" "$@" >&3 3>&-; } 2>&1 </dev/null )" || RC=1
}

# Without any tool: the names alone, and whether each is a folder, a link or a plain file.
list_names() {
  for folder in "$@"; do
    for e in "$folder"/* "$folder"/.[!.]* "$folder"/..?*; do
      if [ -L "$e" ]; then y=l; elif [ -d "$e" ]; then y=d; elif [ -f "$e" ]; then y=f
      elif [ -p "$e" ]; then y=p; elif [ -e "$e" ]; then y=U; else continue; fi
      printf '%s\000%s\000\000' "$y" "$e"
    done
  done
}

# A word that eval gives back as it was, in Q.
quote() {
  rest=$1 Q=
  while :; do
    case $rest in
      *\'*) Q="$Q${rest%%\'*}'\\''" rest=${rest#*\'} ;;
      *) break ;;
    esac
  done
  Q="'$Q$rest'"
}

# hashes FILE...: SHA-256, MD5, and SHA-1 where apk wants it. A name the tools would escape goes in by standard input, alone.
hashes() {
  [ -n "$SHA256$MD5$SHA1" ] || return 0
  usual=
  for f in "$@"; do
    case $f in
      *\\* | *"
"*) hash_one "$f" ;;
      *) quote "$f"; usual="$usual $Q" ;;
    esac
  done
  [ -z "$usual" ] || { eval "set -- $usual"; hash_named "$@"; }
}

hash_named() {
  begin hashes -
  printf '%s\000' "$@"
  printf 'H=%s\000' "$MARK"
  ERR=$( {
    [ -z "$SHA256" ] || $TIMED $SHA256 "$@" >&3 3>&-
    [ -z "$MD5" ] || $TIMED $MD5 "$@" >&3 3>&-
    [ -z "$SHA1" ] || $TIMED $SHA1 "$@" >&3 3>&-
  } 2>&1 </dev/null )
  RC=$?
  finish
}

hash_one() {
  begin hashes -
  printf '%s\000' "$1"
  printf 'H=%s\000' "$MARK"
  [ -z "$SHA256" ] || $TIMED $SHA256 <"$1" 2>/dev/null
  [ -z "$MD5" ] || $TIMED $MD5 <"$1" 2>/dev/null
  [ -z "$SHA1" ] || $TIMED $SHA1 <"$1" 2>/dev/null
  RC=$?
  finish
}
