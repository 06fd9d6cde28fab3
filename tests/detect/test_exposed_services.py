import pytest

from hemostat.detect.exposed_services import SERVICES, service_of
from hemostat.model.records import Setting

BY_NAME = {service.name: service for service in SERVICES}


def settings(service: str, **values: str) -> list[Setting]:
    return [Setting(service=service, keyword=key, value=value) for key, value in values.items()]


@pytest.mark.parametrize(
    ("port", "programs", "name"),
    [
        (6379, ("redis-server",), "Redis"),
        (16379, ("redis-server",), "Redis"),
        (6379, (), "Redis"),
        (9200, ("java",), "Elasticsearch"),
        (2375, ("dockerd",), "Docker API"),
        (8848, ("java",), "Nacos"),
    ],
)
def test_a_service_is_known_by_program_or_port(
    port: int, programs: tuple[str, ...], name: str
) -> None:
    found = service_of(port, programs)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("port", "programs"),
    [(443, ()), (6379, ("nginx",)), (8080, ("java",)), (22, ("sshd",)), (8080, ("dockerd",))],
)
def test_others_are_none(port: int, programs: tuple[str, ...]) -> None:
    assert service_of(port, programs) is None


@pytest.mark.parametrize(
    ("name", "service", "values", "answer"),
    [
        ("Redis", "redis", {"protected-mode": "no"}, True),
        ("Redis", "redis", {"bind": "0.0.0.0"}, False),
        ("Redis", "redis", {"protected-mode": "no", "requirepass": "(set)"}, False),
        ("MongoDB", "mongodb", {"net.port": "1"}, True),
        ("MongoDB", "mongodb", {"security.authorization": "enabled"}, False),
        ("Elasticsearch", "elasticsearch", {"xpack.security.enabled": "false"}, True),
        ("Elasticsearch", "elasticsearch", {"cluster.name": "x"}, False),
        ("MySQL", "mysql", {"skip-grant-tables": ""}, True),
        ("MySQL", "mysql", {"skip-grant-tables": "0"}, False),
        ("PostgreSQL", "pg_hba", {"host": "all all 0.0.0.0/0 trust"}, True),
        ("PostgreSQL", "pg_hba", {"host": "all all 127.0.0.1/32 trust"}, False),
        ("Docker API", "docker", {"hosts": "tcp://0.0.0.0:2375"}, True),
        ("kubelet", "kubelet", {"authentication.anonymous.enabled": "false"}, False),
        ("kubelet", "kubelet", {"authentication.anonymous.enabled": "true"}, True),
    ],
)
@pytest.mark.requirement("A6.3")
def test_settings_prove_a_door_open_or_shut(
    name: str, service: str, values: dict[str, str], answer: bool
) -> None:
    assert BY_NAME[name].is_open(settings(service, **values)) is answer


def test_without_settings_nobody_knows() -> None:
    assert {service.is_open([]) for service in SERVICES} == {None}
