"""init: the founding, and whose passphrases it asks for."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import cast

import click

from ... import config
from ...config import Settings
from ...crypto.ring import Ring
from ...crypto.statements import ROLES, Role
from ...errors import SettingsWrong
from ...store.cabinet import cabinet_store
from ...store.letterbox import letterbox_store
from ...usecases.keeper import founding
from ...usecases.keeper.founding import NewOfficer
from ..home import ROOT_KEY, ask_passphrase, berlin_today, home_option, settings_at, write_file, write_secret
from .passphrases import called, passphrase_in, strong_enough

LONGEST_FUNCTION = 100  # characters (SPEC §10)
SECRETS = (config.OFFICE_SECRET_FILE, config.INTAKE_SECRET_FILE, config.BACKUP_SECRET_FILE)
STAGE = ".founding"  # in the home: what a founding has written and not yet put in its place
RING_GONE = (
    "Nur der Schlüsselbund fehlt. Bitte legen Sie ihn wieder an seinen Platz; Kopien sind bei der Annahme und in jeder "
    "Sicherung."
)
DONE = """Gegründet in {home}.

Nächste Schritte:
  1. {root_key} auf zwei Datenträger kopieren, wegschließen und hier löschen.
  2. Ebenso {backup_secret} kopieren und wegschließen, aber hier lassen: Ohne dieses Geheimnis ist jede
     Sicherung wertlos.
  3. {institution} ausfüllen.
  4. „hinweisgeber check“ aufrufen und die Befunde beheben.
  5. „hinweisgeber intake“ und „hinweisgeber office“ starten."""


@click.command()
@home_option
@click.option(
    "--officer",
    "officers",
    multiple=True,
    metavar="NAME:FUNKTION:ROLLE",
    help="Person der Meldestelle; Rolle ist lead (Leitung), officer (Fallbearbeitung), substitute (Ersatzstelle) oder "
    "auditor (Prüfung). Mehrfach möglich; ohne Angabe wird gefragt. Empfohlen sind mindestens zwei, die Fälle führen.",
)
@click.option(
    "--passphrase-file",
    "passphrase_files",
    multiple=True,
    metavar="NAME=DATEI",
    help="Passphrase dieser Person aus einer Datei statt von der Tastatur.",
)
def init(home: Path | None, officers: tuple[str, ...], passphrase_files: tuple[str, ...]) -> None:
    """Gründet eine Installation.

    Legt den Ordner an mit Schlüsselbund, Wurzelschlüssel (gesperrt mit eigener Passphrase), Einstellungen, Vorlage für
    die Angaben der Behörde und beiden Speichern. HINWEISGEBER_ROOT_PASSPHRASE_FILE und HINWEISGEBER_PASSPHRASE_FILE
    ersetzen die Fragen.
    """
    settings = settings_at(home)
    if not resume(settings):
        _not_twice(settings)
        files = dict(_pair(text, "--passphrase-file") for text in passphrase_files)
        for name in files.keys() - {text.partition(":")[0].strip() for text in officers}:
            raise click.BadParameter(f"{name}: diese Person steht in keinem --officer", param_hint="--passphrase-file")
        people = [read_person(text, files, settings) for text in officers] or _ask_people(settings)
        all_different(people)
        found(settings, root_passphrase(settings), people, berlin_today())
    places = {"root_key": settings.home / ROOT_KEY, "backup_secret": settings.home / config.BACKUP_SECRET_FILE}
    click.echo(DONE.format(home=settings.home, institution=settings.institution, **places))


def found(
    settings: Settings,
    root_passphrase: str,
    people: list[NewOfficer],
    today: date,
    more: Mapping[str, str] | None = None,
) -> Ring:
    """The founding itself, also for the demo and for setup; `more` goes into settings.env, which keeps what it had.

    Raises SettingsWrong when something is there already. Killed at any moment, it leaves what `resume` finishes.
    """
    _not_twice(settings)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    cabinet, letterbox = cabinet_store(settings.cabinet_url), letterbox_store(settings.letterbox_url)
    cabinet.migrate()
    letterbox.migrate()
    with cabinet.read() as cab:
        if cab.head() is not None:
            raise SettingsWrong("HINWEISGEBER_CABINET_URL", f"Der Aktenschrank ist nicht leer. {RING_GONE}")
    if settings.root_fingerprint is not None:
        what = "Der Fingerabdruck ist schon eingestellt: Hier oder woanders ist bereits gegründet worden."
        raise SettingsWrong("HINWEISGEBER_ROOT_FINGERPRINT", f"{what} {RING_GONE}")
    stage = partial(_stage, settings, more=more or {})
    founded = founding.found(cabinet, root_passphrase, people, today, stage, founding.APART)
    _settle(settings)
    return founded.ring


def resume(settings: Settings) -> bool:
    """After a founding that was cut off: puts its files in their places when the cabinet knows it, and says True; else
    clears them away, for nothing was ever sealed with them."""
    stage = settings.home / STAGE
    if not stage.exists():
        return False
    cabinet = cabinet_store(settings.cabinet_url)
    cabinet.migrate()
    with cabinet.read() as cab:
        if cab.head() is not None:
            _settle(settings)
            return True
    shutil.rmtree(stage)
    return False


def _stage(settings: Settings, founded: founding.Founded, more: Mapping[str, str]) -> None:
    """Everything that is written, beside its places: before the cabinet's commit, so that none of it is ever lost."""
    stage, place = settings.home / STAGE, settings.home / config.ENV_FILE
    stage.mkdir(mode=0o700, exist_ok=True)
    write_file(stage / ROOT_KEY, founded.root_key)
    for name in SECRETS:
        if not (settings.home / name).exists():
            write_secret(stage / name)
    had = place.read_text(encoding="utf-8") if place.exists() else ""
    pinned = {config.env_name("root_fingerprint"): founded.ring.fingerprint, **more}
    new = {name: value for name, value in pinned.items() if name not in config.parse_env(had)}
    write_file(stage / config.ENV_FILE, had + config.format_env(new, "Von der Gründung angelegt."))
    write_file(stage / Path(settings.ring).name, founded.ring.text(), 0o644)


