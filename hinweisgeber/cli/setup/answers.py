"""What nobody can know but the institution: asked on a terminal, or read from a file, and kept without passphrases."""

from __future__ import annotations

import ipaddress
import json
import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import click

from ...config import values
from ...config.files import open_to_others
from ...config.tables import ValueRefused, build
from ...errors import SettingsWrong
from ..naming import NAME, in_words

KEPT = "setup.json"
BACKUPS, SAFE = "/var/backups/hinweisgeber", "/srv/hinweisgeber-tresor"
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "127.0.0.0/8", "::1/128")


@dataclass(frozen=True)
class FirstPerson:
    """One of the first people of the office; reporters read the function when they exclude somebody."""

    username: str
    function: str
    role: Literal["lead", "officer"]
    passphrase: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for key in ("username", "function"):
            text = getattr(self, key)
            if ":" in text or not text.isprintable():
                raise ValueRefused(key, "Ohne Doppelpunkt und Steuerzeichen, bitte.")


@dataclass(frozen=True)
class Answers:
    """All answers; made by `build`, which refuses what does not fit."""

    name: str
    short: str
    address: tuple[str, ...]
    phone: str
    mail: str
    intake_host: str
    office_host: str
    officers: tuple[FirstPerson, ...]
    database: Literal["sqlite", "postgresql"] = "sqlite"
    onion: bool = False
    root_key_to: str = SAFE
    backups_to: str = BACKUPS
    operator_mail: str | None = None
    office_address: str | None = None  # where nginx listens for the office; without it, what the machine says
    office_network: tuple[str, ...] = PRIVATE
    root_passphrase: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for key in ("intake_host", "office_host"):
            _fits(key, values.host_name, getattr(self, key))
        if self.intake_host.lower() == self.office_host.lower():
            raise ValueRefused("office_host", "Die Meldestelle braucht einen eigenen Namen, nur im internen Netz.")
        if len(self.officers) < 2:
            hint = "Bitte mindestens zwei Personen: Sonst gibt es weder Vertretung noch Ausweg bei Befangenheit."
            raise ValueRefused("officers", hint)
        for key in ("root_key_to", "backups_to"):
            path = getattr(self, key)
            if not path.startswith("/") or path.rstrip("/") in ("", "/var", "/etc") or not path.isprintable():
                raise ValueRefused(key, "Erwartet wird ein Ordner mit vollem Pfad.")
        if re.match(r"/var/lib/[^/]+/(?:office|intake|letterbox|blobs)/", f"{self.root_key_to}/"):
            raise ValueRefused("root_key_to", "Der Wurzelschlüssel gehört nicht neben die Datenbank.")
        if self.operator_mail is not None:
            _fits("operator_mail", values.mail_address, self.operator_mail)
        if self.office_address is not None:
            _fits("office_address", lambda raw, _: ipaddress.ip_address(raw), self.office_address)
        for network in self.office_network:
            _fits("office_network", lambda raw, _: ipaddress.ip_network(raw), network)

    def without_passphrases(self) -> Answers:
        """What may be kept."""
        return replace(
            self, root_passphrase=None, officers=tuple(replace(one, passphrase=None) for one in self.officers)
        )


def _fits(key: str, parse: Callable[[str, Path], object], raw: str) -> None:
    try:
        parse(raw, Path("/"))
    except ValueError as problem:
        word = "Erwartet wird eine Adresse wie 10.0.0.5 oder ein Netz wie 10.0.1.0/24."
        raise ValueRefused(key, word if key.startswith("office_") and key != "office_host" else str(problem)) from None


# -- from a file -------------------------------------------------------------------------------------------------------


def read(path: Path, name: str = NAME) -> Answers:
    """The answers in a file, TOML or JSON, for the installation of that name. Raises SettingsWrong naming what does not
    fit."""
    try:
        text = path.read_bytes().decode()
        table: Any = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise SettingsWrong(str(path), "Die Datei ist nicht lesbar.") from error
    except ValueError as error:
        raise SettingsWrong(str(path), "Erwartet wird TOML in UTF-8, oder JSON mit der Endung .json.") from error
    answers = build(Answers, _folders(name) | table if isinstance(table, dict) else table)
    if answers != answers.without_passphrases() and open_to_others(path):
        hint = f"Darin stehen Passphrasen, und andere können sie lesen. Bitte zuerst „chmod 600 {path}“."
        raise SettingsWrong(str(path), hint)
    return answers


