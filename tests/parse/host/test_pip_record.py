"""RECORD of Python distributions."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath, decode
from hemostat.parse.host.package_file import PackageFile
from hemostat.parse.host.pip_record import parse_pip_record
from hemostat.parse.place import Place

PATH = HostPath("/usr/lib/python3.6/site-packages/supervisor-4.2.5.dist-info/RECORD")
HASH = base64.urlsafe_b64encode(hashlib.sha256(b"x").digest()).decode().rstrip("=")
# Made up after what pip 23 writes.
RECORD = f"""../../../bin/supervisord,sha256={HASH},219
supervisor/__init__.py,sha256={HASH},0
"a,b.py",sha256={HASH},1
supervisor-4.2.5.dist-info/RECORD,,
supervisor/x.py,md5=abc,3
broken
""".encode()


def record(data: bytes) -> Parsed[PackageFile]:
    return parse_pip_record(Evidence(data, PATH), Place(PATH))


@pytest.mark.requirement("A4.13")
def test_paths_begin_at_the_site_folder_and_leave_it_by_dots() -> None:
    parsed = record(RECORD)
    assert [(file.path, file.algorithm) for file in parsed.records] == [
        ("/usr/bin/supervisord", "sha256"),
        ("/usr/lib/python3.6/site-packages/supervisor/__init__.py", "sha256"),
        ("/usr/lib/python3.6/site-packages/a,b.py", "sha256"),
        ("/usr/lib/python3.6/site-packages/supervisor-4.2.5.dist-info/RECORD", ""),
        ("/usr/lib/python3.6/site-packages/supervisor/x.py", ""),
    ]
    assert parsed.records[0].digest == hashlib.sha256(b"x").hexdigest()
    assert {file.package for file in parsed.records} == {"supervisor"}
    assert [each.source.line for each in parsed.unread] == [6]


@given(st.binary())
def test_each_line_is_a_file_or_unread(data: bytes) -> None:
    parsed = record(data)
    lines = [line for line in data.split(b"\n") if decode(line).removesuffix("\r")]
    assert len(parsed.records) + len(parsed.unread) == len(lines)


@given(st.text(max_size=60))
def test_no_hash_text_raises(text: str) -> None:
    quoted = '"' + text.replace('"', '""').replace("\n", "") + '"'
    parsed = record(f"a.py,{quoted},1\n".encode())
    assert len(parsed.records) + len(parsed.unread) == 1
