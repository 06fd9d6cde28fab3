// Cryptocurrency miners: their configuration, their programs, the lines that start them.

import "elf"

rule miner_config {
  meta:
    name = "linux.content.miner-config"
    level = "high"
    confidence = "high"
    category = "miner_config"
    attack = "T1496.001"
    incident_types = "mining cpu_spike"
    next = "keep-evidence ask-owner find-entry stop-process-tree block-outbound"
    by_hand = "head -c 4000 {path}"
    title_en = "A file configures a cryptocurrency miner"
    title_zh = "文件是挖矿程序的配置"
    summary_en = "{path} names a mining pool and what a miner needs: {text}"
    summary_zh = "{path} 含矿池地址等挖矿配置：{text}"
    benign_en = "Someone who mines on purpose, on hardware of their own; ask the owner. Pool and wallet say for whom."
    benign_zh = "负责人在自有设备上有意挖矿；向其核实，矿池与钱包地址可说明受益人。"
  strings:
    $pool_key = /"pools?"\s*:\s*[\[{]/ nocase
    $pool = /"(url|pool|pool_address|server|host)"\s*:\s*"(stratum\+?[a-z0-9]*:\/\/|[a-z+]{0,12}:?\/?\/?[a-z0-9.-]+\.[a-z]{2,}:)[^"]{1,200}"/ nocase
    $address = /"(url|pool|pool_address)"\s*:\s*"[^"]{3,100}:[0-9]{2,5}"/ nocase
    $stratum = /stratum(\+(tcp|ssl|tls|udp)|[12]\+(tcp|ssl|tls))?:\/\/[a-zA-Z0-9._-]{3,100}/ nocase
    $wallet_xmr = /\b[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}\b/
    $wallet_key = /"(user|wallet|wallet_address|address|login)"\s*:\s*"[A-Za-z0-9._+@-]{20,200}"/ nocase
    $k_donate = /"donate-(level|over-proxy)"/
    $k_rig = /"rig-id"/
    $k_algo = /"(algo|coin)"\s*:\s*("|null)/
    $k_random = /"(randomx|cryptonight|cn-lite|argon2|astrobwt|kawpow|ghostrider|rx\/0|rx\/wow|cn\/r)[^"]{0,20}"/ nocase
    $k_pages = /"(huge-pages|huge-pages-jit|hw-aes|max-threads-hint|nicehash|keepalive|retry-pause|print-time|tls-fingerprint|asm)"/
  condition:
    (kind == "text" or kind == "script" or kind == "data") and filesize < 1MB and not is_documentation
    and (
      (($pool_key or $pool) and ($address or $pool or $stratum) and 2 of ($k_*))
      or ($stratum and ($wallet_xmr or $wallet_key) and 1 of ($k_*))
      or (($address or $pool) and $wallet_xmr and 1 of ($k_*, $pool_key))
    )
}

