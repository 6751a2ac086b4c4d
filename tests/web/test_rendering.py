"""A page that is drawn faster is the same page: what Jinja would have asked, and escaped, is not lost on the way."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from flask import g, render_template_string
from flask_babel import force_locale
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from hinweisgeber.intake import Intake
from hinweisgeber.web.languages import day_words
from hinweisgeber.web.messages import Globals, written
from hinweisgeber.web.texts import plain


@pytest.fixture(autouse=True)
def _on_a_page(intake: Intake) -> object:
    with intake.test_request_context():
        yield


class Dressed:
    """Something that knows its own HTML."""

    def __html__(self) -> str:
        return "<i>so</i>"

    def __repr__(self) -> str:
        return "dressed"  # the test's name, the same in every worker


@pytest.mark.parametrize(
    "value", ["<b>&\"'", "1\u202e2", Markup("<b>"), Markup("1\u202e2"), 5, None, "", Dressed()], ids=repr
)
def test_every_value_is_written_as_jinja_would_escape_it(value: object) -> None:
    assert written(value) == escape(plain(value))
    drawn = render_template_string("{{ v }}|{% for one in [v] %}{{ one }}{% endfor %}", v=value)
    assert drawn == f"{escape(plain(value))}|{escape(plain(value))}"


def test_what_is_missing_is_named_and_not_drawn_as_nothing() -> None:
    with pytest.raises(UndefinedError):
        render_template_string("{{ nobody_gave_this }}")


def test_a_message_is_the_same_whether_or_not_it_has_values() -> None:
    source = "{{ _('5 %% < 6') }}|{{ _('%(n)s %% < 6', n=5) }}|{% trans %}5 % < 6{% endtrans %}"
    source += "{% for n in [1] %}|{{ _('5 %% < 6') }}{% endfor %}|{% set all = _('5 %% < 6') %}{{ all }}"
    assert set(render_template_string(source).split("|")) == {"5 % < 6"}


def test_a_message_is_escaped_where_a_template_says_that_it_is_no_page() -> None:
    assert render_template_string("{% autoescape false %}{{ _('a & b') }}{{ v }}{% endautoescape %}", v="<") == "a & b<"


def test_a_message_speaks_the_language_of_its_own_request(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one request has looked up is no answer for another language."""

    class Other:
        def gettext(self, message: str) -> str:
            return f"+{message}"

    assert render_template_string("{{ _('Postfach') }}") == "Postfach"
    with intake.app_context(), intake.test_request_context():  # each has a `g` of its own
        g.catalogue = Other()
        assert render_template_string("{{ _('Postfach') }}{{ _('%(a)s!', a='Postfach') }}") == "+Postfach+Postfach!"
    with intake.app_context(), intake.test_request_context():  # each has a `g` of its own
        assert render_template_string("{{ _('Postfach') }}") == "Postfach"


def test_macros_are_given_what_they_ask_for() -> None:
    source = """{% macro one(a, b='2') %}{{ a }}{{ b }}{{ varargs|join }}{{ kwargs.get('c', '') }}{% endmacro %}
{%- macro around(a) %}{{ a }}{{ caller() }}{% endmacro %}
{%- for n in [1] %}{{ one(n) }} {{ one(n, '<') }} {{ one(n, b=3, c=4) }} {{ one(1, 2, 3) }} {% endfor %}
{%- call around(1) %}<b>{% endcall %}"""
    assert render_template_string(source).split() == ["12", "1&lt;", "134", "123", "1<b>"]
    with pytest.raises(TypeError):
        render_template_string("{% macro one(a) %}{{ a }}{% endmacro %}{{ one(1, nobody_asked=2) }}")


def test_imported_macros_see_the_globals_of_the_page_that_has_some_of_its_own() -> None:
    of_all = {"a": 1}
    assert Globals({}, of_all).keys() == {"a"}
    assert Globals({"b": 2}, of_all).keys() == {"a", "b"}
    of_all["c"] = 3
    assert set(Globals({}, of_all).keys()) == {"a", "c"}, "what is added later is there"


@pytest.mark.parametrize("form", ["short", "medium", "long", "full", "EEEE, d. MMMM y"])
def test_days_are_written_in_the_language_of_the_page(form: str) -> None:
    day = date(2026, 11, 3)
    for locale in ("de", "en", "de"):
        with force_locale(locale):
            assert day_words(day, form) == format_date(day, form, locale)
    assert render_template_string("{{ day|dateformat(form) }}", day=day, form=form) == format_date(day, form, "de")
