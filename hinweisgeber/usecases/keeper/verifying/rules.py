"""What each table and column of the cabinet is held against. What is not listed here fails a test, and so does what is
listed otherwise than `verify` sees it: the test alters, drops, swaps and puts back every one of them.

The few that cannot be seen without a key stand in SPEC §40 and in THREAT_MODEL, each with who sees them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ....store import cabinet as tables


class Held(Enum):
    """By what a row or column is held."""

    CHAINED = "hashed and signed in the journal"
    COMMITTED = "an entry commits to it"
    BOUND = "what entries say leaves it no room"


@dataclass(frozen=True)
class Unseen:
    """Nothing shows it without a key. `by`: who sees it, or why it needs no proof."""

    by: str


HOLDER = Unseen("holder")
NEXT_ACT = Unseen("next act")
MAILBOX = Unseen("mailbox")
OWN = Unseen("own")
CHECK = Unseen("check")
NOTED = Unseen("noted")
RESTORED = Unseen("restored")

#: Who they are.
SEEN_BY = {
    HOLDER: "an officer who holds the file: it does not open, or is another's",
    NEXT_ACT: "made anew with the next act, which commits to it; until then an officer who holds the file",
    MAILBOX: "the mailbox, by signature and mark; made anew with the next act",
    OWN: "the one officer whose it is; nobody else depends on it, and it is made anew",
    CHECK: "`check` and whoever logs in",
    RESTORED: "the result of `verify` says how many there are; the next act begins an epoch",
    NOTED: "nobody: it says how far something has come, or how much there was, and decides nothing",
}

ROW, ADDED = "row", "added"  # that one is there at all, and that there is none more
Rule = Held | Unseen

_ALL_OWN = {
    tables.session: OWN, tables.login_attempt: NOTED, tables.seen: OWN, tables.draft: OWN, tables.abstract: OWN,
    tables.line: OWN, tables.form_once: NOTED, tables.uncollected: OWN, tables.outbox: NOTED, tables.officer: CHECK,
}  # fmt: skip
_CHAINED = dict.fromkeys((tables.journal, tables.journal_text), Held.CHAINED)

#: By table: one rule for all of it, or by column, `ROW` for the whole row, and `ADDED` for one more where it differs.
RULES: dict[str, Rule | dict[str, Rule]] = {table.name: rule for table, rule in (_ALL_OWN | _CHAINED).items()} | {
    "file": {
        ROW: Held.BOUND, "id": Held.BOUND, "kind": Held.COMMITTED, "year": Held.COMMITTED, "n": Held.COMMITTED,
        "parent": HOLDER, "revision": Held.BOUND, "sheet": Held.COMMITTED, "erased_on": Held.BOUND,
        "remind_on": Held.COMMITTED, "epoch": Held.BOUND, "restored": RESTORED,
    },
    "file_wrap": {ROW: Held.BOUND, "file_id": Held.BOUND, "officer_id": Held.BOUND, "own": Held.BOUND, "wrap": HOLDER},
    "epoch": {
        ROW: Held.BOUND, "file_id": Held.BOUND, "number": Held.BOUND, "random": Held.BOUND, "seq": Held.BOUND,
        "link": Held.COMMITTED,
    },
    "message": {
        ROW: Held.COMMITTED, "file_id": Held.COMMITTED, "author": Held.COMMITTED, "place": Held.COMMITTED,
        "n": Held.COMMITTED, "written": Held.COMMITTED, "tag": Held.COMMITTED, "sealed": Held.COMMITTED,
        "delivered": NOTED, "epoch": Held.COMMITTED, "before": Held.COMMITTED,
    },
    "status": {
        ROW: Held.BOUND, "file_id": Held.BOUND, "revision": MAILBOX, "sealed": MAILBOX, "delivered": Held.BOUND,
        "epoch": Held.BOUND, "taken_in": Held.BOUND, "posted": NOTED,
    },
    "mailbox_wrap": {ROW: Held.BOUND, "file_id": Held.BOUND, "wrap": MAILBOX},
    "blob": {
        ROW: Held.COMMITTED, "name": Held.COMMITTED, "file_id": Held.COMMITTED, "digest": Held.COMMITTED,
        "size": Held.COMMITTED,
    },
    "copy": {
        ROW: Held.COMMITTED, ADDED: NEXT_ACT, "file_id": Held.COMMITTED, "source": Held.COMMITTED, "n": Held.COMMITTED,
        "sealed": Held.COMMITTED, "epoch": Held.COMMITTED,
    },
    "erased": {
        ROW: Held.BOUND, "file_id": Held.BOUND, "closed_on": Held.BOUND, "authorised_seq": Held.BOUND,
        "authorised_hash": Held.BOUND, "texts": NOTED, "files": NOTED, "wraps": NOTED, "done": NOTED,
    },
}  # fmt: skip


def rule_of(table: str, column: str) -> Rule:
    """The rule for a column, or for the row. Raises KeyError for what has none."""
    rules = RULES[table]
    if not isinstance(rules, dict):
        return rules
    return rules.get(ADDED, rules[ROW]) if column == ADDED else rules[column]
