"""Whoever finds a weakness finds whom to tell, in the form of RFC 9116."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hinweisgeber import config
from hinweisgeber.errors import SettingsWrong
from hinweisgeber.intake import Intake
from tests.founded import NOW

PATH = "/.well-known/security.txt"


def fields(text: str) -> list[tuple[str, str]]:
    """Name and value of every line, in their order."""
    assert text.endswith("\r\n")
    return [(name, value.strip()) for name, _, value in (line.partition(":") for line in text.split("\r\n")[:-1])]


def test_it_names_a_contact_and_an_end(client: FlaskClient) -> None:
    answer = client.get(PATH)
    assert (answer.status_code, answer.content_type) == (200, "text/plain; charset=utf-8")
    said = fields(answer.text)
    assert [name for name, _ in said] == ["Contact", "Expires", "Preferred-Languages"], "each once"
    assert dict(said)["Contact"] == "mailto:it-sicherheit@example.org"
    assert dict(said)["Preferred-Languages"] == "de, en"


def test_it_ends_within_the_year_and_tells_no_time_of_day(client: FlaskClient) -> None:
    ends = datetime.fromisoformat(dict(fields(client.get(PATH).text))["Expires"])
    assert timedelta(days=7) < ends - NOW < timedelta(days=365)
    assert (ends.hour, ends.minute, ends.second) == (0, 0, 0)


def test_it_goes_on_as_long_as_the_contact_stands(intake: Intake, client: FlaskClient) -> None:
    before = client.get(PATH).text
    intake.clock = lambda: NOW + timedelta(days=40)
    after = client.get(PATH).text
    assert dict(fields(before))["Expires"] < dict(fields(after))["Expires"]


@pytest.mark.parametrize("tag", ["", "?x=1"])
def test_a_page_of_the_house_may_be_the_contact(intake: Intake, client: FlaskClient, tag: str) -> None:
    url = f"https://www.example.org/sicherheit{tag}"
    intake.institution = replace(intake.institution, security_contact=url)
    assert dict(fields(client.get(PATH).text))["Contact"] == url


def test_without_a_contact_there_is_no_such_file(intake: Intake, client: FlaskClient) -> None:
    intake.institution = replace(intake.institution, security_contact=None)
    assert client.get(PATH).status_code == 404


@pytest.mark.parametrize("bad", ["http://example.org/sicherheit", "niemand", "a@example.org\\r\\nExpires: nie"])
def test_what_would_not_be_a_contact_is_refused(bad: str, tmp_path: Path) -> None:
    text = config.DEMO.read_text(encoding="utf-8").replace("it-sicherheit@example.org", bad)
    path = tmp_path / "hinweisgeber.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsWrong) as caught:
        config.load_institution(path)
    assert "security_contact" in f"{caught.value.setting} {caught.value.hint}"
