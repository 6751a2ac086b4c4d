"""The same on PostgreSQL and an object store: databases, roles, every single right, tables, connections, bucket."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from hinweisgeber import config, sandbox
from hinweisgeber.cli import doctor
from hinweisgeber.cli.doctor import machine
from hinweisgeber.store.cabinet.probe import BY_OFFICE
from hinweisgeber.store.needs import rights
from hinweisgeber.store.probing import LETTERBOX_BY_INTAKE, LETTERBOX_BY_OFFICE, Probe
from hinweisgeber.web import ready
from hinweisgeber.web.app import Face
from tests.cli.conftest import PEOPLE, SECRETS, run, run_apart
from tests.cli.layout import DEPLOY
from tests.patience import wait_until
from tests.ports import free_port
from tests.store.postgres import Server, running
from tests.store.s3 import ACCESS, create_bucket, running_moto, s3_client

pytestmark = pytest.mark.postgres

ROLES_SQL = DEPLOY / "postgres/roles.sql"
NAMES = {"letterbox": "taken_letterbox", "cabinet": "taken_cabinet"}
WELL, NOT_WELL = (200, "ready\n"), (503, "not ready\n")
BOTH, OFFICE = frozenset({"intake", "office"}), frozenset({"office"})
Found = set[tuple[str, str]]


@dataclass
class Site:
    """One installation on these servers: a home, two databases of its own, a bucket."""

    server: Server
    endpoint: str
    home: Path
    databases: dict[str, str]
    bucket: str

    def settings(self, face: str = "office", **more: str) -> dict[str, str]:
        given = {
            f"{name.upper()}_URL": self.server.url(self.databases[name], f"hinweisgeber_{face}")
            for name in (NAMES if face == "office" else ("letterbox",))
        }
        given |= {
            "BLOBS_URL": f"s3://{self.bucket}/dateien?endpoint={self.endpoint}&region=us-east-1",
            "INTAKE_URL": "https://hinweise.example.org",
            "OFFICE_URL": "https://meldestelle.example.org",
            "TRUSTED_PROXIES": "1",
            "WORKERS": "1",  # the server of the tests has sixty connections
        }
        return {f"HINWEISGEBER_{name}": value for name, value in (given | more).items()}

    def sql(self, statement: str, name: str | None = None) -> None:
        self.server.sql(statement, self.databases[name] if name else "postgres")

    def found(self, face: str = "office", **more: str) -> Found:
        """What `check` finds that is more than open."""
        before = {path.name for path in self.home.rglob("*")}
        arguments = ["--face", "intake"] if face == "intake" else []
        done = run("check", "--home", self.home, "--json", *arguments, **self.settings(face, **more))
        assert {path.name for path in self.home.rglob("*")} == before
        assert "Traceback" not in done.said
        said = json.loads(done.out)
        self.said = " ".join(one["text"] for one in said)
        return {(one["id"], one["cause"]) for one in said if one["level"] != "open"}

    @contextmanager
    def faces(self, **more: str) -> Iterator[dict[str, Face]]:
        made: dict[str, Face] = {}
        for name in sorted(BOTH):
            settings = config.load(self.home, self.settings(name, **more))
            made[name] = import_module(f"hinweisgeber.{name}").create_app(settings)
        try:
            yield made
        finally:
            let_go(made)


def let_go(made: dict[str, Face]) -> None:
    """No connection is kept."""
    for face in made.values():
        for store in (getattr(face, name, None) for name in NAMES):
            if store is not None:
                store.dispose()


def unready(made: dict[str, Face]) -> frozenset[str]:
    """The faces that say so when they are asked anew."""
    let_go(made)
    found = set()
    for name, face in made.items():
        face.readiness._at = float("-inf")
        answer = face.test_client(use_cookies=False).get("/readyz")
        assert (answer.status_code, answer.text) in (WELL, NOT_WELL)
        if answer.status_code != 200:
            found.add(name)
    return frozenset(found)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    yield from running_moto()


@pytest.fixture(scope="module")
def founded_there(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Founded as chapter 6 says; its databases are templates."""
    home = tmp_path_factory.mktemp("postgres") / "home"
    server.run_file(ROLES_SQL, **NAMES)
    owner = {f"HINWEISGEBER_{k.upper()}_URL": server.url(v, "hinweisgeber_migrate") for k, v in NAMES.items()}
    officers = [word for person in PEOPLE for word in ("--officer", person)]
    done = run_apart("init", "--home", home, *officers, **SECRETS, **owner)
    assert done.code == 0, done.said
    server.run_file(ROLES_SQL, **NAMES)
    for name in NAMES.values():  # templates of the tests' databases, and no other installation
        server.sql(f"REVOKE CONNECT ON DATABASE {name} FROM hinweisgeber_intake, hinweisgeber_office")
    (home / "root.key.json").unlink()
    (home / "hinweisgeber.toml").write_bytes(config.DEMO.read_bytes())
    return home


