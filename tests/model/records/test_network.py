from hemostat.model.records import Socket


def test_a_socket_nobody_could_join_names_no_process_and_is_not_told_as_free() -> None:
    packet = Socket(protocol="packet", family=0)
    assert packet.pids == packet.process_exes == packet.process_names == ()
    assert packet.uid is None
    assert packet.state == packet.remote_address == ""
