"""What lines of applications' logs say when a stranger made them run or fetch something.

Java servers name what they deploy and what they could not run; web servers keep in their error logs
what shell tools print that a page started; Kubernetes and Docker log in their own words.
Source: Tomcat 7 to 11, WebLogic, ActiveMQ 5, Log4j 2, Spring; GNU wget, curl, dash and bash.
"""

import re

from hemostat.parse.logs.messages import Did, Said

_CANNOT_RUN = re.compile(
    r"Cannot run program \"?(.{1,300}?)\"?(?: \(in directory [^)]*\))?"
    r": (?:java\.io|error=|CreatePro)"
)
_DEPLOYED = re.compile(
    r"(?:Deploying web application (?:archive|directory)|Deployment of web application "
    r"(?:archive|directory)) \[?([^\]\s]{1,300})\]?"
)
_REMOTE_CONFIG = re.compile(
    r"(?:(?:ClassPath|FileSystem)XmlApplicationContext|XmlBeanDefinitionReader|"
    r"XML document from URL|XML bean definitions from URL)\W.{0,60}?(https?://[^\s\]\"'>]{4,200})"
)
_LOOKED_UP = re.compile(
    r"(?:Error looking up JNDI resource|javax\.naming\.\w+Exception.{0,60}|Reference Class Name:"
    r"|JNDI lookup.{0,20}) \[?((?:ldaps?|rmi|dns|iiop)://[^\s\]\"'>]{4,200})",
    re.IGNORECASE,
)
_SAVED = re.compile(r"(?:Saving to: |saved |-> )[‘'`\"]?\\?(/[^\s’'\"]{1,200}|\S{1,80})[’'\"]")
_FETCHED = re.compile(r"--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d--\s+(\S{8,300})")
_NO_COMMAND = re.compile(
    r"\b(?:sh|bash|dash|/bin/(?:ba|da)?sh): (?:line )?\d+: (.{1,120}?): "
    r"(?:not found|command not found|Permission denied|cannot (?:create|open))"
)
_SHELL_TALK = re.compile(
    r"bash: (?:cannot set terminal process group|no job control in this shell)"
    r"|uid=\d+\(\S+\) gid=\d+\(\S+\) groups="
)


def read_application(line: str) -> Said:
    """What a line of an application's or a web server's error log says."""
    told = line.strip()[:400]
    for pattern, kind in (
        (_REMOTE_CONFIG, "remote_config"),
        (_LOOKED_UP, "lookup"),
        (_DEPLOYED, "deployed"),
    ):
        if found := pattern.search(line):
            return Did("application", kind, "", "", found[1], told)
    if found := _CANNOT_RUN.search(line):
        return Did("application", "program_run", "", "", "", found[1])
    if found := _FETCHED.search(line):
        return Did("application", "fetched", "", "", found[1], told)
    if found := _SHELL_TALK.search(line):
        return Did("application", "shell_talk", "", "", "", told)
    if found := _NO_COMMAND.search(line):
        return Did("application", "shell_error", "", "", found[1], told)
    if found := _SAVED.search(line):
        return Did("application", "saved", "", "", found[1], told)
    return None


NEEDLES = (
    "cannot run program",
    r"deploy(?:ing|ment of) web application",
    r"xmlapplicationcontext|xmlbeandefinitionreader|from url \[http",
    r"(?:jndi|naming).{0,80}(?:ldaps?|rmi|dns|iiop)://",
    "saving to: ",
    r"--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d--  http",
    r"\bsh: (?:line )?\d+: ",
    r"\bbash: (?:line )?\d+: |bash: cannot set terminal|bash: no job control",
    r"uid=\d+\(\S+\) gid=\d+",
)
"""RE2 patterns, of which a line that this module reads holds one; without regard to case."""
