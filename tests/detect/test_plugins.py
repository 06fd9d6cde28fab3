"""Which file a daemon loads."""

import pytest

from hemostat.detect.plugins import plugin_files
from hemostat.model.records import Setting


@pytest.mark.parametrize(
    ("service", "value", "expected"),
    [
        ("nginx", "/usr//lib/x.so", "/usr/lib/x.so"),
        ("nginx", "modules/x.so", "/etc/nginx/modules/x.so"),
        ("apache2", "modules/mod_x.so", "/etc/httpd/modules/mod_x.so"),
        ("rsyslog", "imfile", "/usr/lib64/rsyslog/imfile.so"),
    ],
)
def test_paths_begin_where_the_service_says(service: str, value: str, expected: str) -> None:
    assert expected in plugin_files(Setting(service=service, keyword="loads", value=value))


def test_bare_names_and_other_settings_are_no_files() -> None:
    assert plugin_files(Setting(service="php", keyword="loads", value="redis")) == ()
    assert plugin_files(Setting(service="php", keyword="other", value="/x")) == ()
