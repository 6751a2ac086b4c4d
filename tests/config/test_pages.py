"""The pages fed from the configuration hold real content and nothing unfinished."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask import Flask, render_template
from flask_babel import Babel
from jinja2 import StrictUndefined

from hinweisgeber import config
from hinweisgeber.web.texts import install_texts

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["index", "datenschutz", "barrierefreiheit", "impressum", "externe_meldestellen", "angriff", "wohin"]
Render = Callable[..., str]


@pytest.fixture
def render(demo: config.Institution) -> Render:
    """`render(page, onion=…)`: a page in the real frame, with the demo's values changed as given."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.jinja_env.undefined = StrictUndefined
    Babel(app, default_locale="de")  # type: ignore[no-untyped-call]
    install_texts(app.jinja_env, "intake")

    def renderer(page: str, **changed: object) -> str:
        institution = dataclasses.replace(demo, **changed)  # type: ignore[arg-type]
        with app.test_request_context(f"/{page}"):
            return render_template(
                f"intake/{page}.html", institution=institution, face="intake", me=None, errors=None, root="",
                asset=lambda name: f"/static/{name}",
            )  # fmt: skip

    return renderer


def _main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", _main(html))).split())


@pytest.mark.parametrize("page", PAGES)
def test_no_placeholder_reaches_a_page(page: str, render: Render) -> None:
    text = _text(render(page))
    assert len(text) > 400
    for mark in ("…", "...", "TODO", "XXX", "hier eintragen", "None", "{", "}", "%(", "Lorem"):
        assert mark not in text


@pytest.mark.parametrize("page", PAGES)
def test_headings_step_down_one_at_a_time(page: str, render: Render) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", _main(render(page)))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("page", PAGES)
def test_nothing_inline_and_nothing_from_elsewhere(page: str, render: Render) -> None:
    html = _main(render(page))
    assert not re.search(r"<(script|style|img|iframe|object|embed)|\bstyle=|\son[a-z]+=", html)
    for link in re.findall(r'<a [^>]*href="https?:[^>]*>', html):
        assert "noreferrer" in link


def test_privacy_notice_has_what_article_13_asks(render: Render, demo: config.Institution) -> None:
    text = _text(render("datenschutz"))
    for part in (
        demo.privacy.controller.name,
        demo.privacy.dpo.name,
        demo.privacy.authority.name,
        demo.privacy.hosting,
        demo.law,
        demo.retention,
        "§ 10 HinSchG",
        "Artikel 6 Absatz 1 Buchstabe c DSGVO",
        "§ 11 Absatz 5 HinSchG",
        "drei Jahre",
        "Artikel 77 DSGVO",
        "Artikel 22 DSGVO",
        "IP-Adresse",
        "ohne Uhrzeit",
        "21. November 2026",
    ):
        assert part in text


@pytest.mark.parametrize("hours", ["freitags von 8 bis 9 Uhr", None])
def test_who_would_rather_speak_finds_number_hours_and_address_on_the_start_page(
    hours: str | None, render: Render, demo: config.Institution
) -> None:
    html = render("index", phone_hours=hours)
    (section,) = re.findall(r'<section[^>]*aria-labelledby="sprechen".*?</section>', html, re.DOTALL)
    assert f'href="{demo.contact.phone_link}"' in section
    for part in (demo.phone, hours or demo.office_hours, *demo.address, "ungeöffnet"):
        assert part in section


def test_office_network_warning_can_be_switched_off(render: Render) -> None:
    assert "Dienstgeräten" in _text(render("datenschutz"))
    assert "Dienstgeräten" not in _text(render("datenschutz", office_network_warning=False))


def test_onion_address_is_shown_where_there_is_one(render: Render) -> None:
    onion = f"http://{'a' * 56}.onion"
    assert onion in _text(render("datenschutz", onion=onion))


def test_external_bodies_are_all_there_with_their_date(render: Render, demo: config.Institution) -> None:
    text = _text(render("externe_meldestellen"))
    assert "§ 7 Absatz 1 HinSchG" in text
    assert text.count("Angaben geprüft am 21. November 2026") == len(demo.external)
    for body in demo.external:
        assert body.name in text
        assert body.for_what in text


@pytest.mark.parametrize("status", ["full", "partial", "none"])
def test_accessibility_statement_says_its_status(status: str, render: Render, demo: config.Institution) -> None:
    limits = () if status == "full" else ("Ein Video fehlt.",)
    statement = dataclasses.replace(demo.accessibility, status=status, limitations=limits)  # type: ignore[arg-type]
    text = _text(render("barrierefreiheit", accessibility=statement))
    assert ("teilweise vereinbar" in text) == (status == "partial")
    assert ("noch nicht vereinbar" in text) == (status == "none")
    assert "BITV 2.0" in text
    assert demo.accessibility.enforcement.name in text


def test_easy_language_is_never_claimed_unchecked(render: Render) -> None:
    assert "noch nicht von einer Prüfgruppe" in _text(render("barrierefreiheit"))
    assert "hat geprüft: Prüfgruppe B" in _text(render("barrierefreiheit", easy_language_checked="Prüfgruppe B"))


def test_imprint_names_functions(render: Render, demo: config.Institution) -> None:
    text = _text(render("impressum"))
    assert demo.imprint.representative in text
    assert demo.imprint.responsible in text
    assert demo.mail in text


def test_an_attack_calls_the_police_before_anything_else(render: Render) -> None:
    html = _main(render("angriff"))
    assert re.findall(r'href="([^"]*)"', html)[0] == "tel:110"
    assert html.index("tel:110") < html.index("<h2 id=")
    assert "§ 3 HinSchG" in _text(render("angriff"))


def test_an_attack_leads_to_those_who_help_and_to_the_form(render: Render, demo: config.Institution) -> None:
    assert demo.assault
    assert demo.assault.text
    html, text = render("angriff"), _text(render("angriff"))
    assert demo.assault.name in text
    assert demo.assault.text in text
    assert f'href="{demo.assault.phone_link}"' in html
    assert 'href="/melden/angriff"' in html


def test_without_a_contact_for_attacks_the_office_itself_is_named(render: Render, demo: config.Institution) -> None:
    html = _main(render("angriff", assault=None))
    assert 'href="tel:110"' in html
    assert demo.office_name in html
    assert f'href="{demo.contact.phone_link}"' in html
    assert demo.office_name not in _main(render("angriff"))


def test_guide_never_blocks_a_report(render: Render, demo: config.Institution) -> None:
    cards = re.findall(r'<section class="card">.*?</section>', render("wohin"), re.DOTALL)
    assert len(cards) == len(demo.guide) + 3
    for card in cards:
        assert 'href="/melden' in card
    for entry, card in zip(demo.guide, cards[2:], strict=False):
        assert entry.title in card
        assert entry.contact is not None
        assert entry.contact.name in card
        assert "Sie können es trotzdem hier melden." in card


def test_guide_without_entries_still_leads_on(render: Render, demo: config.Institution) -> None:
    html = _main(render("wohin", guide=()))
    for way in ("/melden", "/melden/angriff", "/angriff", "/externe-meldestellen"):
        assert f'href="{way}"' in html
    assert demo.office_name in html
    without_contact = (dataclasses.replace(demo.guide[0], contact=None),)
    assert demo.guide[0].title in _text(render("wohin", guide=without_contact))


@pytest.mark.parametrize("page", PAGES)
def test_the_place_outside_the_office_is_never_public(page: str, render: Render, demo: config.Institution) -> None:
    assert demo.outside_place
    assert demo.outside_place not in render(page)
