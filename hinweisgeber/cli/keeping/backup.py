"""backup: sealed archives of everything, made while both faces run."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import click

from ... import config
from ...config import Settings
from ...config.sources import FILE_SUFFIX, read_env
from ...config.values import without_password
from ...crypto.archive import ArchiveKey
from ...crypto.errors import RingBroken
from ...errors import SettingsWrong
from ...store import erasures
from ...store.archives import ArchiveFolder
from ...store.blobs import blob_store
from ...store.cabinet import Cabinet, cabinet_store
from ...store.letterbox import letterbox_store
from ...store.unit import Store
from ...usecases.keeper import backup as backing
from ...usecases.keeper import removals
from ..home import FOLDER, berlin_today, home_option, read_ring, settings_at
from . import rounds

RING, INSTITUTION = "ring.json", "hinweisgeber.toml"


@click.command()
@home_option
@click.argument("folder", metavar="ORDNER", type=FOLDER)
def backup(home: Path | None, folder: Path) -> None:
    """Sichert im laufenden Betrieb in diesen Ordner: ein Archiv mit dem Inhalt und eines mit den Schlüsseln dazu.

    Beide sind mit dem Sicherungsgeheimnis versiegelt und werden nach dem Schreiben ganz geprüft. Schlüsselarchive, die
    älter sind als HINWEISGEBER_BACKUP_KEY_DAYS, werden dabei gelöscht. Ende mit 1, wenn etwas fehlt.
    """
    settings = settings_at(home)
    key = archive_key(settings)
    letterbox, cabinet = letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)
    source = backing.BackupSource(
        letterbox,
        cabinet,
        blob_store(settings.blobs_url),
        _installation(settings),
        _files(settings),
        lambda: _erased(settings, cabinet),
    )
    done = backing.back_up(source, key, ArchiveFolder(folder), berlin_today(), settings.backup_key_days)
    _say_backed_up(done, folder)
    if done.missing:
        click.echo("In der Ablage fehlen Dateien, die ein Vorgang nennt: " + ", ".join(done.missing), err=True)
        sys.exit(1)
    rounds.note(settings.home, rounds.BACKUP, berlin_today())


def _installation(settings: Settings) -> str:
    """The root of the founding, whichever is pinned; where the ring cannot be read, a backup is made all the same."""
    with suppress(RingBroken, SettingsWrong):
        return read_ring(settings).first_fingerprint
    settings.require("root_fingerprint")
    return settings.root_fingerprint or ""


def archive_key(settings: Settings) -> ArchiveKey:
    """The key of this installation's backups. Raises SettingsWrong."""
    settings.require("backup_secret")
    return ArchiveKey.from_secret(settings.backup_secret or b"")


def _erased(settings: Settings, cabinet: Store[Cabinet]) -> bytes:
    """The list of erasures, and what the cabinet alone knows of. Raises SettingsWrong, StoreAway."""
    lines = erasures.read_lines(settings.home / erasures.NAME)
    listed = erasures.parse(lines)
    with cabinet.read() as cab:
        more = {file_id: day for file_id, day in cab.erased_files().items() if file_id not in listed}
        out, there = removals.known(cab), {*erasures.removed_in(lines)}
    return lines + erasures.format_lines(more) + erasures.format_removed(tuple(o for o in out if o not in there))


def _say_backed_up(done: backing.BackedUp, folder: Path) -> None:
    click.echo(f"{folder / done.content}\n{folder / done.keys}")
    click.echo(f"{sum(done.rows.values())} Zeilen und {done.blobs} versiegelte Dateien, geprüft.")
    if done.erased_meanwhile:
        click.echo(f"{len(done.erased_meanwhile)} Dateien wurden währenddessen gelöscht und fehlen deshalb.")
    for name in done.expired:
        click.echo(f"Abgelaufen und gelöscht: {name}")


def _files(settings: Settings) -> dict[str, bytes]:
    """What belongs to the installation beside the databases. Raises SettingsWrong."""
    files = {config.ENV_FILE: _without_secrets(read_env(settings.home))}
    for name, path in ((RING, settings.ring), (INSTITUTION, settings.institution)):
        try:
            files[name] = Path(path).read_bytes()
        except OSError as error:
            raise SettingsWrong(str(path), "Diese Datei gehört zur Sicherung und ist nicht lesbar.") from error
    return files


def _without_secrets(pairs: dict[str, str]) -> bytes:
    secret = {config.env_name(item.name) for item in fields(Settings) if item.metadata["secret"]}
    kept = {
        name: without_password(value) for name, value in pairs.items() if name.removesuffix(FILE_SUFFIX) not in secret
    }
    return config.format_env(kept, "Aus einer Sicherung; Geheimnisse fehlen.").encode()
