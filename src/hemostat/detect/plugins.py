"""What daemons load into themselves: which file a setting stands for. Pure."""

from hemostat.model.path import HostPath, normal
from hemostat.model.records import Setting

# Where a path that is not absolute begins, and where a bare name is looked for.
_BASES = {
    "nginx": ("/usr/share/nginx", "/etc/nginx", "/usr/lib/nginx", "/usr/lib64/nginx"),
    "apache2": ("/etc/httpd", "/usr/lib/apache2", "/etc/apache2"),
    "rsyslog": (
        "/usr/lib/x86_64-linux-gnu/rsyslog",
        "/usr/lib/aarch64-linux-gnu/rsyslog",
        "/usr/lib64/rsyslog",
        "/usr/lib/rsyslog",
    ),
    "sudo": (
        "/usr/libexec/sudo",
        "/usr/lib/sudo",
        "/usr/lib/x86_64-linux-gnu/sudo",
        "/usr/lib/aarch64-linux-gnu/sudo",
        "/usr/lib64/sudo",
        "/usr/local/libexec/sudo",
    ),
}
_BARE = ("rsyslog", "sudo")


def plugin_files(setting: Setting) -> tuple[HostPath, ...]:
    """The files a `loads` setting may stand for; none where that cannot be told."""
    if setting.keyword != "loads":
        return ()
    value = setting.value
    if value.startswith("/"):
        return (normal(value),)
    if "/" not in value and setting.service not in _BARE:
        return ()
    suffix = ".so" if setting.service == "rsyslog" and not value.endswith(".so") else ""
    bases = _BASES.get(setting.service, ())
    return tuple(normal(f"{base}/{value}{suffix}") for base in bases)
