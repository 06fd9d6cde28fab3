// Compiled code that hides, logs in for others, or listens to passwords: told by what it calls.

import "elf"

rule preload_rootkit {
  meta:
    name = "linux.content.preload-rootkit"
    level = "critical"
    confidence = "high"
    category = "preload_rootkit"
    attack = "T1574.006 T1014"
    incident_types = "rootkit preload_backdoor"
    next = "keep-evidence keep-running repair-loader rebuild-host check-other-hosts"
    by_hand = "readelf -Ws --dyn-syms {path} | grep -E 'readdir|accept|fopen|open'"
    title_en = "A library replaces the calls that list files and hides what it likes"
    title_zh = "动态库劫持目录读取函数以隐藏文件或进程"
    summary_en = "{path} brings its own readdir and looks up the real one: {text}"
    summary_zh = "{path} 自带 readdir 并查找真正的函数，可隐藏文件、进程或端口：{text}"
    benign_en = "fakeroot, fakechroot and sandboxes for builds replace these calls too; they come from a package or a build tree."
    benign_zh = "fakeroot、fakechroot 和构建沙箱也会替换这些函数；它们来自软件包或构建目录。"
  strings:
    $h_preload = "ld.so.preload"
    $h_net = /\/proc\/(self\/|\d+\/)?net\/(tcp|udp)6?/
    $h_proc = "/proc/self/fd/%d"
    $h_status = /\/proc\/(%[ds]|self)\/(stat|status|cmdline|comm|environ|maps)/
    $h_shell = /\/bin\/(ba|da)?sh/
    $h_hide = /(hid(e|den|ing)|magic|rootkit|invisible|backdoor)[_ -]?(file|proc|pid|gid|string|port|name|dir|prefix|ports)?/ nocase
    $h_pam = /pam_(authenticate|sm_authenticate|get_item|get_authtok|open_session)/
    $real = /dlv?sym|__libc_dlsym|syscall|getdents64/
    $not_sanitizer = /__(asan|tsan|msan|ubsan|hwasan|lsan)_init|__interceptor_|__sanitizer_/
    $not_fake = /fakeroot|fakechroot|FAKECHROOT|proot|firejail|cwrap|UID_WRAPPER|nss_wrapper|libeatmydata|SANDBOX_WRITE|bubblewrap|scratchbox|sb2|installwatch|checkinstall|snoopy|darling|FEXCore|pressure-vessel|trackfs|bear_|LD_TRACE|apptainer|charliecloud|cde-root|gvfs|PSEUDO_/
  condition:
    elf.type == elf.ET_DYN and filesize < 8MB and not any of ($not*)
    and for any s in elf.dynsym : ((s.name == "readdir" or s.name == "readdir64" or s.name == "__readdir64" or s.name == "getdents64" or s.name == "scandir64") and s.type == elf.STT_FUNC and s.shndx != 0)
    and not for any s in elf.dynsym : ((s.name == "__libc_start_main" or s.name == "printf" or s.name == "fwrite_unlocked" or s.name == "qsort") and s.type == elf.STT_FUNC and s.shndx != 0)
    and $real and 1 of ($h_*)
}

