"""How much can be read in a document, and how much of it in what was made of it: a reader that knows no format.

Letters are counted, each sort by itself. Order, line ends, hyphens and, in tables, how a number is written (0.5 is
drawn as 50 %) differ between a document and its pages; letters do not. Counting with the program that draws would prove
nothing.
"""

from __future__ import annotations

import html
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..terms import Ceilings, Stop

SORTS = 1000  # of letters: enough for any script, and bounded where a document says more
# Parts without text of the pages: properties, how parts are tied together, and what only stands behind slides.
_ASIDE = re.compile(
    r"(.*/)?_rels/.*|\[Content_Types\]\.xml|META-INF/.*|docProps/.*|(.*/)?(meta|settings)\.xml|manifest\.rdf"
    r"|ppt/(slideLayouts|slideMasters|notesSlides|notesMasters|handoutMasters)/.*|.*/theme/.*"
)
_WRITTEN, _TABLES = frozenset((".docx", ".odt")), frozenset((".xlsx", ".ods"))
_CELL = re.compile(rb"<((?:\w+:)?)c\b[^>]*>\s*<\1(?:v>[^<]|is>)|<table:table-cell\b[^>]*>\s*<text:p\b[^>]*>[^<]")
_POWER = re.compile(r"(?<=\d)E(?=[-+]?\d)")  # of ten, in a number
# What stands there twice, behind the slides, or for programs (in headers of tables a language of its own), and numbers
# of pages, which are counted anew.
_UNSEEN = re.compile(
    rb"<((?:\w+:)?(?:Fallback|fldSimple|formatCode|f|definedName|(?:odd|even|first)(?:Header|Footer))|presentation:notes)\b.*?</\1>",
    re.DOTALL,
)
_MARKUP = re.compile("<[^<>]*>")


def of_text(text: str, digits: bool = True) -> Counter[str]:
    """Letters without regard to case and form, and digits."""
    counts = str.isalnum if digits else str.isalpha
    return Counter(sign for sign in unicodedata.normalize("NFKC", text).casefold() if counts(sign))


def of_package(path: Path, limits: Ceilings) -> Counter[str]:
    """Letters of a document; digits only where nobody writes a number anew. Raises Stop: damaged, too-large."""
    return of_text(text_of(path, limits), digits=path.suffix in _WRITTEN)


def text_of(path: Path, limits: Ceilings, samples: bool = False) -> str:
    """All text of a document, in no order; `samples`: with what only could stand on its pages. Raises Stop: damaged,
    too-large."""
    parts = (_UNSEEN.sub(b"", data).decode("utf-8", "replace") for data in _parts(path, limits, samples))
    return " ".join(_POWER.sub("", html.unescape(_MARKUP.sub("", part))) for part in parts)


def cells_of(path: Path, limits: Ceilings) -> int:
    """How many cells of a table hold something; 0 for what is no table. Raises Stop: damaged, too-large."""
    if path.suffix not in _TABLES:
        return 0
    return sum(len(_CELL.findall(_UNSEEN.sub(b"", data))) for data in _parts(path, limits))


def _parts(path: Path, limits: Ceilings, samples: bool = False) -> Iterator[bytes]:
    left = limits.unpacked
    without = "" if samples or path.suffix in _WRITTEN else "styles.xml"
    try:
        with zipfile.ZipFile(path) as package:
            for part in package.infolist():
                name = part.filename
                if name == without or not name.endswith(".xml") or _ASIDE.fullmatch(name):
                    continue
                with package.open(part) as opened:
                    data = opened.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise Stop("too-large")
                yield data
    except Stop:
        raise
    except Exception as error:  # zipfile and zlib raise whatever they like
        raise Stop("damaged") from error


def held(source: Counter[str], copy: Counter[str]) -> int:
    """How many letters of the source are in the copy."""
    return sum(min(often, copy[sign]) for sign, often in source.items())
