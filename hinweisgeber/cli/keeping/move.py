"""move: databases to PostgreSQL, sealed files to an object store. Settings are said, never changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ...config import Settings, env_name
from ...config.values import is_loopback, sqlite_path
from ...errors import SettingsWrong
from ...store.addresses import POSTGRES, postgres_url
from ...store.blobs import BlobStore, blob_store
from ...store.cabinet import cabinet_store
from ...store.letterbox import letterbox_store
from ...store.moved import IN_FOLDER
from ...store.unit import Store
from ...usecases.keeper import move as moving
from ..home import home_option, settings_at
from ..naming import NAME, name_of

# The last is there first: no office starts without its cabinet, so nobody works with half of what was moved.
STORES: dict[str, Callable[[str], Store[Any]]] = {"cabinet": cabinet_store, "letterbox": letterbox_store}
FACES = {"Meldestelle": ("office", ("letterbox", "cabinet")), "Annahme": ("intake", ("letterbox",))}
SOCKETS = "/run/postgresql"
_SEEN = (
    "Was in einem Aufruf steht, ist auf diesem Rechner zu sehen und bleibt im Verlauf der Shell. Geändert wurde nichts."
)
NO_PASSWORD = (
    f"--to: Ein Passwort gehört nicht in die Adresse. {_SEEN} Bitte das Passwort in PGPASSWORD setzen "
    "(deploy/README.md, 6.) oder in ~/.pgpass schreiben, oder sich über den Socket ohne Passwort anmelden (peer)."
)
NO_KEYS = (
    f"--blobs-to: Zugangsdaten gehören nicht in die Adresse. {_SEEN} Bitte in AWS_ACCESS_KEY_ID und "
    "AWS_SECRET_ACCESS_KEY setzen."
)


@dataclass(frozen=True)
class Destination:
    """Where the databases of an installation go: `url` as its owner, `name` in front of each of them."""

    url: URL
    name: str

    def owned(self, store: str) -> str:
        """The address of a database for its owner."""
        url = self.url.set(username=self.url.username or f"{self.name}_migrate", database=f"{self.name}_{store}")
        return url.render_as_string(hide_password=False)

    def of_face(self, store: str, face: str) -> str:
        """The address for a face: as its own role, and on this machine by the socket, without a password."""
        host, port, query = self.url.host, self.url.port, dict(self.url.query)
        if host and is_loopback(host):
            host, query = None, {"host": SOCKETS}
        url = URL.create(POSTGRES, f"{self.name}_{face}", None, host, port, f"{self.name}_{store}", query)
        return url.render_as_string().replace("%2F", "/")


@click.command()
@home_option
@click.option(
    "--to",
    "server",
    metavar="postgresql://…",
    help="Server für die Datenbanken, als Eigentümer: postgresql://[ROLLE@]RECHNER/[NAME]. NAME steht vor ihren Namen "
    "und denen der Rollen; ohne Angabe: hinweisgeber. Das Passwort steht in PGPASSWORD, nie in der Adresse.",
)
@click.option("--only", type=click.Choice(list(STORES)), help="Nur den Briefkasten oder nur den Aktenschrank.")
@click.option(
    "--blobs-to",
    "bucket",
    metavar="s3://…",
    help="Objektspeicher für die versiegelten Dateien, wie in den Einstellungen.",
)
def move(home: Path | None, server: str | None, only: str | None, bucket: str | None) -> None:
    """Zieht Datenbanken von SQLite nach PostgreSQL um, versiegelte Dateien aus dem Ordner in einen Objektspeicher.

    Beide Seiten und alle Timer müssen stehen. Verglichen wird jede Zeile und jede Datei. Das Alte bleibt, wie es ist,
    und gilt bis zum letzten Schritt; ein abgebrochener Umzug wird mit demselben Aufruf fortgesetzt. Einstellungen
    ändert der Befehl nicht: Er sagt, was einzutragen ist, und mit den alten startet danach keine Seite mehr.
    """
    if (server, bucket) == (None, None):
        raise click.UsageError("Bitte --to oder --blobs-to angeben, oder beides.")
    settings = settings_at(home)
    target = destination(server, name_of(settings.home)) if server else None
    there = object_store(bucket) if bucket else None
    if bucket and there and not (target and _have_moved(settings, bucket)):
        _move_blobs(settings, there, bucket)
    if target:
        _move_stores(settings, target, [only] if only else list(STORES))


def destination(given: str, name: str = NAME) -> Destination:
    """What --to names; `name` is the installation's, where it says none. Raises UsageError."""
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise click.UsageError("--to: Das ist keine gültige Adresse.") from error
    if url.drivername not in ("postgresql", POSTGRES):
        raise click.UsageError("--to: Erwartet wird postgresql://[ROLLE@]RECHNER/[NAME].")
    if url.password is not None or {"password", "sslpassword"} & set(url.query):
        raise click.UsageError(NO_PASSWORD)
    try:
        url = postgres_url(given)
    except ValueError as error:
        raise click.UsageError(f"--to: {error}") from error
    return Destination(url, url.database or name)


