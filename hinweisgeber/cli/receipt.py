"""verify-receipt: checks what a reporter was given (HinSchG § 36 Abs. 2), with nothing but the public key ring."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..crypto.ring import Ring
from ..refusals.broken import why_of
from ..usecases.officer import receipts
from ..usecases.officer.errors import ReceiptBroken
from .home import FILE, home_option, read_ring, settings_at


@click.command()
@click.argument("beleg", type=FILE)
@click.option("--wording", type=FILE, help="Der gespeicherte Wortlaut: Der Beleg muss von ihm sprechen.")
@click.option("--ring", "ring_file", type=FILE, help="Schlüsselbund; sonst der dieser Installation.")
@click.option("--fingerprint", help="Fingerabdruck des Wurzelschlüssels, nötig mit --ring.")
@home_option
def verify_receipt(
    beleg: Path, wording: Path | None, ring_file: Path | None, fingerprint: str | None, home: Path | None
) -> None:
    """Prüft die Datei BELEG. Ende mit 0, wenn er hält, sonst mit 1. Weder Netz noch Datenbank sind nötig."""
    ring = _ring(ring_file, fingerprint, home)
    try:
        words = _text(wording) if wording else None
        receipt = receipts.verify_receipt(ring, _text(beleg), words)
    except ReceiptBroken as broken:
        click.echo(f"Der Beleg hält nicht: {why_of(broken)}.", err=True)
        sys.exit(1)
    click.echo(f"Der Beleg hält: Eine Meldung ist am {receipt.day:%d.%m.%Y} bei dieser Meldestelle eingegangen.")
    if words is None:
        click.echo(f"Prüfsumme ihres Wortlauts (SHA-384): {receipt.digest.hex()}")
    else:
        click.echo("Sie hatte genau diesen Wortlaut.")


def _ring(ring_file: Path | None, fingerprint: str | None, home: Path | None) -> Ring:
    if ring_file is None:
        return read_ring(settings_at(home))
    if not fingerprint:
        raise click.UsageError("Mit --ring gehört auch --fingerprint; er steht auf den Seiten der Meldestelle.")
    return Ring.parse(_text(ring_file), fingerprint.strip().lower())


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path} ist keine Textdatei.") from error
