"""What each table and column of the cabinet is held against. What is not listed here fails a test, and so does what is
listed otherwise than `verify` sees it: the test alters, drops, swaps and puts back every one of them.

The few that cannot be seen without a key stand in SPEC §40 and in THREAT_MODEL, each with who sees them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ....store import cabinet as tables


class HeldBy(Enum):
    """By what a row or column is held."""

    CHAINED = "hashed and signed in the journal"
    COMMITTED = "an entry commits to it"
    BOUND = "what entries say leaves it no room"


@dataclass(frozen=True)
class UnseenBy:
    """Nothing shows it without a key. `by`: who sees it, or why it needs no proof."""

    by: str


HOLDER = UnseenBy("holder")
NEXT_ACT = UnseenBy("next act")
MAILBOX = UnseenBy("mailbox")
OWN = UnseenBy("own")
CHECK = UnseenBy("check")
NOTED = UnseenBy("noted")
RESTORED = UnseenBy("restored")

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
Rule = HeldBy | UnseenBy

_ALL_OWN = {
    tables.session: OWN, tables.login_attempt: NOTED, tables.seen: OWN, tables.draft: OWN, tables.abstract: OWN,
    tables.line: OWN, tables.form_once: NOTED, tables.uncollected: OWN, tables.outbox: NOTED, tables.officer: CHECK,
}  # fmt: skip
_CHAINED = dict.fromkeys((tables.journal, tables.journal_text), HeldBy.CHAINED)

#: By table: one rule for all of it, or by column, `ROW` for the whole row, and `ADDED` for one more where it differs.
RULES: dict[str, Rule | dict[str, Rule]] = {table.name: rule for table, rule in (_ALL_OWN | _CHAINED).items()} | {
    "file": {
        ROW: HeldBy.BOUND, "id": HeldBy.BOUND, "kind": HeldBy.COMMITTED, "year": HeldBy.COMMITTED, "n": HeldBy.COMMITTED,
        "parent": HOLDER, "revision": HeldBy.BOUND, "sheet": HeldBy.COMMITTED, "erased_on": HeldBy.BOUND,
        "remind_on": HeldBy.COMMITTED, "epoch": HeldBy.BOUND, "restored": RESTORED,
    },
    "file_wrap": {ROW: HeldBy.BOUND, "file_id": HeldBy.BOUND, "officer_id": HeldBy.BOUND, "own": HeldBy.BOUND, "wrap": HOLDER},
    "epoch": {
        ROW: HeldBy.BOUND, "file_id": HeldBy.BOUND, "number": HeldBy.BOUND, "random": HeldBy.BOUND, "seq": HeldBy.BOUND,
        "link": HeldBy.COMMITTED,
    },
    "message": {
        ROW: HeldBy.COMMITTED, "file_id": HeldBy.COMMITTED, "author": HeldBy.COMMITTED, "place": HeldBy.COMMITTED,
        "n": HeldBy.COMMITTED, "written": HeldBy.COMMITTED, "tag": HeldBy.COMMITTED, "sealed": HeldBy.COMMITTED,
        "delivered": NOTED, "epoch": HeldBy.COMMITTED, "before": HeldBy.COMMITTED,
    },
    "status": {
        ROW: HeldBy.BOUND, "file_id": HeldBy.BOUND, "revision": MAILBOX, "sealed": MAILBOX, "delivered": HeldBy.BOUND,
        "epoch": HeldBy.BOUND, "taken_in": HeldBy.BOUND, "posted": NOTED,
    },
    "mailbox_wrap": {ROW: HeldBy.BOUND, "file_id": HeldBy.BOUND, "wrap": MAILBOX},
    "blob": {
        ROW: HeldBy.COMMITTED, "name": HeldBy.COMMITTED, "file_id": HeldBy.COMMITTED, "digest": HeldBy.COMMITTED,
        "size": HeldBy.COMMITTED,
    },
    "copy": {
        ROW: HeldBy.COMMITTED, ADDED: NEXT_ACT, "file_id": HeldBy.COMMITTED, "source": HeldBy.COMMITTED, "n": HeldBy.COMMITTED,
        "sealed": HeldBy.COMMITTED, "epoch": HeldBy.COMMITTED,
    },
    "erased": {
        ROW: HeldBy.BOUND, "file_id": HeldBy.BOUND, "closed_on": HeldBy.BOUND, "authorised_seq": HeldBy.BOUND,
        "authorised_hash": HeldBy.BOUND, "texts": NOTED, "files": NOTED, "wraps": NOTED, "done": NOTED,
    },
}  # fmt: skip


def rule_of(table: str, column: str) -> Rule:
    """The rule for a column, or for the row. Raises KeyError for what has none."""
    rules = RULES[table]
    if not isinstance(rules, dict):
        return rules
    return rules.get(ADDED, rules[ROW]) if column == ADDED else rules[column]
