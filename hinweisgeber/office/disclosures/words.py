"""The office's words for the disclosure register (HinSchG § 9). German gettext messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale, lazy_gettext
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from ...domain.acts import Act, Kind
from ...domain.case.casefile import CaseFile
from ...domain.persons.disclosure import MAY_NAME, Basis, Consent, Disclosure
from ...domain.persons.disclosure_steps import DisclosureDropped, DisclosureMade, DisclosurePlanned
from ...usecases.leaving import disclosure_words
from ..act_words import ActWords

BASES: dict[str, LazyString] = {
    Basis.CONSENT: lazy_gettext("Einwilligung der hinweisgebenden Person (§ 9 Abs. 3 HinSchG)"),
    Basis.PROSECUTION: lazy_gettext("Verlangen der Strafverfolgungsbehörde (§ 9 Abs. 2 Nr. 1 HinSchG)"),
    Basis.ORDER: lazy_gettext("Anordnung in einem Verwaltungs- oder Bußgeldverfahren (§ 9 Abs. 2 Nr. 2 HinSchG)"),
    Basis.COURT: lazy_gettext("Entscheidung eines Gerichts (§ 9 Abs. 2 Nr. 3 HinSchG)"),
    Basis.CONCERNED_CONSENT: lazy_gettext("Einwilligung der betroffenen Person (§ 9 Abs. 4 HinSchG)"),
    Basis.CONCERNED_INQUIRY: lazy_gettext("Erforderlich für die interne Untersuchung (§ 9 Abs. 4 HinSchG)"),
    Basis.CONCERNED_AUTHORITY: lazy_gettext("An die zuständige Behörde (§ 9 Abs. 4 HinSchG)"),
    Basis.NOT_IDENTIFYING: lazy_gettext("Nichts darin lässt erkennen, wer gemeldet hat (§ 8 HinSchG)"),
}

OBSTACLES: dict[str, LazyString] = {
    "dropped": lazy_gettext("Die Weitergabe ist verworfen."),
    "made": lazy_gettext("Die Weitergabe ist schon geschehen. Für eine weitere ist ein neuer Eintrag nötig."),
    "no-consent": lazy_gettext("Die hinweisgebende Person hat noch nicht eingewilligt."),
    "declined": lazy_gettext("Die hinweisgebende Person hat nicht eingewilligt."),
    "withdrawn": lazy_gettext("Die hinweisgebende Person hat ihre Einwilligung zurückgezogen."),
    "void": lazy_gettext("Die Anfrage an die hinweisgebende Person wurde vernichtet. Sie gilt deshalb nicht mehr."),
    "expired": lazy_gettext("Der Tag ist vorbei, bis zu dem die Einwilligung gilt."),
    "no-notice": lazy_gettext("Die hinweisgebende Person ist nicht vorher unterrichtet, und es steht nicht da, warum."),
    "not-delivered": lazy_gettext(
        "Die Mitteilung oder Anfrage liegt nicht unverändert im Postfach der hinweisgebenden Person."
    ),
    "unfetched": lazy_gettext(
        "Nicht alles, was die hinweisgebende Person geschrieben hat, ließ sich abholen. Ein Nein könnte darunter sein. "
        "Bitte sagen Sie der Stelle Bescheid, die diese Seiten betreibt."
    ),
    "no-secrecy-rule": lazy_gettext(
        "Für diesen Fall gilt ein besonderes Geheimnis, und der Eintrag nennt keine Vorschrift, die die Weitergabe "
        "erlaubt (§ 6 Abs. 3 HinSchG)."
    ),
}

CONSENTS: dict[str, LazyString] = {
    Consent.ASKED: lazy_gettext("gefragt, noch keine Antwort"),
    Consent.ACCEPTED: lazy_gettext("erteilt"),
    Consent.DECLINED: lazy_gettext("verweigert"),
    Consent.WITHDRAWN: lazy_gettext("zurückgezogen"),
    Consent.VOID: lazy_gettext("hinfällig, Anfrage vernichtet"),
}


def facts(entry: Disclosure, made: Act | None) -> list[tuple[str, Any]]:
    """What the register says of an entry, and of how it was made."""
    day = format_date(entry.consent_on, "long", get_locale()) if entry.consent_on else ""
    since = _(" am %(day)s", day=day) if day else ""
    consent = f"{CONSENTS[entry.consent]}{since}" if entry.consent else ""
    done = made.data if made and isinstance(made.data, DisclosureMade) else None
    rows = [
        (_("Grundlage"), BASES[entry.basis]),
        (_("An wen"), entry.recipient),
        (_("Was genau"), entry.what),
        (_("Warum"), entry.why),
    ]
    further = [
        (_("Erlaubt durch"), entry.secrecy),
        (_("Einwilligung"), consent),
        (_("Gilt bis"), entry.until),
        (_("Vorher unterrichtet am"), entry.noticed_on),
        (_("Nicht vorher unterrichtet, weil"), entry.no_notice),
        (_("Weitergegeben am"), entry.made_on),
        (_("Auf welchem Weg"), done and done.how),
        (_("Ungeschwärzt, weil"), done and done.unredacted),
    ]
    return [*rows, *((term, value) for term, value in further if value)]


def left_out(case: CaseFile, entry: Disclosure, boxes: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Fields of a package that are not asked for: there is nothing to choose from, or the ground names nobody."""
    empty = [name for name, one in boxes.items() if not one["choices"]]
    empty += ["unredacted_reason"] if "copy" in empty or case.small_circle else []
    return (*empty, *(() if entry.basis in MAY_NAME and case.registered else ("names",)))


def message_words() -> disclosure_words.Words:
    """How the reporter is asked and told, in the reader's language."""
    bases = {basis: str(label) for basis, label in BASES.items()}
    return disclosure_words.Words(bases=bases, day=lambda day: format_date(day, "long", get_locale())).translated(_)


WORDS: tuple[ActWords[Any], ...] = (
    ActWords(Kind.DISCLOSURE_PLANNED, DisclosurePlanned, lazy_gettext("Weitergabe vorbereitet"),
          more=lambda data, people: data.recipient or "", why=lambda data: str(BASES[data.basis]),
          done={"weitergabe": lazy_gettext("Der Eintrag steht im Verzeichnis. Weitergegeben ist noch nichts.")}),
    ActWords(Kind.DISCLOSURE_MADE, DisclosureMade, lazy_gettext("Weitergabe vollzogen"),
          more=lambda data, people: _("Weitergabe %(n)s", n=data.n), why=lambda data: data.how or "",
          done={"weitergabe-vollzogen": lazy_gettext("Die Weitergabe ist festgehalten.")}),
    ActWords(Kind.DISCLOSURE_DROPPED, DisclosureDropped, lazy_gettext("Weitergabe verworfen"),
          more=lambda data, people: _("Weitergabe %(n)s", n=data.n),
          done={"weitergabe-verworfen": lazy_gettext("Der Eintrag ist verworfen und bleibt mit Begründung stehen.")}),
)  # fmt: skip
