"""What is to be known of a case after so many entries of its log, so that nobody need open them again: how the case
stood, which of them still matter whatever comes, and which one signs each message.

Of what people wrote it holds what the case itself holds, and no more: whatever is shown is opened anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ...errors import FormatBroken
from .. import codec, records
from ..acts import Act, Kind, MessageSent
from ..codec import canonical
from ..dialogue.follow_ups import FollowUp
from ..dialogue.report import MESSAGE, OFFICE
from ..epoch_step import EpochBegun
from .case_steps import CaseReceived
from .casefile import CaseFile
from .checklist import proofs

#: Kinds that come again and again, and of which only the latest that proves a point matters later. All others, and
#: every kind nobody thought of, stay.
_PASSING = frozenset({Kind.NOTE, Kind.REPLY, Kind.FOLLOW_UP, Kind.CHECKED, Kind.EVIDENCE_FILED, Kind.FILE_REDACTED})


def messages_in(act: Act) -> Iterator[tuple[str, int, str]]:
    """Author, place and digest of the messages that this act vouches for."""
    if isinstance(act.data, CaseReceived):
        yield from act.data.messages or ()
    elif isinstance(act.data, EpochBegun):
        carried = (*(act.data.resealed or ()), *(act.data.unsaid or ()), *(act.data.left_over or ()))
        yield from ((OFFICE, place, text) for place, text in carried)
    elif isinstance(act.data, MessageSent) and act.data.place is not None:
        yield records.of(act.kind).speaks, act.data.place, str(act.data.digest)


def digests(acts: Iterable[Act]) -> dict[tuple[str, int], str]:
    """What these acts say of each message, by author and place."""
    return {(author, place): text for act in acts for author, place, text in messages_in(act)}


def standing(acts: Iterable[Act]) -> list[Act]:
    """Those that still matter whatever comes, in order."""
    every = list(acts)
    proving = {act.seq for act in proofs(every).values()}
    return [act for act in every if act.kind not in _PASSING or _does_more(act) or act.seq in proving]


def _does_more(act: Act) -> bool:
    """Whether the reporter's message was more than words: retaliation, an answer, a wish, another mailbox; or less."""
    said = act.data
    return isinstance(said, FollowUp) and bool(said.says not in (None, MESSAGE) or said.talk or said.faults)


class Where(NamedTuple):
    """Where an entry stands: as the how-manieth of its file, from 1, and under which number of the journal."""

    place: int
    seq: int


@dataclass(frozen=True)
class Signers:
    """The entries that sign one author's messages, in order, from the message at place `first` on without a gap: where
    each stands in its file, and its number in the journal."""

    first: int
    places: tuple[int, ...] = ()
    seqs: tuple[int, ...] = ()

    def of(self, place: int) -> Where | None:
        """The entry that signs the message at this place."""
        n = place - self.first
        return Where(self.places[n], self.seqs[n]) if 0 <= n < len(self.places) else None


@dataclass(frozen=True)
class Abstract:
    """A case after its entry `last`, of which the hash is kept; `destroyed`: the entries whose text was destroyed."""

    last: Where
    hash: str
    case: CaseFile
    standing: tuple[Where, ...] = ()
    signers: Mapping[str, Signers] = field(default_factory=dict)
    destroyed: tuple[int, ...] = ()

    def payload(self, version: str) -> bytes:
        """Canonical JSON, UTF-8. `version` of this program, which alone reads it again."""
        signers = {author: [one.first, one.places, one.seqs] for author, one in self.signers.items()}
        return canonical(
            [version, self.last, self.hash, codec.plain(self.case), self.standing, signers, self.destroyed]
        )

    @classmethod
    def from_payload(cls, payload: bytes, version: str) -> Abstract:
        """Reads what `payload` wrote. Raises FormatBroken, also for what another version wrote: it may know other acts
        and reckon otherwise."""
        try:
            by, last, mark, case, kept, signers, destroyed = json.loads(payload)
            if by != version:
                raise FormatBroken("of another version")
            return cls(
                Where(*last),
                mark,
                CaseFile.from_payload(canonical(case)),
                tuple(Where(*one) for one in kept),
                {
                    author: Signers(first, tuple(places), tuple(seqs))
                    for author, (first, places, seqs) in signers.items()
                },
                tuple(destroyed),
            )
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise FormatBroken("not an abstract") from error


def signers_after(before: Mapping[str, Signers], acts: Iterable[tuple[Where, Act]]) -> dict[str, Signers]:
    """The same with what these later acts sign. Raises FormatBroken when an author's places have a gap."""
    found = {author: (one.first, [*one.places], [*one.seqs]) for author, one in before.items()}
    for where, act in acts:
        for author, place, _ in messages_in(act):
            first, places, seqs = found.setdefault(author, (place, [], []))
            if act.kind is Kind.EPOCH and first <= place < first + len(places):  # sealed anew
                places[place - first], seqs[place - first] = where.place, where.seq
                continue
            if place != first + len(places):
                raise FormatBroken("the places of the messages have a gap")
            places.append(where.place)
            seqs.append(where.seq)
    return {author: Signers(first, tuple(places), tuple(seqs)) for author, (first, places, seqs) in found.items()}
