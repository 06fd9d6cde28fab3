"""Which files hold secrets, by their path alone. Pure, and asked for every name of a walk."""

import re
from typing import Final

_NAMES: Final = {
    b".netrc": "netrc",
    b"_netrc": "netrc",
    b".pgpass": "pgpass",
    b".my.cnf": "mysql_password",
    b".mylogin.cnf": "mysql_login_path",
    b".git-credentials": "git_credential",
    b".npmrc": "npm_token",
    b".pypirc": "pypi_token",
    b".vault-token": "vault_token",
    b"credentials.tfrc.json": "terraform_token",
    b"terraform.tfstate": "terraform_state",
    b"known_hosts": "known_host",
    b"kubeconfig": "kubeconfig",
    b"k3s.yaml": "kubeconfig",
    b"wp-config.php": "application_settings",
    b"settings.py": "application_settings",
    b"local_settings.py": "application_settings",
    b"database.php": "application_settings",
    b"configuration.php": "application_settings",
    b"application.yml": "application_yaml",
    b"application.yaml": "application_yaml",
    b"bootstrap.yml": "application_yaml",
    b"database.yml": "application_yaml",
    b"application.properties": "application_properties",
    b"jdbc.properties": "application_properties",
    b"application_default_credentials.json": "gcloud_key",
    b"msal_token_cache.json": "azure_token",
    b"accessTokens.json": "azure_token",
}
# Names that mean something in one folder only.
_PLACED: Final = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (rb"/\.aws/credentials", "aws_key"),
        (rb"/\.aliyun/config\.json", "aliyun_key"),
        (rb"/\.tccli/[^/]+\.credential", "tencent_key"),
        (rb"/\.docker/config\.json", "docker_auth"),
        (rb"/\.kube/config", "kubeconfig"),
        (rb"/etc/kubernetes/[^/]+\.conf", "kubeconfig"),
        (rb"/\.config/gcloud/legacy_credentials/[^/]+/adc\.json", "gcloud_key"),
        (rb"/(?:\.config/)?gcloud/(?:credentials|access_tokens)\.db", "gcloud_database"),
        (rb"/\.ssh/(?!.*\.pub$)(?:id_[^/]+|[^/]+\.(?:pem|key))", "ssh_private_key"),
        (rb"/\.gnupg/private-keys-v1\.d/[^/]+\.key", "gnupg_key"),
        (
            rb"/etc/(?:ssl/private|pki/tls/private|nginx|letsencrypt)/.*(?:\.key|\.pem)",
            "tls_private_key",
        ),
    )
)
_MAYBE = re.compile(
    rb"^(?:credentials|access_tokens\.db|config|config\.json|adc\.json|id_|\.env)|\.(?:credential|conf|pem|key)$"
).search
_ENVIRONMENT = re.compile(rb"\.env(?:\.(?!example|sample|dist|template|test)[\w-]+)?")
# Copies that come with programs, and sample trees, open nothing.
_SAMPLES = re.compile(
    rb"/(?:node_modules|site-packages|dist-packages|gems|vendor|testdata|tests?|fixtures|examples?"
    rb"|samples?|doc|docs)/"
)


def credential_kind(folder: bytes, name: bytes) -> str:
    """What kind of secret a file holds, if any; a key of `FINDERS`, empty for none."""
    known = _NAMES.get(name, "")
    if not known and not _MAYBE(name):
        return ""
    path = folder.rstrip(b"/") + b"/" + name
    if _SAMPLES.search(path) or folder.startswith((b"/usr/share", b"/usr/lib", b"/proc")):
        return ""
    if known:
        return known
    if _ENVIRONMENT.fullmatch(name):
        return "environment_file"
    return next((kind for pattern, kind in _PLACED if _ends(pattern, path)), "")


def _ends(pattern: re.Pattern[bytes], path: bytes) -> bool:
    match = pattern.search(path)
    return match is not None and match.end() == len(path)
