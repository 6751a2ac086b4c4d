"""What the reporter said in a case, one message at a time, to compare other texts with (HinSchG § 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...domain.acts import Act
from ...domain.case.abstract import digests
from ...domain.dialogue.report import OFFICE, REPORTER, Said
from ...domain.dialogue.talk_steps import MinutesSent
from ...domain.ending.file_steps import MessageDestroyed
from ...domain.persons import source
from ...store.cabinet import Cabinet
from ..officer.collect import digest
from ..officer.contents import opened_said, opens
from ..officer.desk import OpenFile


def words_of_source(cabinet: Cabinet, opened: OpenFile, log: list[Act]) -> Iterator[Said | None]:
    """All that the reporter wrote, and minutes of what they told. None for each of these that nobody destroyed and that
    is not here as the journal knows it, or says what only another version reads: somebody may have read it, and its
    words cannot be compared any more. What was never sealed with this case's key nobody has read."""
    due = _of_source(log)
    for message, _ in cabinet.messages(opened.id):
        said, at = opened_said(opened, message), (message.author, message.place)
        if said is not None and source.from_source(message.author, said):
            yield said
        if due.get(at) == digest(message.sealed) and (said is not None or not opens(opened, message)):
            del due[at]
    yield from (None for _ in due)


def _of_source(log: list[Act]) -> dict[tuple[str, int], str]:
    """What the journal says of the reporter's messages and of minutes, as far as nobody destroyed them."""
    ended = {(act.data.author, act.data.place) for act in log if isinstance(act.data, MessageDestroyed)}
    minutes = {(OFFICE, act.data.place) for act in log if isinstance(act.data, MinutesSent)}
    return {at: text for at, text in digests(log).items() if (at[0] == REPORTER or at in minutes) and at not in ended}


def repeated(quotations: source.Quotations, said: Iterable[Said | None], most: int) -> Iterator[dict[int, str]]:
    """Which texts repeat the reporter, message by message; an empty one if not all of the reporter's words can be
    compared, because one does not open or more than `most` characters would have to be compared."""
    compared, lost = 0, False
    for one in said:
        if one is None:
            lost = True
            continue
        compared += sum(len(text) for text in source.texts_of(one))
        if compared > most:
            lost = True
            break
        if found := quotations.found(one):
            yield found
    if lost:
        yield {}
