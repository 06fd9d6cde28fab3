# hemostat collector @VERSION@: reads this host, writes nothing on it, sends all to standard output.
#     ssh host 'sh -s' < collect.sh | hemostat triage -
# POSIX sh: dash, busybox ash, bash 3 to 5, mksh. Nothing runs before the last line has arrived.
# HEMOSTAT_GZIP=1 packs the stream; HEMOSTAT_ASCII=1 makes it printable (for consoles).
# No here-documents: bash keeps them in temporary files.

say() { printf 'hemostat: %s\n' "$*" >&2; }

# step ENGLISH CHINESE: how far we are; Chinese in octal, for consoles that say they show UTF-8.
step() { if [ "$ZH" = yes ]; then printf "hemostat: $2\n" >&2; else say "$1"; fi; }

note() { NOTES="$NOTES$*
"; say "$*"; }

# The absolute path of a tool, in W. Called by path, no alias or function of the host can stand in.
where() {
  W=
  case " $APPLETS " in *" $1 "*) W="$BOX $1"; return 0 ;; esac
  for d in /usr/bin /bin /usr/sbin /sbin /run/current-system/sw/bin; do
    if [ -f "$d/$1" ] && [ -x "$d/$1" ]; then W=$d/$1; return 0; fi
  done
  case " $HOST_APPLETS " in *" $1 "*) W="$HOST_BOX $1"; return 0 ;; esac
  return 1
}

applets_of() { printf '%s ' $("$1" --list 2>/dev/null </dev/null); }

host_busybox() {
  HOST_BOX= HOST_APPLETS=
  for d in /bin /usr/bin /sbin /usr/sbin; do
    if [ -x "$d/busybox" ]; then HOST_BOX=$d/busybox; HOST_APPLETS=$(applets_of "$HOST_BOX"); return; fi
  done
}

# Puts the busybox that came along into memory; without such a place we go on without it.
own_busybox() {
  BOX= APPLETS=
  [ -n "$BUSYBOX64" ] || return 0
  if where base64; then decode="$W -d"; elif where openssl; then decode="$W base64 -d"
  else note "the busybox that came along is not used: neither base64 nor openssl here"; return 0; fi
  for d in /dev/shm /run /run/shm; do
    [ -d "$d" ] && [ -w "$d" ] || continue
    # It goes by its name: only what begins with `busybox` is all tools in one.
    try=$d/busybox-hemostat-$$
    ( umask 077; set -C; printf '%s\n' "$BUSYBOX64" | $decode >"$try" ) 2>/dev/null || continue
    chmod 700 "$try" 2>/dev/null
    if [ "$("$try" echo ok 2>/dev/null </dev/null)" = ok ]; then
      BOX=$try; APPLETS=$(applets_of "$BOX"); return 0
    fi
    rm -f "$try"
  done
  note "the busybox that came along is not used: no place in memory lets programs run"
}

leave() { [ -z "$BOX" ] || rm -f "$BOX"; }

first_of() {
  for t in "$@"; do if where "$t"; then return 0; fi; done
  return 1
}

# Which tools there are, and what is lost without the others.
tools() {
  where env && ENVT=$W || { say "no env here: cannot collect"; exit 1; }
  TAKE= HEAD= CAT=
  if where head && is_marked "$W -q -c 99"; then HEAD=$W
  elif where cat && is_marked "$W"; then CAT=$W; note "no head -q -c: files are read whole, without limit"
  else say "neither head nor cat can read /proc/self/environ: cannot collect"; exit 1; fi
  where sleep && SLEEP=$W || { SLEEP=; note "no sleep: no CPU shares"; }
  where date && DATE=$W || { DATE=; note "no date: no clock"; }
  where sort && SORT=$W || { SORT=; note "no sort: the same file may be read more than once"; }
  where grep && GREP=$W || { GREP=; note "no grep: files that others name are not collected"; }
  where readlink && READLINK=$W || READLINK=
  find_lister
  find_hashes
  TIMED=
  if where timeout && $W 9 $ENVT >/dev/null 2>&1 </dev/null; then TIMED="$W 300"; fi
  if where renice; then $W -n 19 -p $$ >/dev/null 2>&1 </dev/null; fi
  if where ionice; then $W -c3 -p $$ >/dev/null 2>&1 </dev/null; fi
}

# Whether a reader shows its own environment between files: that is what parts them in the stream.
is_marked() {
  # bash complains of the NULs that it drops here.
  { seen=$($ENVT -i H=x $1 /proc/self/environ /proc/self/environ </dev/null); } 2>/dev/null
  case $seen in H=x*H=x*) return 0 ;; esac
  return 1
}

find_lister() {
  FIND= STAT= LISTER=none WITH_PERM=
  if where find && $W / -maxdepth 0 -perm -0 >/dev/null 2>&1 </dev/null; then WITH_PERM=$W; fi
  if where find && [ "$($W /proc/1 -maxdepth 0 -printf '%y%D' 2>/dev/null </dev/null)" ]; then
    FIND=$W LISTER=find
  elif where stat && [ "$($W -c %i /proc/1 2>/dev/null </dev/null)" ]; then
    STAT=$W LISTER=stat
    note "no find -printf: times of files in whole seconds, from stat"
  else
    note "neither find -printf nor stat -c: no owners, modes, times or links of files"
  fi
}

find_hashes() {
  SHA256= MD5= SHA1= SUM= SUM_NAME=none
  if where sha256sum; then SHA256=$W
  elif where openssl; then SHA256="$W dgst -sha256 -r"
  else note "neither sha256sum nor openssl: no SHA-256"; fi
  if where md5sum; then MD5=$W
  elif where openssl; then MD5="$W dgst -md5 -r"
  else note "neither md5sum nor openssl: no MD5, so packages cannot be compared on older systems"; fi
  # apk alone knows its files by SHA-1.
  for d in /lib/apk/db /usr/lib/apk/db /var/lib/apk/db; do
    [ -e "$d/installed" ] || continue
    if where sha1sum; then SHA1=$W
    elif where openssl; then SHA1="$W dgst -sha1 -r"
    else note "neither sha1sum nor openssl: no SHA-1, so files cannot be compared with packages"; fi
    break
  done
  if where sha256sum; then SUM=$W SUM_NAME=sha256
  elif where md5sum; then SUM=$W SUM_NAME=md5
  else note "neither sha256sum nor md5sum: the stream as a whole has no hash"; fi
}
