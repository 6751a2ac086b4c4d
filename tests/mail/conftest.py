"""A CA of the tests' own."""

from __future__ import annotations

import pytest

from tests.mail.smtp import Ca, make_ca


@pytest.fixture(scope="session")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    """Made once; `trusted` makes the client believe it."""
    return make_ca(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def trusted(ca: Ca, monkeypatch: pytest.MonkeyPatch) -> Ca:
    """OpenSSL's own way to another trust store: no setting of ours."""
    monkeypatch.setenv("SSL_CERT_FILE", str(ca.ca))
    return ca
