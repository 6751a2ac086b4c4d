"""witness: somebody outside signs how far the journal has come. One command, one folder, no server.

Nothing of the installation is needed: not its settings, not its databases, no net.
"""

from __future__ import annotations

import fcntl
from pathlib import Path

import click

from ..crypto.contexts import is_witness
from ..crypto.errors import JournalBroken, PassphraseWrong
from ..crypto.keys import VerifyKey
from ..crypto.keystore import WitnessSecret
from ..crypto.witness import Request, Witnessed, WitnessKey
from ..errors import Broken, FormatBroken
from ..refusals.broken import why_of
from .home import FILE, FOLDER, ask_passphrase, berlin_today, write_file
from .people.passphrases import asked_once, opened, passphrase_in, strong_enough

KEY, PUBLIC, LAST = "witness.key.json", "witness.pub", "witnessed.txt"


@click.command()
@click.option("--home", type=FOLDER, default=Path("zeuge"), show_default=True, help="Ordner dieses Zeugen.")
@click.option("--new", "name", metavar="NAME", help="Legt den Schlüssel eines neuen Zeugen an.")
@click.option("--first", is_flag=True, help="Nur beim ersten Mal: Dieser Zeuge hat noch nichts unterschrieben.")
@click.option("--passphrase-file", type=FILE, help="Die Passphrase, aus einer Datei.")
@click.argument("file", metavar="DATEI", type=FILE, required=False)
def witness(home: Path, name: str | None, first: bool, passphrase_file: Path | None, file: Path | None) -> None:
    """Unterschreibt als Zeuge, wie weit das Protokoll ist, wenn es fortsetzt, was er zuletzt unterschrieben hat.

    DATEI ist, was „hinweisgeber checkpoint --for-witness“ in der Meldestelle gedruckt hat. Sie enthält Prüfsummen,
    nichts aus Fällen, keine Namen.
    """
    if (name is None) == (file is None):
        raise click.UsageError("Bitte eine DATEI angeben oder mit --new NAME einen Zeugen anlegen.")
    given = passphrase_in(passphrase_file) if passphrase_file else None
    if name is not None:
        _new(home, name, given)
        return
    assert file is not None  # noqa: S101  one of both
    try:
        key = WitnessKey.parse(_text(home / PUBLIC).removesuffix("\n"))
    except FormatBroken as error:
        raise _not_a_key(home / PUBLIC) from error
    with (home / KEY).open(encoding="utf-8") as locked:
        fcntl.flock(locked, fcntl.LOCK_EX)  # two at once would sign two journals
        _sign(home, key, locked.read(), _asked(file), first, given)


def _new(home: Path, name: str, given: str | None) -> None:
    if not is_witness(name):
        raise click.ClickException(
            f"„{name}“ geht nicht als Name: bitte nur kleine Buchstaben ohne Umlaute, Ziffern, Punkte und Bindestriche."
        )
    if (home / KEY).exists():
        raise click.ClickException(f"In {home} gibt es schon einen Zeugen. Bitte einen anderen Ordner nennen (--home).")
    passphrase = strong_enough(ask_passphrase(f"Passphrase des Zeugen {name}", given), name)
    secret = WitnessSecret.generate()
    write_file(home / PUBLIC, WitnessKey(name, VerifyKey(secret.public)).line() + "\n", 0o644)
    write_file(home / KEY, secret.lock(name, passphrase))
    click.echo(
        f"Zeuge {name} ist angelegt. Diese Zeile gehört an die Meldestelle und dorthin, wo der Fingerabdruck des "
        f"Wurzelschlüssels veröffentlicht ist:\n\n{_text(home / PUBLIC)}\n"
        f"Bitte {home / KEY} auf einen zweiten Datenträger kopieren. Der Schlüssel gehört niemandem, der die "
        "Meldestelle oder ihre Rechner betreut."
    )


def _sign(home: Path, key: WitnessKey, locked: str, asked: Request, first: bool, given: str | None) -> None:
    last = _last(home, key)
    if last is None and not first:
        raise click.ClickException(
            f"In {home} steht nicht, was dieser Zeuge zuletzt unterschrieben hat. Ist es das erste Mal, bitte --first "
            f"angeben. Sonst bitte {LAST} aus Ihrer Kopie zurücklegen; die Meldestelle hat auch eine."
        )
    try:
        asked.must_continue(last.head if last else None)
    except JournalBroken as broken:
        raise click.ClickException(f"Nicht unterschrieben: {why_of(broken)}.") from broken
    more = asked.head.size - (last.head.size if last else 0)
    click.echo(f"Protokoll {asked.head.origin}: {asked.head.size} Einträge, {more} mehr als beim letzten Mal.")
    try:
        typed = asked_once(f"Passphrase des Zeugen {key.name}", given)
        secret = opened(lambda meant: WitnessSecret.unlock(locked, key.name, meant), typed)
    except PassphraseWrong as error:
        raise click.ClickException("Die Passphrase stimmt nicht. Es wurde nichts unterschrieben.") from error
    except FormatBroken as error:
        raise _not_a_key(home / KEY) from error
    signed = Witnessed(asked.head, (key.cosign(asked.head, berlin_today(), secret.sign),))
    signed.signers((key,))  # a public line of another key is seen now, and not by who relies on it
    write_file(home / LAST, signed.text(), 0o644)
    click.echo(f"Unterschrieben. Bitte {home / LAST} an die Meldestelle geben und selbst eine Kopie aufbewahren.")


def _last(home: Path, key: WitnessKey) -> Witnessed | None:
    """What this witness signed last, by its own signature."""
    if not (home / LAST).exists():
        return None
    try:
        last = Witnessed.parse(_text(home / LAST))
        if last.signers((key,)):
            return last
    except Broken:
        pass
    raise click.ClickException(
        f"{home / LAST} trägt keine gültige Unterschrift dieses Zeugen. Bitte Ihre letzte Kopie zurücklegen; bis dahin "
        "wird nichts unterschrieben."
    )


def _not_a_key(path: Path) -> click.ClickException:
    return click.ClickException(f"{path} ist kein Schlüssel eines Zeugen. Bitte aus Ihrer Kopie zurücklegen.")


def _asked(file: Path) -> Request:
    try:
        return Request.parse(_text(file))
    except FormatBroken as error:
        raise click.ClickException(
            f"{file} ist nichts, was ein Zeuge unterschreiben kann. Bitte um die Datei, die „hinweisgeber checkpoint "
            "--for-witness“ druckt, und zwar unverändert."
        ) from error


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path} ist keine Textdatei.") from error
