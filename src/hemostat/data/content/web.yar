// What intruders add to web sites for other people's visitors: links, redirects, scripts.

rule seo_spam {
  meta:
    name = "linux.content.seo-spam"
    level = "high"
    confidence = "medium"
    category = "seo_spam"
    attack = "T1491.002 T1565.001"
    incident_types = "defacement web_intrusion hijack"
    next = "keep-evidence find-entry ask-owner quarantine-file"
    by_hand = "head -c 3000 {path}"
    title_en = "A web page advertises gambling or drugs to search engines"
    title_zh = "网页被植入博彩等黑产关键词"
    summary_en = "{path} carries spam for search engines: {text}"
    summary_zh = "{path} 含面向搜索引擎的黑产内容：{text}"
    benign_en = "A licensed lottery's, a pharmacy's or a news site's own page; ask the owner of the site."
    benign_zh = "持牌彩票、医药或新闻网站自身的页面；向网站负责人核实。"
  strings:
    $head = /<(title|meta|h1)\b[^>]{0,300}(博彩|赌场|百家乐|时时彩|六合彩|老虎机|娱乐城|北京赛车|体育投注|棋牌游戏|真人荷官|捕鱼游戏|开奖结果|裸聊|私服|代开发票|办证|外围)/
    $title = /<title>[^<]{0,120}(博彩|赌场|百家乐|时时彩|六合彩|老虎机|娱乐城|北京赛车|体育投注|棋牌|真人荷官|捕鱼|私服发布|代开发票)/
    $title_entity = /<title>[^<]{0,200}(&#(21338;&#24425|36172;&#22330|24425;&#31080|30334;&#23478;&#20048|26102;&#26102;&#24425|20845;&#21512;&#24425|32769;&#34382;&#26426|23089;&#20048;&#22478|26827;&#29260|x535a;&#x5f69|x8d4c;&#x573a|x767e;&#x5bb6|x65f6;&#x65f6;&#x5f69|x516d;&#x5408;&#x5f69|x8001;&#x864e|x5a31;&#x4e50;&#x57ce|x68cb;&#x724c|x5f69;&#x7968);)/ nocase
    $title_gbk = /<title>[^<]{0,120}(\xB2\xA9\xB2\xCA|\xB6\xC4\xB3\xA1|\xB0\xD9\xBC\xD2\xC0\xD6|\xCA\xB1\xCA\xB1\xB2\xCA|\xC1\xF9\xBA\xCF\xB2\xCA|\xC0\xCF\xBB\xA2\xBB\xFA|\xD3\xE9\xC0\xD6\xB3\xC7)/
    $z1 = /博彩|赌场|赌博网/
    $z2 = "百家乐"
    $z3 = /时时彩|快三|北京赛车|PK10/
    $z4 = /六合彩|特码|香港开奖/
    $z5 = /老虎机|捕鱼游戏|真人荷官/
    $z6 = /娱乐城|娱乐平台|注册送/
    $z7 = /棋牌游戏|体育投注|开户送/
    $e1 = /\b(online\s+casino|casino\s+(bonus|games)|slot\s+(gacor|online)|judi\s+(online|bola)|togel|situs\s+slot|bandar)\b/ nocase
    $e2 = /\b(viagra|cialis|levitra|tramadol|kamagra)\b[^<]{0,60}(<|buy|online|cheap|generic|price)/ nocase
    $e3 = /\b(payday\s+loans?|replica\s+(watches|handbags)|essay\s+writing\s+service|cheap\s+jerseys)\b/ nocase
    $link = /<a\s[^>]{0,120}href\s*=\s*['"]?https?:\/\// nocase
    $hide = /(display\s*:\s*none|(left|top|text-indent)\s*:\s*-\d{3,5}(px|em|pt)|font-size\s*:\s*0|visibility\s*:\s*hidden|height\s*:\s*[01]px[^"'>]{0,60}overflow\s*:\s*hidden|overflow\s*:\s*hidden[^"'>]{0,60}height\s*:\s*[01]px|<marquee[^>]{0,120}(height|width)\s*=\s*['"]?[0-6]\b|opacity\s*:\s*0[;"'])/ nocase
    $html = /<(html|head|body|title|div|a|p|script|marquee)\b/ nocase
  condition:
    is_web and filesize < 2MB and $html
    and (
      $title_entity or $title_gbk
      or (($title or $head) and 2 of ($z*))
      or (4 of ($z*) and #link > 2)
      or ($hide and #link > 2 and (#e1 + #e2 + #e3 > 2 or 2 of ($z*)))
    )
}

rule injected_script {
  meta:
    name = "linux.content.injected-script"
    level = "high"
    confidence = "medium"
    category = "injected_script"
    attack = "T1189 T1027"
    incident_types = "defacement web_intrusion"
    next = "keep-evidence find-entry ask-owner quarantine-file"
    by_hand = "grep -noE 'eval|unescape|fromCharCode' {path}"
    title_en = "A page carries a disguised script"
    title_zh = "网页被植入混淆脚本（挂马）"
    summary_en = "{path} decodes and writes a script into the page: {text}"
    summary_zh = "{path} 解码后向页面写入脚本：{text}"
    benign_en = "Some old counters and protection against copying write themselves encoded; compare with the site's source."
    benign_zh = "部分旧式统计代码或防复制脚本会编码输出；与网站源码比对。"
  strings:
    $write = /(document\.write(ln)?|eval|window\.eval|Function|\.innerHTML\s*=|\.append(Child)?)\s*\(?\s*(unescape|decodeURIComponent|decodeURI)\s*\(\s*['"](%[0-9a-f]{2}|\\x[0-9a-f]{2}|%u[0-9a-f]{4}){12,}/ nocase
    $codes = /(document\.write(ln)?|eval|window\[['"]eval['"]\])\s*\(\s*String\.fromCharCode\s*\(\s*(0x)?[0-9a-f]{2,4}(\s*,\s*(0x)?[0-9a-f]{2,4}){15,}/ nocase
    $atob = /(document\.write(ln)?|eval|window\[['"]eval['"]\]|Function)\s*\(\s*(window\.)?atob\s*\(\s*['"][A-Za-z0-9+\/=]{40,}/
    $array = /<script[^>]{0,120}>[^<]{0,40}var\s+_0x[0-9a-f]{4,6}\s*=\s*\[\s*['"](\\x[0-9a-f]{2}){3,}/ nocase
    $create = /createElement\s*\(\s*(String\.fromCharCode\s*\(|atob\s*\(|['"]\\x73\\x63\\x72|['"]s['"]\s*\+\s*['"]cr)/ nocase
    $char_src = /\.src\s*=\s*(String\.fromCharCode\s*\(\s*\d{2,3}(\s*,\s*\d{2,3}){8,}|atob\s*\(\s*['"](aHR0c|Ly9)|['"](\\x[0-9a-f]{2}){8,})/ nocase
    $after = /<\/html>\s*(<!--[^>]{0,40}-->)?\s*<(script|iframe)\b[^>]{0,200}(src\s*=\s*['"]?(https?:)?\/\/|>)/ nocase
    $after_js = /<\/html>[^\x00]{0,400}(eval|unescape|fromCharCode|atob|_0x[0-9a-f]{4})/ nocase
    $iframe = /<iframe\b[^>]{0,200}src\s*=\s*['"]?https?:\/\/[^>]{4,200}(width\s*=\s*['"]?[01]['"\s>]|height\s*=\s*['"]?[01]['"\s>]|display\s*:\s*none|visibility\s*:\s*hidden)|<iframe\b[^>]{0,60}(width\s*=\s*['"]?[01]['"\s]|height\s*=\s*['"]?[01]['"\s]|display\s*:\s*none)[^>]{0,200}src\s*=\s*['"]?https?:\/\// nocase
    $known_frame = /<iframe\b[^>]{0,300}(googletagmanager\.com|google\.com\/(recaptcha|maps)|doubleclick\.net|facebook\.com|youtube|accounts\.google|paypal|stripe|vimeo|recaptcha|bing\.com|linkedin|adobedtm|hotjar|twitter\.com|demdex\.net)/ nocase
    $bare_ip = /<(script|iframe)\b[^>]{0,100}src\s*=\s*['"]?https?:\/\/([1-9]|1[1-9]|[2-9][0-9]|1[01][0-9]|12[0-689]|1[3-6][0-9]|17[013-9]|18[0-9]|19[013-9]|192\.0|2[0-2][0-9])(\.[0-9]{1,3}){2,3}[:\/]/ nocase
  condition:
    is_web and filesize < 2MB and not is_documentation
    and (extension == ".html" or extension == ".htm" or extension == ".shtml" or extension == ".php" or extension == ".js" or extension == ".jsp" or extension == ".asp" or extension == ".aspx" or extension == ".tpl" or extension == ".inc" or extension == ".xhtml" or extension == ".phtml" or extension == ".vue" or extension == ".ejs")
    and (
      $write or $codes or $atob or $create or $char_src or $bare_ip
      or ($array and extension != ".js")
      or ($after and $after_js)
      or (#iframe > #known_frame and not (extension == ".js") and #iframe < 6)
    )
}

rule card_skimmer {
  meta:
    name = "linux.content.card-skimmer"
    level = "high"
    confidence = "medium"
    category = "card_skimmer"
    attack = "T1056.003 T1041"
    incident_types = "web_intrusion credential_leak defacement"
    next = "keep-evidence find-entry ask-owner quarantine-file rotate-credentials"
    by_hand = "grep -noE 'atob|sendBeacon|Image|cvv|card' {path}"
    title_en = "A script of a web shop sends card numbers elsewhere"
    title_zh = "网店页面脚本窃取银行卡信息"
    summary_en = "{path} collects card fields and sends them to a disguised address: {text}"
    summary_zh = "{path} 收集银行卡字段并发往经混淆的地址：{text}"
    benign_en = "A payment provider's own library names its address openly; compare with the provider's copy."
    benign_zh = "支付服务商的脚本会明文写出自己的地址；与官方版本比对。"
  strings:
    $f1 = /(cc|card|credit_?card|payment)[_\[\]"'.-]{0,4}(num(ber)?|no)\b/ nocase
    $f2 = /\b(cvv2?|cvc|cc_cid|card_?code|security_?code)\b/ nocase
    $f3 = /(cc_?)?exp(iry|iration|ir)?[_\-]?(month|year|date|yr|mo)/ nocase
    $f4 = /(billing|shipping)[\[\]_:.-]{0,3}(firstname|lastname|street|postcode|telephone|email)/ nocase
    $page = /(checkout|onepage|onestep|firecheckout|payment|kasse|bestellung)[^\n]{0,80}(location|href|indexOf|match|test)|(location|href|indexOf|match|test|RegExp)[^\n]{0,80}(checkout|onepage|onestep|firecheckout)/ nocase
    $send = /new\s+Image\b|\.sendBeacon\s*\(|new\s+WebSocket\s*\(|new\s+XMLHttpRequest|createElement\s*\(\s*['"]img['"]|\bfetch\s*\(|\$\.(ajax|post)\s*\(/ nocase
    $pack = /\bbtoa\s*\(|encodeURIComponent\s*\(\s*JSON|JSON\.stringify/
    $disguise = /atob\s*\(\s*['"](aHR0c|Ly9|d3Nz)|String\.fromCharCode\s*\(\s*\d{2,3}(\s*,\s*\d{2,3}){8,}|['"](\\x[0-9a-f]{2}){10,}|_0x[0-9a-f]{4,6}\s*\(|\.split\(\s*['"]{2}\s*\)\.reverse\(\)/ nocase
    $gather = /querySelectorAll\s*\(\s*['"][^'"]{0,60}(input|select)|getElementsByTagName\s*\(\s*['"](input|select)|addEventListener\s*\(\s*['"](click|submit|blur|change|mousedown)|setInterval\s*\(|\.serialize\w*\s*\(/
    $all_fields = /(querySelectorAll|getElementsByTagName)\s*\(\s*['"][^'"]{0,60}(input|select)[^\n]{0,160}\.value/
  condition:
    is_web and filesize < 512KB and not is_documentation
    and (2 of ($f1, $f2, $f3) or ($f1 and $all_fields)) and $send and $pack and $disguise and $gather and ($page or $f4)
}

rule defaced_page {
  meta:
    name = "linux.content.defaced-page"
    level = "high"
    confidence = "medium"
    category = "defacement"
    attack = "T1491.002"
    incident_types = "defacement web_intrusion"
    next = "keep-evidence find-entry ask-owner quarantine-file"
    by_hand = "head -c 2000 {path}"
    title_en = "A page says that it was hacked"
    title_zh = "网页被篡改留名（黑页）"
    summary_en = "{path} carries an intruder's signature: {text}"
    summary_zh = "{path} 含入侵者留名：{text}"
    benign_en = "An article about such pages; it has far more text of its own."
    benign_zh = "介绍此类事件的文章；其正文远多于此。"
  strings:
    $signed = /(hacked|h4cked|h4x0?r?e?d|pwned|0wn3d|defaced)\s+by\s+[^\n<]{2,60}/ nocase
    // "Trademarks owned by ..." is how lawyers write: a boast is a heading, or says what was taken.
    $boasted = /(<(h[1-6]|center|title|marquee|font|b)\b[^>]{0,80}>\W{0,20}|\b(site|page|server|system|box|you)\s+((was|is|has|have|been|got|just|get)\s+){1,3})(owned|touched)\s+by\s+[^\n<]{2,60}/ nocase
    $prose = /[a-z]{2,12}[,.;] [A-Za-z][a-z]{0,12} [a-z]{1,12} [a-z]{1,12} [a-z]{1,12}/
    $title = /<title>[^<]{0,60}(hacked|h4cked|pwned|0wned|defaced|was here|security is|greetz|黑页|已被黑|入侵成功)[^<]{0,80}<\/title>/ nocase
    $zh = /(本站|网站|此站|该站)?[^\n<]{0,12}(已被|被)[^\n<]{0,12}(黑客)?(入侵|黑了|攻陷|拿下|渗透)[^\n<]{0,40}|黑页|(hacker|黑客)[^\n<]{0,20}到此一游/ nocase
    $greet = /\b(greetz?|gr33tz|greets to|we are (anonymous|legion)|your security (is|was)|(low|no) security|cyber (army|team)|security breach|patch your|contact me|telegram|zone-h|mirror-h|team)\b/ nocase
    $greet_zh = /(安全漏洞|修复漏洞|联系(我|QQ)|到此一游|友情检测|测试漏洞|红客|黑客联盟)/
    $html = /<(html|body|title|center|h1)\b/ nocase
  condition:
    is_web and filesize < 48KB and not is_documentation and $html
    and (($title and ($signed or $boasted or $greet or $zh)) or (($signed or $boasted) and $greet and #prose < 15) or ($zh and $greet_zh and filesize < 16KB))
}

rule page_detour {
  meta:
    name = "linux.content.page-runs-by-detour"
    level = "high"
    confidence = "high"
    category = "webshell"
    attack = "T1505.003"
    incident_types = "webshell web_intrusion backdoor"
    next = "keep-evidence find-entry quarantine-file check-other-hosts"
    by_hand = "head -c 4000 {path}"
    title_en = "A page runs what a request says, by a detour"
    title_zh = "网页以迂回方式执行请求内容"
    summary_en = "{path} hands parts of a request to something that runs them, by a way that filters overlook: {text}"
    summary_zh = "{path} 以绕过过滤的方式把请求内容交给可执行的功能：{text}"
    benign_en = "Demonstrations of such holes, kept for training; whoever reaches them has the host just as well."
    benign_zh = "用于培训的漏洞演示；但任何能访问它的人同样可控制主机。"
  strings:
    $php = "<?"
    $xslt = /registerPHPFunctions\s*\(\s*\)/ nocase
    $xslt_asked = /load(XML|HTML)\s*\(\s*(base64_decode\s*\(\s*)?@?\$_(GET|POST|REQUEST|COOKIE)\b|load\s*\(\s*["']php:\/\/input/ nocase
    $magick = /(read|ping)Image(s|Blob)?\s*\([^;]{0,60}['"](vid:)?msl:/ nocase
    $magick_asked = /new\s+G?Imagick\s*\(\s*@?\$_(GET|POST|REQUEST|COOKIE)/ nocase
    $magick_writes = /writeImages?\s*\(\s*['"][^'"]{1,200}\.(php\d?|phtml)['"]/ nocase
    $imap = /imap_(re)?open\s*\(/ nocase
    $imap_command = /-o\s?ProxyCommand/ nocase
    $spread = /\b(usort|uasort|uksort|array_map|array_filter|array_walk|call_user_func(_array)?|register_shutdown_function|iterator_apply)\s*\(\s*\.\.\.\s*\$_(GET|POST|REQUEST|COOKIE)\b/ nocase
    $replaced = /preg_replace\s*\(\s*@?\$_(GET|POST|REQUEST|COOKIE)\s*\[[^\]]{1,60}\]\s*,\s*@?\$_(GET|POST|REQUEST|COOKIE)\s*\[/ nocase
    $closure = /fromCallable\s*\(\s*@?\$_(GET|POST|REQUEST|COOKIE)\b/ nocase
    $cached = /\beval\s*\(\s*(\w+\s*\(\s*){0,3}(apcu?_fetch|xcache_get|wincache_ucache_get|shm_get_var|shmop_read)\s*\(/ nocase
    $cached_open = /new\s+(Memcached?|Redis|Predis\\Client)\b/ nocase
    $cached_run = /\beval\s*\(\s*(\w+\s*\(\s*){0,3}\$\w+\s*->\s*(get|hGet|rPop|lPop)\s*\(/ nocase
    $session = /include(_once)?\s*\(?\s*['"][^'"]{0,100}\/sess_['"]\s*\.\s*(session_id\s*\(|\$_COOKIE)/ nocase
    $filters = /(include|require)(_once)?\s*\(?\s*['"]php:\/\/filter\/[^'"]{0,8000}(convert\.iconv\.[^'"]{1,60}){2}[^'"]{0,8000}resource=/ nocase
    $formatter = /new\s+[\w.]{0,60}(ObjectStateFormatter|LosFormatter|BinaryFormatter|NetDataContractSerializer|SoapFormatter)\s*\(/ nocase
    $formatter_asked = /\.\s*Deserialize\s*\([^;]{0,160}\bRequest\b/ nocase
    $web_method = /\[[\w.]{0,60}WebMethod\b/ nocase
    $starts_shell = /FileName\s*=\s*@?"[^"]{0,60}(cmd(\.exe)?|powershell(\.exe)?|\/bin\/(ba)?sh)"/ nocase
    $argument = /Arguments\s*=\s*(\$?@?"[^"]{0,20}"\s*\+\s*\w+|\$"[^"]{0,20}\{\w+\}|\w+\s*;)/ nocase
    $cfm = /<cfexecute\b[^>]{0,200}#\s*(url|form|cgi|cookie)\./ nocase
    $ssi = /<!--#exec\s+c(md|gi)\s*=\s*["'][^"']{0,100}(\$\{?(HTTP_|QUERY_STRING)|wget|curl|\/bin\/(ba)?sh|nc\s)/ nocase
    $freemarker = /freemarker\.template\.utility\.(Execute|ObjectConstructor|JythonRuntime)["']\s*\?\s*new\s*\(\s*\)/
    $velocity = /\.(forName|class\.forName)\s*\(\s*["']java\.lang\.(Runtime|ProcessBuilder)["']\s*\)/
    $velocity_set = /#set\s*\(\s*\$/
    $not_text = /\A\s*(#\s|\{\s*"|---\s)/
  condition:
    filesize < 1MB and not is_documentation and is_web and not $not_text
    and (
      ($php and (($xslt and $xslt_asked) or $magick or ($magick_asked and $magick_writes)
        or ($imap and $imap_command) or $spread or $replaced or $closure or $cached
        or ($cached_open and $cached_run) or $session or $filters))
      or ($web_method and $starts_shell and $argument)
      or ($formatter and $formatter_asked)
      or $cfm or $ssi or $freemarker or ($velocity and $velocity_set)
    )
}
