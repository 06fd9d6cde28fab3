import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.places import (
    STARTED_FROM_HIDDEN,
    disguised_part,
    has_version,
    hidden_part,
    hidden_parts,
    home_of,
    is_data_place,
    is_disguised,
    is_not_for_binaries,
    is_odd,
    is_passing,
    is_system_folder,
    is_temporary,
    is_unpacked,
    is_upload,
    is_writable_for_all,
    service_home_of,
)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/tmp/x", True),
        ("/dev/shm/x", True),
        ("/var/tmp", True),
        ("/usr/../tmp/x", True),
        ("/run/user/1000/x", True),
        ("/proc/9/cwd/x", True),
        ("/tmpfiles/x", False),
        ("/dev/null", False),
        ("/dev/stdin", False),
        ("/dev/fd/3", False),
        ("/dev/tcp/192.0.2.1/80", False),
        ("/usr/bin/x", False),
        ("/run/x", False),
    ],
)
def test_folders_where_anyone_may_write(path: str, answer: bool) -> None:
    assert is_writable_for_all(path) is answer


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/var/www/site/uploads/x.sh", True),
        ("/www/wwwroot/a/Uploads/x", True),
        ("/home/u/public_html/avatars/x", True),
        ("/www/server/panel/script/x.sh", False),
        ("/opt/uploads/x", False),
        ("/var/www/site/images/x.sh", False),
    ],
)
def test_folders_where_a_site_keeps_what_visitors_send(path: str, answer: bool) -> None:
    assert is_upload(path) is answer


@pytest.mark.parametrize(
    "path", ["/tmp/a", "/dev/a", "/run/a", "/run/user/0/a", "/var/tmp/a", "/opt/../tmp/a"]
)
def test_temporary_places(path: str) -> None:
    assert is_temporary(path)


@pytest.mark.parametrize(
    "path",
    [
        "/tmpfiles/a",
        "/usr/bin/a",
        "/run/wrappers/a",
        "/opt/tmp/a",
        "/developer/a",
        "/var/spool/slurmd/job1/slurm_script",
        "/proc/meminfo",
    ],
)
def test_places_that_only_look_temporary(path: str) -> None:
    assert not is_temporary(path)


def test_what_the_boot_generates_passes_and_is_still_no_place_for_a_process() -> None:
    assert is_passing("/run/x/y")
    assert is_passing("/var/spool/x")
    assert not is_passing("/run/systemd/generator/x")
    assert not is_passing("/opt/run/x")
    assert is_temporary("/run/systemd/generator/x")


def test_data_is_no_place_for_anything_and_settings_are_one_for_scripts() -> None:
    assert is_data_place("/usr/share/man/man1/x")
    assert is_not_for_binaries("/usr/share/man/man1/x")
    assert not is_data_place("/usr/share/app/x")
    assert not is_data_place("/etc/cron.daily/x")
    assert is_not_for_binaries("/etc/x")


def test_uploads_and_pictures_are_no_place_for_binaries_and_a_sites_programs_are() -> None:
    assert is_not_for_binaries("/var/www/html/uploads/a")
    assert is_not_for_binaries("/var/www/html/img/a")
    assert not is_not_for_binaries("/var/www/app/bin/server")


def test_the_systems_folders_leave_out_the_administrators() -> None:
    assert is_system_folder("/usr/lib/x")
    assert not is_system_folder("/usr/local/lib/x")


@pytest.mark.parametrize("part", ["...", " ", "a ", ". ", "a\u202eb", "a\x1b[2J"])
def test_names_made_to_be_overlooked(part: str) -> None:
    assert is_disguised(part)
    assert hidden_part(f"/opt/{part}/x") == part
    assert disguised_part(f"/opt/{part}/x") == part


@pytest.mark.parametrize(
    "part", ["\u0455ystemd", "syst\u0435md-resolved", "\uff53shd", "cr\u03bfn.d", "lib\u2024so"]
)
def test_latin_words_with_lookalikes_of_other_alphabets_are_made_to_be_overlooked(
    part: str,
) -> None:
    assert is_disguised(part)
    assert hidden_part(f"/usr/lib/{part}/x") == part


@pytest.mark.parametrize("part", ["отчёт_final", "Договор1C", "файлы.txt", "naïve", "μTorrent"])
def test_words_of_other_languages_are_no_disguise(part: str) -> None:
    assert not is_disguised(part)


@pytest.mark.parametrize("path", ["/opt/脚本/é", "/opt/\udcd6\udcd0/x", "/opt/a b/x", "/opt/./x"])
def test_names_that_are_only_foreign_are_no_disguise(path: str) -> None:
    assert disguised_part(path) == ""


def test_known_hidden_folders_count_only_where_nothing_hides_by_right() -> None:
    assert hidden_part("/home/a/.cache/b") == ""
    assert hidden_part("/usr/lib/.cache/b") == ".cache"
    assert hidden_part("/tmp/.cache/b") == ".cache"
    assert hidden_part("/etc/.git/hooks/pre-commit") == ""
    assert hidden_part("/nix/store/a/bin/.b-wrapped") == ""
    assert hidden_parts("/home/u/.nvm/.x/y") == (".x",)
    assert hidden_parts("/opt/app/.venv/bin/python") == ()
    assert hidden_parts("/opt/app/.cache/x", STARTED_FROM_HIDDEN) == (".cache",)


def test_a_way_with_dots_hides_nothing() -> None:
    assert hidden_part("/srv/app/../lib/./x") == ""
    assert hidden_part("../x") == ""


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/usr/lib/.x/y", True),
        ("/usr/bin/ x", True),
        ("/usr/bin/x\u200b", True),
        ("/etc/...", True),
        ("/tmp/x", True),
        ("/home/ann/.ssh/authorized_keys", False),
        ("/home/ann/.local/bin/x", False),
        ("/usr/bin/x.sh", False),
    ],
)
def test_what_the_system_trusts_is_neither_hidden_nor_open_to_all(path: str, answer: bool) -> None:
    assert is_odd(path) is answer


@pytest.mark.parametrize(
    ("path", "home"),
    [
        ("/root/x", "/root"),
        ("/root", "/root"),
        ("/rooted/a", ""),
        ("/home/u/x/y", "/home/u"),
        ("/data/home/u/x", "/data/home/u"),
        ("/export/home/u", "/export/home/u"),
        ("/home", ""),
        ("/opt/x", ""),
        ("/var/lib/jenkins/x", ""),
    ],
)
def test_the_home_of_a_path(path: str, home: str) -> None:
    assert home_of(path) == home


def test_services_live_below_var_lib() -> None:
    assert service_home_of("/var/lib/jenkins/x") == "/var/lib/jenkins"
    assert service_home_of("/var/library/x") == ""


def test_versions_and_unpacked_programs() -> None:
    assert has_version("/opt/jdk-17.0/bin/java")
    assert not has_version("/opt/app/server-1.2")
    assert is_unpacked("/tmp/_MEIabc123/libz.so")
    assert not is_unpacked("/tmp/_MEIabc123x/libz.so")


@given(st.text(max_size=80))
def test_any_text_may_be_a_path(path: str) -> None:
    part = hidden_part("/" + path)
    assert part == "" or part in path
    assert is_temporary("/tmp/" + path.replace("..", ""))
