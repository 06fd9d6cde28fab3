// Packages of languages that do at installation or import what no package does.

rule poisoned_package {
  meta:
    name = "linux.content.poisoned-package"
    level = "high"
    confidence = "medium"
    category = "poisoned_package"
    attack = "T1195.001 T1195.002 T1059 T1552 T1041 T1105"
    incident_types = "trojan backdoor credential_leak"
    next = "keep-evidence rotate-credentials block-outbound quarantine-file check-other-hosts"
    by_hand = "grep -nE 'exec|eval|environ|env|http|base64|child_process' {path}"
    title_en = "An installed package runs foreign code or sends secrets away"
    title_zh = "已安装的依赖包执行外来代码或外传敏感信息"
    summary_en = "{path} belongs to a package of a language and decodes or fetches code to run it, or sends the environment or credentials: {text}"
    summary_zh = "{path} 属于语言依赖包，会解码或下载代码执行，或外传环境变量、凭据：{text}"
    benign_en = "Some packages unpack an installer of their own at installation; it then comes from the maker's site and by the name of its project."
    benign_zh = "少数依赖包安装时会下载自带程序；此时来源应为项目官方站点。"
  strings:
    $py_fetched = /\b(exec|eval)\s*\(\s*[^\n#]{0,120}\b(urlopen|requests\.(get|post)|urlretrieve|HTTPSConnection|httpx\.get)\s*\(/
    $py_packed = /\b(exec|eval)\s*\(\s*(compile\s*\(\s*)?(__import__\s*\(\s*['"](base64|zlib|marshal|lzma|bz2|codecs|binascii)['"]\s*\)\s*\.\s*\w+|\w{1,8}\.(b64decode|b32decode|b16decode|b85decode|a85decode|decompress|unhexlify|fromhex)|b64decode|decompress|unhexlify|marshal\.loads|Fernet)\s*\(/
    $py_reversed = /\b(exec|eval)\s*\(\s*["'][^"'\n]{40,}["']\s*\[\s*::\s*-1\s*\]/
    $py_shell = /\b(os\.(system|popen)|subprocess\.\w+)\s*\(\s*\[?\s*f?["'][^\n]{0,160}((curl|wget)[^\n]{0,200}\|\s*(ba|z)?sh\b|\/dev\/tcp\/|base64\s+(-d|--decode)[^\n]{0,60}\|\s*(ba)?sh|powershell[^\n]{0,60}-e(nc|c)?\b)/
    $js_packed = /\b(eval|Function|new\s+Function)\s*\(\s*[^)\n;]{0,60}(Buffer\.from\s*\([^)\n]{1,4000},\s*['"](base64|hex)|\batob\s*\(\s*['"])/
    $js_shell = /\b(exec|execSync|spawn|spawnSync)\s*\(\s*[`'"][^\n]{0,160}((curl|wget)\s[^\n]{0,200}(\|\s*(ba|z)?sh\b|chmod\s)|\/dev\/tcp\/|base64\s+(-d|--decode)[^\n]{0,60}\|\s*(ba)?sh)/
    $npm = /"(pre|post)?(install|prepare|uninstall)"\s*:\s*"[^"\n]{0,300}(\b(curl|wget)\b[^\n]{0,200}(https?:\/\/\d|\|\s*(ba|z)?sh\b)|\/dev\/tcp\/|base64\s+(-d|--decode)|child_process[^\n]{0,80}(curl|wget|bash|http)|\beval\(|atob\(|Buffer\.from)/
    $composer = /"(pre|post)-[a-z-]{3,30}"\s*:\s*\[?\s*"[^"\n]{0,300}(\b(curl|wget)\b[^\n]{0,200}\|\s*(ba|z)?(sh|php)\b|\/dev\/tcp\/|php\s+-r\s[^\n]{0,60}(eval|base64_decode|file_get_contents\(.{0,3}http))/
    $rb_eval = /\b(instance_)?eval\s*\(?\s*(Net::HTTP\.get|URI\.(parse|open)|open\(\s*['"]https?:|Base64\.(strict_|urlsafe_)?decode64|Zlib::Inflate)/
    $rb_shell = /(\bsystem\s*\(?|%x[\[({]|`)\s*["']?[^\n`]{0,60}(curl|wget)\s[^\n]{0,200}\|\s*(ba)?sh\b/
    $js_odd_names = /\b_0x[0-9a-f]{4,6}\b/
    $js_reaches = /child_process|\bhomedir\b|process\[|process\.env/
    $js_decipher = /createDecipher(iv)?\s*\(/
    $js_runs = /\b_compile\s*\(|\bnew\s+Function\s*\(|[^.\w]eval\s*\(|vm\.run\w+\s*\(/
    $pl_eval = /\beval\s*[({]?\s*(MIME::Base64::)?decode_base64\s*\(|\beval\s*\(?\s*(LWP::Simple::)?get\s*\(\s*['"]https?:/
    $go_shell = /exec\.Command\s*\(\s*"(\/bin\/)?(ba)?sh"\s*,\s*"-c"\s*,[^\n]{0,60}((curl|wget)\s|base64\s+-d|\/dev\/tcp\/)/
    $rs_shell = /Command::new\s*\(\s*"(\/bin\/)?(ba)?sh"\s*\)[^;]{0,80}"-c"[^;]{0,80}((curl|wget)\s|\/dev\/tcp\/)/
    $sh_fetch = /\b(curl|wget)\b[^\n]{0,160}https?:\/\/([1-9]|1[1-9]|[2-9][0-9]|1[01][0-9]|12[0-689]|1[3-6][0-9]|17[013-9]|18[0-9]|19[013-9]|192\.0|2[0-2][0-9])(\.[0-9]{1,3}){2,3}[:\/][^\n]{0,200}(chmod\s|\|\s*(ba|z)?sh\b)/
    $env_all = /\b(dict|repr|str|dumps|urlencode|b64encode)\s*\(\s*(dict\s*\(\s*)?\w{1,8}\.environ(\.copy\(\))?\s*[),]|JSON\.stringify\s*\(\s*(\{[^}\n]{0,80})?process\.env\s*[,})]|\.stringify\(\s*process\.env\s*\)|Object\.(entries|assign)\s*\(\s*(\{\},\s*)?process\.env\s*\)|\bENV\.(to_h|to_a|inspect|map|to_json)\b|\bos\.Environ\s*\(\s*\)/
    $f_cloud = /\.aws['"\/, ]{1,6}credentials|\.config\/gcloud|\.kube['"\/, ]{1,6}config|\.azure\b/
    $f_ssh = /\.ssh['"\/, ]{1,6}id_|\bid_(rsa|ed25519)\b/
    $f_tokens = /['"\/]\.(npmrc|pypirc|netrc|git-credentials|gem\/credentials|cargo\/credentials)\b|\.docker['"\/, ]{1,6}config\.json/
    $f_browser = /Login Data|logins\.json|key4\.db|Local Extension Settings|nkbihfbeogaeaoehlefnkodbefgpgknn/
    $f_wallet = /wallet\.dat|exodus\.wallet|\.config\/solana|\.electrum|\bkeystore\b.{0,20}ethereum/ nocase
    $f_passwd = /['"]\/etc\/(passwd|shadow)['"]/
    $send = /\bhttps?\.(request|get)\s*\(|\bfetch\s*\(|\baxios\b|\burlopen\s*\(|\.Request\s*\(|requests\.post\s*\(|HTTPS?Connection\s*\(|\bdns\.(lookup|resolve\w*)\s*\(|gethostbyname\s*\(|Net::HTTP|http\.Post\w*\s*\(|\.sendall?\s*\(|XMLHttpRequest/
    $to_ip = /['"`](https?:\/\/)?([1-9]|1[1-9]|[2-9][0-9]|1[01][0-9]|12[0-689]|1[3-6][0-9]|17[013-9]|18[0-9]|19[013-9]|192\.0|2[0-2][0-9])(\.[0-9]{1,3}){2,3}[:\/'"`]/
    $to_odd = /webhook\.site|requestbin|pipedream\.net|\.oast\.\w+|\.oastify\.com|interact\.sh|burpcollaborator|\.ngrok|discord(app)?\.com\/api\/webhooks|api\.telegram\.org\/bot|transfer\.sh|pastebin\.com|trycloudflare\.com|\.onion\b|beeceptor\.com|\.dnslog\.|ceye\.io/
  condition:
    (kind == "text" or kind == "script") and filesize < 1MB
    and (filepath matches /\/(site-packages|dist-packages|node_modules|gems|vendor|bower_components|site_perl|perl5|pkg\/mod|registry\/src)(\/|$)/
      or filename matches /^(setup\.py|package\.json|composer\.json|extconf\.rb|build\.rs|.{1,60}\.gemspec|.{1,60}\.pth)$/)
    and not filepath matches /\/(tests?|__tests__|spec|fixtures|examples?|docs?|benchmarks?)(\/|$)/
    and (
      $py_fetched or $py_shell or $py_reversed or $pl_eval or ($js_decipher and $js_runs and filesize < 32KB) or $js_shell or $npm or $composer or $rb_eval or ($rb_shell and extension matches /^\.(rb|gemspec|rake)$/) or $go_shell or $rs_shell or $sh_fetch
      or (#js_odd_names > 5 and $js_reaches and ($to_ip or $to_odd or $js_packed) and extension == ".js")
      or (3 of ($f_*) and $send and filesize < 32KB)
      or ($py_packed and (filesize < 64KB))
      or ($js_packed and filesize < 128KB and extension != ".map")
      or ($env_all and $send and filesize < 128KB and ($to_ip or $to_odd or 1 of ($f_*)))
      or (2 of ($f_*) and $send and ($to_ip or $to_odd) and filesize < 128KB)
      or ($f_passwd and $send and ($to_ip or $to_odd) and filesize < 32KB)
    )
}
