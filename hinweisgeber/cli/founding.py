"""init and officer: what needs the root key."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast

import click

from .. import config
from ..config import Settings
from ..crypto.errors import RingBroken
from ..crypto.ring import Ring
from ..domain.address import plain_address
from ..errors import SettingsWrong
from ..store.cabinet import Cabinet, cabinet_store
from ..store.errors import StoreAway
from ..store.letterbox import letterbox_store
from ..store.unit import Store
from ..usecases.keeper import departure, founding
from ..usecases.keeper.errors import LastHolder
from ..usecases.keeper.founding import NewOfficer, Role
from ..usecases.officer.errors import FileNotFound
from .home import ROOT_KEY, ask_passphrase, berlin_today, home_option, read_ring, settings_at, write_file, write_secret
from .passphrases import long_enough, passphrase_in, root_option, unlocked_root
from .renewals import passphrase

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


# -- init ----------------------------------------------------------------------------------------------------------


@click.command()
@home_option
@click.option(
    "--officer",
    "officers",
    multiple=True,
    metavar="NAME:FUNKTION:ROLLE",
    help="Person der Meldestelle; Rolle ist lead (Leitung) oder officer (Fallbearbeitung). Mehrfach möglich; ohne "
    "Angabe wird gefragt. Empfohlen sind mindestens zwei.",
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
    founded = founding.found(
        cabinet, root_passphrase, people, today, lambda founded: _stage(settings, founded, more or {})
    )
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


def read_person(text: str, files: dict[str, str], settings: Settings) -> NewOfficer:
    """Who is to be admitted, from NAME:FUNKTION:ROLLE; the passphrase is asked for where none is given."""
    parts = [part.strip() for part in text.split(":")]
    if len(parts) != 3 or not all(parts) or parts[2] not in ("lead", "officer"):
        raise click.BadParameter(f"{text}: erwartet wird NAME:FUNKTION:ROLLE mit lead oder officer")
    username, function, role = parts
    if len(function) > LONGEST_FUNCTION or not function.isprintable():
        raise click.ClickException(f"Die Funktion darf höchstens {LONGEST_FUNCTION} druckbare Zeichen haben.")
    given = passphrase_in(Path(files[username])) if username in files else settings.passphrase
    passphrase = long_enough(ask_passphrase(f"Passphrase für {username}", given))
    return NewOfficer(username, function, cast(Role, role), passphrase)


def _ask_people(settings: Settings) -> list[NewOfficer]:
    people: list[NewOfficer] = []
    while not people or click.confirm("Noch eine Person anlegen?", default=len(people) < 2):
        username = click.prompt("Benutzername")
        function = click.prompt("Funktion, wie hinweisgebende Personen sie lesen (z. B. Fallbearbeitung 1)")
        role = click.prompt("Rolle", type=click.Choice(["lead", "officer"]), default="officer")
        people.append(read_person(f"{username}:{function}:{role}", {}, settings))
    return people


def root_passphrase(settings: Settings) -> str:
    """The new root key's passphrase, asked for where none is given."""
    return long_enough(ask_passphrase("Passphrase des Wurzelschlüssels", settings.root_passphrase))


# -- officer -------------------------------------------------------------------------------------------------------


@click.group()
def officer() -> None:
    """Personen im Schlüsselbund."""


officer.add_command(passphrase)


@officer.command()
@home_option
@root_option
@click.option("--mail", metavar="ADRESSE", help="Wohin Benachrichtigungen gehen. Die Person kann es später ändern.")
@click.argument("person", metavar="NAME:FUNKTION:ROLLE")
def add(home: Path | None, root_key: Path | None, mail: str | None, person: str) -> None:
    """Nimmt eine Person in den Schlüsselbund auf. Sie liest nur, was danach eingeht oder ihr zugewiesen wird."""
    address = plain_address(mail) if mail is not None else None  # before anybody is asked for a passphrase
    settings = settings_at(home)
    ring, cabinet = read_ring(settings), cabinet_store(settings.cabinet_url)
    root = unlocked_root(settings, ring, root_key)
    new = replace(read_person(person, {}, settings), mail=address)
    with cabinet.read() as cab:
        if cab.officer(username=new.username.lower()):
            raise click.ClickException(f"Den Benutzernamen {new.username} gibt es schon.")
    if any(new.function.casefold() == other.function.casefold() for other in ring.officers(berlin_today())):
        raise click.ClickException(f"Die Funktion {new.function} hat schon jemand.")
    if any(new.function.casefold() == function.casefold() for function in ring.last_days()):
        raise click.ClickException(
            f"Die Funktion {new.function} hat jemand, dessen Schlüssel abgelaufen ist. Ist es dieselbe Person, bitte "
            "„hinweisgeber officer extend“ nehmen, sonst verliert sie ihre Fälle; andernfalls zuerst „officer revoke“."
        )
    founding.admit(
        cabinet, ring, root, new, berlin_today(), lambda longer: write_file(Path(settings.ring), longer.text(), 0o644)
    )
    click.echo(f"{new.username} ({new.function}) steht im Schlüsselbund.")


