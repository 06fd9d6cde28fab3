"""Which files hold secrets, by path."""

import pytest

from hemostat.detect.credential_places import credential_kind
from hemostat.parse.host.credentials import FINDERS


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/root/.aws/credentials", "aws_key"),
        ("/home/u/.aliyun/config.json", "aliyun_key"),
        ("/home/u/.tccli/default.credential", "tencent_key"),
        ("/root/.docker/config.json", "docker_auth"),
        ("/root/.kube/config", "kubeconfig"),
        ("/etc/kubernetes/admin.conf", "kubeconfig"),
        ("/var/www/shop/.env", "environment_file"),
        ("/var/www/shop/.env.production", "environment_file"),
        ("/var/www/shop/.env.example", ""),
        ("/var/www/node_modules/x/.env", ""),
        ("/home/u/.ssh/id_ed25519", "ssh_private_key"),
        ("/home/u/.ssh/id_ed25519.pub", ""),
        ("/home/u/.ssh/aws.pem", "ssh_private_key"),
        ("/home/u/config", ""),
        ("/etc/ssl/private/site.key", "tls_private_key"),
        ("/usr/share/doc/x/.netrc", ""),
        ("/root/.netrc", "netrc"),
    ],
)
def test_the_place_says_what_a_file_holds(path: str, kind: str) -> None:
    folder, _, name = path.encode().rpartition(b"/")
    found = credential_kind(folder, name)
    assert found == kind
    assert not found or found in FINDERS
