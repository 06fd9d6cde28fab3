// Scripts that gather secrets and send them, and files that hold many secrets at once.

rule sends_secrets {
  meta:
    name = "linux.content.sends-secrets"
    level = "high"
    confidence = "medium"
    category = "exfiltration"
    attack = "T1041 T1567 T1048 T1560.001 T1552 T1005 T1020"
    incident_types = "credential_leak backdoor insider database_dump"
    next = "keep-evidence rotate-credentials block-outbound find-entry quarantine-file"
    by_hand = "cat -A {path}"
    title_en = "A script gathers secrets of several kinds and sends them away"
    title_zh = "脚本收集多种敏感信息并外传"
    summary_en = "{path} takes keys, passwords or databases and sends them to a messenger, a paste site or a bare address: {text}"
    summary_zh = "{path} 收集密钥、口令或数据库，并发送到即时通讯、网盘粘贴站或裸 IP 地址：{text}"
    benign_en = "A backup sends to storage of its owner, by name, and does not pick keys out of all homes."
    benign_zh = "备份脚本会发往自有存储，不会从所有家目录中挑选密钥。"
  strings:
    $k_shadow = /(\/etc\/g?shadow\b|\/etc\/\{[a-z,]{0,30}shadow)/
    $k_ssh = /\b(tar|zip|7z[ar]?|cat|cp|find|grep|base64|xxd|for|open|glob|gzip)\b[^\n|;&]{0,200}(\.ssh\b|\bid_(rsa|ed25519|ecdsa|dsa)\b|\bid_\*)/
    $k_cloud = /\b(tar|zip|7z[ar]?|cat|cp|find|grep|base64|xxd|for|open|glob|gzip)\b[^\n|;&]{0,200}(\.aws\b|\.config\/gcloud|\.azure\b|\.aliyun\b|\.tccli\b|\.kube\b|kubernetes\/admin\.conf|serviceaccount\/token)/
    $k_creds = /\b(tar|zip|7z[ar]?|cat|cp|find|grep|base64|xxd|for|open|glob|gzip)\b[^\n|;&]{0,200}(\.git-credentials|\.netrc|\.pgpass|\.docker\/config\.json|\.npmrc|\.pypirc|\.gnupg\b|\.vault-token)/
    $k_env = /\b(tar|zip|7z[ar]?|cat|cp|find|base64|xxd|for|glob|gzip)\b[^\n|;&]{0,200}(\/\.env\b|['" ]\*?\.env\b)/
    $k_history = /\.(bash|zsh|mysql|psql)_history|\.\*_history|\.\*history/
    $k_wallet = /wallet\.dat|\.ethereum\/keystore|\.solana\/id\.json|\.electrum\b|\.bitcoin\b|metamask|exodus/ nocase
    $k_browser = /Login Data|logins\.json|key4\.db|cookies\.sqlite|\.mozilla\/firefox|google-chrome\/Default/
    $k_environ = /\/proc\/(\[0-9\]\*|\*|\$\w+|\{\w+\})\/environ|\$\w+\/environ\b/
    $rclone = /\brclone\s[^\n]{0,120}(copy|sync|move)\s[^\n]{0,160}(\bmega|\bpcloud|:ftp|:sftp|:webdav|:s3,|\bremote)\w{0,8}:/
    $rclone_away = /--config[ =]\/(dev\/shm|tmp|var\/tmp)\/|rm\s+-\w*f\w*\s+[^\n]{0,40}rclone|shred\s[^\n]{0,60}rclone/
    $k_meta = /169\.254\.169\.254\/latest\/meta-data\/iam|metadata\.google\.internal\/[^\s"']{0,80}token|100\.100\.100\.200\/latest\/meta-data\/ram/
    $dump = /\b(mysqldump|mariadb-dump|pg_dumpall|pg_dump|mongodump)\b|redis-cli\s[^\n]{0,60}--rdb/
    $t_chat = /api\.telegram\.org\/(bot)?|\/sendDocument\b|discord(app)?\.com\/api\/webhooks|files\.slack\.com|slack\.com\/api\/files\.upload|qyapi\.weixin\.qq\.com|oapi\.dingtalk\.com/
    $t_paste = /\b(transfer\.sh|file\.io|0x0\.st|bashupload\.com|oshi\.at|temp\.sh|pastebin\.com|paste\.\w+|termbin\.com|gofile\.io|catbox\.moe|pixeldrain\.com|anonfiles?\.\w+|webhook\.site|pipedream\.net|oast\.\w+|oastify\.com|interact\.sh|trycloudflare\.com|keep\.sh|x0\.at|uguu\.se|filebin\.net|tmpfiles\.org|wormhole\.app)\b|\.onion\b|ngrok(-free)?\.(io|app|dev)/
    $t_ip = /\b(https?|ftps?|sftp|tftp):\/\/([^\/@\s'"]{1,60}@)?([1-9]|1[1-9]|[2-9][0-9]|1[01][0-9]|12[0-689]|1[3-6][0-9]|17[013-9]|18[0-9]|19[013-9]|192\.0|172\.(0|1[0-5]|3[2-9])|2[0-2][0-9])(\.[0-9]{1,3}){2,3}\b/
    $t_ip_variable = /\b\w{1,20}=['"]?((https?|ftp):\/\/)?([1-9]|1[1-9]|[2-9][0-9]|1[01][0-9]|12[0-689]|1[3-6][0-9]|17[013-9]|18[0-9]|19[013-9]|192\.0|172\.(0|1[0-5]|3[2-9])|2[0-2][0-9])(\.[0-9]{1,3}){2,3}\b/
    $file = /\s(-F|--form(-string)?|-T|--upload-file|--data-binary|--data|-d|--post-file|--body-file)(\s+|=)?['"]?[^\n'"|;]{0,40}[@=\/$<-]|\bfiles\s*=|data\s*=\s*open|\|\s*curl\b|sendDocument|document=@|storbinary|lftp|ncftpput|\bput\s/
    $pipe_out = /\/dev\/tcp\/|\|\s*(nc|ncat|netcat|socat|openssl\s+s_client)\s[^\n|]{0,60}\d/
    $dns_call = /\b(gethostbyname|getaddrinfo|resolver\.(resolve|query)|dns\.(resolve\w*|lookup)|dns_get_record)\s*\(\s*[^\n)]{0,60}['"`]\s*\.?|\b(gethostbyname|getaddrinfo)\s*\(\s*\w+\s*[+\[]/
    $dns_out = /\b(dig|nslookup|host|ping\s+-c\s*1)\s+[^\n|;]{0,60}\$\{?\w+\}?\.[\w$]/
    $encodes = /\b(base64|base32|b32encode|b64encode|hexlify|xxd|od|hexdump)\b/
    $scp_out = /\b(scp|rsync)\s[^\n|;&]{0,200}\b([1-9]|1[1-9]|[2-9][0-9]|1[01][0-9]|12[0-689]|1[3-6][0-9]|17[013-9]|18[0-9]|19[013-9]|192\.0|2[0-2][0-9])(\.[0-9]{1,3}){2,3}:/
  condition:
    (kind == "text" or kind == "script") and filesize < 48KB and not is_documentation and not filename matches /history/
    and (
      (2 of ($k_*) or ($dump and 1 of ($k_shadow, $k_ssh, $k_cloud, $k_history, $k_wallet, $k_browser, $k_meta)))
      and (
        (($t_chat or $t_paste or $t_ip or $t_ip_variable) and $file)
        or $pipe_out
        or (($dns_out or $dns_call) and $encodes)
        or ($scp_out and (is_temporary or is_hidden))
      )
      or ($rclone and $rclone_away)
      or ($k_shadow and $t_chat and $file)
      or ($dump and ($t_chat or $t_paste or $t_ip) and $file and (is_temporary or is_hidden and not is_home))
    )
    and not filepath matches /\/(node_modules|site-packages|dist-packages|vendor|gems|linpeas|metasploit[^\/]*)(\/|$)/
}

rule gathered_tokens {
  meta:
    name = "linux.content.gathered-tokens"
    level = "medium"
    confidence = "medium"
    category = "loot"
    attack = "T1552.001 T1552.004 T1074.001 T1005"
    incident_types = "credential_leak backdoor insider"
    next = "keep-evidence rotate-credentials find-entry quarantine-file"
    by_hand = "ls -la {path}; stat {path}"
    title_en = "A hidden file holds credentials of many services at once"
    title_zh = "隐藏文件集中存放多种服务的凭据"
    summary_en = "{path} hides itself, among temporary files or where no settings belong, and holds keys and tokens of several kinds: {text}"
    summary_zh = "{path} 位于隐藏或临时位置，集中含有多种密钥与令牌：{text}"
    benign_en = "Settings of an application name several services too, under the name of settings."
    benign_zh = "应用配置也会含多种令牌，但通常以配置文件命名。"
  strings:
    $aws = /\bA(KI|SI)A[A-Z0-9]{16}\b/
    $aws_secret = /aws_secret_access_key["']?\s*[=:]\s*["']?[A-Za-z0-9+\/]{40}/ nocase
    $key = /-----BEGIN ((OPENSSH|RSA|DSA|EC) )?PRIVATE KEY-----/
    $github = /\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/
    $gitlab = /\bglpat-[\w-]{20}/
    $npm = /\bnpm_[A-Za-z0-9]{16,}/
    $pypi = /\bpypi-AgEI[\w-]{16,}/
    $slack = /\bxox[abposr]-[\w-]{10,}/
    $google = /\bAIza[\w-]{35}|"private_key_id"\s*:/
    $stripe = /\b[sr]k_live_\w{16,}/
    $docker = /"auths"\s*:|\bdckr_pat_[\w-]{10}/
    $kube = /client-key-data:|kubernetes\.io\/serviceaccount|\beyJhbGciOi/
    $shadow = /(^|\n)root:\$(1|5|6|y|7|2[aby])\$[^:\n]{6,200}:/
    $passwd = /(^|\n)root:x:0:0:/
    $database = /\b(mysql|postgres(ql)?|mongodb(\+srv)?|redis|amqp):\/\/[^:\s]{1,60}:[^@\s]{3,80}@/
    $env = /(^|\n)(DB_PASSWORD|MYSQL_ROOT_PASSWORD|POSTGRES_PASSWORD|SECRET_KEY|APP_KEY|JWT_SECRET)=\S{4}/
    $vault = /\bhvs\.\w{20,}|\bs\.[A-Za-z0-9]{24}\b/
    $azure = /AccountKey=[A-Za-z0-9+\/=]{40,}/
    $process = /(^|\n|\x00)(PATH|PWD|HOME|SHLVL)=/
  condition:
    kind == "text" and filesize < 1MB and not is_documentation
    and (is_hidden or is_temporary or is_upload)
    and 3 of ($aws, $aws_secret, $key, $github, $gitlab, $npm, $pypi, $slack, $google, $stripe, $docker, $kube, $shadow, $passwd, $database, $env, $vault, $azure)
    and not ($aws and $aws_secret and not 2 of ($key, $github, $gitlab, $npm, $pypi, $slack, $google, $stripe, $docker, $kube, $shadow, $passwd, $database, $env, $vault, $azure, $process))
    and not filename matches /^\.?env|\.env(\.|$)|rc$|^\.profile|_profile$|history|\.tf(vars|state)|\.(py|js|ts|go|rb|php|java|sh|toml|yara?|yml|yaml|conf)$|secrets?(scan|\.baseline)|gitleaks|trufflehog|credentials$/
    and not filepath matches /\/(node_modules|site-packages|dist-packages|vendor|gems|\.git|\.terraform|\.cache|tests?|fixtures)(\/|$)/
}