@officer.command("list")
@home_option
def list_officers(home: Path | None) -> None:
    """Druckt den Schlüsselbund."""
    settings = settings_at(home)
    ring, today = read_ring(settings), berlin_today()
    names = _names(cabinet_store(settings.cabinet_url))
    click.echo(f"Wurzelschlüssel {ring.fingerprint}")
    for person in ring.everyone:
        state = "aktiv" if person.active(today) else "nicht aktiv"
        until = person.revoked_from or person.valid_until
        click.echo(
            f"{names.get(person.officer_id, '–'):20} {person.function:30} {person.role:8} "
            f"{person.valid_from} bis {until}  {state:11}  {person.officer_id}"
        )


@officer.command()
@home_option
@root_option
@click.option("--from", "from_day", type=click.DateTime(["%Y-%m-%d"]), help="Erster Tag ohne. Standard: heute.")
@click.argument("username", metavar="NAME")
def revoke(home: Path | None, root_key: Path | None, from_day: datetime | None, username: str) -> None:
    """Nimmt eine Person aus dem Schlüsselbund. Was sie gelesen oder kopiert hat, kann ihr niemand mehr nehmen.

    NAME ist der Benutzername oder die Kennung aus „officer list“. Was hier noch für sie versiegelt ist (Schlüssel zu
    Fällen, Maßnahmen und wartenden Meldungen, Entwürfe, Sitzungen, ihr Konto), wird sofort gelöscht; bei einem späteren
    Tag an diesem Tag. Fälle, die danach niemand mehr öffnen könnte, nennt der Befehl, und ändert dann nichts. Für
    jemanden, der schon entfernt ist, löscht er, was noch da ist.
    """
    settings, today = settings_at(home), berlin_today()
    cabinet, letterbox = cabinet_store(settings.cabinet_url), letterbox_store(settings.letterbox_url)
    ring, day = read_ring(settings), from_day.date() if from_day else today
    if day < today:
        raise click.ClickException("Der Tag liegt in der Vergangenheit: Seither Unterschriebenes gälte nicht mehr.")

    def publish(longer: Ring) -> None:
        write_file(Path(settings.ring), longer.text(), 0o644)

    try:
        if founding.finish(cabinet, letterbox, ring, username, today):
            click.echo(f"{username} ist schon entfernt. Was hier noch für diese Person versiegelt war, ist gelöscht.")
            return
        founding.require_heirs(cabinet, letterbox, ring, username, day)
        root = unlocked_root(settings, ring, root_key)
        longer = founding.revoke(cabinet, letterbox, ring, root, username, day, today, publish)
    except LastHolder as last:
        raise click.ClickException(_heirs_first(username, last)) from last
    except (FileNotFound, RingBroken) as error:
        raise click.ClickException(f"{username} steht nicht im Schlüsselbund oder wird schon entfernt.") from error
    except StoreAway as away:
        raise click.ClickException(_AGAIN) from away
    if not longer.officers(max(day, today) + timedelta(days=1)):
        click.echo("Achtung: Danach kann niemand mehr Meldungen empfangen.", err=True)
    click.echo(f"{username} ist ab {day} nicht mehr im Schlüsselbund; offene Sitzungen sind beendet.")
    click.echo(_GONE if day <= today else _GOES_LATER)
    click.echo(f"Bitte auch die Kopie bei der Annahme ersetzen: Sonst versiegelt sie weiter auch für {username}.")