def object_store(given: str) -> BlobStore:
    """What --blobs-to names; nobody asks there yet. Raises UsageError."""
    if not given.startswith("s3://"):
        raise click.UsageError("--blobs-to: Erwartet wird s3://bucket/praefix?endpoint=https://….")
    if "@" in given:
        raise click.UsageError(NO_KEYS)
    try:
        return blob_store(given)
    except SettingsWrong as wrong:
        raise click.UsageError(f"--blobs-to: {wrong.hint}") from wrong


def _say(thing: str, count: int, digest: str) -> None:
    click.echo(f"  {thing:<24} {count:>8}  SHA-384 {digest[:16]}…")


# -- databases ---------------------------------------------------------------------------------------------------------


def _move_stores(settings: Settings, target: Destination, names: list[str]) -> None:
    olds = {name: str(getattr(settings, f"{name}_url")) for name in names}
    olds = {name: url for name, url in olds.items() if sqlite_path(url)}
    if not olds:
        raise click.ClickException("Hier liegt schon alles in PostgreSQL; umzuziehen ist nichts.")
    ways = [moving.Way(STORES[name](url), STORES[name](target.owned(name))) for name, url in olds.items()]
    click.echo("Zeilen, verglichen am alten und am neuen Ort:")
    try:
        moving.move_stores(ways, _say)
    finally:
        for way in ways:
            way.old.dispose()
            way.new.dispose()
    _say_what_is_next(settings, target, olds)


def _say_what_is_next(settings: Settings, target: Destination, olds: dict[str, str]) -> None:
    named = "" if target.name == NAME else f"-v name={target.name} "
    click.echo("\nUmgezogen. Jetzt gilt der neue Ort, und zu tun bleibt, in dieser Reihenfolge:")
    click.echo(f"1. Rechte vergeben: runuser -u postgres -- psql -X {named}< postgres/roles.sql")
    for number, (face, (role, stores)) in enumerate(FACES.items(), start=2):
        lines = [f"{env_name(f'{name}_url')}={target.of_face(name, role)}" for name in stores if name in olds]
        if lines:
            click.echo(f"{number}. In settings.env der {face}:")
            click.echo("\n".join(f"     {line}" for line in lines))
    click.echo(
        "Sicherung und Löschung bekommen ihre Rollen: backup.env und erase.env, siehe deploy/README.md unter 6.\n"
        "Danach „hinweisgeber check“ aufrufen und die Dienste starten. Liegt alles richtig, die alten Dateien löschen,"
    )
    click.echo(f"spätestens nach {settings.backup_key_days} Tagen: Was später gelöscht wird, steht darin noch.")
    for url in olds.values():
        click.echo(f"     shred -u {sqlite_path(url)}")


# -- sealed files ------------------------------------------------------------------------------------------------------


def _have_moved(settings: Settings, bucket: str) -> bool:
    """Whether they had when this same call was cut off, and only the databases are left."""
    if done := settings.blobs_url == bucket or moving.are_moved(Path(urlsplit(settings.blobs_url).path), bucket):
        click.echo("Versiegelte Dateien: sind schon dort.")
    return done


def _move_blobs(settings: Settings, there: BlobStore, bucket: str) -> None:
    old = urlsplit(settings.blobs_url)
    if old.scheme != "file":
        raise click.ClickException("Die versiegelten Dateien liegen schon in einem Objektspeicher.")
    stores: list[Store[Any]] = [letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)]
    click.echo("Versiegelte Dateien, verglichen am alten und am neuen Ort:")
    try:
        moving.move_blobs(Path(old.path), there, bucket, stores, _say)
    finally:
        for store in stores:
            store.dispose()
    click.echo("\nUmgezogen. Jetzt gilt der neue Ort. In settings.env der Meldestelle und der Annahme:")
    click.echo(f"     {env_name('blobs_url')}={bucket}")
    click.echo(
        "Danach „hinweisgeber check“ aufrufen und die Dienste starten. Liegt alles richtig, den alten Ordner löschen,"
    )
    click.echo(f"spätestens nach {settings.backup_key_days} Tagen: Was später gelöscht wird, liegt darin noch.")
    click.echo(f"     find {old.path} -type f ! -name {IN_FOLDER} -delete")
