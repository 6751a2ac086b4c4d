"""Two hosts of each face on one PostgreSQL and one object store; each part is killed while people send, and comes back.

Asserts that nothing confirmed is lost or doubled, and nothing about time; run by `make bench`.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest

from hinweisgeber import config
from tests.bench.bench_files import (
    ROWS,
    table,  # noqa: F401  prints the rows
)
from tests.browser.wire import Wire, WireOfficer, WireReporter
from tests.cli.conftest import PASSPHRASE, PEOPLE, SECRETS, environment, run_apart, wait_for
from tests.ports import free_port
from tests.store.postgres import Server, running
from tests.store.s3 import ACCESS, create_bucket, running_moto
from tests.store.test_needs import ROLES_SQL

CLIENTS, QUIET, PATIENCE = 4, 2.0, 120.0  # seconds
NAMES = {"letterbox": "failover_letterbox", "cabinet": "failover_cabinet"}
AWAY = (OSError, http.client.HTTPException)


@dataclass
class Host:
    """One face on one machine."""

    face: str
    home: Path
    port: int
    settings: dict[str, str]
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        here = {f"HINWEISGEBER_{self.face.upper()}_BIND": f"127.0.0.1:{self.port}"}
        here["HINWEISGEBER_SECOND_FACTOR"] = "offered"
        command = [sys.executable, "-P", "-m", "hinweisgeber.cli", self.face, "--home", str(self.home)]
        self.process = subprocess.Popen(
            command, env=environment(**self.settings, **here), text=True, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(self.url, [self.process])

    def kill(self) -> None:
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def through(hosts: list[Host], at: int = 1) -> Wire:
    """Somebody whose name for them is the first one's, led to one of them, as a balancer does."""
    name = hosts[0].url
    return Wire(hosts[at].url, headers={"Origin": name, "Host": name.removeprefix("http://")})


@dataclass
class Client:
    """Sends one report after the other; what was not confirmed is sent again, by the other host."""

    hosts: list[Host]
    name: str
    stop: threading.Event = field(default_factory=threading.Event)
    confirmed: dict[str, tuple[str, float]] = field(default_factory=dict)  # text → code, when
    broken: int = 0
    strange: list[str] = field(default_factory=list)

    def run(self) -> None:
        for n in count():
            if self.stop.is_set() or self.strange:
                return
            self._send(f"Erfundener Hinweis {self.name}-{n}.")

    def _send(self, text: str) -> None:
        reporter = WireReporter(through(self.hosts))
        for turn in count(len(self.confirmed) % 2):
            reporter.wire.host = self.hosts[turn % 2].url.removeprefix("http://")
            with suppress(*AWAY):
                reporter.code = (
                    reporter.code or reporter.wire.post("/melden", {"description": text, "to": "review"}).code
                )
                answer = reporter.with_file(text, text.encode() * 500)
                if 'id="confirmed"' in answer.text and "1 Datei ist mit angekommen." in answer.text:
                    self.confirmed[text] = (reporter.code, time.monotonic())
                    return
                if answer.status < 500:
                    self.strange.append(f"{answer.status}: {answer.refusal[:500]}")
                    return
            self.broken += 1
            time.sleep(0.02)


@dataclass
class Site:
    """All of it."""

    server: Server
    intakes: list[Host]
    offices: list[Host]
    clients: list[Client]

    def successes(self) -> list[float]:
        return sorted(at for client in self.clients for _, at in list(client.confirmed.values()))

    def wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < end
            assert [one for client in self.clients for one in client.strange] == []
            time.sleep(0.005)

    def first_after(self, moment: float) -> float:
        """Seconds until the first report is confirmed that was not before."""
        self.wait(lambda: bool(self.successes()) and self.successes()[-1] > moment)
        return next(at for at in self.successes() if at > moment) - moment


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("failover") / "home"
    with ExitStack() as ends:
        server = ends.enter_context(running())
        endpoint = ends.enter_context(contextmanager(running_moto)())
        create_bucket(endpoint, "failover")
        server.run_file(ROLES_SQL, **NAMES)
        owner = {f"HINWEISGEBER_{k.upper()}_URL": server.url(v, "hinweisgeber_migrate") for k, v in NAMES.items()}
        done = run_apart("init", "--home", home, *(w for p in PEOPLE for w in ("--officer", p)), **SECRETS, **owner)
        assert done.code == 0, done.said
        server.run_file(ROLES_SQL, **NAMES)
        shutil.copy(config.DEMO, home / "hinweisgeber.toml")
        (home / "root.key.json").unlink()
        hosts = [Host(face, home, free_port(), {}) for face in ("intake", "intake", "office", "office")]
        for host in hosts:
            role = f"hinweisgeber_{host.face}"
            urls = {
                f"HINWEISGEBER_{k.upper()}_URL": server.url(v, role)
                for k, v in NAMES.items()
                if host.face == "office" or k == "letterbox"
            }
            host.settings = urls | ACCESS | {
                "HINWEISGEBER_BLOBS_URL": f"s3://failover/x?endpoint={endpoint}&region=us-east-1",
                "HINWEISGEBER_INTAKE_URL": hosts[0].url, "HINWEISGEBER_OFFICE_URL": hosts[2].url,
                "HINWEISGEBER_WORKERS": "1", "AWS_EC2_METADATA_DISABLED": "true",
            }  # fmt: skip
            ends.callback(host.kill)
            host.start()
        clients = [Client(hosts[:2], str(n)) for n in range(CLIENTS)]
        threads = [threading.Thread(target=client.run, daemon=True) for client in clients]
        for thread in threads:
            thread.start()
        made = Site(server, hosts[:2], hosts[2:], clients)
        made.first_after(time.monotonic())
        yield made
        for client in clients:
            client.stop.set()
        if server.process.poll() is None:
            server.stop()


