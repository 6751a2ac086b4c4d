"""Rules on what the institution says about itself: HG-C01 to HG-C09, HG-C40."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from hinweisgeber.config import values
from hinweisgeber.config.bodies import ExternalBody
from hinweisgeber.config.rule import Found, Situation, rule

YEAR = timedelta(days=366)  # "12 months" for a reminder; no legal deadline hangs on it


@rule("01", "error", "Bitte in hinweisgeber.toml ausfüllen; auf keiner Seite darf ein Platzhalter stehen.")
def placeholder_left(now: Situation) -> Found:
    for where in now.institution.placeholders():
        yield where, "Der Text ist noch ein Platzhalter."


@rule("02", "error", "Bitte das Datum eintragen, an dem der Text zuletzt geprüft wurde, etwa 2026-11-21.")
def date_missing(now: Situation) -> Found:
    if now.institution.privacy.updated is None:
        yield "privacy.updated", "Die Datenschutzerklärung hat keinen Stand."
    if now.institution.accessibility.created is None:
        yield "accessibility.created", "Die Erklärung zur Barrierefreiheit hat kein Datum."


@rule(
    "03",
    "open",
    "Bitte Anschrift, Telefon und Adresse mit der Seite der Stelle vergleichen und checked = Datum setzen; bis dahin "
    "sagt die Seite, dass niemand sie verglichen hat.",
)
def external_unchecked(now: Situation) -> Found:
    for where, body in _external(now):
        if body.checked is None:
            yield where, f"Die Angaben zu „{body.name}“ hat noch niemand geprüft."


@rule("04", "warning", "Bitte die Angaben neu vergleichen und checked auf den Tag der Prüfung setzen.")
def external_outdated(now: Situation) -> Found:
    for where, body in _external(now):
        if body.checked is not None and now.today - body.checked > YEAR:
            yield where, f"Die Angaben zu „{body.name}“ wurden vor mehr als zwölf Monaten geprüft."
        elif body.checked is not None and body.checked > now.today:
            yield where, f"Das Prüfdatum zu „{body.name}“ liegt in der Zukunft."


@rule(
    "05",
    "warning",
    "Bitte die Seite neu bewerten und accessibility.created auf den Tag der Bewertung setzen.",
)
def accessibility_outdated(now: Situation) -> Found:
    created = now.institution.accessibility.created
    if created is not None and now.today - created > YEAR:
        yield "accessibility.created", "Die Erklärung zur Barrierefreiheit ist älter als zwölf Monate."


@rule(
    "06",
    "open",
    "Bitte den Text von einer Prüfgruppe lesen lassen und sie in easy_language_checked nennen.",
)
def easy_language_unchecked(now: Situation) -> Found:
    if not now.institution.easy_language:
        yield "easy_language", "Auf der Startseite fehlt ein Text in Leichter Sprache."
    elif now.institution.easy_language_checked is None:
        yield (
            "easy_language_checked",
            "Ob der Text Leichte Sprache ist, hat niemand geprüft. Ein Programm kann das nicht.",
        )


@rule(
    "07",
    "open",
    "Bitte ein Video in Gebärdensprache mit Textfassung bereitstellen und unter [sign_video] eintragen.",
)
def sign_video_missing(now: Situation) -> Found:
    if now.institution.sign_video is None:
        yield "sign_video", "Es gibt kein Video in Deutscher Gebärdensprache."


@rule(
    "08",
    "open",
    "deploy/ beschreibt, wie der Onion-Dienst eingerichtet wird; die Adresse kommt dann in onion.",
)
def onion_missing(now: Situation) -> Found:
    if now.institution.onion is None and not values.host(now.settings.intake_url).endswith(".onion"):
        yield (
            "onion",
            "Die Annahme ist nicht als Onion-Dienst erreichbar; der Netzbetreiber sieht jeden Aufruf.",
        )


@rule(
    "09",
    "open",
    "Die Vorlage, die „hinweisgeber init“ in einen neuen Ordner schreibt, zeigt die Stelle; bitte übernehmen.",
)
def guidance_missing(now: Situation) -> Found:
    institution = now.institution
    if institution.assault is None:
        yield "assault", "Wer angegriffen oder bedroht wurde, findet keine Stelle, die hilft."
    if institution.assault_topic is None:
        yield "topics", "Im Formular fehlt das Thema für Angriffe auf Beschäftigte (id = assault)."
    if not institution.guide:
        yield "guide", "Der Wegweiser nennt keine anderen Stellen im Haus."
    if not institution.text_blocks:
        yield "text_blocks", "Die Fallbearbeitung hat keine Textbausteine."
    if institution.phone_hours is None:
        yield "phone_hours", "Auf der Startseite steht nicht, wann jemand ans Telefon geht."


@rule(
    "40",
    "open",
    "Bitte jeden in hinweisgeber.toml lesen, wenn nötig ändern, und dann seinen Namen aus unconfirmed streichen.",
)
def text_unconfirmed(now: Situation) -> Found:
    if names := ", ".join(now.institution.unconfirmed):
        yield "unconfirmed", f"Diese Texte hat „hinweisgeber setup“ vorgeschlagen und noch niemand bestätigt: {names}."


def _external(now: Situation) -> Iterator[tuple[str, ExternalBody]]:
    for place, body in enumerate(now.institution.external, 1):
        yield f"external.{place}.checked", body
