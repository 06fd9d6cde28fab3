# What runs or is named in a place that starts something: facts and hashes, and content where small.

# mention FILE...: keeps the absolute paths that files name, plain and in quotes.
mention() {
  [ -n "$GREP" ] && [ -n "$SORT" ] || return 0
  MENTIONED="$MENTIONED
$($TIMED $GREP -ohaE "$PLAIN_PATH|\"/[^\"]+\"|'/[^']+'" "$@" 2>/dev/null </dev/null | $SORT -u)"
}

# Files that command lines name; relative ones below the process's own working folder.
arguments() {
  where tr || { note "no tr: files that command lines name are not collected"; return 0; }
  TR=$W
  reader 65536
  each arguments_of 100 "$PIDS"
}

arguments_of() {
  new_mark
  args= pids=$1
  for pid in $1; do args="$args /proc/$pid/cmdline $E"; done
  lines=$($TIMED $ENVT -i "H=$MARK" $READER $args 2>/dev/null </dev/null | $TR '\000' '\n')
  IFS='
'
  set -f
  set -- $lines
  unset IFS
  set +f
  place_in=0 pid=
  for line in "$@"; do
    [ -n "$pid" ] || for pid in $pids; do break; done
    case $line in
      *"H=$MARK")
        # A process may overwrite its arguments, and then no NUL ends the last.
        argument "$pid" "${line%"H=$MARK"}"
        pids=${pids#*" $pid"} pid= place_in=0 ;;
      *) argument "$pid" "$line" ;;
    esac
  done
}

argument() {
  place_in=$((place_in + 1))
  case $2 in
    /*) MENTIONED="$MENTIONED
$2" ;;
    "" | -*) ;;
    *) [ $place_in -gt 4 ] || relative "$1" "$2" ;;
  esac
}

relative() {
  [ -n "$READLINK" ] && is_near "/proc/$1/cwd" || return 0
  [ -f "/proc/$1/cwd/$2" ] || return 0
  MENTIONED="$MENTIONED
$($READLINK "/proc/$1/cwd" 2>/dev/null </dev/null)/${2#./}"
}

# Files mapped to be executed, of processes that see the same files as we do.
mapped() {
  [ -n "$GREP" ] && [ -n "$SORT" ] || return 0
  each mapped_by 100 "$PIDS"
}

mapped_by() {
  args=
  for pid in $1; do args="$args /proc/$pid/maps"; done
  MENTIONED="$MENTIONED
$($TIMED $GREP -hE '^[0-9a-f]+-[0-9a-f]+ ..x. ' $args 2>/dev/null </dev/null | $GREP -oE '/.*' | $SORT -u)"
}

named() {
  [ -n "$SORT" ] || return 0
  all=$(printf '%s\n' "$MENTIONED" | $SORT -u)
  MENTIONED=
  IFS='
'
  set -f
  set -- $all
  unset IFS
  set +f
  all=
  for f in "$@"; do
    case $f in
      \"*\" | \'*\') f=${f#?} f=${f%?} ;;
    esac
    case $f in
      /dev/shm/*) ;;
      /proc/* | /sys/* | /dev/* | //*) continue ;;
    esac
    if is_skipped "$f"; then continue; fi
    if [ -f "$f" ] && [ "$NAMED_N" -lt 20000 ]; then add_named "$f"; fi
  done
  [ "$NAMED_N" -lt 20000 ] || note "more than 20000 files are named: the others are not collected"
  take_named
}

add_named() {
  quote "$1"
  FILES="$FILES $Q"
  NAMED_N=$((NAMED_N + 1))
  [ $((NAMED_N % 200)) -ne 0 ] || take_named
}

take_named() {
  [ -n "$FILES" ] || return 0
  eval "set -- $FILES"
  FILES=
  list entries -P 0 "$@"
  linked= small= binary=
  for f in "$@"; do
    quote "$f"
    [ ! -L "$f" ] || linked="$linked $Q"
    if is_secret "$f"; then continue; fi
    small="$small $Q"
  done
  hashes "$@"
  if [ -n "$linked" ]; then eval "set -- $linked"; list targets -L 0 "$@"; fi
  [ -n "$small" ] || return 0
  eval "set -- $small"
  texts_of "$@"
}

# Keys and key stores are named by many settings; facts and hashes of them do, their content stays.
is_secret() {
  case $1 in
    *.key | *.pem | *.p12 | *.pfx | *.jks | *.kdbx | *.keytab | */private/* | */id_rsa | */id_dsa | */id_ecdsa | \
      */id_ed25519 | */ssh_host_*_key | */.ssh/id_*) case $1 in *.pub) return 1 ;; esac; return 0 ;;
  esac
  return 1
}

# Whole files up to 256 KiB unless they are programs; of all others the first 4 KiB.
texts_of() {
  small= whole= heads=
  if [ -n "$FIND" ]; then
    small=$($TIMED $FIND -L "$@" -maxdepth 0 -size -513 2>/dev/null </dev/null)
  else
    small=$(printf '%s\n' "$@")
  fi
  quote_lines "$small"
  if [ -n "$GREP" ] && [ -n "$QUOTED" ]; then small=$(not_programs "$QUOTED"); else small=; fi
  for f in "$@"; do
    quote "$f"
    case "
$small
" in
      *"
$f
"*) whole="$whole $Q" ;;
      *) heads="$heads $Q" ;;
    esac
  done
  if [ -n "$whole" ]; then eval "set -- $whole"; contents files 262144 "$@"; mention "$@"; fi
  if [ -n "$heads" ]; then eval "set -- $heads"; contents heads 4096 "$@"; fi
}

not_programs() {
  eval "set -- $1"
  $TIMED $GREP -La "$ELF" "$@" 2>/dev/null </dev/null
}

# Lines as words for eval, in QUOTED.
quote_lines() {
  IFS='
'
  set -f
  set -- $1
  unset IFS
  set +f
  QUOTED=
  for f in "$@"; do quote "$f"; QUOTED="$QUOTED $Q"; done
}
