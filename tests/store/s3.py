"""S3 servers for tests, on loopback, in processes of their own: moto's, and Ceph where it is installed."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import botocore.session
import pytest

from tests.patience import PATIENT
from tests.ports import free_port
from tests.programs import program

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ACCESS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests"}  # who owns the buckets
GUEST = {"AWS_ACCESS_KEY_ID": "guest", "AWS_SECRET_ACCESS_KEY": "guest"}  # at Ceph: may what a bucket's policy allows
ATTEMPTS = 3

CEPH = """
[global]
fsid = {fsid}
mon host = v1:127.0.0.1:{mon_port}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
mon data avail crit = 1
mon allow pool size one = true
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd objectstore = memstore
memstore device bytes = 2147483648
admin socket =
log file = {folder}/$name.log
run dir = {folder}
[mon.a]
mon data = {folder}/mon
mon initial members = a
[osd.0]
osd data = {folder}/osd
[client.rgw]
rgw data = {folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:{port}
"""


def running_moto() -> Iterator[str]:
    """Moto's server: its address."""
    port = free_port()
    with _running(str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)) as server:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"


def running_ceph(folder: Path) -> Iterator[str]:
    """Ceph's object gateway with one monitor and one store in memory: its address.

    Sometimes, seen when two begin at once, its store waits for the monitor for ever; then it begins again.
    """
    with ExitStack() as servers:
        for attempt in range(ATTEMPTS):
            try:
                endpoint = _begin_ceph(folder / str(attempt), servers)
                break
            except subprocess.TimeoutExpired:
                servers.close()
        else:
            pytest.skip(f"Ceph did not start, {ATTEMPTS} times")
        yield endpoint


def _begin_ceph(folder: Path, servers: ExitStack) -> str:
    gateway, store, monitor = map(program, ("radosgw", "ceph-osd", "ceph-mon"))
    port, mon_port, fsid, osd = free_port(), free_port(), str(uuid.uuid4()), str(uuid.uuid4())
    for name in ("mon", "osd", "rgw"):
        (folder / name).mkdir(parents=True)
    config = folder / "ceph.conf"
    config.write_text(CEPH.format(folder=folder, fsid=fsid, port=port, mon_port=mon_port))

    def do(name: str, *arguments: str) -> None:
        command = [name, "-c", str(config), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 0, done.stderr

    monitors = str(folder / "monmap")
    do("monmaptool", "--create", "--addv", "a", f"[v1:127.0.0.1:{mon_port}]", "--fsid", fsid, monitors)
    do(monitor, "-i", "a", "--mkfs", "--monmap", monitors)
    servers.enter_context(_running(monitor, "-c", str(config), "-i", "a", "-f"))
    do("ceph", "--connect-timeout", "60", "osd", "new", osd)
    do(store, "-i", "0", "--mkfs", "--osd-uuid", osd)
    servers.enter_context(_running(store, "-c", str(config), "-i", "0", "-f"))
    for access in (ACCESS, GUEST):
        name, secret = access.values()
        who = ["--uid", name, "--display-name", name, "--access-key", name, "--secret", secret]
        do("radosgw-admin", "-n", "client.rgw", "user", "create", *who)
    _wait_for(port, servers.enter_context(_running(gateway, "-c", str(config), "-n", "client.rgw", "-f")))
    return f"http://127.0.0.1:{port}"


def s3_client(endpoint: str) -> S3Client:
    """One that asks the server itself, past our code."""
    made = botocore.session.Session().create_client(
        "s3",
        "us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id=ACCESS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=ACCESS["AWS_SECRET_ACCESS_KEY"],
    )
    return cast("S3Client", made)


def create_bucket(endpoint: str, bucket: str) -> None:
    s3_client(endpoint).create_bucket(Bucket=bucket)


@contextmanager
def _running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield server
    finally:
        server.kill()
        server.wait(timeout=PATIENT)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENT
    while True:
        assert server.poll() is None, "the server ended while starting"
        assert time.monotonic() < end, "the server does not answer"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
