"""How much can be read in an office package: the guard against copies that lost some of it without a word.

This is a second reader, and a dumb one on purpose: it does not know which parts and elements
the cleaner keeps. It collects all words of all parts that are XML or text and that any relationship names, in source
and copy alike. Counting with the parser that drops would prove nothing. Left out is only what no reader of the
document sees as its text, and what a copy is made to lose: properties, settings, comments, deleted text, alternative
texts, and the formulas whose results stay. Whatever is not on that list counts, so what nobody thought of is told.
"""

from __future__ import annotations

import html
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .. import markup
from ..terms import Ceilings, Findings, Stop, words
from ..texts.invisible import plain
from .package import Packed

ASIDE_PARTS = re.compile(
    r"docprops/.*|customxml/.*|meta-inf/.*|_xmlsignatures/.*|(.*/)?_rels/.*|\[content_types\]\.xml|manifest\.rdf"
    r"|(.*/)?(meta|settings)\.xml|word/(glossary/.*|people|websettings|fonttable|vbadata)\S*|.*comments?\d*\.xml"
    r"|(.*/)?(threaded)?comments/.*|ppt/(commentauthors|authors|tags/.*|presprops|viewprops)\S*|ppt/handoutmasters/.*"
    r"|xl/(persons|externallinks|pivotcache|querytables|featurepropertybag|revisions|richdata)/.*"
    r"|xl/(connections|xmlmaps|metadata)\S*|(.*/)?ink/.*"
    r"|(.*/)?(basic|scripts|dialogs|configurations2)/.*|(.*/)?(embeddings|media|pictures|fonts)/.*|.*\.(vml|bin|odttf)"
    r"|(.*/)?diagrams/(layout|colors|quickstyle)\S*|(.*/)?charts/(style|colors)\S*|layout-cache|mimetype"
)
# Of elements: what can be seen, but is struck out or beside the text …
BESIDE = words("del delText moveFrom tracked-changes annotation")
# … and what only programs read.
UNSEEN = words(
    "instrText delInstrText fldData formula formula1 formula2 definedName calculatedColumnFormula totalsRowFormula "
    "formatCode sqref from to posOffset align pctWidth pctHeight pctPosHOffset pctPosVOffset sizeRelH sizeRelV "
    "tableStyleId binary-data script scripts event-listeners externalData attrName id FieldCodes LinkType LockedField "
    "coreProperties pivotSource index-title-template index-entry-span handout-master"
)
MASTERS = words("sldMaster sldLayout notesMaster handoutMaster")
BLOCKS = words("p h tab s line-break")  # of OpenDocument: where a word ends
PICTURES = words("blip imagedata image")
_WRITTEN = re.compile(r".*\.(html?|xhtml|mht|mhtml|txt|rtf)")
_NAME = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 name"
_PLACEHOLDER = "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0 placeholder"
_MARKUP = re.compile(r"<[^<>]*>")
_TARGET = re.compile(rb"Target\s*=\s*[\"']([^\"']*)[\"']")
_SMART_ART = re.compile(r"diagrams/data(\d*)\.xml$")
NESTED = 2  # a document may be put into another one as a whole
EXCERPT = 30  # words


@dataclass
class Amount:
    """Words, filled cells of tables, places of pictures; and how many letters are beside the text."""

    words: Counter[str] = field(default_factory=Counter)
    cells: int = 0
    pictures: int = 0
    beside: int = 0

    def __iadd__(self, other: Amount) -> Amount:
        self.words.update(other.words)
        self.cells += other.cells
        self.pictures += other.pictures
        self.beside += other.beside
        return self


def read(source: Path | bytes, limits: Ceilings, depth: int = NESTED) -> Amount:
    """What can be read in this package. Raises Stop: damaged, too-large, and those of Packed."""
    package, total = Packed(source if isinstance(source, Path) else io.BytesIO(source), limits), Amount()
    tied = _tied(package)
    for name in package.names:
        if ASIDE_PARTS.fullmatch(name) or name.rpartition("/")[2] not in tied:
            continue
        if _SMART_ART.search(name) and package.has(_SMART_ART.sub(r"diagrams/drawing\1.xml", name)):
            continue  # the same, as it was last drawn
        data = package.read(name)
        if data.startswith(b"PK\x03\x04") and depth > 1:
            total += read(data, limits, depth - 1)
        elif name.endswith(".xml") or data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t").startswith(b"<"):
            total += _of_xml(data)
        elif _WRITTEN.fullmatch(name):
            total.words.update(_words(data.decode("utf-8", "replace")))
    return total


def _tied(package: Packed) -> set[str]:
    """File names that a relationship in an OOXML package gives, or that OpenDocument reads: nobody sees others."""
    if package.has("mimetype"):
        return {"content.xml", "styles.xml"}
    listed = (package.read(name) for name in package.names if name.endswith(".rels"))
    found = {target.decode("utf-8", "replace").lower() for data in listed for target in _TARGET.findall(data)}
    return {re.split(r"[/\\]", one)[-1] for one in found}


