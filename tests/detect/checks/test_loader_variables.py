"""LD_PRELOAD, LD_AUDIT and LD_LIBRARY_PATH."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import loader_variables as module
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import (
    EnvironVariable,
    FileFact,
    Mechanism,
    Process,
    Provenance,
    Startup,
)


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


def variable(value: str, name: str = "LD_PRELOAD", exe: str = "/usr/bin/a") -> EnvironVariable:
    return EnvironVariable(pid=7, exe=HostPath(exe), name=name, value=value)


def unowned(path: str) -> FileFact:
    return FileFact(path=HostPath(path), state=Provenance.UNOWNED)


def startup(assignment: str, mechanism: Mechanism, place: str, account: str = "") -> Startup:
    return Startup(
        mechanism=mechanism, place=HostPath(place), account=account, environment=(assignment,)
    )


@pytest.mark.requirement("A6L.1")
@pytest.mark.parametrize(
    ("path", "level"),
    [
        ("/tmp/x.so", Level.HIGH),
        ("/usr/lib/.x/y.so", Level.HIGH),
        ("/usr/lib/x86_64-linux-gnu/libnew.so", Level.MEDIUM),
        ("/usr/local/lib/libjemalloc.so.2", Level.LOW),
        ("/opt/app/lib/hook.so", Level.LOW),
        ("/home/li/dev/hook.so", Level.LOW),
    ],
)
def test_the_place_of_an_unowned_library_in_a_process_decides(path: str, level: Level) -> None:
    (claim,) = claims(module.preload_variable, variable(path), unowned(path))
    assert (claim.level, claim.subjects[0].value) == (level, path)


@pytest.mark.parametrize(
    ("mechanism", "place", "account", "level"),
    [
        (Mechanism.SHELL_PROFILE, "/etc/profile.d/a.sh", "", Level.HIGH),
        (Mechanism.SHELL_PROFILE, "/root/.bashrc", "root", Level.HIGH),
        (Mechanism.SYSTEMD_ENVIRONMENT, "/etc/systemd/system.conf", "", Level.HIGH),
        (Mechanism.INIT_SCRIPT, "/etc/default/ssh", "root", Level.MEDIUM),
        (Mechanism.SHELL_PROFILE, "/home/li/.bashrc", "li", Level.LOW),
        (Mechanism.SYSTEMD_SERVICE, "/etc/systemd/system/redis.service", "", Level.LOW),
    ],
)
def test_what_reaches_everybody_or_root_is_high(
    mechanism: Mechanism, place: str, account: str, level: Level
) -> None:
    path = "/opt/z/lib/hook.so"
    record = startup(f'LD_PRELOAD="{path}"', mechanism, place, account)
    (claim,) = claims(module.preload_variable, record, unowned(path))
    assert claim.level is level
    assert [each.value for each in claim.subjects] == [path, place]


def test_a_foreign_library_in_a_packaged_service_is_medium_and_in_sshd_high() -> None:
    path = "/usr/local/lib/libhelper.so"
    unit = Startup(
        mechanism=Mechanism.SYSTEMD_SERVICE,
        place=HostPath("/etc/systemd/system/ssh.service.d/a.conf"),
        account="root",
        environment=(f"LD_PRELOAD={path}",),
        programs=(HostPath("/usr/sbin/sshd"),),
        program_states=("packaged",),
    )
    (claim,) = claims(module.preload_variable, unit, unowned(path))
    assert claim.level is Level.MEDIUM
    (claim,) = claims(module.preload_variable, variable(path, exe="/usr/sbin/sshd"), unowned(path))
    assert claim.level is Level.HIGH


@pytest.mark.parametrize("state", [Provenance.MISSING, Provenance.UNKNOWN])
def test_for_everybody_a_library_nobody_can_place_is_medium(state: Provenance) -> None:
    record = startup("LD_PRELOAD=/usr/lib/l.so", Mechanism.SHELL_PROFILE, "/etc/environment")
    fact = FileFact(path=HostPath("/usr/lib/l.so"), state=state)
    (claim,) = claims(module.preload_variable, record, fact)
    assert claim.level is Level.MEDIUM


def test_two_processes_with_one_library_are_about_the_same_subject() -> None:
    found = claims(
        module.preload_variable,
        variable("/tmp/x.so"),
        variable("/tmp/x.so", exe="/usr/bin/b"),
        unowned("/tmp/x.so"),
    )
    assert len({claim.subjects for claim in found}) == 1


@pytest.mark.parametrize(
    "value",
    [
        "/tmp/.mount_AppAb12/usr/lib/l.so",
        "/snap/core/1/l.so",
        "libeatmydata.so",
        "",
    ],
)
def test_what_programs_bring_along_stays_below_medium(value: str) -> None:
    found = claims(module.preload_variable, variable(value), unowned(value))
    assert all((claim.level or Level.HIGH) < Level.MEDIUM for claim in found)


def test_a_library_in_the_programs_own_product_folder_is_low() -> None:
    (claim,) = claims(
        module.preload_variable,
        variable("/data/app/x/.rt/l.so", exe="/data/app/x/.rt/bin/app"),
        unowned("/data/app/x/.rt/l.so"),
    )
    assert claim.level is Level.LOW


def test_an_unowned_library_means_nothing_where_no_database_was() -> None:
    from hemostat.detect.check import HostContext

    assert not claims(
        module.preload_variable,
        variable("/usr/lib/l.so"),
        unowned("/usr/lib/l.so"),
        context=HostContext(has_package_database=False),
    )


def test_an_ordinary_accounts_own_library_path_is_no_matter() -> None:
    record = variable("/tmp/lib:/usr/lib", "LD_LIBRARY_PATH")
    assert not claims(module.library_path, record, Process(pid=7, euid=1000))
    assert claims(module.library_path, record, Process(pid=7, euid=0))


@pytest.mark.parametrize(
    ("library", "place", "uid", "level"),
    [
        ("/opt/xalt/xalt/lib64/libxalt_init.so", "/etc/profile.d/xalt.sh", 0, Level.LOW),
        ("/opt/xalt/xalt/lib64/libxalt_init.so", "/etc/profile.d/xalt.sh", 1000, Level.HIGH),
        ("/opt/xalt/xalt/lib64/libxalt_init.so", "/etc/profile.d/lang.sh", 0, Level.HIGH),
        ("/opt/xalt/xalt/lib64/libother.so", "/etc/profile.d/xalt.sh", 0, Level.HIGH),
        ("/opt/xalt/libxalt.so", "/etc/profile.d/xalt.sh", 0, Level.HIGH),
        ("/opt/xalt/xalt/lib64/libxalt_init.so", "/etc/environment", 0, Level.HIGH),
    ],
)
def test_a_products_settings_may_name_its_own_library(
    library: str, place: str, uid: int, level: Level
) -> None:
    fact = FileFact(path=HostPath(library), state=Provenance.UNOWNED, uid=uid, mode=0o755)
    line = startup(f"LD_PRELOAD={library}", Mechanism.SHELL_PROFILE, place)
    (claim,) = claims(module.preload_variable, line, fact)
    assert claim.level == level
