"""The name of an installation: it stands in front of all that is its own on a machine and on a database server.

The files of deploy/ bear the usual name. Another installation has the same ones under its own: accounts and roles
(`zweite_office`), units (`zweite-office.service`), folders (`/var/lib/zweite`, `/run/zweite` …). The program is one.
"""

from __future__ import annotations

import re
from pathlib import Path

NAME = "hinweisgeber"
ALLOWED = re.compile(r"[a-z][a-z0-9]{1,19}")  # an account has at most 32 signs, a socket's path 107
_NOT_THE_PROGRAM = r"(?<!/opt/)(?<!/usr/lib/)(?<!/bin/)(?<!/share/)"
_IN_FILES = re.compile(rf"{_NOT_THE_PROGRAM}\b{NAME}(?![a-z])")
_IN_WORDS = re.compile(rf"{_NOT_THE_PROGRAM}(?:(?<=/){NAME}(?![a-z])|\b{NAME}(?=[-_][a-z]))")  # commands stay
_IN_NGINX = re.compile(r"(?<![\w/])(\$?)(intake|office)_(?=[a-z])")  # one nginx knows each zone and variable once


def name_of(home: Path) -> str:
    """Whose home this is: /var/lib/NAME/office is NAME's, any other folder the usual one's."""
    is_laid_out = home.name in ("intake", "office") and home.parent.parent.name == "lib"
    return home.parent.name if is_laid_out and ALLOWED.fullmatch(home.parent.name) else NAME


def in_file(text: str, name: str) -> str:
    """A file of deploy/, for the installation of that name."""
    return _IN_FILES.sub(name, text)


def in_site(text: str, name: str) -> str:
    """A file for nginx, beside those of others."""
    return in_file(text if name == NAME else _IN_NGINX.sub(rf"\1{name}_\2_", text), name)


def in_words(text: str, name: str) -> str:
    """What is said to people of folders, accounts and units, for the installation of that name."""
    own = "" if name == NAME else f"-v name={name} "
    return _IN_WORDS.sub(name, text).replace("psql -X -f", f"psql -X {own}-f")
