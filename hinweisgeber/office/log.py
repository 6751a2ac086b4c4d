"""What the pages say of an act and of a duty: the opened log in words, the deadlines in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale, lazy_gettext, ngettext
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from ..domain import records
from ..domain.acts import CASE_ACT, Act, Data, Kind
from ..domain.case import deadlines
from ..domain.case.casefile import CaseFile
from ..domain.case.duties import ACKNOWLEDGE, BY_LAW, ERASE, FEEDBACK, FIRST_LOOK
from ..domain.case.duties import duties as open_duties
from ..domain.dialogue.report import OFFICE
from ..web.duty_words import DUTIES
from . import routes
from .account import words as of_account
from .act_words import ActWords, LogLine, People
from .case import words as of_case
from .dialogue import words as of_talk
from .disclosures import words as of_disclosures
from .ending import words as of_ending
from .files import words as of_files
from .keys import words as of_keys
from .labels import SOON_DAYS, due, working_day_hint
from .measures import words as of_measures
from .people import words as of_people
from .persons import words as of_persons
from .power import words as of_power

_FOUNDED: ActWords[Any] = ActWords(Kind.FOUNDED, Data, lazy_gettext("Installation gegründet"))
_BESIDE = (
    of_case,
    of_talk,
    of_persons,
    of_disclosures,
    of_files,
    of_ending,
    of_measures,
    of_keys,
    of_power,
    of_people,
)  # words beside views
WORDS: dict[str, ActWords[Any]] = {
    words.kind: words
    for words in (_FOUNDED, *(one for module in (*_BESIDE, *routes.MODULES) for one in getattr(module, "WORDS", ())))
}
OTHERWISE = lazy_gettext("Eintrag, den diese Fassung des Programms nicht kennt")
_SEALED = lazy_gettext("Fall bearbeitet")  # how the journal shows what is nobody's business

#: What pages say after something that is no act.
_OTHER_NOTICES: dict[str, LazyString] = {
    "uebergabe": lazy_gettext("Die Fälle sind übergeben. Jeder hat einen Eintrag in seinem Protokoll."),
    "uebergabe-vorgeschlagen": lazy_gettext(
        "Die Übergabe ist eingetragen. Fälle, zu denen die Person noch keinen Schlüssel hat, stehen hier unter „Von "
        "Ihnen vorgeschlagen“: Sie gehen erst mit der zweiten Unterschrift über. Eine Leitung kann sie auch gleich "
        "übergeben."
    ),
    "benachrichtigung": lazy_gettext("Ihre Angabe zur Benachrichtigung ist gespeichert."),
    "entwurf": lazy_gettext("Ihr Entwurf ist gespeichert. Nur Sie können ihn lesen."),
    "entwurf-fort": lazy_gettext("Der Entwurf ist leer und wurde deshalb gelöscht."),
    "entwurf-dateien": lazy_gettext(
        "Ihr Entwurf ist gespeichert. Die Dateien gehören nicht dazu: Sie warten unten, solange diese Seite offen ist."
    ),
    "arbeitskopie": lazy_gettext("Die Arbeitskopie ist erstellt."),
    "bestaetigt": lazy_gettext("Sie haben bestätigt. Was vorgeschlagen war, ist jetzt ausgeführt."),
    "seiten": lazy_gettext("Die Seiten sind gezeichnet."),
    "baustein": lazy_gettext("Der Textbaustein steht jetzt im Text. Gesendet ist noch nichts."),
}
NOTICES: dict[str, LazyString] = (
    _OTHER_NOTICES | of_account.NOTICES | {name: said for words in WORDS.values() for name, said in words.done.items()}
)
#: Notices after which a message to the reporter is on its way: the first of each kind that speaks to them.
SENDING = tuple(next(iter(words.done)) for kind, words in WORDS.items() if records.of(words.kind).speaks == OFFICE)


def label(kind: str) -> LazyString:
    """How an entry of this kind is called. One that nobody has given words, or that a newer version has entered, still
    gives a plain line."""
    if kind == CASE_ACT:
        return _SEALED
    return WORDS[kind].label if kind in WORDS else OTHERWISE


def line(act: Act, people: People) -> LogLine:
    """The act in words. One without words, or with data of another version, is a plain line: it stands in the journal
    for good, and must not close its case."""
    if act.kind not in WORDS:
        return LogLine(str(OTHERWISE), "", "edit")
    words = WORDS[act.kind]
    try:
        made = words.line(act, people)
    except LookupError:
        return LogLine(str(words.label), "", words.icon)
    return replace(made, why=_("Der Text wurde vernichtet.")) if act.gone else made


def meanwhile(act: Act, people: People) -> str:
    """The act as somebody is told it who had not seen it: who, and what."""
    if act.kind is Kind.FOLLOW_UP:
        return _("Die hinweisgebende Person hat geschrieben.")
    who, words = people.get(act.signer, "–"), WORDS.get(act.kind)
    if words and words.did:
        return _("%(who)s %(did)s", who=who, did=words.did)
    return _("%(who)s hat eingetragen: %(what)s", who=who, what=line(act, people).what)


def renamed(entries: Sequence[Act]) -> str | None:
    """What is said after an act in which names became pseudonyms; None when the latest was entered as it was typed."""
    ours = (act for act in reversed(entries) if act.kind is not Kind.FOLLOW_UP)  # one may have come in meanwhile
    latest = next(ours, None)
    count = (latest.data.renamed or 0) if latest else 0
    words = ngettext(
        "%(num)s Name in Ihrem Text wurde durch ein Pseudonym ersetzt.",
        "%(num)s Namen in Ihrem Text wurden durch Pseudonyme ersetzt.",
        count,
    )
    return str(words) if count else None


@dataclass(frozen=True)
class DutyLine:
    """One deadline of a case: its state for the icon, its words, its day, and a hint on working days."""

    state: str
    words: str
    on: date | None
    hint: str = ""


def duties(case: CaseFile, acts: Sequence[Act], today: date) -> list[DutyLine]:
    """Those of § 17 HinSchG as they stand, done or not; what was late stays late. Then a first look that came late, by
    the log, and all others that are open."""
    acknowledge_by = deadlines.acknowledge_by(case.received)
    by_law = [
        _duty(case.acknowledged, acknowledge_by, today, ACKNOWLEDGE),
        _waived(case) or _duty(case.feedback_on, case.feedback_by, today, FEEDBACK),
    ]
    others: dict[str, DutyLine] = {}  # of each kind the next: a case may have ten persons concerned
    for duty in open_duties(case):
        far = duty.what == ERASE and (duty.day - today).days > SOON_DAYS  # three years off; the end says it
        if duty.what not in BY_LAW and not far:
            others.setdefault(duty.what, _open(duty.day, today, duty.what))
    return [*by_law, *_late_look(case, acts), *others.values()]


def _late_look(case: CaseFile, acts: Sequence[Act]) -> list[DutyLine]:
    """The day on which somebody first took the case over, if that was after our own aim; no rule of law."""
    day = next((act.day for act in acts if act.kind in (Kind.TAKEN_OVER, Kind.ASSIGNED)), None)
    if day is None or day <= deadlines.first_look_by(case.received):
        return []
    return [DutyLine("late", _("%(duty)s verspätet", duty=DUTIES[FIRST_LOOK]), day)]


def _waived(case: CaseFile) -> DutyLine | None:
    if case.feedback_on or not case.feedback_waived:
        return None
    late = FEEDBACK in case.late
    words = _("Von einer Rückmeldung verspätet abgesehen") if late else _("Von einer Rückmeldung abgesehen")
    return DutyLine("late" if late else "done", words, case.feedback_waived)


def _duty(done: date | None, until: date, today: date, what: str) -> DutyLine:
    return _open(until, today, what) if done is None else _done(done, until, what)


def _open(until: date, today: date, what: str) -> DutyLine:
    state, words = due(until, today, what)
    workday = working_day_hint(until)
    if workday is None:
        return DutyLine(state, words, until)
    hint = _(
        "Der Tag ist in Sachsen kein Arbeitstag; der nächste ist der %(day)s. Die Frist verschiebt sich dadurch nicht.",
        day=format_date(workday, "long", get_locale()),
    )
    return DutyLine(state, words, until, hint)


def _done(done: date, until: date, what: str) -> DutyLine:
    if done <= until:
        words = _("Eingang bestätigt") if what == ACKNOWLEDGE else _("Rückmeldung gegeben")
        return DutyLine("done", words, done)
    late = _("Eingang verspätet bestätigt") if what == ACKNOWLEDGE else _("Rückmeldung verspätet gegeben")
    return DutyLine("late", late, done)
