"""HTML as the text that is seen: no scripts, no styles, nothing hidden. Read by the standard library, never drawn."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from .terms import Findings, words

UNSEEN = words("script style head title template object applet iframe audio video canvas svg math")
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
_HIDDEN = re.compile(
    r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|%)?\s*(?:;|!|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
)
LINKS = 15  # that are told one by one
DEPTH = 500  # elements in one another that are looked at


class _Reader(HTMLParser):
    """Collects what is seen. An end tag ends everything that stands open above its start."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.hidden: list[str] = []
        self.links: dict[str, None] = {}
        self._findings = findings
        self._open: list[tuple[str, str]] = []  # each element, and why what is in it is not seen

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
        if tag == "img" and not self._why():
            self.out.append(given.get("alt", ""))
        if tag in ("input", "textarea") and given.get("type", "").lower() != "hidden" and not self._why():
            self.out.append(given.get("value", ""))
        if tag not in VOID and len(self._open) < DEPTH:
            self._open.append((tag, self._why() or _unseen(tag, given)))

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
        why = self._why()
        if why == "hidden":
            self.hidden.append(data)
        elif not why:
            self.out.append(data if any(tag == "pre" for tag, _ in self._open) else re.sub(r"[ \t\r\n\f]+", " ", data))

    def unknown_decl(self, data: str) -> None:
        """`<![if !mso]>` and CDATA: marks, no text."""

    def _why(self) -> str:
        return self._open[-1][1] if self._open else ""

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


def _unseen(tag: str, given: dict[str, str]) -> str:
    if tag in UNSEEN:
        return "unseen"
    return "hidden" if "hidden" in given or _HIDDEN.search(given.get("style", "")) else ""


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
