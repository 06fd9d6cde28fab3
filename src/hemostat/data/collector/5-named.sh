# What runs or is named in a place that starts something: facts and hashes, and content where small.

# mention FILE...: keeps what files name: absolute paths, plain and in quotes, paths below a home,
# and bare words, any of which may be a command.
mention() {
  [ -n "$GREP" ] && [ -n "$SORT" ] || return 0
  MENTIONED="$MENTIONED
$($TIMED $GREP -ohaE "$PLAIN_PATH|$HOME_PATH|\"/[^\"]+\"|'/[^']+'" "$@" 2>/dev/null </dev/null | $SORT -u)"
  WORDS="$WORDS
$($TIMED $GREP -ohaE '[A-Za-z0-9_.+-]{2,40}' "$@" 2>/dev/null </dev/null | $SORT -u)"
}

# Top folders that are links into /usr, in MERGED.
merged() {
  MERGED=" "
  [ -n "$READLINK" ] || return 0
  for d in bin sbin lib lib32 lib64 libx32; do
    [ -L "/$d" ] || continue
    case $($READLINK "/$d" 2>/dev/null </dev/null) in
      "usr/$d" | "/usr/$d") MERGED="$MERGED$d " ;;
    esac
  done
}

is_merged() {
  case $1 in
    /bin/* | /sbin/* | /lib*/*) top=${1#/} ;;
    /bin | /sbin) top=${1#/} ;;
    *) return 1 ;;
  esac
  case $MERGED in *" ${top%%/*} "*) return 0 ;; esac
  return 1
}

# Bare words that are commands, or modules of PAM and helpers of udev, which are named like that.
commands() {
  where uniq && [ -n "$SORT" ] || return 0
  UNIQ=$W
  set -- /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin
  for d in /sbin /bin /lib/udev /usr/lib/udev /usr/lib/security /usr/lib64/security /usr/lib/*/security \
    /lib/security /lib64/security /lib/*/security; do
    is_merged "$d" || [ ! -d "$d" ] || set -- "$@" "$d"
  done
  own=$(for d in "$@"; do
    for f in "$d"/*; do printf '%s\n' "${f##*/}"; done
  done | $SORT -u)
  both=$( { printf '%s\n' "$WORDS" | $SORT -u; printf '%s\n' "$own"; } | $SORT | $UNIQ -d)
  WORDS=
  for word in $both; do
    for d in "$@"; do
      if [ -f "$d/$word" ]; then MENTIONED="$MENTIONED
$d/$word"; fi
    done
  done
}

