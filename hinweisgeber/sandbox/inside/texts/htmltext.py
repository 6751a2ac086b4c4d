"""HTML as the text that is seen: no scripts, no styles, nothing hidden. Read by the standard library, never drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from ..terms import Findings, words

UNSEEN = words("script style head title template iframe")
IN_HEAD = words("meta link title style script base template noscript")  # anything else begins what is seen
CLOSING = words("p li option td th tr dd dt")  # each ends the one before it, also without an end tag
VOID = words("area base br col embed hr img input link meta param source track wbr")
BLOCKS = words(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section summary table tbody "
    "tfoot thead tr ul caption"
)
APART = words("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr")  # a blank line around them
CELLS = words("td th")
FETCHED = words("img source embed video audio iframe link input body table td")
_COMMENT = re.compile(r"(?s)/\*.*?\*/")
_SIZE = re.compile(r"(?i)(?:^|\s)(\d*\.?\d+)(%|[a-z]*)(?=[\s/]|$)")
_NOTHING = re.compile(r"0*\.?0*%?")
LINKS = 15  # that are told one by one
DEPTH = 500  # elements in one another that are looked at


@dataclass(frozen=True)
class _Sight:
    """How what is in an element is seen. Gone is gone; size and visibility are those of the innermost that says one."""

    gone: str = ""  # `unseen` is what nobody writes for readers
    invisible: bool = False
    tiny: bool = False

    @property
    def why(self) -> str:
        """Why it is not seen; empty for what is."""
        return self.gone or ("hidden" if self.invisible or self.tiny else "")


class _Reader(HTMLParser):
    """Collects what is seen. An end tag ends everything that stands open above its start."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.hidden: list[str] = []
        self.links: dict[str, None] = {}
        self._findings = findings
        self._open: list[tuple[str, _Sight]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._look(tag, given)
        if self._open and self._open[-1][0] == (tag if tag in CLOSING else "head" if tag not in IN_HEAD else ""):
            self._open.pop()
        if tag in BLOCKS:
            self._end_line(tag)
        elif tag == "br":
            self.out.append("\n")
        elif tag in CELLS and self.out and not self.out[-1].endswith("\n"):
            self.out.append("\t")
        if tag == "li":
            self.out.append("- ")
        sight = _sight(tag, given, self._sight())
        said = given.get("alt", "") if tag == "img" else _value(given) if tag in ("input", "textarea") else ""
        (self.out if not sight.why else self.hidden if sight.why == "hidden" else []).append(said)
        if tag not in VOID and len(self._open) < DEPTH:
            self._open.append((tag, sight))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._end_line(tag)
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        why = self._sight().why
        if why == "hidden":
            self.hidden.append(data)
        elif not why:
            self.out.append(data if any(tag == "pre" for tag, _ in self._open) else re.sub(r"[ \t\r\n\f]+", " ", data))

    def unknown_decl(self, data: str) -> None:
        """`<![if !mso]>` and CDATA: marks, no text."""

    def _sight(self) -> _Sight:
        return self._open[-1][1] if self._open else _Sight()

    def _end_line(self, tag: str) -> None:
        self.out.append("\n\n" if tag in APART else "\n")

    def _look(self, tag: str, given: dict[str, str]) -> None:
        """What would be asked for elsewhere when this is shown, and where it leads: both can tell who reads it."""
        if tag in FETCHED:
            for name in ("src", "background", "href", "poster"):
                if re.match(r"(?i)\s*(?:https?:)?//", given.get(name, "")):
                    self.links[given[name]] = None
        elif tag in ("a", "area", "form"):
            to = given.get("href", given.get("action", ""))
            if re.match(r"(?i)https?:|mailto:|file:|tel:", to):
                self.links[to] = None
        if tag == "script":
            self._findings.add("script", "JavaScript")


def _sight(tag: str, given: dict[str, str], around: _Sight) -> _Sight:
    style = _declared(given.get("style", ""))
    if around.gone or tag in UNSEEN:
        return _Sight(around.gone or "unseen")
    shown = style.get("display", "none" if "hidden" in given else "")
    if shown == "none" or _NOTHING.fullmatch(style.get("opacity", "1")):
        return _Sight("hidden")
    sight = around
    if (visibility := style.get("visibility", "")) in ("hidden", "collapse", "visible"):
        sight = replace(sight, invisible=visibility != "visible")
    size = _SIZE.search(style.get("font-size", style.get("font", "")))
    if size and float(size[1]) == 0:
        return replace(sight, tiny=True)
    if (size and size[2].lower() not in ("em", "ex", "%")) or (tag == "font" and "size" in given):
        return replace(sight, tiny=False)
    return sight


def _declared(style: str) -> dict[str, str]:
    """The declarations of an element's own style; the last one counts, an important one more."""
    found: dict[str, tuple[bool, str]] = {}
    for one in _COMMENT.sub("", style).split(";"):
        name, _, value = one.partition(":")
        value, mark, _ = value.lower().partition("!")
        name = name.strip().lower()
        if mark or not found.get(name, (False, ""))[0]:
            found[name] = bool(mark), value.strip()
    return {name: value for name, (_, value) in found.items()}


def _value(given: dict[str, str]) -> str:
    return given.get("value", "") if given.get("type", "").lower() != "hidden" else ""


def text_of(html: str, findings: Findings) -> str:
    """What is seen of a page, as lines; links to elsewhere, scripts and hidden text are told."""
    reader = _Reader(findings)
    reader.feed(html)
    reader.close()
    for link in list(reader.links)[:LINKS]:
        findings.add("link", link)
    if len(reader.links) > LINKS:
        findings.add("link", f"… (+{len(reader.links) - LINKS})")
    if hidden := " ".join(" ".join(reader.hidden).split()):
        findings.add("hidden-text", hidden)
    text = "".join(reader.out).replace("\xa0", " ")
    text = re.sub(r"(?m)^ (?=\S)|[ \t]+$", "", text)  # blanks at the edges of elements
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n ")