def test_an_intake_host_is_killed_and_comes_back(site: Site) -> None:
    killed = time.monotonic()
    site.intakes[0].kill()
    gap = site.first_after(killed)
    time.sleep(QUIET)
    site.intakes[0].start()
    back = time.monotonic()
    ROWS.append(("intake host killed under load: next report by the other; after it is back", "≤ 1 s",
                 f"{gap:.2f} s; {site.first_after(back):.2f} s"))  # fmt: skip


def test_an_office_host_is_killed_and_the_other_goes_on(site: Site) -> None:
    first = WireOfficer.logged_in(through(site.offices, 0), "fall1", PASSPHRASE)
    assert first.wire.get("/faelle").status == 200
    site.offices[0].kill()
    killed = time.monotonic()
    other = WireOfficer.logged_in(through(site.offices), "fall1", PASSPHRASE)
    assert other.wire.get("/faelle").status == 200
    gap = time.monotonic() - killed
    site.offices[0].start()
    ROWS.append(("office host killed: logged in at the other, with the list", "", f"{gap:.2f} s"))


def test_the_database_server_is_killed_and_comes_back(site: Site) -> None:
    server = site.server
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    time.sleep(QUIET)
    back = _started_again(server)
    ROWS.append(("PostgreSQL killed under load: first report after it answers again", "≤ 1 s",
                 f"{site.first_after(back):.2f} s"))  # fmt: skip


def _started_again(server: Server) -> float:
    """When it answers; what was left of the old one may hold its memory for a moment."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.process.poll() is not None:
            server.process = subprocess.Popen(server.process.args, cwd="/", stderr=subprocess.DEVNULL)
        with suppress(psycopg.OperationalError):
            server.sql("SELECT 1")
            return time.monotonic()
        time.sleep(0.02)
    raise AssertionError("PostgreSQL does not come back")


def test_nothing_confirmed_is_lost_or_doubled(site: Site) -> None:
    for client in site.clients:
        client.stop.set()
    sent = {text: code for client in site.clients for text, (code, _) in list(client.confirmed.items())}
    for text, code in sent.items():
        reporter = WireReporter(through(site.intakes), code)
        page = reporter.open()
        assert (page.status, sum(text in said for said in page.messages)) == (200, 1), text
        assert reporter.downloads(page) == [text * 500], text
    officer = WireOfficer.logged_in(through(site.offices), "fall1", PASSPHRASE)
    for _ in range(len(sent)):  # some at a time
        assert officer.wire.request("GET", "/faelle?abholen=1", wait=PATIENCE).status == 200
        if rows(site, "letterbox", "report") == rows(site, "cabinet", "file"):
            break
    broken = sum(client.broken for client in site.clients)
    ROWS.append(("reports confirmed meanwhile; sendings cut off; lost or doubled", "0", f"{len(sent)}; {broken}; 0"))
    assert rows(site, "letterbox", "report") == rows(site, "cabinet", "file")
    assert len(sent) <= rows(site, "cabinet", "file") <= len(sent) + CLIENTS, "but for what was under way at the end"


def rows(site: Site, store: str, of: str) -> int:
    with psycopg.connect(host=str(site.server.folder), dbname=NAMES[store], user="postgres") as connection:
        found = connection.execute(f"SELECT count(*) FROM {of}".encode()).fetchone()
    return int(found[0]) if found else 0
