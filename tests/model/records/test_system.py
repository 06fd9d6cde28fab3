from hemostat.model.records import Kernel, KernelModule


def test_an_untainted_kernel_is_not_one_whose_taint_nobody_could_read() -> None:
    assert Kernel(release="6.1").taint is None
    assert Kernel(release="6.1", taint=0) != Kernel(release="6.1")


def test_a_module_without_a_file_is_told_by_none() -> None:
    assert KernelModule(name="x").path is None
