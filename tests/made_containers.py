"""Container stores as Docker and podman lay them out, made by hand after their documentation."""

import json
import os
from pathlib import Path
from typing import Any

from made_roots import put

ID = "ab" * 32
MOUNT, BASE = "cd" * 32, "ef" * 32
DOCKER = "/var/lib/docker"
UPPER = f"{DOCKER}/overlay2/{MOUNT}/diff"
LOWER = f"{DOCKER}/overlay2/{BASE}/diff"


def config(**more: Any) -> dict[str, Any]:
    """config.v2.json of an nginx container, as dockerd 27 writes it, shortened."""
    return {
        "State": {"Running": True, "Pid": 4242, "StartedAt": "2026-05-01T08:00:01.123456789Z"},
        "ID": ID,
        "Created": "2026-05-01T08:00:00.5+08:00",
        "Path": "/docker-entrypoint.sh",
        "Args": ["nginx", "-g", "daemon off;"],
        "Config": {
            "Tty": False,
            "Env": ["PATH=/usr/bin", "DB_PASSWORD=secret"],
            "Image": "nginx:1.27",
            "Labels": {},
        },
        "Name": "/web",
        "Driver": "overlay2",
        "NetworkSettings": {"Ports": {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]}},
        "MountPoints": {
            "/srv": {"Source": "/srv/web", "Destination": "/srv", "RW": False, "Type": "bind"},
            "/data": {"Source": "", "Name": "vol", "Destination": "/data", "Type": "volume"},
        },
        **more,
    }


def put_docker(root: Path, *, host: dict[str, Any] | None = None, **more: Any) -> None:
    """One container of Docker, with two layers on disk."""
    folder = f"{DOCKER}/containers/{ID}"
    put(root, f"{folder}/config.v2.json", json.dumps(config(**more)).encode())
    put(root, f"{folder}/hostconfig.json", json.dumps(host or {}).encode())
    put(root, f"{DOCKER}/image/overlay2/layerdb/mounts/{ID}/mount-id", MOUNT.encode())
    put(root, f"{DOCKER}/overlay2/{MOUNT}/lower", b"l/SHORT")
    put(root, f"{DOCKER}/overlay2/l/.keep")
    os.symlink(f"../{BASE}/diff", root / "var/lib/docker/overlay2/l/SHORT")
    put(root, f"{UPPER}/run/nginx.pid", b"1\n")
    put(root, f"{LOWER}/etc/os-release", b"ID=debian\n")
