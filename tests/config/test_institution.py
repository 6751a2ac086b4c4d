"""hinweisgeber.toml is read strictly; the template cannot start, the invented one can."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.config.bodies import PLACEHOLDER
from hinweisgeber.config.tables import texts
from hinweisgeber.errors import SettingsWrong

DEMO = config.DEMO.read_text(encoding="utf-8")


def _read(tmp_path: Path, text: str) -> config.Institution:
    path = tmp_path / "hinweisgeber.toml"
    path.write_text(text, encoding="utf-8")
    return config.load_institution(path)


def _without(key: str, section: str = "") -> str:
    """The demo file without the first line that sets `key` after `[section]`."""
    start = DEMO.index(f"[{section}]") if section else 0
    return DEMO[:start] + re.sub(rf"^{key} = .*\n", "", DEMO[start:], count=1, flags=re.M)


def test_template_names_every_text_to_be_filled_in() -> None:
    unfinished = config.read_institution(config.TEMPLATE).placeholders()
    marks = re.findall(r"^[^#\n]*hier eintragen", config.TEMPLATE.read_text(encoding="utf-8"), flags=re.M)
    assert len(unfinished) == len(marks) > 20
    with pytest.raises(SettingsWrong) as caught:
        config.load_institution(config.TEMPLATE)
    for where in unfinished:
        assert where in caught.value.hint


def test_template_claims_no_check_of_external_bodies() -> None:
    bodies = config.read_institution(config.TEMPLATE).external
    assert [body.checked for body in bodies] == [None] * len(bodies)
    assert {"§ 19 HinSchG", "§ 21 HinSchG", "§ 22 HinSchG"} <= {body.basis for body in bodies}


def test_demo_is_complete_and_recognisably_invented(demo: config.Institution) -> None:
    assert "Vorführung" in demo.name
    assert not [text for _, text in texts(demo) if PLACEHOLDER.search(text)]
    own = [demo.contact, demo.privacy.controller, demo.privacy.dpo, demo.accessibility.feedback, demo.assault]
    for body in [*own, *(entry.contact for entry in demo.guide)]:
        assert body is not None
        assert body.mail is not None
        assert body.mail.endswith("@example.org")
        assert body.phone is not None
        assert body.phone.startswith("+49 30 23125 1")  # drama numbers


@pytest.mark.parametrize(
    ("key", "section", "dotted"),
    [
        ("name", "", "name"),
        ("short", "", "short"),
        ("address", "", "address"),
        ("phone", "", "phone"),
        ("mail", "", "mail"),
        ("office_hours", "", "office_hours"),
        ("audience", "", "audience"),
        ("law", "", "law"),
        ("operating_model", "", "operating_model"),
        ("retention", "", "retention"),
        ("hosting", "privacy", "privacy.hosting"),
        ("name", "privacy.dpo", "privacy.dpo.name"),
        ("method", "accessibility", "accessibility.method"),
        ("legal_form", "imprint", "imprint.legal_form"),
        ("name", "[external]", "external.1.name"),
        ("for_what", "[external]", "external.1.for_what"),
        ("label", "[topics]", "topics.1.label"),
        ("name", "assault", "assault.name"),
        ("title", "[guide]", "guide.1.title"),
        ("text", "[guide]", "guide.1.text"),
        ("name", "guide.contact", "guide.1.contact.name"),
        ("use", "[text_blocks]", "text_blocks.1.use"),
        ("label", "[text_blocks]", "text_blocks.1.label"),
    ],
)
def test_missing_value_is_named(key: str, section: str, dotted: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="Fehlt") as caught:
        _read(tmp_path, _without(key, section))
    assert caught.value.setting == dotted


@pytest.mark.parametrize(
    ("old", "new", "dotted"),
    [
        ("law = ", "lawe = 1\nlaw = ", "lawe"),
        ("hosting = ", "host = 1\nhosting = ", "privacy.host"),
        ("checked = 2026-11-21", "gecheckt = 2026-11-21", "external.1.gecheckt"),
        ("checked = 2026-11-21", 'checked = "2026-11-21"', "external.1.checked"),
        ("checked = 2026-11-21", "checked = 2026-11-21T10:00:00", "external.1.checked"),
        ("office_network_warning = true", "office_network_warning = 1", "office_network_warning"),
        ('"own"', '"eigene"', "operating_model"),
        ('status = "partial"', 'status = "full"', "accessibility.limitations"),
        ('phone = "+49 30 23125 100"', 'phone = "anrufen"', "phone"),
        ("meldestelle@example.org", "meldestelle", "mail"),
        ("https://www.bafin.de", "http://www.bafin.de", "external.2.url"),
        ("https://www.bafin.de", "javascript:alert(1)", "external.2.url"),
        ('id = "geld"', 'id = "Geld & Gut"', "topics.2.id"),
        ('id = "geld"', 'id = "vergabe"', "topics"),
        ("{feedback_by}", "bald", "acknowledgement"),
        ("{feedback_by}", "{feedback_by} {received.year}", "acknowledgement"),
        ("{feedback_by}", "{feedback_by", "acknowledgement"),
        ("law = ", 'onion = "http://kurz.onion"\nlaw = ', "onion"),
        ('short = "LRA Beispielkreis"', 'short = " "', "short"),
        ("[privacy.dpo]", "[privacy.dpo2]", "privacy.dpo2"),
        ("outside = true", 'outside = "ja"', "topics.12.outside"),
        ("archive = true", 'archive = "ja"', "archive"),
        ("[assault]", '[assault]\nmobil = "1"', "assault.mobil"),
        ('mail = "agg@example.org"', 'mail = "agg"', "guide.1.contact.mail"),
        ('id = "agg"', 'id = "AGG"', "guide.1.id"),
        ('id = "agg"', 'id = "datenschutz"', "guide"),
        ('use = "acknowledgement"', 'use = "mahnung"', "text_blocks.1.use"),
        ('id = "bestaetigung"', 'id = "umwelt"', "text_blocks"),
        ('id = "bestaetigung"', 'id = "Umwelt"', "text_blocks.1.id"),
        ("[bitte ergänzen: Frage]", "[Frage]", "text_blocks.8.text"),
        ("[bitte ergänzen: Frage]", "{Frage}", "text_blocks.8.text"),
        ("[bitte ergänzen: Frage]", "[bitte ergänzen: ]", "text_blocks.8.text"),
    ],
)
def test_wrong_value_is_named_with_its_place(old: str, new: str, dotted: str, tmp_path: Path) -> None:
    assert old in DEMO
    with pytest.raises(SettingsWrong) as caught:
        _read(tmp_path, DEMO.replace(old, new, 1))
    assert caught.value.setting == dotted
    assert caught.value.hint


@pytest.mark.parametrize("mark", ["Amt …", "Amt ...", "TODO", "XXX", "<Name>", "Hier eintragen"])
def test_every_placeholder_mark_stops_the_start(mark: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="short"):
        _read(tmp_path, DEMO.replace('short = "LRA Beispielkreis"', f'short = "{mark}"'))


@pytest.mark.parametrize(
    ("text", "where"),
    [("name = ", "in Zeile 1|am Ende der Datei"), ("name = 'a'\nname = 'b'", "in Zeile 2|am Ende der Datei"),
     ("\x00", "in Zeile 1")],
)  # fmt: skip
def test_broken_toml_names_the_file(text: str, where: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match=rf"kein gültiges TOML\. Bitte ({where}) verbessern\.$"):
        _read(tmp_path, text)


def test_file_that_is_not_utf_8_says_so(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'name = "B\xfcrgerstra\xdfe"')
    with pytest.raises(SettingsWrong, match="Bitte in UTF-8 speichern"):
        config.read_institution(tmp_path / "latin.toml")


def test_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="init"):
        config.load_institution(tmp_path / "fehlt.toml")


def test_acknowledgement_holds_both_dates(demo: config.Institution) -> None:
    text = demo.acknowledgement_text("24. Oktober 2026", "24. Januar 2027")
    assert "24. Oktober 2026" in text
    assert "24. Januar 2027" in text
    assert "{" not in text


def test_notice_on_classified_information_follows_who_runs_the_office(tmp_path: Path, demo: config.Institution) -> None:
    other = _read(tmp_path, DEMO.replace('"own"', '"third_party"'))
    assert "nur unter den Voraussetzungen des § 5" in demo.classified_notice
    assert "beauftragten Dritten" in other.classified_notice


def test_phone_link_dials_the_number(demo: config.Institution) -> None:
    assert demo.contact.phone_link == "tel:+493023125100"
    assert config.Contact("ohne").phone_link == ""
