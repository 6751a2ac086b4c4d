"""Error summaries: does each line name its field as the field's own label does, and does the link lead there?"""

from __future__ import annotations

import re
from html import unescape

_SUMMARY = re.compile(r'<section[^>]*id="problem".*?</section>', re.DOTALL)
_LINE = re.compile(r'<li><a href="#([^"]+)">(.*?)</a></li>', re.DOTALL)


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def _label(html: str, id_: str) -> str | None:
    """What stands above a field, or a group of choices; None for a place that is no field, as of a button."""
    own = re.escape(id_)
    found = re.search(rf'<label[^>]* for="{own}">(.*?)</label>', html, re.DOTALL)
    found = found or re.search(rf'<fieldset[^>]* id="{own}".*?<legend[^>]*>(.*?)</legend>', html, re.DOTALL)
    return _words(found[1]).removesuffix(" (freiwillig)") if found else None


def called(html: str) -> dict[str, str]:
    """The fields of a page by their ids, with their labels; boxes to tick are sentences and not among them."""
    ids = re.findall(r'<(?:textarea|select|input(?![^>]*type="(?:checkbox|radio|hidden)"))[^>]* id="([^"]+)"', html)
    return {
        id_: label for id_ in ids + re.findall(r'<fieldset[^>]* id="([^"]+)"', html) if (label := _label(html, id_))
    }


def misnamed(html: str) -> list[str]:
    """The lines of the page's summary that lead nowhere, or name their field otherwise than the field does."""
    summary = _SUMMARY.search(html)
    found = []
    for id_, line in _LINE.findall(summary[0]) if summary else []:
        if f'id="{id_}"' not in html:
            found.append(f"{id_} is not there: {_words(line)}")
        label = called(html).get(id_, "").removeprefix("Weitere ")
        if label and f"{label}{'' if label.endswith('?') else ':'} " not in _words(line):
            found.append(f"{id_} is called {label!r}: {_words(line)}")
    return found
