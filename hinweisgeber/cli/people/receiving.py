"""Who gets new reports without an assignment: a word of the ring (need to know)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ...store.cabinet import cabinet_store
from ...usecases.keeper import founding
from ...usecases.officer.errors import FileNotFound
from ..home import berlin_today, home_option, read_ring, settings_at, write_file
from .passphrases import root_option, unlocked_root

_YES = (
    "{name} bekommt ab {day} neue Meldungen. Was vorher einging, bekommt die Person nur, wenn es ihr zugewiesen wird."
)
_NO = (
    "{name} bekommt ab {day} neue Meldungen nur, wenn sie ihr zugewiesen werden. Die bisherigen Fälle bleiben ihr. "
    "Schließt eine Meldung alle aus, die neue Meldungen bekommen, geht sie an die übrigen, die sie nicht ausschließt."
)
_COPY = "Bitte auch die Kopie des Schlüsselbunds bei der Annahme ersetzen: Erst dann gilt es für neue Meldungen."


@click.command()
@home_option
@root_option
@click.option("--no", "stop", is_flag=True, help="Nicht mehr von selbst, nur noch durch Zuweisung.")
@click.option(
    "--from", "from_day", type=click.DateTime(["%Y-%m-%d"]), help="Erster Tag, an dem es gilt. Standard: heute."
)
@click.argument("username", metavar="NAME")
def receive(home: Path | None, root_key: Path | None, stop: bool, from_day: datetime | None, username: str) -> None:
    """Legt fest, ob eine Person neue Meldungen bekommt. Ohne Festlegung bekommen alle alle Meldungen.

    NAME ist der Benutzername oder die Kennung aus „officer list“. Wer keine bekommt, sieht nur Fälle, die jemand ihr
    zuweist; abmelden, verlängern und entfernen lässt sie sich wie alle. Mindestens eine Person muss Meldungen bekommen.
    Programme bis 0.2.0 lesen einen solchen Schlüsselbund nicht: Bitte vorher Annahme und Meldestelle aktualisieren.
    """
    settings, today = settings_at(home), berlin_today()
    ring, day = read_ring(settings), from_day.date() if from_day else today
    if day < today:
        raise click.ClickException(
            "Der Tag liegt in der Vergangenheit. Bitte heute oder einen späteren wählen (--from)."
        )
    try:
        person = founding.find(cabinet_store(settings.cabinet_url), ring, username)
    except FileNotFound as error:
        raise click.ClickException(f"{username} steht nicht im Schlüsselbund.") from error
    if person.is_out(day):
        raise click.ClickException(f"{username} ist am {day} entfernt.")
    if person.receives(day) is not stop:
        raise click.ClickException(f"Für {username} gilt das am {day} schon.")
    if stop:
        founding.require_receivers(ring, person, day)  # before the root key is asked for
    longer = ring.receive(unlocked_root(settings, ring, root_key), person.officer_id, not stop, day)
    write_file(Path(settings.ring), longer.text(), 0o644)
    click.echo((_NO if stop else _YES).format(name=username, day=day))
    click.echo(_COPY)
