from hemostat.detect.name_services import library_paths, services_of
from hemostat.model.records import ResolverEntry


def test_what_stands_in_brackets_is_no_service() -> None:
    entry = ResolverEntry(
        keyword="hosts", value="files mdns4 [NOTFOUND=return] dns[!UNAVAIL=x] corp"
    )
    assert services_of(entry) == ("files", "mdns4", "dns", "corp")


def test_a_service_is_looked_for_in_each_folder_of_libraries() -> None:
    assert "/lib/x86_64-linux-gnu/libnss_corp.so.2" in library_paths("corp")
    assert len(set(library_paths("corp"))) == len(library_paths("corp"))
