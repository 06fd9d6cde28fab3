// A shell handed to somebody elsewhere, in the languages found on servers.

rule reverse_shell {
  meta:
    name = "linux.content.reverse-shell"
    level = "high"
    confidence = "high"
    category = "reverse_shell"
    attack = "T1059.004 T1071"
    incident_types = "remote_control backdoor"
    next = "keep-evidence capture-process block-address find-entry quarantine-file"
    by_hand = "grep -nE '/dev/tcp|socket|dup2|pty|mkfifo|nc ' {path}"
    title_en = "A script hands a shell to a remote address"
    title_zh = "脚本向远端反弹 shell"
    summary_en = "{path} connects a shell to the network: {text}"
    summary_zh = "{path} 把 shell 接到网络连接上：{text}"
    benign_en = "Tools and notes of authorised testers; ask who put it there and since when."
    benign_zh = "授权测试人员的工具或笔记；核实由谁、何时放置。"
  strings:
    $bash = /(\b(ba|z|k|da)?sh\s+-[a-z]*i[a-z]*\s*|\bsh\s+)(\d?[<>]&?\s*|>&\s*|&>\s*)[^\n]{0,20}\/dev\/(tcp|udp)\/[^\s]{1,80}\/[\w${}]{1,20}/
    $exec = /exec\s+\{?\w{1,8}\}?\s*<>\s*\/dev\/(tcp|udp)\/[^\s]{1,80}/
    // A shell put on the connection, or lines of it executed: reading a reply is no shell.
    $exec_shell = /\b(ba|da|z|k|a)?sh\b(\s+-[a-z]+)*\s*[<>0-2]{1,3}&\s*\$?\{?\w|<&\s*\$?\{?\w{1,8}\}?[^\n]{0,80}\|\s*(\/\w{1,8}){0,3}\/?(ba|da|z|k|a)?sh\b|\d<&\d{1,3};\s*exec|exec\s+0?<&\s*\$?\{?\w{1,8}/
    $exec_loop = /(<&[^\n|]{1,12}\|\s*while\s[^\n;]{0,20}read\b|while\s+[^\n;]{0,20}read\b[^;\n]{0,80}(<&|-u))[^;\n]{0,60}[;\n]\s*do\s+("?\$\{?\w|[^#]{0,160}(\beval\b|\b(ba|da|z|k|a)?sh\s+-c\b|\$\(\s*["']?\$\{?\w|`\s*\$\w|\|\s*(ba|da|z|k|a)?sh\b|\$\{?\w{1,12}\}?["']?\s+(2>&1|>&|2>&)))/
    $exec_done = /while\s+[^\n;]{0,20}read\b[^;\n]{0,80}[;\n]\s*do\s+("?\$\{?\w|[^#]{0,160}(\beval\b|\b(ba|da|z|k|a)?sh\s+-c\b|\$\(\s*["']?\$\{?\w|`\s*\$\w|\|\s*(ba|da|z|k|a)?sh\b|\$\{?\w{1,12}\}?["']?\s+(2>&1|>&|2>&)))[^#]{0,200}\bdone\s*[0-9]?<&/
    $fifo = /(mkfifo|mknod)\s+[^\n]{1,60}(;|&&|\n)[^\n]{0,200}\b(ba|da|z|k|a)?sh\s+-?i?[^\n]{0,60}\|\s*[^\n]{0,40}\b(nc|ncat|netcat|telnet|openssl\s+s_client|socat|busybox)\b/
    $fifo_back = /(mkfifo|mknod)\s+[^\n]{1,60}(;|&&|\n)[^\n]{0,100}\b(nc|ncat|netcat|telnet)\b[^\n|]{1,100}0?<\s*\/?\w[^\n|]{1,60}\|\s*(\/\w{1,8}){0,3}\/?(ba|da|z|k|a)?sh\b/
    $nc = /\b(nc|ncat|netcat|nc\.traditional|busybox\s+nc)\s+[^\n|;#]{0,80}(-e|-c|--exec|--sh-exec)\s*['"]?\/?[\w\/]{0,20}\b(ba|da|z|a|k|c|tc)?sh\b/
    $socat = /\bsocat\b[^\n]{0,200}(exec|system):['"]?[\/\w]{0,20}(ba|da|z|a)?sh\b[^\n]{0,200}|\bsocat\b[^\n]{0,20}(tcp4?|tcp6|openssl|ssl|udp)(-connect|-listen)?:[^\n]{1,100}(exec|system):/ nocase
    $py_socket = /import\s+(\w+\s*,\s*)*socket\b|socket\.socket\s*\(|from\s+socket\s+import|create_connection\s*\(|__import__\s*\(\s*['"]socket['"]\s*\)|socket\s*\(\s*(AF_INET|2\s*,\s*1)/
    $py_dup = /dup2\s*\([^)\n]{0,40}fileno\(\)|dup2\s*\([^)\n]{1,30},\s*\w{1,12}\s*\)\s*for\s+\w+\s+in|map\s*\(\s*os\.dup2|for\s+\w+\s+in\s*[\[(]?\s*(0|range\(3\))[^\n]{0,60}\s*[^\n]{0,40}dup2/
    $py_shell = /pty\.spawn\s*\(|(subprocess\.(call|Popen|run|check_call)|os\.(system|execve?|execl?p?|popen|execv?p?e?)|pty)\s*\(\s*[\[(]?\s*['"]\/?[\w\/]{0,12}\b(ba|da|z|a)?sh\b/
    $py_loop = /(\w+)\.recv\s*\(\s*\d+\s*\)[^\n]{0,80}/
    $py_run = /(subprocess\.(Popen|check_output|getoutput|run)|os\.popen)\s*\(\s*\w{1,20}(\.decode\([^)]{0,20}\))?\s*,?\s*[^\n]{0,30}(shell\s*=\s*True)?/
    $py_send = /\.send(all)?\s*\(\s*\w{0,20}(stdout|output|out|result|res|proc|std|cmd|p\.)/
    $pl_socket = /\bsocket\s*\(\s*\w+\s*,\s*(PF_INET|AF_INET|2\b)|IO::Socket::(INET|SSL)6?(\s*->\s*new|\s*\()/
    $pl_std = /open\s*\(?\s*STDIN\s*,\s*['"]<?[<>+]{1,2}&|STDIN\s*->\s*fdopen\s*\(|\*STDIN\s*=|open\s*\(?\s*STDOUT\s*,\s*['"]>&/
    $pl_exec = /\bsystem\s*\(?\s*['"][^'"\n]{0,80}\bexec\s+(\$\w{1,16}|[\/\w]{0,12}sh)\s+-i|exec\s*[({]?\s*['"{]?\s*(\/\w{2,4}\/)?\w{0,8}sh\b|\bsystem\s*\(?\s*(\$_|['"]\/bin\/|\$\w{1,12}\s*\)\s*;)|while\s*\(?\s*<>|exec\s*\{/
    $rb = /TCPSocket\.(new|open)\s*\(?\s*['"][^'"]{3,80}['"]\s*,\s*['"]?\d{1,5}/
    $rb_shell = /exec\s*\(?\s*(sprintf\s*\(\s*)?['"]\/?[\w\/]{0,12}sh\b|IO\.popen\s*\(|\$(stdin|stdout|stderr)\.reopen/
    $php = /\b(p?fsockopen|stream_socket_client)\s*\(\s*[^\n)]{3,120}/
    $php_shell = /\b(exec|shell_exec|system|passthru|popen|proc_open)\s*\(\s*['"](\/\w{2,4}\/)?(ba|da|z|a)?sh\b|`(\/bin\/)?(ba|da)?sh\s+(-i)?\s*<&/
    $lua = /require\s*\(?\s*['"]socket['"]\s*\)?/
    $lua_shell = /os\.execute\s*\(?\s*['"](\/bin\/)?(ba)?sh\s+-i|io\.popen\s*\(\s*\w+/
    $lua_net = /(socket\.tcp\s*\(\)|:\s*connect\s*\(\s*['"]?[\w.]{1,80}['"]?\s*,\s*['"]?\w{1,8})/
    $awk = /\/inet\/(tcp|udp)\/0\/[^\s"']{1,80}/
    $awk_shell = /\|&\s*getline[^\n]{0,300}/
    $node = /(require\s*\(\s*['"](node:)?net['"]\s*\)|new\s+net\.Socket\s*\(|net\.(connect|createConnection)\s*\()/
    $node_shell = /(spawn|exec|execFile|fork)\s*\(\s*['"](\/\w{2,4}\/)?(ba|da|z)?sh['"]/
    $node_pipe = /\.pipe\s*\(\s*\w{1,30}(\.(stdin|stdout|stderr))?\s*\)/
    $java = /new\s+(java\.net\.)?Socket\s*\(\s*[^\n)]{3,80}\)/
    $java_shell = /(ProcessBuilder\s*\(|getRuntime\(\)\s*\.\s*exec\s*\()\s*[^\n]{0,40}(['"]\/bin\/(ba|da)?sh|\bcmd\b)/
    $tcl = /set\s+\w+\s+\[\s*socket\s+[\w.]{3,80}\s+\d{1,5}\s*\]/
    $tcl_shell = /\bexec\s+(\{\*\}|\$|sh|\/bin)/
    $gdb = /openssl\s+s_client\s+[^\n]{0,120}-connect\s+[^\n]{1,100}/
    $gdb_shell = /\b(ba|da|z|a|k)?sh\b(\s+-[a-z]*i[a-z]*)?(\s*\d?[<>][^\n|;]{1,60})?\s*\|&?\s*openssl\s+s_client|openssl\s+s_client[^\n]{0,160}\|\s*(\/bin\/)?(ba)?sh\b/
    $telnet = /telnet\s+[^\n|]{3,60}\|\s*(\/bin\/)?(ba)?sh\s*\|\s*telnet\s/
    $go_c = /\bdup2\s*\(\s*\w+\s*,\s*[012]\s*\)/
    $c_connect = /\bconnect\s*\(\s*\w+\s*,\s*\(\s*(struct\s+sockaddr|SA)\b/
    $c_exec = /\bexec(ve|l|lp|le|v|vp)\s*\(\s*["'{]?\s*["']?\/bin\/(ba|da)?sh|\bsystem\s*\(\s*"\/bin\/(ba)?sh/
    $go_dial = /net\.Dial\s*\(\s*"(tcp|udp)[46]?"\s*,/
    $go_exec = /exec\.Command\s*\(\s*"(\/\w{2,4}\/)?(ba|da)?sh"/
    $go_std = /\.(Stdin|Stdout|Stderr)\s*,?[^\n]{0,40}=\s*\w+/
    $runs = /\b(os\.(system|popen|exec[vl]\w*|spawn\w+|posix_spawn)|subprocess\.\w+|pty\.spawn|Popen|check_output|getoutput|__import__|exec|eval)\s*\(/
    $hidden_tcp = "/dev/tcp/" base64
    $hidden_bash = "bash -i" base64
    $hidden_dup = "os.dup2(" base64
    $hidden_socket = "import socket" base64
    $hidden_exec = /base64\s+(-d|-D|--decode|-di)|b64decode|decode_base64|base64_decode|openssl\s+(enc\s+)?(-base64|base64)\s+-d|fromhex|xxd\s+-r/
  condition:
    (kind == "text" or kind == "script") and filesize < 1MB and not is_documentation
    and (not is_module or $runs)
    and (
      $bash or $nc or $telnet or $fifo or $fifo_back
      or $socat
      or ($exec and ($exec_shell or $exec_loop or $exec_done))
      or ($py_socket and $py_dup and $py_shell)
      or ($py_socket and #py_loop > 0 and $py_run and $py_send and filesize < 20KB)
      or ($pl_socket and $pl_std and $pl_exec and filesize < 128KB)
      or ($rb and $rb_shell)
      or ($php and $php_shell)
      or ($lua and $lua_net and $lua_shell)
      or ($awk and $awk_shell)
      or ($node and $node_shell and #node_pipe > 1)
      or ($java and $java_shell)
      or ($tcl and $tcl_shell)
      or ($gdb and $gdb_shell)
      or ($c_connect and #go_c > 1 and $c_exec)
      or ($go_dial and $go_exec and #go_std > 1)
      or (($hidden_tcp or $hidden_bash or ($hidden_dup and $hidden_socket)) and $hidden_exec)
    )
    // A list of such lines in many languages is a hand-out, not a tool.
    and not ($py_dup and $pl_socket and $php and ($rb or $nc))
}
