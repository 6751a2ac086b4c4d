"""Passphrases as commands take them, and the root key that one of them opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from ...config import Settings, load_institution
from ...crypto.errors import PassphraseWrong
from ...crypto.keystore import RootKey
from ...crypto.ring import Ring, fingerprint
from ...errors import Broken, Refused, SettingsWrong
from ...refusals.operator import for_operators
from ...usecases.officer.meant import as_meant
from ...usecases.officer.strength import require_strong
from ..home import FILE, ROOT_KEY

T = TypeVar("T")


def root_option(function: click.decorators.FC) -> click.decorators.FC:
    """--root-key FILE."""
    return click.option(
        "--root-key",
        type=FILE,
        help=f"Gesperrter Wurzelschlüssel. Standard: {ROOT_KEY} im Ordner der Installation.",
    )(function)


def strong_enough(passphrase: str, *about: str) -> str:
    """The passphrase as it is kept, if it can be one; `about`: what is easily thought of. Raises ClickException."""
    try:
        return require_strong(passphrase, *about)
    except Refused as refused:
        raise click.ClickException(for_operators(refused)) from refused


def called(settings: Settings) -> tuple[str, ...]:
    """How the institution is called, as far as that is written down yet."""
    try:
        institution = load_institution(settings.institution)
    except (SettingsWrong, OSError):
        return ()
    return institution.name, institution.short


def opened(unlock: Callable[[str], T], passphrase: str) -> T:
    """What a passphrase opens that was typed, blanks around it left out; with them where it was set so. Raises what
    `unlock` raises."""
    *first, last = as_meant(passphrase)
    for meant in first:
        try:
            return unlock(meant)
        except PassphraseWrong:
            continue
    return unlock(last)


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
        given = asked_once("Passphrase des Wurzelschlüssels", settings.root_passphrase)
        root = opened(lambda meant: RootKey.unlock(text, meant), given)
    except PassphraseWrong as error:
        raise click.ClickException("Die Passphrase des Wurzelschlüssels stimmt nicht.") from error
    except Broken as error:
        raise click.ClickException(f"{path} ist kein Wurzelschlüssel.") from error
    if fingerprint(root.public) != ring.fingerprint:
        raise click.ClickException(
            f"{path} ist der Wurzelschlüssel einer anderen Installation, oder ein früherer, der abgelöst ist."
        )
    return root
