"""What the institution says about itself: `hinweisgeber.toml`, read strictly into frozen dataclasses.

Texts stay in the language the institution wrote them in; texts of the program go through gettext, and those
that depend on a value here are marked with `N_` and translated where they are shown.
"""

from __future__ import annotations

import re
import string
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hinweisgeber.config.bodies import (
    PLACEHOLDER,
    Accessibility,
    Contact,
    ExternalBody,
    Imprint,
    Privacy,
    SignVideo,
    Topic,
    shape,
)
from hinweisgeber.config.guidance import Assault, GuideEntry, TextBlock, Use, is_assault
from hinweisgeber.config.tables import ValueRefused, build, texts
from hinweisgeber.errors import SettingsWrong
from hinweisgeber.marks import N_
from hinweisgeber.store.durable import read_plain

TEMPLATE = Path(__file__).with_name("institution.template.toml")  # what `init` writes
DEMO = Path(__file__).with_name("demo.toml")  # complete and invented


# § 5 Abs. 2 Nr. 1 HinSchG; which one holds depends on who runs the office (LAW § 2).
CLASSIFIED = {
    "own": N_(
        "Für Verschlusssachen gelten besondere Regeln (§ 5 HinSchG). Informationen mit der Einstufung "
        "„VS – Nur für den Dienstgebrauch“ dürfen Sie hier nur unter den Voraussetzungen des § 5 Abs. 2 Nr. 1 "
        "HinSchG melden. Höher eingestufte Informationen schreiben Sie bitte nicht in dieses Formular."
    ),
    "third_party": N_(
        "Für Verschlusssachen gelten besondere Regeln (§ 5 HinSchG). Diese Meldestelle wird von einem "
        "beauftragten Dritten betrieben. Eingestufte Informationen, auch „VS – Nur für den Dienstgebrauch“, "
        "schreiben Sie bitte nicht in dieses Formular."
    ),
}


@dataclass(frozen=True)
class Institution:
    """Everything of `hinweisgeber.toml`; made by `load_institution` or, for checks, `read_institution`."""

    name: str
    short: str
    office_name: str
    address: tuple[str, ...]
    phone: str
    mail: str
    office_hours: str
    audience: str
    law: str
    operating_model: Literal["own", "third_party"]
    retention: str
    acknowledgement: str
    privacy: Privacy
    accessibility: Accessibility
    imprint: Imprint
    external: tuple[ExternalBody, ...]
    topics: tuple[Topic, ...]
    easy_language: tuple[str, ...] = ()
    easy_language_checked: str | None = None
    sign_video: SignVideo | None = None
    onion: str | None = None
    office_network_warning: bool = True
    # Not in files of 0.1.0: pages and forms do without what is missing, `check` names it (HG-C09).
    assault: Assault | None = None
    guide: tuple[GuideEntry, ...] = ()
    text_blocks: tuple[TextBlock, ...] = ()
    phone_hours: str | None = None  # when somebody answers the telephone; without it the office's hours stand there
    archive: bool = False  # offer to the Kreisarchiv before erasing (LAW § 4)
    security_contact: str | None = None  # of security.txt: whom to tell of a weakness in the portal
    unconfirmed: tuple[str, ...] = ()  # names of texts that `setup` proposed and nobody has read yet (HG-C40)
    outside_place: str | None = None  # where to meet outside the office (§ 16 Abs. 3 HinSchG); never on a public page

    def __post_init__(self) -> None:
        _ = self.contact  # refuses a phone number or mail address of the wrong shape
        shape(
            "onion",
            self.onion,
            r"https?://[a-z2-7]{56}\.onion",
            "Erwartet wird http:// mit 56 Zeichen und .onion.",
        )
        shape(
            "security_contact",
            self.security_contact,
            r"[^@\s]+@[^@\s]+\.[^@\s]+|https://\S+",
            "Erwartet wird eine E-Mail-Adresse oder eine Adresse, die mit https:// beginnt.",
        )
        if not self.external:
            raise ValueRefused("external", "Bitte mindestens eine externe Meldestelle nennen (§ 13 Abs. 2 HinSchG).")
        _distinct("topics", [topic.id for topic in self.topics])
        _distinct("guide", [entry.id for entry in self.guide])
        _distinct("text_blocks", [block.id for block in self.text_blocks])
        if _holes(self.acknowledgement) != {"received", "feedback_by"}:
            raise ValueRefused("acknowledgement", "Der Text braucht genau {received} und {feedback_by} als Lücken.")

    @property
    def contact(self) -> Contact:
        """The office itself as a body one can write to or call."""
        return Contact(self.office_name, self.address, self.phone, self.mail)

    @property
    def classified_notice(self) -> str:
        """The gettext message on classified information (§ 5 HinSchG), by operating model."""
        return CLASSIFIED[self.operating_model]

    @property
    def assault_topic(self) -> Topic | None:
        """The topic of attacks on staff, if the form offers it."""
        return next((topic for topic in self.topics if is_assault(topic.id)), None)

    def blocks(self, use: Use) -> tuple[TextBlock, ...]:
        """The text blocks for one use, in the order of the file."""
        return tuple(block for block in self.text_blocks if block.use == use)

    def acknowledgement_text(self, received: str, feedback_by: str) -> str:
        """The formal Eingangsbestätigung with both dates, given as they shall be read."""
        return self.acknowledgement.format(received=received, feedback_by=feedback_by)

    def placeholders(self) -> list[str]:
        """Dotted names of all texts nobody has filled in yet."""
        return [where for where, text in texts(self) if PLACEHOLDER.search(text)]


def read_institution(path: Path) -> Institution:
    """The file as it stands, unfinished texts included: for `check` and for tests. Raises SettingsWrong."""
    try:
        return build(Institution, tomllib.loads(read_plain(path).decode("utf-8")))
    except OSError as problem:
        raise SettingsWrong(
            str(path),
            "Die Datei ist nicht lesbar. Bitte Ort und Rechte prüfen; "
            "eine Vorlage legt „hinweisgeber init“ beim Gründen an.",
        ) from problem
    except UnicodeDecodeError as problem:
        raise SettingsWrong(str(path), "Die Datei ist kein Text in UTF-8. Bitte in UTF-8 speichern.") from problem
    except ValueError as problem:  # not TOML; its words are English, but they name the line
        line = re.search(r"line ([0-9]+)", str(problem))
        where = f"in Zeile {line[1]}" if line else "am Ende der Datei"
        raise SettingsWrong(str(path), f"Die Datei ist kein gültiges TOML. Bitte {where} verbessern.") from problem


def load_institution(path: Path) -> Institution:
    """The finished file, for both faces; raises SettingsWrong naming every text still unfinished."""
    institution = read_institution(path)
    if unfinished := institution.placeholders():
        raise SettingsWrong(str(path), f"Noch nicht ausgefüllt: {', '.join(unfinished)}.")
    return institution


def _distinct(key: str, ids: list[str]) -> None:
    if len(set(ids)) != len(ids):
        raise ValueRefused(key, "Jede id darf nur einmal vorkommen.")


def _holes(text: str) -> set[str]:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return set()
    plain = all(not spec and not conversion for _, name, spec, conversion in parts if name is not None)
    return {name for _, name, _, _ in parts if name is not None} if plain else set()
