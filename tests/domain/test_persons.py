"""Persons named in a case: pseudonyms however names are written, and who is informed (HinSchG § 8, DSGVO Art. 14)."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import duties, fold
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.duties import Duty
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.codec import canonical
from hinweisgeber.domain.dialogue.report import MESSAGE, Said
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.fields import ReasonMissing
from hinweisgeber.domain.errors.persons import (
    DeferralWrong,
    InformedDayWrong,
    KnownDayWrong,
    NameReserved,
    NameTaken,
    NameTooShort,
)
from hinweisgeber.domain.persons import person_steps
from hinweisgeber.domain.persons.naming import ever_named, without_names
from hinweisgeber.domain.persons.person import Person, Role, pseudonym_of
from hinweisgeber.domain.persons.pseudonyms import blackened, mentions, names, pseudonymise
from hinweisgeber.domain.persons.source import Quotations
from hinweisgeber.errors import FormatBroken
from tests.domain.invented import DAY, RECEIVED, act, case_in, texts

KARIN = Person(0, "Karin Müller", ("Müller", "KMü"), Role.CONCERNED, RECEIVED)
DIETER = Person(1, "Dieter Groß-Krause", ("Krause",), Role.WITNESS, RECEIVED)
BOTH = (KARIN, DIETER)


def added(case: CaseFile | None = None, /, **data: Any) -> CaseFile:
    given = {"name": "Karin Müller", "also": ["Müller"], "role": "concerned", **data}
    return fold.apply(case or case_in(Stage.INVESTIGATION), act(Kind.PERSON_ADDED, **given))


# -- names in a text ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Karin Müller unterschrieb.", "Person A unterschrieb."),
        ("KARIN MÜLLER, karin müller", "Person A, Person A"),
        ("Karin\nMüller und Karin  Müller", "Person A und Person A"),
        ("Karin-Müller", "Person A"),
        ("Müller, Karin", "Person A"),
        ("Mueller", "Person A"),
        (unicodedata.normalize("NFD", "Müller"), "Person A"),
        ("Mül\u00adler", "Person A"),
        ("Müllers Büro, Müller's Büro, Müller’s Büro", "Person A Büro, Person A Büro, Person A Büro"),
        ("die Müllersche Anweisung", "die Person A Anweisung"),
        ("die Müller-Akte", "die Person A-Akte"),
        ("Vermerk_Müller_2026.pdf", "Vermerk_Person A_2026.pdf"),
        ("k.mueller@example.org", "k.Person A@example.org"),
        ("‚Müller‘, (Müller); Müller.", "‚Person A‘, (Person A); Person A."),
        ("laut KMÜ", "laut Person A"),
        ("Groß-Krause", "Groß-Person B"),
        ("Dieter Gross Krause und Dieter Groß-Krause", "Person B und Person B"),
        ("Müllerei, Müllerin, Obermüller", "Müllerei, Müllerin, Obermüller"),
        ("Nichts davon.", "Nichts davon."),
    ],
)
def test_names_are_found_however_they_are_written(text: str, expected: str) -> None:
    assert pseudonymise(text, BOTH) == expected


def test_longest_name_counts() -> None:
    double = replace(DIETER, name="Eva Müller-Wendt", also=("Müller-Wendt",))
    assert pseudonymise("Müller-Wendt sprach mit Müller.", (KARIN, double)) == "Person B sprach mit Person A."
    peters = replace(DIETER, name="Jan Peters", also=("Peters",))
    peter = replace(KARIN, name="Uwe Peter", also=("Peter",))
    assert pseudonymise("Peters und Peter", (peter, peters)) == "Person B und Person A"


@pytest.mark.parametrize("sign", [".", "*", "(", "[a", "\\", "|", "^"])
def test_signs_in_a_name_are_no_pattern(sign: str) -> None:
    odd = replace(KARIN, name=f"K{sign}M Test", also=(f"K{sign}M",))
    assert pseudonymise(f"x K{sign}M y KxM", (odd,)) == "x Person A y KxM"


@given(texts)
def test_replacing_twice_changes_nothing(text: str) -> None:
    once = pseudonymise(f"{text} Müller {text}", BOTH)
    assert pseudonymise(once, BOTH) == once
    assert not names(once, KARIN)


def test_pseudonyms_go_on_after_z() -> None:
    assert [pseudonym_of(n) for n in (0, 25, 26, 27, 701, 702)] == [
        "Person A", "Person Z", "Person AA", "Person AB", "Person ZZ", "Person AAA",
    ]  # fmt: skip


def test_mentions_by_name_or_pseudonym_of_just_this_person() -> None:
    assert mentions("Gespräch mit Person A", BOTH, KARIN)
    assert mentions("Gespräch mit Frau Müller", BOTH, KARIN)
    assert not mentions("Person AA und Person B, Herr Krause", BOTH, KARIN)


def test_one_person_reads_nothing_of_the_others() -> None:
    text = "Person A, Müller, Person B, Krauses Brief, Person C"
    assert blackened(text, BOTH, KARIN, "[…]") == "Person A, Person A, […], […] Brief, […]"


# -- what officers write ------------------------------------------------------------------------------------------


def test_free_texts_are_entered_with_pseudonyms() -> None:
    case = replace(case_in(Stage.INVESTIGATION), persons=BOTH)
    entered = without_names(case, act(Kind.NOTE, text="Müller und Krause, Müllers Büro"))
    assert entered.data.values() == {"text": "Person A und Person B, Person A Büro", "renamed": 3}


@pytest.mark.parametrize("name", ["text", "reason", "because", "why", "no_notice", "secrecy", "consent", "norm", "how"])
def test_every_free_text_counts(name: str) -> None:
    case = replace(case_in(Stage.INVESTIGATION), persons=BOTH)
    assert without_names(case, act(Kind.STAGE, **{name: "Müller"})).data.values()[name] == "Person A"


def test_what_must_be_exact_stays() -> None:
    case = replace(case_in(Stage.INVESTIGATION), persons=BOTH)
    planned = act(Kind.DISCLOSURE_PLANNED, basis="consent", recipient="Herr Krause", what="Name: Karin Müller", place=3)
    assert without_names(case, planned) == planned
    nothing = act(Kind.NOTE, text="Ohne Namen.")
    assert without_names(case, nothing) is nothing


# -- registering --------------------------------------------------------------------------------------------------


def test_person_is_registered_with_the_next_pseudonym() -> None:
    case = added(added(), name="Dieter  Krause", also=[], role="witness")
    assert [(p.pseudonym, p.name, p.role) for p in case.persons] == [
        ("Person A", "Karin Müller", "concerned"),
        ("Person B", "Dieter Krause", "witness"),
    ]


@pytest.mark.parametrize("other", ["Karin Müller", "karin mueller", "KARIN-MÜLLER", "Müller", "Müller, Karin"])
def test_same_name_twice_is_refused(other: str) -> None:
    with pytest.raises(NameTaken, match="Person A"):
        added(added(), name=other, also=[])
    with pytest.raises(NameTaken, match="Person A"):
        added(added(), name="Jemand anderes", also=[other])


@pytest.mark.parametrize("short", ["", "K", "KM", " K "])
def test_short_spelling_is_refused(short: str) -> None:
    with pytest.raises((NameTooShort, ReasonMissing)):
        added(name=short)
    with pytest.raises(NameTooShort):
        added(also=[short])


@pytest.mark.parametrize("spelling", ["Person", "Person A", "person b", "PERSON AA"])
def test_spelling_that_hits_pseudonyms_is_refused(spelling: str) -> None:
    with pytest.raises(NameReserved):
        added(also=[spelling])


def test_same_spelling_of_one_person_counts_once() -> None:
    assert added(also=["Müller", "Mueller", "MÜLLER", "KMü"]).persons[0].also == ("Müller", "KMü")


def test_role_is_one_of_three() -> None:
    assert [role.value for role in Role] == ["concerned", "witness", "other"]
    with pytest.raises(FormatBroken):
        added(role="suspect")


@pytest.mark.parametrize("since", [RECEIVED - timedelta(days=1), DAY + timedelta(days=1)])
def test_data_came_not_before_the_report_and_not_tomorrow(since: date) -> None:
    with pytest.raises(KnownDayWrong):
        added(since=since.isoformat())


def test_spelling_is_added_later() -> None:
    case = fold.apply(added(), act(Kind.PERSON_SPELLED, n=0, also=["KMü"]))
    assert case.persons[0].also == ("Müller", "KMü")
    with pytest.raises(NotAllowed):  # nothing new in it
        fold.apply(case, act(Kind.PERSON_SPELLED, n=0, also=["Mueller"]))
    two = added(case, name="Dieter Krause", also=[])
    with pytest.raises(NameTaken):
        fold.apply(two, act(Kind.PERSON_SPELLED, n=1, also=["Müller"]))


# -- informed, or not yet -----------------------------------------------------------------------------------------


def decided(case: CaseFile, day: date = DAY, /, **data: Any) -> CaseFile:
    return fold.apply(case, act(Kind.PERSON_DECIDED, day, **{"n": 0, **data}))


def informing(case: CaseFile) -> list[Duty]:
    return [duty for duty in duties.duties(case) if duty.what == duties.INFORM]


def test_person_is_to_be_informed_within_a_month_after_the_data_came() -> None:
    assert informing(added(since=RECEIVED.isoformat())) == [Duty(duties.INFORM, date(2026, 12, 2))]
    assert informing(added()) == [Duty(duties.INFORM, date(2026, 12, 3))]


def test_month_ends_with_the_month() -> None:
    person = replace(KARIN, since=date(2027, 1, 31))
    assert person.inform_by == date(2027, 2, 28)


def test_informed_person_needs_nothing_more() -> None:
    case = decided(added(), informed_on=DAY.isoformat())
    assert case.persons[0].informed_on == DAY
    assert case.persons[0].decided_on(DAY)
    assert not informing(case)


@pytest.mark.parametrize("on", [DAY + timedelta(days=1), RECEIVED - timedelta(days=1)])
def test_informed_neither_tomorrow_nor_before_the_report(on: date) -> None:
    with pytest.raises(InformedDayWrong):
        decided(added(), informed_on=on.isoformat())


def test_deferral_is_due_on_its_day() -> None:
    until = DAY + timedelta(days=90)
    case = decided(added(), deferred_until=until.isoformat(), because="Beweise")
    assert informing(case) == [Duty(duties.INFORM, until)]
    assert case.persons[0].decided_on(DAY)


def test_deferral_needs_a_reason() -> None:
    with pytest.raises(ReasonMissing):
        decided(added(), deferred_until=(DAY + timedelta(days=9)).isoformat(), because=" ")


@pytest.mark.parametrize("until", [DAY, DAY - timedelta(days=1), date(2027, 11, 4)])
def test_deferral_ends_after_today_and_within_a_year(until: date) -> None:
    with pytest.raises(DeferralWrong):
        decided(added(), deferred_until=until.isoformat(), because="Beweise")
    assert decided(added(), deferred_until="2027-11-03", because="Beweise").persons[0].deferred_until


def test_decision_can_be_changed_both_ways() -> None:
    later = (DAY + timedelta(days=9)).isoformat()
    deferred = decided(added(), deferred_until=later, because="Beweise")
    informed = decided(deferred, informed_on=DAY.isoformat())
    person = informed.persons[0]
    assert (person.informed_on, person.deferred_until, person.because) == (DAY, None, "")
    again = decided(informed, deferred_until=later, because="Irrtum").persons[0]
    assert (again.informed_on, again.because) == (None, "Irrtum")


@pytest.mark.parametrize("n", [-1, 1, 99, True, "0", None])
@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.PERSON_DECIDED, {"informed_on": DAY.isoformat()}),
        (Kind.PERSON_SPELLED, {"also": ["Neu"]}),
        (Kind.PERSON_WITHDRAWN, {"reason": "x"}),
        (Kind.ACCESS_ANSWERED, {"text": "x"}),
    ],
)
def test_nobody_else_is_decided_on(kind: Kind, data: dict[str, Any], n: object) -> None:
    with pytest.raises(NotAllowed if type(n) is int else FormatBroken):
        fold.apply(added(), act(kind, **data, n=n))


# -- an entry that was a mistake ----------------------------------------------------------------------------------


def withdrawn(case: CaseFile | None = None, /, n: int = 0, reason: str = "falsche Person") -> CaseFile:
    return fold.apply(case or added(), act(Kind.PERSON_WITHDRAWN, n=n, reason=reason))


def test_withdrawn_entry_has_its_day_and_reason() -> None:
    [person] = withdrawn().persons
    assert (person.withdrawn_on, person.withdrawn_because) == (DAY, "falsche Person")
    assert withdrawn().registered == ()
    assert added().registered == added().persons


@pytest.mark.parametrize("reason", ["", " "])
def test_withdrawing_needs_a_reason(reason: str) -> None:
    with pytest.raises(ReasonMissing):
        withdrawn(reason=reason)


def test_of_a_withdrawn_entry_nothing_is_due() -> None:
    assert informing(withdrawn()) == []
    assert withdrawn().remind_on is None
    deferred = withdrawn(decided(added(), deferred_until="2027-01-01", because="Beweise"))
    assert informing(deferred) == []
    assert (deferred.persons[0].deferred_until, deferred.persons[0].because) == (None, "")
    two = withdrawn(added(added(), name="Dieter Krause", also=[]))
    assert len(informing(two)) == 1


def test_informing_cannot_be_undone() -> None:
    informed = decided(added(), informed_on=DAY.isoformat())
    with pytest.raises(NotAllowed):
        withdrawn(informed)
    corrected = decided(informed, deferred_until="2027-01-01", because="Irrtum")
    assert withdrawn(corrected).registered == ()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.PERSON_DECIDED, {"informed_on": DAY.isoformat()}),
        (Kind.PERSON_DECIDED, {"deferred_until": "2027-01-01", "because": "x"}),
        (Kind.PERSON_SPELLED, {"also": ["Neu"]}),
        (Kind.PERSON_WITHDRAWN, {"reason": "noch einmal"}),
    ],
)
def test_withdrawn_entry_stays_as_it_is(kind: Kind, data: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        fold.apply(withdrawn(), act(kind, n=0, **data))


def test_who_asks_is_still_answered_after_the_entry_was_withdrawn() -> None:
    assert fold.apply(withdrawn(), act(Kind.ACCESS_ANSWERED, n=0, text="x")) == withdrawn()


def test_name_of_a_withdrawn_entry_is_left_in_new_texts() -> None:
    case = withdrawn(added(added(), name="Dieter Krause", also=["Krause"]))
    entered = without_names(case, act(Kind.NOTE, text="Müller und Krause"))
    assert entered.data.values() == {"text": "Müller und Person B", "renamed": 1}


def test_name_of_a_withdrawn_entry_can_be_registered_again_with_the_next_pseudonym() -> None:
    again = added(withdrawn(), name="Karin Mueller")
    assert [(p.pseudonym, p.name, p.also) for p in again.registered] == [("Person B", "Karin Mueller", ("Müller",))]
    with pytest.raises(NameTaken, match="Person B"):
        added(again, name="Jemand anderes")


def test_spelling_of_a_withdrawn_entry_can_go_to_another_person() -> None:
    two = added(added(), name="K. Wendt", also=["Wendt"])
    with pytest.raises(NameTaken):
        fold.apply(two, act(Kind.PERSON_SPELLED, n=0, also=["Wendt"]))
    case = fold.apply(withdrawn(two, 1), act(Kind.PERSON_SPELLED, n=0, also=["Wendt"]))
    assert case.persons[0].also == ("Müller", "Wendt")


def test_nobody_reads_the_name_of_a_withdrawn_entry_in_an_answer_either() -> None:
    case = withdrawn(added(added(), name="Dieter Krause", also=["Krause"]))
    text = "Person A, Müller, Person B, Krause"
    assert blackened(text, ever_named(case), case.persons[1], "[…]") == "[…], […], Person B, Person B"
    assert blackened(text, ever_named(case), case.persons[0], "[…]") == "Person A, Person A, […], […]"


def test_name_means_who_has_it_now_and_else_who_had_it_last() -> None:
    again = added(withdrawn(added(also=["Mueller"])), name="Eva Müller")
    for text, who in (("Karin Müller", "Person A"), ("Eva Müller", "Person B"), ("Müller", "Person B")):
        assert pseudonymise(text, ever_named(again)) == who
    assert pseudonymise("Karin Müller, Müller", ever_named(withdrawn(again, 1))) == "Person A, Person B"
    twice = withdrawn(added(withdrawn()), 1)
    assert pseudonymise("Karin Müller, Müller", ever_named(twice)) == "Person B, Person B"


@pytest.mark.parametrize("text", ["Person A schwieg", "Person B schwieg", "Person C schwieg", "Müller schwieg"])
def test_pseudonym_of_a_withdrawn_entry_hides_no_quotation(text: str) -> None:
    case = added(withdrawn(added(withdrawn(), name="Eva Müller"), 1))
    for said in ("Müller schwieg.", "Karin Müller schwieg."):
        assert Quotations([text], case.persons).found(Said(MESSAGE, said)), said
    other = added(case, name="Dieter Krause", also=[])
    assert not Quotations(["Person D schwieg", "Person schwieg"], other.persons).found(Said(MESSAGE, "Müller schwieg."))


def test_sheet_from_before_entries_could_be_withdrawn_still_opens() -> None:
    sheet = json.loads(added().payload())
    for later in ("withdrawn_on", "withdrawn_because"):
        del sheet["persons"][0][later]
    assert CaseFile.from_payload(canonical(sheet)) == added()


def test_answer_has_a_text() -> None:
    with pytest.raises(ReasonMissing):
        fold.apply(added(), act(Kind.ACCESS_ANSWERED, n=0, text=" "))


def test_names_never_stand_readable_in_the_journal() -> None:
    kinds = (Kind.PERSON_ADDED, Kind.PERSON_SPELLED, Kind.PERSON_DECIDED, Kind.ACCESS_ANSWERED, Kind.PERSON_WITHDRAWN)
    assert {records.public(kind) for kind in kinds} == {"case-act"}
    one = records.made(Kind.PERSON_SPELLED, DAY, "a" * 16, {"n": 0, "also": ["x"]}, 7)
    assert records.read("case-act", DAY, "a" * 16, records.sealed_part(one), 7) == one


def test_texts_are_replaced_quickly() -> None:
    many = tuple(Person(n, f"Vorname{n} Nachname{n}", (f"Nachname{n}",), Role.OTHER, RECEIVED) for n in range(50))
    text = "Wort Nachname49 aaaaaaa  \u00ad\u00ad " * 3000
    assert pseudonymise(text, many).count("Person AX") == 3000


@given(st.text(max_size=60), st.text(min_size=3, max_size=20).filter(lambda name: len(name.split()) > 0))
def test_any_name_makes_a_pattern(text: str, name: str) -> None:
    pseudonymise(text, (replace(KARIN, name=" ".join(name.split()), also=()),))


def test_what_is_far_too_long_for_a_name_is_not_normalised() -> None:
    """That takes quadratic time for rows of combining marks."""
    assert len(person_steps.spelling_of("a" + "\u0315\u0300" * 75_000)) <= person_steps.LONGEST_NAME
