from hemostat.detect.startup_draft import Known, draft
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism


def known() -> Known:
    return Known(
        which={"app": HostPath("/usr/bin/app")}.get,
        names={0: "root"},
        homes={"root": "/root", "u": "/home/u"},
        roots=frozenset({"root", "toor"}),
    )


def at(path: str) -> Source:
    return Source(path=HostPath(path), line=1)


def test_the_lines_of_one_script_share_folder_and_variables() -> None:
    context = known()
    texts = ("D=/opt/.x", "cd $D", "./run &")
    found = [draft(context, at("/etc/rc.local"), Mechanism.RC_LOCAL, text) for text in texts]
    assert [each.programs for each in found] == [(), (), ("/opt/.x/run",)]
    alone = [draft(context, at("/etc/inittab"), Mechanism.INITTAB, text) for text in texts]
    assert alone[2].programs == ("/root/run",)


def test_system_wide_places_run_as_root_and_profiles_as_anyone() -> None:
    for mechanism, account, is_privileged in (
        (Mechanism.UDEV, "root", True),
        (Mechanism.SHELL_PROFILE, "", True),
        (Mechanism.XDG_AUTOSTART, "", False),
    ):
        found = draft(known(), at("/etc/x"), mechanism, "app")
        assert (found.account, found.is_privileged) == (account, is_privileged)


def test_every_account_with_user_id_0_is_privileged() -> None:
    found = draft(known(), at("/etc/x"), Mechanism.CRON, "app", account="toor")
    assert found.is_privileged
    assert not draft(known(), at("/etc/x"), Mechanism.CRON, "app", account="u").is_privileged


def test_names_and_paths_keep_their_order_and_stand_once() -> None:
    found = draft(known(), at("/x"), Mechanism.CRON, "~/a; app; ~/a; other; /b", account="u")
    assert found.programs == ("/home/u/a", "/usr/bin/app", "/b")


def test_a_line_that_writes_a_unit_starts_its_command() -> None:
    line = "printf '[Service]\\nExecStart=/opt/.x/run -a\\n' > /etc/systemd/system/a.service"
    found = draft(known(), at("/etc/profile.d/a.sh"), Mechanism.SHELL_PROFILE, line)
    assert found.programs == ("/opt/.x/run",)
    assert not draft(known(), at("/etc/x"), Mechanism.CRON, "grep ExecStart= /etc/a").programs
