"""Texts of people cannot turn the words around them, nor hide which way they are written."""

from __future__ import annotations

import pytest
from flask import render_template_string
from markupsafe import Markup

from hinweisgeber.intake import Intake
from hinweisgeber.web.texts import plain, shown, typed

CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.fixture(autouse=True)
def _on_a_page(intake: Intake) -> object:
    with intake.test_request_context():
        yield


@pytest.mark.parametrize("control", CONTROLS)
def test_a_bidi_control_is_shown_by_its_number(control: str) -> None:
    number = f"[U+{ord(control):04X}]"
    for out in (shown(f"a{control}b"), typed(f"a{control}b"), shown(Markup("a{}b").format(control))):
        assert control not in out
        assert f">{number}</span>" in out
    assert plain(f"a{control}b") == f"a{number}b"


def test_a_typed_text_has_a_direction_of_its_own() -> None:
    assert typed("مرحبا") == '<bdi dir="auto">مرحبا</bdi>'
    assert typed("a", "p", "measure", id="x") == '<p class="typed measure" id="x" dir="auto">a</p>'
    assert typed("a", "bdi", "muted") == '<bdi class="muted" dir="auto">a</bdi>'


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_text_makes_no_element(nothing: str | None) -> None:
    assert typed(nothing) == shown(nothing) == ""


def test_texts_are_escaped_once() -> None:
    assert typed("<b>\u202e&") == (
        '<bdi dir="auto">&lt;b&gt;<span class="bidi" title="Steuerzeichen, das die Schreibrichtung ändert">[U+202E]'
        "</span>&amp;</bdi>"
    )
    assert shown(Markup("<b>")) == "<b>"


def test_nothing_a_template_writes_obeys_a_control_but_fields_keep_it() -> None:
    source = """<p title="{{ text }}">{{ text }} {{ _('%(a)s!', a=text) }} {{ 5 }}</p>
{%- import "shared/forms.html" as forms -%}
{{ forms.hidden('a', text) }}{{ forms.text_field('b', '', text) }}{{ forms.textarea('c', '', text) }}"""
    html = render_template_string(source, text="1\u202e2")
    said, fields = html.split("</p>", 1)
    assert said == '<p title="1[U+202E]2">1[U+202E]2 1[U+202E]2! 5'
    assert fields.count("1\u202e2") == 3
    assert "U+202E" not in fields
