"""What each table and column of the cabinet is held against. What is not listed here fails a test, and so does what is
listed otherwise than `verify` sees it: the test alters, drops, swaps and puts back every one of them.

The few that cannot be seen without a key stand in SPEC §40 and in THREAT_MODEL, each with who sees them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ....store.cabinet import tables


class HeldBy(Enum):
    """By what a row or column is held."""

    CHAINED = "hashed and signed in the journal"
    COMMITTED = "an entry commits to it"
    BOUND = "what entries say leaves it no room"


CHAINED, COMMITTED, BOUND = HeldBy


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
LISTED = UnseenBy("listed")
SEEN_THERE = UnseenBy("seen there")

#: Who they are.
SEEN_BY = {
    HOLDER: "an officer who holds the file: it does not open, or is another's",
    NEXT_ACT: "made anew with the next act, which commits to it; until then an officer who holds the file",
    MAILBOX: "the mailbox, by signature and mark; made anew with the next act",
    OWN: "the one officer whose it is; nobody else depends on it, and it is made anew",
    CHECK: "`check` and whoever logs in",
    LISTED: "`check`: the list of erasures has each as well, with the signed entry",
    SEEN_THERE: "the next run of the pull, against the letterbox (SPEC §43): who writes both stores at once bends both",
    RESTORED: "the result of `verify` says how many there are; the next act begins an epoch",
    NOTED: "nobody: it says how far something has come, or how much there was, and decides nothing",
}

ROW, ADDED = "row", "added"  # that one is there at all, and that there is none more
Rule = HeldBy | UnseenBy

_ALL_OWN = {
    tables.half_login: OWN, tables.factor: CHECK, tables.recovery_code: CHECK,
    tables.session: OWN, tables.login_attempt: NOTED, tables.seen: OWN, tables.draft: OWN, tables.abstract: OWN,
    tables.line: OWN, tables.form_once: NOTED, tables.uncollected: OWN, tables.outbox: NOTED, tables.officer: CHECK,
    tables.removed: LISTED, tables.pulled: SEEN_THERE, tables.pulled_message: SEEN_THERE,
    tables.pulled_wrap: SEEN_THERE, tables.pull: SEEN_THERE, tables.alarm: SEEN_THERE,
}  # fmt: skip
_CHAINED = dict.fromkeys((tables.journal, tables.journal_text), CHAINED)

#: By table: one rule for all of it, or by column, `ROW` for the whole row, and `ADDED` for one more where it differs.
RULES: dict[str, Rule | dict[str, Rule]] = {table.name: rule for table, rule in (_ALL_OWN | _CHAINED).items()} | {
    "file": {
        ROW: BOUND, "id": BOUND, "kind": COMMITTED, "year": COMMITTED, "n": COMMITTED,
        "parent": HOLDER, "revision": BOUND, "sheet": COMMITTED, "erased_on": BOUND,
        "remind_on": COMMITTED, "epoch": BOUND, "restored": RESTORED,
    },
    "file_wrap": {ROW: BOUND, "file_id": BOUND, "officer_id": BOUND, "own": BOUND, "wrap": HOLDER},
    "epoch": {
        ROW: BOUND, "file_id": BOUND, "number": BOUND, "random": BOUND, "seq": BOUND,
        "link": COMMITTED,
    },
    "message": {
        ROW: COMMITTED, "file_id": COMMITTED, "author": COMMITTED, "place": COMMITTED,
        "n": COMMITTED, "written": COMMITTED, "tag": COMMITTED, "sealed": COMMITTED,
        "delivered": NOTED, "epoch": COMMITTED, "before": COMMITTED,
    },
    "status": {
        ROW: BOUND, "file_id": BOUND, "revision": MAILBOX, "sealed": MAILBOX, "delivered": BOUND,
        "epoch": BOUND, "taken_in": BOUND, "posted": NOTED,
    },
    "mailbox_wrap": {ROW: BOUND, "file_id": BOUND, "wrap": MAILBOX},
    "blob": {
        ROW: COMMITTED, "name": COMMITTED, "file_id": COMMITTED, "digest": COMMITTED,
        "size": COMMITTED,
    },
    "copy": {
        ROW: COMMITTED, ADDED: NEXT_ACT, "file_id": COMMITTED, "source": COMMITTED, "n": COMMITTED,
        "sealed": COMMITTED, "epoch": COMMITTED,
    },
    "erased": {
        ROW: BOUND, "file_id": BOUND, "closed_on": BOUND, "authorised_seq": BOUND,
        "authorised_hash": BOUND, "texts": NOTED, "files": NOTED, "wraps": NOTED, "done": NOTED,
    },
}  # fmt: skip


def rule_of(table: str, column: str) -> Rule:
    """The rule for a column, or for the row. Raises KeyError for what has none."""
    rules = RULES[table]
    if not isinstance(rules, dict):
        return rules
    return rules.get(ADDED, rules[ROW]) if column == ADDED else rules[column]