rule preload_hooks {
  meta:
    name = "linux.content.preload-hooks"
    level = "high"
    confidence = "medium"
    category = "preload_rootkit"
    attack = "T1574.006 T1556"
    incident_types = "preload_backdoor backdoor credential_leak"
    next = "keep-evidence repair-loader find-entry rebuild-host"
    by_hand = "readelf -Ws --dyn-syms {path} | grep -vE ' UND '"
    title_en = "A library replaces log-in or network calls and starts a shell or keeps what passes"
    title_zh = "动态库劫持登录或网络函数，可开后门或记录口令"
    summary_en = "{path} stands in for system calls of programs that load it: {text}"
    summary_zh = "{path} 替换加载它的程序的系统函数：{text}"
    benign_en = "Tracers, proxies (proxychains, torsocks) and test wrappers replace network calls, but start no shell and log no password."
    benign_zh = "跟踪、代理（proxychains、torsocks）和测试包装库也会替换网络函数，但不会启动 shell 或记录口令。"
  strings:
    $real = /dlv?sym|__libc_dlsym/
    $shell = /\/bin\/(ba|da|z)?sh\b/
    $dup = /\b(dup2|dup3)\b/
    $spawn = /\b(execve|execl|execlp|execv|execvp|posix_spawn|system|popen|forkpty)\b/
    $log = /(pass(word|wd|phrase)?|user(name)?|login|cred)[^\x00\n]{0,30}%s/ nocase
    $write = /\b(fopen(64)?|fprintf|open(64)?|write|sendto|send)\b/
    $not_tool = /proxychains|torsocks|tsocks|socket_wrapper|SOCKET_WRAPPER|redsocks|graftcp|__(asan|tsan|msan)_init|__sanitizer_|openonload|libvma|LD_PRELOAD=.*%s.*valgrind|FAKECHROOT|fakeroot/
  condition:
    elf.type == elf.ET_DYN and filesize < 8MB and $real and not $not_tool
    // DT_FLAGS_1 with DF_1_PIE: a program, which the loader refuses to load into another.
    and not for any d in elf.dynamic : (d.type == 0x6ffffffb and d.val & 0x08000000 != 0)
    and not for any s in elf.dynsym : ((s.name == "__libc_start_main" or s.name == "printf") and s.type == elf.STT_FUNC and s.shndx != 0)
    and (
      (for any s in elf.dynsym : ((s.name == "accept" or s.name == "accept4" or s.name == "recv" or s.name == "read" or s.name == "write" or s.name == "SSL_read") and s.type == elf.STT_FUNC and s.shndx != 0)
        and $shell and $dup and $spawn)
      or (for any s in elf.dynsym : ((s.name == "pam_authenticate" or s.name == "pam_get_item" or s.name == "pam_get_authtok" or s.name == "crypt" or s.name == "SSL_write" or s.name == "read" or s.name == "getpass" or s.name == "getspnam" or s.name == "pam_set_item") and s.type == elf.STT_FUNC and s.shndx != 0)
        and $log and $write)
    )
}

