"""In which language a page speaks: its address says so, `/en/melden`, and nothing else does.

A cookie would stay on the device, and what a browser prefers is not always what somebody wants to read here. There is a
language for each folder `translations/<tag>/LC_MESSAGES` with a compiled catalogue (`make messages`); German is in the
code itself and has no part of the address.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Response, request
from flask_babel import get_locale

FOLDER = Path(__file__).resolve().parent.parent / "translations"
HERE = "de"
_CHOSEN = "hinweisgeber.language"


def languages() -> frozenset[str]:
    """The tags of all languages there is a compiled catalogue for, beside German."""
    found = (path.parts[-3] for path in FOLDER.glob("*/LC_MESSAGES/messages.mo"))
    return frozenset(tag for tag in found if _is_known(tag))


def _is_known(tag: str) -> bool:
    """Whether days and numbers can be written in it."""
    try:
        Locale.parse(tag)
    except (ValueError, UnknownLocaleError):
        return False
    return True


def spoken(environ: dict[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """The request as the pages see it: a language in front of its address is taken away, and links get it again."""
    before, _, rest = environ.get("PATH_INFO", "").removeprefix("/").partition("/")
    tag = before.lower()
    if tag not in known:
        return environ
    root = environ.get("SCRIPT_NAME", "") + "/" + tag
    return environ | {"SCRIPT_NAME": root, "PATH_INFO": "/" + rest, _CHOSEN: tag}


def language() -> str:
    """The tag of the language that this request asks for."""
    chosen: str = request.environ.get(_CHOSEN, HERE)
    return chosen


def stay(response: Response) -> None:
    """A redirect to a path of ours leads to the page in the language of this one."""
    root, to = request.script_root, response.headers.get("Location", "")
    if root and to.startswith("/") and not f"{to}/".startswith(f"{root}/"):
        response.headers["Location"] = root + to


def number_words(number: float, form: str = "#,##0") -> str:
    """A number as people write it in the language of the page, 4.213 or 4,213; `form` as in Unicode TR 35."""
    return str(format_decimal(number, form, get_locale() or HERE))


def day_words(day: date, form: str = "medium") -> str:
    """A day as people write it in the language of the page, 3.11.2026; `form` as Babel calls it."""
    return _day_words(day, form, str(get_locale() or HERE))


@lru_cache(maxsize=4096)  # a page shows the same few days again and again
def _day_words(day: date, form: str, locale: str) -> str:
    return str(format_date(day, form, locale))
