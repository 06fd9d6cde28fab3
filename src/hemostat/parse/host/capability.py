"""File capabilities: what the extended attribute `security.capability` grants."""

from typing import Final

NAMES: Final = (
    "chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid",
    "setpcap", "linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw",
    "ipc_lock", "ipc_owner", "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct",
    "sys_admin", "sys_boot", "sys_nice", "sys_resource", "sys_time", "sys_tty_config", "mknod",
    "lease", "audit_write", "audit_control", "setfcap", "mac_override", "mac_admin", "syslog",
    "wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf", "checkpoint_restore",
)  # fmt: skip
_LENGTHS: Final = {0x01000000: 12, 0x02000000: 20, 0x03000000: 24}


def parse_capability(value: bytes) -> tuple[str, ...] | None:
    """The capabilities a program is started with, as `cap_setuid`, in the kernel's order.

    Permitted and inheritable ones alike: both are granted on purpose. One the list does not have
    is named by its number, `cap_57`. None where the value is not of this format.

    Source: capabilities(7); linux/capability.h, `struct vfs_cap_data` and `vfs_ns_cap_data`.
    """
    magic = int.from_bytes(value[:4], "little")
    if _LENGTHS.get(magic & 0xFF000000) != len(value):
        return None
    bits = 0
    for word in range(1 if len(value) == 12 else 2):
        permitted, inheritable = (
            int.from_bytes(value[at : at + 4], "little") for at in (4 + 8 * word, 8 + 8 * word)
        )
        bits |= (permitted | inheritable) << (32 * word)
    return tuple(_name(bit) for bit in range(64) if bits >> bit & 1)


def _name(bit: int) -> str:
    return f"cap_{NAMES[bit]}" if bit < len(NAMES) else f"cap_{bit}"
