// What an intruder looks round with, and what that leaves: surveys, exploits, lists of found doors.

rule survey_script {
  meta:
    name = "linux.content.survey-script"
    level = "medium"
    confidence = "high"
    category = "survey"
    attack = "T1082 T1083 T1552.001 T1087.001"
    incident_types = "backdoor remote_control"
    next = "keep-evidence ask-owner find-entry rotate-credentials quarantine-file"
    by_hand = "ls -la {path}; grep -nE 'perm|sudo|shadow|id_rsa|passw|docker.sock' {path}"
    title_en = "A script looks for ways to become root"
    title_zh = "脚本在收集提权线索"
    summary_en = "{path} searches the host for set-id programs, passwords, keys, sudo rights and the like: {text}"
    summary_zh = "{path} 在主机上搜集 SUID 程序、口令、密钥、sudo 权限等提权线索：{text}"
    benign_en = "A test of this host that somebody ordered; ask who ran it, and as which account."
    benign_zh = "可能是经授权的安全测试；请核实由谁、以哪个账号执行。"
  strings:
    $a_suid = /find\s[^\n]{0,80}-perm\s+[-\/]?(4000|6000|2000|u[=+]s|g[=+]s|04000|u=s,o=r|-?4000)/
    $a_capabilities = /getcap\s+-r/
    $a_shadow = /(cat|ls(\s+-\w+)?|head|test\s+-r|\[\s+-r)\s+[^\n]{0,40}\/etc\/(shadow|master\.passwd|gshadow)/
    $a_cron = /(ls(\s+-\w+)+|cat|find)\s+[^\n]{0,20}(\/etc\/cron|\/var\/spool\/cron)/
    $a_writable = /find\s[^\n]{0,80}(-perm\s+[-\/]?(o[=+]w|0*002|2|222|0777|777)|-writable)/
    $a_kernel = /uname\s+-(a|r)|\/proc\/version/
    $h_sudo = /sudo\s+(-n\s+)?-(l|S|V)\b|-S\s+-l\b/
    $h_passwords = /grep\s[^\n]{0,80}(passw|pwd|secret|api_?key|token|db_pass)[^\n]{0,80}\/(etc|home|var|opt|root|srv|www|\s|$)/ nocase
    $h_keys = /(find|ls|cat|grep)\s[^\n]{0,120}(id_rsa|id_dsa|id_ed25519|authorized_keys|\/(home\/\*|root)\/\.ssh|PRIVATE KEY)/
    $h_history = /(cat|ls|find|grep|tail)\s[^\n]{0,80}(\.\w*_history|\*_hist)/
    $h_docker = /docker\.sock|docker\s+(ps|images)\b|lxd|\bin.{0,4}docker group/
    $h_cloud = /169\.254\.169\.254|100\.100\.100\.200|metadata\.google\.internal/
    $h_tokens = /(find|ls|cat|grep)\s[^\n]{0,100}(\.aws|\.kube|\.azure|gcloud|wp-config\.php|\.my\.cnf|\.pgpass|\.git-credentials|\.netrc|kcpassword|\.htpasswd)/
    $h_nfs = "no_root_squash"
    $h_groups = /\b(adm|docker|lxd|disk|shadow|wheel)\b[^\n]{0,40}\b(adm|docker|lxd|disk|shadow|wheel)\b[^\n]{0,60}(group|id\b)/
    $w_word = /priv(ilege|\.)?[ _-]?esc(alation)?|exploit[ -]?(db|suggester|s\b)|gtfobins|CVE-20\d\d-\d{4,6}|pwn(kit|ed)|interesting (files|writable)|get ?root\b|99% a PE/ nocase
  condition:
    (kind == "script" or kind == "text") and filesize < 2MB and not is_documentation
    // What people install to test others with lies there, and lists of checks of distributions.
    and not filepath matches /^\/(opt|usr)\b/
    and (
      (2 of ($a_*) and 4 of ($h_*))
      or ($w_word and 2 of ($a_*) and 2 of ($h_*))
      or ($w_word and 4 of ($a_*) and 1 of ($h_*))
    )
}

rule survey_result {
  meta:
    name = "linux.content.survey-result"
    level = "medium"
    confidence = "medium"
    category = "survey"
    attack = "T1082 T1083 T1087.001 T1074.001"
    incident_types = "backdoor remote_control"
    next = "keep-evidence find-entry ask-owner rotate-credentials"
    by_hand = "ls -la {path}; head -c 2000 {path}"
    title_en = "The result of a survey of this host lies about"
    title_zh = "发现本机提权信息收集的结果"
    summary_en = "{path} lists set-id programs, accounts and settings of this host: {text}"
    summary_zh = "{path} 列出了本机的 SUID 程序、账号与配置：{text}"
    benign_en = "A report of support or of a test that somebody ordered; ask the owner of the file."
    benign_zh = "可能是技术支持或经授权测试的报告；请向文件属主核实。"
  strings:
    $suid = /-rws[r-][-w][xs-][r-][-w][x-][.+]?\s+\d+\s+root\s/
    $suid_name = /(^|\n)\/(usr\/)?(s?bin|lib\/[^\n]{1,60})\/(su|sudo|passwd|mount|umount|chsh|chfn|newgrp|gpasswd|pkexec|ping|dbus-daemon-launch-helper|ssh-keysign)\r?\n/
    $not_root = "uid=0(root)"
    $r_accounts = /(^|\n)[^\n:]{0,20}root:x:0:0:/
    $r_who = /uid=\d{1,6}\([\w.-]{1,32}\) gid=\d/
    $r_kernel = /Linux (version \d|\S{1,64} \d+\.\d+\.\d+\S* #)/
    $r_sudo = /Sudo version \d|may run the following commands|Sorry, user .{1,40} may not run sudo/
    $r_cron = /(^|\n)[^\n]{0,60}\/etc\/cron\.(d|daily|hourly)\b/
    $r_ports = /LISTEN\s+\d+\s+\d+\s|tcp6?\s+\d+\s+\d+\s[^\n]{5,60}LISTEN/
    $r_keys = /(^|\n)[^\n]{0,60}(id_rsa|authorized_keys|known_hosts)\b/
    $r_shadow = /(^|\n)root:[$*!]/
    $r_exploit = /CVE-20\d\d-\d{4,6}|exploit-db\.com|Exposure: (highly )?probable/
  condition:
    kind == "text" and filesize < 8MB and not is_documentation
    and (is_temporary or is_hidden or is_web or is_upload) and not $not_root and ($r_who or is_hidden)
    and ((#suid > 4 or #suid_name > 4) and 3 of ($r_*))
}

rule local_exploit {
  meta:
    name = "linux.content.local-exploit"
    level = "high"
    confidence = "medium"
    category = "exploit"
    attack = "T1068"
    incident_types = "backdoor remote_control rootkit"
    next = "keep-evidence find-entry rebuild-host quarantine-file"
    by_hand = "ls -la {path}; head -c 2000 {path}"
    title_en = "A file exploits a hole of the system to become root"
    title_zh = "发现本地提权利用代码"
    summary_en = "{path} does what exploits of privileged programs or the kernel do: {text}"
    summary_zh = "{path} 具有利用特权程序或内核漏洞提权的特征：{text}"
    benign_en = "A test of this host that somebody ordered, or the work of security researchers; ask who put it there."
    benign_zh = "可能是经授权的安全测试或安全研究人员的工作；请核实由谁放置。"
  strings:
    $main = /\b(int|void)\s+main\s*\(|def\s+main\s*\(|import\s+ctypes|#!\/|package main/
    $pkexec = "pkexec"
    $gconv = /GCONV_PATH\s*=?\s*\.?|gconv-modules/
    $tunables = /GLIBC_TUNABLES=?\s*["']?[^\n]{0,20}glibc\./
    $setid_shell = /\/usr\/bin\/su\b|\/bin\/su\b/
    $cow_mem = "/proc/self/mem"
    $cow_advise = "MADV_DONTNEED"
    $pipe_splice = /\bsplice\s*\(/
    $pipe_size = /F_[GS]ETPIPE_SZ|PIPE_BUF_FLAG_CAN_MERGE/
    $accounts = /\/etc\/(passwd|shadow|sudoers)|\/usr\/bin\/(su|sudo|passwd|chsh)\b/
    $creds_commit = "commit_creds"
    $creds_prepare = /prepare_kernel_cred|init_cred/
    $userns = /CLONE_NEWUSER|unshare\s+-\w*[Ur]/
    $overlay = /overlay|nf_tables|nfnetlink|setxattr|userfaultfd|msg_msg|modprobe_path|core_pattern/
    $root_shell = /set(res|re)?uid\s*\(\s*0|system\s*\(\s*"[^"]{0,40}(\/bin\/(ba)?sh|chmod\s+(u\+s|[246]755))|chmod\s+(u\+s|[0-9]?[246]755)|\/bin\/(ba)?sh/
    $sudoedit = /sudoedit["',\s]+-s["',\s]/
    $sudo_bits = /LC_ALL=C\.UTF-8@|\\\\["',\s]/
    $setuid_overlay = /lowerdir=[^\n]{0,200}upperdir=[^\n]{0,400}setcap\s+cap_setuid/
    $not_test = /tst_test\.h|kselftest|TEST_HARNESS_MAIN|syzkaller/
  condition:
    (kind == "script" or kind == "text") and filesize < 1MB and not is_documentation and not $not_test
    and (is_temporary or is_hidden or is_web or is_upload or is_home)
    and $main
    and (
      ($pkexec and $gconv)
      or ($tunables and $setid_shell and $root_shell)
      or ($cow_mem and $cow_advise and $accounts)
      or ($pipe_splice and $pipe_size and $accounts)
      or ($creds_commit and $creds_prepare)
      or ($userns and $overlay and $root_shell and ($creds_commit or $creds_prepare or $accounts or filename matches /cve|exploit|exp\b|poc|root/i))
      or ($sudoedit and $sudo_bits)
      or $setuid_overlay
    )
}

rule found_doors {
  meta:
    name = "linux.content.found-doors"
    level = "medium"
    confidence = "high"
    category = "scan_result"
    attack = "T1046 T1110.003"
    incident_types = "network_attack brute_force abnormal_traffic"
    next = "keep-evidence find-entry block-outbound check-other-hosts"
    by_hand = "ls -la {path}; head -n 20 {path}"
    title_en = "A list of scanned hosts, or of guessed passwords"
    title_zh = "发现端口扫描或口令爆破的结果"
    summary_en = "{path} holds what scanners and password guessers write: {text}"
    summary_zh = "{path} 含有扫描器或爆破工具的输出：{text}"
    benign_en = "A scan that the owners of the network ordered; ask who ran it from here."
    benign_zh = "可能是网络负责人授权的扫描；请核实由谁从本机发起。"
  strings:
    $scan_a = /(^|\n)open (tcp|udp) \d{1,5} (\d{1,3}\.){3}\d{1,3} \d{9,11}/
    $scan_b = /Discovered open port \d{1,5}\/(tcp|udp) on (\d{1,3}\.){3}\d{1,3}/
    $scan_c = /(^|\n)Host: (\d{1,3}\.){3}\d{1,3} [^\n]{0,80}Ports: \d{1,5}\/open/
    $scan_d = /"ip":\s*"(\d{1,3}\.){3}\d{1,3}",\s*"timestamp":\s*"\d+",\s*"ports":/
    $guess_a = /\[\d{1,5}\]\[[a-z0-9-]{2,16}\]\s+host:\s+\S{4,60}\s+(misc: [^\n]{0,40})?login:\s+\S{1,40}\s+password:/
    $guess_b = /ACCOUNT FOUND: \[\w+\] Host: \S+ User: \S+ Password:/
    $guess_c = /(^|\n)[^\n]{0,20}(\d{1,3}\.){3}\d{1,3}(:| )\d{0,5}[ :|]{0,3}(root|admin|ubuntu|oracle|postgres|test|pi|user|git|mysql|hadoop|sa)[ :|]{1,3}\S{1,32}\r?\n/
    $guess_d = /\[\+\][^\n]{0,60}\\[^\n:]{1,40}:[^\n]{1,40}\(Pwn3d!\)/
    $guess_e = /(^|\n)[^\n]{0,40}(Duplicate|Good|Found|OK|success)[^\n]{0,20}(root|admin)[ :@]\S{1,32}[ :@](\d{1,3}\.){3}\d{1,3}/ nocase
    $guess_f = /\[\+\]\s*(ssh|mysql|redis|mssql|ftp|smb|postgres\w*|mongodb|oracle|rdp|telnet|memcached)[: ]{1,3}(\d{1,3}\.){3}\d{1,3}:\d{1,5}[: ]\S{1,40}[: ]\S{1,40}/ nocase
    // A hash and what it was found to be: no password file has so few fields.
    $cracked = /(^|\n)\$(1|5|6|y|2[aby])\$[^\s:]{8,200}:[^:\n]{1,40}(\r?\n|$)/
    $addresses = /\n([0-9.:]{9,21}\r?\n){60}/
    $common = /(^|\n)(123456|12345678|123456789|password|qwerty|111111|123123|abc123|1234567|letmein|admin|admin123|root|root123|toor|passw0rd|P@ssw0rd|1q2w3e4r|qwe123|test|test123|oracle|postgres|ubuntu|raspberry|changeme|iloveyou|monkey|dragon|welcome|000000|1qaz2wsx|shadow|master)\r?(\n|$)/
    $pair = /(^|\n)(root|admin|administrator|test|guest|oracle|postgres|mysql|ubuntu|pi|git|ftp|hadoop|deploy|support|nagios|tomcat|jenkins|www|webmaster)[ :](root|admin|administrator|test|guest|user|oracle|postgres|mysql|ubuntu|raspberry|git|ftp|hadoop|deploy|support|nagios|tomcat|jenkins|1234|12345|123456|12345678|123123|password|passw0rd|P@ssw0rd|qwerty|toor|changeme|abc123|root123|admin123|1q2w3e4r|!@#\$%\^)\r?(\n|$)/
  condition:
    (kind == "text" or kind == "data") and filesize < 16MB and not is_documentation
    and (is_temporary or is_hidden or is_web or is_upload)
    and not filepath matches /(seclists|wordlists?|test(s|data)?|fixtures|node_modules|site-packages)(\/|$)/i
    and (#scan_a > 4 or #scan_b > 4 or #scan_c > 4 or #scan_d > 4
      or any of ($guess_a, $guess_b, $guess_d, $guess_f, $cracked) or #guess_c > 2 or #guess_e > 1 or #pair > 11
      or (is_temporary and is_hidden and ($addresses or #common > 9)))
}
