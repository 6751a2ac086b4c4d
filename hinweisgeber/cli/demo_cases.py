"""Invented cases for the demo, in every stage. Everything here is made up and says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from ..crypto.code import AccessCode
from ..domain.case.stages import Stage
from ..domain.dialogue.feedback import Feedback
from ..domain.dialogue.questions import Report
from ..domain.persons.disclosure import Basis
from ..usecases.leaving import disclosures, persons
from ..usecases.officer import casework, measures, procedure
from ..usecases.officer.collect import collect
from ..usecases.officer.desk import Desk, number_of
from ..usecases.reporter import mailbox
from ..usecases.reporter.box import Booth
from ..usecases.reporter.submit import submit

Acknowledgement = Callable[[date], str]


@dataclass(frozen=True)
class Invented:
    """One invented case: how many days ago it came in, what it says, how far it has been led."""

    days_ago: int
    report: Report
    until: Stage = Stage.RECEIVED
    replies: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    scope: str = ""  # why it falls under the law
    findings: dict[str, str] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    person: persons.Known | None = None  # is not informed yet, because of `deferred`
    deferred: str = ""
    asked: disclosures.Plan | None = None  # a disclosure for which the reporter's consent is asked
    retaliation: str = ""  # told after the end


CASES = (
    Invented(
        88,
        Report(
            "Erfundenes Beispiel: In der Kantine von Beispielstadt werden Pfandflaschen gesammelt, das Geld kommt aber "
            "nie in der Gemeinschaftskasse an. Ich habe drei Monate lang mitgezählt.",
            topic="anderes",
            when="seit dem Frühjahr",
            where="Kantine im Haus C",
            known_from="selbst gesehen",
            circle="some",
            wish="Jemand sollte die Kasse nachprüfen.",
        ),
        Stage.CLOSED,
        ("Vielen Dank. Können Sie sagen, wer die Kasse führt?",),
        ("Das wechselt jeden Monat, einen Plan gibt es nicht.",),
        ("Gespräch mit der Kantinenleitung geführt (erfunden).",),
        "Geringer Betrag, aber möglicher Straftatbestand (§ 2 HinSchG).",
        {
            "conflict": "Niemand in der Meldestelle hat mit der Kantine zu tun.",
            "validity": "Der Hinweis ist schlüssig; die Kasse wurde nachgezählt.",
            "persons": "Niemand ist benannt; die Zuständigkeit für die Kasse wechselt.",
        },
        retaliation="Seit letzter Woche werde ich bei der Diensteinteilung übergangen. Vorher war das nie so.",
    ),
    Invented(
        60,
        Report(
            "Erfundenes Beispiel: Bei der Beschaffung von Bürostühlen holte das Sachgebiet Fantasie nur ein Angebot "
            "ein, obwohl drei vorgeschrieben sind. In der Akte liegen zwei nachträglich geschriebene Absagen.",
            topic="vergabe",
            when="im August",
            where="Sachgebiet Fantasie",
            known_from="Ich habe die Akte bearbeitet.",
            circle="few",
            fear="Man könnte darauf kommen, dass der Hinweis von mir ist.",
        ),
        Stage.RESPONSE,
        ("Danke für die genauen Angaben. Wir prüfen die Vergabeakte, ohne Ihren Hinweis zu erwähnen.",),
        notes=("Vergabeakte im Rahmen einer Stichprobe angefordert, damit der Anlass nicht erkennbar ist.",),
        scope="Vergaberecht (§ 2 HinSchG).",
        findings={"retaliation": "Kleiner Kreis: Akte nur als Teil einer Stichprobe ziehen."},
        flags={"trade-secrecy": "In der Vergabeakte stehen Preise der Anbieter."},
        person=persons.Known("Kim Luftschloss", "concerned", surname=True),
        deferred="Wer es jetzt erfährt, könnte die Akte noch einmal ändern.",
        asked=disclosures.Plan(
            Basis.CONSENT,
            "Rechnungsprüfungsamt Beispielstadt (erfunden)",
            "Ihre Angabe, dass Sie die Akte bearbeitet haben, und der Name des Sachgebiets",
            "Ohne diese Angaben kann die Stelle die beiden Absagen nicht zuordnen.",
            secrecy="Preise der Anbieter gehen nicht mit.",
        ),
    ),
    Invented(
        34,
        Report(
            "Erfundenes Beispiel: Im Bauhof Musterhausen wird Altöl in den Gully gekippt. Es riecht noch am Abend.",
            topic="umwelt",
            where="Bauhof Musterhausen",
            circle="many",
        ),
        Stage.INVESTIGATION,
        flags={"environment": "Öl im Abwasser ist eine Umweltinformation."},
        replies=("Wir haben eine Begehung veranlasst. Wissen Sie, an welchen Tagen das geschieht?",),
        follow_ups=("Meistens freitags nach 14 Uhr.",),
    ),
    Invented(
        85,
        Report(
            "Erfundenes Beispiel: Überstunden werden auf dem Papier gestrichen, gearbeitet wird trotzdem.",
            topic="anderes",
            circle="many",
        ),
        Stage.INVESTIGATION,
    ),
    Invented(
        9,
        Report(
            "Erfundenes Beispiel: Auf einem gemeinsamen Laufwerk liegen Personalakten offen. Jede Person im Amt für "
            "Wolkenkunde kann sie lesen.",
            topic="daten",
            when="heute bemerkt",
            known_from="selbst gesehen",
            circle="unknown",
        ),
        Stage.PREVENTION,
        findings={"urgency": "Laufwerk sofort sperren lassen."},
        flags={"urgent": "Personalakten liegen offen."},
    ),
    Invented(
        3,
        Report(
            "Erfundenes Beispiel: Ein Lieferant lädt die ganze Abteilung zum Skifahren ein. Der Antrag auf Annahme der "
            "Einladung wurde nie gestellt.",
            topic="geld",
            circle="some",
        ),
        follow_ups=("Nachtrag: Die Fahrt soll nächste Woche stattfinden.",),
    ),
    Invented(
        0,
        Report("Erfundenes Beispiel: Der Dienstwagen wird am Wochenende für Umzüge benutzt.", circle="only-me"),
    ),
)


FEEDBACK = Feedback(
    taken="Wir haben die Kasse mit Ihren Angaben verglichen. Ihr Hinweis hat sich bestätigt.",
    planned="Die Kasse wird künftig zu zweit gezählt, und alle in der Kantine bekommen ein Merkblatt.",
    reasons="So fällt ein Fehlbetrag sofort auf, und niemand steht allein unter Verdacht.",
    opening="Vielen Dank für Ihren Mut.",
)


def play(desk_on: Callable[[date], Desk], acknowledgement: Acknowledgement, today: date) -> AccessCode:
    """Plays the invented cases through the same functions the pages call; returns the code of the one in Resonanz."""
    kept = AccessCode.generate()
    for invented in sorted(CASES, key=lambda one: -one.days_ago):
        day = today - timedelta(days=invented.days_ago)
        code = kept if invented.until is Stage.RESPONSE else AccessCode.generate()
        desk = desk_on(day)
        submit(_booth(desk), code, invented.report, acknowledgement(day))
        collect(desk)
        if invented.until is not Stage.RECEIVED:
            _lead(desk_on, _number_of(desk, code), invented, code, day, today)
        for text in () if invented.until is not Stage.RECEIVED else invented.follow_ups:
            _write(desk, code, text)
    return kept


def _number_of(desk: Desk, code: AccessCode) -> str:
    """The case of the report with this code, which has been collected."""
    with desk.letterbox.read() as box, desk.cabinet.read() as cabinet:
        row = box.mailbox(code.box_locator)
        numbers = cabinet.numbers([row.report_id] if row else [])
    return next(number_of(*number) for number in numbers.values())


def _booth(desk: Desk) -> Booth:
    """Where a reporter writes on the same day."""
    return Booth(desk.letterbox, desk.ring, desk.today)


def _write(desk: Desk, code: AccessCode, text: str) -> None:
    mailbox.write_on(_booth(desk), mailbox.open_mailbox(_booth(desk), code), text, "demo")
    collect(desk)


def _suffer(desk: Desk, code: AccessCode, text: str) -> None:
    """Retaliation, reported after the end: the mailbox stays open (HinSchG § 36)."""
    mailbox.report_retaliation(_booth(desk), mailbox.open_mailbox(_booth(desk), code), text, "demo")
    collect(desk)


def _lead(
    desk_on: Callable[[date], Desk], number: str, invented: Invented, code: AccessCode, start: date, today: date
) -> None:
    """One case from the Eingang to the stage it has; each step a few days after the one before."""
    days = (min(today, start + timedelta(days=3 * step)) for step in range(1, 100))
    for flag, reason in invented.flags.items():
        procedure.set_flag(desk_on(start), number, flag, True, reason)
    casework.take_over(desk_on(min(today, start + timedelta(days=1))), number)  # within the two working days
    if invented.scope:
        procedure.check_scope(desk_on(next(days)), number, "in", invented.scope)
    for point, finding in invented.findings.items():
        casework.check_point(desk_on(next(days)), number, point, finding)
    for text in invented.replies:
        casework.reply(desk_on(next(days)), number, text)
    for text in invented.follow_ups:
        _write(desk_on(next(days)), code, text)
    for text in invented.notes:
        casework.note(desk_on(next(days)), number, text)
    if invented.until is Stage.PREVENTION:
        return
    casework.change_stage(desk_on(next(days)), number, Stage.INVESTIGATION, "")
    if invented.until is Stage.INVESTIGATION:
        return
    desk = desk_on(next(days))
    casework.change_stage(desk, number, Stage.RESPONSE, "")
    measures.add(
        desk, number, "Merkblatt und Schulung (erfunden)", "Sachgebiet Vorsorge", desk.today + timedelta(days=30)
    )
    if invented.person:
        persons.add(desk_on(next(days)), number, invented.person)
        persons.defer(desk_on(next(days)), number, 0, today + timedelta(days=60), invented.deferred)
    if invented.asked:
        disclosures.plan(desk_on(next(days)), number, replace(invented.asked, until=today + timedelta(days=14)))
    if invented.until is Stage.CLOSED:
        desk = desk_on(next(days))
        procedure.give_feedback(desk, number, FEEDBACK)
        casework.close(desk, number, "INVESTIGATED", "Hinweis bestätigt, Maßnahme festgelegt (erfunden).")
        _suffer(desk_on(today), code, invented.retaliation)
