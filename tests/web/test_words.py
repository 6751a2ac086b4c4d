"""Every word people read comes through gettext, and no sentence shouts."""

from __future__ import annotations

import dataclasses
import re
from gettext import NullTranslations
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.config.tables import texts
from hinweisgeber.intake import Intake, report_views
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.web import app as web
from hinweisgeber.web import failures, messages
from hinweisgeber.web.ring_file import RingFile
from tests.founded import NOW, Founded
from tests.pages import Reporter, joined, marked, read, untranslated
from tests.web.states import every_state

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


class Marks(NullTranslations):
    """A catalogue that marks what was looked up in it."""

    def gettext(self, message: str) -> str:
        return marked(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return marked(msgid1 if n == 1 else msgid2)


@pytest.fixture
def full(institution: config.Institution) -> config.Institution:
    """An institution that says everything it can say."""
    return dataclasses.replace(
        institution,
        onion=f"http://{'a' * 56}.onion",
        sign_video=config.SignVideo("dgs.webm", ("Der Film in Worten.",)),
        easy_language_checked="Prüfgruppe Musterstadt",
    )


@pytest.fixture
def spoken(
    full: config.Institution, settings: config.Settings, ring_file: RingFile, letterbox: Store[Letterbox],
    monkeypatch: pytest.MonkeyPatch,
) -> Intake:  # fmt: skip
    """The intake with a gettext that marks what passes through it."""
    app = Intake(settings, full, ring_file, letterbox)
    app.clock = lambda: NOW
    app.acknowledge = False
    monkeypatch.setattr(messages, "_catalogue", Marks)
    for room in (web, failures, report_views):
        monkeypatch.setattr(room, "gettext", lambda text, **values: marked(text % values if values else text))
    return app


def test_every_visible_word_comes_through_gettext(
    spoken: Intake, full: config.Institution, founded: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    dynamic = {text.strip() for _, text in texts(full)}
    dynamic |= {text.removeprefix("https://") for text in dynamic}
    dynamic |= {person.function for person in founded.people.values()} | {"localhost/postfach"}
    dynamic |= {"Anlage-01.txt", "1.txt", "(1 Byte)"}
    for name, html in every_state(spoken, monkeypatch, founded):
        shown = re.sub(r'<code class="access-code".*?</code>', "", html, flags=re.DOTALL)
        assert untranslated(shown, dynamic) == [], name


def test_the_search_finds_words_outside_gettext() -> None:
    html = f"<p>{marked('Ja')} und</p><a aria-label='x' title=\"Nein\">5</a><b>Amt</b>"
    assert untranslated(html, ["Amt"]) == ["und", "Nein"]


def test_no_sentence_shouts(spoken: Intake, founded: Founded, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, html in every_state(spoken, monkeypatch, founded):
        assert "!" not in re.sub(r"<[^>]*>", "", html), name


def test_sentences_do_not_run_into_each_other(
    spoken: Intake, founded: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template's line that ends with a tag swallows its line end (trim_blocks)."""
    for name, html in every_state(spoken, monkeypatch, founded):
        assert joined(html) == [], name


def test_the_search_finds_sentences_that_run_into_each_other() -> None:
    one, two = marked("Nur Menschen können das beurteilen."), marked("Der Text ist neu.")
    assert len(joined(f"<p>{one}{two}</p>")) == len(joined("<p>Ja.<b>Nein</b></p>")) == 1
    assert joined(f"<p>{one} {two}</p><p>Ja.</p><p>Nein, https://a.example/x.Y und b@c.De</p>") == []


_TAG = re.compile(r"(\s*)\{%(-?) (\w+)((?:(?!%\}).)*?)(-?)%\}(\n?)(\s*)", re.DOTALL)


def swallowed(source: str) -> list[str]:
    """Texts between which only tags and a line end stand that the last of them swallows (trim_blocks)."""
    source = re.sub(r"\{#.*?#\}\n?", "", source, flags=re.DOTALL)

    def mark(tag: re.Match[str]) -> str:
        before, left, name, _, right, line_end, after = tag.groups()
        if name in ("else", "elif", "endcall", "endset", "endmacro"):  # one or the other; what they end is no text
            return "<"
        return ("" if left else before) + ("" if right else "\0" if line_end else "") + ("" if right else after)

    return re.findall(r"[^\s<>}\0]\0+(?:[^\s<{\0]|\{\{ _\().*", _TAG.sub(mark, source))


def test_no_template_swallows_the_blank_between_two_texts() -> None:
    found = {path.name: swallowed(path.read_text(encoding="utf-8")) for path in TEMPLATES.rglob("*.*")}
    assert len(found) > 60
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_a_swallowed_blank_is_found() -> None:
    assert swallowed("<p>{% trans %}Ja.{% endtrans %}\n{% if a %}{{ _('Nein.') }}{% endif %}</p>")
    assert not swallowed("<p>{% trans %}Ja.{% endtrans %}{{ ' ' }}\n{%- if a %}{{ _('Nein.') }}{% endif %}</p>")
    assert not swallowed("<p>{% if a %}Ja.{% else %}\nNein.{% endif %}\n</p>")


def test_index_answers_the_four_questions_and_names_the_limits(intake: Intake) -> None:
    page = read(intake.test_client().get("/"))
    for part in (
        "Wer liest das?",
        "Kann man mich finden?",
        "Was passiert wann?",
        "Was muss ich beachten?",
        "Im Netz der Dienststelle ist zu sehen, dass diese Seite geöffnet wurde.",
        "Das Gesetz verlangt das nicht von uns",
        "§ 9 Absatz 1, § 38 HinSchG",
        "Verschlusssachen",
        "Dieser Text ist nicht von einer Prüfgruppe geprüft.",
    ):
        assert part in page.text
    for way in ("/melden", "/postfach", "/externe-meldestellen"):
        assert way in page.links


def test_index_says_only_what_the_institution_has(spoken: Intake, full: config.Institution) -> None:
    text = read(spoken.test_client().get("/")).text
    assert full.onion
    assert full.onion in text
    assert "Prüfgruppe Musterstadt" in text
    assert "nicht von einer Prüfgruppe" not in text
    assert "Der Film in Worten." in text


def test_privacy_notice_is_linked_before_anything_can_be_sent(intake: Intake) -> None:
    html = intake.test_client().get("/melden").text
    main = html[html.index("<main") :]
    assert main.index('href="/datenschutz"') < main.index('type="submit"')


def test_external_bodies_are_one_click_from_every_page(intake: Intake) -> None:
    reporter = Reporter(intake.test_client(use_cookies=False))
    for answer in (reporter.client.get("/"), reporter.client.get("/melden"), reporter.send(), reporter.open()):
        assert "/externe-meldestellen" in read(answer).links