# Programs with a set-id bit in the folders where such things lie, shells, and local commands.
privileged() {
  for f in /usr/local/bin/* /usr/local/sbin/*; do
    if [ -f "/usr/bin/${f##*/}" ] || [ -f "/usr/sbin/${f##*/}" ]; then MENTIONED="$MENTIONED
$f"; fi
  done
  for f in /bin/sh /usr/bin/*sh /usr/bin/busybox* /usr/bin/python* \
    /usr/bin/perl* /usr/bin/find /usr/bin/env; do
    if [ -f "$f" ]; then MENTIONED="$MENTIONED
$f"; fi
  done
  set_id 3 /tmp /var/tmp /dev/shm /home /opt
  set_id 2 /root /usr/local/lib /usr/local/libexec /usr/libexec /var/www /srv /var/spool
  set_id 1 /usr/local/bin /usr/local/sbin /usr/bin /usr/sbin /bin /sbin /usr/lib /var/lib \
    /usr/lib64 /lib64 /usr/lib/x86_64-linux-gnu /usr/lib/aarch64-linux-gnu
  take_folders
}

set_id() {
  deep=$1
  shift
  SEEN_FOLDERS=0
  for d in "$@"; do
    if [ -L "$d" ] || [ ! -d "$d" ]; then continue; fi
    below "$d" "$deep"
    [ -n "$WITH_PERM" ] || continue
    if is_skipped "$d"; then continue; fi
    MENTIONED="$MENTIONED
$($TIMED $WITH_PERM "$d" -xdev -maxdepth "$deep" -type f \( -perm -4000 -o -perm -2000 \) -print 2>/dev/null </dev/null)"
  done
}

below() {
  if is_skipped "$1" || [ "$SEEN_FOLDERS" -ge 5000 ]; then return 0; fi
  SEEN_FOLDERS=$((SEEN_FOLDERS + 1))
  if [ ! -r "$1" ] || [ ! -x "$1" ]; then refused "$1"; return 0; fi
  add_folder "$1"
  if [ "$FOLDERS_N" -ge 200 ]; then take_folders; fi
  [ "$2" -gt 1 ] || return 0
  for e in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if is_skipped "$e"; then continue; fi
    if [ -d "$e" ] && [ ! -L "$e" ]; then below "$e" $(($2 - 1)); fi
  done
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

# The files of loaded modules, as depmod knows them; - and _ are one to it.
modules() {
  [ -n "$GREP" ] && [ -r /proc/modules ] || return 0
  IFS= read -r release </proc/sys/kernel/osrelease
  index=/lib/modules/$release/modules.dep
  [ -f "$index" ] && ! is_skipped "$index" || return 0
  LIMIT=16777216 HASHED=only
  place "$index"
  take_files
  names=
  while read -r name more; do
    spelled=
    while :; do
      case $name in
        *_*) spelled="$spelled${name%%_*}[-_]" name=${name#*_} ;;
        *) break ;;
      esac
    done
    names="$names|$spelled$name"
  done </proc/modules
  [ -n "$names" ] || return 0
  for f in $($TIMED $GREP -oE "^[^: ]*/(${names#|})[.]ko[^: ]*:" "$index" 2>/dev/null </dev/null); do
    case $f in /*) ;; *) f=${index%/*}/$f ;; esac
    MENTIONED="$MENTIONED
${f%:}"
  done
}

named() {
  [ -n "$SORT" ] || return 0
  IFS='
'
  set -f
  set -- $MENTIONED
  unset IFS
  set +f
  # One name of each file is enough where /bin leads to /usr/bin: the reader follows that link.
  all=$(for f in "$@"; do
    if is_merged "$f"; then printf '/usr%s\n' "$f"; else printf '%s\n' "$f"; fi
  done | $SORT -u)
  # What was taken before stands twice more, so it is not among the lines that stand once.
  if where uniq; then
    all=$( { printf '%s\n' "$all"; printf '%s\n%s\n' "$DONE" "$DONE"; } | $SORT | $W -u )
  fi
  MENTIONED=
  IFS='
'
  set -f
  set -- $all
  unset IFS
  set +f
  all=
  wild "$@"
  for f in "$@"; do
    case $f in
      \"*\" | \'*\') f=${f#?} f=${f%?} ;;
      '~/'*) in_homes "${f#??}"; continue ;;
      '$HOME/'* | '${HOME}/'*) in_homes "${f#*/}"; continue ;;
    esac
    name_one "$f"
  done
  take_named
}

name_one() {
  # A line break in a name leaves pieces here that are no paths.
  case $1 in /*) ;; *) return 0 ;; esac
  case $1 in
    *[*?]*) return 0 ;;
    /dev/shm/*) ;;
    /proc/* | /sys/* | /dev/* | //*) return 0 ;;
  esac
  if is_skipped "$1"; then return 0; fi
  if [ -f "$1" ]; then
    case $1 in
      */site-packages/* | */dist-packages/*) site "${1%-packages/*}-packages" ;;
      */bin/*)
        for s in "${1%/bin/*}"/lib/python*/site-packages; do
          if [ -d "$s" ]; then site "$s"; fi
        done ;;
    esac
    if [ "$NAMED_N" -lt 20000 ]; then add_named "$1"
    elif [ "$NAMED_N" -eq 20000 ]; then
      NAMED_N=20001
      note "more than 20000 files are named: the others are not collected"
    fi
  elif [ ! -e "$1" ] && [ ! -L "$1" ]; then gone "$1"; fi
}

# The first part of a path that is not there, where its folder says so.
gone() {
  part=$1
  while :; do
    above=${part%/*}
    if [ -z "$above" ] || [ -e "$above" ]; then break; fi
    part=$above
  done
  if [ -d "${above:-/}" ] && [ -x "${above:-/}" ]; then missing "$part"; fi
}

in_homes() {
  IFS='
'
  for h in $HOMES; do
    unset IFS
    if [ -f "$h/$1" ] && ! is_skipped "$h/$1"; then add_named "$h/$1"; fi
  done
  unset IFS
}

# What a package of Python says of its files, for the folders something of which runs or starts.
site() {
  case $SITES in *"
$1
"*) return 0 ;; esac
  SITES="$SITES$1
"
}

sites() {
  LIMIT=8388608 HASHED=only
  IFS='
'
  set -f
  set -- $SITES
  unset IFS
  set +f
  for s in "$@"; do place "$s/*.dist-info/RECORD"; done
  take_folders
  take_files
}

# Patterns that files name, such as those of Include, and folders below /etc.
wild() {
  LIMIT=262144 HASHED=yes
  for f in "$@"; do
    case $f in
      *[*?]*)
        case ${f%%[*?]*} in
          /etc/*/* | /usr/local/*/* | /opt/*/* | /home/*/* | /root/*/* | /srv/*/*) ;;
          *) continue ;;
        esac ;;
      /etc/*) [ -d "$f" ] && [ "${f%/}" != /etc/ssl/certs ] || continue; f=${f%/}/* ;;
      *) continue ;;
    esac
    WILD_N=$((WILD_N + 1))
    [ $WILD_N -le 300 ] || return 0
    place "$f"
  done
  take_folders
  take_files
}

add_named() {
  DONE="$DONE
$1"
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
  linked= small= plain=
  for f in "$@"; do
    quote "$f"
    # What a link leads to comes in the next round, under its own name.
    if [ -L "$f" ]; then linked="$linked $Q"; continue; fi
    plain="$plain $Q"
    if is_secret "$f"; then continue; fi
    small="$small $Q"
  done
  if [ -n "$plain" ]; then eval "set -- $plain"; hash_new "$@"; fi
  [ -z "$linked" ] || follow "$linked"
  [ -n "$small" ] || return 0
  eval "set -- $small"
  texts_of "$@"
}

# Hashes of those that no process runs: programs were hashed before, and may be large.
hash_new() {
  ids=
  if [ -n "$FIND" ]; then ids=$($TIMED $FIND "$@" -maxdepth 0 -printf '%D:%i\n' 2>/dev/null </dev/null)
  elif [ -n "$STAT" ]; then ids=$($TIMED $STAT -c '%d:%i' "$@" 2>/dev/null </dev/null); fi
  new= many=0
  for id in $ids; do
    many=$((many + 1))
    case $RUNNING in
      *" $id "*) ;;
      *) eval "quote \"\${$many}\""; new="$new $Q" ;;
    esac
  done
  # One that vanished meanwhile would move all others.
  if [ $many -ne $# ]; then hashes "$@"; return; fi
  [ -n "$new" ] || return 0
  eval "set -- $new"
  hashes "$@"
}

# follow "QUOTED LINKS": what they lead to, and the next link on the way for the next round.
follow() {
  eval "set -- $1"
  list targets -L 0 "$@"
  if [ -n "$FIND" ]; then
    steps=$($TIMED $FIND "$@" -maxdepth 0 -type l -printf '%h\n%l\n' 2>/dev/null </dev/null)
  elif [ -n "$READLINK" ]; then
    steps=$(for f in "$@"; do printf '%s\n' "${f%/*}"; $READLINK "$f" 2>/dev/null </dev/null || echo; done)
  else return 0; fi
  IFS='
'
  set -f
  set -- $steps
  unset IFS
  set +f
  while [ $# -gt 1 ]; do
    case $2 in
      /*) MENTIONED="$MENTIONED
$2" ;;
      *) MENTIONED="$MENTIONED
$1/$2" ;;
    esac
    shift 2
  done
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
  # Both tools keep the order, so one walk parts them.
  first=${small%%"
"*}
  for f in "$@"; do
    quote "$f"
    if [ "$f" = "$first" ]; then
      whole="$whole $Q"
      small=${small#"$first"}
      small=${small#"
"}
      first=${small%%"
"*}
    else
      heads="$heads $Q"
    fi
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

# Owners and modes of the folders above what was named: who may put another file in its place.
parents() {
  [ -n "$SORT" ] || return 0
  IFS='
'
  set -f
  set -- $(printf '%s\n' "$DONE" | $SORT -u)
  unset IFS
  set +f
  last= above=
  for f in "$@"; do
    case $f in /*) ;; *) continue ;; esac
    d=${f%/*}
    [ "$d" != "$last" ] || continue
    last=$d
    while [ -n "$d" ]; do
      above="$above
$d"
      d=${d%/*}
    done
  done
  quote_lines "$(printf '%s\n' "$above" | $SORT -u)"
  eval "set -- $QUOTED"
  FILES=
  many=0
  for f in "$@"; do
    if is_skipped "$f"; then continue; fi
    quote "$f"
    FILES="$FILES $Q"
    many=$((many + 1))
    [ $((many % 300)) -ne 0 ] || list_parents
  done
  list_parents
}

list_parents() {
  [ -n "$FILES" ] || return 0
  eval "set -- $FILES"
  FILES=
  list entries -P 0 "$@"
}
