"""What the pages say of an act and of a duty: the opened log in words, the deadlines in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from ..domain import deadlines
from ..domain.acts import Act, Kind
from ..domain.casefile import CaseFile
from ..domain.duties import ACKNOWLEDGE, BY_LAW, ERASE, FEEDBACK, FIRST_LOOK
from ..domain.duties import duties as open_duties
from ..web.duty_words import DUTIES
from . import disclosure_labels, person_labels, retention_labels, talk_labels
from .file_labels import file_name
from .labels import EFFECTS, FLAGS, KINDS, OUTCOMES, POINTS, SCOPES, SOON_DAYS, STAGES, due, working_day_hint

ICONS = {
    Kind.CASE_RECEIVED: "mail",
    Kind.FOLLOW_UP: "mail",
    Kind.ACKNOWLEDGED: "check",
    Kind.TAKEN_OVER: "account-circle",
    Kind.ASSIGNED: "account-circle",
    Kind.STAGE: "arrow-forward",
    Kind.REPLY: "visibility",
    Kind.FEEDBACK: "visibility",
    Kind.MINUTES_SENT: "visibility",
    Kind.MINUTES_ENDED: "check",
    Kind.MEETING_OFFERED: "visibility",
    Kind.SCOPE: "checklist",
    Kind.RETALIATION_ASSESSED: "checklist",
    Kind.CHECKED: "checklist",
    Kind.FILE_REDACTED: "draft",
    Kind.FILE_DESTROYED: "close",
    Kind.PERSON_ADDED: "account-circle",
    Kind.PERSON_SPELLED: "account-circle",
    Kind.PERSON_DECIDED: "check",
    Kind.PERSON_WITHDRAWN: "close",
    Kind.CLOSED: "lock",
    Kind.REOPENED: "autorenew",
    Kind.HOLD_PROPOSED: "lock",
    Kind.HOLD_CONFIRMED: "check",
    Kind.ARCHIVE_OFFERED: "add",
    Kind.ARCHIVE_ANSWERED: "check",
    Kind.ERASURE_AUTHORISED: "check",
    Kind.MEASURE_ADDED: "add",
    Kind.MEASURE_DONE: "check",
    Kind.MEASURE_RATED: "check",
}


@dataclass(frozen=True)
class LogLine:
    """One line of a log: what happened and why; `place` leads to the message it speaks of."""

    what: str
    why: str
    icon: str
    place: str = ""


def line(act: Act, people: Mapping[str, str]) -> LogLine:
    """The act in words. One without words, or with data of another version, is a plain line: it stands in the journal
    for good, and must not close its case."""
    try:
        return _line(act, people)
    except (LookupError, ValueError, TypeError, AttributeError):
        return LogLine(str(KINDS[act.kind]), "", ICONS.get(act.kind, "edit"))


def _line(act: Act, people: Mapping[str, str]) -> LogLine:
    data = {} if act.kind is Kind.UNKNOWN else act.data  # nobody here knows what is free text in it
    what, why = str(KINDS[act.kind]), str(data.get("reason", ""))
    place = ""
    match act.kind:
        case Kind.STAGE:
            what = f"{what}: {STAGES[data['from']]} → {STAGES[data['to']]}"
        case Kind.REOPENED:
            what = f"{what}: {STAGES[data['to']]}"
        case Kind.ASSIGNED | Kind.MEASURE_SHARED:
            what = f"{what}: {people.get(data['to'], '–')}"
        case Kind.NOTE:
            why = _("Der Text wurde vernichtet.") if act.gone else data["text"]
        case Kind.CHECKED:
            what = f"{what}: {POINTS[data['point']]}"
        case Kind.SCOPE:
            what = f"{what}: {SCOPES[data['scope']]}"
        case Kind.FLAGGED:
            flag = FLAGS[data["flag"]]
            what = _("Gekennzeichnet: %(flag)s", flag=flag) if data["on"] else _("Nicht mehr: %(flag)s", flag=flag)
        case Kind.CLOSED:
            what = f"{what}: {OUTCOMES[data['outcome']]}"
            what = f"{what} (" + _("ohne eine verlorene Nachricht") + ")" if data.get("incomplete") else what
        case Kind.NOTE_DESTROYED:
            what = f"{what}: " + _("Eintrag Nr. %(seq)s", seq=data["seq"])
        case Kind.MESSAGE_DESTROYED:
            place = f"{data['author']}-{data['place']}"
        case Kind.FILE_REDACTED | Kind.FILE_DESTROYED:
            what = f"{what}: {file_name(data['name'])}"
        case Kind.CASE_RECEIVED if data.get("channel"):
            what = f"{what}: {talk_labels.CHANNELS[data['channel']]}"
        case Kind.MINUTES_SENT:
            what, why = f"{what}: {talk_labels.RECORDS[data['record']]}", data["consent"]
            place = f"office-{data['place']}"
        case Kind.MINUTES_ENDED:
            what = f"{what}: {talk_labels.ENDS[data['state']]}"
        case Kind.MEETING_OFFERED:
            why, place = "\n".join(data["slots"]), f"office-{data['place']}"
        case Kind.FOLLOW_UP:
            place, more = f"reporter-{data['place']}", talk_labels.follow_up(data)
            what = f"{what}: {more}" if more else what
        case Kind.DISCLOSURE_PLANNED:
            what, why = f"{what}: {data['recipient']}", str(disclosure_labels.BASES[data["basis"]])
            place = f"office-{data['place']}" if "place" in data else ""
        case Kind.DISCLOSURE_MADE | Kind.DISCLOSURE_DROPPED:
            what, why = f"{what}: " + _("Weitergabe %(n)s", n=data["n"]), data.get("how", why)
        case (
            Kind.PERSON_ADDED | Kind.PERSON_SPELLED | Kind.PERSON_DECIDED | Kind.PERSON_WITHDRAWN | Kind.ACCESS_ANSWERED
        ):
            more, why = person_labels.log_words(act)
            what = f"{what}: {more}"
        case Kind.HOLD_PROPOSED:
            why = f"{why} ({data['norm']})"
        case Kind.HOLD_CONFIRMED | Kind.HOLD_LIFTED:
            what = f"{what}: " + _("Sperre %(n)s", n=data["n"])
        case Kind.ARCHIVE_ANSWERED:
            what = f"{what}: {retention_labels.ARCHIVE[data['answer']]}"
        case Kind.REPLY | Kind.FEEDBACK | Kind.ACKNOWLEDGED:
            why, place = data.get("how", why), f"office-{data['place']}"
        case Kind.MEASURE_MOVED:
            until = format_date(date.fromisoformat(data["until"]), "medium", get_locale())
            what = f"{what}: " + _("bis %(day)s, %(who)s", day=until, who=data["who"])
        case Kind.MEASURE_RATED:
            what = f"{what}: {EFFECTS[data['effect']]}"
    return LogLine(what, why, ICONS.get(act.kind, "edit"), place)


def renamed(entries: Sequence[Act]) -> str | None:
    """What is said after an act in which names became pseudonyms; None when the latest was entered as it was typed."""
    ours = (act for act in reversed(entries) if act.kind is not Kind.FOLLOW_UP)  # one may have come in meanwhile
    latest = next(ours, None)
    count = int(latest.data.get("renamed", 0)) if latest else 0
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