rule miner_command {
  meta:
    name = "linux.content.miner-command"
    level = "high"
    confidence = "high"
    category = "miner_command"
    attack = "T1496.001"
    incident_types = "mining cpu_spike"
    next = "keep-evidence ask-owner find-entry disable-persistence stop-process-tree"
    by_hand = "grep -nE 'stratum|pool|wallet|--donate|-u ' {path}"
    title_en = "A script starts a cryptocurrency miner"
    title_zh = "脚本启动挖矿程序"
    summary_en = "{path} starts a miner: {text}"
    summary_zh = "{path} 启动挖矿程序：{text}"
    benign_en = "Someone who mines on purpose; ask the owner whether the wallet is theirs."
    benign_zh = "负责人有意挖矿；核实钱包是否属于负责人。"
  strings:
    $stratum = /(-o|--url|--pool|-P|-S|--server)[ =]{0,3}['"]?stratum[a-z0-9+]{0,10}:\/\/[^\s'"]{3,200}/ nocase
    $pool = /(-o|--url|--pool|--server)[ =]{1,3}['"]?[A-Za-z0-9.-]{4,100}:[0-9]{2,5}['"]?[^\n]{0,60}\s(-u|--user|--wallet)[ =]{1,3}['"]?[A-Za-z0-9.+@_-]{30,200}/
    $wallet = /(-u|--user|--wallet|WALLET|wallet)[ =:]{1,3}['"]?[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}/
    $pool_variable = /\b(POOL|pool)(_?(URL|url|HOST|host))?=['"]?(stratum[a-z0-9+]{0,10}:\/\/)?[A-Za-z0-9.-]{4,100}:[0-9]{2,5}/
    $option = /--(donate-level|coin|rig-id|randomx-[a-z0-9-]+|cpu-max-threads-hint|algo|nicehash|huge-pages-jit)\b/
    $user = /\s(-u|--user|--wallet)[ =]{1,3}['"]?[$A-Za-z0-9][^\s'"]{2,200}/
  condition:
    (kind == "text" or kind == "script") and filesize < 1MB and not is_documentation
    and (($stratum and ($user or $option or $wallet)) or ($pool and ($option or $wallet)) or ($pool_variable and $wallet) or ($wallet and $option))
}

rule miner_program {
  meta:
    name = "linux.content.miner-program"
    level = "high"
    confidence = "high"
    category = "miner_program"
    attack = "T1496.001"
    incident_types = "mining cpu_spike"
    next = "keep-evidence ask-owner capture-process find-entry stop-process-tree quarantine-file"
    by_hand = "strings -n 8 {path} | grep -iE 'stratum|donate|randomx|mining.submit'"
    title_en = "A program is a cryptocurrency miner"
    title_zh = "程序是挖矿程序"
    summary_en = "{path} speaks the protocol of mining pools: {text}"
    summary_zh = "{path} 含矿池通信协议的特征：{text}"
    benign_en = "Someone who mines on purpose, or a pool's or exchange's own software; ask the owner."
    benign_zh = "负责人有意挖矿，或主机本身是矿池、交易所业务；向其核实。"
  strings:
    $p_subscribe = "mining.subscribe"
    $p_authorize = "mining.authorize"
    $p_submit = "mining.submit"
    $p_stratum = /stratum(\+|[12]\+)?(tcp|ssl|tls)?:\/\// nocase
    $p_login = /"?method"?\s*:\s*"?(login|keepalived|submit)"?[^\n]{0,200}"?(agent|algo|nonce|pass)"?/
    $x_donate = "donate-level"
    $x_donated = /donate\.(v2|ssl)\.xmrig\.com/
    $x_rig = "rig-id"
    $x_random = "randomx" nocase
    $x_cryptonight = /cryptonight|cn[-\/](lite|heavy|pico|half)/ nocase
    $x_hashrate = /hash ?rate|kh\/s|H\/s max/ nocase
    $x_nicehash = "nicehash" nocase
    $x_algos = /kawpow|autolykos|ethash|etchash|ghostrider|verushash|yescrypt|lyra2|argon2\/chukwa|astrobwt|progpow/ nocase
    $x_pages = /huge[- ]pages/ nocase
    $not_clam = "clamav" nocase
    $not_suricata = /suricata|snort|falco_/ nocase
    $not_chain = /go-ethereum|bitcoin core|bitcoind|geth\/v/ nocase
  condition:
    elf.type > 0 and not any of ($not*)
    and (
      (1 of ($p_*) and 4 of ($x_*))
      or (2 of ($p_subscribe, $p_authorize, $p_submit, $p_stratum) and 2 of ($x_*))
      or $x_donated
      or ($x_donate and $x_rig and 2 of ($x_random, $x_cryptonight, $x_nicehash, $x_algos))
    )
}

rule miner_javascript {
  meta:
    name = "linux.content.miner-javascript"
    level = "high"
    confidence = "high"
    category = "miner_javascript"
    attack = "T1496.001 T1189"
    incident_types = "defacement mining web_intrusion"
    next = "keep-evidence ask-owner find-entry quarantine-file"
    by_hand = "grep -noE 'coinhive|cryptonight|Anonymous' {path}"
    title_en = "A web page makes its visitors mine"
    title_zh = "网页让访客挖矿"
    summary_en = "{path} loads a miner into the visitor's browser: {text}"
    summary_zh = "{path} 在访客浏览器中加载挖矿脚本：{text}"
    benign_en = "A site that asks its visitors openly; a blocker's list of such scripts."
    benign_zh = "网站经访客同意后挖矿；或广告拦截工具的屏蔽清单。"
  strings:
    $client = /new\s+(CoinHive|Client|CoinImp|CryptoLoot|CRLT|deepMiner|webminepool|Minr|JSECoin|PerfektStart)\.(Anonymous|User|Token|CoinHive)\s*\(\s*['"][A-Za-z0-9]{8,}/
    $loader = /<script[^>]{0,200}src\s*=\s*['"]?[^'">]{0,200}(coinhive(\.min)?\.js|coin-?hive\.com\/lib|cryptonight(-asmjs)?(\.min)?\.js|crypto-loot\.com\/lib|authedmine(\.min)?\.js|coinimp\.com\/scripts|webminepool\.com\/lib|monerominer\.rocks|deepMiner\.js)/ nocase
    $start = /\.(start|startMining)\s*\(\s*(CoinHive\.|\))/
    $wasm = /cryptonight[a-z_-]{0,12}\.wasm|randomx[a-z_-]{0,12}\.wasm|cn-?(lite|half|pico)?[a-z_-]{0,6}\.wasm/ nocase
    $worker = /new\s+Worker\s*\(/
    $socket = /new\s+WebSocket\s*\(/
    $job = /["']?(job_id|target|throttle|hashesPerSecond|acceptedHashes|getHashesPerSecond)["']?/
    $not_list = /\|\|coin-?hive\.com\^|##\+js\(|\|\|crypto-loot\.com\^/
  condition:
    filesize < 2MB and not is_documentation and not $not_list
    and (
      $client or $loader
      or ($wasm and $worker and $socket and $job)
      or ($start and $worker and $socket and #job > 2 and $wasm)
    )
}
