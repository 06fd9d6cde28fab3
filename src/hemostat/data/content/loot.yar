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
    and (($root and #system > 1) or $merged)
    // The file of a whole system, wherever that was unpacked.
    and not filepath endswith "/etc"
}

rule gathered_keys {
  meta:
    name = "linux.content.gathered-keys"
    level = "medium"
    confidence = "medium"
    category = "loot"
    attack = "T1552.004 T1074.001"
    incident_types = "credential_leak backdoor insider"
    next = "keep-evidence rotate-credentials find-entry quarantine-file"
    by_hand = "ls -la {path}; ssh-keygen -lf {path}"
    title_en = "A private key lies hidden among temporary files"
    title_zh = "私钥被隐藏在临时目录中"
    summary_en = "{path} is a private key in a hidden folder among temporary files."
    summary_zh = "{path} 是私钥，位于临时目录下的隐藏文件夹中。"
    benign_en = "Tools for deployment write a key there for a moment; then their process still runs."
    benign_zh = "部署工具会短暂写入密钥；此时其进程应仍在运行。"
  strings:
    $ssh = "-----BEGIN OPENSSH PRIVATE KEY-----"
    $pem = /-----BEGIN (RSA|DSA|EC) PRIVATE KEY-----/
    $kube = /client-key-data:\s*[A-Za-z0-9+\/]{200}/
    $aws = /aws_secret_access_key\s*=\s*[A-Za-z0-9+\/]{40}/
  condition:
    kind == "text" and filesize < 64KB and not is_documentation
    and is_temporary and is_hidden
    // By its own name as an account keeps it, not the throw-away key of a test or a tool.
    and ($kube or $aws or (($ssh or $pem) and filename matches /id_(rsa|dsa|ecdsa|ed25519)|^(root|ssh|priv|identity|master)[^\/]*$/i))
    and not filepath matches /\/\.(ansible|git|terraform|vagrant|minikube|pytest|tox|cache|npm|cargo|docker|gitlab|jenkins|act|local|config)\b/i
}
