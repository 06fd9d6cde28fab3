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
  SECTIONS=0 UNREAD=0 RC=0 ERR= MENTIONED= MISSING= FOLDERS= FOLDERS_N=0 FILES= FILES_N=0 NAMED_N=0
  LAST_FOLDER= LAST_FILE= GLANCE=no DONE= WORDS= WILD_N=0 HOMES= RUNNING= SITES="
"
  merged
  printf 'HEMOSTAT-COLLECT/1 @VERSION@\n'
  plain start "$(now)"
  mounts
  step "processes, sockets and kernel ..." \
    '\350\277\233\347\250\213\343\200\201\345\245\227\346\216\245\345\255\227\344\270\216\345\206\205\346\240\270 ...'
  processes
  arguments
  mapped
  step "places where something starts, accounts and settings ..." \
    '\345\220\257\345\212\250\351\241\271\343\200\201\350\264\246\346\210\267\344\270\216\351\205\215\347\275\256 ...'
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
  step "package databases ..." \
    '\350\275\257\344\273\266\345\214\205\346\225\260\346\215\256\345\272\223 ...'
  packages
  step "files that run or are named ..." \
    '\350\277\220\350\241\214\344\270\255\346\210\226\350\242\253\345\274\225\347\224\250\347\232\204\346\226\207\344\273\266 ...'
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
  if [ "$UNREAD" -eq 0 ]; then step "done: complete, nothing was left unread" \
    '\345\256\214\346\210\220\357\274\232\346\225\260\346\215\256\345\256\214\346\225\264\357\274\214\346\227\240\346\234\252\350\257\273\351\241\271'
  else step "done: complete, but $UNREAD could not be read; the stream names them" \
    "\345\256\214\346\210\220\357\274\232\346\225\260\346\215\256\345\256\214\346\225\264\357\274\214\344\275\206\346\234\211 $UNREAD \345\244\204\346\227\240\346\263\225\350\257\273\345\217\226\357\274\214\346\225\260\346\215\256\344\270\255\345\267\262\345\210\227\346\230\216"; fi
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
  case ${LC_ALL:-${LC_MESSAGES:-$LANG}} in zh*[Uu][Tt][Ff]*) ZH=yes ;; *) ZH=no ;; esac
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
}

id_of_us() {
  while read -r key first more; do
    if [ "$key" = Uid: ]; then printf '%s' "${more%%	*}"; return; fi
  done </proc/self/status
}

