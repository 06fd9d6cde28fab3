from hemostat.model.path import HostPath
from hemostat.model.record import schema_of
from hemostat.model.records import BootImageScript


def test_a_script_names_its_image_and_is_no_hook_unless_said() -> None:
    made = BootImageScript(image=HostPath("/boot/i"), path=HostPath("/init"))
    assert (made.is_hook, made.size, made.modified) == (False, 0, None)
    assert {"image", "path", "is_hook"} <= {column.name for column in schema_of(BootImageScript)}
