"""The office's words for calls, visits, letters, their minutes, and meetings. German gettext messages."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale, lazy_gettext
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from ...domain.acts import Kind
from ...domain.dialogue.follow_ups import FollowUp
from ...domain.dialogue.meetings import OFFICE, OUTSIDE, PHONE, VIDEO, MeetingState, Slot
from ...domain.dialogue.minutes import MinutesState
from ...domain.dialogue.report import (
    ACKNOWLEDGEMENT,
    ANSWER,
    CONSENT_REQUEST,
    DESTRUCTION,
    EXCLUSION,
    FEEDBACK,
    MEETING_OFFER,
    MEETING_REQUEST,
    NOTICE,
    RETALIATION,
    Said,
)
from ...domain.dialogue.report import MINUTES as TO_CHECK
from ...domain.dialogue.report import (
    excluded_by as excluded_by,
)
from ...domain.dialogue.talk_steps import MeetingOffered, MinutesEnded, MinutesSent
from ...usecases.officer.log import INTRODUCTION, RENEWAL
from ...usecases.officer.oral import SlotWords
from ...usecases.officer.words_in import REFUSED, WordFault
from ...web import question_words
from ..act_words import ActWords, People

RECORDS: dict[str, LazyString] = {
    choice: lazy_gettext(word) for choice, word in question_words.WORDS["record"].choices.items()
}

RECORD_HINTS: dict[str, LazyString] = {
    "summary": lazy_gettext("Sie geben den Inhalt in eigenen Worten wieder."),
    "verbatim": lazy_gettext("Jedes Wort wird mitgeschrieben. Gesperrt, solange unten keine Einwilligung steht."),
    "sound": lazy_gettext(
        "Gesperrt, solange unten keine Einwilligung steht. Die Aufzeichnung wird gelöscht, sobald die Niederschrift "
        "endgültig ist."
    ),
}

MINUTES: dict[str, LazyString] = {
    MinutesState.NONE: lazy_gettext("Es gibt keine Niederschrift"),
    MinutesState.DRAFT: lazy_gettext("Entwurf, noch nicht zur Prüfung gesendet"),
    MinutesState.TO_CHECK: lazy_gettext("Liegt der hinweisgebenden Person zur Prüfung vor"),
    MinutesState.CORRECTED: lazy_gettext(
        "Berichtigt: Bitte arbeiten Sie die Änderungen ein und senden Sie sie noch einmal"
    ),
    MinutesState.CONFIRMED: lazy_gettext("Bestätigt"),
    MinutesState.NOT_CONFIRMED: lazy_gettext("Nicht bestätigt"),
    MinutesState.NO_ANSWER: lazy_gettext("Ohne Antwort abgeschlossen"),
}

ENDS: dict[str, LazyString] = {
    MinutesState.CONFIRMED: lazy_gettext("Auf Papier durch Unterschrift bestätigt"),
    MinutesState.NOT_CONFIRMED: lazy_gettext("Bestätigung abgelehnt"),
    MinutesState.NO_ANSWER: lazy_gettext("Keine Antwort"),
}

MEETINGS: dict[str, LazyString] = {
    MeetingState.NONE: lazy_gettext("Ein Gespräch ist nicht gewünscht"),
    MeetingState.WISHED: lazy_gettext("Gewünscht: Bitte bieten Sie Termine an"),
    MeetingState.OFFERED: lazy_gettext("Termine sind angeboten, die Wahl steht noch aus"),
    MeetingState.AGREED: lazy_gettext("Verabredet"),
    MeetingState.NO_SLOT: lazy_gettext("Kein Termin passt: Bitte bieten Sie andere an"),
}

HOWS: dict[str, LazyString] = {
    OFFICE: lazy_gettext("In der Meldestelle"),
    OUTSIDE: lazy_gettext("An einem anderen Ort außerhalb"),
    PHONE: lazy_gettext("Am Telefon"),
    VIDEO: lazy_gettext("Per Video, nur mit Einwilligung"),
}

_PLACES: dict[str, LazyString] = {
    OFFICE: lazy_gettext("in der Meldestelle"),
    PHONE: lazy_gettext("am Telefon"),
    VIDEO: lazy_gettext("per Video"),
}

ANSWERS: dict[str, LazyString] = {
    "confirm": lazy_gettext("Niederschrift bestätigt"),
    "correct": lazy_gettext("Niederschrift berichtigt"),
    "refuse": lazy_gettext("Niederschrift nicht bestätigt"),
    "none": lazy_gettext("Keiner der Termine passt"),
    "accept": lazy_gettext("Einwilligung erteilt"),
    "decline": lazy_gettext("Einwilligung verweigert"),
    "withdraw": lazy_gettext("Einwilligung zurückgezogen"),
    "object": lazy_gettext("Widerspruch gegen eine Vernichtung"),
}
_NEWS: dict[str, LazyString] = {
    RETALIATION: lazy_gettext("Benachteiligung gemeldet"),
    MEETING_REQUEST: lazy_gettext("Gespräch gewünscht"),
    EXCLUSION: lazy_gettext("Ausgeschlossen"),
}


#: How a message of the office is headed that does more than say something.
SENT: dict[str, LazyString] = {
    ACKNOWLEDGEMENT: lazy_gettext("Meldestelle: Eingangsbestätigung"),
    FEEDBACK: lazy_gettext("Meldestelle: Rückmeldung"),
    TO_CHECK: lazy_gettext("Meldestelle: Niederschrift zur Prüfung"),
    MEETING_OFFER: lazy_gettext("Meldestelle: Termine für ein Gespräch"),
    CONSENT_REQUEST: lazy_gettext("Meldestelle: Bitte um Einwilligung"),
    NOTICE: lazy_gettext("Meldestelle: Mitteilung über eine Weitergabe"),
    DESTRUCTION: lazy_gettext("Meldestelle: Ankündigung einer Vernichtung"),
}


#: What a word of the reporter does that says nothing.
NAMES: dict[str, LazyString] = {
    INTRODUCTION: lazy_gettext(
        "Das Postfach ist geöffnet worden und unterschreibt von jetzt an, was darin geschrieben wird."
    ),
    RENEWAL: lazy_gettext("Die hinweisgebende Person hat sich einen neuen Zugangscode geben lassen."),
}

#: What is wrong with a word of the reporter.
FAULTS: dict[str, LazyString] = {
    WordFault.BROKEN: lazy_gettext(
        "Die Unterschrift der hinweisgebenden Person fehlt oder stimmt nicht. Jemand anderes kann das in den "
        "Briefkasten gelegt haben."
    ),
    WordFault.OLD_VOICE: lazy_gettext(
        "Sie ist mit einem Zugangscode geschrieben, den die hinweisgebende Person schon ersetzt hatte."
    ),
    WordFault.INTRODUCED: lazy_gettext("Ein Postfach wollte diesen Dialog übernehmen. Dafür gab es keinen Anlass."),
    WordFault.GENERATION: lazy_gettext("Ein neuer Zugangscode, der nicht auf den letzten folgt."),
    WordFault.LOST_EPOCH: lazy_gettext(
        "Sie ist für einen Schlüsselstand verschlossen, den es hier nicht gibt. Wurde eine Sicherung eingespielt, kann "
        "die hinweisgebende Person sie im Postfach erneut senden."
    ),
    WordFault.OTHERS: lazy_gettext(
        "Sie ist an andere versiegelt, von denen niemand diesen Fall lesen darf. Bitte bitten Sie die hinweisgebende "
        "Person im Dialog, sie zu wiederholen."
    ),
    WordFault.LOST: lazy_gettext(
        "Sie ist im Briefkasten nicht mehr da. Bitte bitten Sie die hinweisgebende Person, sie zu wiederholen."
    ),
    WordFault.BEFORE: lazy_gettext(
        "Vor dieser Nachricht liegt im Briefkasten etwas anderes, als die hinweisgebende Person geschrieben hat: Dort "
        "wurde etwas ausgetauscht, entfernt oder eingefügt. Eine Einwilligung oder eine Bestätigung der Niederschrift "
        "darin zählt nicht: Bitte fragen Sie neu."
    ),
    WordFault.SEEN: lazy_gettext(
        "Als sie geschrieben wurde, zeigte das Postfach einen älteren Stand, als Sie an einem früheren Tag gesendet "
        "hatten. Eine Einwilligung oder eine Bestätigung der Niederschrift darin zählt nur, wenn Sie seither nichts "
        "dieser Art gefragt haben."
    ),
    WordFault.EPOCH: lazy_gettext(
        "Sie ist für einen älteren Schlüsselstand verschlossen als den, den das Postfach an diesem Tag schon hatte."
    ),
    WordFault.SHOWN: lazy_gettext(
        "Als sie geschrieben wurde, zeigte das Postfach als Ihre Nachrichten etwas anderes, als Sie gesendet haben, "
        "oder etwas, das seit dem Einspielen einer Sicherung fehlt. Eine Einwilligung oder eine Bestätigung der "
        "Niederschrift darin zählt nicht: Bitte fragen Sie neu."
    ),
    WordFault.DAY: lazy_gettext(
        "Im Briefkasten stand zu ihr ein anderer Tag, als die hinweisgebende Person unterschrieben hat. Gezeigt und "
        "gezählt wird ihrer. Eine Einwilligung oder eine Bestätigung der Niederschrift darin zählt nicht: Bitte fragen "
        "Sie neu."
    ),
    WordFault.EXCLUDES: lazy_gettext(
        "Sie schließt alle aus, die diesen Fall öffnen können. Deshalb wurde niemand ausgeschlossen. Bitte fragen Sie "
        "nach, wer gemeint ist."
    ),
}


def answer(choice: str, slots: tuple[str, ...] = ()) -> str:
    """What the reporter answered to minutes, to offered slots or to a request for consent."""
    if re.fullmatch("slot-[0-9]", choice):
        n = int(choice[-1])
        return _("Termin gewählt: %(slot)s", slot=slots[n]) if n < len(slots) else _("Termin gewählt")
    return str(ANSWERS.get(choice, _("Antwort")))


def said_as(said: Said) -> str | None:
    """How a message of the reporter is headed that does more than say something; None for what needs no heading."""
    if said.kind == ANSWER:
        return _("Hinweisgebende Person: %(answer)s", answer=answer(str(said.data.get("choice", ""))))
    return _("Hinweisgebende Person: %(answer)s", answer=_NEWS[said.kind]) if said.kind in _NEWS else None


def excluded(officers: Collection[str], people: People) -> str:
    """Who they are, each once: an officer may have had several ids."""
    return ", ".join(dict.fromkeys(people.get(one, "–") for one in officers))


def slot_words(slot: Slot) -> SlotWords:
    """A slot as both sides read it. The mailbox itself says that a slot is by video."""
    day = format_date(slot.day, "EEEE, d. MMMM y", get_locale())
    when = _("%(day)s, %(time)s Uhr", day=day, time=slot.time)
    how = str(_PLACES.get(slot.how, ""))
    told = slot.where if slot.how == VIDEO else ": ".join(filter(None, (how, slot.where)))
    return SlotWords(when, told, ", ".join(filter(None, (when, ": ".join(filter(None, (how, slot.where)))))))


def _what_came(data: FollowUp, people: People) -> str:
    """What a message of the reporter did; empty for one that only says something."""
    if data.faults and REFUSED & {*data.faults}:
        return _("nicht übernommen")
    if data.talk:
        return _("neuer Zugangscode") if data.talk.generation else _("Postfach in neuer Fassung")
    if data.excluded:
        return _("ausgeschlossen: %(who)s", who=excluded(data.excluded, people))
    if data.says == ANSWER and data.answer:
        return answer(data.answer.choice)
    return str(_NEWS.get(data.says or "", ""))


WORDS: tuple[ActWords[Any], ...] = (
    ActWords(Kind.FOLLOW_UP, FollowUp, lazy_gettext("Nachricht der hinweisgebenden Person eingegangen"), "mail",
          more=_what_came),
    ActWords(Kind.MINUTES_SENT, MinutesSent, lazy_gettext("Niederschrift zur Prüfung gesendet"), "visibility",
          more=lambda data, people: str(RECORDS[data.record]), why=lambda data: data.consent or "",
          done={"niederschrift": lazy_gettext(
                "Die Niederschrift liegt im Postfach der "
                "hinweisgebenden Person zur Prüfung bereit.")}),
    ActWords(Kind.MINUTES_ENDED, MinutesEnded, lazy_gettext("Prüfung der Niederschrift beendet"), "check",
          more=lambda data, people: str(ENDS[data.state]),
          done={"niederschrift-ende": lazy_gettext("Die Prüfung der Niederschrift ist beendet.")}),
    ActWords(Kind.MEETING_OFFERED, MeetingOffered, lazy_gettext("Termine für ein Gespräch angeboten"), "visibility",
          why=lambda data: "\n".join(data.slots),
          done={"termine": lazy_gettext("Die Termine stehen im Postfach der hinweisgebenden Person zur Wahl.")}),
)  # fmt: skip
