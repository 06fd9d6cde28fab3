"""A script in a boot image, as columns a rule can ask for."""

from hemostat.model.path import HostPath
from hemostat.model.record import schema_of, table_of
from hemostat.model.records import BootImageScript


def test_a_script_of_an_image_is_no_hook_and_has_no_time_unless_it_is_said() -> None:
    script = BootImageScript(image=HostPath("/boot/initrd.img"), path=HostPath("/init"))
    assert (script.is_hook, script.modified, script.mode) == (False, None, 0)
    assert table_of(BootImageScript).name == "boot_image_script"
    optional = {each.name for each in schema_of(BootImageScript) if each.is_optional}
    assert {name for name in optional if not name.startswith("source.")} == {"modified"}
