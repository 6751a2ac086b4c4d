"""The parts of `hinweisgeber.toml`: bodies one can turn to, and what each of the legal pages needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hinweisgeber.config.tables import ValueRefused

# A text that still holds one of these was never finished.
PLACEHOLDER = re.compile(r"…|\.\.\.|TODO|XXX|<|(?i:hier eintragen)")


def shape(key: str, value: str | None, pattern: str, hint: str) -> None:
    """Refuse a value of the wrong shape; a placeholder passes here, the checks name it."""
    if value is not None and not PLACEHOLDER.search(value) and not re.fullmatch(pattern, value):
        raise ValueRefused(key, hint)


def short_id(value: str) -> None:
    """Refuse an id that is no short word of our own; ids stand in stored cases and never change."""
    shape("id", value, r"[a-z][a-z0-9-]{0,39}", "Nur Kleinbuchstaben, Ziffern und Bindestrich.")


@dataclass(frozen=True)
class Contact:
    """A body one can write to or call; a phone number is kept as people write it."""

    name: str
    address: tuple[str, ...] = ()
    phone: str | None = None
    mail: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        shape(
            "phone",
            self.phone,
            r"\+?[0-9][0-9 /()–-]{4,}",
            "Erwartet wird eine Telefonnummer wie +49 30 23125 100.",
        )
        shape("mail", self.mail, r"[^@\s]+@[^@\s]+\.[^@\s]+", "Erwartet wird eine E-Mail-Adresse.")
        shape("url", self.url, r"https://\S+", "Erwartet wird eine Adresse, die mit https:// beginnt.")

    @property
    def phone_link(self) -> str:
        """The target of a link that dials, empty without a number."""
        return "tel:" + re.sub(r"[^0-9+]", "", self.phone) if self.phone else ""


@dataclass(frozen=True)
class ExternalBody(Contact):
    """An external body (§ 7 Abs. 1, § 13 Abs. 2 HinSchG); `checked`: when somebody last compared it."""

    for_what: str = ""
    basis: str | None = None
    checked: date | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.for_what:
            raise ValueRefused("for_what", "Fehlt. Bitte in einem Satz sagen, wofür die Stelle zuständig ist.")
        if not (self.address or self.phone or self.url):
            raise ValueRefused("url", "Bitte mindestens Anschrift, Telefon oder Internetadresse angeben.")


@dataclass(frozen=True)
class Topic:
    """A choice in the form, in plain language: nobody must name a law (§ 2 HinSchG).

    `hint`: examples in one line; `notice`: what to know before writing; `outside`: usually no case of the HinSchG,
    the form then names the guide and still takes the report.
    """

    id: str
    label: str
    hint: str | None = None
    notice: str | None = None
    outside: bool = False

    def __post_init__(self) -> None:
        short_id(self.id)


@dataclass(frozen=True)
class Privacy:
    """What the Datenschutzerklärung needs (Art. 13 DSGVO)."""

    controller: Contact
    dpo: Contact
    authority: Contact
    hosting: str
    processors: tuple[str, ...] = ()
    updated: date | None = None


@dataclass(frozen=True)
class Accessibility:
    """What the Erklärung zur Barrierefreiheit needs."""

    status: Literal["full", "partial", "none"]
    method: str
    feedback: Contact
    enforcement: Contact
    created: date | None = None
    limitations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.status == "full") == bool(self.limitations):
            raise ValueRefused("limitations", "Bekannte Mängel bitte genau dann nennen, wenn status nicht full ist.")


@dataclass(frozen=True)
class Imprint:
    """What the Impressum needs beside name and address; functions, not names of persons."""

    legal_form: str
    representative: str
    responsible: str
    supervision: str | None = None
    vat_id: str | None = None


@dataclass(frozen=True)
class SignVideo:
    """A sign-language video: a file name in the folder of the institution's files, and its words as text."""

    file: str
    transcript: tuple[str, ...]

    def __post_init__(self) -> None:
        shape(
            "file",
            self.file,
            r"[A-Za-z0-9][A-Za-z0-9._-]*\.(?:mp4|webm)",
            "Nur ein Dateiname auf .mp4 oder .webm.",
        )
