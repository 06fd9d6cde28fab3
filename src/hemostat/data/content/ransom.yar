// Notes that say files were taken hostage, in English and Chinese (UTF-8, GBK, UTF-16).

rule ransom_note {
  meta:
    name = "linux.content.ransom-note"
    level = "high"
    confidence = "medium"
    category = "ransom_note"
    attack = "T1486 T1491.001"
    incident_types = "ransomware"
    next = "keep-evidence keep-running isolate-host ask-owner find-entry check-other-hosts"
    by_hand = "head -c 2000 {path}"
    title_en = "A note demands ransom for files or data"
    title_zh = "出现勒索信"
    summary_en = "{path} says that files or data are held for ransom: {text}"
    summary_zh = "{path} 声称文件或数据被加密或窃取并索要赎金：{text}"
    benign_en = "Training material, a report, or a quoted note; see whether files beside it can still be opened."
    benign_zh = "培训材料、报告或引用的勒索信；查看同目录文件能否正常打开。"
  strings:
    $e_taken = /\b(your|all|the|ur)\s+[\w,' ]{0,40}(files?|data(bases?)?|documents?|network|servers?|systems?|backups?|virtual machines|VMs)\s+[\w,' ]{0,40}(encrypted|locked|crypted|stolen|exfiltrated|downloaded|backed up|dumped|compromised|hacked|penetrated)\b/ nocase ascii wide
    $e_taken2 = /\b(we|i)\s+(have\s+|'ve\s+)?(encrypted|locked|stolen|downloaded|exfiltrated|hacked|backed up)\s+(all\s+|and\s+\w+\s+)?(of\s+)?(your|the|ur)\b/ nocase ascii wide
    $e_coin = /\b(bitcoins?|btc|monero|xmr|tether|usdt|cryptocurrency|ethereum)\b/ nocase ascii wide
    $e_wallet = /\b(bc1[a-z0-9]{25,62}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93})\b/ ascii
    $e_onion = /[a-z2-7]{16,56}\.onion\b|\btor\s+browser\b|torproject\.org/ nocase ascii wide
    $e_mail = /[\w.+-]{2,40}@(proton(mail)?\.(com|me|ch)|tutanota\.(com|de)|tuta\.io|onionmail\.(org|com)|cock\.li|airmail\.cc|mailfence\.com|aol\.com|outlook\.com|gmail\.com|[\w.-]{3,40}\.\w{2,6})\b|\b(session|tox|telegram|jabber|wire|qtox)\s*(messenger|id|chat)?\s*[:=]/ nocase ascii
    $e_decrypt = /\b(decrypt(ion|or|er|ing)?|unlock|restore|recover)\b/ nocase ascii wide
    $e_pay = /\b(pay(ment)?|ransom|price|purchase|buy|send)\b/ nocase ascii wide
    $e_threat = /\b(do\s?n[o']?t\s+(try|rename|modify|delete|use|contact|shut)|permanently|will be (published|leaked|sold|lost|deleted|destroyed|doubled)|leak(ed)?|deadline|within \d+ (hours|days)|\d+\s*(hours|days))\b/ nocase ascii wide
    $e_key = /\b(private key|unique (key|id)|personal id|decryption (key|id|tool)|your id|key id|military[- ]grade|AES-?256|RSA-?(2048|4096)|chacha20|curve25519)\b/ nocase ascii wide
    $c_taken = /(文件|数据|数据库|资料|服务器|硬盘|系统)[^\n]{0,30}(加密|锁定|窃取|备份到|下载|劫持)/
    $c_taken_gbk = { BC D3 C3 DC }
    $c_file_gbk = { CE C4 BC FE }
    $c_coin = /(比特币|门罗币|泰达币|虚拟货币|加密货币|USDT|BTC|XMR)/ nocase
    $c_coin_gbk = { B1 C8 CC D8 B1 D2 }
    $c_pay = /(赎金|支付|付款|转账|购买|汇款|打款)/
    $c_pay_gbk = { D6 A7 B8 B6 }
    $c_ransom_gbk = { CA EA BD F0 }
    $c_back = /(解密|恢复|解锁|找回|还原)/
    $c_back_gbk = { BD E2 C3 DC }
    $c_contact = /(联系|邮箱|邮件|暗网|洋葱|Tor|QQ|微信|telegram|电报|客服)/ nocase
    $c_threat = /(公开|泄露|出售|永久|删除|销毁|翻倍|不要(尝试|修改|重命名|关机)|请勿|\d+\s*(小时|天))/
  condition:
    (kind == "text" or kind == "script" or (kind == "data" and (filesize < 64KB or extension == ".ibd" or extension == ".myd" or extension == ".frm" or extension == ".wt" or extension == ".couch" or extension == ".fdt"))) and filesize <= 256KB
    and (not is_documentation or extension == ".md" and filesize < 8KB)
    and extension != ".py" and extension != ".go" and extension != ".c" and extension != ".h" and extension != ".js" and extension != ".json"
    and (
      (($e_taken or $e_taken2) and ($e_coin or $e_wallet or $e_onion) and ($e_mail or $e_onion or $e_wallet) and $e_pay and 1 of ($e_decrypt, $e_threat, $e_key) and (filesize < 48KB or kind == "data"))
      or (($e_taken or $e_taken2) and $e_decrypt and $e_mail and 2 of ($e_pay, $e_threat, $e_key) and filesize < 12KB)
      or (($e_taken or $e_taken2) and $e_onion and 2 of ($e_decrypt, $e_threat, $e_key) and ($e_key or $e_pay or $e_decrypt) and filesize < 12KB and (is_note or is_web or is_home or is_temporary))
      or ($c_taken and ($c_coin or $e_wallet or $e_onion) and $c_pay and 1 of ($c_back, $c_contact, $c_threat) and filesize < 48KB)
      or ($c_taken and $c_back and $c_contact and 1 of ($c_pay, $c_threat) and ($e_mail or $e_onion) and filesize < 8KB)
      or ($c_taken_gbk and $c_file_gbk and ($c_coin_gbk or $c_ransom_gbk or $e_wallet) and ($c_pay_gbk or $c_back_gbk) and filesize < 48KB)
    )
}

rule job_in_redis_data {
  meta:
    name = "linux.content.job-in-redis-data"
    level = "high"
    confidence = "high"
    category = "redis_abuse"
    attack = "T1053.003 T1098.004 T1190"
    incident_types = "mining backdoor remote_control"
    next = "keep-evidence isolate-host disable-persistence find-entry harden"
    by_hand = "strings -n 8 {path} | head -n 50"
    title_en = "Redis holds a job or a key to be written as a file"
    title_zh = "Redis 数据中藏有计划任务或 SSH 公钥"
    summary_en = "{path} holds a line for cron or for authorized_keys between blank lines, as left by those who make Redis write it to disk: {text}"
    summary_zh = "{path} 中有前后以空行隔开的 cron 任务行或 authorized_keys 公钥行，是利用 Redis 写文件入侵的痕迹：{text}"
    benign_en = "None is known: programs that keep schedules or keys in Redis do not put line ends around them. An attempt may have failed; see whether the file it aimed at exists."
    benign_zh = "暂无已知的正常情形：把计划或密钥存入 Redis 的程序不会在其前后加空行。攻击可能未成功，请检查目标文件是否存在。"
  strings:
    $magic = /^REDIS00\d\d/
    $appended = /^\*\d+\r\n\$\d+\r\n/
    $job = /\n\s*(\*(\/\d+)?|\d{1,2})( +(\*(\/\d+)?|[\d,\/-]{1,8})){4} +(root +)?[^\n]{0,200}(https?:\/\/|\/dev\/tcp\/|base64|\/tmp\/|\bsh\b|\bnc\b|python)[^\n]{0,200}\n/
    $key = /\n\s*(ssh-(rsa|ed25519|dss)|ecdsa-sha2-nistp\d+) AAAA[A-Za-z0-9+\/=]{40,800}[^\n]{0,80}\n/
  condition:
    ($magic at 0 or $appended at 0) and ($job or $key)
}

rule ransom_named_in_database {
  meta:
    name = "linux.content.ransom-named-in-database"
    level = "high"
    confidence = "medium"
    category = "ransom_note"
    attack = "T1486 T1485"
    incident_types = "ransomware database_dump"
    next = "keep-evidence keep-running ask-owner find-entry harden"
    by_hand = "strings -n 8 {path} | grep -iE 'read|recover|restore|warning'"
    title_en = "A database or index bears the name of a ransom note"
    title_zh = "数据库、索引或集合以勒索信命名"
    summary_en = "{path} names a database, collection or index as extortionists do who wiped the others: {text}"
    summary_zh = "{path} 中的数据库、集合或索引名与清库勒索者使用的名称一致：{text}"
    benign_en = "A test of one's own; look into it and see whether the other collections are still there."
    benign_zh = "可能是自行测试；请查看其中内容，并确认其余数据是否仍在。"
  strings:
    $name = /\bREAD_{0,3}(ME|IT|THIS)_{0,3}(TO|FOR|AND|NOW)_{0,3}(RECOVER|RESTORE|DECRYPT|GET)\w{0,40}|\b(RECOVER|RESTORE|GET)_{1,3}(YOUR|BACK)_{1,3}(DATA|DB|DATABASES?|FILES)\w{0,20}|\b(YOUR|ALL|ALL_YOUR)_{1,3}(DATA|DBS?|DATABASES?)_{1,3}(IS|ARE|HAS|HAVE|WAS|WERE|BACKED|ENCRYPTED|DELETED|STOLEN)\w{0,30}|\bHOW_{1,3}TO_{1,3}(RECOVER|RESTORE|DECRYPT|GET_BACK)\w{0,30}|\bPLEASE_{1,3}READ(_{1,3}ME)?\b|\bWARNING_{1,3}(READ|RECOVER|YOUR)\w{0,30}|\bREAD_{1,3}ME\b|\bread[_-]me[_-]to[_-]recover\w{0,30}/ nocase
  condition:
    filesize <= 256KB and (
      filename == "_mdb_catalog.wt" or filename == "WiredTiger.wt"
      or (extension == ".st" and filepath matches /(elasticsearch|opensearch)|\/_state$/)
      or extension == ".couch"
    ) and $name
}