@pytest.fixture
def site(server: Server, endpoint: str, founded_there: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name, value in (ACCESS | {"AWS_EC2_METADATA_DISABLED": "true"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(machine, "ROOT", founded_there / "no machine")
    monkeypatch.setattr(sandbox, "available", list)
    monkeypatch.setattr(doctor, "handshake_findings", lambda *_, **__: [])
    monkeypatch.setattr(doctor.keys, "_fetched", lambda _: (founded_there / "keys/ring.json").read_text("utf-8"))
    databases = {name: server.create(template) for name, template in NAMES.items()}
    for name in databases.values():
        server.sql(f"ALTER DATABASE {name} OWNER TO hinweisgeber_migrate")
    bucket = f"taken-{databases['cabinet'].replace('_', '-')}"
    create_bucket(endpoint, bucket)
    yield Site(server, endpoint, founded_there, databases, bucket)
    for name in databases.values():
        server.drop(name)


def test_as_the_guide_leaves_it_nothing_is_found_and_both_are_ready(site: Site) -> None:
    with site.faces() as made:
        assert unready(made) == frozenset()
    assert site.found("office") == site.found("intake") == set()
    assert "contents" not in {key.lower() for key in s3_client(site.endpoint).list_objects_v2(Bucket=site.bucket)}


# -- databases ---------------------------------------------------------------------------------------------------------

Take = Callable[[Site], None]


def of(name: str, statement: str, inside: bool = True) -> Take:
    """Runs this in the database of that name, or about it."""
    return lambda site: site.sql(statement.format(name=site.databases[name]), name if inside else None)


INTO = "ALTER DATABASE {name} "
VERSION = "UPDATE alembic_version SET version_num = "
LOSSES: dict[str, tuple[Take, tuple[str, str], frozenset[str]]] = {
    "letterbox": (of("letterbox", INTO + "RENAME TO {name}_gone", False), ("HG-S01", "missing"), BOTH),
    "cabinet": (of("cabinet", INTO + "RENAME TO {name}_gone", False), ("HG-S01", "missing"), OFFICE),
    "connections": (of("letterbox", INTO + "CONNECTION LIMIT 0", False), ("HG-S01", "no-connection-free"), BOTH),
    "the way in": (
        of("cabinet", "REVOKE CONNECT ON DATABASE {name} FROM PUBLIC", False),
        ("HG-S01", "missing-grant"),
        OFFICE,
    ),
    "a table": (of("letterbox", "ALTER TABLE status RENAME TO gone"), ("HG-S01", "schema"), BOTH),
    "a table of the cabinet": (of("cabinet", "DROP TABLE outbox"), ("HG-S01", "schema"), OFFICE),
    "the schema": (
        of("letterbox", "REVOKE USAGE ON SCHEMA public FROM hinweisgeber_office"),
        ("HG-S01", "missing-grant"),
        OFFICE,
    ),
    "the migration": (of("cabinet", VERSION + "'cabinet_0001'"), ("HG-S02", "older"), frozenset()),
    "the program": (of("letterbox", VERSION + "'later'"), ("HG-S15", "newer"), frozenset()),
    "all accounts": (of("cabinet", "DELETE FROM officer"), ("HG-S10", "another-cabinet"), frozenset()),
}


@pytest.mark.parametrize("name", LOSSES)
def test_each_loss_is_named_with_its_cause_and_by_the_faces_it_stops(site: Site, name: str) -> None:
    take, found, stopped = LOSSES[name]
    with site.faces() as made:
        assert unready(made) == frozenset()
        let_go(made)
        take(site)
        assert found in site.found()
        assert unready(made) == stopped


def test_a_role_that_may_not_log_in(site: Site) -> None:
    with site.faces() as made:
        let_go(made)
        site.sql("ALTER ROLE hinweisgeber_office NOLOGIN")
        try:
            assert ("HG-S01", "authentication") in site.found()
            assert unready(made) == OFFICE
        finally:
            site.sql("ALTER ROLE hinweisgeber_office LOGIN")


def test_a_server_that_is_not_there(site: Site) -> None:
    for setting in ("LETTERBOX_URL", "CABINET_URL"):
        away = f"postgresql+psycopg://hinweisgeber_office@/x?host={site.home}"
        assert ("HG-S01", "refused") in site.found(**{setting: away})
        away = f"postgresql+psycopg://hinweisgeber_office@127.0.0.1:{free_port()}/x"
        assert ("HG-S01", "refused") in site.found(**{setting: away})


def test_a_server_that_hangs_is_told_and_no_threads_pile_up(site: Site) -> None:
    with site.faces() as made, pytest.MonkeyPatch.context() as patch:
        assert unready(made) == frozenset()
        let_go(made)
        patch.setattr(ready, "PATIENCE", 1.0)
        os.kill(site.server.process.pid, signal.SIGSTOP)  # it accepts, as a socket does, and never answers
        try:
            before = threading.active_count()
            for _ in range(5):
                assert unready(made) == BOTH
            assert threading.active_count() <= before + 2, "one for each face"
            assert ("HG-S01", "too-slow") in site.found()
        finally:
            os.kill(site.server.process.pid, signal.SIGCONT)
        patch.undo()
        wait_until(lambda: all(face.readiness._begun is None for face in made.values()))
        assert unready(made) == frozenset(), "back again"


FACES = [
    ("intake", "letterbox", LETTERBOX_BY_INTAKE),
    ("office", "letterbox", LETTERBOX_BY_OFFICE),
    ("office", "cabinet", BY_OFFICE),
]


@pytest.mark.parametrize(("face", "database", "probe"), FACES, ids=lambda one: str(one) if isinstance(one, str) else "")
def test_every_single_right_taken_away_is_named(
    site: Site, face: str, database: str, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all that is examined, and that a face asks, the databases alone: there are many rights."""
    monkeypatch.setattr(doctor, "EVERYWHERE", (doctor.stores.databases,))
    monkeypatch.setattr(doctor, "OFFICE", ())
    role = f"hinweisgeber_{face}"
    with site.faces() as made:
        for one in made.values():
            one.readiness._asked = {name: ask for name, ask in one.readiness._asked.items() if name in NAMES}
        for thing, right, column in sorted(rights(probe.needs)):
            words = f"{right} {f'({column}) ' if column else ''}ON {'SEQUENCE ' if right == 'USAGE' else ''}{thing}"
            site.sql(f"REVOKE {words} FROM {role}", database)
            assert ("HG-S01", "missing-grant") in site.found(face), words
            if thing != "alembic_version":
                assert f"{right} ON {thing}{f' ({column})' if column else ''}" in site.said
            assert unready(made) == {face}, words
            site.sql(f"GRANT {words} TO {role}", database)
        assert site.found(face) == set()
        assert unready(made) == frozenset()


def test_a_role_that_gets_into_another_installation_is_named(site: Site) -> None:
    second = site.server.create()
    site.sql(f"GRANT CONNECT ON DATABASE {second} TO hinweisgeber_office")
    try:
        assert site.found() == {("HG-S33", "shared-role")}
        assert f"„hinweisgeber_office“ darf auch in andere Datenbanken: {second}." in site.said
        assert site.found("intake") == set()
        # what was laid aside for a way back: nobody gets in
        site.sql(f"ALTER DATABASE {second} ALLOW_CONNECTIONS false")
        assert site.found() == set()
    finally:
        site.server.drop(second)


def test_too_few_connections_for_two_hosts_of_each_face(site: Site) -> None:
    assert site.found(WORKERS="1") == set()
    assert site.found(WORKERS="2") == {("HG-S22", "pool")}
    assert "bis zu 84 Verbindungen, der Server hat 57 dafür" in site.said


# -- files -------------------------------------------------------------------------------------------------------------


def test_a_bucket_that_is_gone(site: Site) -> None:
    with site.faces() as made:
        assert unready(made) == frozenset()
        s3_client(site.endpoint).delete_bucket(Bucket=site.bucket)
        assert site.found() == {("HG-S14", "missing")}
        assert unready(made) == BOTH


def test_an_account_that_is_not_given(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ACCESS:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(site.home / "nowhere"))
    assert site.found() == {("HG-S14", "authentication")}
    with site.faces() as made:
        assert unready(made) == BOTH


@pytest.mark.parametrize("cause", ["refused", "tls"])
def test_an_object_store_that_does_not_answer_as_it_should(site: Site, cause: str) -> None:
    address = f"http://127.0.0.1:{free_port()}" if cause == "refused" else site.endpoint.replace("http:", "https:")
    url = f"s3://{site.bucket}/dateien?endpoint={address}&region=us-east-1"
    assert site.found(BLOBS_URL=url) == {("HG-S14", cause)}
    with site.faces(BLOBS_URL=url) as made:
        assert unready(made) == BOTH
