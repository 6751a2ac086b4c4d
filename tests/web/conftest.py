"""The frame is tested on the intake, the smaller of the two faces."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from hinweisgeber.intake import Intake
from tests.pages import Reporter


@pytest.fixture
def client(intake: Intake) -> FlaskClient:
    return intake.test_client(use_cookies=False)


@pytest.fixture
def reporter(client: FlaskClient) -> Reporter:
    return Reporter(client)
