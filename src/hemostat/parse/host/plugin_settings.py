"""Which libraries and scripts daemons are told to load: one parser for many formats of settings."""

import re

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.records import Setting
from hemostat.parse.place import Place

_PATH = r"[\"']?(?P<{}>[^\s\"';,)]+)"
_LOADS = re.compile(
    "|".join(
        pattern.replace("PATH", _PATH.format(f"p{number}"))
        for number, pattern in enumerate(
            (
                # nginx; Apache httpd and proftpd; PHP; Redis; rsyslog.
                r"load_module\s+PATH",
                r"Load(?:Module\s+\w+|File)\s+PATH",
                r"(?:zend_)?extension\s*=\s*PATH",
                r"loadmodule\s+PATH",
                r"(?:.*\b)?module\s*\(\s*load\s*=\s*PATH",
                r"\$ModLoad\s+PATH",
                # PostgreSQL; MySQL; Zabbix; OpenLDAP; Kerberos; BIND.
                r"(?:shared|session|local)_preload_libraries\s*=?\s*PATH",
                r"plugin[-_]load(?:[-_]add)?\s*=\s*(?:\w+=)?PATH",
                r"LoadModule\s*=\s*PATH",
                r"(?:moduleload|olcModuleLoad:)\s+(?:\{\d+\})?PATH",
                r"module\s*=\s*\w+:PATH",
                r"(?:plugin\s+query|dyndb\s+\S+)\s+PATH",
                # HAProxy; Squid; ssh; Unbound; snmpd; OpenSSL; p11-kit.
                r"lua-load(?:-per-thread)?\s+PATH",
                r"loadable_modules\s+PATH",
                r"(?:PKCS11Provider|SecurityKeyProvider)\s+PATH",
                r"(?:dynlib-file|python-script)\s*:\s*PATH",
                r"dlmod\s+\w+\s+PATH",
                r"dynamic_path\s*=\s*PATH",
                r"module\s*:\s*PATH",
                # sudo; conversions of glibc; providers of OpenSSL 3.
                r"Plugin\s+\w+\s+PATH",
                r"module\s+\S+//\S*\s+\S+//\S*\s+PATH",
                r"module\s*=\s*(?=/)PATH",
                # Folders of plugins.
                r"(?:plugin[-_]dir|extension_dir|mail_plugin_dir|PluginDir|LoadModulePath"
                r"|modulepath|olcModulePath:|dynamic_library_path|perl_modules)\s*[=:]?\s*PATH",
            )
        )
    ),
    re.IGNORECASE,
)
_SERVICES = (
    *("nginx", "openresty", "apache2", "httpd", "php", "redis", "rsyslog", "postgresql", "pgsql"),
    *("mysql", "my.cnf", "zabbix", "ldap", "krb5", "bind", "haproxy", "squid", "ssh", "unbound"),
    *("snmp", "ssl", "pkcs11", "dovecot", "collectd", "proftpd", "sudo", "gconv"),
)
_OTHER_NAMES = {"httpd": "apache2", "openresty": "nginx", "pgsql": "postgresql", "my.cnf": "mysql"}


def parse_plugin_settings(evidence: Evidence, place: Place) -> Parsed[Setting]:
    """Read settings for what they load: one `loads` setting for each line that does.

    The service is told by the path. Other lines are read by the parsers of these services.

    Raises: nothing.
    Source: the manuals of the services named in the pattern.
    """
    service = next((each for each in _SERVICES if each in place.path.lower()), "other")
    service = _OTHER_NAMES.get(service, service)
    records: list[Setting] = []
    for number, raw in evidence.lines():
        match = _LOADS.match(raw.strip()[:2_000])
        if match and (value := next((each for each in match.groups() if each), "")):
            source = evidence.source(number, raw.strip())
            records.append(Setting(source=source, service=service, keyword="loads", value=value))
    return Parsed(tuple(records))


PARSERS = {"plugin_settings": parse_plugin_settings}
