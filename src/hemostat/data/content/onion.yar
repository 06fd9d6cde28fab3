// Settings that offer this host over an onion network.

rule onion_door {
  meta:
    name = "linux.content.onion-door"
    level = "medium"
    confidence = "medium"
    category = "onion_service"
    attack = "T1090.003 T1572 T1133"
    incident_types = "remote_control backdoor"
    next = "keep-evidence ask-owner block-outbound find-entry"
    by_hand = "cat -A {path}"
    title_en = "Settings of an onion network offer this host's log-in from outside"
    title_zh = "Tor 配置将本机登录端口发布为隐藏服务"
    summary_en = "{path} offers a port of this host as a hidden service, past any firewall: {text}"
    summary_zh = "{path} 将本机端口发布为隐藏服务，可绕过防火墙：{text}"
    benign_en = "Some people reach their own machine behind NAT so; then they know, and the settings stand in /etc/tor."
    benign_zh = "有人用此法访问 NAT 后的自有机器；此时配置应位于 /etc/tor，且本人知情。"
  strings:
    $port = /(^|\n)[ \t]*HiddenServicePort[ \t]+(22|23|222\d|3389|590\d|2375|2376|5985|10000|139|445|873|3306|5432|6379|27017)\b[^\n]{0,100}/ nocase
    $to = /(^|\n)[ \t]*HiddenServicePort[ \t]+\d+[ \t]+(127\.0\.0\.1|localhost|\[::1\]|unix:\S*):?(22|23|3389|590\d|2375|2376|5985|10000|139|445|3306|5432|6379)\b/ nocase
    $folder = /(^|\n)[ \t]*HiddenServiceDir[ \t]+\/\S+/ nocase
  condition:
    filesize < 64KB and $folder and ($port or $to)
}