rule password_logger {
  meta:
    name = "linux.content.password-logger"
    level = "high"
    confidence = "medium"
    category = "credential_logger"
    attack = "T1556.003 T1056"
    incident_types = "backdoor credential_leak"
    next = "keep-evidence restore-package rotate-credentials find-entry rebuild-host"
    by_hand = "strings -n 5 {path} | grep -iE 'pass|%s|/tmp|/var'"
    title_en = "A log-in module or SSH program keeps the passwords that pass through it"
    title_zh = "登录模块或 SSH 程序记录经过的口令"
    summary_en = "{path} takes the password and formats it for a file or the network: {text}"
    summary_zh = "{path} 取得口令并写入文件或外发：{text}"
    benign_en = "A debug build of a PAM module or of SSH prints passwords too, and belongs on no server."
    benign_zh = "PAM 模块或 SSH 的调试版本也会输出口令，但不应出现在服务器上。"
  strings:
    // What only a module has: programs that ask PAM take its items, too.
    $pam = /pam_sm_(authenticate|setcred|chauthtok|open_session)|pam_get_authtok/
    $ssh = /OpenSSH_\d|userauth_passwd|sshpam_|auth_password|ssh_askpass|SSH-2\.0-/
    $format = /(([^\x00\n]{0,30}(user(name)?|login|account|usr|host|ip|acct|from|uid|root|id)\w{0,6}\W{1,4}%[-.0-9*]{0,6}s[^\x00\n]{0,30}\b(pass(word|wd)?|pwd|pw|secret|passw)\w{0,4}\W{1,4}%[-.0-9*]{0,6}s)|((pass(word|wd)?|pwd|passw)\W{0,3}[:=]\s?['"\[(]?%[-.0-9*]{0,6}s))/ nocase
    $bare = /\x00%[-.0-9*]{0,6}s\s?[:|=\/\t,;-]\s?%[-.0-9*]{0,6}s(\s?[:|@=\/\t,;-]\s?%[-.0-9*]{0,6}[sd])?\s?\\?n?\n?\x00/
    $odd_place = /\x00\/(tmp|var\/tmp|dev\/shm|dev|var\/lib|var\/log|usr\/(lib|include|share|local|games|sbin|bin)|etc|lib|opt|root)\/([\w\/-]{0,50}\/)?(\.[\w.-]{1,40}|[\w-]{1,30}\.(log|txt|dat|cache|tmp|bak|swp|db|h|so|bin))\x00/
    $write = /\b(fopen(64)?|fprintf|__fprintf_chk|fputs|open(64)?|sendto|send)\b/
    $not_rc = "/etc/pam.d/other"
  condition:
    elf.type > 0 and filesize < 8MB and $write
    and (
      ($pam and elf.type == elf.ET_DYN and ($format or ($bare and $odd_place)))
      or ($ssh and $format and $odd_place and not $not_rc)
    )
}

rule password_script {
  meta:
    name = "linux.content.password-script"
    level = "high"
    confidence = "high"
    category = "credential_logger"
    attack = "T1056 T1556.003"
    incident_types = "backdoor credential_leak"
    next = "keep-evidence rotate-credentials disable-persistence find-entry"
    by_hand = "cat -A {path}"
    title_en = "A script takes passwords as people log in and keeps or sends them"
    title_zh = "脚本在登录时截获并保存或外发口令"
    summary_en = "{path} reads what is typed at log-in and passes it on: {text}"
    summary_zh = "{path} 读取登录时输入的内容并转存或外发：{text}"
    benign_en = "A log-in script that sends only names and addresses to a chat reads no password."
    benign_zh = "只把用户名和来源地址发到聊天群的登录脚本不会读取口令。"
  strings:
    $pam_env = /\$\{?PAM_(USER|RHOST|TTY|SERVICE)|environ(\.get\(|\[)['"]PAM_(USER|RHOST)|\$ENV\{PAM_/
    $reads = /\$\(\s*(cat|tr|head|sed)[^)\n]{0,60}(-|\/dev\/stdin)?\s*\)|`(cat|tr|head)\s*[^`\n]{0,40}`|\bread\s+(-[a-z]+\s+(\d+\s+)?)*['"]?\w{1,30}|sys\.stdin\.(read|readline|buffer)|<STDIN>|xargs\s+-0/
    $keeps = />>\s*['"]?[\/$\w.~-]{2,100}|(curl|wget|nc|ncat)\s[^\n]{3,200}|\.write\s*\(|\/dev\/tcp\/|tee\s+-a|logger\s/
    $secret = /expose_authtok|authtok|pass|pwd|\bpw\b|\$\(\s*cat\s*-?\s*\)|tr\s+-d\s+['"]?\\+0/ nocase
    $strace = /\bstrace\b[^\n]{0,200}(-e\s*(trace=)?['"]?\w{0,6}(read|write|sendto)\b|-o\s)[^\n]{0,200}/
    $sshd = /pgrep\s[^\n]{0,20}(sshd|ssh|sudo|su|login)|pidof\s+(sshd|ssh|su|sudo)|sshd|\[a-z\]\*ssh|\/proc\/[^\n]{0,20}sshd/
    $prompt = /read\s+(-[a-z]*s[a-z]*\s+)(-[a-z]+\s+)*((['"][^'"\n]{0,80}[Pp]assword[^'"\n]{0,60}['"])|\w+)[^\n]{0,40}/
    $fake = /([Pp]ermission denied, please try again|[Ss]orry, try again|[Pp]assword for [%$\w{}]{1,30}|'s password:|密码(:|：))/
    $real = /(\/usr)?\/bin\/(sudo|su|ssh|passwd|login)\b|command\s+(sudo|su|ssh)|sudo\s+-S|sshpass/
  condition:
    (kind == "text" or kind == "script") and filesize < 128KB and not is_documentation
    and (
      ($pam_env and $reads and $keeps and $secret)
      or ($strace and $sshd)
      or ($prompt and $fake and $real and $keeps)
    )
}

rule shell_program {
  meta:
    name = "linux.content.shell-program"
    level = "high"
    confidence = "medium"
    category = "compiled_backdoor"
    attack = "T1059.004 T1571"
    incident_types = "backdoor remote_control trojan"
    next = "keep-evidence capture-process block-address find-entry quarantine-file"
    by_hand = "readelf -Ws --dyn-syms {path} | grep -E 'connect|accept|dup2|exec'"
    title_en = "A small program puts a shell on the network"
    title_zh = "小型程序把 shell 接到网络上"
    summary_en = "{path} connects or listens, redirects its streams and starts a shell: {text}"
    summary_zh = "{path} 连接或监听网络，重定向输入输出并启动 shell：{text}"
    benign_en = "A self-written remote console or an inetd-like starter; its source should be near, and somebody should know it."
    benign_zh = "自编的远程控制台或类似 inetd 的启动器；应有源码且有人知情。"
  strings:
    $shell = /\x00\/(usr\/)?bin\/(ba|da|z|a)?sh\x00/
    $not_known = /busybox|openssh|dropbear|socat|ncat|xinetd|tcpd|screen|tmux|expect|toybox|telnetd|script_|sudo|cron|getspnam/ nocase
  condition:
    elf.type > 0 and filesize < 200KB and (is_unowned or is_changed or is_temporary) and $shell and not $not_known
    and for any s in elf.dynsym : ((s.name == "connect" or s.name == "accept" or s.name == "accept4") and s.shndx == 0)
    and for any s in elf.dynsym : ((s.name == "dup2" or s.name == "dup3" or s.name == "dup") and s.shndx == 0)
    and for any s in elf.dynsym : ((s.name == "execve" or s.name == "execl" or s.name == "execlp" or s.name == "execv" or s.name == "execvp" or s.name == "posix_spawn" or s.name == "system" or s.name == "forkpty") and s.shndx == 0)
}

rule rootkit_module {
  meta:
    name = "linux.content.rootkit-module"
    level = "critical"
    confidence = "medium"
    category = "kernel_rootkit"
    attack = "T1014 T1547.006"
    incident_types = "rootkit backdoor"
    next = "keep-evidence keep-running isolate-host rebuild-host"
    by_hand = "modinfo {path}; strings -n 6 {path} | grep -iE 'hide|getdents|seq_show|sys_call_table'"
    title_en = "A kernel module hooks the calls that show files and connections"
    title_zh = "内核模块劫持文件列表与连接查询"
    summary_en = "{path} has what a rootkit needs: {text}"
    summary_zh = "{path} 具备内核 rootkit 的特征：{text}"
    benign_en = "Modules of security products hook system calls as well; they are signed and come from a package."
    benign_zh = "安全软件的内核模块也会挂钩系统调用；它们有签名并来自软件包。"
  strings:
    $module = "vermagic="
    $find = /sys_call_table|kallsyms_lookup_name|register_kprobe|ftrace_set_filter_ip|register_ftrace_function/
    $w_dents = /getdents(64)?|filldir(64)?|iterate_shared|iterate_dir/
    $w_seq = /tcp[46]_seq_(show|afinfo)|udp[46]_seq_show|packet_seq_show/
    $w_creds = /prepare_creds|commit_creds|prepare_kernel_cred/
    $w_hide = /hid(e|den|ing)[_ ]?(me|module|proc|pid|file|port|dir|tcp|myself|prefix)|(module|proc|file|pid|port|dir)_hid(e|den)|unhide|give_root|set_root|root_me|magic_(prefix|packet|uid|gid)|show_hidden/ nocase
    $w_list = /__list_del_entry|kobject_del/
    $w_kill = /(__x64_)?sys_kill\b/
    $w_shell = /call_usermodehelper|\/bin\/(ba)?sh/
  condition:
    elf.type == elf.ET_REL and $module and filesize < 8MB and $find
    and (($w_dents and $w_seq) or ($w_hide and 2 of ($w_dents, $w_seq, $w_creds, $w_kill, $w_shell, $w_list)) or ($w_creds and $w_kill and $w_dents))
}

rule database_module {
  meta:
    name = "linux.content.database-module"
    level = "high"
    confidence = "high"
    category = "database_implant"
    attack = "T1505.001 T1059.004"
    incident_types = "backdoor remote_control web_intrusion"
    next = "keep-evidence capture-process quarantine-file find-entry rotate-credentials"
    by_hand = "readelf -Ws --dyn-syms {path} | grep -vE ' UND '"
    title_en = "A module of a database runs commands for whoever asks"
    title_zh = "数据库扩展模块可执行任意系统命令"
    summary_en = "{path} is a module of MySQL, PostgreSQL or Redis whose functions run commands: {text}"
    summary_zh = "{path} 是 MySQL、PostgreSQL 或 Redis 的扩展模块，其函数可执行系统命令：{text}"
    benign_en = "lib_mysqludf_sys is also installed on purpose, rarely; then somebody's triggers use it."
    benign_zh = "少数系统会有意安装 lib_mysqludf_sys；此时应有触发器在使用它。"
  strings:
    $udf = /\b(sys_exec|sys_eval|sys_bineval|do_system|backshell|cmdshell|sys_get|exec_cmd|shell_exec)(_init|_deinit)\b/
    $postgres = "Pg_magic_func"
    $pg_exec = /\bpg_finfo_(sys_eval|sys_exec|pg_exec|exec|system|cmd|shell|rev|reverse_?shell|backdoor|run)\w*/
    $redis = "RedisModule_OnLoad"
    $redis_exec = /\bsystem\.(exec|rev|run|shell|cmd)\b|\bshell\.exec\b/
    $spawn = /\x00(system|popen|execve|execl|execvp|fork)\x00/
    $not_engine = /pg_dump|plperl|plpython|pg_cron|redis-stack|redisearch|RedisGears/
  condition:
    elf.type == elf.ET_DYN and filesize < 4MB and not $not_engine
    and ($udf
      or ($postgres and ($pg_exec or (is_temporary or is_hidden) and $spawn))
      or ($redis and ($redis_exec or (is_temporary or is_hidden) and $spawn)))
}

rule database_module_unknown {
  meta:
    name = "linux.content.database-module-unknown"
    level = "medium"
    confidence = "medium"
    category = "database_implant"
    attack = "T1505.001 T1059.004"
    incident_types = "backdoor remote_control web_intrusion"
    next = "keep-evidence ask-owner quarantine-file find-entry rotate-credentials"
    by_hand = "stat {path}; readelf -Ws --dyn-syms {path} | grep -vE ' UND '"
    title_en = "A library of unknown origin lies among a packaged database's plug-ins"
    title_zh = "软件包数据库的插件目录中出现来历不明的库"
    summary_en = "{path} lies among MySQL's or MariaDB's plug-ins, no package brought it, and it is named as toolkits name it or was written by the database itself, which is how SQL injection becomes commands."
    summary_zh = "{path} 位于 MySQL 或 MariaDB 插件目录，不属于任何软件包，其名称与攻击工具一致，或由数据库进程自身写入；SQL 注入常借此执行系统命令。"
    benign_en = "Functions built on purpose belong to root; ask who built it, and see the table mysql.func for what it defines."
    benign_zh = "有意编译安装的函数库属主应为 root；请确认编译人，并在 mysql.func 表中查看其定义的函数。"
  strings:
    $udf = /\b(sys_exec|sys_eval|sys_bineval|do_system|backshell|cmdshell|sys_get|exec_cmd|shell_exec)(_init|_deinit)\b/
  condition:
    elf.type == elf.ET_DYN and filesize < 4MB and is_unowned and not $udf
    and filepath matches /^\/usr\/lib(64)?\/([a-z0-9_-]+-linux-gnu\/)?(mysql|mariadb)[\w.-]*\/plugin$/
    and (owner == "mysql" or filename matches /sys_?(exec|eval)|raptor_udf|cmdshell|backshell/i)
}

rule database_trigger_makes_admin {
  meta:
    name = "linux.content.database-trigger-makes-admin"
    level = "high"
    confidence = "medium"
    category = "database_implant"
    attack = "T1505.001 T1546 T1136"
    incident_types = "backdoor web_intrusion"
    next = "keep-evidence disable-persistence find-entry rotate-credentials"
    by_hand = "cat {path}"
    title_en = "A trigger in the database makes an administrator of the web site"
    title_zh = "数据库触发器会创建网站管理员"
    summary_en = "{path} keeps a trigger that adds an account to the web site's users and makes it an administrator: {text}"
    summary_zh = "{path} 中的触发器会向网站用户表插入账号并授予管理员权限：{text}"
    benign_en = "Triggers that copy accounts between two programs write no fixed password and no right of an administrator; ask who wrote it."
    benign_zh = "在两个系统间同步账号的触发器不会写入固定密码或管理员权限；请确认编写人。"
  strings:
    $trigger = /^TYPE=TRIGGERS\n/
    $users = /INSERT\s+INTO\s+[`\w.]{0,120}(users|usermeta|admin_user|admin_users|authorization_role|user_usergroup_map|users_field_data)`?\s*\(/i
    $right = /_capabilities|a:\d:\{s:\d+:\W{0,4}administrator|user_level|super_?admin/i
    $hash = /\$(P|H|S|1|2[aby]|argon2id?)\$[\w.\/$=,]{8,200}/
    $fields = /user_pass|passw(or)?d|meta_value/i
  condition:
    filename iendswith ".trg" and $trigger at 0 and $users and $fields and ($right or $hash)
}
