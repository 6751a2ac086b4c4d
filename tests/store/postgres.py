"""A real PostgreSQL from Debian's packages, for the length of the tests: own folder, Unix socket, no port."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

from tests.patience import PATIENT
from tests.programs import program

SETTINGS = {
    "fsync": "off",  # durability is PostgreSQL's own promise; what we test is ours
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "60",
    "log_statement": "none",
}
_number = count()


def programs() -> Path:
    """The folder of the newest server programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parts[4]), reverse=True)
    return Path(program("initdb", ":".join(map(str, folders)))).parent


@dataclass
class Server:
    """A running server; everybody on its socket may be any role."""

    folder: Path
    process: subprocess.Popen[bytes]
    bin: Path

    def url(self, database: str, role: str = "postgres") -> str:
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder}"

    def sql(self, statement: str, database: str = "postgres", role: str = "postgres") -> None:
        with psycopg.connect(host=str(self.folder), dbname=database, user=role, autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, template: str = "template0") -> str:
        """A new database's name."""
        name = f"test_{next(_number)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def run_file(self, path: Path, **variables: str) -> str:
        """Runs a file as psql does; returns what it says. Raises CalledProcessError."""
        options = [part for name, value in variables.items() for part in ("-v", f"{name}={value}")]
        command = [str(self.bin / "psql"), "-X", "-q", "-h", str(self.folder), "-U", "postgres", "-d", "postgres"]
        done = subprocess.run([*command, *options, "-f", str(path)], check=True, capture_output=True, text=True)
        return done.stdout + done.stderr

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=PATIENT)


@contextmanager
def running(**others: str) -> Iterator[Server]:
    """Starts a server and ends it by its process; as root it runs as the user postgres, who owns its folder. `others`:
    settings that are not those of tests."""
    bin_folder = programs()
    folder = Path(tempfile.mkdtemp(prefix="hg-pg-", dir="/tmp"))  # short: a socket's path has at most 107 bytes
    as_user = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user += ["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
    data = folder / "data"
    initdb = [
        str(bin_folder / "initdb"),
        "-D",
        str(data),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    subprocess.run([*as_user, *initdb, "--no-sync"], check=True, capture_output=True, cwd="/")
    options = [part for name, value in (SETTINGS | others).items() for part in ("-c", f"{name}={value}")]
    command = [*as_user, str(bin_folder / "postgres"), "-D", str(data), "-k", str(folder), *options]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, stdout=log, stderr=log, cwd="/") as process,
    ):
        server = Server(folder, process, bin_folder)
        try:
            _wait(server)
            yield server
        finally:
            if process.poll() is None:
                server.stop()
            shutil.rmtree(folder)


def _wait(server: Server) -> None:
    end = time.monotonic() + PATIENT
    while True:
        try:
            server.sql("SELECT 1")
            return
        except psycopg.OperationalError:
            assert server.process.poll() is None, "PostgreSQL ended at once"
            assert time.monotonic() < end, "PostgreSQL does not answer"
            time.sleep(0.05)
