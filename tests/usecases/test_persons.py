"""Persons concerned: pseudonyms in the file, and access without the source (§ 8 HinSchG, Art. 14, 15 DSGVO)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from hinweisgeber import config
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import REPORTER
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.fields import ChoiceMissing, ReasonMissing, TextMissing, TextTooLong
from hinweisgeber.domain.errors.persons import NameTaken, NameTooShort
from hinweisgeber.domain.persons import source
from hinweisgeber.domain.persons.disclosure import Basis
from hinweisgeber.domain.persons.source import LeftOut
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.usecases.leaving import access, destruction, disclosures, persons
from hinweisgeber.usecases.officer import casework, measures, oral, procedure, reading
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import AnswerTellsSource, ClosingIncomplete, FileNotFound
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.files import store_file
from tests.agreed import agreed
from tests.closing import ready_to_close
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter

NUMBER = "HM-2026-0001"
MARK = "[andere Person]"
REPORT = Report(
    "Karin Müller stückelt Aufträge im Bauhof. Der Zitronenfalter saß dabei auf ihrem gelben Schreibtisch.",
    when="seit dem Sommerfest",
    where="Zimmer dreihundertzwölf",
    who="Karin Müller und Dieter Krause",
    known_from="Ich saß ihr gegenüber",
)
MESSAGE = "Am Montag hat Krause die Rechnungen persönlich verbrannt. Müller schwieg."


@pytest.fixture
def one(reporter: Callable[[], Reporter]) -> Reporter:
    """Who sent `REPORT`."""
    return reporter()


@pytest.fixture
def at(one: Reporter, desk: Desks) -> Desk:
    """anna with the case of `REPORT` and `MESSAGE`, in Aufklärung; both persons are registered."""
    one.send(REPORT)
    anna = desk("anna")
    collect(anna)
    one.write(MESSAGE)
    reading.view(anna, NUMBER)
    casework.take_over(anna, NUMBER)
    casework.change_stage(anna, NUMBER, "INVESTIGATION", "")
    persons.add(anna, NUMBER, persons.Known("Karin Müller", "concerned", surname=True))
    persons.add(anna, NUMBER, persons.Known("Dieter Krause", "witness", surname=True))
    return anna


def last(at: Desk) -> Act:
    return reading.whole_log(at, NUMBER)[-1]


def collected(at: Desk, n: int = 0) -> access.PersonAnswer:
    return access.collect(at, NUMBER, n, MARK)


def told(at: Desk, n: int = 0) -> list[str]:
    return [one.text for one in collected(at, n).told]


def why(at: Desk, seq: int) -> list[LeftOut]:
    return [one.why for one in collected(at).withheld if one.act and one.act.seq == seq]


# -- registering --------------------------------------------------------------------------------------------------


def test_person_has_a_pseudonym_and_a_surname_of_its_own(at: Desk) -> None:
    case = reading.look(at, NUMBER).case
    assert [(p.pseudonym, p.name, p.also, p.role) for p in case.persons] == [
        ("Person A", "Karin Müller", ("Müller",), "concerned"),
        ("Person B", "Dieter Krause", ("Krause",), "witness"),
    ]


def test_surname_is_a_spelling_only_if_wanted(at: Desk) -> None:
    case = persons.add(at, NUMBER, persons.Known("Uwe Klein", "other", "Herr Klein\n\nU. Klein", surname=False))
    assert case.persons[2].also == ("Herr Klein", "U. Klein")


@pytest.mark.parametrize(
    ("known", "refused"),
    [
        (persons.Known(" ", "concerned"), TextMissing),
        (persons.Known("x" * 201, "concerned"), TextTooLong),
        (persons.Known("Uwe Klein", ""), ChoiceMissing),
        (persons.Known("Uwe Klein", "suspect"), ChoiceMissing),
        (persons.Known("Uwe Klein", "other", "UK"), NameTooShort),
        (persons.Known("Eva Müller", "other", surname=True), NameTaken),
    ],
)
def test_what_is_no_name_is_refused(at: Desk, known: persons.Known, refused: type[Exception]) -> None:
    before = reading.whole_log(at, NUMBER)
    with pytest.raises(refused):
        persons.add(at, NUMBER, known)
    assert reading.whole_log(at, NUMBER) == before


def test_second_person_of_one_surname_is_registered_by_the_full_name(at: Desk) -> None:
    assert persons.add(at, NUMBER, persons.Known("Eva Müller", "other")).persons[2].name == "Eva Müller"
    casework.note(at, NUMBER, "Eva Müller und Karin Müller")
    assert last(at).data.values()["text"] == "Person C und Person A"


def test_decisions_stand_in_the_file(at: Desk) -> None:
    persons.defer(at, NUMBER, 0, TODAY + timedelta(days=30), "Müller könnte Belege vernichten")
    case = persons.inform(at, NUMBER, 1, TODAY)
    assert case.persons[0].because == "Person A könnte Belege vernichten"
    assert case.persons[1].informed_on == TODAY


# -- an entry that was a mistake ----------------------------------------------------------------------------------


def test_withdrawn_entry_has_its_reason_and_its_name_is_left_in_new_texts(at: Desk) -> None:
    person = persons.withdraw(at, NUMBER, 0, "Müller ist eine andere").persons[0]
    assert (person.withdrawn_on, person.withdrawn_because) == (TODAY, "Person A ist eine andere")
    casework.note(at, NUMBER, "Müller und Krause angehört")
    assert last(at).data.values()["text"] == "Müller und Person B angehört"


def test_name_of_a_withdrawn_entry_is_registered_again_under_another_pseudonym(at: Desk) -> None:
    persons.withdraw(at, NUMBER, 1, "Rolle falsch")
    case = persons.add(at, NUMBER, persons.Known("Dieter Krause", "concerned", surname=True))
    assert [(p.pseudonym, p.name) for p in case.registered] == [
        ("Person A", "Karin Müller"), ("Person C", "Dieter Krause"),
    ]  # fmt: skip
    casework.note(at, NUMBER, "Krause angehört")
    assert last(at).data.values()["text"] == "Person C angehört"


def test_case_closes_without_a_decision_on_withdrawn_persons(at: Desk) -> None:
    ready_to_close(at, NUMBER)
    persons.inform(at, NUMBER, 0, TODAY)
    with pytest.raises(ClosingIncomplete):
        agreed(casework.close, at, NUMBER, "NO_EVIDENCE", "Nichts.")
    persons.withdraw(at, NUMBER, 1, "doppelt")
    assert agreed(casework.close, at, NUMBER, "NO_EVIDENCE", "Nichts.").outcome == "NO_EVIDENCE"


def test_where_everybody_was_withdrawn_it_stands_there_that_nobody_is_named(at: Desk) -> None:
    ready_to_close(at, NUMBER)
    for n in (0, 1):
        persons.withdraw(at, NUMBER, n, "nie genannt")
    assert agreed(casework.close, at, NUMBER, "NO_EVIDENCE", "Nichts.").outcome == "NO_EVIDENCE"


def test_deferral_of_a_withdrawn_person_does_not_say_that_nobody_is_named(at: Desk) -> None:
    procedure.check_scope(at, NUMBER, "in", "Erfasst.")
    casework.check_point(at, NUMBER, "follow-up", "Keine nötig.")
    agreed(procedure.waive_feedback, at, NUMBER, "nicht erreichbar")
    persons.defer(at, NUMBER, 1, TODAY + timedelta(days=9), "Beweise")
    for n in (0, 1):
        persons.withdraw(at, NUMBER, n, "nie genannt")
    with pytest.raises(ClosingIncomplete) as refused:
        agreed(casework.close, at, NUMBER, "NO_EVIDENCE", "Nichts.")
    assert refused.value.missing == ("persons",)


@pytest.mark.parametrize(
    ("n", "reason", "refused"),
    [(0, " ", ReasonMissing), (1, "x", NotAllowed), (2, "x", NotAllowed), (-1, "x", NotAllowed)],
)
def test_what_cannot_be_withdrawn_leaves_no_trace(at: Desk, n: int, reason: str, refused: type[Exception]) -> None:
    persons.inform(at, NUMBER, 1, TODAY)
    before = reading.whole_log(at, NUMBER)
    with pytest.raises(refused):
        persons.withdraw(at, NUMBER, n, reason)
    assert reading.whole_log(at, NUMBER) == before


def test_second_click_withdraws_once(at: Desk) -> None:
    persons.withdraw(at, NUMBER, 0, "doppelt", "einmal")
    before = reading.whole_log(at, NUMBER)
    persons.withdraw(at, NUMBER, 0, "doppelt", "einmal")
    assert reading.whole_log(at, NUMBER) == before


def test_nobody_is_told_the_name_of_a_withdrawn_entry(at: Desk) -> None:
    casework.note(at, NUMBER, "Krause angehört")
    persons.withdraw(at, NUMBER, 1, "Krause war nicht dabei, Müller schon")
    casework.note(at, NUMBER, "Müller und Krause waren am Freitag hier")
    assert told(at) == [f"Person A und {MARK} waren am Freitag hier"]
    assert not any(one.act for one in collected(at).withheld), "why an entry was withdrawn is no news either"
    assert told(at, 1) == ["Person B angehört", f"{MARK} und Person B waren am Freitag hier"]


def test_pseudonym_of_a_withdrawn_entry_does_not_tell_the_source(at: Desk) -> None:
    casework.note(at, NUMBER, "Müller schwieg.")
    persons.withdraw(at, NUMBER, 0, "doppelt")
    assert why(at, last(at).seq - 1) == [LeftOut.QUOTES_SOURCE]
    persons.add(at, NUMBER, persons.Known("Karin Müller", "other", surname=True))
    assert why(at, last(at).seq - 2) == [LeftOut.QUOTES_SOURCE]
    with pytest.raises(AnswerTellsSource):
        access.answer(at, NUMBER, 2, "Person A stückelt Aufträge im Amt", "")


# -- what officers write ------------------------------------------------------------------------------------------

WRITINGS: dict[str, Callable[[Desk, str], object]] = {
    "note": lambda at, text: casework.note(at, NUMBER, text),
    "point": lambda at, text: casework.check_point(at, NUMBER, "validity", text),
    "stage": lambda at, text: casework.change_stage(at, NUMBER, "PREVENTION", text),
    "scope": lambda at, text: procedure.check_scope(at, NUMBER, "in", text),
    "flag": lambda at, text: procedure.set_flag(at, NUMBER, "urgent", True, text),
    "waived": lambda at, text: agreed(procedure.waive_feedback, at, NUMBER, text),
    "deferral": lambda at, text: persons.defer(at, NUMBER, 1, TODAY + timedelta(days=9), text),
    "answer": lambda at, text: access.answer(at, NUMBER, 0, text, ""),
    "disclosure": lambda at, text: disclosures.plan(
        at, NUMBER, disclosures.Plan(Basis.CONCERNED_INQUIRY, "Personalamt", "Funktion", text)
    ),
}


@pytest.mark.parametrize("write", WRITINGS.values(), ids=WRITINGS)
def test_whatever_is_written_into_the_file_has_pseudonyms(at: Desk, write: Callable[[Desk, str], object]) -> None:
    write(at, "Frau Müller war es, Krause sah Müllers Unterschrift.")
    data = last(at).data.values()
    assert "Frau Person A war es, Person B sah Person A Unterschrift." in data.values()
    assert data["renamed"] == 3


def test_reason_for_destroying_has_pseudonyms(at: Desk) -> None:
    casework.note(at, NUMBER, "Zu viel")
    agreed(destruction.destroy_note, at, NUMBER, last(at).seq, "nennt Müller")
    assert last(at).data.values()["reason"] == "nennt Person A"


def test_reasons_for_destroying_message_and_file_have_pseudonyms(
    at: Desk, one: Reporter, settings: config.Settings
) -> None:
    blobs = blob_store(settings.blobs_url)
    file = store_file(blobs, [b"Text"], "notiz.txt", cleaned=False)
    box = mailbox.open_mailbox(one.booth, one.code)
    mailbox.write_on(one.booth, box, "Anbei", "einmal", (file,))
    reading.view(at, NUMBER)
    assert [o.message.place for o in collected(at).withheld if o.why is LeftOut.FILE and o.message] == [2]
    agreed(destruction.destroy_file, at, blobs, NUMBER, file.blob, "zeigt Müller")
    assert last(at).data.values()["reason"] == "zeigt Person A"
    agreed(destruction.destroy_message, at, blobs, NUMBER, REPORTER, 1, "nennt Krause")
    assert last(at).data.values()["reason"] == "nennt Person B"


def test_measure_and_its_rating_have_pseudonyms(at: Desk) -> None:
    casework.change_stage(at, NUMBER, "RESPONSE", "")
    made = measures.add(at, NUMBER, "Müller gibt die Kasse ab", "Krause", TODAY)
    assert made is not None
    assert (made.what, made.who) == ("Person A gibt die Kasse ab", "Person B")
    measures.done(at, made.number)
    assert "Müller" not in measures.rate(at, made.number, "yes", "Müller hat sie abgegeben").effect_note


def test_messages_to_the_reporter_say_what_was_written(at: Desk) -> None:
    casework.reply(at, NUMBER, "Haben Sie mit Frau Müller gesprochen?")
    said = reading.view(at, NUMBER).dialogue[-1].said
    assert said is not None
    assert said.text == "Haben Sie mit Frau Müller gesprochen?"


def test_disclosure_keeps_the_exact_data_and_recipient(at: Desk) -> None:
    plan = disclosures.Plan(Basis.CONCERNED_AUTHORITY, "Herr Krause, Revision", "Name: Karin Müller", "wegen Müller")
    entry = disclosures.plan(at, NUMBER, plan).disclosures[0]
    assert (entry.recipient, entry.what, entry.why) == ("Herr Krause, Revision", "Name: Karin Müller", "wegen Person A")


def test_older_entries_stay_and_are_listed(reporter: Callable[[], Reporter], desk: Desks) -> None:
    reporter().send()
    anna = desk("anna")
    collect(anna)
    casework.take_over(anna, NUMBER)
    casework.note(anna, NUMBER, "Frau Mueller angehört")
    old = last(anna)
    persons.add(anna, NUMBER, persons.Known("Karin Müller", "concerned", surname=True))
    casework.note(anna, NUMBER, "Frau Müller noch einmal angehört")
    view = reading.look(anna, NUMBER)
    assert view.standing[old.seq - view.standing[0].seq].data.values()["text"] == "Frau Mueller angehört"
    assert persons.where_named(view.standing, [], view.case.persons[0]).entries == (old,)


def test_spelling_added_later_counts_from_then_on(at: Desk) -> None:
    casework.note(at, NUMBER, "KMü war da")
    persons.spell(at, NUMBER, 0, "KMü")
    casework.note(at, NUMBER, "KMü war wieder da")
    view = reading.look(at, NUMBER)
    assert last(at).data.values()["text"] == "Person A war wieder da"
    assert [
        act.data.values()["text"] for act in persons.where_named(view.standing, [], view.case.persons[0]).entries
    ] == ["KMü war da"]


# -- access -------------------------------------------------------------------------------------------------------


def test_own_findings_about_the_person_are_told(at: Desk) -> None:
    casework.note(at, NUMBER, "Müller wurde am Freitag angehört und bestreitet es.")
    casework.note(at, NUMBER, "Nur Krause wurde befragt.")
    casework.check_point(at, NUMBER, "validity", "Die Unterschrift ist von Person A.")
    assert told(at) == [
        "Person A wurde am Freitag angehört und bestreitet es.",
        "Die Unterschrift ist von Person A.",
    ]


def test_entries_from_before_the_registration_are_told_with_pseudonyms(
    reporter: Callable[[], Reporter], desk: Desks
) -> None:
    reporter().send()
    anna = desk("anna")
    collect(anna)
    casework.note(anna, NUMBER, "Karin Müller und Dieter Krause angehört")
    persons.add(anna, NUMBER, persons.Known("Karin Müller", "concerned"))
    persons.add(anna, NUMBER, persons.Known("Dieter Krause", "other"))
    assert told(anna) == [f"Person A und {MARK} angehört"]
    assert told(anna, 1) == [f"{MARK} und Person B angehört"]


QUOTES = [
    "Müller stückelt Aufträge im Bauhof",  # a sentence, shortened
    "Sie: der ZITRONENFALTER saß dabei, sagt Person A.",  # a part of one
    "Person A: Zimmer dreihundertzwölf",  # a short answer
    "Person A seit dem Sommerfest",
    "Person A schwieg.",  # a sentence of two words, from a message, with the pseudonym
    "Person A; am Montag hat Person B die Rechnungen persönlich verbrannt",
    "Person A? Ich saß ihr gegenüber.",
]


@pytest.mark.parametrize("text", QUOTES)
def test_words_of_the_reporter_are_never_told(at: Desk, text: str) -> None:
    casework.note(at, NUMBER, text)
    assert told(at) == []
    assert why(at, last(at).seq) == [LeftOut.QUOTES_SOURCE]


@pytest.mark.parametrize(
    "word",
    ["hinweisgebende Person", "Hinweis", "Meldung", "Melderin", "anonym", "Postfach", "Quelle", "gemeldet"],
)
def test_entries_that_speak_of_the_source_are_never_told(at: Desk, word: str) -> None:
    casework.note(at, NUMBER, f"Person A, laut {word}, war verreist.")
    assert told(at) == []
    assert why(at, last(at).seq) == [LeftOut.SPEAKS_OF_SOURCE]


@pytest.mark.parametrize("point", ["circle", "retaliation", "questions", "contact", "conflict"])
def test_points_about_the_reporter_are_never_told(at: Desk, point: str) -> None:
    casework.check_point(at, NUMBER, point, "Person A kann sich denken, wer es war.")
    assert told(at) == []
    assert why(at, last(at).seq) == [LeftOut.ABOUT_SOURCE]


def test_other_kinds_of_entries_are_left_out_unless_they_are_of_the_matter(at: Desk) -> None:
    procedure.set_flag(at, NUMBER, "small-circle", True, "Nur Person A und zwei andere wissen es.")
    assert told(at) == []
    assert why(at, last(at).seq) == [LeftOut.ABOUT_SOURCE]


def test_dialogue_is_left_out_and_named(at: Desk) -> None:
    casework.reply(at, NUMBER, "Wo saß Person A?")
    left = [(o.why, o.message.author, o.message.place) for o in collected(at).withheld if o.message]
    assert left == [
        (LeftOut.SAID, "reporter", 0), (LeftOut.SAID, "reporter", 1), (LeftOut.SAID, "office", 1),
    ]  # fmt: skip


def test_words_of_minutes_are_the_reporters_too(at: Desk) -> None:
    oral.send_minutes(at, NUMBER, "summary", "", "Person A rief nachts den Lieferanten an.")
    casework.note(at, NUMBER, "Person A rief nachts den Lieferanten an")
    assert told(at) == []
    assert why(at, last(at).seq) == [LeftOut.QUOTES_SOURCE]


def test_what_cannot_be_compared_is_not_told(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    casework.note(at, NUMBER, "Person A wurde angehört.")
    size = len("".join((REPORT.description, REPORT.when, REPORT.where, REPORT.who, REPORT.known_from))) + len(MESSAGE)
    monkeypatch.setattr(source, "MOST_COMPARED", 2 * size)
    assert told(at) == ["Person A wurde angehört."]
    monkeypatch.setattr(source, "MOST_COMPARED", size)
    assert told(at) == []
    assert why(at, last(at).seq) == [LeftOut.UNCOMPARED]


def test_measures_about_the_person_are_told(at: Desk) -> None:
    casework.change_stage(at, NUMBER, "RESPONSE", "")
    measures.add(at, NUMBER, "Person A und Person B nehmen an einer Schulung teil", "SG 10", TODAY)
    measures.add(at, NUMBER, "Person A: Zimmer dreihundertzwölf räumen", "SG 10", TODAY)
    measures.add(at, NUMBER, "Alle lernen dazu", "SG 10", TODAY)
    found = collected(at)
    assert found.measures == (f"Person A und {MARK} nehmen an einer Schulung teil",)
    assert [one.why for one in found.withheld if one.measure] == [LeftOut.QUOTES_SOURCE]


def test_recipients_are_those_of_disclosures_that_were_made(at: Desk) -> None:
    plans = [
        (Basis.CONCERNED_INQUIRY, "Innenrevision", "Funktion"),
        (Basis.CONCERNED_AUTHORITY, "Herr Krause, Rechtsaufsicht", "Name: Karin Müller"),
        (Basis.NOT_IDENTIFYING, "Bauamt", "Fragen zur Vergabe"),
        (Basis.CONCERNED_AUTHORITY, "Anwältin der hinweisgebenden Person", "Person A"),
        (Basis.CONCERNED_INQUIRY, "Personalamt, nie vollzogen", "Person A"),
    ]
    for basis, recipient, what in plans:
        disclosures.plan(at, NUMBER, disclosures.Plan(basis, recipient, what, "nötig"))
    for n in (1, 2, 3, 4):
        agreed(disclosures.record, at, NUMBER, n, "mündlich")
    found = collected(at)
    assert found.recipients == ("Innenrevision", f"Herr {MARK}, Rechtsaufsicht")
    assert [one.why for one in found.withheld if one.disclosure] == [LeftOut.NOT_ABOUT, LeftOut.SPEAKS_OF_SOURCE]


def test_of_what_few_know_of_no_days_are_told(at: Desk) -> None:
    assert collected(at).days
    procedure.set_flag(at, NUMBER, "small-circle", True, "nur drei")
    assert not collected(at).days


def test_looking_marks_nothing_as_read_and_enters_nothing(at: Desk, desk: Desks) -> None:
    before = reading.whole_log(at, NUMBER)
    lead = desk("lead")
    collected(lead)
    assert reading.whole_log(at, NUMBER) == before
    assert any(spoken.unread for spoken in reading.view(lead, NUMBER).dialogue)


@pytest.mark.parametrize("n", [-1, 2, 99])
def test_nobody_unregistered_is_told_anything(at: Desk, n: int) -> None:
    with pytest.raises(FileNotFound):
        collected(at, n)
    with pytest.raises(FileNotFound):
        access.answer(at, NUMBER, n, "x", "")


def test_answer_stands_in_the_log(at: Desk) -> None:
    access.answer(at, NUMBER, 0, "Guten Tag,\r\nüber Müller steht hier nichts.", "Guten Tag,", "einmal")
    access.answer(at, NUMBER, 0, "Guten Tag,\r\nüber Müller steht hier nichts.", "Guten Tag,", "einmal")
    log = [act for act in reading.whole_log(at, NUMBER) if act.kind is Kind.ACCESS_ANSWERED]
    assert [act.data.values()["text"] for act in log] == ["Guten Tag,\nüber Person A steht hier nichts."]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sie: der ZITRONENFALTER saß dabei, heißt es.", "der ZITRONENFALTER saß dabei"),
        ("Müller stückelt Aufträge im Amt", "Person A stückelt Aufträge im"),
        ("Person A? Ich saß ihr gegenüber.", "Ich saß ihr gegenüber"),
    ],
)
def test_answer_never_repeats_the_reporter(at: Desk, text: str, words: str) -> None:
    with pytest.raises(AnswerTellsSource, match=words):
        access.answer(at, NUMBER, 0, f"Guten Tag,\n{text}", "Guten Tag,")
    assert last(at).kind is Kind.PERSON_ADDED


def test_courtesies_are_everybodys_words(at: Desk, one: Reporter) -> None:
    one.write("Guten Tag!\nMit freundlichen Grüßen")
    reading.view(at, NUMBER)
    access.answer(at, NUMBER, 0, "Guten Tag!\nMit freundlichen Grüßen", "")
    assert last(at).kind is Kind.ACCESS_ANSWERED


def test_lines_of_the_draft_pass_even_where_a_reporter_used_the_same_words(at: Desk) -> None:
    line = "Am Montag hat Krause die Akte gelesen:"
    access.answer(at, NUMBER, 0, f"{line}  \r\nGuten Tag", f"{line}\n\nEtwas")
    assert last(at).kind is Kind.ACCESS_ANSWERED


def test_stranger_learns_nothing(reporter: Callable[[], Reporter], desk: Desks) -> None:
    bernd = desk("bernd")
    reporter().send(Report("Ohne Bernd.", excluded=(bernd.officer_id,)))
    collect(desk("anna"))
    persons.add(desk("anna"), NUMBER, persons.Known("Karin Müller", "concerned"))
    for ask in (
        lambda: collected(bernd),
        lambda: access.answer(bernd, NUMBER, 0, "x", ""),
        lambda: persons.add(bernd, NUMBER, persons.Known("Uwe Klein", "other")),
        lambda: persons.inform(bernd, NUMBER, 0, date(2026, 11, 21)),
        lambda: persons.withdraw(bernd, NUMBER, 0, "x"),
    ):
        with pytest.raises(FileNotFound):
            ask()