def require_faithful(source: Amount, copy: Amount, findings: Findings) -> None:
    """Tells what of the source's words and cells the copy lacks and nobody told as hidden. Raises Stop(content-lost) if
    that is more than half of the letters or of the cells, or if nothing at all is left of something."""
    missing = source.words - copy.words - findings.hidden
    shown, cells = _letters(source.words - findings.hidden), max(source.cells - findings.hidden_cells, 0)
    if 2 * _letters(missing) > shown or 2 * copy.cells < cells:
        raise Stop("content-lost")
    if not (copy.words or copy.pictures) and (source.pictures or source.beside) and not findings.hidden:
        raise Stop("content-lost")
    if missing:
        some = list(missing)
        rest = " …" if len(some) > EXCERPT else ""
        findings.lose("text", f"{missing.total()} Wörter: {' '.join(some[:EXCERPT])}{rest}")
    if copy.cells < cells:
        findings.lose("cells", f"{copy.cells} von {cells}")
    told = sum(label == "picture" for label, _ in findings.losses)
    if source.pictures - copy.pictures > told:
        findings.lose("picture", f"{copy.pictures} von {source.pictures}")


def _letters(counted: Mapping[str, int]) -> int:
    return sum(len(word) * times for word, times in counted.items())


def _words(text: str) -> list[str]:
    return html.unescape(_MARKUP.sub(" ", text)).split()


def _of_xml(data: bytes) -> Amount:
    """Of what is not well-formed, everything that is no markup: too much rather than too little."""
    counter = _Counter()
    try:
        markup.read(markup.undeclared(data), counter.begin, counter.end, counter.text, " ")
    except markup.WRONG:
        return Amount(words=Counter(_words(data.decode("utf-8", "replace"))))
    return counter.found


class _Counter:
    """Counts in one part, by local names of elements only."""

    def __init__(self) -> None:
        self.found = Amount()
        self._open: list[str] = []  # of each element, what its letters are
        self._names: list[str] = []
        self._either: list[list[Counter[str]]] = []  # words of what is written in two ways, one of which is shown
        self._into, self._pieces = self.found.words, list[str]()
        self._blocks: frozenset[str] | None = None
        self._frame = ""  # what was found in the frame that is open
        self._ways = [[0]]  # pictures of each way in which something is written

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        parent = self._names[-1] if self._names else ""
        if not self._names and "opendocument" in space:
            self._blocks = BLOCKS  # its words run through elements
        self._names.append(name)
        aside = (self._open[-1] if self._open else "") or _aside(name, parent, space)
        if not aside:
            self._flush(name)
        if name == "AlternateContent":
            self._either.append([self._into])
            self._ways.append([0])
        elif parent == "AlternateContent":
            self._into = Counter()
            self._either[-1].append(self._into)
            self._ways[-1].append(0)
        numbered = name == "c" and attributes.get("t") == "s"  # such a cell holds the number of a string
        asked = name == "frame" and attributes.get(_PLACEHOLDER) == "true" and "master-page" in self._names
        self._open.append(aside or ("unseen" if numbered or asked else ""))
        if name == "ph" and self._names[0] in MASTERS and "sp" in self._names:
            self._open[len(self._names) - 1 - self._names[::-1].index("sp")] = "unseen"
        self.found.cells += (name in ("v", "is") and parent == "c") or (name == "p" and parent == "table-cell")
        self._picture(name, parent, bool(aside))
        if parent in ("sheets", "spreadsheet") and attributes.get("state", "visible") == "visible":
            self._into.update(plain(attributes.get("name", attributes.get(_NAME, ""))).split())  # what its tab says
        if space.endswith(":form:1.0") and not aside:
            self._into.update(_in_field(name, attributes).split())

    def _picture(self, name: str, parent: str, aside: bool) -> None:
        """A place of a picture; not one that stands for an object, nor another form of the one before."""
        if name == "frame":
            self._frame = ""
        elif parent == "frame" and name in ("object", "object-ole"):
            self._frame = name
        if name not in PICTURES or aside or MASTERS & set(self._names) or "object" in self._names:
            return
        if parent == "frame" and self._frame:
            return
        self._frame = name
        self._ways[-1][-1] += 1

    def end(self, tag: str) -> None:
        name = self._names.pop()
        if not self._open.pop():
            self._flush(name)
        if name == "AlternateContent":
            outer, *ways = self._either.pop()
            outer.update(max(ways, key=lambda way: _letters(way), default=Counter()))
            self._into = outer
            most = max(self._ways.pop())
            self._ways[-1][-1] += most
        if not self._names:
            self.found.pictures += self._ways[0][0]

    def _flush(self, name: str) -> None:
        if self._pieces and (self._blocks is None or name in self._blocks):
            self._into.update(plain("".join(self._pieces)).split())
            self._pieces.clear()

    def text(self, text: str) -> None:
        aside = self._open[-1]
        if not aside:
            self._pieces.append(text)
        elif aside == "beside":
            self.found.beside += len("".join(text.split()))


def _in_field(name: str, attributes: dict[str, str]) -> str:
    """What a field of a form shows, which OpenDocument does not write as text."""
    said = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
    if name in ("checkbox", "radio", "button"):
        return said.get("label", "")
    return (
        said.get("current-value") or said.get("value", "") if name in ("text", "textarea", "combobox", "date") else ""
    )


def _aside(name: str, parent: str, space: str) -> str:
    """`beside`, `unseen`, or nothing for what counts. The formula of a cell is beside it: it may have no result."""
    if name == "f" and not space.endswith("/math"):  # there it is a fraction
        return "beside" if parent == "c" else "unseen"
    if space.endswith(("datastyle:1.0", "svg-compatible:1.0")) or (name == "annotation" and "MathML" in space):
        return "unseen"  # codes of formats, alternative texts, a formula once more
    return "beside" if name in BESIDE else "unseen" if name in UNSEEN else ""
