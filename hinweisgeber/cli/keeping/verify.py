"""verify, checkpoint: whether the journal and all it speaks of are as they were, and what outsiders keep of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from ...config import Settings
from ...crypto.errors import JournalBroken
from ...crypto.ring import Ring
from ...errors import FormatBroken
from ...refusals.broken import words_of
from ...store import erasures
from ...store.blobs import blob_store
from ...store.cabinet import cabinet_store
from ...store.letterbox import letterbox_store
from ...usecases.keeper import verifying, witnessed
from ...usecases.keeper.verifying import Bytes, Finding, Office, Verified
from ..home import FILE, home_option, read_ring, settings_at, today_option
from . import daily as by_day
from .attesting import attested, witnesses_option

MOST_SHOWN = 50


@click.command()
@home_option
@click.option("--checkpoint", "kept", type=FILE, help="Früherer Prüfpunkt: Das Protokoll muss ihn enthalten.")
@witnesses_option
@click.option("--daily", is_flag=True, help="Der tägliche Lauf: weiter, wo der letzte aufhörte, vom Älteren ein Teil.")
@click.option(
    "--bytes",
    "which",
    type=click.Choice([one.value for one in Bytes]),
    default=Bytes.NONE.value,
    show_default=True,
    help="Von welchen versiegelten Dateien auch der Inhalt gelesen wird; da sein müssen alle.",
)
@click.option(
    "--only-cabinet", is_flag=True, help="Ohne Briefkasten und Dateien: für Prüfende, die sie nicht erreichen."
)
@click.option("--json", "as_json", is_flag=True, help="Für Maschinen: [{entry, case, kind, what}].")
@today_option
def verify(
    home: Path | None,
    kept: Path | None,
    witnesses: int,
    witness_keys: Path | None,
    notes: tuple[Path, ...],
    daily: bool,
    which: str,
    only_cabinet: bool,
    as_json: bool,
    today: date,
) -> None:
    """Prüft ohne Schlüssel das Protokoll und alles, wovon es spricht. Ende mit 0, wenn alles stimmt, sonst mit 1.

    PRÜFPUNKT ist, was ein Zeuge unterschrieben hat (hinweisgeber witness): Das Protokoll muss es enthalten.
    """
    settings = settings_at(home)
    ring = read_ring(settings)
    office = _office(settings, only_cabinet)
    if daily:
        result = by_day.run(settings, office, ring, today)
        _say(result.findings, result.number, as_json)
        if not as_json:
            by_day.say(result)
        sys.exit(1 if result.number else 0)
    done = _whole(settings, office, ring, kept, today, Bytes(which))
    found = list(done.findings)
    enough = True
    try:
        enough = attested(settings, ring, witnesses, witness_keys, notes, quiet=as_json)
    except JournalBroken as broken:
        found.append(Finding(broken.seq, "", verifying.Amiss.ALTERED, "witness", broken.why, broken.values))
    _say(found, len(found), as_json)
    if not (found or as_json):
        _holds(done)
    sys.exit(0 if enough and not found else 1)


def _office(settings: Settings, only_cabinet: bool) -> Office:
    cabinet = cabinet_store(settings.cabinet_url)
    if only_cabinet:
        return Office(cabinet)
    return Office(cabinet, letterbox_store(settings.letterbox_url), blob_store(settings.blobs_url))


def _whole(settings: Settings, office: Office, ring: Ring, kept: Path | None, today: date, which: Bytes) -> Verified:
    try:
        text = kept.read_bytes().decode() if kept else None
        proofs = erasures.proofs(settings.home / erasures.NAME)
        return verifying.examine(office, ring, text, proofs, today, which)
    except (FormatBroken, UnicodeDecodeError) as error:
        raise click.ClickException(f"{kept} ist kein Prüfpunkt. Bitte die Datei unverändert angeben.") from error


def _say(found: Sequence[Finding], number: int, as_json: bool) -> None:
    """What was found, the first of it in words."""
    if as_json:
        click.echo(json.dumps([one.data() for one in found], ensure_ascii=False, indent=1))
        return
    for one in found[:MOST_SHOWN]:
        words = words_of(one.broken)
        click.echo(f"{words} ({one.case})." if one.case not in words else f"{words}.", err=True)
    if number > MOST_SHOWN:
        click.echo(f"… und {number - MOST_SHOWN} Befunde mehr; alle nennt „hinweisgeber verify --json“.", err=True)
    if number:
        click.echo(
            "Bitte ändern Sie nichts mehr, sichern Sie die Datenbanken, wie sie sind, und sagen Sie sofort der "
            "Meldestelle Bescheid.",
            err=True,
        )


def _holds(done: Verified) -> None:
    click.echo(f"Das Protokoll hält: {done.entries} Einträge, davon {done.texts} mit Text.")
    if done.restored:
        files = "1 Vorgang ist" if done.restored == 1 else f"{done.restored} Vorgänge sind"
        click.echo(
            f"{files} aus einer Sicherung zurückgekommen und seither unverändert; dort fehlen vielleicht Schlüssel."
        )
    if done.unknown:
        cases = "1 Fall" if done.unknown == 1 else f"{done.unknown} Fälle"
        click.echo(
            f"{cases} gelöscht mit einer Freigabe, die dieses Protokoll nicht kennt, aber erasures.jsonl belegt: "
            "Das ist nur nach dem Einspielen einer älteren Sicherung richtig."
        )
    for seq, names in done.differences:
        click.echo(
            f"Eintrag {seq}: Als dieser Hinweis aufgenommen wurde, passte etwas nicht zusammen ({', '.join(names)}). "
            "Was das heißt, steht auf der Seite des Falles."
        )


@click.command()
@home_option
@click.option(
    "--for-witness",
    "old",
    type=click.IntRange(min=0),
    metavar="EINTRÄGE",
    help="Für einen Zeugen, der zuletzt so viele Einträge unterschrieben hat (0: noch keinen).",
)
def checkpoint(home: Path | None, old: int | None) -> None:
    """Druckt den jetzigen Prüfpunkt. Bewahren Sie ihn außerhalb dieses Rechners auf."""
    settings = settings_at(home)
    cabinet, ring = cabinet_store(settings.cabinet_url), read_ring(settings)
    text = verifying.checkpoint(cabinet, ring) if old is None else witnessed.request(cabinet, ring, old).text()
    click.echo(text, nl=False)