def _folders(name: str) -> dict[str, str]:
    return {"root_key_to": in_words(SAFE, name), "backups_to": in_words(BACKUPS, name)}


def kept(answers: Answers) -> str:
    """What is kept for a second run, as JSON."""
    given = {key: value for key, value in asdict(answers.without_passphrases()).items() if value is not None}
    for person in given["officers"]:
        del person["passphrase"]
    return json.dumps(given, ensure_ascii=False, indent=1) + "\n"


# -- on a terminal -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """One question; `read` makes of a line what the answer is."""

    key: str
    text: str
    default: str | None = None
    read: Callable[[str], Any] = str

    def ask(self, name: str) -> Any:
        """The answer. A default is taken by Enter; folders bear the installation's name."""
        default = self.default and in_words(self.default, name)
        return self.read(str(click.prompt(self.text, default=default)).strip())


def _lines(raw: str) -> list[str]:
    return [part.strip() for part in raw.split(",")]


def _yes(raw: str) -> bool:
    return raw.lower() in ("j", "ja", "y", "yes")


def _if_any(raw: str) -> str | None:
    return None if raw in ("", "-") else raw


QUESTIONS = (
    Asked("name", "Name der Behörde (Landratsamt Musterkreis)"),
    Asked("short", "Kurzname (LRA Musterkreis)"),
    Asked("address", "Anschrift der Meldestelle, Zeilen durch Kommas getrennt", read=_lines),
    Asked("phone", "Telefon der Meldestelle (+49 30 23125 100)"),
    Asked("mail", "E-Mail-Adresse der Meldestelle"),
    Asked("intake_host", "Rechnername der Annahme, öffentlich (hinweise.example.org)"),
    Asked("office_host", "Rechnername der Meldestelle, nur intern (meldestelle.intern.example.org)"),
    Asked("lead", "Funktion der ersten Person, Leitung; bitte keine Namen", "Leitung der Stabsstelle"),
    Asked("second", "Funktion der zweiten Person", "Fallbearbeitung 1"),
    Asked("database", "Datenbank: sqlite (genügt einem Landratsamt) oder postgresql", "sqlite"),
    Asked("onion", "Auch als Onion-Dienst über Tor (ja, nein)", "ja", _yes),
    Asked("root_key_to", "Ordner für Wurzelschlüssel und Sicherungsgeheimnis, am besten ein Datenträger", SAFE),
    Asked("backups_to", "Ordner für Sicherungen, am besten eine andere Platte", BACKUPS),
    Asked("operator_mail", "E-Mail-Adresse der IT für Ausfälle (- für keine)", "-", _if_any),
)


def ask(name: str = NAME) -> Answers:
    """Asks until all fits. Raises SettingsWrong where nobody is there to be asked."""
    if not sys.stdin.isatty():
        raise SettingsWrong("--answers", "Hier kann niemand antworten. Bitte eine Datei mit den Antworten angeben.")
    questions = {question.key: question for question in QUESTIONS}
    given = {key: question.ask(name) for key, question in questions.items()}
    while True:
        try:
            return build(Answers, _table(given))
        except SettingsWrong as wrong:
            key = wrong.setting.partition(".")[0]
            click.echo(wrong.hint)
            for again in ("lead", "second") if key == "officers" else (key,):
                given[again] = questions[again].ask(name)


def _table(given: dict[str, Any]) -> dict[str, Any]:
    """As a file would say it: two people in place of their functions, nothing that was not answered."""
    people = [
        {"username": "leitung", "function": given["lead"], "role": "lead"},
        {"username": "fall1", "function": given["second"], "role": "officer"},
    ]
    told = {key: value for key, value in given.items() if key not in ("lead", "second") and value is not None}
    return told | {"officers": people}