def _settle(settings: Settings) -> None:
    """Moves what was staged to its places, the ring last: when it is there, nothing is missing. May be repeated."""
    stage, ring = settings.home / STAGE, Path(settings.ring)
    if not Path(settings.institution).exists():
        shutil.copyfile(config.TEMPLATE, settings.institution)
    names = (ROOT_KEY, *SECRETS, config.ENV_FILE)
    for staged, place in (*((stage / name, settings.home / name) for name in names), (stage / ring.name, ring)):
        if staged.exists():
            write_file(place, staged.read_text(encoding="utf-8"), 0o644 if place == ring else 0o600)
            staged.unlink()
    shutil.rmtree(stage)


def _not_twice(settings: Settings) -> None:
    if Path(settings.ring).exists():
        raise SettingsWrong("HINWEISGEBER_RING", f"{settings.ring} gibt es schon. Hier ist bereits gegründet worden.")
    for name in (ROOT_KEY, config.BACKUP_SECRET_FILE):  # written over, they would be lost for good
        if (settings.home / name).exists():
            raise SettingsWrong("HINWEISGEBER_RING", f"{settings.home / name} gibt es schon. {RING_GONE}")


def all_different(people: list[NewOfficer]) -> None:
    """Raises ClickException when two have one name or one function."""
    for words in ([one.username.casefold() for one in people], [one.function.casefold() for one in people]):
        if len(set(words)) < len(people):
            raise click.ClickException("Jede Person braucht einen eigenen Benutzernamen und eine eigene Funktion.")


def _pair(text: str, option: str) -> tuple[str, str]:
    name, separator, rest = text.partition("=")
    if not separator or not name or not rest:
        raise click.BadParameter(f"{text}: erwartet wird NAME=DATEI", param_hint=option)
    return name, rest


def read_person(text: str, files: dict[str, str], settings: Settings, *about: str) -> NewOfficer:
    """Who is to be admitted, from NAME:FUNKTION:ROLLE; the passphrase is asked for where none is given. `about`: how
    the institution is called, where the settings do not know it yet."""
    parts = [part.strip() for part in text.split(":")]
    if len(parts) != 3 or not all(parts) or parts[2] not in ROLES:
        roles = f"{', '.join(ROLES[:-1])} oder {ROLES[-1]}"
        raise click.BadParameter(f"{text}: erwartet wird NAME:FUNKTION:ROLLE mit {roles}")
    username, function, role = parts
    if len(function) > LONGEST_FUNCTION or not function.isprintable():
        raise click.ClickException(f"Die Funktion darf höchstens {LONGEST_FUNCTION} druckbare Zeichen haben.")
    given = passphrase_in(Path(files[username])) if username in files else settings.passphrase
    asked = ask_passphrase(f"Passphrase für {username}", given)
    passphrase = strong_enough(asked, username, function, *(about or called(settings)))
    return NewOfficer(username, function, cast(Role, role), passphrase)


def _ask_people(settings: Settings) -> list[NewOfficer]:
    people: list[NewOfficer] = []
    while not people or click.confirm("Noch eine Person anlegen?", default=len(people) < 2):
        username = click.prompt("Benutzername")
        function = click.prompt("Funktion, wie hinweisgebende Personen sie lesen (z. B. Fallbearbeitung 1)")
        role = click.prompt("Rolle", type=click.Choice(ROLES), default="officer")
        people.append(read_person(f"{username}:{function}:{role}", {}, settings))
    return people


def root_passphrase(settings: Settings, *about: str) -> str:
    """The new root key's passphrase, asked for where none is given; `about`: as above."""
    asked = ask_passphrase("Passphrase des Wurzelschlüssels", settings.root_passphrase)
    return strong_enough(asked, *(about or called(settings)))
