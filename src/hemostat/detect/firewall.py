"""What the packet filter lets in: from the kernel's own rules where they were asked, else files."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hemostat.model.records import FirewallRule, Setting

_CLOSES = ("drop", "reject")
_ANY = ("0.0.0.0/0", "::/0", "anywhere")
_BUILDERS = re.compile(
    r"(?i)docker|kube|cali|cni|flannel|cilium|weave|istio|libvirt|lxd|lxc|podman|netavark|fail2ban"
    r"|f2b|crowdsec|ufw|firewalld|sshguard|tailscale|ts-|wg-quick|nerdctl|rancher|nm-|virt|k3s"
    r"|openvpn|strongswan|hemostat|antrea|ovn|neutron|felix"
)


@dataclass(frozen=True, slots=True)
class Firewall:
    """The rules that count.

    Attributes:
        rules: those of the running kernel, if it told any; else those of files.
        is_known: whether these are all: the kernel told them, or a file holds some, and there are
            no tables of older iptables, which nobody could read.
    """

    rules: Sequence[FirewallRule]
    is_known: bool

    @property
    def closes_by_default(self) -> bool:
        """Whether what no rule lets in is turned away: a policy, or a last rule without limits."""
        return any(
            rule.verdict in _CLOSES and (rule.is_policy or _is_for_all(rule))
            for rule in self.rules
            if rule.hook == "input" or _is_input_of_ufw(rule)
        )

    @property
    def turns_away(self) -> bool:
        """Whether any rule or policy turns somebody away who comes in."""
        return any(
            rule.verdict in _CLOSES and rule.hook not in ("output", "postrouting", "forward")
            for rule in self.rules
        )

    def limits(self, port: int) -> bool:
        """Whether some rule turns others away from a port, or lets only some in."""
        return self.closes_by_default or any(
            _names(rule.ports, port) and (rule.verdict in _CLOSES or bool(_some(rule.sources)))
            for rule in self.rules
        )


def firewall_of(rules: Iterable[FirewallRule], settings: Iterable[Setting] = ()) -> Firewall:
    """The packet filter as it is now, or as its files say where nobody could ask.

    ufw's own files count only where ufw is switched on.
    """
    rules, settings = tuple(rules), tuple(settings)
    live = [rule for rule in rules if rule.is_live]
    ufw = [
        each.value.lower()
        for each in settings
        if each.service == "ufw" and each.keyword == "enabled"
    ]
    saved = [rule for rule in rules if not _is_of_ufw(rule) or "yes" in ufw]
    counted = live or saved
    told = {each.keyword for each in settings if each.service == "packet_filter"}
    is_known = "older_tables" not in told and ("nftables_rules" in told or bool(counted))
    return Firewall(counted, is_known=is_known)


def is_of_builder(rule: FirewallRule) -> bool:
    """Whether containers, VPNs, fail2ban and their like made the rule, by its names."""
    return bool(_BUILDERS.search(f"{rule.table} {rule.chain} {rule.jump} {rule.text}"))


def is_single(address: str) -> bool:
    """Whether a source names one host, not a network."""
    return not address.startswith(("!", "@")) and ("/" not in address or address.endswith("/32"))


def _is_of_ufw(rule: FirewallRule) -> bool:
    return rule.source.path.startswith("/etc/ufw/")


def _is_input_of_ufw(rule: FirewallRule) -> bool:
    return _is_of_ufw(rule) and rule.chain.startswith("ufw") and "input" in rule.chain


def _is_for_all(rule: FirewallRule) -> bool:
    limits = (*_some(rule.sources), *rule.destinations, *rule.ports, *rule.source_ports)
    return not limits and not rule.interface and not rule.matches and "ct " not in rule.text


def _some(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(each for each in sources if each not in _ANY)


def _names(ports: Iterable[str], port: int) -> bool:
    return any(_holds(each, port) for each in ports)


def _holds(text: str, port: int) -> bool:
    low, _, high = text.replace("-", ":").partition(":")
    if not low.isdecimal() or not (high or low).isdecimal():
        return False
    return int(low) <= port <= int(high or low)
