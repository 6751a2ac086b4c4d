"""What is replaced while everything goes on: somebody's passphrase, the root key."""

from __future__ import annotations

from pathlib import Path

import click

from ...crypto.errors import PassphraseWrong
from ...crypto.keystore import RootKey
from ...store.cabinet import cabinet_store
from ...usecases.officer import passphrase as use
from ..home import FILE, ask_passphrase, home_option, read_ring, settings_at, write_file, write_ring
from .passphrases import asked_once, called, passphrase_in, root_option, strong_enough, unlocked_root


@click.command()
@home_option
@click.option("--passphrase-file", type=FILE, help="Die bisherige Passphrase, aus einer Datei.")
@click.option("--new-passphrase-file", type=FILE, help="Die neue Passphrase, aus einer Datei.")
@click.argument("username", metavar="NAME")
def passphrase(
    home: Path | None, passphrase_file: Path | None, new_passphrase_file: Path | None, username: str
) -> None:
    """Ändert die Passphrase einer Person sofort; sie gibt beide selbst ein. Offene Sitzungen enden.

    Der Schlüssel bleibt derselbe, alle Fälle bleiben lesbar. Ohne die bisherige Passphrase geht es nicht: Niemand kann
    eine zurücksetzen.
    """
    settings = settings_at(home)
    cabinet = cabinet_store(settings.cabinet_url)
    with cabinet.read() as cab:
        account = cab.officer(username=username.strip().lower())
    if account is None:
        raise click.ClickException(f"{username} hat hier kein Konto.")
    given = passphrase_in(passphrase_file) if passphrase_file else settings.passphrase
    old = asked_once(f"Bisherige Passphrase von {username}", given)
    fresh = passphrase_in(new_passphrase_file) if new_passphrase_file else None
    ring = read_ring(settings)
    person = ring.get(account.officer_id)
    about = (username, person.function if person else "", *called(settings))
    new = strong_enough(ask_passphrase("Neue Passphrase", fresh), *about)
    if use.is_same(new, old):
        raise click.ClickException("Das ist die bisherige Passphrase. Bitte eine andere wählen.")
    try:
        use.change(cabinet, account, old, new)
    except PassphraseWrong as error:
        raise click.ClickException("Die bisherige Passphrase stimmt nicht. Es wurde nichts geändert.") from error
    click.echo(
        f"Die Passphrase von {username} ist geändert, offene Sitzungen sind beendet. Schlüsselarchive bis heute öffnet "
        f"noch die alte, solange es sie gibt ({settings.backup_key_days} Tage)."
    )


@click.command()
@home_option
@root_option
@click.option("--new-passphrase-file", type=FILE, help="Die Passphrase des neuen Schlüssels, aus einer Datei.")
@click.argument("new_root_key", metavar="NEU", type=click.Path(dir_okay=False, path_type=Path))
def rotate_root(home: Path | None, root_key: Path | None, new_passphrase_file: Path | None, new_root_key: Path) -> None:
    """Löst den Wurzelschlüssel durch einen neuen ab, der gesperrt in die Datei NEU kommt.

    Der bisherige unterschreibt den neuen und der neue sich selbst; danach ändert nur noch der neue den Schlüsselbund.
    Annahme und Meldestelle nehmen ihn an, wo ihr Fingerabdruck der bisherige ist.
    """
    settings = settings_at(home)
    ring = read_ring(settings)
    if new_root_key.exists():
        raise click.ClickException(f"{new_root_key} gibt es schon. Bitte einen Namen wählen, den es noch nicht gibt.")
    root = unlocked_root(settings, ring, root_key)
    given = passphrase_in(new_passphrase_file) if new_passphrase_file else None
    secret = strong_enough(ask_passphrase("Passphrase des neuen Wurzelschlüssels", given), *called(settings))
    new = RootKey.generate()
    write_file(new_root_key, new.lock(secret))
    RootKey.unlock(new_root_key.read_text(encoding="utf-8"), secret)  # before anything depends on it
    longer = ring.succeed(root, new)
    write_ring(settings, longer)
    click.echo(
        f"Neuer Wurzelschlüssel {longer.fingerprint}\n\n"
        "Nächste Schritte:\n"
        f"  1. {new_root_key} auf zwei Datenträger kopieren, wegschließen und von diesem Rechner nehmen.\n"
        "  2. Den Schlüsselbund zur Annahme kopieren.\n"
        "  3. Bei beiden Seiten HINWEISGEBER_ROOT_FINGERPRINT durch den neuen ersetzen und sie neu starten; dann hilft "
        "der alte Schlüssel niemandem mehr.\n"
        "  4. Den neuen Fingerabdruck veröffentlichen, wo der alte stand.\n"
        "  5. „hinweisgeber check“ aufrufen. Erst danach wird der alte Schlüssel vernichtet."
    )
