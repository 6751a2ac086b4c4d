"""What `verify` asks of witnesses outside: their keys, what they signed, and how many must have."""

from __future__ import annotations

from pathlib import Path

import click

from ...config import Settings
from ...crypto.errors import SignatureBroken
from ...crypto.ring import Ring
from ...crypto.witness import Witnessed, WitnessKey, known_keys
from ...errors import FormatBroken
from ...store.cabinet import cabinet_store
from ...usecases.keeper import witnessed
from ..home import FILE

NAME = "witnesses.txt"  # beside the ring


def witnesses_option(function: click.decorators.FC) -> click.decorators.FC:
    """--witnesses N, --witness-keys FILE and the notes."""
    keys = click.option(
        "--witness-keys",
        type=FILE,
        help=f"Schlüsselzeilen der Zeugen, aus eigener Quelle. Standard: {NAME} neben dem Schlüsselbund.",
    )
    need = click.option("--witnesses", default=0, help="So viele Zeugen müssen dieses Protokoll gesehen haben.")
    notes = click.argument("notes", metavar="[PRÜFPUNKT]...", type=FILE, nargs=-1)
    return need(keys(notes(function)))


def attested(
    settings: Settings, ring: Ring, need: int, keys_file: Path | None, notes: tuple[Path, ...], quiet: bool
) -> bool:
    """Says what the witnesses saw; whether they are as many as needed. Raises ClickException, JournalBroken."""
    if not need and not notes:
        return True
    path = keys_file or Path(settings.ring).with_name(NAME)
    try:
        keys = known_keys(path.read_bytes().decode())
    except (FormatBroken, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path} enthält nicht je Zeile den Schlüssel eines Zeugen.") from error
    found = witnessed.sights(cabinet_store(settings.cabinet_url), ring, [_note(one, keys) for one in notes], keys)
    for one in () if quiet else found:
        entries = "den ersten Eintrag" if one.entries == 1 else f"die ersten {one.entries} Einträge"
        click.echo(f"Zeuge {one.witness} hat am {one.day:%d.%m.%Y} {entries} genau so gesehen.")
    if len(found) < need:
        click.echo(
            f"Verlangt sind {need} Zeugen, gesehen haben es {len(found)}. Bitte deren unterschriebene Dateien und ihre "
            "Schlüsselzeilen angeben.",
            err=True,
        )
    return len(found) >= need


def _note(path: Path, keys: tuple[WitnessKey, ...]) -> Witnessed:
    try:
        note = Witnessed.parse(path.read_bytes().decode())
        note.signers(keys)
    except (FormatBroken, UnicodeDecodeError) as error:
        raise click.ClickException(
            f"{path} ist kein Prüfpunkt, den Zeugen unterschrieben haben. Andere bitte mit --checkpoint angeben."
        ) from error
    except SignatureBroken as error:
        what = f"In {path} ist die Unterschrift eines Zeugen falsch; die Datei beweist nichts."
        raise click.ClickException(what) from error
    return note
