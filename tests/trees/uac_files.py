"""A UAC collection laid out by hand after UAC 3.1's artifacts; no real host stands behind it."""

MEMBERS: dict[str, bytes] = {
    "uac.log": b"2024-03-01 18:00:05 +0800 INF Hostname: web01\n"
    b"2024-03-01 18:00:05 +0800 INF Mount point: /\n",
    "[root]/etc/passwd": b"root:x:0:0::/root:/bin/bash\n",
    "[root]/etc/crontab": b"* * * * * root true\n",
    "[root]/var/log/syslog": b"",
    "live_response/process/proc/812/cmdline.txt": b"/usr/sbin/sshd\0-D\0",
    "live_response/process/proc/812/comm.txt": b"sshd\n",
    "live_response/process/proc/812/status.txt": b"Name:\tsshd\nPid:\t812\n",
    "live_response/process/proc/812/environ.txt": b"PATH=/bin\nLD_PRELOAD=/tmp/x.so\n",
    "live_response/process/proc/812/fd.txt": b"total 0\n"
    b"dr-x------ 2 root root  3 Mar  1 18:00 .\n"
    b"lr-x------ 1 root root 64 Mar  1 18:00 0 -> /dev/null\n"
    b"lrwx------ 1 root root 64 Mar  1 18:00 3 -> socket:[4711]\n",
    "live_response/process/proc/2/status.txt": b"Name:\tkthreadd\nPid:\t2\n",
    "live_response/process/running_processes_full_paths.txt":
    b"lrwxrwxrwx 1 root root 0 Mar  1 18:00 /proc/2/exe\n"
    b"lrwxrwxrwx 1 root root 0 Mar  1 18:00 /proc/812/exe -> /tmp/.x (deleted)\n"
    b"lrwxrwxrwx 1 root root 0 Mar  1 18:00 /proc/812/exe -> /usr/sbin/sshd\n"
    b"lrwxrwxrwx 1 root root 0 Mar  1 18:00 /proc/9999/exe -> /made/up\n",
    "live_response/process/ls_-l_proc_pid_cwd.txt":
    b"lrwxrwxrwx 1 root root 0 Mar  1 18:00 /proc/812/cwd -> /\n",
    "live_response/network/proc_net_tcp.txt": b"  sl  local_address\n",
}  # fmt: skip
