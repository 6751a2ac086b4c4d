"""What commands share: the --home option, the settings, files written safely."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from ..config import Settings, find_home, load
from ..crypto.errors import RingBroken
from ..crypto.ring import Officer, Ring
from ..domain.case.deadlines import receipt_day
from ..errors import SettingsWrong
from ..store.durable import read_plain, write_whole

ROOT_KEY = "root.key.json"
FILE = click.Path(dir_okay=False, exists=True, path_type=Path)  # one that is there
FOLDER = click.Path(file_okay=False, path_type=Path)


def home_option(function: Any) -> Any:
    """--home DIR, the folder of the installation."""
    return click.option(
        "--home",
        type=FOLDER,
        help="Ordner der Installation. Standard: HINWEISGEBER_HOME oder ./instance.",
    )(function)


def today_option(function: Any) -> Any:
    """--today DAY: as if it were that day; without it the day in Berlin."""
    return click.option(
        "--today",
        type=click.DateTime(["%Y-%m-%d"]),
        callback=lambda _context, _option, given: given.date() if given else berlin_today(),
        metavar="JJJJ-MM-TT",
        help="Als wäre es dieser Tag: zum Prüfen, was dann fällig ist.",
    )(function)


def berlin_today() -> date:
    """The day in Berlin."""
    return receipt_day(datetime.now(UTC))


def settings_at(home: Path | None) -> Settings:
    """The settings of this installation. Raises SettingsWrong."""
    return load(find_home(home, os.environ), os.environ)


def read_ring(settings: Settings) -> Ring:
    """The verified ring. Raises SettingsWrong, RingBroken."""
    settings.require("root_fingerprint")
    try:
        text = read_plain(settings.ring).decode("utf-8")
    except OSError as error:
        raise SettingsWrong(
            "HINWEISGEBER_RING",
            f"{settings.ring} ist nicht lesbar. Bitte die Datei aus der Gründung oder einer Sicherung holen oder die "
            "Rechte prüfen; nur auf einer neuen Maschine legt „hinweisgeber init“ sie an.",
        ) from error
    except UnicodeDecodeError as error:
        raise RingBroken(0, "file is not UTF-8") from error
    return Ring.parse(text, settings.root_fingerprint or "")


def no_account(person: Officer) -> tuple[str, str]:
    """What is wrong with somebody in the ring without an account, and what to do, which takes nothing from anybody."""
    what = (
        f"„{person.function}“ (Kennung {person.officer_id}) empfängt Meldungen, hat aber kein Konto, das sich "
        "öffnen ließe, und kann sich nicht anmelden."
    )
    hint = (
        "Bitte zuerst suchen, ob es den Aktenschrank oder eine Sicherung gibt, worin das Konto steht, und nur diese "
        "benutzen. Bis dahin bitte niemanden aus dem Schlüsselbund nehmen: Das lässt sich nicht zurücknehmen. Wie es "
        "weitergeht, sagt deploy/README.md unter 8."
    )
    return what, hint


def write_file(path: Path, text: str, mode: int = 0o600) -> None:
    """Writes a file so that after a crash the old or the new one is there, never half of one."""
    write_whole(path, text.encode(), mode)


def write_ring(settings: Settings, ring: Ring) -> None:
    """The ring in its place, where everybody may read it."""
    write_file(Path(settings.ring), ring.text(), 0o644)


def write_secret(path: Path) -> None:
    """A new secret of 32 random bytes, as settings read it."""
    write_file(path, secrets.token_hex(32) + "\n")


def ask_passphrase(what: str, given: str | None) -> str:
    """The passphrase from the setting, or asked twice on the terminal."""
    if given is not None:
        return given
    return str(click.prompt(what, hide_input=True, confirmation_prompt="Noch einmal"))
