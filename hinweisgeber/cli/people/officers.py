"""officer: people come into the key ring, stay and leave. It needs the root key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import click

from ...crypto.errors import RingBroken
from ...crypto.ring import Officer, Ring
from ...domain.address import plain_address
from ...errors import Refused
from ...refusals.operator import for_operators
from ...store.cabinet import Cabinet, cabinet_store
from ...store.errors import StoreAway
from ...store.letterbox import letterbox_store
from ...store.unit import Store
from ...usecases.keeper import departure, founding
from ...usecases.keeper.errors import LastHolder
from ...usecases.officer import suspension
from ...usecases.officer.errors import FileNotFound
from ...usecases.officer.revocation import ring_in_force
from ..at_work import ring_at_work
from ..home import berlin_today, home_option, read_ring, settings_at, write_ring
from .factors import remove_factor
from .founding import read_person
from .passphrases import root_option, unlocked_root
from .receiving import receive
from .renewals import passphrase


@click.group()
def officer() -> None:
    """Personen im Schlüsselbund."""


officer.add_command(passphrase)
officer.add_command(receive)
officer.add_command(remove_factor)


@officer.command()
@home_option
@root_option
@click.option("--mail", metavar="ADRESSE", help="Wohin Benachrichtigungen gehen. Die Person kann es später ändern.")
@click.option(
    "--no-receive", is_flag=True, help="Neue Meldungen bekommt die Person nur, wenn sie ihr zugewiesen werden."
)
@click.argument("person", metavar="NAME:FUNKTION:ROLLE")
def add(home: Path | None, root_key: Path | None, mail: str | None, no_receive: bool, person: str) -> None:
    """Nimmt eine Person in den Schlüsselbund auf. Sie liest nur, was danach eingeht oder ihr zugewiesen wird."""
    address = plain_address(mail) if mail is not None else None  # before anybody is asked for a passphrase
    settings = settings_at(home)
    ring, cabinet = read_ring(settings), cabinet_store(settings.cabinet_url)
    root = unlocked_root(settings, ring, root_key)
    new = replace(read_person(person, {}, settings), mail=address, receives=not no_receive)
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
    founding.admit(cabinet, ring, root, new, berlin_today(), partial(write_ring, settings))
    click.echo(f"{new.username} ({new.function}) steht im Schlüsselbund.")


@officer.command("list")
@home_option
def list_officers(home: Path | None) -> None:
    """Druckt den Schlüsselbund."""
    settings = settings_at(home)
    ring, today = read_ring(settings), berlin_today()
    names = _names(cabinet := cabinet_store(settings.cabinet_url))
    here = ring_in_force(cabinet, ring)
    click.echo(f"Wurzelschlüssel {ring.fingerprint}")
    for person in ring.everyone:
        state = "aktiv" if person.active(today) else "nicht aktiv"
        until = person.revoked_from or person.valid_until
        click.echo(
            f"{names.get(person.officer_id, '–'):20} {person.function:30} {person.role:8} "
            f"{person.valid_from} bis {until}  {state:11}  {person.officer_id}"
            f"{'' if person.receives(today) else _NOT_NEW}"
            f"{_ONLY_HERE if _is_out_here(here, person, today) else ''}"
        )


_NOT_NEW = "  neue Meldungen nur nach Zuweisung"
_ONLY_HERE = "  durch zwei Leitungen entfernt: bitte „officer revoke“"


def _is_out_here(here: Ring, person: Officer, today: date) -> bool:
    """Out of the office by two leads, and not yet of the ring."""
    seen = here.get(person.officer_id)
    return person.active(today) and seen is not None and seen.is_out(today)


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
    publish = partial(write_ring, settings)
    if day < today:
        raise click.ClickException("Der Tag liegt in der Vergangenheit: Seither Unterschriebenes gälte nicht mehr.")

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

    NAME ist der Benutzername oder die Kennung aus „officer list“. Woran andere nach dem Ende gearbeitet haben, fehlt
    ihr; 30 Tage danach alles, was auch andere geöffnet haben. Es lässt sich ihr neu zuweisen.
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
    write_ring(settings, longer)
    click.echo(f"{username} gilt bis {day}. Bitte auch die Kopie des Schlüsselbunds bei der Annahme ersetzen.")
    if person.valid_until < today:
        what = (
            "Der Schlüssel war länger als 30 Tage abgelaufen. Fälle, die auch andere geöffnet haben,"
            if departure.has_lapsed(person, today)
            else "Der Schlüssel war abgelaufen. Fälle, an denen andere seitdem gearbeitet haben,"
        )
        click.echo(
            f"{what} stehen dieser Person erst wieder offen, wenn jemand sie ihr in der Meldestelle zuweist, auch wo "
            "sie noch als zuständig steht."
        )


@officer.command()
@home_option
@root_option
@click.argument("username", metavar="NAME")
def suspend(home: Path | None, root_key: Path | None, username: str) -> None:
    """Suspendiert eine Person sofort, für drei Arbeitstage; es endet von selbst.

    NAME ist der Benutzername oder die Kennung aus „officer list“. Sie wird abgemeldet, kann sich nicht anmelden,
    bekommt keine neuen Meldungen und unterschreibt nichts. Ihre Schlüssel und Fälle bleiben ihr; für immer entfernt sie
    „officer revoke“. Der Eintrag steht im Protokoll, unterschrieben mit dem Wurzelschlüssel. Ohne ihn kann jede Leitung
    dasselbe in der Meldestelle tun (Verwaltung, Personen).
    """
    settings, today = settings_at(home), berlin_today()
    ring, cabinet = ring_at_work(settings), cabinet_store(settings.cabinet_url)
    try:
        person = founding.find(cabinet, ring, username)
        if not person.active(today):
            raise FileNotFound()
        root = unlocked_root(settings, ring, root_key)
        done = suspension.suspend_by_root(cabinet, ring, person.officer_id, today, root.sign)
    except FileNotFound as error:
        raise click.ClickException(f"{username} ist heute nicht im Schlüsselbund.") from error
    except Refused as refused:
        raise click.ClickException(for_operators(refused)) from refused
    click.echo(f"{username} ist abgemeldet und bis einschließlich {done.until} suspendiert.")


def _names(cabinet: Store[Cabinet]) -> dict[str, str]:
    with cabinet.read() as cab:
        return cab.usernames()
