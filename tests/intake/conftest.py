"""The intake's tests act as reporters do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from hinweisgeber.intake import Intake
from tests.pages import Reporter
from tests.store.s3 import running_moto
from tests.walking import Walker


@pytest.fixture
def client(intake: Intake) -> FlaskClient:
    return intake.test_client(use_cookies=False)


@pytest.fixture
def reporter(client: FlaskClient) -> Reporter:
    return Reporter(client)


@pytest.fixture
def walker(intake: Intake) -> Walker:
    """Somebody who sends the forms they get."""
    return Walker(intake.test_client(use_cookies=False))


@pytest.fixture(name="s3_server", scope="session")
def _s3_server() -> Iterator[str]:
    yield from running_moto()
