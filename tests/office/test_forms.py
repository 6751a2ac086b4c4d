"""Forms as they are declared: what is refused is told at its field, and what was typed is kept by the form's own id."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hinweisgeber import office as office_package
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.errors import Refused
from hinweisgeber.office import Office
from hinweisgeber.office.forms import Failed, OfficeForm, read
from hinweisgeber.office.kept import Kept
from hinweisgeber.office.routes import FORMS, ROUTES

OFFICE = Path(office_package.__file__).parent
#: What reads a request beside `forms.read`, and why.
READS_ITSELF = {
    "forms.py": "reads what is declared",
    "kept.py": "keeps whatever was typed",
    "auth.py": "the login keeps nothing and shows nothing again",
    "factors/views.py": "what was typed before a second factor was demanded goes along",
    "overview/handing.py": "the boxes as they were ticked, on the page that comes again",
    "overview/views.py": "the list's filter is no act",
    "dialogue/blocks.py": "a text block comes into a text that is not sent",
    "dialogue/replies.py": "a draft is kept as it stands",
    "dialogue/oral.py": "all that is wrong is told at once",
    "files/marking.py": "what was pressed on a picture, and changes nothing but the form",
    "disclosures/views.py": "which of three forms it is, and boxes named by what they stand for",
}

LEFT = ("stufe", "wer", "faellig")  # choices of the list, which are quickly made again
TYPED = {"day": "2026-12-01", "time": "14:30", "hidden": "7", "tick": "1", "line": "anna@example.org"}
TYPED["code"] = "012345"
SECRET = ("password", "code")


def filled(form: type[OfficeForm]) -> dict[str, str]:
    """Something in every field."""
    return {
        one.name: next(iter(one.choices), "") or TYPED.get(one.kind, f"Zitronenkuchen {one.name}")
        for one in form.fields
    }


def required() -> Iterator[tuple[str, str]]:
    """Every field that has to be filled, by its form."""
    for name, form in FORMS.items():
        yield from ((name, one.name) for one in form.fields if one.required and one.kind not in ("hidden", "time"))


@pytest.mark.parametrize("name", FORMS)
def test_a_filled_form_is_read_field_by_field(name: str, office: Office) -> None:
    with office.test_request_context("/", method="POST", data=filled(FORMS[name])):
        form = read(FORMS[name])
    assert set(form.values) == {one.name for one in form.fields}
    days = [one.name for one in form.fields if one.kind == "day"]
    assert all(form.values[day] == date(2026, 12, 1) for day in days)


@pytest.mark.parametrize(("name", "field"), list(required()))
def test_a_refusal_carries_its_field_and_is_told_there(name: str, field: str, office: Office) -> None:
    form = FORMS[name]
    with office.test_request_context("/", method="POST", data={**filled(form), field: ""}):
        with pytest.raises(Refused) as told:
            read(form)
        failed = Failed.of(form, told.value)
    assert told.value.field == failed.field == field
    assert failed.error(failed.form, field) == failed.sentence != ""


@pytest.mark.parametrize("name", FORMS)
def test_what_speaks_of_no_field_is_told_at_one_of_the_form_or_above_it(name: str) -> None:
    form = FORMS[name]
    places = {one.name for one in form.fields} | {""}
    assert {form.field_of(Refused()), form.field_of(NotAllowed())} <= places
    assert form.field_of(Refused().at("nowhere")) == form.told_at


@pytest.mark.parametrize("name", FORMS)
def test_every_field_that_is_written_in_has_a_name_of_its_own_in_its_form(name: str, office: Office) -> None:
    with office.test_request_context():
        shown = [str(one.called) for one in FORMS[name].fields if one.kind not in ("hidden",)]
    assert all(shown)
    assert len(set(shown)) == len(shown)


def addresses() -> Iterator[tuple[str, str]]:
    """Every declared form with an address to which it is sent."""
    for route in ROUTES:
        for form in route.declared:
            path = re.sub(r"<[^>]*\bn>|<int:\w+>", "3", route.rule)
            path = re.sub("<author>", "office", path)
            yield form.__name__, re.sub(r"<number>", "HM-2026-0001", path).replace("<blob>", "ab12")


@pytest.mark.parametrize(("name", "path"), list(addresses()))
def test_a_form_is_kept_by_its_own_id_with_what_was_typed(name: str, path: str, office: Office) -> None:
    form = FORMS[name]
    typed = {**filled(form), "n": "3", "form": form.id}
    if not any(one.kind not in ("hidden", *SECRET) for one in form.fields):
        return
    with office.test_request_context(path, method="POST", data=typed):
        kept = Kept.of_request()
        assert kept is not None
        again = Kept.parse(kept.text())
        assert again == kept
        assert again.declared is form
        assert all(again.field(one.name) is one for one in form.fields)
        before = Kept.parse(json.dumps([path, kept.fields]))  # on a login page of the version before
        assert before is not None
        assert (before.declared, before.path, before.fields) == (form, path, kept.fields)
    secret = {one.name for one in form.fields if one.kind in SECRET}
    assert (
        dict(again.fields).items() >= {one: typed[one] for one in filled(form) if one not in {*LEFT, *secret}}.items()
    )
    assert not secret & dict(again.fields).keys()


def test_a_kept_form_of_another_address_is_none_of_ours(office: Office) -> None:
    with office.test_request_context():
        assert Kept("note", "/faelle/HM-2026-0001/abschluss", ()).declared is OfficeForm
        assert Kept("note", "/gibt/es/nicht", ()).declared is OfficeForm


def test_views_read_what_was_typed_from_their_form() -> None:
    readers = {
        path.relative_to(OFFICE).as_posix() for path in OFFICE.rglob("*.py") if "request.form" in path.read_text()
    }
    assert readers == set(READS_ITSELF)


def test_no_view_guesses_the_field_of_a_refusal() -> None:
    guessing = re.compile(r"isinstance\((?:refused|error), (?!StoreAway)")
    assert {path.name for path in OFFICE.rglob("*.py") if guessing.search(path.read_text())} == {"forms.py"}
