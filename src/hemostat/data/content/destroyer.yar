// Scripts that make data unreadable or destroy it.

rule encrypts_files {
  meta:
    name = "linux.content.encrypts-files"
    level = "high"
    confidence = "medium"
    category = "ransom_script"
    attack = "T1486 T1485"
    incident_types = "ransomware insider"
    next = "keep-evidence isolate-host quarantine-file find-entry check-other-hosts"
    by_hand = "cat -A {path}"
    title_en = "A script encrypts people's files one by one and removes the originals"
    title_zh = "脚本逐个加密用户文件并删除原文件"
    summary_en = "{path} goes through folders of data, encrypts what it finds and removes what it read: {text}"
    summary_zh = "{path} 遍历数据目录，加密文件并删除原文件：{text}"
    benign_en = "A backup encrypts copies, in its own folder, and demands nothing."
    benign_zh = "备份脚本只加密自己目录中的副本，不会留下勒索说明。"
  strings:
    $walk = /\bfind\s+[^\n]{0,160}|\bfor\s+\w+\s+in\s|while\s+(IFS=\S{0,8}\s+)?read|os\.walk\s*\(|\.rglob\s*\(|glob\.(i?glob)\s*\(|RecursiveDirectoryIterator|scandir\s*\(|filepath\.Walk|File::Find|Dir\.glob|readdirSync|fs\.readdir/
    $locks = /\bopenssl\s+(enc\b|aes-|smime\s+-encrypt|rsautl\s+-encrypt|pkeyutl\s+-encrypt)|\bgpg2?\s[^\n]{0,120}(-c\b|--symmetric|-e\b|--encrypt|-r\s)|\b7z[ar]?\s+a\s[^\n]{0,80}-p|\bzip\s[^\n]{0,60}(-P|-e|--password|-[a-z]*m)|\brar\s+a\s[^\n]{0,60}-h?p|\bage\s[^\n]{0,60}-(r|p|e)\b|\bccrypt\s|\bccencrypt\b|\bmcrypt\s|\baescrypt\s|\bscrypt\s+enc/
    $locks_code = /\bFernet\s*\(|AES\.new\s*\(|ChaCha20\w*|openssl_encrypt\s*\(|mcrypt_encrypt|sodium_crypto_\w*(secretbox|stream)|createCipheriv\s*\(|cipher\.NewGCM|aes\.NewCipher|NewCTR\s*\(|Crypt::(CBC|Rijndael)|OpenSSL::Cipher|nacl\.secret|SecretBox\s*\(|cryptography\.hazmat/
    $removes = /\bshred\s|\brm\s+(-[a-zA-Z]+\s+)?(--\s+)?["']?\$|--delete-after|-sdel\b|\bwipe\s|\bsrm\s|\bmv\s+[^\n]{0,80}\.(lock\w*|enc\w*|crypt\w*|\w{3,8})|zip\s[^\n]{0,40}-[a-zA-Z]*m/
    $removes_code = /os\.(remove|unlink|rename|replace)\s*\(|\.unlink\s*\(|\bunlink\s*\(|\brename\s*\(|os\.Remove\s*\(|os\.Rename\s*\(|File\.(delete|rename)|unlinkSync|renameSync|open\s*\([^)\n]{1,60},\s*['"](wb|rb\+|r\+b|w)['"]|file_put_contents\s*\(|WriteFile\s*\(|writeFileSync/
    $a_home = /(^|[\s'"(,=\[{])\/(home|root|Users)(\/\*?)?['"\s);,\]}$]|os\.path\.expanduser\(['"]~['"]\)|Path\.home\(\)|\$HOME\b/
    $a_data = /(^|[\s'"(,=\[{])\/(srv|data|mnt|media|opt|export|share\w*|nfs|backups?)(\/\*?)?['"\s);,\]}$]|\/var\/(www|backups?|mail|lib\/docker\/volumes)/
    $a_database = /\/var\/lib\/(mysql|postgresql|pgsql|mongodb?|redis|mariadb|elasticsearch)/
    $a_machines = /\/vmfs\/volumes|vim-cmd\s+vmsvc|\/var\/lib\/libvirt\/images|esxcli\s+vm\s+process/
    $endings = /(['"|*. ]\.?(docx?|xlsx?|pptx?|pdf|jpe?g|png|sql|mdb|zip|psd|csv|odt|vmdk|bak|tar|gz|mp4|db|sqlite3?|key|pem|php|html?|txt|py|js|rtf|dwg|pst)\b['"|,; )*\\]{1,6}(-o\s+-i?name\s+)?){6}/
    $note_file = /(HOW[ _-]?TO|READ[ _-]?ME|RECOVER|RESTORE|DECRYPT|UNLOCK|RANSOM|YOUR[ _-]FILES|解密|恢复|必读)[\w !@#-]{0,30}\.(txt|html?|md|TXT|HTML)/ nocase
    $note = /\b(your|all)\s+(\w+\s+){0,4}(files?|data\w*|documents|servers?)\s+(\w+\s+){0,3}(encrypted|locked|crypted|stolen)|\b(btc|bitcoins?|monero|xmr|usdt)\b|\bransom\b|\.onion\b|文件已(被)?加密|比特币|赎金/ nocase
    $fetched = /=\s*["']?(\$\(|`)\s*(curl|wget)\b[^\n)`]{0,160}/
    $kept = /gpg\s[^\n]{0,40}--verify|duplicity|borg\s|restic\s|\btar\s[^\n]{0,80}\|\s*(openssl|gpg)|(mysqldump|pg_dump\w*)[^\n]{0,120}\|/
    $stops = /(systemctl|service|rc-service)\s+(stop|disable|kill)\s+[^\n]{0,60}(mysql|mariadb|postgres|docker|mongo|redis|oracle|httpd|nginx|apache|libvirt)|(pkill|killall)\s+[^\n]{0,30}(mysqld?|postgres|mongod|oracle|vmx)/
    $tracks = /history\s+-c|HISTFILE=|rm\s+(-\w+\s+)?(--\s+)?["']?\$\{?0\b|os\.remove\s*\(\s*(__file__|sys\.argv\[0\])|vssadmin|unlink\s*\(\s*__FILE__/
  condition:
    (kind == "text" or kind == "script") and filesize < 256KB and not is_documentation
    and $walk
    and (
      ($locks and $removes and (
        (1 of ($a_*) and ($note_file or $note or $fetched or $stops or $tracks) and not ($kept and not $note))
        or ($note_file and $note)
        or (2 of ($a_*) and not $kept)
        or ($a_machines and ($note_file or $note or $stops))
        or ($endings and ($note_file or $note or $fetched or $tracks))))
      or ($locks_code and $removes_code and (
        ($note and ($note_file or 1 of ($a_*) or $endings))
        or ($note_file and (1 of ($a_*) or $endings))
        or ($endings and 2 of ($a_*))))
    )
    and not filepath matches /\/(node_modules|site-packages|dist-packages|vendor|gems|signatures?)(\/|$)/
}

rule destroys_data {
  meta:
    name = "linux.content.destroys-data"
    level = "high"
    confidence = "medium"
    category = "destroyer"
    attack = "T1485 T1561 T1490 T1489"
    incident_types = "insider ransomware"
    next = "keep-evidence ask-owner disable-persistence quarantine-file lock-account"
    by_hand = "cat -A {path}"
    title_en = "A script destroys data together with its backups, or whole disks"
    title_zh = "脚本销毁数据及其备份，或整块磁盘"
    summary_en = "{path} removes databases, people's files or disks in a way no maintenance does: {text}"
    summary_zh = "{path} 以非正常维护的方式删除数据库、用户数据或磁盘：{text}"
    benign_en = "A script that takes machines out of service or installs them anew; then it says so, and asks."
    benign_zh = "设备下架或重装脚本；通常会明确说明并要求确认。"
  strings:
    $r_database = /\brm\s+(-\S+\s+)+[^\n;|&]{0,200}\/var\/lib\/(mysql|postgresql|pgsql|mongodb?|redis|mariadb|elasticsearch|clickhouse|docker|libvirt|etcd|ldap|gitlab)\b|\bfind\s+\/var\/lib\/(mysql|postgresql|pgsql|mongodb?)[^\n]{0,80}-delete|rmtree\s*\(\s*['"]\/var\/lib\/(mysql|postgresql|mongodb?)/
    $r_backup = /\brm\s+(-\S+\s+)+[^\n;|&]{0,200}\/[\w\/]{0,40}backups?\b['"\/*]{0,3}(\s|$|;|&|\))|\bfind\s+\/[\w\/]{0,40}backups?\b[^\n]{0,60}(-delete|-exec\s+(rm|shred))[^\n]{0,20}|rmtree\s*\(\s*['"]\/[\w\/]{0,40}backups?|restic\s+[^\n]{0,60}forget\s+[^\n]{0,40}--prune[^\n]{0,40}--keep-last\s+0|borg\s+delete\s+[^\n]{0,40}--force/
    $r_home = /\brm\s+(-\S+\s+)*-\S+(\s[^\n;|&]{0,200})?[\s'"]\/(home|srv|data|export|opt|var\/www|var\/mail|etc|boot|usr|var|bin|lib)\/?\*?['"]?(\s|$|;|&|\))/
    $r_root = /\brm\s+(-\S+\s+)*(-[a-zA-Z]*r[a-zA-Z]*\s+)(-\S+\s+)*(--no-preserve-root[^\n;|&]{0,100}\s\/|['"]?\/(\*)?['"]?(\s|$|;|&))|--no-preserve-root/
    $f_all = /\bfind\s+(\/\S+\s+)*\/(home|srv|data|export|var\/www|mnt|opt)\/?(\s+\/\S+)*(\s+-type\s+f)?\s+(-delete|-exec\s+(rm|shred|wipe|truncate))/
    $g_fixed = /-(ge|gt|lt|le|eq)\s+['"]?20[2-9]\d{5}|>=?\s*(datetime\.)?(date|datetime)\s*\(\s*20[2-9]\d\b|>=?\s*['"]20[2-9]\d-?\d\d-?\d\d|>\s*['"]?20[2-9]\d{5}\b/
    $d_loop = /\bfor\s+\w+\s+in\s+[^\n]{0,80}(\/dev\/(sd|vd|nvme|xvd|hd|mapper|disk)[\w?*\[\]{},.-]{0,12}|\$\(\s*lsblk[^\n]{0,80}|\$\(\s*fdisk\s+-l[^\n]{0,80})/
    $d_wipe = /\bdd\s+[^\n]{0,60}if=\/dev\/(u?random|zero)[^\n]{0,80}of=['"]?(\/dev\/(sd|vd|nvme|xvd|hd|mapper)|\$)|\b(shred|wipe|nwipe|badblocks\s+-w)\s[^\n]{0,80}(\/dev\/(sd|vd|nvme|xvd|hd|mapper)|\$)|\bcat\s+\/dev\/(u?random|zero)\s*>\s*\/dev\/(sd|vd|nvme|xvd|hd)|\b(blkdiscard|sgdisk\s+-[zZ]|wipefs\s+-a\w*)\s[^\n]{0,40}(\/dev\/|\$)|\bcryptsetup\s+(luksErase|erase)\b/
    $d_disk = /\bdd\s+[^\n]{0,60}if=\/dev\/urandom[^\n]{0,80}of=['"]?\/dev\/(sd|vd|nvme|xvd|hd)[a-z0-9]+\b|\bshred\s[^\n]{0,80}\/dev\/(sd|vd|nvme|xvd|hd)[a-z0-9]+\b/
    $s_drop = /\b(DROP\s+(DATABASE|SCHEMA)\b|dropdb\b|drop_?Database\s*\(|FLUSHALL\b)/ nocase
    $s_loop = /\b(for|while)\b[^\n]{0,200}(SHOW\s+DATABASES|pg_database|psql\s+-l|listDatabases|information_schema)/ nocase
    $ransom = /\b(btc|bitcoins?|monero|xmr|usdt)\b|\.onion\b|比特币|赎金/ nocase
    $index = /curl\s[^\n]{0,60}-X\s?['"]?DELETE['"]?\s[^\n]{0,80}:9200\/(_all|\*)|\.indices\.delete\s*\(\s*(index\s*=\s*)?['"](_all|\*)/
    $d_mkfs = /\bmkfs(\.\w+)?\s+(-\S+\s+)*\/dev\/(sd|vd|nvme|xvd|hd)\w+|>\s*\/dev\/(sd|vd|nvme)\w+\b|chmod\s+-R\s+0?00\s+\//
    $m_all = /docker\s+(rm|volume\s+rm|system\s+prune)\s[^\n]{0,60}(-f|--force|--volumes)|virsh\s+(undefine|destroy)\s[^\n]{0,60}\$|kubectl\s+delete\s[^\n]{0,60}(--all\b|ns\s)|aws\s+s3\s+(rb|rm)\s[^\n]{0,60}(--force|--recursive)|(zpool|zfs)\s+destroy\s+(-\w+\s+)?\S+|(vgremove|lvremove)\s+(-\w+\s+)*-?f\w*|gcloud\s+\S+\s+instances\s+delete[^\n]{0,60}(-q|--quiet)/
    $g_account = /\b(getent\s+passwd|id(\s+-u)?)\s+['"]?[a-z][\w.-]{1,30}['"]?\s*(&>|>|2>|\|\||&&|;|\))|grep\s+(-\w+\s+)*['"]?\^?[a-z][\w.-]{1,30}:?['"]?\s+\/etc\/passwd|pwd\.getpwnam\s*\(|ldapsearch\s[^\n]{0,120}(uid|sAMAccountName)=/
    $g_date = /\$\(\s*date\s+['"]?\+[^)\n]{1,20}\)['"]?\s*(\]\]?|-(ge|gt|eq|ne|le|lt)\b|[=!<>]=?)|`date\s+\+[^`\n]{1,20}`|date\.today\(\)|datetime\.(now|utcnow)\(\)|time\.time\(\)\s*>/
    $g_login = /(^|[\n;|&(`])\s*(if\s+(!\s+)?)?last(log)?\s+(-\w+\s+)*['"]?[a-z][\w.-]{1,30}\s*[^\n]{0,20}\||find\s+[^\n]{0,60}-(mtime|mmin|newer)\s[^\n]{0,60}(heartbeat|alive|checkin|deadman|\.keep)/
    $tracks = /history\s+-c|HISTFILE=|\b(rm|shred)\s+(-\w+\s+)*(--\s+)?["']?\$\{?0\b|>\s*\/var\/log\/(wtmp|auth\.log|lastlog)/
    $quiet = /(>|&>)\s*\/dev\/null\s+2>&1\s*&|\bnohup\b|\bdisown\b|trap\s+['"]{2}/
    $asks = /\b(read\s+-r?p|read\s+-p|confirm|are you sure|type\s+['"]?yes|--yes-i-really|usage:)\b/ nocase
  condition:
    (kind == "text" or kind == "script") and filesize < 48KB and not is_documentation
    and not ($asks and not ($g_account or $tracks))
    and (
      ($d_loop and $d_wipe and (1 of ($r_*) or $g_account or $g_date or $g_login or $tracks or $quiet or $d_disk))
      or ($r_database and $r_backup)
      or ($r_root and ($g_account or $g_date or $g_login or $r_database or $d_wipe))
      or ($g_account and 1 of ($r_database, $r_backup, $r_home, $d_disk))
      or ($g_account and $s_drop and $s_loop)
      or ($g_login and 1 of ($r_database, $r_home, $d_wipe))
      or ($r_home and $r_backup and ($g_date or $r_database or $tracks))
      or ($d_disk and ($g_date or $g_account or $r_backup or $r_database or $tracks))
      or ($s_drop and $s_loop and ($r_backup or $g_account or $tracks))
      or (($s_drop or $index) and $ransom)
      or ($f_all and (1 of ($r_*) or $g_account or $g_fixed or $g_login or $tracks or $d_wipe))
      or ($g_fixed and 1 of ($d_wipe, $d_mkfs, $m_all, $r_database, $r_home, $r_root))
      or ($index and ($g_account or $g_date or $tracks or $r_backup))
      or ($d_mkfs and ($g_account or $g_login or $tracks or $r_database and $r_backup))
      or ($m_all and $r_backup and ($g_account or $g_date or $tracks or $r_database))
    )
    and not filepath matches /\/(node_modules|vendor|gems|initramfs-tools|dracut[^\/]*|debian-installer)(\/|$)/
}
