"""What the reporter said in a case, one message at a time, to compare other texts with (HinSchG § 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..domain import source
from ..domain.report import Said
from ..store.cabinet import Cabinet
from .contents import opened_said
from .desk import OpenFile


def words_of_source(cabinet: Cabinet, opened: OpenFile) -> Iterator[Said]:
    """All that the reporter wrote, and minutes of what they told; what does not open is nobody's words."""
    for message, _ in cabinet.messages(opened.id):
        said = opened_said(opened.key.dialogue, opened.id, message)
        if said is not None and source.from_source(message.author, said):
            yield said


def repeated(quotations: source.Quotations, said: Iterable[Said], most: int) -> Iterator[dict[int, str]]:
    """Which texts repeat the reporter, message by message; at the end an empty one if more than `most` characters would
    have to be compared."""
    compared = 0
    for one in said:
        compared += sum(len(text) for text in source.texts_of(one))
        if compared > most:
            yield {}
            return
        if found := quotations.found(one):
            yield found
