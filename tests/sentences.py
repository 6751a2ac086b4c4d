"""What a page says, as sentences: whether they run together, and how hard they are to read (LIX)."""

from __future__ import annotations

import re
from html import unescape

_APART = (
    "address|article|aside|blockquote|body|br|button|caption|dd|details|div|dl|dt|fieldset|figcaption|footer|form"
    "|h[1-6]|header|input|label|legend|li|main|nav|ol|option|p|pre|section|select|summary|table|td|textarea|th|title|tr|ul"
)
_UNREAD = re.compile(r"<(script|style|textarea|select)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_BLOCK = re.compile(rf"</?(?:{_APART})\b[^>]*>")
_TOGETHER = re.compile(r"\S*[a-zäöüß)“][.!?][A-ZÄÖÜ„]\S*|\S*[:;]\w{3,}")
_ADDRESS = re.compile(r"\S*(?:://|@|\.(?:de|eu|org|example|onion))\S*")


def passages(html: str) -> list[str]:
    """The texts of a page as they stand apart from each other, one line each."""
    one_line = html.replace("\n", " ")
    bare = re.sub(r"<[^>]*>", "", _BLOCK.sub("\n", _UNREAD.sub("\n", one_line)))
    return [" ".join(line.split()) for line in unescape(bare).split("\n") if line.strip()]


def run_together(html: str) -> list[str]:
    """Sentences with nothing between them, as happens where a template's line break is eaten."""
    return [found for passage in passages(html) for found in _TOGETHER.findall(_ADDRESS.sub("", passage))]


def main_of(html: str) -> str:
    """The page's own part, without what stands on every page and what is only heard or hidden."""
    main = re.search(r"<main\b.*</main>", html, re.DOTALL)
    assert main
    return re.sub(r'<(\w+)[^>]*class="[^"]*kern-sr-only[^"]*"[^>]*>[^<]*</\1>', "", main[0])


def lix(html: str) -> float:
    """The readability index of a page's own text (Björnsson): words a sentence, and the share of words with more than
    six letters. Below 30 reads like a book for children, 40 like a newspaper, 60 like a law.

    A heading, a label, a point of a list ends like a sentence, as a reader takes it.
    """
    sentences, words = 0, list[str]()
    for passage in passages(main_of(html)):
        for sentence in re.split(r"(?<=[.!?:;…])\s", _ADDRESS.sub("", passage)):
            found = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", sentence)
            sentences += bool(found)
            words += found
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)
