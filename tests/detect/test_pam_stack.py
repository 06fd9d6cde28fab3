import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.pam_stack import (
    actions_of,
    decides_alone,
    judge,
    lines_of,
    module_name,
    stack_of,
)
from hemostat.model.evidence import Evidence, Source
from hemostat.model.path import HostPath
from hemostat.model.records import PamRule
from hemostat.parse.host.pam import parse_pam
from hemostat.parse.place import Place


def stacks(**files: str) -> tuple[PamRule, ...]:
    rules: list[PamRule] = []
    for service, text in files.items():
        place = Place(HostPath(f"/etc/pam.d/{service}"))
        rules += parse_pam(Evidence(text.encode(), place.path), place).records
    return tuple(rules)


def lets_in(sshd: str, **more: str) -> bool:
    return judge("sshd", stacks(sshd=sshd, **more)).lets_in


@pytest.mark.requirement("A4.13")
@pytest.mark.parametrize(
    "text",
    [
        "auth required pam_unix.so",
        "auth [success=1 default=ignore] pam_unix.so\nauth requisite pam_deny.so\n"
        "auth required pam_permit.so",
        "auth [success=2 default=ignore] pam_unix.so\nauth [success=1 default=ignore] pam_sss.so\n"
        "auth requisite pam_deny.so\nauth required pam_permit.so\nauth optional pam_cap.so",
        "auth required pam_env.so\nauth sufficient pam_unix.so\n"
        "auth requisite pam_succeed_if.so uid >= 1000 quiet\nauth required pam_deny.so",
        "auth required pam_faillock.so preauth\n"
        "-auth [success=2 default=ignore] pam_systemd_home.so\n"
        "auth [success=1 default=bad] pam_unix.so\nauth [default=die] pam_faillock.so authfail\n"
        "auth optional pam_permit.so\nauth required pam_env.so",
        "auth [success=ok ignore=ignore default=bad] pam_securetty.so\nauth required pam_unix.so",
        "auth required pam_env.so",
        "auth sufficient pam_rootok.so\nauth required pam_unix.so",
        "auth required pam_unix.so\nauth sufficient pam_permit.so",
        "account required pam_permit.so\nsession required pam_permit.so",
        "",
    ],
)
def test_ordinary_stacks_refuse_who_proves_nothing(text: str) -> None:
    assert not lets_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "auth sufficient pam_permit.so\nauth required pam_unix.so",
        "auth required pam_permit.so",
        "auth [success=done default=ignore] pam_permit.so\nauth required pam_deny.so",
        "auth [success=1 default=ignore] pam_permit.so\nauth requisite pam_deny.so\n"
        "auth required pam_permit.so",
        "auth sufficient pam_unix.so\nauth required pam_permit.so",
        "auth optional pam_unix.so\nauth required pam_permit.so",
        "auth [default=ignore] pam_unix.so\nauth required pam_permit.so",
        "auth [default=ok] pam_unix.so\nauth sufficient /lib/security/pam_permit.so",
        "auth required pam_unix.so\nauth [default=reset] pam_env.so\nauth sufficient pam_permit.so",
    ],
)
def test_stacks_that_let_anyone_in_are_known(text: str) -> None:
    is_refused = "default=ok" in text
    assert lets_in(text) is not is_refused


def test_includes_stand_in_their_place_and_a_substack_ends_itself_only() -> None:
    assert lets_in(
        "@include common\nauth required pam_unix.so", common="auth sufficient pam_permit.so"
    )
    assert lets_in("auth include common", common="auth sufficient pam_permit.so")
    # `done` in a substack ends the substack; the line behind it still refuses.
    assert not lets_in(
        "auth substack common\nauth required pam_unix.so", common="auth sufficient pam_permit.so"
    )


def test_a_missing_include_refuses() -> None:
    assert not lets_in("auth include nowhere\nauth sufficient pam_permit.so")


def test_the_line_that_decided_is_named() -> None:
    verdict = judge("sshd", stacks(sshd="auth required pam_env.so\nauth sufficient pam_permit.so"))
    assert [(rule.module, rule.source.line) for rule in verdict.because] == [("pam_permit.so", 2)]


def test_a_condition_that_holds_may_let_in() -> None:
    rules = stacks(sshd="auth sufficient pam_succeed_if.so user = x\nauth required pam_unix.so")
    assert not judge("sshd", rules).lets_in
    assert judge("sshd", rules, holds=rules[0]).lets_in


def test_nothing_behind_a_requisite_refusal_is_asked() -> None:
    assert not lets_in(
        "auth requisite pam_deny.so\nauth [default=reset] pam_env.so\nauth sufficient pam_permit.so"
    )


def test_of_two_files_the_one_in_etc_counts() -> None:
    vendor = PamRule(source=Source(path=HostPath("/usr/lib/pam.d/su")), service="su", type="auth")
    local = PamRule(source=Source(path=HostPath("/etc/pam.d/su")), service="su", type="auth")
    assert stack_of("su", (vendor, local)) == (local,)
    assert stack_of("su", (vendor,)) == (vendor,)


def test_words_and_brackets_say_the_same() -> None:
    assert actions_of("sufficient")["success"] == "done"
    assert actions_of("[success=1 default=ignore]") == {"success": "1", "default": "ignore"}
    assert decides_alone(PamRule(service="a", type="auth", control="[success=2 default=ignore]"))
    assert not decides_alone(PamRule(service="a", type="auth", control="requisite"))
    assert module_name(PamRule(service="a", type="auth", module="/lib/x/pam_y.so")) == "pam_y"


_LINES = st.sampled_from(
    [
        "auth include a",
        "auth substack b",
        "@include c",
        "auth sufficient pam_unix.so",
        "auth [success=3 default=bad] pam_permit.so",
        "auth [default=reset] pam_x.so",
    ]
)


@given(st.lists(_LINES, max_size=8), st.lists(_LINES, max_size=8), st.lists(_LINES, max_size=8))
def test_stacks_that_include_each_other_end(a: list[str], b: list[str], c: list[str]) -> None:
    rules = stacks(a="\n".join(a), b="\n".join(b), c="\n".join(c))
    verdict = judge("a", rules)
    assert bool(verdict.because) <= verdict.lets_in
    lines = lines_of("a", rules)
    assert len(lines) <= len(rules)
