"""Passphrases as commands take them, and the root key that one of them opens."""

from __future__ import annotations

from pathlib import Path

import click

from ...config import Settings
from ...crypto.errors import PassphraseWrong
from ...crypto.keystore import RootKey
from ...crypto.ring import Ring, fingerprint
from ...errors import Broken
from ..home import FILE, ROOT_KEY

SHORTEST = 12  # characters of a passphrase


def root_option(function: click.decorators.FC) -> click.decorators.FC:
    """--root-key FILE."""
    return click.option(
        "--root-key",
        type=FILE,
        help=f"Gesperrter Wurzelschlüssel. Standard: {ROOT_KEY} im Ordner der Installation.",
    )(function)


def long_enough(passphrase: str) -> str:
    """The passphrase, if it can be one. Raises ClickException."""
    if len(passphrase) < SHORTEST:
        raise click.ClickException(f"Die Passphrase ist zu kurz: mindestens {SHORTEST} Zeichen, besser fünf Wörter.")
    return passphrase


def passphrase_in(path: Path) -> str:
    """The passphrase in a file, without the end of its line. Raises ClickException."""
    try:
        return path.read_bytes().decode().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path} ist nicht als Text lesbar.") from error


def asked_once(what: str, given: str | None) -> str:
    """One that opens something: from a setting or a file, else asked on the terminal, where it is not shown."""
    return given if given is not None else str(click.prompt(what, hide_input=True))


def unlocked_root(settings: Settings, ring: Ring, root_key: Path | None) -> RootKey:
    """The root that signs now. Raises ClickException."""
    path = root_key or settings.home / ROOT_KEY
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path} ist nicht lesbar. Bitte Datenträger anschließen, --root-key.") from error
    try:
        root = RootKey.unlock(text, asked_once("Passphrase des Wurzelschlüssels", settings.root_passphrase))
    except PassphraseWrong as error:
        raise click.ClickException("Die Passphrase des Wurzelschlüssels stimmt nicht.") from error
    except Broken as error:
        raise click.ClickException(f"{path} ist kein Wurzelschlüssel.") from error
    if fingerprint(root.public) != ring.fingerprint:
        raise click.ClickException(
            f"{path} ist der Wurzelschlüssel einer anderen Installation, oder ein früherer, der abgelöst ist."
        )
    return root
