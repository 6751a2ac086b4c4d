"""What holds for every page of a case that went through every form, and for what leaves the house of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hinweisgeber.office import Office
from hinweisgeber.office.equipment import KEPT
from hinweisgeber.office.forms import OfficeForm
from hinweisgeber.office.routes import FORMS
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer.desk import Desk
from tests.fields import talkative
from tests.founded import Founded
from tests.office.whole_case import WholeCase
from tests.sentences import run_together
from tests.summary import called, misnamed
from tests.turned import SHOWN, turned
from tests.valid_html import faults

Pages = dict[str, str]
_played: Pages = {}


def say(word: str) -> str:
    """Words that would turn what stands around them."""
    return f"Grund \u202e{word}\u2069 \u061cEnde"


@pytest.fixture
def pages(office: Office, letterbox: Store[Letterbox], desk: Callable[..., Desk], founded: Founded) -> Pages:
    """Every page; played once per test process."""
    if not _played:
        people = (founded.people[name] for name in ("lead", "anna"))
        lead, anna = ((lambda browser, one=one: browser.enter(one)) for one in people)
        _played.update(WholeCase(office, letterbox, desk, say).play(lead, anna))
    return _played


def test_every_page_is_valid_html(pages: Pages, tmp_path: Path) -> None:
    assert len(pages) > 200
    assert faults(pages, tmp_path) == []


def test_no_browser_keeps_what_officers_type_or_writes_on(pages: Pages) -> None:
    assert [f"{name}: {one}" for name, html in pages.items() for one in talkative(html, private=False)[0]] == []


def test_no_sentences_run_together(pages: Pages) -> None:
    assert [f"{name}: {found}" for name, html in pages.items() for found in run_together(html)] == []


def test_no_text_of_a_person_turns_the_words_around_it(pages: Pages) -> None:
    assert [f"{name}: {fault}" for name, html in pages.items() for fault in turned(html)] == []


def test_every_kind_of_text_is_among_them(pages: Pages) -> None:
    """What was planted is shown somewhere: a place that shows nothing could not turn anything."""
    seen = set(re.findall(r"Grund (?:<[^>]*>)?\[U\+202E\](?:</[^>]*>)?([\w -]+)", "".join(pages.values())))
    assert len(seen) > 60
    assert SHOWN.search(pages["package abgabe.html"])
    assert SHOWN.search(pages["package namensliste.html"])


def test_summaries_name_each_field_as_its_label_does(pages: Pages) -> None:
    refused = [name for name, html in pages.items() if 'id="problem"' in html and name[4:] != "/anmelden"]
    assert len(refused) > 30
    assert [f"{name}: {fault}" for name in refused for fault in misnamed(pages[name])] == []


def test_every_field_of_every_form_has_its_name_for_summaries(pages: Pages, office: Office) -> None:
    fields: dict[tuple[str, str], str] = {}
    for html in pages.values():
        for form, inner in re.findall(r'<form[^>]* id="([\w-]+)"(.*?)</form>', html, re.DOTALL):
            for id_, label in called(inner).items():
                if form != KEPT and id_.startswith(f"f-{form}-"):
                    fields[form, id_.removeprefix(f"f-{form}-")] = label
    assert len(fields) > 60
    with office.test_request_context():
        named = {at: {str(declared.called().get(at[1], "")) for declared in of_id(at[0])} for at in fields}
    wrong = {
        at: (label, named[at])
        for at, label in fields.items()
        if not any(one.endswith(label.split(": ")[-1]) for one in named[at])
    }
    assert wrong == {}


def of_id(form: str) -> list[type[OfficeForm]]:
    """The forms that have this id on a page."""
    return [one for one in FORMS.values() if re.fullmatch(re.sub("<n>|<number>", "(MN-)?[0-9-]+", one.id), form)]
