"""The states of files, decided from facts alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.provenance import Ask, Naming, Seen, Verdict, judge, owners_among
from hemostat.model.path import HostPath
from hemostat.model.records import Provenance
from hemostat.parse.host.package_file import Diversion, PackageFile

USRMERGE = (("/bin", "/usr/bin"), ("/lib", "/usr/lib"), ("/sbin", "/usr/sbin"))


def owned(
    path: str = "/usr/bin/ls",
    package: str = "coreutils",
    digest: str = "aa",
    *,
    is_config: bool = False,
    is_generated: bool = False,
) -> PackageFile:
    return PackageFile(
        path=HostPath(path),
        package=package,
        manager="dpkg",
        algorithm="md5" if digest else "",
        digest=digest,
        is_config=is_config,
        is_generated=is_generated,
        kind="file" if digest else "",
    )


def seen(
    content: str = "elf", md5: str = "", place: str = "/usr/bin/ls", real: str = "/usr/bin/ls"
) -> Seen:
    return Seen(place=place, real=real, content=content, digests={"md5": md5} if md5 else {})


def state(verdict: Verdict) -> Provenance:
    return verdict.state


@pytest.mark.requirement("A4.13")
def test_same_content_is_packaged_other_content_changed() -> None:
    assert judge(seen(md5="aa"), (owned(),)) == Verdict(Provenance.PACKAGED, "coreutils")
    assert judge(seen(md5="bb"), (owned(),)) == Verdict(Provenance.CHANGED, "coreutils")


def test_nobodys_file_is_unowned_only_when_every_database_answered() -> None:
    assert state(judge(seen(), ())) is Provenance.UNOWNED
    assert state(judge(seen(), (), is_database_whole=False)) is Provenance.UNKNOWN


def test_one_of_several_owners_is_enough() -> None:
    owners = (owned(package="a", digest="aa"), owned(package="b", digest="bb"))
    assert judge(seen(md5="bb"), owners) == Verdict(Provenance.PACKAGED, "b")


def test_edited_configuration_is_ordinary_but_never_a_binary() -> None:
    config = (owned("/etc/init.d/x", is_config=True),)
    assert state(judge(seen("script", "bb"), config)) is Provenance.CONFIGURED
    assert state(judge(seen("script", "aa"), config)) is Provenance.PACKAGED
    assert state(judge(seen("elf", "bb"), config)) is Provenance.CHANGED


def test_without_a_checksum_a_program_is_unknown_and_other_files_packaged() -> None:
    bare = (owned(digest=""),)
    assert judge(seen("elf", "aa"), bare) == Verdict(Provenance.UNKNOWN, "coreutils")
    assert state(judge(seen("text", "aa"), bare)) is Provenance.PACKAGED


def test_what_could_not_be_read_is_never_packaged() -> None:
    assert state(judge(seen(""), (owned(),))) is Provenance.UNKNOWN
    assert state(judge(seen(""), (owned(is_config=True),))) is Provenance.UNKNOWN


def test_a_name_without_content_vouches_for_no_program() -> None:
    ghost = (owned(digest="", is_generated=True),)
    assert state(judge(seen("elf", "aa"), ghost)) is Provenance.UNKNOWN
    assert state(judge(seen("text", "aa"), ghost)) is Provenance.CONFIGURED


def test_a_link_in_the_place_of_a_packaged_file_is_a_change() -> None:
    link = seen(md5="cc", place="/usr/bin/ls", real="/opt/x/ls")
    assert judge(link, (), (owned(),)) == Verdict(Provenance.CHANGED, "coreutils")
    configured = (owned("/etc/localtime", is_config=True),)
    assert state(judge(link, (), configured)) is Provenance.CONFIGURED
    # A package's own link, such as an alternative: what it leads to is judged.
    assert state(judge(link, (), (owned(digest=""),))) is Provenance.UNOWNED


def test_a_masked_unit_belongs_to_the_package_that_masks_it() -> None:
    masked = Seen(place="/usr/lib/systemd/system/x.service", real="/dev/null", kind="device")
    assert judge(masked, (), (owned(digest="", package="systemd"),)).package == "systemd"


def test_a_missing_file_is_missing_even_when_owned() -> None:
    gone = Seen(place="/usr/bin/ls", real="/usr/bin/ls", kind="missing")
    assert judge(gone, (owned(),)) == Verdict(Provenance.MISSING, "coreutils")


def test_a_prelinked_program_cannot_be_compared() -> None:
    prelinked = Seen(
        place="/usr/bin/ls",
        real="/usr/bin/ls",
        content="elf",
        digests={"md5": "bb"},
        is_prelinked=True,
    )
    assert state(judge(prelinked, (owned(),))) is Provenance.UNKNOWN


def test_usrmerge_is_spelled_both_ways() -> None:
    naming = Naming(USRMERGE)
    assert [ask.spelling for ask in naming.asks("/usr/bin/ls")] == [b"/usr/bin/ls", b"/bin/ls"]
    assert [ask.spelling for ask in naming.asks("/opt/ls")] == [b"/opt/ls"]
    assert naming.canonical("/bin/ls") == "/usr/bin/ls"


def test_a_diverted_file_is_looked_up_where_packages_list_it() -> None:
    naming = Naming(USRMERGE, [Diversion(HostPath("/bin/sh"), HostPath("/bin/sh.distrib"), "dash")])
    files = {
        "/bin/sh": (owned("/bin/sh", "dash", "aa"), owned("/bin/sh", "bash", "bb")),
    }
    kept = owners_among(naming.asks("/usr/bin/sh"), files)
    moved = owners_among(naming.asks("/usr/bin/sh.distrib"), files)
    assert [file.package for file in kept] == ["dash"]
    assert [file.package for file in moved] == ["bash"]


def test_a_local_diversion_leaves_the_path_to_nobody() -> None:
    naming = Naming((), [Diversion(HostPath("/usr/bin/a"), HostPath("/usr/bin/a.real"), ":")])
    files = {"/usr/bin/a": (owned("/usr/bin/a", "tool"),)}
    assert owners_among(naming.asks("/usr/bin/a"), files) == ()
    assert len(owners_among(naming.asks("/usr/bin/a.real"), files)) == 1


@given(st.text("/abins", max_size=30), st.lists(st.tuples(st.text("/ab"), st.text("/ab"))))
def test_links_in_a_circle_never_hang(path: str, aliases: list[tuple[str, str]]) -> None:
    naming = Naming(aliases)
    naming.canonical(path)
    assert Ask(path.encode()).spelling in {ask.spelling for ask in naming.asks(path)}


@given(
    st.sampled_from(["elf", "script", "text", "data", ""]),
    st.sampled_from(["", "aa", "bb"]),
    st.lists(st.builds(owned, digest=st.sampled_from(["", "aa", "cc"]), is_config=st.booleans())),
    st.booleans(),
)
def test_packaged_needs_the_digest_or_no_program(
    content: str, md5: str, owners: list[PackageFile], is_whole: bool
) -> None:
    verdict = judge(seen(content, md5), tuple(owners), is_database_whole=is_whole)
    if verdict.state is Provenance.PACKAGED and content in ("elf", "script", ""):
        assert md5 in {owner.digest for owner in owners}
        assert md5
    if verdict.state is Provenance.UNOWNED:
        assert not owners
        assert is_whole
