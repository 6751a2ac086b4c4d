"""Where settings come from: the file `settings.env` under the home, and over it the environment.

`settings.env`, example::

    # a line that starts with a hash is a comment
    HINWEISGEBER_INTAKE_URL=https://hinweise.example.org
    HINWEISGEBER_CABINET_URL_FILE=cabinet.url

A line MUST be empty, a comment, or `HINWEISGEBER_NAME=value`. The value runs from the first `=` to the end of
the line and is taken as it stands: there are no quotes, escapes, `export`, trailing comments or continued
lines. Whatever looks like one of these is refused instead of guessed, because shell, systemd and Docker each
guess differently.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from hinweisgeber.errors import SettingsWrong
from hinweisgeber.store.durable import read_plain

PREFIX = "HINWEISGEBER_"
FILE_SUFFIX = "_FILE"
ENV_FILE = "settings.env"
LONGEST = 4000  # characters of a value; no path may have more
_NAME = re.compile(r"HINWEISGEBER_[A-Z][A-Z_]*")


def parse_env(text: str) -> dict[str, str]:
    """The pairs of a `settings.env`; `parse_env(format_env(pairs)) == pairs`.

    Raises SettingsWrong naming the line.
    """
    pairs: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        where = f"{ENV_FILE}, Zeile {number}"
        name, equals, value = line.partition("=")
        if not equals or not _NAME.fullmatch(name):
            raise SettingsWrong(
                where, "Erlaubt ist nur HINWEISGEBER_NAME=Wert, ohne Leerzeichen davor und ohne „export“."
            )
        if name in pairs:
            raise SettingsWrong(where, f"{name} steht zweimal in der Datei. Bitte eine der Zeilen entfernen.")
        _plain_value(where, value)
        pairs[name] = value
    return pairs


def format_env(pairs: Mapping[str, str], comment: str = "") -> str:
    """A `settings.env` with these pairs, led by `comment`; raises SettingsWrong like the parser."""
    head = [f"# {line}".rstrip() for line in comment.splitlines()]
    text = "\n".join([*head, *(f"{name}={value}" for name, value in pairs.items())]) + "\n"
    if parse_env(text) != dict(pairs):  # a line break inside a value or comment would otherwise smuggle in a line
        raise SettingsWrong(ENV_FILE, "Namen und Werte dürfen keinen Zeilenumbruch enthalten.")
    return text


def read_env(home: Path) -> dict[str, str]:
    """The pairs of `home/settings.env`, none if there is no such file; raises SettingsWrong."""
    path = home / ENV_FILE
    if not path.exists():
        return {}
    return parse_env(_read(ENV_FILE, path))


def gather(pairs: Mapping[str, str], known: Iterable[str], home: Path) -> dict[str, str]:
    """The values of one source by full name, with each X_FILE replaced by X and the contents of that file.

    Names that do not start with HINWEISGEBER_ are not ours and left alone. Raises SettingsWrong for an
    unknown name, for X beside X_FILE, for an empty value and for a file that cannot be read.
    """
    names = frozenset(known)
    values: dict[str, str] = {}
    for given, value in pairs.items():
        if not given.startswith(PREFIX):
            continue
        name = given if given in names else given.removesuffix(FILE_SUFFIX)
        if name not in names:
            raise SettingsWrong(
                given, f"Diese Einstellung gibt es nicht. Gemeint ist vielleicht {_nearest(given, names)}."
            )
        if name in values:
            raise SettingsWrong(name, f"{name} und {name}{FILE_SUFFIX} widersprechen sich. Bitte nur eines angeben.")
        values[name] = _from_file(given, home / value) if given != name else value
        _plain_value(given, values[name])
    return values


def _from_file(name: str, path: Path) -> str:
    return _read(name, path).removesuffix("\n")


def _read(name: str, path: Path) -> str:
    try:
        return read_plain(path).decode("utf-8")
    except (OSError, ValueError) as problem:
        raise SettingsWrong(name, f"Die Datei {path} ist nicht als UTF-8-Text lesbar.") from problem


def _plain_value(where: str, value: str) -> None:
    """Refuse values that other tools would read differently; never repeats the value, it may be a secret."""
    if not value:
        raise SettingsWrong(where, "Der Wert ist leer. Bitte einen Wert angeben oder die Einstellung weglassen.")
    if value != value.strip() or (value[0] in "\"'" and value[0] == value[-1]):
        raise SettingsWrong(where, "Der Wert darf nicht in Anführungszeichen oder Leerzeichen stehen.")
    if len(value) > LONGEST:
        raise SettingsWrong(where, f"Der Wert ist zu lang: {len(value)} Zeichen, erlaubt sind {LONGEST}.")
    if not value.isprintable():
        raise SettingsWrong(where, "Der Wert muss eine einzige Zeile ohne Steuerzeichen sein.")


def _nearest(given: str, names: frozenset[str]) -> str:
    suffix = FILE_SUFFIX if given.endswith(FILE_SUFFIX) else ""
    bare = given.removesuffix(FILE_SUFFIX)
    return difflib.get_close_matches(bare, sorted(names), n=1, cutoff=0.0)[0] + suffix
