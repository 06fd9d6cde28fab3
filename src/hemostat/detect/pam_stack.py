"""Whether a PAM stack lets in someone who proves nothing: libpam's own logic over the lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from hemostat.model import path
from hemostat.model.records import PamRule

_DEPTH = 16
_ROUNDS = 400


class Result(Enum):
    """What a module answers someone who gives no credentials."""

    SUCCESS = "success"
    IGNORE = "ignore"
    REFUSED = "auth_err"


# Modules that say yes to everyone. The rest of a stack must then say no.
_PERMITS = frozenset({"pam_permit", "pam_debug", "pam_warn"})
# Conditions that hold for the people they are about; they prove nothing by themselves.
_CONDITION_NAMES = (
    "pam_succeed_if pam_securetty pam_shells pam_localuser pam_usertype pam_listfile pam_access "
    "pam_time pam_group pam_nologin pam_ftp"
)
_CONDITIONS = frozenset(_CONDITION_NAMES.split())
# Modules that answer PAM_IGNORE, or success with no say in who it is.
_BYSTANDER_NAMES = (
    "pam_env pam_faildelay pam_faillock pam_tally2 pam_tally pam_cap pam_limits pam_loginuid "
    "pam_keyinit pam_selinux pam_systemd pam_umask pam_motd pam_mail pam_lastlog pam_mkhomedir "
    "pam_oddjob_mkhomedir pam_gnome_keyring pam_kwallet pam_kwallet5 pam_echo pam_issue pam_abl "
    "pam_ecryptfs pam_mount pam_group pam_unix_session pam_console pam_namespace pam_tty_audit"
)
_BYSTANDERS = frozenset(_BYSTANDER_NAMES.split())
_ACTIONS = {
    "required": {"success": "ok", "new_authtok_reqd": "ok", "ignore": "ignore", "default": "bad"},
    "requisite": {"success": "ok", "new_authtok_reqd": "ok", "ignore": "ignore", "default": "die"},
    "sufficient": {"success": "done", "new_authtok_reqd": "done", "default": "ignore"},
    "optional": {"success": "ok", "new_authtok_reqd": "ok", "default": "ignore"},
}
_PAIR = re.compile(r"([a-z_]+)\s*=\s*([a-z0-9_]+)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a stack ends for someone who proves nothing.

    Attributes:
        lets_in: whether it ends in success.
        because: the lines that said yes, the one that decided last.
    """

    lets_in: bool
    because: tuple[PamRule, ...] = ()


@dataclass(slots=True)
class _State:
    """Where a run through a stack stands: libpam's impression, and who made it."""

    impression: str = "undefined"
    yes: tuple[PamRule, ...] = ()
    is_over: bool = False
    rounds: int = 0
    holds: PamRule | None = None


def module_name(rule: PamRule) -> str:
    """A module's bare name: `pam_unix` of `/lib/security/pam_unix.so`."""
    return path.name(rule.module).removesuffix(".so")


def stack_of(service: str, rules: Iterable[PamRule]) -> tuple[PamRule, ...]:
    """The lines of one service; of two files with its name the one in /etc counts."""
    found = [rule for rule in rules if rule.service == service]
    local = [rule for rule in found if rule.source.path.startswith("/etc/")]
    return tuple(local or found)


def judge(service: str, rules: tuple[PamRule, ...], *, holds: PamRule | None = None) -> Verdict:
    """Run the auth stack of a service for someone without any credentials.

    Args:
        service: its name.
        rules: every line of every stack.
        holds: a condition that fits this caller, whatever it would decide.

    Conditions (pam_succeed_if and its kin) are taken to hold as gates and not to hold where they
    alone would let in. Unknown modules refuse. A missing include refuses, as libpam does.

    Source: Linux-PAM 1.5, libpam/pam_dispatch.c (_pam_dispatch_aux).
    """
    state = _State(holds=holds)
    _run(stack_of(service, rules), rules, state, depth=0)
    lets_in = state.impression == "positive"
    return Verdict(lets_in, state.yes if lets_in else ())


def _run(stack: tuple[PamRule, ...], rules: tuple[PamRule, ...], state: _State, depth: int) -> None:
    lines = [rule for rule in stack if rule.type in ("auth", "include")]
    skip = 0
    for rule in lines:
        state.rounds += 1
        if skip:
            skip -= 1
            continue
        if state.is_over or state.rounds > _ROUNDS:
            return
        if rule.control in ("include", "substack", "@include"):
            _include(rule, rules, state, depth)
        else:
            skip = _apply(rule, state)


def _include(rule: PamRule, rules: tuple[PamRule, ...], state: _State, depth: int) -> None:
    inner = _included(rule.module, rules)
    if not inner or depth >= _DEPTH:
        state.impression, state.is_over = "negative", True
        return
    _run(inner, rules, state, depth + 1)
    if rule.control == "substack":
        state.is_over = False


def _included(name: str, rules: tuple[PamRule, ...]) -> tuple[PamRule, ...]:
    if name.startswith("/"):
        return tuple(rule for rule in rules if rule.source.path == name)
    return stack_of(name, rules)


def _apply(rule: PamRule, state: _State) -> int:
    """Take one line's answer into the state; how many lines to skip."""
    result = Result.SUCCESS if rule is state.holds else _answer(rule)
    actions = actions_of(rule.control)
    action = actions.get(result.value, actions.get("default", "bad"))
    if action.isdigit():
        if result is Result.SUCCESS and state.impression == "undefined":
            state.impression, state.yes = "positive", (rule,)
        return int(action)
    if action == "reset":
        state.impression, state.yes = "undefined", ()
    elif action in ("ok", "done"):
        if state.impression != "negative" and result is not Result.IGNORE:
            is_refusal = result is Result.REFUSED
            state.impression = "negative" if is_refusal else "positive"
            state.yes = state.yes if is_refusal else (*state.yes, rule)
        state.is_over = action == "done" and state.impression == "positive"
    elif action in ("bad", "die"):
        state.impression = "negative"
        state.is_over = action == "die"
    return 0


def actions_of(control: str) -> dict[str, str]:
    """What a control field does with each answer; a word stands for its bracketed form."""
    if control.startswith("["):
        return dict(_PAIR.findall(control.lower()))
    return _ACTIONS.get(control, _ACTIONS["required"])


def _answer(rule: PamRule) -> Result:
    name = module_name(rule)
    if name in _PERMITS:
        return Result.IGNORE if name == "pam_warn" else Result.SUCCESS
    if name in _BYSTANDERS:
        return Result.REFUSED if "authfail" in rule.arguments else Result.IGNORE
    if name in _CONDITIONS:
        return Result.REFUSED if decides_alone(rule) else Result.SUCCESS
    return Result.REFUSED


def lines_of(service: str, rules: tuple[PamRule, ...]) -> tuple[PamRule, ...]:
    """The auth lines of a service, those of its includes in their place; each file once."""
    found: list[PamRule] = []
    waiting = list(reversed(stack_of(service, rules)))
    seen = {service}
    while waiting:
        rule = waiting.pop()
        if rule.type not in ("auth", "include"):
            continue
        if rule.control not in ("include", "substack", "@include"):
            found.append(rule)
        elif rule.module not in seen:
            seen.add(rule.module)
            waiting += reversed(_included(rule.module, rules))
    return tuple(found)


def decides_alone(rule: PamRule) -> bool:
    """Whether a yes of this line ends the stack, or jumps over lines that would ask."""
    action = actions_of(rule.control).get("success", "")
    return action == "done" or action.isdigit()
