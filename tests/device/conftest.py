"""What a browser leaves on the reporter's disk: two browsers with profiles of their own, and a portal for them.

`driver.mjs` does what a person does, `device.py` and `kinds.py` start and kill the browsers, `search.py` looks into the
profile, `visit.py` plants words and proves that what could be written was written, `walks.py` names the ways through
the pages, `cures.py` takes a cure out of the answers.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from hinweisgeber import config
from hinweisgeber.crypto.pickup import PICKUP_LIFETIME
from hinweisgeber.intake import Intake
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.usecases.reporter import writing as keeping
from hinweisgeber.web.ring_file import RingFile
from tests.device.cures import without
from tests.device.device import Device
from tests.device.driver import Driver
from tests.device.kinds import Chromium, Firefox
from tests.device.visit import Visit
from tests.founded import NOW, Founded, settled
from tests.in_a_thread import in_a_thread
from tests.ports import free_port

KINDS: dict[str, type[Device]] = {"chromium": Chromium, "firefox": Firefox}
Visits = Callable[..., AbstractContextManager[Visit]]
Places = Callable[..., "Place"]


def later(app: Intake) -> None:
    """The time is over for which a page that was fetched is shown again."""
    moment = app.clock() + timedelta(seconds=PICKUP_LIFETIME + 1)
    app.clock = lambda: moment


class Silent(WSGIRequestHandler):
    """Writes no log."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


class Portal:
    """An app on a port of its own, which can be away for a while."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app, self._away = app, False
        server = make_server("127.0.0.1", free_port(), self._answer, threaded=True, request_handler=Silent)
        self._server, self.base = server, f"http://127.0.0.1:{server.port}"

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._away:  # what is written after this reaches nobody
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return self._app(environ, start_response)

    @contextmanager
    def served(self) -> Iterator[Portal]:
        """Answers until the end."""
        try:
            with in_a_thread(self._server):
                yield self
        finally:
            self._server.server_close()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody answers."""
        self._away = True
        try:
            yield
        finally:
            self._away = False


@pytest.fixture(scope="session")
def driver() -> Iterator[Driver]:
    """One node for all tests of this process."""
    driver = Driver()
    yield driver
    driver.end()


@dataclass
class Place:
    """A started browser in front of a portal in which something can be wrong."""

    visit: Visit
    portal: Portal
    app: Intake
    restarted: dict[int, tuple[str, frozenset[str]]] = field(default_factory=dict)  # ways_back.restarted, once

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """The portal cannot keep a text, and nobody knows why."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keeping, "keep", None)
            yield

    def away(self) -> AbstractContextManager[None]:
        """Nobody answers."""
        return self.portal.away()

    @contextmanager
    def later(self) -> Iterator[None]:
        """Pages that were fetched are not to be seen again any more."""
        before = self.app.clock
        later(self.app)
        yield
        self.app.clock = before


@pytest.fixture(scope="module")
def places(
    driver: Driver, founded: Founded, institution: config.Institution, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Places]:
    """`places("firefox", script=False)`: the same device and portal as long as it is asked for, then another."""
    now: list[tuple[object, Place]] = []
    with ExitStack() as stack:

        def place(kind: str, *, script: bool, out: Iterable[str] = ()) -> Place:
            if not now or now[0][0] != (kind, script, out):
                stack.close()
                folder = tmp_path_factory.mktemp("place")
                app = _intake_in(founded, institution, folder / "home")
                device = KINDS[kind](driver, folder / "device", script=script)
                portal = stack.enter_context(Portal(without(app, out)).served())
                stack.callback(device.kill)
                device.start()
                now[:] = [((kind, script, out), Place(Visit(device, portal.base), portal, app))]
            return now[0][1]

        yield place


def _intake_in(founded: Founded, institution: config.Institution, home: Path) -> Intake:
    settings = settled(founded, home)
    assert settings.root_fingerprint is not None
    ring_file = RingFile(settings.ring, settings.root_fingerprint)
    app = Intake(settings, institution, ring_file, letterbox_store(settings.letterbox_url))
    app.clock = lambda: NOW
    return app


@pytest.fixture
def visits(driver: Driver, intake: Intake, tmp_path: Path) -> Visits:
    """`visits("firefox", script=False, out={"password"})`: a started browser and the portal, ended with the test."""

    @contextmanager
    def visit(kind: str, *, script: bool, out: Iterable[str] = ()) -> Iterator[Visit]:
        device = KINDS[kind](driver, tmp_path / "device", script=script)
        with Portal(without(intake, out)).served() as portal:
            device.start()
            try:
                yield Visit(device, portal.base)
            finally:
                device.kill()

    return visit
