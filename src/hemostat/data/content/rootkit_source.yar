// Sources of what hides: kernel modules, preload libraries, programs of the kernel's own machine (eBPF).

rule rootkit_source {
  meta:
    name = "linux.content.rootkit-source"
    level = "high"
    confidence = "high"
    category = "rootkit_source"
    attack = "T1014 T1547.006 T1574.006 T1587.001"
    incident_types = "rootkit backdoor preload_backdoor"
    next = "keep-evidence keep-running find-entry rebuild-host"
    by_hand = "grep -nE 'getdents|readdir|sys_call_table|list_del|commit_creds|hide|RTLD_NEXT' {path}"
    title_en = "The source of a rootkit lies on this host"
    title_zh = "主机上存在 rootkit 源代码"
    summary_en = "{path} replaces calls that list files, processes or connections, or gives root away: {text}"
    summary_zh = "{path} 替换列举文件、进程或连接的调用，或授予 root 权限：{text}"
    benign_en = "A researcher's or teacher's collection; it lies in a home and somebody knows it."
    benign_zh = "安全研究或教学用代码；通常位于家目录且有人知情。"
  strings:
    $kernel = /#include\s*<linux\/(module|kernel|syscalls|kprobes|ftrace|init)\.h>|use kernel::prelude|MODULE_LICENSE\s*\(/
    $hides_itself = /list_del(_init|_rcu)?\s*\(\s*&\s*(THIS_MODULE\s*->|__this_module\.)\s*list|kobject_del\s*\(\s*&\s*(THIS_MODULE|__this_module)|THIS_MODULE->list\.prev/
    $table = /\bsys_?call_table\b|kallsyms_lookup_name|ftrace_set_filter_ip|register_ftrace_function|fh_install_hook|HOOK\s*\(\s*"|\bCR0\b|write_cr0|set_memory_rw/ nocase
    $w_dents = /\b\w{0,12}_?(getdents(64)?|filldir(64)?|iterate_(shared|dir)|vfs_readdir)\b/
    $w_kill = /\b(hook(ed)?|hacked|new|fake|my|evil|orig\w{0,6}|sys)_\w{0,4}(kill|setuid|getuid)\b|SIG(SUPER|INVIS|MODINVIS|ROOT|HIDE)\b/
    $w_creds = /\b(commit_creds|prepare_creds|prepare_kernel_cred)\s*\(/
    $w_seq = /\b(tcp|udp)[46]_seq_(show|afinfo|ops)\b|packet_rcv\b|\btpacket_rcv\b|inet_sk_diag_fill/
    $w_hide = /\b(hid(e|den|ing)_(me|self|myself|module|proc\w*|pid|file\w*|port\w*|dir|tcp|prefix)|(module|proc|file|pid|port)_hid(e|den|ing)\b|unhide_\w+|give_?root|set_root|root_me|get_?root|MAGIC_(PREFIX|STRING|GID|UID|PID|PORT|PACKET)|PF_INVISIBLE|HIDE_PREFIX|rootkit)\b/ nocase
    $next = /dlv?sym\s*\(\s*(RTLD_NEXT|-1l?|\(void\s*\*\)\s*-1l?|\w*handle\w*|\w*libc\w*)\s*,|syscall_list|real_\w+\s*=\s*dlsym|redhook::hook|RTLD_NEXT/
    $p_list = /\bstruct\s+dirent(64)?\s*\*\s*readdir(64)?\s*\(|\breaddir(64)?\s*\(\s*(DIR|dirp?)\b|DECLARE_READDIR|\b(int|long|ssize_t)\s+(getdents(64)?|scandir(64)?)\s*\(/
    $p_open = /\b(FILE\s*\*|int)\s*f?open(at|64)?\s*\(|\bint\s+(__)?(l|f)?x?stat(64|at)?\s*\(/
    $p_in = /\bint\s+accept4?\s*\(|\bint\s+(pam_authenticate|pam_sm_authenticate|pcap_loop|execve|kill|unlinkat?)\s*\(|\bssize_t\s+(read|write|recv)\s*\(/
    $p_what = /\/proc\/(%[sd]|self)\/|\/proc\/net\/(tcp|udp)|ld\.so\.preload|process_to_filter|HIDE\w*|hidden\w*|MAGIC\w*|\bxattr\b|strstr\s*\(\s*\w+(->|\.)d_name|strcmp\s*\(\s*\w+(->|\.)d_name|getegid\s*\(\s*\)\s*==|getgid\s*\(\s*\)\s*==/
    $not_fake = /fakeroot|fakechroot|libeatmydata|firejail|proot|uid_wrapper|SANDBOX_|snoopy|installwatch|checkinstall|LD_TRACE|torsocks|proxychains|sanitizer|Sanitizer|libfaketime|umockdev|darling|GPL-2\.0[^\n]{0,60}\*\/\s*#include <linux\/(fs|mm|sched)\.h>/
    $pam = /\bpam_sm_authenticate\s*\(|\bpam_unix_auth|PAM_EXTERN\s+int|\bauth_password\s*\(/
    $p_master = /str(n?case)?n?cmp\s*\(\s*\w{0,12}(p|pass\w*|pw|pwd|password|authtok)\s*,\s*("[^"\n]{4,60}"|[A-Z_]{4,30})[^;{]{0,40}==\s*0|!\s*strn?cmp\s*\(\s*\w{0,12}(p|pass\w*|pw|pwd|password|authtok)\s*,\s*("[^"\n]{4,60}"|[A-Z_]{4,30})/
    $p_lets = /return\s*\(?\s*(PAM_SUCCESS|1)\b/
    $bpf = /SEC\s*\(\s*"(tp|tracepoint|kprobe|kretprobe|fentry|fexit|raw_tp|ksyscall|kretsyscall|lsm|xdp|tc|classifier)\b[^"]{0,80}"\s*\)/
    $b_writes = /bpf_probe_write_user\s*\(|bpf_override_return\s*\(|bpf_send_signal\s*\(/
    $b_what = /getdents64|hid(e|den)|\bsudoers\b|\/etc\/(passwd|shadow)|tcp[46]_seq_show|rootkit|backdoor|magic/ nocase
  condition:
    (kind == "text" or kind == "script") and filesize < 512KB
    and not filepath matches /\/(tests?|docs?|signatures?|rules|node_modules)(\/|$)/
    and (extension matches /^\.(c|cc|cpp|h|hpp|rs|go|txt|cxx|s|bak|old|inc)$/ or extension == "" or is_temporary or is_hidden)
    and (
      ($kernel and $hides_itself and ($table or 1 of ($w_dents, $w_kill, $w_creds, $w_seq, $w_hide)))
      or ($kernel and $table and ($w_dents or $w_seq) and ($w_hide or $w_creds or $w_kill))
      or ($kernel and $w_hide and $w_creds and ($w_kill or $w_dents or $table))
      or ($next and $p_list and $p_what and not $not_fake)
      or ($next and $p_in and $p_open and $p_what and ($w_hide or is_temporary or is_hidden) and not $not_fake)
      or ($pam and $p_master and $p_lets)
      or ($bpf and $b_writes and $b_what)
    )
}
