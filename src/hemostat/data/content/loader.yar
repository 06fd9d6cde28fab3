// Scripts that bring a program in, clear the field for it and see that it comes back.

rule fetch_and_run {
  meta:
    name = "linux.content.fetch-and-run"
    level = "high"
    confidence = "medium"
    category = "loader_script"
    attack = "T1105 T1059.004 T1222.002"
    incident_types = "trojan mining backdoor"
    next = "keep-evidence ask-owner find-entry block-outbound quarantine-file"
    by_hand = "grep -nE 'curl|wget|tftp|chmod|base64' {path}"
    title_en = "A script downloads a program and runs it in passing"
    title_zh = "脚本下载程序并就地执行"
    summary_en = "{path} downloads from a bare address, makes it executable and runs it: {text}"
    summary_zh = "{path} 从裸 IP 地址下载，加执行权限后运行：{text}"
    benign_en = "An installer of an appliance without a name, or of a test bed; the address should be your own."
    benign_zh = "无域名设备或测试环境的安装脚本；其地址应为你方所有。"
  strings:
    $public = /(curl|wget|fetch|lwp-download|aria2c|tftp|ftpget|GET|axel|urlopen|urlretrieve|requests\.get)\b[^\n]{0,200}\b(https?|ftp):\/\/([^\/@\s]{1,60}@)?([1-9]|1[1-9]|[2-9][0-9]|1[01][0-9]|12[0-689]|1[3-6][0-9]|17[013-9]|18[0-9]|19[013-9]|192\.0|172\.(0|1[0-5]|3[2-9])|2[0-2][0-9])(\.[0-9]{1,3}){2,3}[:\/]/
    $tftp = /(tftp|ftpget)\s[^\n]{0,60}([1-9]|1[1-9]|[2-9][0-9]|1[01][0-9]|12[0-689]|1[3-6][0-9]|17[013-9]|18[0-9]|19[013-9]|192\.0|2[0-2][0-9])(\.[0-9]{1,3}){2,3}\s/
    $variable = /\b[A-Za-z_]{1,20}=['"]?((https?|ftp):\/\/)?([1-9]|1[1-9]|[2-9][0-9]|1[01][0-9]|12[0-689]|1[3-6][0-9]|17[013-9]|18[0-9]|19[013-9]|192\.0|172\.(0|1[0-5]|3[2-9])|2[0-2][0-9])(\.[0-9]{1,3}){2,3}[:\/'"\s]/
    $by_variable = /(curl|wget|tftp|ftpget)\b[^\n]{0,120}\$\{?[A-Za-z_]{1,20}/
    $chmod = /chmod\s+(-R\s+)?([ugoa]*\+[rw]*x|0?[1-7]?7[0-7]{2}|0?755)\b|os\.chmod\(|chmod\s*\([^)]{1,60}0?o?7[0-7]{2}\)/
    $run = /(^|[\n;&|({]|then|do|nohup|setsid|exec|sudo)\s*(nohup\s+|setsid\s+|exec\s+|sudo\s+|\(?sh\s+|bash\s+)?(\.\/|\/(tmp|var\/tmp|dev\/shm|run|var\/run|dev)\/|\$\{?[A-Za-z_]{1,20}\}?)[\w.\/$-]{0,60}/
    $run_python = /(os\.system|subprocess\.(Popen|call|run|check_call)|os\.exec[a-z]+|os\.startfile)\s*\(/
    $pipe = /(curl|wget)\b[^\n|]{0,200}(https?:\/\/)?([1-9]|1[1-9]|[2-9][0-9]|1[01][0-9]|12[0-689]|1[3-6][0-9]|17[013-9]|18[0-9]|19[013-9]|192\.0|172\.(0|1[0-5]|3[2-9])|2[0-2][0-9])(\.[0-9]{1,3}){2,3}[:\/][^\n|]{0,200}\|\s*(sudo\s+)?([\/a-z]*\/)?(ba|da|z|k|a)?sh\b/
    $seek = /cd\s+\/tmp\s*(\|\||;)\s*cd\s+\/(var\/run|var\/tmp|dev\/shm|mnt|root|run|var)\b/
    $or_fetch = /(wget|curl|tftp|ftpget)\b[^\n]{0,200}(\|\||;)\s*(wget|curl|busybox|tftp|ftpget|lwp-download|python)\b/
    $runs = /\b(os\.(system|popen|exec[vl]\w*|spawn\w+|posix_spawn)|subprocess\.\w+|pty\.spawn|Popen|check_output|getoutput|__import__|exec|eval)\s*\(/
  condition:
    (kind == "text" or kind == "script") and filesize < 512KB and not is_documentation
    and (not is_module or $runs)
    and (is_executable or kind == "script" or not is_home)
    and (
      $pipe
      or (($public or $tftp) and $chmod and ($run or $run_python))
      or ($variable and $by_variable and $chmod and $run and ($seek or $or_fetch or is_temporary or is_hidden))
      or ($seek and ($public or $tftp or $by_variable or $or_fetch) and $chmod)
    )
}

rule fetch_and_run_setting {
  meta:
    name = "linux.content.setting-fetches-and-runs"
    level = "medium"
    confidence = "medium"
    category = "loader_script"
    attack = "T1105 T1059.004"
    incident_types = "backdoor trojan mining"
    next = "keep-evidence ask-owner find-entry disable-persistence"
    by_hand = "grep -nE 'curl|wget|fetch|urlopen' {path}"
    title_en = "A settings file fetches something and runs it in a shell"
    title_zh = "配置文件里有“下载并交给 shell 执行”的内容"
    summary_en = "{path} is a settings file, not an installer, and pipes a download into a shell: {text}"
    summary_zh = "{path} 是配置文件而不是安装脚本，却把下载内容直接交给 shell 执行：{text}"
    benign_en = "Provisioning keeps such lines where it is told what to install; the address should be your own or the vendor's."
    benign_zh = "自动化部署的配置里会有安装命令；其地址应属于你方或厂商。"
  strings:
    $pipe = /(^|\n)[^\n#]{0,300}\b(curl|wget|lwp-download|fetch)\b[^\n|#]{0,200}(https?|ftp):\/\/[^\n|]{4,200}\|\s*(sudo\s+)?([\/a-z]*\/)?(ba|da|z|k|a)?sh\b/
    $eval = /(^|\n)[^\n#]{0,300}\b(eval|sh\s+-c|source|\.)\s+["']?(\$\(|`|<\()\s*(curl|wget)\b[^\n]{0,200}(https?|ftp):\/\//
    $python = /(^|\n)[^\n#]{0,300}\bexec\s*\(\s*[^\n]{0,60}(urlopen|requests\.get)\s*\(/
  condition:
    (kind == "text" or kind == "script") and filesize < 256KB and not is_documentation
    and (filepath == "/etc" or filepath startswith "/etc/") and not is_executable
    and not filepath matches /^\/etc\/(cloud|ansible|salt|puppet\w*|puppetlabs|chef|cinc|packer|gitlab-runner|kickstart|foreman\w*|cobbler|init\.d|rc\.d)(\/|$)/
    and any of them
}

rule decode_and_run {
  meta:
    name = "linux.content.decode-and-run"
    level = "medium"
    confidence = "medium"
    category = "loader_script"
    attack = "T1027.010 T1140 T1059.004"
    incident_types = "backdoor trojan mining"
    next = "keep-evidence ask-owner find-entry quarantine-file"
    by_hand = "grep -nE 'base64|b64decode|xxd|openssl' {path}"
    title_en = "A text carries encoded code and runs it decoded"
    title_zh = "文本内含编码后的代码，解码后直接执行"
    summary_en = "{path} decodes what it carries and hands it to a shell or interpreter: {text}"
    summary_zh = "{path} 把自带的编码内容解码后交给 shell 或解释器执行：{text}"
    benign_en = "Some provisioning tools carry scripts encoded so that quoting survives; decode it without running it and read it."
    benign_zh = "部分部署工具为避免引号问题会把脚本编码后下发；可只解码、不执行，先阅读内容。"
  strings:
    $shell = /\b(echo|printf)\s+(-[a-z]+\s+)*["']?[A-Za-z0-9+\/=_-]{40,4000}["']?\s*\|\s*(base64\s+(-d|-D|--decode|-di)\b|openssl\s+(enc\s+)?-?base64\s+-d|xxd\s+-r|python[0-9.]*\s+-m\s+base64\s+-d)[^\n|]{0,40}(\|\s*(gunzip|gzip\s+-d|zcat|xz\s+-d)[^\n|]{0,20})?\|\s*(sudo\s+)?([\/a-z]*\/)?((ba|da|z|k|a)?sh|python[0-9.]*|perl)\b/
    $here = /base64\s+(-d|-D|--decode|-di)\s*<<<\s*["']?[A-Za-z0-9+\/=_-]{40,4000}["']?\s*\|\s*(sudo\s+)?([\/a-z]*\/)?((ba|da|z|k|a)?sh|python[0-9.]*|perl)\b/
    $eval = /\b(eval|sh\s+-c|bash\s+-c)\s+["']?(\$\(|`)\s*(echo|printf)\s+(-[a-z]+\s+)*["']?[A-Za-z0-9+\/=_-]{40,4000}["']?\s*\|\s*(base64\s+(-d|-D|--decode|-di)|openssl\s+(enc\s+)?-?base64\s+-d|xxd\s+-r)/
    $python = /\bexec\s*\(\s*(zlib\.decompress\s*\(\s*|__import__\s*\(\s*['"]zlib['"]\s*\)\.decompress\s*\(\s*|compile\s*\(\s*)?(__import__\s*\(\s*['"]base64['"]\s*\)\.|base64\.|_?b64\.|\w{1,12}\.)?(b64decode|b85decode|b32decode|a85decode|decodebytes|fromhex)\s*\(\s*[bru]{0,2}["'][A-Za-z0-9+\/=_-]{40}/
    $perl = /\beval\s*\(?\s*(MIME::Base64::)?(decode_base64|unpack)\s*\(?\s*(["']u["'],\s*)?q?[({"'][^\n]{40}/
    $ruby = /\beval\s*\(?\s*Base64\.(strict_|urlsafe_)?decode64\s*\(?\s*["'][A-Za-z0-9+\/=_-]{40}/
    $node = /\b(eval|Function|vm\.runInThisContext)\s*\(\s*Buffer\.from\s*\(\s*["'`][A-Za-z0-9+\/=_-]{40,}["'`]\s*,\s*["'`](base64|hex)/
  condition:
    (kind == "text" or kind == "script") and filesize < 512KB and not is_documentation
    and any of them
}

rule kills_competitors {
  meta:
    name = "linux.content.kills-competitors"
    level = "high"
    confidence = "high"
    category = "loader_script"
    attack = "T1489 T1496.001 T1057"
    incident_types = "mining trojan cpu_spike"
    next = "keep-evidence find-entry disable-persistence stop-process-tree quarantine-file"
    by_hand = "grep -nE 'pkill|killall|xargs.*kill|crontab' {path}"
    title_en = "A script kills other miners and brings in its own"
    title_zh = "脚本清除其他挖矿程序并安装自身"
    summary_en = "{path} ends rival programs and fetches or installs another: {text}"
    summary_zh = "{path} 结束竞争程序，并下载或安装自己的程序：{text}"
    benign_en = "A clean-up script of responders kills miners too, but downloads and schedules nothing."
    benign_zh = "应急人员的清理脚本也会结束挖矿进程，但不会下载程序或写计划任务。"
  strings:
    $kill_name = /(pkill|killall|kill)\s+(-9\s+|-f\s+|-KILL\s+|-SIGKILL\s+|-q\s+)*['"]?[^\n]{0,40}(xmr|kdevtmpfs|kinsing|minerd|mine?r|crypto|stratum|sysupdate|networkservice|kthrotld|watchbog|ddg|sustse|qW3xT|sysrv|kworkerds|suppoie|nanoWatch|zzh|masscan|pnscan|cpuminer|java_c|wnTKYg|biosetjenkins|Loopback|apaceha|cryptonight|mixnerdx|performedl|JnKihGjn|irqba|xig|nspps|conns|c3pool|ld-linux)/ nocase
    $kill_found = /(ps\s+[a-zA-Z-]*|netstat\s+-[a-z]+|lsof\s+-i|ss\s+-[a-z]+|pgrep)[^\n]{0,300}\|\s*xargs\s+(-[a-zA-Z]+\s*(%|\{\}|[0-9]+)?\s*)*kill\b/
    $kill_port = /(netstat|ss|lsof)\b[^\n]{0,200}(:?(3333|4444|5555|7777|14444|14433|45700|9999|13531|6666|8888|3347|14443|10343|45560)\b)[^\n]{0,200}kill\b/
    $kill_hot = /awk\s+'?\{?[^\n]{0,60}(\$3\s*>=?\s*[0-9.]+)[^\n]{0,200}kill\b/
    $kill_file = /rm\s+-r?f?r?\s+[^\n]{0,60}\/(tmp|var\/tmp|dev\/shm)\/(\.?kdevtmpfsi|kinsing|\.?xmr|\.?ddg|\.?watchbog|sysupdate|networkservice|\.X11-unix\/|\.?cron|\.?java|[a-z*.]{0,4}mine)/ nocase
    $docker = /docker\s+(ps|images)[^\n]{0,200}(xmr|mine|gakeaws|monero|azulu|patsissons)[^\n]{0,200}docker\s+(rm|kill|rmi)|docker\s+(ps|images)[^\n]{0,200}xargs[^\n]{0,30}docker\s+(rm|kill|rmi)/ nocase
    $bring = /(curl|wget|urlopen|urlretrieve|lwp-download|\btftp)\b[^\n]{3,200}/
    $cron = /\|\s*crontab\s+-|crontab\s+(-r|\/)|\/etc\/cron|\/var\/spool\/cron/
    $stay = /chattr\s+[+-][aiu]+\s|\/etc\/ld\.so\.preload|systemctl\s+enable|authorized_keys/
  condition:
    (kind == "text" or kind == "script") and filesize < 1MB and not is_documentation
    and (#kill_name + #kill_found + #kill_port + #kill_hot + #kill_file + #docker) >= 3
    and (#kill_name + #kill_port + #kill_hot + #kill_file + #docker) >= 2
    and ($bring or $cron) and ($cron or $stay or $kill_port or #kill_name > 4)
}

rule cron_reinstaller {
  meta:
    name = "linux.content.cron-reinstaller"
    level = "high"
    confidence = "high"
    category = "cron_download"
    attack = "T1053.003 T1105"
    incident_types = "backdoor mining trojan"
    next = "keep-evidence disable-persistence find-entry quarantine-file"
    by_hand = "grep -nE 'cron' {path}"
    title_en = "A script schedules a download that runs what it gets"
    title_zh = "脚本写入“下载即执行”的计划任务"
    summary_en = "{path} puts a download-and-run line into a schedule: {text}"
    summary_zh = "{path} 把下载执行命令写入计划任务：{text}"
    benign_en = "Some vendors' installers schedule their own updater this way; the address should be the vendor's."
    benign_zh = "部分厂商安装脚本会这样配置自动更新；地址应属于该厂商。"
  strings:
    $line = /(echo|printf|cat)\b[^\n]{0,40}((([*0-9]+([\/,-][0-9*]+)*)\s+){4}[*0-9a-z,\/-]+|@(reboot|hourly|daily|minutely))[^\n]{0,100}(curl|wget|lwp-download|python[0-9.]*\s+-c|fetch\s|urlopen)[^\n]{0,300}(\|\s*(sudo\s+)?[\/a-z]*(ba|da|z)?sh\b|chmod\s|&&\s*(sh|bash|\.\/)|\bbash\s+-c|exec\()/
    $here = /((([*0-9]+([\/,-][0-9*]+)*)[ \t]+){4}[*0-9a-z,\/-]+|@(reboot|hourly|daily))[ \t]+(root[ \t]+)?[^\n#]{0,60}(curl|wget)\b[^\n]{0,300}\|\s*[\/a-z]*(ba|da|z)?sh\b/
    $to = /\|\s*crontab\s+(-u\s+\S+\s+)?-|>{1,2}\s*['"]?\/(etc\/cron[\w.\/-]*|var\/spool\/cron[\w.\/-]*|etc\/anacrontab)|crontab\s+(-u\s+\S+\s+)?['"]?(\/|\$|\.|[\w]+\.(txt|cron|tmp))|(os\.system|popen|call|run)\([^\n]{0,80}crontab|tee\s+(-a\s+)?\/(etc\/cron|var\/spool\/cron)|open\(['"]\/(etc\/cron|var\/spool\/cron)/
  condition:
    (kind == "text" or kind == "script") and filesize < 1MB and not is_documentation
    and ($line or $here) and $to
}

rule disarms_host {
  meta:
    name = "linux.content.disarms-host"
    level = "high"
    confidence = "medium"
    category = "defence_evasion"
    attack = "T1685 T1686.001 T1070.003"
    incident_types = "mining trojan backdoor"
    next = "keep-evidence find-entry quarantine-file check-other-hosts"
    by_hand = "grep -nE 'aegis|qcloud|selinux|iptables|HISTFILE|/var/log' {path}"
    title_en = "A script removes security agents and covers its tracks"
    title_zh = "脚本卸载安全软件并清除痕迹"
    summary_en = "{path} takes away the host's protection: {text}"
    summary_zh = "{path} 关闭主机防护并掩盖痕迹：{text}"
    benign_en = "An image builder removes cloud agents on purpose; it does not clear logs or histories as well."
    benign_zh = "制作镜像时会有意卸载云监控组件，但不会同时清理日志和历史记录。"
  strings:
    $agent = /(\/usr\/local\/(aegis|cloudmonitor|qcloud|share\/aliyun-assist|hostguard|uniagent)|(quartz_)?uninstall\.sh|YDService|YDLive|YunJing\/uninst|barad_agent|sgagent|AliYunDun|aliyun[-.]service|agentwatch|cloudresetpwd|hostguard|bcm-agent|bdedr|falcon-sensor|wazuh-agent|auditd|osqueryd|clamav-daemon|crowdstrike)[^\n]{0,120}/
    $stop = /(systemctl\s+(stop|disable|mask)|service\s+\S+\s+stop|chkconfig\s+\S+\s+off|pkill|killall|kill\s+-9|rm\s+-rf|bash|uninstall)/
    $t_selinux = /setenforce\s+0|SELINUX=disabled/
    $t_firewall = /iptables\s+(-F|--flush|-P\s+INPUT\s+ACCEPT)|ufw\s+disable|nft\s+flush/
    $t_history = /unset\s+HISTFILE|HISTFILE=\/dev\/null|history\s+-c|HISTSIZE=0|>\s*~?\/?(root\/)?\.bash_history|rm\s+-rf?\s+[^\n]{0,20}\.bash_history/
    $t_logs = /(>|rm\s+-r?f?|echo\s+(-n\s+)?(0|''|"")?\s*>|cat\s+\/dev\/null\s*>|truncate[^\n]{0,20}|shred[^\n]{0,10})\s*\/var\/log\/(wtmp|btmp|lastlog|secure|auth\.log|messages|syslog|cron|audit)|\/var\/spool\/mail\/root/
    $t_attr = /chattr\s+-R?[aiu]+[^\n]{0,60}(ld\.so\.preload|\/etc\/|\/var\/spool\/cron|\.ssh|\/tmp)/
    $t_preload = /(>|rm\s+-r?f?|echo\s[^\n]{0,10}>)\s*\/etc\/ld\.so\.preload|ld\.so\.preload/
    $t_nmi = /nmi_watchdog|vm\.nr_hugepages|msr-tools|wrmsr/
    $t_tools = /(mv|cp|rename)\s+\/(usr\/)?bin\/(curl|wget|ps|top|netstat|lsattr|chattr)\s/
  condition:
    (kind == "text" or kind == "script") and filesize < 1MB and not is_documentation
    and (
      ($agent and $stop and 3 of ($t_*))
      or ($t_history and $t_logs and 3 of ($t_*))
      or 5 of ($t_*)
    )
}

rule log_cleaner {
  meta:
    name = "linux.content.log-cleaner"
    level = "high"
    confidence = "medium"
    category = "log_wiping"
    attack = "T1070.002 T1685.006"
    incident_types = "backdoor insider remote_control"
    next = "keep-evidence find-entry ask-owner check-other-hosts"
    by_hand = "grep -nE 'utmpdump|sed -i|grep -v|wtmp|auth.log|secure' {path}"
    title_en = "A script takes single addresses or accounts out of the logs"
    title_zh = "脚本从日志中抹去指定的地址或账号"
    summary_en = "{path} removes chosen lines from logs of log-ins: {text}"
    summary_zh = "{path} 从登录日志中删除特定记录：{text}"
    benign_en = "Preparing an image empties logs as a whole; nobody takes single log-ins out of them for that."
    benign_zh = "制作镜像会整体清空日志，但不会从中挑选并删除个别登录记录。"
  strings:
    $utmp = /utmpdump\b[^\n]{0,120}(grep\s+-[a-zA-Z]*v|sed\b[^\n]{0,60}\/d\b|awk\b)[^\n]{0,160}(utmpdump\s+-r|>)/
    $sed = /\bsed\s+(-[a-zA-Z]+\s+)*-[a-zA-Z]*i\S{0,6}\s[^\n]{0,20}\/[^\/\n]{3,80}\/d\b[^\n]{0,160}(\/var\/log\/(auth|secure|messages|syslog|lastlog|cron|maillog|kern)|\$\{?\w)/
    $grep = /grep\s+-[a-zA-Z]*v[^\n|]{1,120}(\/var\/log\/(auth|secure|messages|syslog|cron)[\w.]*|\$\{?\w{1,16}\}?["']?)\s*>\s*[^\n]{1,80}(;|&&|\n)\s*(mv|cat|cp)\s[^\n]{1,120}/
    $records = /open\s*\(\s*['"]\/var\/(log|run)\/(wtmp|utmp|btmp|lastlog)['"]\s*,\s*['"](wb|r\+b|rb\+|w\+b|wb\+)|\b(O_RDWR|O_WRONLY)\b[^\n]{0,200}(_PATH_WTMP|_PATH_UTMP|WTMP_FILE|UTMP_FILE|\/var\/(log|run)\/[wu]tmp)/
    $logs = /\/var\/log\/(auth\.log|secure|wtmp|btmp|lastlog|messages|syslog)/
  condition:
    (kind == "text" or kind == "script") and filesize < 256KB and not is_documentation
    and ($utmp or (($sed or $grep) and $logs) or ($records and not is_module))
}
