"""Free text in an act: every text in its data that is not said to be something else.

Names in free text become pseudonyms (HinSchG § 8). So what must stay letter for letter is listed by kind: codes, days,
places, hashes, and what the law wants exact, such as a disclosure's recipient and data (§ 9). A kind or a field nobody
thought of is free text: then a code may come out as a pseudonym, which is seen at once, and no name stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .acts import Act, Kind

_SENT = frozenset({"place", "digest"})  # which message an act sent: its place and its hash
_FILE = frozenset({"source", "name", "sha256"})

EXACT: dict[Kind, frozenset[str]] = {
    Kind.CASE_RECEIVED: frozenset(
        {"number", "received", "topic", "channel", "record", "meeting", "no_code", "excluded", "acknowledged"}
        | {"messages", "receipt"}
    ),
    Kind.FOLLOW_UP: _SENT | {"says", "answer"},
    Kind.ACKNOWLEDGED: _SENT,
    Kind.ASSIGNED: frozenset({"to"}),
    Kind.STAGE: frozenset({"from", "to"}),
    Kind.REPLY: _SENT,
    Kind.FEEDBACK: _SENT,
    Kind.CHECKED: frozenset({"point"}),
    Kind.FILE_REDACTED: _FILE,
    Kind.FILE_DESTROYED: _FILE,
    Kind.MESSAGE_DESTROYED: frozenset({"author"}),
    Kind.CLOSED: frozenset({"outcome", "incomplete"}),
    Kind.REOPENED: frozenset({"to"}),
    Kind.HOLD_PROPOSED: frozenset({"review"}),
    Kind.ARCHIVE_ANSWERED: frozenset({"answer"}),
    Kind.SCOPE: frozenset({"scope"}),
    Kind.FLAGGED: frozenset({"flag"}),
    Kind.MINUTES_SENT: _SENT | {"record"},
    Kind.MINUTES_ENDED: frozenset({"state"}),
    Kind.MEETING_OFFERED: _SENT | {"slots"},
    Kind.DISCLOSURE_PLANNED: _SENT | {"basis", "recipient", "what", "until"},
    Kind.DISCLOSURE_MADE: frozenset({"files", "summary"}),  # names in the package and hashes
    Kind.PERSON_ADDED: frozenset({"name", "also", "role", "since"}),
    Kind.PERSON_SPELLED: frozenset({"also"}),
    Kind.PERSON_DECIDED: frozenset({"informed_on", "deferred_until"}),
    Kind.MEASURE_ADDED: frozenset({"number", "lesson", "until", "check"}),
    Kind.MEASURE_MOVED: frozenset({"until", "check"}),
    Kind.MEASURE_RATED: frozenset({"effect"}),
    Kind.MEASURE_SHARED: frozenset({"to"}),
}


def free_texts(act: Act) -> Iterator[tuple[str, str]]:
    """Every free text of an act with the field it stands in, however deep."""
    for name, value in _free(act):
        yield from ((name, text) for text in texts_in(value))


def texts_in(value: object) -> Iterator[str]:
    """Every text in a JSON value, however deep; names of fields are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


def rewritten(act: Act, change: Callable[[str], str]) -> dict[str, Any]:
    """The act's data with `change` applied to each free text."""
    return {**act.data, **{name: _changed(value, change) for name, value in _free(act)}}


def _free(act: Act) -> Iterator[tuple[str, Any]]:
    exact = EXACT.get(act.kind, frozenset())
    return ((name, value) for name, value in act.data.items() if name not in exact)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _changed(one, change) for name, one in value.items()}
    return [_changed(one, change) for one in value] if isinstance(value, list) else value
