"""What all tests share: a founded home with three officers, its stores, and the intake on it.

The clock stands at 2026-11-21, 11:30 in Berlin. Nothing here leaves the test's own folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import pytest
from jinja2 import BytecodeCache, StrictUndefined
from jinja2.bccache import Bucket
from sqlalchemy import URL, Engine, create_engine
from werkzeug.routing import Rule

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.intake import Intake
from hinweisgeber.office.overview import views
from hinweisgeber.store import database
from hinweisgeber.store.cabinet import Cabinet, cabinet_store
from hinweisgeber.store.cabinet.files import Files
from hinweisgeber.store.letterbox import Letterbox, letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.web import ready
from hinweisgeber.web.app import Face
from hinweisgeber.web.ring_file import RingFile
from tests.fixtures.known import Release, unpack
from tests.fixtures.releases import V0_2_0, Instance, copy_of
from tests.founded import NOW, TODAY, Founded, found_in, settled
from tests.numbers import BY_LOT, in_turn
from tests.patience import PATIENT
from tests.small_office import Office as SmallOffice
from tests.small_office import SmallOffices

# Nobody promises how quick an example is; machines stall, and whoever draws the first one builds tables. Examples are
# the same in each run, so that none fails by chance; who looks for new ones sets TESTS_SEARCH.
hypothesis.settings.register_profile(
    "tests", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize="TESTS_SEARCH" not in os.environ,
)  # fmt: skip
hypothesis.settings.load_profile("tests")

# A busy machine is no face that is not ready, and shows no less: tests of what comes late set these themselves.
ready.PATIENCE = PATIENT
views.SHORT = Bound(views.SHORT.number)


class CompiledTemplates(BytecodeCache):
    """Templates compiled once per test process, not once per face: that was most of a page test's time."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


Face.jinja_options = {"bytecode_cache": CompiledTemplates()}


def compiled_once(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """What builds an address depends on its rule alone; a face has a hundred, and most tests have a face."""
    kept: dict[object, Any] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if rule.defaults or key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    return compiled


Rule._compile_builder = compiled_once(Rule._compile_builder)  # type: ignore[method-assign]


KNOWN = create_engine("sqlite://", query_cache_size=10_000)
KNOWN.connect().close()  # so its dialect knows SQLite


def with_known_statements(url: URL, **options: Any) -> Engine:
    """An engine on SQLite that has all statements of this process made once, not once per database: most tests have
    databases of their own, and making the statements anew took a sixth of their time."""
    engine = create_engine(url, **options)
    if engine.dialect.name == KNOWN.dialect.name:
        engine.dialect, engine._compiled_cache = KNOWN.dialect, KNOWN._compiled_cache
    return engine


database.create_engine = with_known_statements  # type: ignore[assignment,attr-defined]
Files.free_number = in_turn  # type: ignore[method-assign]


@pytest.fixture
def drawn_by_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers as the program draws them."""
    monkeypatch.setattr(Files, "free_number", BY_LOT)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """The founding, done once per test process."""
    return found_in(tmp_path_factory.mktemp("founded"))


@pytest.fixture
def settings(founded: Founded, tmp_path: Path) -> config.Settings:
    """The settings of a founded home of this test's own."""
    return settled(founded, tmp_path / "home")


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder that lies on no disk."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def institution() -> config.Institution:
    """What the invented institution says about itself."""
    return config.load_institution(config.DEMO)


@pytest.fixture
def letterbox(settings: config.Settings) -> Iterator[Store[Letterbox]]:
    """The home's letterbox, empty at first."""
    store = letterbox_store(settings.letterbox_url)
    yield store
    store.dispose()


@pytest.fixture
def cabinet(settings: config.Settings) -> Iterator[Store[Cabinet]]:
    """The home's cabinet with the three officers' keystores and the founding entry."""
    store = cabinet_store(settings.cabinet_url)
    yield store
    store.dispose()


@pytest.fixture
def ring(founded: Founded) -> Ring:
    """The ring with its three officers."""
    return founded.ring


@pytest.fixture
def booth(letterbox: Store[Letterbox], ring: Ring) -> Booth:
    """Where reporters write and read today."""
    return Booth(letterbox, ring, TODAY)


@pytest.fixture
def small_office(booth: Booth, founded: Founded) -> SmallOffices:
    """`small_office(code)`: an office that has the keys of this code's report and needs nothing but a letterbox."""
    made: dict[bytes, SmallOffice] = {}

    def of(code: str) -> SmallOffice:
        report_id = mailbox.open_mailbox(booth, AccessCode.parse(code)).report_id
        return made.setdefault(report_id, SmallOffice.of(booth.letterbox, founded, report_id))

    return of


@pytest.fixture
def desk(founded: Founded, cabinet: Store[Cabinet], letterbox: Store[Letterbox], ring: Ring) -> Callable[..., Desk]:
    """`desk("anna")`: an unlocked officer at work, today or on the day given."""

    def at_desk(username: str, today: date = TODAY) -> Desk:
        person = founded.people[username]
        return Desk(cabinet, letterbox, ring, person.officer_id, person.identity, today)

    return at_desk


@pytest.fixture
def ring_file(settings: config.Settings) -> RingFile:
    """The home's ring as both faces read it."""
    assert settings.root_fingerprint is not None
    return RingFile(settings.ring, settings.root_fingerprint)


@pytest.fixture
def intake(
    settings: config.Settings,
    institution: config.Institution,
    ring_file: RingFile,
    letterbox: Store[Letterbox],
) -> Intake:
    """The intake on this home; an unknown name in a template is an error here."""
    app = Intake(settings, institution, ring_file, letterbox)
    app.clock = lambda: NOW
    app.jinja_env.undefined = StrictUndefined
    return app


@pytest.fixture(scope="session")
def v0_2_0_unpacked(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """What 0.2.0 left behind, unpacked once per test process."""
    return unpack(V0_2_0, tmp_path_factory.mktemp("v0_2_0"))


@pytest.fixture
def v0_2_0(v0_2_0_unpacked: Release, tmp_path: Path) -> Iterator[Instance]:
    """This test's own copy of an installation as 0.2.0 left it (tests/fixtures/README.md)."""
    with copy_of(v0_2_0_unpacked, tmp_path / "v0_2_0") as instance:
        yield instance
