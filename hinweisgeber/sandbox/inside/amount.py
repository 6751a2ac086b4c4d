"""How much can be read in an office package: the guard against copies that lost most of it without a word.

This is a second reader, and a dumb one on purpose: it knows neither which parts and elements the cleaner keeps nor how
parts are tied together. It counts all text of all parts that are XML or text, whatever they are called, in the source
and in the copy alike. Counting with the parser that drops would prove nothing. Left out is only what no reader of the
document sees as its text, and what a copy is made to lose: properties, settings, comments, deleted text, and the
formulas whose results stay. Whatever is not on that list counts, so what nobody thought of is refused.
"""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from .package import Packed
from .terms import Ceilings, Stop, words

ASIDE_PARTS = re.compile(
    r"docProps/.*|customXml/.*|META-INF/.*|_xmlsignatures/.*|(.*/)?_rels/.*|\[Content_Types\]\.xml|manifest\.rdf"
    r"|(.*/)?(meta|settings)\.xml|word/(glossary/.*|people|webSettings|fontTable|vbaData)\S*|.*[cC]omments.*"
    r"|xl/(persons|externalLinks|pivotCache|queryTables|featurePropertyBag)/.*|xl/(connections|xmlMaps)\S*"
    r"|(Basic|Scripts|Dialogs|Configurations2)/.*|(.*/)?(embeddings|media|Pictures)/.*|.*\.(vml|bin)"
)
# Of elements: what can be seen, but is struck out, beside the text, or once more in a chart of a table …
BESIDE = words("del delText moveFrom tracked-changes annotation numCache strCache multiLvlStrCache")
# … and what only programs read.
UNSEEN = words(
    "instrText delInstrText fldData formula formula1 formula2 definedName calculatedColumnFormula totalsRowFormula "
    "formatCode sqref from to posOffset align pctWidth pctHeight binary-data script scripts event-listeners"
)
PICTURES = words("blip imagedata image")
_WRITTEN = re.compile(r"(?i).*\.(html?|xhtml|mht|mhtml|txt|rtf)")
_MARKUP = re.compile(r"<[^<>]*>")
NESTED = 2  # a document may be put into another one as a whole


@dataclass
class Amount:
    """Letters that are not blank, filled cells of tables, places of pictures; and letters beside the text."""

    letters: int = 0
    cells: int = 0
    pictures: int = 0
    beside: int = 0

    def __iadd__(self, other: Amount) -> Amount:
        self.letters += other.letters
        self.cells += other.cells
        self.pictures += other.pictures
        self.beside += other.beside
        return self


def amount(source: Path | bytes, limits: Ceilings, depth: int = NESTED) -> Amount:
    """What can be read in this package. Raises Stop: damaged, too-large, and those of Packed."""
    package, total = Packed(source if isinstance(source, Path) else io.BytesIO(source), limits), Amount()
    for name in package.names:
        if ASIDE_PARTS.fullmatch(name):
            continue
        data = package.read(name)
        if data.startswith(b"PK\x03\x04") and depth > 1:
            total += amount(data, limits, depth - 1)
        elif name.lower().endswith(".xml") or data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t").startswith(b"<"):
            total += _of_xml(data)
        elif _WRITTEN.fullmatch(name):
            total.letters += _letters(data.decode("utf-8", "replace"))
    return total


def require_faithful(source: Amount, copy: Amount) -> int:
    """How much of a hundred letters the copy holds. Raises Stop(content-lost) if it is less than half of the letters or
    of the cells, or nothing at all of something."""
    if 2 * copy.letters < source.letters or 2 * copy.cells < source.cells:
        raise Stop("content-lost")
    if not (copy.letters or copy.pictures) and (source.pictures or source.beside):
        raise Stop("content-lost")
    return 100 * copy.letters // source.letters if source.letters else 100


def _letters(text: str) -> int:
    return len("".join(html.unescape(_MARKUP.sub("", text)).split()))


def _of_xml(data: bytes) -> Amount:
    """Of what is not well-formed, everything that is no markup: too much rather than too little."""
    counter = _Counter()
    try:
        counter.read(data)
    except (expat.ExpatError, ValueError):
        return Amount(letters=_letters(data.decode("utf-8", "replace")))
    return counter.found


class _Counter:
    """Counts in one part, by local names of elements only."""

    def __init__(self) -> None:
        self.found = Amount()
        self._open: list[str] = []  # of each element, what its letters are
        self._parent = [""]

    def read(self, data: bytes) -> None:
        """Raises ExpatError, and ValueError for a DOCTYPE: nothing is expanded here."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.Parse(data, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        parent = self._parent[-1]
        self._parent.append(name)
        self._open.append((self._open[-1] if self._open else "") or _aside(name, parent, space))
        self.found.cells += (name in ("v", "is") and parent == "c") or (name == "p" and parent == "table-cell")
        self.found.pictures += name in PICTURES

    def _end(self, tag: str) -> None:
        self._parent.pop()
        self._open.pop()

    def _text(self, text: str) -> None:
        letters, aside = len("".join(text.split())), self._open[-1]
        if not aside:
            self.found.letters += letters
        elif aside == "beside":
            self.found.beside += letters

    def _doctype(self, *_: object) -> None:
        raise ValueError("DOCTYPE")


def _aside(name: str, parent: str, space: str) -> str:
    """`beside`, `unseen`, or nothing for what counts. The formula of a cell is beside it: it may have no result."""
    if name == "f" and not space.endswith("/math"):  # there it is a fraction
        return "beside" if parent == "c" else "unseen"
    return "beside" if name in BESIDE else "unseen" if name in UNSEEN else ""
