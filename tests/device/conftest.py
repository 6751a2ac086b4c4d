"""What a browser leaves on the reporter's disk: two browsers with profiles of their own, and a portal for them.

`driver.mjs` does what a person does, `device.py` and `kinds.py` start and kill the browsers, `search.py` looks into the
profile, `visit.py` plants words and proves that what could be written was written, `walks.py` names the ways through
the pages, `cures.py` takes a cure out of the answers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from wsgiref.types import WSGIApplication

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from hinweisgeber.intake import Intake
from tests.device.cures import without
from tests.device.device import Device
from tests.device.driver import Driver
from tests.device.kinds import Chromium, Firefox
from tests.device.visit import Visit
from tests.ports import free_port

KINDS: dict[str, type[Device]] = {"chromium": Chromium, "firefox": Firefox}
Visits = Callable[..., AbstractContextManager[Visit]]


class Silent(WSGIRequestHandler):
    """Writes no log."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@contextmanager
def served(app: WSGIApplication, out: Iterable[str]) -> Iterator[str]:
    """The address of the app while it is served, without these cures."""
    server = make_server("127.0.0.1", free_port(), without(app, out), threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def driver() -> Iterator[Driver]:
    """One node for all tests of this process."""
    driver = Driver()
    yield driver
    driver.end()


@pytest.fixture
def visits(driver: Driver, intake: Intake, tmp_path: Path) -> Visits:
    """`visits("firefox", script=False, out={"password"})`: a started browser and the portal, ended with the test."""

    @contextmanager
    def visit(kind: str, *, script: bool, out: Iterable[str] = ()) -> Iterator[Visit]:
        device = KINDS[kind](driver, tmp_path / "device", script=script)
        with served(intake, out) as base:
            device.start()
            try:
                yield Visit(device, base)
            finally:
                device.kill()

    return visit
