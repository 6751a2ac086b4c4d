"""erase: what is authorised and due goes for good, and what was sealed for who is out. Without a key, by an operator
or a timer."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from ...config import Settings
from ...store import erasures
from ...store.blobs import blob_store
from ...store.cabinet import CASE, cabinet_store
from ...store.cabinet.erasure import Certificate
from ...store.errors import StoreAway
from ...store.letterbox import letterbox_store
from ...usecases.keeper import departure, removals
from ...usecases.keeper import erase as erasing
from ...usecases.keeper.erase import Begun, Candidate
from ...usecases.keeper.errors import ErasureUnproven
from ...usecases.officer.desk import number_of
from ...usecases.officer.revocation import ring_in_force
from ..home import berlin_today, home_option, read_ring, settings_at, today_option


@click.command()
@home_option
@click.option("--carry-out", is_flag=True, help="Wirklich löschen. Ohne diese Angabe wird nur gezeigt, was fällig ist.")
@today_option
def erase(home: Path | None, carry_out: bool, today: date) -> None:
    """Löscht Fälle, deren Löschung die Meldestelle freigegeben hat und deren Frist vorbei ist; dazu, was noch für
    Personen versiegelt ist, die entfernt sind oder deren Schlüssel vor über 30 Tagen abgelaufen ist.

    Auch Fälle, die niemand mehr öffnen kann und deren Löschung zwei Personen freigegeben haben; kann ihn inzwischen
    wieder jemand öffnen, bleibt der Fall.

    Vernichtet Schlüssel, Texte und Dateien im Briefkasten und im Aktenschrank. Das lässt sich nicht rückgängig machen.
    Was unterbrochen wurde, führt der nächste Aufruf zu Ende. Ende mit 1, wenn ein Fall ohne Freigabe als gelöscht
    vermerkt ist; von ihm wird nichts vernichtet. Mit --today für einen Tag, der noch kommt, löscht --carry-out vor der
    Frist: nur zum Ausprobieren. „verify“ nennt danach jeden solchen Fall.
    """
    settings = settings_at(home)
    if not carry_out:
        _dry_run(settings, today)
        return
    if today > berlin_today() and sys.stdin.isatty():
        click.confirm(f"Es ist noch nicht der {today:%d.%m.%Y}. Trotzdem löschen, was dann fällig wäre?", abort=True)
    _carry_out(settings, today)


def _dry_run(settings: Settings, today: date) -> None:
    letterbox, cabinet = letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)
    ring = read_ring(settings)
    found = erasing.due(letterbox, cabinet, today, ring)
    for one in found:
        since, without = one.ending.since, " (ohne Schlüssel, durch zwei)" if one.ending.keyless else ""
        click.echo(f"{one.ending.number}  löschbar seit {since:%d.%m.%Y}{without}  {_what(one)}")
    proofs = erasures.proofs(settings.home / erasures.NAME)
    begun = erasing.begun(cabinet, today, ring, proofs)
    if allowed := sum(one.proof is not None for one in begun):
        click.echo(f"Dazu {_cases(allowed)}, deren Löschung begonnen und noch nicht beendet ist.")
    click.echo(f"{_cases(len(found))} fällig. Zur Probe: Es wurde nichts gelöscht. Löschen: --carry-out")
    _must_be_proven(begun)


def _what(one: Candidate) -> str:
    """What becomes of a case that is due."""
    if one.opens:
        return "bleibt: Jemand kann den Fall wieder öffnen, er wird wie jeder andere gelöscht"
    if one.waiting:
        return "bleibt vorerst: Eine Nachricht der hinweisgebenden Person ist noch nicht abgeholt"
    return f"zu vernichten: {_amounts(one.texts, one.files, one.wraps)}"


def _must_be_proven(begun: list[Begun], left: Sequence[str] = ()) -> None:
    """Raises ErasureUnproven for what is marked, or was due and stayed: nobody of the ring has allowed it."""
    if unproven := [*(one.number for one in begun if one.proof is None), *left]:
        raise ErasureUnproven(numbers=", ".join(unproven))


def _carry_out(settings: Settings, today: date) -> None:
    path = settings.home / erasures.NAME

    def note(file_id: bytes, day: date, proof: str | None) -> None:
        erasures.add(path, {file_id: day}, {file_id: proof} if proof else {})

    erasures.add(path, {})  # before anything is decided: a list that cannot be written stops it all
    letterbox, cabinet = letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)
    ring, proofs = read_ring(settings), erasures.proofs(path)
    try:
        removals.keep(cabinet, path)
        done = erasing.carry_out(letterbox, cabinet, blob_store(settings.blobs_url), note, today, ring, proofs)
        begun = erasing.begun(cabinet, today, ring, proofs)
        gone = departure.carry_out(cabinet, letterbox, ring_in_force(cabinet, ring), today)
        left = [one.ending.number for one in erasing.due(letterbox, cabinet, today, ring) if not one.stays]
    except StoreAway as away:
        raise click.ClickException(
            "Ein Speicher war nicht erreichbar, voll oder belegt. Der nächste Aufruf löscht zu Ende, was begonnen ist."
        ) from away
    for one in done:
        click.echo(_certificate(one))
    click.echo(f"{_cases(len(done))} gelöscht.")
    if gone:
        click.echo(f"Für Personen, die nicht mehr dabei sind: {gone} versiegelte Einträge gelöscht.")
    _must_be_proven(begun, left)


def _certificate(one: Certificate) -> str:
    """What remains of a case."""
    closed = f"abgeschlossen {one.closed_on:%d.%m.%Y}, " if one.closed_on else ""
    entry = ""
    if one.authorised_hash is not None:
        how = " ohne Schlüssel, durch zwei," if one.keyless else ""
        entry = f"freigegeben{how} mit Eintrag {one.authorised_seq} ({one.authorised_hash.hex()}), "
    amounts = _amounts(one.texts, one.files, one.wraps)
    number = number_of(CASE, one.year, one.n)
    return f"{number}  {closed}{entry}gelöscht {one.erased_on:%d.%m.%Y}: {amounts}"


def _amounts(texts: int, files: int, keys: int) -> str:
    return ", ".join(
        f"{n} {one if n == 1 else many}"
        for n, one, many in ((texts, "Text", "Texte"), (files, "Datei", "Dateien"), (keys, "Schlüssel", "Schlüssel"))
    )


def _cases(n: int) -> str:
    return "1 Fall" if n == 1 else f"{n} Fälle"
