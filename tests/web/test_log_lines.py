"""Log lines hold day, method, route and status: nothing a reporter could be found by."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from gunicorn.config import Config

from hinweisgeber.intake import Intake
from hinweisgeber.web.wire import logs
from tests.pages import Reporter

SECRETS = {"User-Agent": "Geheim-Agent", "Referer": "http://geheim.example/", "X-Forwarded-For": "203.0.113.9"}


@pytest.fixture
def our_loggers() -> Iterator[list[logging.Logger]]:
    loggers = [logging.getLogger(f"hinweisgeber.{name}") for name in ("access", "trouble")]
    before = [(logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    yield loggers
    for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
        logger.handlers[:], logger.level, logger.propagate = handlers, level, propagate


def test_one_line_for_one_answer(reporter: Reporter, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        reporter.form()
        reporter.client.post(
            "/melden?geheim=1",
            data={"description": "Geheim", "code": reporter.code, "code_noted": "1", "to": "send"},
            headers=SECRETS, environ_overrides={"REMOTE_ADDR": "203.0.113.9"}, follow_redirects=True,
        )  # fmt: skip
        reporter.open()
        reporter.client.get("/geheimer/pfad", headers=SECRETS)
        reporter.client.open("/", method="GEHEIM")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("hinweisgeber")]
    assert ours == [
        "POST report_post 200",
        "POST report_post 303",
        "GET confirmation 200",
        "POST mailbox_post 200",
        "GET - 404",
        "other - 405",
    ]


def test_a_failure_is_told_by_kind_and_place_only(
    intake: Intake, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise RuntimeError("geheimes Wort")

    intake.view_functions["index"] = broken
    with caplog.at_level(logging.DEBUG):
        client.get("/?geheim=1", headers=SECRETS)
    assert "error in index: RuntimeError at" in caplog.text
    assert "geheim" not in caplog.text.lower()
    assert all(record.exc_info is None for record in caplog.records)


def test_no_thread_waits_for_another_ones_line(
    our_loggers: list[logging.Logger], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each goes out in one call, and never takes the lock that every Python wants there; and where none can be written,
    pages still come."""
    logs.configure()
    for handler in (handler for logger in our_loggers for handler in logger.handlers):
        monkeypatch.setattr(handler, "lock", "nobody takes it")
    written = list[bytes]()
    monkeypatch.setattr(os, "write", lambda _, line: written.append(line))
    logs.access("GET", "index", 200)
    assert [line[10:] for line in written] == [b" GET index 200\n"]
    monkeypatch.undo()
    monkeypatch.setattr(logs, "STDERR", -1)
    logs.access("GET", "index", 200)


def test_lines_carry_the_day_and_no_time(our_loggers: list[logging.Logger], capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    logs.access("GET", "index", 200)
    try:
        raise ValueError("geheim")
    except ValueError as error:
        logs.trouble("index", error)
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 2
    assert re.fullmatch(r"\d{4}-\d\d-\d\d GET index 200", lines[0])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d error in index: ValueError at \w+:\d+", lines[1])
    assert not any(logger.propagate for logger in our_loggers)


def test_gunicorn_says_nothing_of_requests(capsys: pytest.CaptureFixture[str]) -> None:
    quiet = logs.QuietLogger(Config())
    quiet.warning("Invalid request from ip=203.0.113.9: geheim")
    quiet.warning("Invalid request from ip={ip}: {error}".format(ip="2001:db8::1", error="geheim"))
    quiet.error("Error handling request %s", "/postfach?geheim")
    try:
        raise ValueError("geheim")
    except ValueError:
        quiet.exception("Error handling request %s", "/geheim")
    quiet.debug("Closing connection of 203.0.113.9")
    quiet.access(None, None, {"REMOTE_ADDR": "203.0.113.9", "PATH_INFO": "/geheim"}, None)
    quiet.info("Listening at: %s", "http://127.0.0.1:8000")
    shown = capsys.readouterr().err
    assert "geheim" not in shown
    assert "203.0.113.9" not in shown
    assert "2001:db8" not in shown
    lines = [re.sub(r"^\d{4}-\d\d-\d\d gunicorn\[\d+\] ", "", line) for line in shown.splitlines()]
    assert lines == [
        "Invalid request",
        "Invalid request",
        "Error handling request",
        "Error handling request (ValueError)",
        "Listening at: http://127.0.0.1:8000",
    ]
