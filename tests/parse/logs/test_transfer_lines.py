import pytest

from hemostat.parse.logs.messages import Accepted, Attempt, Did
from hemostat.parse.logs.transfer_lines import read_transfer

pytestmark = pytest.mark.requirement("B3")
A = "203.0.113.5"


@pytest.mark.parametrize(
    "line",
    [
        f'Fri Nov 20 04:00:02 2026 [pid 3000] [shop] FAIL LOGIN: Client "{A}"',
        f'[shop] FAIL LOGIN: Client "::ffff:{A}"',
        f"srv (x[{A}]): USER shop (Login failed): Incorrect password.",
        f"srv ({A}[{A}]): USER shop: no such user found from {A} [{A}] to 192.0.2.1:21",
        f"(?@{A}) [WARNING] Authentication failed for user [shop]",
    ],
)
def test_a_failed_log_in_of_each_server(line: str) -> None:
    said = read_transfer(line)
    assert isinstance(said, Attempt)
    assert (said.account, said.address, said.outcome) == ("shop", A, "failed")


@pytest.mark.parametrize(
    "line",
    [
        f'Fri Nov 20 04:00:02 2026 [pid 3000] [shop] OK LOGIN: Client "{A}"',
        f"srv (x[{A}]) - USER shop: Login successful.",
        f"(?@{A}) [INFO] shop is now logged in",
    ],
)
def test_who_was_let_in(line: str) -> None:
    said = read_transfer(line)
    assert isinstance(said, Accepted)
    assert (said.account, said.address) == ("shop", A)


@pytest.mark.parametrize(
    "line",
    [
        f'[pid 2] [shop] OK UPLOAD: Client "{A}", "/htdocs/a.php", 12 bytes, 1Kbyte/sec',
        f"Fri Nov 20 04:00:02 2026 1 {A} 12 /htdocs/a.php b _ i r shop ftp 0 * c",
        f"(shop@{A}) [NOTICE] //htdocs/a.php uploaded  (12 bytes, 3.4KB/sec)",
        f'{A} - shop [20/Nov/2026:04:00:02 -0000] "PUT /htdocs/a.php" 200 12',
    ],
)
def test_a_file_that_was_put(line: str) -> None:
    said = read_transfer(line)
    assert isinstance(said, Did)
    assert (said.kind, said.account, said.address) == ("file_uploaded", "shop", A)
    assert said.target == "/htdocs/a.php"


@pytest.mark.parametrize(
    "line",
    [
        f"Fri Nov 20 04:00:02 2026 1 {A} 12 /htdocs/a.php b _ o r shop ftp 0 * c",
        f"Fri Nov 20 04:00:02 2026 1 {A} 12 /htdocs/a.php b _ i r shop ftp 0 * i",
        f'[pid 2] [shop] FAIL UPLOAD: Client "{A}", "/a.php", 0.00Kbyte/sec',
        f'Fri Nov 20 04:00:00 2026 [pid 3000] CONNECT: Client "{A}"',
    ],
)
def test_what_puts_nothing_says_nothing(line: str) -> None:
    assert read_transfer(line) is None
