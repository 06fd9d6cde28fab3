// Pages that use somebody's web site against others: mailers, false log-in pages.

rule stranger_mailer {
  meta:
    name = "linux.content.stranger-mailer"
    level = "high"
    confidence = "medium"
    category = "mailer"
    attack = "T1496.004 T1566 T1505.003 T1584.006"
    incident_types = "web_intrusion hijack abnormal_traffic"
    next = "keep-evidence find-entry quarantine-file check-other-hosts"
    by_hand = "grep -nE '_POST|_REQUEST|mail' {path}"
    title_en = "A page sends any mail to any list for whoever asks"
    title_zh = "网页可被任何人用于群发邮件"
    summary_en = "{path} takes sender, subject, text and receivers from its visitor and sends: {text}"
    summary_zh = "{path} 的发件人、主题、正文和收件人均由访问者提供并发送：{text}"
    benign_en = "A newsletter tool asks for a log-in of its application first, and keeps its list itself."
    benign_zh = "正规的邮件订阅工具需先登录，且收件人列表由其自身管理。"
  strings:
    $php = /<\?(php|=|\s)/ nocase
    $mail = /[^\w>:$]@?mail\s*\(\s*[^;]{3,300}/ nocase
    $mail_other = /\bnew\s+(\\?[\w\\]{0,40})?PHPMailer\b|\bfsockopen\s*\([^;]{1,60}\b(25|465|587)\b|\bimap_mail\s*\(|\bmb_send_mail\s*\(|(popen|proc_open)\s*\([^;]{0,60}sendmail|\bpopen\s*\([^;]{0,30}mail/ nocase
    $list = /(explode|preg_split|split|array_map)\s*\(\s*[^;]{0,40}\$_(POST|REQUEST|GET|COOKIE)\s*\[/
    $list_variable = /\$(\w*(email|mail|addr|recipient|to|leads?|list|emaillist|mails|destino|emails)\w*)\s*=\s*(\w+\s*\(\s*){0,3}[^;]{0,30}\$_(POST|REQUEST|GET|COOKIE)\s*\[[^;]{0,60};/ nocase
    $splits = /(explode|preg_split)\s*\(\s*(["'](\\r)?\\n["']|["']\/[^"'\n]{0,12}\\n|PHP_EOL|chr\(10\))/
    $f_from = /\$_(POST|REQUEST|GET|COOKIE)\s*\[\s*['"](\w{0,8}(from|sender|realname|remetente|nome|fromname|frommail)\w{0,8}|de)['"]\s*\]/ nocase
    $f_subject = /\$_(POST|REQUEST|GET|COOKIE)\s*\[\s*['"](\w{0,8}(subject|assunto|subj|asunto|title|sujet)\w{0,8})['"]\s*\]/ nocase
    $f_body = /\$_(POST|REQUEST|GET|COOKIE)\s*\[\s*['"](\w{0,8}(message|msg|body|letter|html|mensagem|content|text|mensaje)\w{0,8})['"]\s*\]/ nocase
    $f_reply = /\$_(POST|REQUEST|GET|COOKIE)\s*\[\s*['"]\w{0,8}(reply|replyto|headers?)\w{0,8}['"]\s*\]/ nocase
    $loop = /\b(foreach|for|while)\s*\(/
    $all_sent = /[^\w>:$]mail\s*\(\s*[^;,]{0,40}\$_(POST|REQUEST|GET|COOKIE)\s*\[[^;]{1,80},[^;]{0,60}\$_(POST|REQUEST|GET|COOKIE)\s*\[[^;]{1,80},[^;]{0,60}\$_(POST|REQUEST|GET|COOKIE)\s*\[/
    $boast = /X-Mailer:\s*(Leaf|Alexus|Priv8|Inbox|Xenon|Owl)|\b(leaf|alexus|owl|priv8?|gamma|inbox|xp|mass|king|pro)[ _-]?(php[ _-]?)?mailer\b|\[?-?(random|email)-?\]?-?(string|number|user|domain)|&email&|\bmass[ -]?mail(er|ing)?\b/ nocase
    $wide_open = /\b(set_time_limit|ignore_user_abort)\s*\(|max_execution_time|md5\s*\(\s*\$_(POST|REQUEST|GET|COOKIE)|error_reporting\s*\(\s*0/
    $cgi = /sendmail\s+-t|Net::SMTP|smtplib\.SMTP|MIME::Lite|nodemailer/
    $cgi_param = /(param|getvalue|getfirst|form\.get|args\.get|body)\s*[.(\[]\s*['"]?(to|list|emails?|mails?|recipients?|from|sender|subject|message|body|html)\b/ nocase
    $cgi_list = /split[(\s]\s*[\/'"]\\?r?\\n|splitlines\s*\(|\.split\s*\(\s*['"]\\n/
    $cgi_loop = /\bfor(each)?\b/
    $class = /\b(class|interface|trait)\s+\w+\s*(extends\s+\w+\s*)?\{/
    $guard = /current_user_can|check_admin_referer|wp_verify_nonce|is_user_logged_in|defined\s*\(\s*['"](ABSPATH|_JEXEC|BASEPATH|IN_\w+|DOKU_INC)['"]|\bnamespace\s+\w|\$this->(request|security|auth)|csrf|captcha/ nocase
  condition:
    filesize < 256KB and not is_documentation and not $guard
    and (
      (is_web and $cgi and #cgi_param > 3 and $cgi_list and $cgi_loop and filesize < 32KB)
      or $php and ($mail or $mail_other) and (
      ($all_sent and ($wide_open or $f_from or $f_reply))
      or (($list or ($list_variable and $splits)) and $loop and $f_subject and $f_body and ($f_from or $f_reply)
        and not ($class and not $wide_open))
      or ($boast and $loop and ($list or $list_variable or $splits) and 2 of ($f_*)))
    )
}

rule phishing_page {
  meta:
    name = "linux.content.phishing-page"
    level = "high"
    confidence = "medium"
    category = "phishing"
    attack = "T1056.003 T1566 T1598.003 T1608.005 T1584.006"
    incident_types = "web_intrusion credential_leak hijack"
    next = "keep-evidence find-entry quarantine-file rotate-credentials check-other-hosts"
    by_hand = "grep -nE '_POST|mail|Location|telegram' {path}"
    title_en = "A page passes on the passwords typed into a false log-in"
    title_zh = "钓鱼页面转发所输入的账号口令"
    summary_en = "{path} puts typed passwords into a message and mails, posts or keeps it: {text}"
    summary_zh = "{path} 将输入的口令写入消息并通过邮件、接口外发或落盘：{text}"
    benign_en = "A registration page mails a password to its new user; it sends nobody's address and browser along and leads to its own site."
    benign_zh = "注册页面会给新用户发送密码，但不会附带访问者 IP、浏览器信息，也不会跳转到他人网站。"
  strings:
    $server = /<\?(php|=|\s)|require\s*\(\s*['"]express['"]|<%@|from\s+flask\s+import|import\s+cgi\b|CGI->new/ nocase
    $labelled = /(pass(word|wd|wrd|code|phrase)?|senha|contrase\w{1,4}|mot ?de ?passe|\bpin ?[:=]|\bpwd|\bpsw|\botp ?[:=]|\bcvv|\bcvc|\bssn ?[:=]|密码|口令|パスワード|пароль)[^\n;$]{0,24}["'`]?\s*[.+]?\s*[^\n;]{0,12}(\$_(POST|REQUEST|GET)\s*\[|\$\{?\w{0,8}(pass|pwd|psw|pw|otp|pin|cvv|senha)\w{0,10}|req\.body\.\w|request\.form)/ nocase
    $posted = /(\$_(POST|REQUEST|GET)\s*\[\s*['"]|req\.body\.|req\.body\[['"]|request\.form\[['"]|request\.form\.get\(['"])\w{0,12}(pass|pwd|psw|passwd|passcode|senha|contrasena|pin|otp|cvv|cvc|ssn|card|login_?pw|pw\d?|motdepasse|clave|parola|sifre|kennwort|seed|phrase|mnemonic)\w{0,10}['"]?\s*\]?/ nocase
    $visitor = /REMOTE_ADDR|HTTP_CLIENT_IP|HTTP_X_FORWARDED_FOR|HTTP_CF_CONNECTING_IP|\bgetenv\s*\(\s*['"]REMOTE|req\.ip\b|remote_addr|\$ip\b|geoplugin|ip-api\.com|ipinfo\.io|ipapi\.co/ nocase
    $agent = /HTTP_USER_AGENT|user-agent/ nocase
    $mails = /[^\w>:$]@?mail\s*\(\s*[^;]{3,200}/ nocase
    $posts = /api\.telegram\.org\/bot|discord(app)?\.com\/api\/webhooks|sendMessage\?chat_id|webhook\.site/ nocase
    $keeps = /\b(fopen|file_put_contents|appendFile(Sync)?)\s*\([^;]{0,300}(FILE_APPEND|['"]a\+?b?['"]|appendFile|\.txt['"])/ nocase
    $result = /\b(rezult|resultz?|fullz|victim|priv8|scampage|login info|new login|0ffice|office ?365|webmail|cpanel|outlook|dropbox|docusign|paypal|netflix|apple ?id|icloud|wells ?fargo|sharepoint|onedrive|facebook|instagram|metamask|fedex|alibaba|wetransfer|linkedin|hotmail)\b[^\n]{0,24}([+=*#|-]{3,}|login|log ?in|result|rezult|\|\s*["']?\s*\.?\s*\$|from|info)|(\+{4}|={4}|\*{4}|#{4}|-{4}|~{4})[^\n]{0,30}\b(log|login|info|re[sz]ult|victim|account|user|email|created|vict|ip)/ nocase
    $field = /<input\b[^>]{0,160}type\s*=\s*["']?password/ nocase
    $brand = /(Location\s*:\s*|window\.location(\.href)?\s*=\s*['"]|url=|redirect\(\s*['"])https?:\/\/([\w-]+\.){0,4}(microsoft|office|live|outlook|google|gmail|yahoo|paypal|chase|wellsfargo|bankofamerica|apple|icloud|netflix|facebook|instagram|whatsapp|linkedin|dropbox|docusign|adobe|amazon|dhl|fedex|usps|ups|att|xfinity|aol|citi|hsbc|barclays|santander|bbva|itau|caixa|bradesco|correos|orange|ameli|impots|laposte|post|ing|sparkasse|postbank|microsoftonline|sharepoint|steamcommunity|coinbase|binance|metamask|blockchain|roblox|discord|qq|163|alipay|taobao|icbc|naver|rakuten|sberbank|gosuslugi|vk|yandex|mail)\.(com|net|org|de|fr|it|es|co\.uk|com\.br|ru|cn|jp|gov|ch|at|nl|be|pl|io|us|app|gouv\.fr)/ nocase
    $away = /header\s*\(\s*["']Location\s*:\s*https?:\/\/|res\.redirect\(\s*['"]https?:|http-equiv=["']?refresh[^>]{0,80}https?:/ nocase
    $guard = /current_user_can|check_admin_referer|wp_verify_nonce|password_(hash|verify)\s*\(|defined\s*\(\s*['"](ABSPATH|_JEXEC|BASEPATH|IN_\w+)['"]|\bnamespace\s+\w|->(prepare|query|execute)\s*\(|mysqli?_query|bcrypt|INSERT\s+INTO|SELECT\s+/ nocase
  condition:
    filesize < 128KB and not is_documentation and not $guard
    and (
      ($field and $posts)
      or $server and $posted and (
      ($labelled and ($mails or $posts or $keeps) and ($visitor or $agent) and ($result or $brand or $posts or $away))
      or (($mails or $posts or $keeps) and $brand and ($labelled or $visitor))
      or ($posts and $visitor and ($labelled or $agent)))
    )
}
