"""The four pages fed from the configuration hold real content and nothing unfinished."""

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

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["datenschutz", "barrierefreiheit", "impressum", "externe_meldestellen"]
Render = Callable[..., str]


@pytest.fixture
def render(demo: config.Institution) -> Render:
    """`render(page, onion=…)`: a page in the real frame, with the demo's values changed as given."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.jinja_env.undefined = StrictUndefined
    Babel(app, default_locale="de")  # type: ignore[no-untyped-call]

    def renderer(page: str, **changed: object) -> str:
        institution = dataclasses.replace(demo, **changed)  # type: ignore[arg-type]
        with app.test_request_context(f"/{page}"):
            return render_template(
                f"intake/{page}.html", institution=institution, face="intake", me=None, errors=None,
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
