# Package databases: whole, since what owns a file decides most questions.
packages() {
  LIMIT=1073741824 HASHED=only
  for p in /var/lib/dpkg/status '/var/lib/dpkg/status.d/*' /var/lib/dpkg/diversions /var/lib/dpkg/arch \
    /var/lib/dpkg/statoverride '/var/lib/dpkg/info/*.list' '/var/lib/dpkg/info/*.md5sums' \
    '/var/lib/dpkg/info/*.conffiles' '/var/lib/dpkg/alternatives/*' '/var/lib/rpm/*' \
    '/usr/lib/sysimage/rpm/*' '/usr/share/rpm/*' '/lib/apk/db/*' '/usr/lib/apk/db/*' \
    '/var/lib/apk/db/*' /var/lib/ucf/hashfile /var/lib/ucf/registry /etc/prelink.cache; do
    place "$p"
  done
  take_folders
  take_files
}

now() { [ -z "$DATE" ] || $DATE -u '+%Y-%m-%dT%H:%M:%SZ' </dev/null; }

collect() {
  exec 3>&1 5>&- 6>&-
  SECTIONS=0 RC=0 ERR= MENTIONED= MISSING= FOLDERS= FOLDERS_N=0 FILES= FILES_N=0 NAMED_N=0
  LAST_FOLDER= LAST_FILE= GLANCE=no DONE= WORDS= WILD_N=0 HOMES= SITES="
"
  printf 'HEMOSTAT-COLLECT/1 @VERSION@\n'
  plain start "$(now)"
  mounts
  say "processes, sockets and kernel ..."
  processes
  arguments
  mapped
  say "places where something starts, accounts and settings ..."
  LIMIT=4194304 HASHED=yes
  for p in / /etc /etc/ssh /usr /usr/lib /usr/local /var /var/spool /run /tmp /var/tmp /dev /dev/shm \
    /opt /srv /home /usr/bin /usr/sbin /bin /sbin /usr/local/bin /usr/local/sbin; do
    if is_skipped "$p" || [ ! -d "$p" ]; then continue; fi
    # A link into another folder of the list, such as /bin, is in the listing of `/`.
    if [ -L "$p" ]; then continue; fi
    add_folder "$p"
  done
  places
  homes_of_accounts
  for d in /usr/lib/security /usr/lib64/security /usr/lib/*/security /usr/lib/udev /etc/alternatives /etc/skel; do
    [ ! -d "$d" ] || add_folder "$d"
  done
  for f in /usr/share/base-files/* /usr/share/libc-bin/nsswitch.conf /etc/skel/.[!.]*; do
    [ ! -f "$f" ] || add_file "$f"
  done
  take_folders
  take_files
  say "package databases ..."
  packages
  say "files that run or are named ..."
  modules
  privileged
  commands
  GLANCE=yes
  glances
  glances_of_homes
  GLANCE=no
  take_folders
  take_files
  named
  # What these name, and where links of them lead: two steps on, no further.
  named
  named
  parents
  sites
  plain away "$AWAY"
  plain missing "$MISSING"
  plain notes "$NOTES"
  plain stop "$(now)"
  new_mark
  printf '@@ done %s %s\n' "$MARK" "$SECTIONS"
}

# The stream, and after it a hash of every byte of it.
whole() {
  exec 6>&1
  if [ -n "$SUM" ] && where tee; then
    TEE=$W
    sum=$( { collect | $TEE /proc/self/fd/5 >&6; } 5>&1 | $SUM )
    printf '@@ sum %s %s\n' "$SUM_NAME" "${sum%% *}"
  else
    collect
    printf '@@ sum none -\n'
  fi
}

packed() {
  if [ "${HEMOSTAT_GZIP:-0}" = 1 ] && where gzip; then whole | $W -1 -c; else whole; fi
}

printable() {
  if [ "${HEMOSTAT_ASCII:-0}" != 1 ]; then packed; return; fi
  if where base64; then packed | $W
  elif where openssl; then packed | $W base64
  elif where uuencode; then packed | $W -m -
  elif where od; then packed | $W -An -v -tx1
  elif where hexdump; then packed | $W -v -e '16/1 "%02x" "\n"'
  else say "HEMOSTAT_ASCII: no base64, openssl, uuencode, od or hexdump here"; exit 1; fi
}

main() {
  unset LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT GREP_OPTIONS POSIXLY_CORRECT BASH_ENV ENV CDPATH IFS TMPDIR TZ
  PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
  export PATH LC_ALL
  umask 077
  set -u +e
  if [ -t 1 ]; then
    say "the output is binary: send it to 'hemostat triage -' or to a file on another machine"
    exit 2
  fi
  NOTES= E=/proc/self/environ BOX= APPLETS= HOST_BOX= HOST_APPLETS=
  PATH_SIGN='[^][:space:][:cntrl:]"'\''\\`;|&<>(){}$,=:#![]+'
  PLAIN_PATH="/$PATH_SIGN" HOME_PATH="(~|[$]HOME|[$][{]HOME[}])/$PATH_SIGN"
  [ -r $E ] || { say "no /proc here: cannot collect"; exit 1; }
  ELF=$(printf '^\177ELF')
  trap leave EXIT
  trap 'exit 130' HUP INT TERM
  cd / || exit 1
  host_busybox
  own_busybox
  tools
  [ "$(id_of_us)" = 0 ] || note "not root: what other accounts keep to themselves is not collected"
  printable
  say "done"
}

id_of_us() {
  while read -r key first more; do
    if [ "$key" = Uid: ]; then printf '%s' "${more%%	*}"; return; fi
  done </proc/self/status
}

