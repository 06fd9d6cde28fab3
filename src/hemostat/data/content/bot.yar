// Sources and kits of those who rent out other people's machines: bots, floods, guessing of passwords.

rule irc_bot {
  meta:
    name = "linux.content.irc-bot"
    level = "high"
    confidence = "high"
    category = "bot_source"
    attack = "T1071 T1059 T1498 T1105"
    incident_types = "trojan remote_control network_attack"
    next = "keep-evidence find-entry block-outbound quarantine-file check-other-hosts"
    by_hand = "grep -nE 'PRIVMSG|flood|scan|system|exec' {path}"
    title_en = "A program takes orders to flood, scan or run commands from a chat channel"
    title_zh = "程序从 IRC 频道接收洪水攻击、扫描或执行命令的指令"
    summary_en = "{path} speaks the chat protocol of IRC and obeys orders of bots: {text}"
    summary_zh = "{path} 使用 IRC 协议并执行僵尸网络指令：{text}"
    benign_en = "A chat robot of a community knows no floods and does not hide its own name."
    benign_zh = "社区聊天机器人不会包含洪水攻击功能，也不会伪装进程名。"
  strings:
    $privmsg = "PRIVMSG"
    $v_nick = /(\b|\\n)NICK\b/
    $v_join = /(\b|\\n)JOIN\b/
    $v_pong = /(\b|\\n)PONG\b/
    $v_user = /(\b|\\n)USER\b/
    $flood = /\b(udp|tcp|http|syn|ack|icmp|dns|ntp|std|vse|ovh|xmas|junk|hold|pan|oldpan|sudp|get|post|layer ?[47])[-_ ]?(flood|flooder|ddos|bomb)\w*|\b(httpflood|tsunami|pktflood|slowloris|floodnet|ddos)\b/ nocase
    $scan = /\b(portscan|nmapscan|telnetscan|randscan|[!@.](scan|spread|exploit|brute)|(ssh|telnet)[-_ ]?(scan|brute)\w*)\b/ nocase
    $fetch = /[!@.](get|download|update|wget|dl)\b|\b(wget|curl|LWP::|urlretrieve|urlopen|Net::HTTP)\b/
    $exec = /`\$\w+[^`\n]{0,20}`|\b(system|popen|exec|execv[ep]?|execl|shell_exec|passthru|check_output|Popen|getoutput|execSync|spawn)\s*[({\[]|\bqx\s*[({\/]/
    $shell = /exec\.Command\s*\(\s*"(\/bin\/)?(ba)?sh"|child_process|=\s*`\$\w+|shell\s*=\s*True|os\.(system|popen)\s*\(|\bpopen\s*\(|shell_exec\s*\(|passthru\s*\(|getoutput\s*\(/
    $mask = /\$0\s*=\s*["']|\bPR_SET_NAME\b|setproctitle|SIG\{\s*['"]?(INT|HUP|TERM)['"]?\s*\}\s*=\s*['"]IGNORE|strn?cpy\s*\(\s*argv\s*\[\s*0\s*\]/
    $not_client = /irssi_|IRSSI|weechat_|hexchat|Purple::|supybot|limnoria|inspircd|ZNC\b/
  condition:
    (kind == "text" or kind == "script" or kind == "elf") and filesize < 2MB and not is_documentation
    and $privmsg and 2 of ($v_*) and not $not_client
    and (
      ($flood and ($exec or $scan or $fetch or $mask))
      or (kind != "elf" and $shell and 3 of ($v_*) and filesize < 16KB)
      or (kind != "elf" and $exec and $mask and ($scan or $fetch or is_temporary or is_hidden))
    )
}

rule chat_ordered_shell {
  meta:
    name = "linux.content.chat-ordered-shell"
    level = "medium"
    confidence = "medium"
    category = "bot_source"
    attack = "T1102.002 T1059"
    incident_types = "remote_control backdoor trojan"
    next = "keep-evidence ask-owner block-outbound quarantine-file find-entry"
    by_hand = "grep -nE 'bot|message|subprocess|exec|eval' {path}"
    title_en = "A hidden script runs what a messenger's chat tells it"
    title_zh = "隐藏脚本按聊天消息内容执行命令"
    summary_en = "{path} lies hidden, among temporary files or below a web root, asks a messenger for messages and runs their text: {text}"
    summary_zh = "{path} 位于隐藏、临时或网站目录，从即时通讯接口取消息并将其作为命令执行：{text}"
    benign_en = "An administrator's own helper; it lies in a home and somebody knows it."
    benign_zh = "管理员自用的机器人；通常放在家目录且有人知情。"
  strings:
    $api = /api\.telegram\.org\/bot|\bgetUpdates\b|telebot\.|telegram\.ext|\baiogram\b|discord\.(Client|ext|js)|gateway\.discord\.gg|slack_bolt|slack\.com\/api\/conversations|graph\.microsoft\.com|api\.vk\.com/
    $run = /\b(subprocess\.\w+|os\.(system|popen)|Popen|check_output|getoutput|exec|execSync|shell_exec|spawn|system|popen)\s*\(\s*\[?\s*[^\n)]{0,60}\b(message|msg|update|ctx|event|command|cmd|text)\b/
    $shell = /\b(eval|(ba)?sh\s+-c)\s+["']?\$[\w({]/
  condition:
    (kind == "text" or kind == "script") and filesize < 256KB and not is_documentation
    and (is_temporary or is_hidden or is_web) and $api and ($run or $shell)
    and not filepath matches /\/(node_modules|site-packages|dist-packages|vendor|gems)(\/|$)/
}

rule flooder {
  meta:
    name = "linux.content.flooder"
    level = "medium"
    confidence = "medium"
    category = "flooder"
    attack = "T1498 T1498.001 T1588.002"
    incident_types = "network_attack trojan abnormal_traffic"
    next = "keep-evidence ask-owner block-outbound quarantine-file find-entry"
    by_hand = "grep -nE 'sendto|flood|SOCK_RAW|packet' {path}"
    title_en = "A script floods a target with packets"
    title_zh = "脚本向目标发送洪水数据包"
    summary_en = "{path} sends packets without content in an endless loop: {text}"
    summary_zh = "{path} 在循环中不断发送无意义的数据包：{text}"
    benign_en = "A test of load against one's own machines; then somebody knows it."
    benign_zh = "对自有设备的压力测试；应有人知情。"
  strings:
    $py_junk = /random\._urandom\s*\(|\.sendto\s*\(\s*(os\.urandom|random\.(randbytes|_urandom))/
    $py_send = /\.sendto\s*\(/
    $perl = /\bsend\s*\(\s*\w+\s*,\s*pack\s*\(\s*["']a\d*\$?\w*["']/
    $php = /fsockopen\s*\(\s*["']udp:\/\/["']?\s*\./
    $raw = /\b(SOCK_RAW|IPPROTO_RAW)\b/
    $spoof = /\b(saddr|ip_src(\.s_addr)?)\s*=\s*[^;\n]{0,60}\b(rand\w*|htonl\s*\(\s*\w*rand\w*)\s*\(/
    $parts = /\badd_auth_entry\s*\(|\badd_attack\s*\(\s*ATK_|\battack_(udp|tcp|gre|app)_(generic|syn|ack|stomp|plain|vse|dns|http|ip|eth)\b|\bkiller_kill_by_port\s*\(/
    $word = /flood|\bd?dos\b|attack|packets? (sent|per)|\bpps\b/ nocase
    $loop = /while\s*\(?\s*(1|True|true)\b|for\s*\(\s*;\s*;|for\s*\(;;\)|while\s*\(\s*time/
  condition:
    (kind == "text" or kind == "script") and filesize < 256KB and not is_documentation
    and (#parts > 1 or $word and $loop and (($py_junk and $py_send) or $perl or $php or ($raw and $spoof)))
    and not filepath matches /\/(node_modules|site-packages|dist-packages|vendor|gems)(\/|$)/
}

rule guessing_list {
  meta:
    name = "linux.content.guessing-list"
    level = "medium"
    confidence = "medium"
    category = "guessing_kit"
    attack = "T1110.001 T1588.002"
    incident_types = "brute_force trojan"
    next = "keep-evidence find-entry block-outbound quarantine-file check-other-hosts"
    by_hand = "head -n 20 {path}; ls -la $(dirname {path})"
    title_en = "A list of names and common passwords lies hidden or among temporary files"
    title_zh = "隐藏或临时目录中存放弱口令字典"
    summary_en = "{path} pairs names of accounts with the passwords that are tried first, as kits for guessing do: {text}"
    summary_zh = "{path} 为账号与常见弱口令的组合，是爆破工具所用的字典：{text}"
    benign_en = "A tester's list; then it lies in a home or with its tool."
    benign_zh = "测试人员的字典通常放在家目录或随工具一起。"
  strings:
    $pair = /\n(root|admin|user|test|oracle|postgres|ubuntu|pi|ftpuser|ftp|git|mysql|guest|support|nagios|www|www-data|deploy|hadoop|debian|centos|administrator|tomcat|jenkins|ec2-user|vagrant|minecraft|steam|default|sysadmin|backup|ubnt|service|web|dev|student|zabbix|ansible|docker|es|elastic|hive|spark|redis|sa)[ :\t;|,](root\w{0,6}|toor|admin[@\w!]{0,8}|[01]{4,8}|12345?6?7?8?9?0?|p[a@]ssw[o0]rd\w{0,4}!?|pass\w{0,6}|qwe(rty|123)?\w{0,6}|1q2w3e\w{0,6}|q1w2e3\w{0,4}|raspberry|changeme|letmein|test\w{0,6}|abc123|default|guest|user\w{0,4}|oracle\w{0,4}|postgres|ubuntu|git\w{0,4}|mysql|ftpuser|ftp|support|nagios|deploy|hadoop|centos|debian|tomcat|jenkins|vagrant|welcome\w{0,4}|Huawei@123|ubnt|alpine|xc3511|vizxv|juantech|dreambox|anko|hi3518|zlxx\.|Zte521|7ujMko0\w{0,8}|000000|111111|666666|888888|654321|123123|123qwe)\r?\n/
  condition:
    kind == "text" and filesize < 16MB and (is_temporary or is_hidden) and #pair > 5
    and not filepath matches /seclists|wordlists?|payloads?allthe|nmap|metasploit|cowrie|honeypot/i
}

rule guessing_results {
  meta:
    name = "linux.content.guessing-results"
    level = "medium"
    confidence = "medium"
    category = "guessing_kit"
    attack = "T1110 T1046"
    incident_types = "brute_force trojan"
    next = "keep-evidence find-entry block-outbound quarantine-file check-other-hosts"
    by_hand = "head -n 20 {path}; ls -la $(dirname {path})"
    title_en = "A file lists machines with the passwords that were guessed for them"
    title_zh = "文件记录了已猜解成功的主机与口令"
    summary_en = "{path} names addresses, accounts and passwords that let somebody in, or addresses found by a scan: {text}"
    summary_zh = "{path} 记录了可登录的地址、账号与口令，或扫描得到的地址：{text}"
    benign_en = "The report of a penetration test that was ordered; see who owns the file."
    benign_zh = "经授权的渗透测试结果；请核实文件属主。"
  strings:
    $line = /(^|\n)(DUP |OK |GOOD |\[\+\] ?)?\d{1,3}(\.\d{1,3}){3}(:\d{2,5}|[ \t|;,]\d{2,5})?[ \t:|;,]+(root|admin|user|test|oracle|postgres|ubuntu|pi|ftpuser|git|mysql|guest|support|nagios|www|deploy|hadoop|debian|centos|administrator|tomcat|jenkins|ec2-user|vagrant|ubnt|sa)[ \t:|;,]+[^\s:|;,]{2,30}([ \t|;:,]|\r?\n)/
    $named = /(^|\n)(DUP|OK|GOOD|SUCCESS|Found|VULN|NoDup)\s+\w{2,16}:[^\s:]{1,30}[\s:|@]+\d{1,3}(\.\d{1,3}){3}/
    $at = /(^|\n)(root|admin|user|test|oracle|postgres|ubuntu|pi|git|mysql|guest|support|administrator)[:|;, ][^\s:@|\/]{2,30}[@:|; ]\d{1,3}(\.\d{1,3}){3}(:\d{2,5})?[\s\r]/
    $hydra = /\[\d{2,5}\]\[(ssh|ftp|telnet|mysql|rdp|postgres|vnc|redis|smb2?|imap|pop3|mssql)\] host: \S+\s+login: \S+\s+password: /
    $medusa = "ACCOUNT FOUND: ["
    $ncrack = /Discovered credentials for (ssh|rdp|telnet|ftp|vnc|mysql)/
    $masscan = /(^|\n)open tcp \d{2,5} \d{1,3}(\.\d{1,3}){3} \d/
    $not_settings = /ansible_|\[all\]|https?:\/\/|\bGET \/|"[A-Z]+ \/|LogFormat|sshd\[\d/
  condition:
    (kind == "text") and filesize < 4MB and not is_documentation and not $not_settings
    and (is_temporary or is_hidden or is_web or is_recent)
    and (#masscan > 2 and (is_temporary or is_hidden) or (#line > 1 or #named > 1 or #at > 2 or $hydra or $medusa or $ncrack)
    and not extension matches /^\.(log|conf|cfg|ini|py|go|js|java|rb|php|html?|csv|sh)$/)
}

rule guessing_driver {
  meta:
    name = "linux.content.guessing-script"
    level = "high"
    confidence = "medium"
    category = "guessing_kit"
    attack = "T1110 T1110.001 T1046 T1595.001"
    incident_types = "brute_force trojan"
    next = "keep-evidence find-entry block-outbound quarantine-file check-other-hosts"
    by_hand = "cat {path}; ls -la $(dirname {path})"
    title_en = "A script guesses passwords of other machines"
    title_zh = "脚本对其他主机进行口令爆破"
    summary_en = "{path} hands lists of addresses and passwords to a program that tries them: {text}"
    summary_zh = "{path} 将地址与口令列表交给爆破程序逐一尝试：{text}"
    benign_en = "A penetration test that was ordered; ask who owns the script."
    benign_zh = "经授权的渗透测试；请核实脚本属主。"
  strings:
    $beside = /\.\/[\w.-]{1,24}\s[^\n]{0,100}\b(pass(file|words?|list|wd)?|users?(pass)?|up|uplist|credentials|creds|dict|wordlist|combo|vuln)\w{0,8}\.(txt|lst|list|dic|log)\b/
    $known = /(^|[\s;&|\/(])(hydra|medusa|ncrack|patator|crowbar|masscan|zmap|pnscan|brutespray|haiduc|zgrab2?)\s+[^\n]{0,160}(-[LPCMU]\s|-p\s*['"]?\$|-iL\s|-f\s|0\.0\.0\.0\/0|\/(8|16)\b|-p\s?(22|23|3389|6379|2375|2222|5432|3306|445)\b)/
    $range = /\b(ranges?|bios|mfu|ips?|ip_?list|targets?|hosts?|scan|open|class|cidr|range\d?)\.(txt|lst|list|log|ip)\b|\d{1,3}\.\d{1,3}(\.\d{1,3}\.\d{1,3})?\/(8|12|16)\b|0\.0\.0\.0\/0|\$RANDOM[^\n]{0,40}\$RANDOM|-p\s?(22|2222|23)\b|\$\(\(\s*RANDOM\s*%\s*25[456]/
    $loop_pass = /\bfor\s+\w*(pass|pwd|pw|passwd|password|p)\s+in\s+[^\n]{0,40}(cat|<|pass|\{|dict|list)|\bwhile\s+(IFS=\S{0,8}\s+)?read\s+(-r\s+)?\w*(u|user|login|name)\w*\s+\w*(p|pass|pwd|pw)\w*\b/
    $try_shell = /\bsshpass\s+-p\s*['"]?\$\{?\w+/
    $try_python = /paramiko\.(SSHClient|Transport)|ftplib\.FTP|telnetlib\.Telnet|pymysql\.connect|asyncssh\.connect|pxssh\.pxssh/
    $py_loop = /for\s+[\w, ]{1,40}\bin\s+((open\(['"][^'"\n]{0,40})?\w*(pass|pwd|word|cred|combo|\bpw)\w*|itertools\.product\s*\(|zip\s*\()/ nocase
    $py_fail = /AuthenticationException|error_perm|OperationalError|PermissionDenied|ExceptionPxssh|except\b/
    $py_many = /for\s+\w{0,12}(ip|host|addr|target|server|site|url)\w{0,4}\s+in\b|random\.randint\s*\(\s*\d{1,3}\s*,\s*25[45]/ nocase
    $try_web = /wp\.getUsersBlogs|\/xmlrpc\.php|\/wp-login\.php|\/administrator\/index\.php|\/owa\/auth\.owa|\/manager\/html/
    $go_try = /ssh\.Password\s*\(\s*\w+/
    $go_loop = /for\s+_\s*,\s*\w*(pass|pwd|pw|cred)\w*\s*:?=\s*range/
  condition:
    (kind == "text" or kind == "script") and filesize < 256KB and not is_documentation
    and (
      ($beside and $range)
      or ($known and $range and ($loop_pass or $try_shell or is_temporary or is_hidden) )
      or ($loop_pass and $try_shell and ($range or is_temporary or is_hidden))
      or ($try_python and $py_loop and $py_fail and $py_many)
      or ($try_web and $py_loop and $py_many)
      or ($go_try and $go_loop)
    )
    and not filepath matches /\/(node_modules|site-packages|dist-packages|vendor|gems|metasploit[^\/]*)(\/|$)/
}
