"""What helps people to the right place and officers to plain words: assaults, the guide, text blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hinweisgeber.config.bodies import Contact, short_id
from hinweisgeber.config.tables import ValueRefused

Use = Literal["acknowledgement", "feedback", "reply", "environment", "referral"]

# The topic of attacks on staff. The first id is the one to write, the second stood in the template of 0.1.0.
ASSAULT_TOPICS = ("assault", "uebergriff")

# What an officer must fill in before a text block is sent.
GAP = re.compile(r"\[bitte ergänzen: [^\[\]{}]+\]")


def is_assault(topic: str) -> bool:
    """Whether the topic of a report means an attack or threat against staff (§ 3 HinSchG: usually out of scope)."""
    return topic in ASSAULT_TOPICS


def gaps(text: str) -> list[str]:
    """The gaps of a text block that are still in the text, in order."""
    return GAP.findall(text)


@dataclass(frozen=True)
class Assault(Contact):
    """Who helps staff that was attacked or threatened (Übergriffsmanagement); `text`: what this body does."""

    text: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (self.phone or self.mail):
            raise ValueRefused("phone", "Bitte mindestens Telefon oder E-Mail angeben.")


@dataclass(frozen=True)
class GuideEntry:
    """One kind of concern and the body it belongs to; it can be reported here all the same (§ 7 Abs. 2 HinSchG)."""

    id: str
    title: str
    text: str
    contact: Contact | None = None

    def __post_init__(self) -> None:
        short_id(self.id)


@dataclass(frozen=True)
class TextBlock:
    """A text officers start from, by `use`; what they must add stands as a gap: [bitte ergänzen: …]."""

    id: str
    use: Use
    label: str
    text: str

    def __post_init__(self) -> None:
        short_id(self.id)
        if re.search(r"[\[\]{}]", GAP.sub("", self.text)):  # any other mark would reach a reporter unnoticed
            raise ValueRefused("text", "Lücken bitte so schreiben: [bitte ergänzen: was hier fehlt].")
