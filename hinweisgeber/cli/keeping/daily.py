"""verify --daily: what the timer calls; and what other commands say of its last run."""

from __future__ import annotations

import json
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

import click

from ...config import Settings
from ...crypto.ring import Ring
from ...crypto.verified import VerifiedKey
from ...refusals.broken import words_of
from ...store import erasures
from ...store.blobs import blob_store
from ...store.cabinet import cabinet_store
from ...store.letterbox import letterbox_store
from ...usecases.keeper.verifying import Office, daily, kept
from ...usecases.keeper.verifying.kept import PutBack, Result
from ...usecases.keeper.verifying.steps import By
from ..home import today_option

MOST_SHOWN = 20
WHY = {
    daily.NEVER: "Der erste Lauf hier, deshalb alles vom ersten Eintrag an.",
    daily.FORGED: f"{kept.NAME} ist verändert oder fremd, deshalb alles vom ersten Eintrag an.",
    daily.OTHER_RULES: "Programm oder Schlüsselbund sind andere als zuletzt, deshalb alles vom ersten Eintrag an.",
    daily.OLD: "Der letzte Lauf ist über 30 Tage her, deshalb alles vom ersten Eintrag an.",
    daily.FOUND: "Beim letzten Lauf stimmte etwas nicht, deshalb alles vom ersten Eintrag an.",
    daily.PUT_BACK: "Das Protokoll ist nicht mehr das zuletzt geprüfte, deshalb alles vom ersten Eintrag an.",
}


def daily_options(function: Any) -> Any:
    """--daily, --today, --json."""
    daily_option = click.option(
        "--daily",
        is_flag=True,
        help="Für den täglichen Lauf: weiter, wo der letzte aufhörte, vom Älteren ein Dreißigstel.",
    )
    json_option = click.option("--json", "as_json", is_flag=True, help="Für Maschinen: [{entry, case, kind, what}].")
    return daily_option(today_option(json_option(function)))


def path_of(settings: Settings) -> Path:
    """Where it is kept."""
    return settings.home / kept.NAME


def last(settings: Settings) -> Result | None:
    """What the last run came to, as far as it is told by what this office wrote. Raises OSError, SealBroken."""
    if settings.office_secret is None:
        return None
    found = kept.read(path_of(settings), VerifiedKey(settings.office_secret))
    return found.last if found else None


def run_daily(settings: Settings, ring: Ring, today: date, as_json: bool) -> int:
    """Verifies, says what came out; the exit code."""
    settings.require("office_secret")
    office = Office(
        cabinet_store(settings.cabinet_url), letterbox_store(settings.letterbox_url), blob_store(settings.blobs_url)
    )
    rules = f"{metadata.version('hinweisgeber')} {ring.head.hex()}"
    keeping = daily.Keeping(path_of(settings), VerifiedKey(settings.office_secret or b""), rules)
    by = By(ring, erasures.proofs(settings.home / erasures.NAME), today)
    result = daily.daily(office, by, keeping, two=True)
    if as_json:
        click.echo(json.dumps([one.data() for one in result.findings], ensure_ascii=False, indent=1))
    else:
        _print(result)
    return 1 if result.number else 0


def _print(result: Result) -> None:
    if result.why:
        click.echo(WHY[result.why])
    elif result.since:
        click.echo(f"Weiter nach Eintrag {result.since}, der schon geprüft ist; vom Älteren ein Dreißigstel.")
    for one in result.put_back:
        click.echo(put_back_words(one))
    for finding in result.findings[:MOST_SHOWN]:
        case = f"{finding.case}: " if finding.case else ""
        click.echo(f"{case}{words_of(finding.broken)}.", err=True)
    if result.number > MOST_SHOWN:
        click.echo(f"… und {result.number - MOST_SHOWN} weitere. Alle nennt „hinweisgeber verify“.", err=True)
    if result.number:
        click.echo(
            "Bitte ändern Sie nichts mehr, sichern Sie die Datenbanken, wie sie sind, und sagen Sie sofort der "
            "Meldestelle Bescheid.",
            err=True,
        )
    else:
        click.echo(f"Alles stimmt: {result.entries} Einträge, der letzte hat die Prüfsumme {result.head[:16]}….")


def put_back_words(one: PutBack) -> str:
    """That another journal stood here than was verified before."""
    return (
        f"Am {one.day:%d.%m.%Y} stand hier nicht mehr das zuvor geprüfte Protokoll: Geprüft waren {one.known} "
        f"Einträge, da waren {one.there}. Das ist nur richtig, wenn eine Sicherung eingespielt wurde."
    )
