"""Who may be taken or turn bad: what each then reads, what each tries alone, and how that shows. The one table: the
attempts in `test_parties.py` must come to exactly this, and THREAT_MODEL has it as it is printed here."""

from __future__ import annotations

from dataclasses import dataclass

#: What there is to read, and the word planted in it. Of one case taken in before the party was taken or turned; of one
#: that everybody but one officer is kept from; and of what is sent and noted afterwards.
PLANTED = {
    "report": "Quittenmus",
    "dialogue": "Hagebutten",
    "notes": "Sanddornsaft",
    "case of a colleague": "Schlehenfeuer",
    "later report": "Mispelgelee",
    "later dialogue": "Berberitzen",
    "later notes": "Kornelkirschen",
}
_EARLIER, _LATER = ("report", "dialogue", "notes"), ("later report", "later dialogue", "later notes")
_ALL = tuple(PLANTED)
NOT = "not: to read leaves no trace"


@dataclass(frozen=True)
class Party:
    """One row. `has`: what is theirs with that; `reads`: of `PLANTED`; `tries`: what they do alone; `shows`: what
    `verify` or a refusal says to that, without any key where it is `verify`."""

    name: str
    has: str
    reads: tuple[str, ...]
    tries: str
    shows: tuple[str, ...] = ()
    by: str = "`verify`"


PARTIES: tuple[Party, ...] = (
    Party(
        "intake host", "the running intake and its secret, the letterbox", ("later report", "later dialogue"),
        "deletes a message", ("missing in the letterbox",),
    ),
    Party(
        "office host", "every disk, the office's memory, sessions in it (one officer's)",
        (*_EARLIER, *_LATER), "a hold in that officer's name", ("needs two signatures and has one",),
    ),
    Party(
        "office host, nobody logged in", "the same, before anybody's login", (), "opens the sessions stored before",
        ("the session has run out",), "refused",
    ),
    Party(
        "database", "SQL on both databases", (), "swaps a text, adds a key",
        ("message is another", "wrap for somebody else"),
    ),
    Party(
        "backup", "an archive and the secret of backups", (), "puts the older state back",
        ("checkpoint of a longer journal",), "`verify` with a checkpoint kept outside",
    ),
    Party(
        "one officer", "their passphrase, every store, a program of their own", (*_EARLIER, *_LATER),
        "a hold; signs for a colleague", ("needs two signatures and has one", "signature does not hold"),
    ),
    Party(
        "stolen passphrase", "an officer's passphrase, the office's pages; no store, no code", (), "guesses codes",
        ("wrong codes end the login", "a pause"), "refused",
    ),
    Party(
        "stolen second factor", "an officer's device and recovery codes, the office's pages; no passphrase", (),
        "guesses passphrases", ("not the passphrase", "a pause"), "refused",
    ),
    Party(
        "both", "passphrase and device, the office's pages; no store", (*_EARLIER, *_LATER), "logs in", (), NOT,
    ),
    Party("two officers", "both passphrases", _ALL, "a hold", (), "not: two may"),
    Party(
        "lead", "their passphrase, every store, a program of their own", (*_EARLIER, *_LATER),
        "a hold; suspends for ten years", ("needs two signatures and has one", "suspended for another time"),
    ),
    Party(
        "auditor", "their passphrase, every store", (), "an entry in a case", ("signed by somebody who held no key",)
    ),
    Party(
        "operator", "every disk, every secret file, no passphrase", (), "an entry; a ring with a root of their own",
        ("signature does not hold", "ring of another root"),
    ),
    Party(
        "proxy of the intake", "what passes when a report is sent: texts and code", ("later report", "later dialogue"),
        "nothing", (), NOT,
    ),
    Party(
        "proxy of the office", "what passes when an officer logs in and works", (*_EARLIER, *_LATER),
        "confirms that officer's own proposal", ("proposed it themselves",), "refused",
    ),
    Party(
        "revoked officer", "all their secrets, every store of later, no older copy", (), "an entry of today",
        ("signer not valid on that day",),
    ),
)  # fmt: skip
HEAD = ("Taken, or turned bad", "Has", "Reads", "Tries alone", "Noticed")


def shown(party: Party) -> str:
    """How it is noticed."""
    return f"{party.by}: {'; '.join(party.shows)}" if party.shows else party.by


def table() -> list[str]:
    """As THREAT_MODEL has it."""
    rows = [(one.name, one.has, ", ".join(one.reads) or "nothing", one.tries, shown(one)) for one in PARTIES]
    lines = [HEAD, ("---",) * len(HEAD), *rows]
    return [f"| {' | '.join(line)} |".replace("| --- ", "|---").replace("--- |", "---|") for line in lines]
