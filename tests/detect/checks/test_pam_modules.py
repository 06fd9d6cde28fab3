import pytest

from detect.account_hosts import DEBIAN, alarms_on, changed, claims_on
from hemostat.detect.check import HostContext
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance

MODULE = "linux.pam.module-nothing-vouches-for"
PROGRAM = "linux.pam.runs-a-program"
FILE = "linux.pam.file-in-odd-place"
FOLDER = "/usr/lib/x86_64-linux-gnu/security"


def levels(check: str, line: str, *more: object) -> list[Level | None]:
    host = changed(DEBIAN, {"/etc/pam.d/sshd": f"{line}\n"})
    return [claim.level for name, claim in claims_on(host, *more) if name == check]


def fact(path: str, state: Provenance, real: str = "") -> FileFact:
    return FileFact(path=HostPath(path), real_path=HostPath(real), state=state, mode=0o755)


@pytest.mark.requirement("A4.13", "B5.4")
@pytest.mark.parametrize(
    ("module", "level"),
    [
        ("/tmp/pam_x.so", Level.HIGH),
        ("/lib/security/../../tmp/pam_x.so", Level.HIGH),
        ("../../../tmp/x.so", Level.HIGH),
        (f"{FOLDER}/.pam_x.so", Level.HIGH),
        ("/opt/quest/lib64/pam_vas3.so", Level.LOW),
        (f"{FOLDER}/pam_unix.so", None),
        ("/nix/store/abc-linux-pam/lib/security/pam_unix.so", None),
    ],
)
def test_the_place_of_a_module_tells(module: str, level: Level | None) -> None:
    assert levels(MODULE, f"auth required {module}") == ([] if level is None else [level])


@pytest.mark.parametrize(
    ("name", "state", "level"),
    [
        ("pam_unix", Provenance.CHANGED, Level.HIGH),
        ("pam_unix", Provenance.PACKAGED, None),
        ("pam_helper", Provenance.UNOWNED, Level.MEDIUM),
        ("pam_duo", Provenance.UNOWNED, Level.LOW),
        ("pam_helper", Provenance.PRODUCT, None),
        ("pam_helper", Provenance.UNKNOWN, None),
    ],
)
def test_the_provenance_of_a_module_tells(
    name: str, state: Provenance, level: Level | None
) -> None:
    found = levels(MODULE, f"auth required {name}.so", fact(f"{FOLDER}/{name}.so", state))
    assert found == ([] if level is None else [level])


def test_one_file_under_two_names_is_one_claim() -> None:
    real = f"{FOLDER}/pam_helper.so"
    facts = [
        fact(real, Provenance.UNOWNED, real),
        fact("/lib/x86_64-linux-gnu/security/pam_helper.so", Provenance.UNOWNED, real),
    ]
    host = changed(DEBIAN, {"/etc/pam.d/sshd": "auth optional pam_helper.so\n"})
    assert alarms_on(host, *facts) == {MODULE: {real, "/etc/pam.d/sshd"}}
    assert len(levels(MODULE, "auth optional pam_helper.so", *facts)) == 1


def test_without_a_package_database_a_module_is_not_called_unowned() -> None:
    host = changed(DEBIAN, {"/etc/pam.d/sshd": "auth optional pam_helper.so\n"})
    found = claims_on(
        host,
        fact(f"{FOLDER}/pam_helper.so", Provenance.UNOWNED),
        context=HostContext(has_package_database=False),
    )
    assert MODULE not in [name for name, _ in found]


@pytest.mark.parametrize(
    ("line", "state", "level"),
    [
        (
            "auth optional pam_exec.so quiet expose_authtok /usr/bin/p",
            Provenance.UNOWNED,
            Level.HIGH,
        ),
        ("auth optional pam_exec.so expose_authtok /usr/bin/p", Provenance.PACKAGED, None),
        ("auth sufficient pam_exec.so /usr/bin/p", Provenance.UNOWNED, Level.MEDIUM),
        ("session optional pam_exec.so /usr/bin/p", Provenance.UNOWNED, Level.MEDIUM),
        ("session optional pam_exec.so /usr/bin/p", Provenance.CHANGED, Level.HIGH),
        ("session optional pam_exec.so seteuid /usr/bin/p", Provenance.PACKAGED, None),
        ("session optional pam_exec.so /bin/sh /usr/bin/p", Provenance.UNOWNED, Level.MEDIUM),
    ],
)
def test_a_program_is_worth_what_it_hears_and_where_it_is_from(
    line: str, state: Provenance, level: Level | None
) -> None:
    found = levels(PROGRAM, line, fact("/usr/bin/p", state))
    assert found == ([] if level is None else [level])


def test_a_notice_from_the_administrators_folder_is_context() -> None:
    line = "session optional pam_exec.so /usr/local/bin/notify.sh"
    assert levels(PROGRAM, line, fact("/usr/local/bin/notify.sh", Provenance.UNOWNED)) == [
        Level.LOW
    ]
    assert levels(PROGRAM, line) == [Level.LOW]
    assert levels(PROGRAM, "session optional pam_exec.so /dev/shm/n") == [Level.HIGH]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("auth sufficient pam_userdb.so db=/tmp/u", 1),
        ("auth optional pam_exec.so log=/tmp/l /usr/bin/p", 1),
        ("auth required pam_listfile.so item=user file=/etc/ftpusers", 0),
        ("auth optional pam_krb5.so ccache=FILE:/tmp/krb5cc_%u", 0),
    ],
)
def test_files_in_odd_places_are_named(line: str, count: int) -> None:
    assert len(levels(FILE, line)) == count


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("account required pam_slurm_adopt.so", Level.LOW),
        ("session optional pam_slurm_adopt.so", Level.LOW),
        ("account sufficient pam_slurm_adopt.so", Level.MEDIUM),
        ("auth required pam_slurm_adopt.so", Level.MEDIUM),
        ("account required pam_slurm_adopt.so\nauth optional pam_slurm_adopt.so", Level.MEDIUM),
    ],
)
def test_a_module_that_is_never_asked_for_a_password_is_low(line: str, level: Level) -> None:
    built = fact(f"{FOLDER}/pam_slurm_adopt.so", Provenance.UNOWNED)
    assert levels(MODULE, line, built) == [level]
