# What is gone first is taken first: processes, their links, sockets, the kernel's own words.

# each FUNCTION SIZE WORDS: calls it with up to SIZE of the words at a time.
each() {
  call=$1 size=$2 part= many=0
  for word in $3; do
    part="$part $word"
    many=$((many + 1))
    if [ $many -ge "$size" ]; then $call "$part"; part= many=0; fi
  done
  [ -z "$part" ] || $call "$part"
}

sample_first() { sample files "$1"; }
sample_second() { sample second "$1"; }
sample() {
  names=
  for pid in $2; do names="$names /proc/$pid/stat"; done
  texts "$1" 4096 "$names"
}

process_texts() {
  names=
  for pid in $1; do
    p=/proc/$pid
    names="$names $p/status $p/cmdline $p/environ $p/maps $p/cgroup $p/loginuid"
  done
  texts files 4194304 "$names"
}

process_links() {
  names=
  for pid in $1; do p=/proc/$pid; names="$names $p/exe $p/cwd $p/root $p/fd $p/ns"; done
  list proc -P 1 $names
}

processes() {
  PIDS=
  for p in /proc/[0-9]*; do PIDS="$PIDS ${p#/proc/}"; done
  begin pids -
  printf '/proc/%s\000' $PIDS
  printf 'H=%s\000' "$MARK"
  finish
  read -r up_first more </proc/uptime
  each sample_first 150 "$PIDS"
  list proc -P 1 /proc/self/ns
  network /proc/net
  kernel
  each process_texts 60 "$PIDS"
  each process_links 60 "$PIDS"
  other_networks
  programs
  second
}

# A second look at the CPU time of each, a second or more after the first.
second() {
  read -r up_second more </proc/uptime
  if [ $((${up_second%%.*} - ${up_first%%.*})) -lt 2 ]; then
    [ -n "$SLEEP" ] || return 0
    $SLEEP 1 </dev/null
  fi
  read -r up_second more </proc/uptime
  each sample_second 150 "$PIDS"
  plain interval "$up_first $up_second"
}

network() {
  names=
  for f in tcp tcp6 udp udp6 udplite udplite6 raw raw6 icmp icmp6 packet unix route ipv6_route dev arp; do
    if [ -e "$1/$f" ]; then names="$names $1/$f"; else missing "$1/$f"; fi
  done
  [ -z "$names" ] || texts files 16777216 "$names"
}

kernel() {
  names=
  k=/proc/sys/kernel
  for f in modules mounts self/mountinfo uptime stat loadavg cmdline version meminfo filesystems \
    cpuinfo devices locks swaps partitions; do
    [ ! -e "/proc/$f" ] || names="$names /proc/$f"
  done
  for f in $k/tainted $k/hostname $k/domainname $k/osrelease $k/ostype $k/version \
    $k/random/boot_id $k/pid_max $k/core_pattern $k/core_uses_pid $k/modprobe $k/hotplug $k/poweroff_cmd \
    $k/kptr_restrict $k/dmesg_restrict $k/modules_disabled $k/randomize_va_space $k/yama/ptrace_scope \
    $k/unprivileged_bpf_disabled $k/kexec_load_disabled $k/sysrq $k/usermodehelper/bset \
    /proc/sys/vm/mmap_min_addr /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding \
    /proc/sys/fs/suid_dumpable /proc/sys/fs/protected_hardlinks /proc/sys/fs/protected_symlinks \
    /proc/sys/fs/binfmt_misc/[!r]* /sys/kernel/security/lockdown /sys/module/[!.]*/taint; do
    if [ -f "$f" ]; then names="$names $f"; else missing "$f"; fi
  done
  texts files 4194304 "$names"
  [ ! -d /proc/sys/fs/binfmt_misc ] || list folders -H 1 /proc/sys/fs/binfmt_misc
}

# Sockets of other network namespaces, through one process of each.
other_networks() {
  [ -n "$FIND$READLINK" ] && [ -n "$SORT" ] || return 0
  seen=$($READLINK /proc/self/ns/net </dev/null 2>/dev/null)
  NETS=
  each net_of 200 "$PIDS"
  for pair in $(printf '%s\n' $NETS | $SORT -t= -u -k1,1); do
    case $pair in
      "$seen"=*) ;;
      *=*) network "/proc/${pair#*=}/net" ;;
    esac
  done
}

net_of() {
  names=
  for pid in $1; do names="$names /proc/$pid/ns/net"; done
  if [ -n "$FIND" ]; then
    for pair in $($FIND $names -maxdepth 0 -printf '%l=%p\n' 2>/dev/null </dev/null); do
      pid=${pair#*=/proc/}
      NETS="$NETS ${pair%%=*}=${pid%%/*}"
    done
  else
    for name in $names; do
      pid=${name#/proc/}
      NETS="$NETS $($READLINK "$name" 2>/dev/null </dev/null)=${pid%%/*}"
    done
  fi
}

# The programs that run, deleted ones too: each file once, by device and inode.
programs() {
  EXES= RUNNING=" "
  each exe_facts 150 "$PIDS"
  unique=$EXES
  if [ -n "$SORT" ]; then unique=$(printf '%s\n' $EXES | $SORT -t= -u -k1,1); fi
  names=
  for pair in $unique; do
    case $pair in *:*=*) RUNNING="$RUNNING${pair%%=*} " ;; esac
    names="$names ${pair#*=}"
  done
  [ -z "$names" ] || each program_bytes 100 "$names"
}

program_bytes() {
  hashes $1
  texts heads 4096 "$1"
}

exe_facts() {
  names=
  for pid in $1; do if is_near "/proc/$pid/exe"; then names="$names /proc/$pid/exe"; fi; done
  [ -n "$names" ] || return 0
  list targets -L 0 $names
  if [ -n "$FIND" ]; then EXES="$EXES $($FIND -L $names -maxdepth 0 -type f -printf '%D:%i=%p\n' 2>/dev/null </dev/null)"
  elif [ -n "$STAT" ]; then EXES="$EXES $($STAT -L -c '%d:%i=%n' $names 2>/dev/null </dev/null)"
  else for f in $names; do [ ! -f "$f" ] || EXES="$EXES $f=$f"; done; fi
}

# Whether a magic link leads to a mount we may touch. Asked only where there is one we may not.
is_near() {
  [ -n "$SKIPS" ] || return 0
  [ -n "$READLINK" ] || return 1
  is_skipped "$($READLINK "$1" 2>/dev/null </dev/null)" && return 1
  return 0
}
