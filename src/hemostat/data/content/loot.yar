// Secrets taken from where they belong and put where someone comes to fetch them.

rule gathered_passwords {
  meta:
    name = "linux.content.gathered-passwords"
    level = "medium"
    confidence = "high"
    category = "loot"
    attack = "T1003.008 T1074.001"
    incident_types = "credential_leak backdoor insider"
    next = "keep-evidence rotate-credentials find-entry quarantine-file"
    by_hand = "ls -la {path}; stat {path}"
    title_en = "A copy of the password file lies where it does not belong"
    title_zh = "密码文件副本出现在不应存放的位置"
    summary_en = "{path} holds the password hashes of a system's accounts, in a folder that anybody uses, that hides itself or that a web server shows."
    summary_zh = "{path} 含有系统账号的密码哈希，且位于公共、隐藏或 Web 可访问的目录中。"
    benign_en = "A system image that somebody unpacked or builds, or an administrator's own copy before a migration; ask who put it there."
    benign_zh = "可能是解包或构建系统镜像，或管理员迁移前的备份；请核实由谁放置。"
  strings:
    $root = /(^|\n)root:\$(1|5|6|y|7|2[aby]|gy|sm3)\$[^:\n]{8,200}:\d{0,6}:\d{0,6}:/
    $system = /\n(daemon|bin|nobody|sshd|sys|mail|games|www-data|apache|nginx|dbus|systemd-network):[*!x]{0,2}[^:\n]{0,200}:\d{0,6}:\d{0,6}:/
    $merged = /(^|\n)root:\$(1|5|6|y|7|2[aby]|gy|sm3)\$[^:\n]{8,200}:0:0:[^:\n]{0,100}:\/[^:\n]{0,60}:\/[^\n]{0,40}sh/
  condition:
    kind == "text" and filesize < 256KB and not is_documentation
    and (is_temporary or is_hidden or is_web or is_upload)
    and (($root and #system > 1) or $merged
      // Cut short, but hidden among temporary files or in shared memory.
      or ($root and $system and (is_temporary and is_hidden or filepath matches /^\/(dev|run)\/shm\b/)))
    // The file of a whole system, wherever that was unpacked.
    and not filepath endswith "/etc"
}

rule gathered_keys {
  meta:
    name = "linux.content.gathered-keys"
    level = "medium"
    confidence = "medium"
    category = "loot"
    attack = "T1552.001 T1552.004 T1074.001"
    incident_types = "credential_leak backdoor insider"
    next = "keep-evidence rotate-credentials find-entry quarantine-file"
    by_hand = "ls -la {path}; head -c 300 {path}"
    title_en = "A key or credential lies hidden among temporary files"
    title_zh = "密钥或凭据被隐藏在临时目录中"
    summary_en = "{path} holds a private key, or credentials of a cluster, cloud or registry, in a hidden folder among temporary files or in shared memory: {text}"
    summary_zh = "{path} 含有私钥，或集群、云平台、镜像仓库的凭据，位于临时目录的隐藏文件夹或共享内存中：{text}"
    benign_en = "Tools for deployment write a key there for a moment; then their process still runs."
    benign_zh = "部署工具会短暂写入密钥；此时其进程应仍在运行。"
  strings:
    $ssh = "-----BEGIN OPENSSH PRIVATE KEY-----"
    $pem = /-----BEGIN (RSA |DSA |EC )?PRIVATE KEY-----/
    $putty = /PuTTY-User-Key-File-[23]: /
    $kube = /client-key-data["']?:\s*["']?[A-Za-z0-9+\/]{16}/
    $kube_token = /\buser["']?:\s*\{?\s*["']?token["']?:\s*["']?[\w.-]{20}/
    $kube_kind = /\bkind["']?:\s*["']?Config\b/
    $aws = /aws_secret_access_key\s*=\s*[A-Za-z0-9+\/]{40}/i
    $role = /"SecretAccessKey"\s*:\s*"[A-Za-z0-9+\/]{30}/
    $aliyun = /"access_?key_?secret"\s*:\s*"[A-Za-z0-9]{24}/i
    $tencent = /"(TmpSecretKey|secretKey)"\s*:\s*"[A-Za-z0-9+\/=]{24}/
    $google = /"private_key"\s*:\s*"-----BEGIN PRIVATE KEY-----/
    $registry = /"auths"\s*:\s*\{\s*"[^"]{3,200}"\s*:\s*\{[^}]{0,200}"auth"\s*:\s*"[A-Za-z0-9+\/=]{12}/
    $git = /https?:\/\/[\w.%-]{1,80}:[\w%-]{12,120}@(github|gitlab|bitbucket|gitee|dev\.azure)\.\w/
    $browser = /"encryptedUsername"\s*:\s*"[^"]{16,}"\s*,\s*"encryptedPassword"/
    // A service account's token: "kubernetes.io/serviceaccount" or "system:serviceaccount:" inside.
    $jwt1 = "kubernetes.io/serviceaccount" base64
    $jwt2 = "system:serviceaccount:" base64
    $jwt = /\beyJ[\w-]{20,2000}\.eyJ[\w-]{40,4000}\.[\w-]{40}/
  condition:
    kind == "text" and filesize < 256KB and not is_documentation
    and (is_temporary and is_hidden or filepath matches /^\/(dev|run)\/shm\b/)
    and (
      ($kube or $kube_token) and $kube_kind
      or 1 of ($aws, $role, $aliyun, $tencent, $google, $registry, $git, $browser)
      or ($jwt and 1 of ($jwt1, $jwt2))
      // By its own name as an account keeps it, not the throw-away key of a test or a tool.
      or (1 of ($ssh, $pem, $putty) and filename matches /id_(rsa|dsa|ecdsa|ed25519)|\.(pem|ppk|key)$|^(root|ssh|priv|identity|master|key)[^\/]*$/i)
    )
    and not filepath matches /\/\.(ansible|git|terraform|vagrant|minikube|pytest|tox|cache|npm|cargo|docker|gitlab|jenkins|act|local|config|kube|aws|gnupg|X11-unix|org\.chromium[^\/]*|mount_[^\/]*)\b/i
}

rule key_on_web_site {
  meta:
    name = "linux.content.key-on-web-site"
    level = "medium"
    confidence = "medium"
    category = "credential_readable"
    attack = "T1552.004"
    incident_types = "credential_leak web_intrusion"
    next = "keep-evidence rotate-credentials quarantine-file find-entry"
    by_hand = "ls -la {path}; ssh-keygen -lf {path}"
    title_en = "A private key lies where the web server hands files out"
    title_zh = "私钥位于网站可访问目录中"
    summary_en = "{path} is a private key for ssh below a folder that visitors are shown, and everybody may read it."
    summary_zh = "{path} 是 SSH 私钥，位于网站目录内且所有人可读，访问者可能直接下载。"
    benign_en = "A key made to be published, such as an exercise's; a rule of the web server may refuse it. See its log for who fetched it."
    benign_zh = "可能是公开的练习用密钥，或 Web 服务器已禁止访问；请查访问日志确认是否被下载。"
  strings:
    $ssh = "-----BEGIN OPENSSH PRIVATE KEY-----"
    $pem = /-----BEGIN (RSA|DSA|EC) PRIVATE KEY-----/
    $putty = /PuTTY-User-Key-File-[23]: /
    $locked = /Proc-Type: 4,ENCRYPTED|Encryption: aes/
  condition:
    is_web and is_for_all and kind == "text" and filesize < 32KB and not is_documentation and not $locked
    and (($ssh at 0) or ($putty at 0) or ($pem and filename matches /^id_(rsa|dsa|ecdsa)|_rsa$|^(ssh|deploy|root)[^\/]*key/i))
    // What stands beside the documents, such as an account's own folder or settings, is not shown.
    and filepath matches /\/(html|htdocs|public_html|public|httpdocs|wwwroot|webroot|webapps|www\/[^\/]+\.[a-z]{2,10})(\/|$)/
    and not filepath matches /\/(vendor|node_modules|tests?|testing|fixtures|examples?|samples?|storage|config|site-packages|phpseclib|WEB-INF)(\/|$)/i
}

rule gathered_archive {
  meta:
    name = "linux.content.gathered-archive"
    level = "medium"
    confidence = "medium"
    category = "loot"
    attack = "T1560.001 T1074.001 T1552"
    incident_types = "credential_leak backdoor insider"
    next = "keep-evidence rotate-credentials find-entry quarantine-file"
    by_hand = "ls -la {path}; tar tvf {path} 2>/dev/null || unzip -l {path}"
    title_en = "A small archive holds keys and credentials only"
    title_zh = "小型归档文件中集中存放密钥与凭据"
    summary_en = "{path} is a small archive with several kinds of credentials, in a folder that anybody uses, that hides itself or that visitors are shown: {text}"
    summary_zh = "{path} 是位于公共、隐藏或网站目录中的小型归档，含多种凭据文件：{text}"
    benign_en = "Somebody's move to another machine; then its owner knows of it."
    benign_zh = "可能是迁移个人配置；文件属主应当知情。"
  strings:
    $ssh = /\.ssh\/id_(rsa|dsa|ecdsa|ed25519)/
    $aws = /\.aws\/credentials|\.aliyun\/config|\.tccli\//
    $kube = /\.kube\/config|kubernetes\/admin\.conf/
    $docker = ".docker/config.json"
    $gcloud = ".config/gcloud/"
    $azure = /\.azure\/(msal|access)/
    $shadow = /etc\/shadow-?\x00|etc\/shadow-?PK/
    $gpg = ".gnupg/private-keys"
    $git = ".git-credentials"
    $browser = /\/(Login Data|logins\.json|key4\.db)/
    $pg = /\.(pgpass|my\.cnf|netrc|vault-token|npmrc)\b/
    $history = /\.(bash|zsh|mysql|psql)_history/
    $env = /wp-config\.php|\/\.env\b/
    $secret = "run/secrets/kubernetes.io"
  condition:
    kind == "archive" and filesize < 1MB and (is_temporary or is_hidden or is_web)
    and 2 of ($ssh, $aws, $kube, $docker, $gcloud, $azure, $shadow, $gpg, $git, $browser, $pg, $secret)
    and 3 of them
}

rule gathered_database {
  meta:
    name = "linux.content.gathered-database"
    level = "medium"
    confidence = "medium"
    category = "loot"
    attack = "T1005 T1074.001"
    incident_types = "credential_leak web_intrusion insider"
    next = "keep-evidence find-entry quarantine-file ask-owner"
    by_hand = "ls -la {path}; head -n 30 {path}"
    title_en = "A dump of a database lies hidden or among a web site's uploads"
    title_zh = "数据库转储文件被隐藏存放或位于网站上传目录"
    summary_en = "{path} is a dump of a database, hidden among temporary files or in a web site's folders, in shared memory or where a web site keeps what visitors send."
    summary_zh = "{path} 是数据库转储，位于临时目录或网站的隐藏文件夹、共享内存或网站上传目录中。"
    benign_en = "A backup plug-in of the site, or a hurried backup; ask who made it and why there."
    benign_zh = "可能是网站备份插件或临时备份；请核实制作人与存放原因。"
  strings:
    $mysql = /^(--|\/\*M?!\d*\\?-? ?enable the sandbox mode \*\/\s+--) (MySQL|MariaDB) dump \d/
    $postgres = "-- PostgreSQL database dump"
    $mongo = "\x6d\xe2\x99\x81"
  condition:
    (is_temporary and is_hidden or filepath matches /^\/(dev|run)\/shm\b/ or is_upload or is_web and is_hidden)
    and ($mysql at 0 or $postgres in (0..200) or $mongo at 0)
    and not filepath matches /backup|updraft|duplicator|ai1wm|wpvivid|akeeba|\/\.(ansible|git|cache|docker|config|local)\b/i
}

rule gathering_script {
  meta:
    name = "linux.content.gathering-script"
    level = "high"
    confidence = "medium"
    category = "loot"
    attack = "T1560.001 T1074.001 T1048"
    incident_types = "credential_leak backdoor insider"
    next = "keep-evidence rotate-credentials isolate-host find-entry"
    by_hand = "cat {path}; ls -la {path}"
    title_en = "A hidden script packs files and sends them away"
    title_zh = "隐藏脚本打包文件并外传"
    summary_en = "{path} lies hidden among temporary files or in shared memory, packs files there and uploads the archive to an address: {text}"
    summary_zh = "{path} 隐藏在临时目录或共享内存中，打包文件并上传到外部地址：{text}"
    benign_en = "None is known: backup scripts do not hide among temporary files."
    benign_zh = "暂无已知的正常情形：备份脚本不会隐藏在临时目录中。"
  strings:
    $pack = /\b(tar\s+-?[a-zA-Z]*c[a-zA-Z]*|zip\s+-\w*|7za?\s+a)\s[^\n;|&]{0,200}(\/dev\/shm|\/run\/shm|\/tmp|\/var\/tmp)\//
    $send = /\bcurl\s[^\n;|&]{0,200}(-F\s*['"]?\w+=@|-T\s|--upload-file|--data-binary\s+@|-d\s*@)[^\n;|&]{0,200}(https?|ftp):\/\/\d{1,3}(\.\d{1,3}){3}|\bwget\s[^\n;|&]{0,200}--post-file[^\n;|&]{0,200}https?:\/\/\d{1,3}(\.\d{1,3}){3}/
  condition:
    (kind == "script" or kind == "text") and filesize < 64KB and not is_documentation
    and (is_temporary and is_hidden or filepath matches /^\/(dev|run)\/shm\b/)
    and $pack and $send
    and not filepath matches /\/\.(ansible|git|terraform|vagrant|pytest|tox|cache|npm|cargo|docker|gitlab|jenkins|local|config)\b/i
}