_AGAIN = (
    "Ein Speicher war nicht erreichbar, voll oder belegt. Bitte rufen Sie den Befehl noch einmal auf: Er führt zu "
    "Ende, was begonnen ist."
)
_GONE = (
    "Was hier für diese Person versiegelt war, ist gelöscht. Ältere Sicherungen enthalten es noch; wer früher einen "
    "Schlüssel kopiert hat, kann ihn behalten haben."
)
_GOES_LATER = (
    "Was hier für diese Person versiegelt ist, löscht ab diesem Tag der tägliche Lauf von „hinweisgeber erase "
    "--carry-out“. Rufen Sie dann auch diesen Befehl noch einmal auf: Er löscht alles sofort und leert ihr Konto."
)
_HEIRS_FIRST = """Bitte zuerst:
  1. {name} meldet sich in der Meldestelle an und öffnet die Liste der Fälle; das holt ab, was wartet.
  2. {name} weist jeden dieser Fälle jemand anderem zu; die Maßnahmen eines Falls gehen mit. Maßnahmen, deren Fall
     gelöscht ist, gibt {name} im Register der Maßnahmen weiter.
  3. Danach noch einmal „hinweisgeber officer revoke“.
Darf sonst niemand lesen, was hier steht, nehmen Sie vorher mit „hinweisgeber officer add“ jemanden auf. Ist nur ein
Schlüssel abgelaufen, verlängern Sie ihn mit „hinweisgeber officer extend“."""


def _heirs_first(username: str, last: LastHolder) -> str:
    """What nobody could open any more, and what to do first."""
    lines = [f"Es wurde nichts geändert. Ohne {username} kann niemand mehr öffnen:"]
    if last.cases:
        lines.append(f"  Fälle: {', '.join(last.cases)}")
    if last.measures:
        lines.append(f"  Maßnahmen: {', '.join(last.measures)}")
    if last.waiting:
        count = "eine Meldung" if len(last.waiting) == 1 else f"{len(last.waiting)} Meldungen"
        lines.append(f"  noch nicht abgeholt: {count}, die älteste vom {last.waiting[0]:%d.%m.%Y}")
    return "\n".join((*lines, _HEIRS_FIRST.format(name=username)))


@officer.command()
@home_option
@root_option
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Letzter gültiger Tag. Standard: in zwei Jahren.")
@click.argument("username", metavar="NAME")
def extend(home: Path | None, root_key: Path | None, until: datetime | None, username: str) -> None:
    """Verlängert den Schlüssel einer Person, auch wenn er schon abgelaufen ist. Ihre Fälle bleiben ihr so lesbar.

    NAME ist der Benutzername oder die Kennung aus „officer list“. Später als 30 Tage nach dem Ende fehlt ihr, was
    auch andere geöffnet haben; es lässt sich ihr neu zuweisen.
    """
    settings, today = settings_at(home), berlin_today()
    ring, cabinet = read_ring(settings), cabinet_store(settings.cabinet_url)
    day = until.date() if until else today + timedelta(days=founding.VALID_DAYS)
    try:
        person = founding.find(cabinet, ring, username)
    except FileNotFound as error:
        raise click.ClickException(f"{username} steht nicht im Schlüsselbund.") from error
    if person.revoked_from is not None:
        raise click.ClickException(f"{username} ist entfernt. Bitte neu aufnehmen: „hinweisgeber officer add“.")
    if day < today:
        raise click.ClickException("Der Tag liegt in der Vergangenheit. Bitte einen späteren wählen (--until).")
    if day <= person.valid_until:
        raise click.ClickException(f"{username} gilt schon bis {person.valid_until}. Bitte später wählen (--until).")
    try:
        longer = ring.extend(unlocked_root(settings, ring, root_key), person.officer_id, day)
    except RingBroken as error:
        raise click.ClickException(
            f"Die Funktion {person.function} hat zwischen {person.valid_until} und {day} schon jemand anderes; zwei "
            "zugleich darf es nicht geben. Alte Fälle kann in der Meldestelle zuweisen, wer einen Schlüssel dazu hat."
        ) from error
    write_file(Path(settings.ring), longer.text(), 0o644)
    click.echo(f"{username} gilt bis {day}. Bitte auch die Kopie des Schlüsselbunds bei der Annahme ersetzen.")
    if departure.has_lapsed(person, today):
        click.echo(
            "Der Schlüssel war länger als 30 Tage abgelaufen. Fälle, die auch andere geöffnet haben, stehen dieser "
            "Person erst wieder offen, wenn jemand sie ihr in der Meldestelle zuweist. Steht sie dort noch als "
            "zuständig, bitte zuerst jemand anderem zuweisen, dann wieder ihr."
        )


def _names(cabinet: Store[Cabinet]) -> dict[str, str]:
    with cabinet.read() as cab:
        return cab.usernames()
