"""Verifying by the day, as the timer asks for it; and what other commands say of its last run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ...config import Settings
from ...crypto.ring import Ring
from ...crypto.verified import VerifiedKey
from ...store import erasures
from ...usecases.keeper.verifying import Office, daily, kept
from ...usecases.keeper.verifying.by_day.going_on import rules_of
from ...usecases.keeper.verifying.by_day.steps import By
from ...usecases.keeper.verifying.kept import PutBack, Result

WHY = {
    daily.NEVER: "Der erste Lauf hier, deshalb alles vom ersten Eintrag an.",
    daily.FORGED: f"{kept.NAME} ist verändert oder fremd, deshalb alles vom ersten Eintrag an.",
    daily.OTHER_RULES: "Programm oder Schlüsselbund sind andere als zuletzt, deshalb alles vom ersten Eintrag an.",
    daily.OLD: "Der letzte Lauf ist über 30 Tage her, deshalb alles vom ersten Eintrag an.",
    daily.FOUND: "Beim letzten Lauf stimmte etwas nicht, deshalb alles vom ersten Eintrag an.",
    daily.PUT_BACK: "Das Protokoll ist nicht mehr das zuletzt geprüfte, deshalb alles vom ersten Eintrag an.",
}


def path_of(settings: Settings) -> Path:
    """Where it is kept."""
    return settings.home / kept.NAME


def last(settings: Settings) -> Result | None:
    """What the last run came to, as far as it is told by what this office wrote. Raises OSError, SealBroken."""
    if settings.office_secret is None:
        return None
    return kept.last(path_of(settings), VerifiedKey(settings.office_secret))


def run(settings: Settings, office: Office, ring: Ring, today: date) -> Result:
    """Verifies what is to be verified today. Raises SettingsWrong, StoreAway, OSError."""
    settings.require("office_secret")
    keeping = daily.Keeping(path_of(settings), VerifiedKey(settings.office_secret or b""), rules_of(ring))
    by = By(ring, erasures.proofs(settings.home / erasures.NAME), today)
    return daily.daily(office, by, keeping, two=True)


def say(result: Result) -> None:
    """What was verified, and that all is well if it is; findings are said elsewhere."""
    if result.why:
        click.echo(WHY[result.why])
    elif result.since:
        click.echo(f"Weiter nach Eintrag {result.since}, der schon geprüft ist; vom Älteren ein Dreißigstel.")
    for one in result.put_back:
        click.echo(put_back_words(one))
    if not result.number:
        click.echo(f"Alles stimmt: {result.entries} Einträge, der letzte hat die Prüfsumme {result.head[:16]}….")


def put_back_words(one: PutBack) -> str:
    """That another journal stood here than was verified before."""
    return (
        f"Am {one.day:%d.%m.%Y} stand hier nicht mehr das zuvor geprüfte Protokoll: Geprüft waren {one.known} "
        f"Einträge, da waren {one.there}. Das ist nur richtig, wenn eine Sicherung eingespielt wurde."
    )
