"""Every parser an artifact may name: one visible list of modules.

A parser module ends with `PARSERS`, a mapping from the names artifacts use to functions
`(Evidence, Place) -> Parsed`, and, where a format can include other files, with `INCLUDES`, a
mapping from the same names to functions `(Evidence, Place) -> tuple[str, ...]` that give the
absolute patterns to read next. Where a format names files of *another* format, `NAMES` maps the
same names to the other parser's name and such a function; those patterns may begin with `{home}`.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from hemostat.model.evidence import Evidence, Parsed
from hemostat.parse.host import (
    apk,
    at_jobs,
    authorized_keys,
    cron,
    daemon_commands,
    desktop_entries,
    docker_config,
    dpkg,
    editor_startup,
    engine_settings,
    environment_files,
    firewall_iptables,
    firewall_nftables,
    git_config,
    group,
    inetd,
    inittab,
    kernel_arguments,
    kernel_helpers,
    kernel_views,
    loader_config,
    module_config,
    modules,
    mounts,
    network_scripts,
    network_state,
    oci_config,
    os_release,
    package_hooks,
    package_hooks_apt,
    package_hooks_logrotate,
    package_sources,
    pam,
    panel_databases,
    passwd,
    pip_record,
    plugin_settings,
    pod_manifest,
    polkit_grants,
    privilege_plugins,
    python_startup,
    resolver,
    routes,
    service_settings,
    shadow,
    sockets,
    ssh_config,
    sshd_config,
    startup_lines,
    sudoers,
    systemd_units,
    udev_rules,
    upstart,
    web_server_settings,
)
from hemostat.parse.logs import history
from hemostat.parse.place import Place

Parser = Callable[[Evidence, Place], Parsed[Any]]
Includes = Callable[[Evidence, Place], tuple[str, ...]]

MODULES: tuple[ModuleType, ...] = (
    apk,
    at_jobs,
    authorized_keys,
    cron,
    daemon_commands,
    desktop_entries,
    docker_config,
    dpkg,
    editor_startup,
    engine_settings,
    environment_files,
    firewall_iptables,
    firewall_nftables,
    git_config,
    group,
    history,
    inetd,
    inittab,
    kernel_arguments,
    kernel_helpers,
    kernel_views,
    loader_config,
    module_config,
    modules,
    mounts,
    network_scripts,
    oci_config,
    network_state,
    os_release,
    package_hooks,
    package_hooks_apt,
    package_hooks_logrotate,
    package_sources,
    pam,
    panel_databases,
    passwd,
    pip_record,
    plugin_settings,
    pod_manifest,
    polkit_grants,
    privilege_plugins,
    python_startup,
    resolver,
    routes,
    service_settings,
    shadow,
    sockets,
    ssh_config,
    sshd_config,
    startup_lines,
    sudoers,
    systemd_units,
    udev_rules,
    upstart,
    web_server_settings,
)


Names = dict[str, Includes]


def parsers() -> dict[str, Parser]:
    """Each parser by the name artifacts use."""
    return {name: parser for module in MODULES for name, parser in module.PARSERS.items()}


def includes() -> dict[str, Includes]:
    """For formats that include other files: which ones."""
    return {
        name: include
        for module in MODULES
        for name, include in getattr(module, "INCLUDES", {}).items()
    }


def names() -> dict[str, Names]:
    """For formats that name files of other formats: the other parser, and which files."""
    return {
        name: named for module in MODULES for name, named in getattr(module, "NAMES", {}).items()
    }
