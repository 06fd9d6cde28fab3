"""Accounts of hosting panels: who may command the host through a browser."""

from hemostat.model.evidence import Source
from hemostat.model.record import column, record


@record("panel_account", "One account of a hosting panel. Its password is never kept.")
class PanelAccount:
    """One account of a hosting panel; whoever has it commands the host as root."""

    source: Source = column("Where it stands.", default=Source())
    product: str = column("bt, mdserver-web or webmin.")
    name: str = column("Name to log in with.")
    address: str = column("Where it last logged in from, as the panel wrote it.", default="")
    logged_in: str = column("When it last logged in, as the panel wrote it.", default="")
