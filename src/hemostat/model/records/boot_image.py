"""Scripts inside the images that the kernel runs before the host's own disk is there."""

from datetime import datetime

from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.record import column, record


@record("boot_image_script", "One script in an initramfs image that no file on the disk equals.")
class BootImageScript:
    """A script that runs as root before the system starts, and that nothing on the disk explains.

    Images are made of files on the disk; a script that is only in the image was put there by
    hand, or its original was changed or removed since.
    """

    source: Source = column("The image; evidence is the script's hash.", default=Source())
    image: HostPath = column("The image in /boot.")
    path: HostPath = column("The script, from the image's own root.")
    mode: int = column("Permission bits.", default=0)
    size: int = column("Size.", unit="bytes", default=0)
    modified: datetime | None = column("mtime in the image, UTC.", default=None)
    is_hook: bool = column("Whether it lies where boot scripts are run one by one.", default=False)
