from hemostat.model.host import HOST, Scope


def test_a_scope_says_what_it_is() -> None:
    assert str(HOST) == "host"
    assert str(Scope("container", "ab12")) == "container:ab12"
    assert str(Scope("container")) == "container:unknown"
    assert HOST.is_host and not Scope("container").is_host
