"""The vectors of the key ring: a pool of statements, and rings as lists of names out of the pool."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from hinweisgeber.crypto import primitives, statements, strict
from hinweisgeber.crypto.ring import Ring, fingerprint
from hinweisgeber.crypto.statements import Admit, Content, Extend, Found, Officer, Receive, Revoke, Succeed
from tests.vectors.people import ANNA, BELA, CLEO, ORIGIN, day, identity, root

FROM, UNTIL = date(2026, 11, 1), date(2028, 10, 31)
Body = dict[str, Any]


def officer(officer_id: str, function: str, role: str = "officer", keys: str = "", **dates: date) -> Officer:
    secret = identity(keys or officer_id)
    days = {"valid_from": FROM, "valid_until": UNTIL} | dates
    return Officer(officer_id, function, role, secret.public, secret.sign_public, **days)  # type: ignore[arg-type]


class Pool:
    """Statements by name; each is made to follow another one."""

    def __init__(self) -> None:
        self.items: dict[str, dict[str, Any]] = {}
        self.number: dict[str, int] = {}
        self.rings: list[dict[str, Any]] = []

    def add(self, name: str, after: str | None, content: Content, **how: Any) -> str:
        """`change` the body's value before signing, `spell` its text otherwise, `key`: name of the root."""
        number = self.number[after] + 1 if after else 1
        value = json.loads(statements.write(number, self.hash(after), content))
        how.get("change", lambda body: None)(value)
        return self.sign(name, number, how.get("spell", strict.dump)(value), how.get("key", "root"))

    def sign(self, name: str, number: int, body: str, key: str) -> str:
        signature = root(key).sign(statements.signed_bytes(body))
        self.items[name] = {"body": body, "signature": strict.encode64(signature)}
        self.number[name] = number
        return name

    def hash(self, name: str | None) -> bytes:
        if name is None:
            return statements.NOTHING_BEFORE
        item = self.items[name]
        signature = strict.decode64(item["signature"], primitives.SIGNATURE)
        return statements.Signed(item["body"], signature).hash

    def text(self, names: list[str]) -> str:
        return strict.dump_lines({"format": "hinweisgeber-ring/1", "statements": [self.items[n] for n in names]})

    def bad(self, name: str, statement: int, *names: str, **more: Any) -> None:
        ring = {"name": name, "statements": list(names)} if names else {"name": name}
        self.rings.append(ring | {"error": "RingBroken", "at": statement} | more)

    def good(self, name: str, *names: str, **more: Any) -> None:
        ring = Ring.parse(self.text(list(names)), more.get("fingerprint", fingerprint(root().public)))
        self.rings.append({"name": name, "statements": list(names), "head": ring.head.hex(), "error": None} | more)


def build() -> dict[str, Any]:
    pool = Pool()
    pool.add("found", None, Found(root().public, ORIGIN, FROM))
    pool.add("anna", "found", Admit(officer(ANNA, "Leitung der Meldestelle", "lead")))
    short = officer(BELA, "Fallbearbeitung 1", valid_until=day(30))
    pool.add("bela", "anna", Admit(short))
    pool.add("anna out", "bela", Revoke(ANNA, day(20)))
    good_rings(pool)
    umlauts(pool)
    good_extensions(pool)
    good_successions(pool)
    good_receivers(pool)
    good_roles(pool)
    damaged_order(pool)
    damaged_bodies(pool)
    forbidden(pool)
    forbidden_extensions(pool)
    forbidden_successions(pool)
    forbidden_receivers(pool)
    damaged_text(pool)
    return {"fingerprint": fingerprint(root().public), "statements": pool.items, "vectors": pool.rings}


def good_rings(pool: Pool) -> None:
    pool.good("good, founded only", "found", officers={"2026-11-01": []})
    calls = [
        {"signer": "root", "on": "2026-11-01", "error": None},
        {"signer": ANNA, "on": "2026-10-31", "error": "SignatureBroken"},
        {"signer": ANNA, "on": "2026-11-19", "error": None},
        {"signer": ANNA, "on": "2026-11-20", "error": None},
        {"signer": ANNA, "on": "2026-11-21", "error": "SignatureBroken"},
        {"signer": BELA, "on": "2026-11-30", "error": None},
        {"signer": BELA, "on": "2026-12-01", "error": "SignatureBroken"},
        {"signer": CLEO, "on": "2026-11-19", "error": "SignatureBroken"},
    ]
    days = {"2026-10-31": [], "2026-11-01": [ANNA, BELA], "2026-11-20": [BELA], "2026-12-01": []}
    names = ("found", "anna", "bela", "anna out")
    pool.good("good, one revoked and one expired", *names, officers=days, signers=calls)
    successor = officer(CLEO, "Leitung der Meldestelle", "lead", valid_from=day(20))
    pool.add("cleo succeeds", "anna out", Admit(successor))
    pool.good("good, function passed on", *names, "cleo succeeds", officers={"2026-11-20": [BELA, CLEO]})


def umlauts(pool: Pool) -> None:
    """Functions beyond ASCII: what is one letter, which are alike, and how they are counted."""
    dora, clef = "d" * 16, "\U0001d11e"  # one character that is two units in UTF-16
    names = ("found", "anna", pool.add("cleo of Köln", "anna", Admit(officer(CLEO, "Prüfung der Außenstelle Köln"))))
    days = {"2026-11-01": [ANNA, CLEO]}
    pool.good("good, umlauts in a function", *names, officers=days)
    hundred = pool.add("a hundred clefs", "anna", Admit(officer(CLEO, clef * 100)))
    pool.good("good, a function of 100 characters beyond the basic plane", "found", "anna", hundred, officers=days)
    more = pool.add("more clefs", "anna", Admit(officer(CLEO, clef * 101)))
    pool.bad("a function of 101 characters", 3, "found", "anna", more)
    alike = {"other case": "PRÜFUNG DER AUßENSTELLE KÖLN", "ß as SS": "Prüfung der AUSSENSTELLE Köln"}
    for name, function in alike.items():
        taken = pool.add(f"dora of Köln, {name}", names[-1], Admit(officer(dora, function)))
        pool.bad(f"function with umlauts taken, {name}", 4, *names, taken)
    unseen = pool.add("soft hyphen", "anna", Admit(officer(CLEO, "Prü\u00adfung")))
    pool.bad("function with a soft hyphen", 3, "found", "anna", unseen)


def good_extensions(pool: Pool) -> None:
    names = ("found", "anna", "bela", pool.add("bela extended", "bela", Extend(BELA, date(2028, 12, 31))))
    days = {"2026-12-01": [ANNA, BELA], "2028-10-31": [ANNA, BELA], "2028-12-31": [BELA], "2029-01-01": []}
    calls = [
        {"signer": BELA, "on": "2028-12-31", "error": None},
        {"signer": BELA, "on": "2029-01-01", "error": "SignatureBroken"},
    ]
    pool.good("good, extended", *names, officers=days, signers=calls)
    again = pool.add("bela extended again", "bela extended", Extend(BELA, date(2029, 1, 1)))
    pool.good("good, extended twice", *names, again, officers={"2029-01-01": [BELA], "2029-01-02": []})
    out = pool.add("bela out", "bela extended", Revoke(BELA, date(2027, 1, 1)))
    pool.good("good, extended and revoked", *names, out, officers={"2026-12-31": [ANNA, BELA], "2027-01-01": [ANNA]})
    pool.add("cleo after bela", "bela", Admit(officer(CLEO, "Fallbearbeitung 1", valid_from=date(2027, 1, 1))))
    pool.add("bela up to cleo", "cleo after bela", Extend(BELA, date(2026, 12, 31)))
    before = ("found", "anna", "bela", "cleo after bela", "bela up to cleo")
    pool.good("good, extended to the day before the successor", *before, officers={"2026-12-31": [ANNA, BELA]})


def succession(pool: Pool, after: str, to: str, by: str = "") -> Succeed:
    """Of this root, with the consent of it or of another."""
    public = root(to).public
    return Succeed(public, root(by or to).sign(statements.consent_bytes(pool.hash(after), public)))


def good_successions(pool: Pool) -> None:
    names = ("found", "anna", pool.add("second root", "anna", succession(pool, "anna", "second")))
    pins = {word: fingerprint(root(word).public) for word in ("root", "second", "third")}
    by_second = pool.add("bela by the second", "second root", Admit(officer(BELA, "Fallbearbeitung 1")), key="second")
    days = {"2026-11-01": [ANNA, BELA]}
    for pinned in ("root", "second"):
        name = f"good, succeeded, {pinned} pinned"
        pool.good(name, *names, by_second, officers=days, fingerprint=pins[pinned], newest=pins["second"])
    third = pool.add("third root", by_second, succession(pool, by_second, "third"), key="second")
    out = pool.add("anna out by the third", third, Revoke(ANNA, day(20)), key="third")
    whole, days = (*names, by_second, third, out), {"2026-11-01": [ANNA, BELA], "2026-11-20": [BELA]}
    for pinned, pin in pins.items():
        name = f"good, succeeded twice, {pinned} pinned"
        pool.good(name, *whole, officers=days, fingerprint=pin, newest=pins["third"])


def good_receivers(pool: Pool) -> None:
    names = ("found", "anna", "bela", pool.add("bela rests", "bela", Receive(BELA, False, day(10))))
    days = {"2026-11-09": [ANNA, BELA], "2026-11-10": [ANNA], "2026-11-30": [ANNA], "2028-11-01": []}
    both = {"2026-11-10": [ANNA, BELA]}
    barred = [
        {"on": "2026-11-09", "barred": [ANNA], "receivers": [BELA]},
        {"on": "2026-11-10", "barred": [ANNA], "receivers": [BELA]},
        {"on": "2026-11-10", "barred": [BELA], "receivers": [ANNA]},
        {"on": "2026-11-10", "barred": [ANNA, BELA], "receivers": []},
        {"on": "2026-12-01", "barred": [ANNA], "receivers": []},
    ]
    pool.good("good, one receives by assignment alone", *names, officers=both, receivers=days, barred=barred)
    again = pool.add("bela receives again", "bela rests", Receive(BELA, True, day(20)))
    days = {"2026-11-10": [ANNA], "2026-11-19": [ANNA], "2026-11-20": [ANNA, BELA]}
    pool.good("good, receives again", *names, again, officers=both, receivers=days)
    same = pool.add("bela receives after all", "bela rests", Receive(BELA, True, day(10)))
    pool.good("good, taken back for the same day", *names, same, officers=both, receivers={"2026-11-10": [ANNA, BELA]})
    out = pool.add("anna out, nobody receives", "bela rests", Revoke(ANNA, day(20)))
    days, alone = {"2026-11-19": [ANNA], "2026-11-20": []}, [{"on": "2026-11-20", "barred": [ANNA], "receivers": []}]
    pool.good(
        "good, who receives is revoked", *names, out, officers={"2026-11-20": [BELA]}, receivers=days, barred=alone
    )


def good_roles(pool: Pool) -> None:
    """An auditor never receives; a substitute where everybody else who may hold a key is excluded."""
    dora = "d" * 16
    names = ("found", "anna", "bela", pool.add("cleo audits", "bela", Admit(officer(CLEO, "Prüfung", "auditor"))))
    stands_in = pool.add("dora stands in", "cleo audits", Admit(officer(dora, "Ombudsperson", "substitute")))
    barred = [
        {"on": "2026-11-01", "barred": [ANNA], "receivers": [BELA]},
        {"on": "2026-11-01", "barred": [ANNA, BELA], "receivers": [dora]},
        {"on": "2026-11-01", "barred": [ANNA, BELA, dora], "receivers": []},
    ]
    there, days = {"2026-11-01": [ANNA, BELA, CLEO, dora]}, {"2026-11-01": [ANNA, BELA]}
    pool.good("good, audits and stands in", *names, stands_in, officers=there, receivers=days, barred=barred)
    alone = pool.add("cleo audits alone", "found", Admit(officer(CLEO, "Prüfung", "auditor")))
    only = {"2026-11-01": [CLEO]}
    pool.good("good, nobody but an auditor", "found", alone, officers=only, receivers={"2026-11-01": []})


def forbidden_receivers(pool: Pool) -> None:
    def bad(name: str, content: Receive, *names: str, **how: Any) -> None:
        pool.bad(name, len(names) + 1, *names, pool.add(name, names[-1], content, **how))

    rests, known = Receive(BELA, False, day(10)), ("found", "anna", "bela")
    bad("unknown rests", Receive(CLEO, False, day(10)), *known)
    bad("root receives", Receive("root", True, day(10)), *known)
    bad("rests on the day of revocation", Receive(ANNA, False, day(20)), *known, "anna out")
    bad("rests after revocation", Receive(ANNA, False, day(21)), *known, "anna out")
    bad("receives who receives", Receive(BELA, True, day(10)), *known)
    bad("rests who rests", Receive(BELA, False, day(11)), *known, "bela rests")
    bad("receives before the day of resting", Receive(BELA, True, day(9)), *known, "bela rests")
    bad("rests before the day of resting", Receive(BELA, False, day(9)), *known, "bela rests")
    bad("the last one rests", Receive(ANNA, False, day(10)), *known, "bela rests")
    bad("the last one with a valid key rests", Receive(ANNA, False, date(2026, 12, 1)), *known)
    bad("rests by a foreign root", rests, *known, key="other")
    changes: dict[str, Callable[[Body], Any]] = {
        "receives as text": lambda body: body.update(receives="false"),
        "receives as number": lambda body: body.update(receives=0),
        "receives missing": lambda body: body.pop("receives"),
        "receives without a day": lambda body: body.pop("from"),
        "receives null": lambda body: body.update(receives=None),
        "rests with a field of a revocation more": lambda body: body.update(valid_until="2028-10-31"),
        "rests from a day in basic form": lambda body: body.update({"from": "20261110"}),
    }
    for name, change in changes.items():
        bad(name, rests, *known, change=change)


def damaged_order(pool: Pool) -> None:
    pool.bad("no statement", 0, text=pool.text([]))
    pool.bad("found missing", 1, "anna", "bela")
    pool.bad("one left out", 2, "found", "bela")
    pool.bad("re-ordered", 2, "found", "bela", "anna")
    pool.bad("duplicated", 3, "found", "anna", "anna")
    pool.bad("founded twice", 2, "found", "found")
    pool.add("found again", "found", Found(root().public, ORIGIN, FROM))
    pool.bad("founded again in second place", 2, "found", "found again")
    pool.add("anna first", None, Admit(officer(ANNA, "Leitung")))
    pool.bad("admitted before founding", 1, "anna first")
    pool.add("foreign found", None, Found(root("other").public, ORIGIN, FROM), key="other")
    pool.bad("foreign root", 1, "foreign found")
    pool.add("foreign out", "anna", Revoke(ANNA, day(5)), key="other")
    pool.bad("foreign statement", 3, "found", "anna", "foreign out")
    pool.add("other past", None, Found(root().public, "another/installation", FROM))
    pool.add("of another past", "other past", Revoke(ANNA, day(5)))
    pool.bad("out of another ring of the same root", 2, "found", "of another past")
    pool.bad("wrong fingerprint", 1, "found", fingerprint="0" * 64)
    pool.bad("fingerprint in capitals", 1, "found", fingerprint=fingerprint(root().public).upper())


def damaged_bodies(pool: Pool) -> None:
    out = Revoke(ANNA, day(5))
    changes: dict[str, Callable[[Body], Any]] = {
        "unknown field": lambda body: body.update(comment=""),
        "missing field": lambda body: body.pop("from"),
        "unknown kind": lambda body: body.update(kind="promote"),
        "kind as list": lambda body: body.update(kind=["revoke"]),
        "number as text": lambda body: body.update(number="3"),
        "number as fraction": lambda body: body.update(number=3.0),
        "number too high": lambda body: body.update(number=4),
        "day in basic form": lambda body: body.update({"from": "20261105"}),
        "day that does not exist": lambda body: body.update({"from": "2026-11-31"}),
        "previous in capitals": lambda body: body.update(previous=body["previous"].upper()),
        "previous of another": lambda body: body.update(previous=pool.hash("found").hex()),
        "previous empty": lambda body: body.update(previous=""),
    }
    for name, change in changes.items():
        pool.bad(name, 3, "found", "anna", pool.add(name, "anna", out, change=change))
    spellings: dict[str, Callable[[Body], str]] = {
        "with blanks": lambda body: json.dumps(body, sort_keys=True),
        "another order of keys": lambda body: json.dumps(dict(reversed(body.items())), separators=(",", ":")),
        "escaped letters": lambda body: strict.dump(body).replace("revoke", "\\u0072evoke"),
        "key twice": lambda body: strict.dump(body).replace("{", '{"from":"2026-11-01",', 1),
        "text behind": lambda body: strict.dump(body) + "\n",
        "not JSON": lambda body: "revoke",
        "a list": lambda body: f"[{strict.dump(body)}]",
    }
    for name, spell in spellings.items():
        pool.bad(f"non-canonical: {name}", 3, "found", "anna", pool.add(name, "anna", out, spell=spell))
    signatures = {"unsigned": "", "signature of zeros": strict.encode64(bytes(64))}
    signatures["signature of another statement"] = pool.items["found"]["signature"]
    signatures["signature cut"] = strict.encode64(bytes(63))
    for name, signature in signatures.items():
        pool.items[name] = {"body": pool.items["anna"]["body"], "signature": signature}
        pool.bad(name, 2, "found", name)
    pool.items["body changed"] = {**pool.items["anna"]}
    pool.items["body changed"]["body"] = pool.items["anna"]["body"].replace('"lead"', '"officer"')
    pool.bad("body changed after signing", 2, "found", "body changed")
    pool.items["extra key"] = {**pool.items["anna out"], "comment": ""}
    pool.bad("statement with a third key", 2, "found", "extra key")


def forbidden(pool: Pool) -> None:
    admitted = {
        "id used before": officer(ANNA, "Vertretung", keys=CLEO),
        "function taken": officer(CLEO, "Leitung der Meldestelle"),
        "function taken, other case": officer(CLEO, "LEITUNG der Meldestelle"),
        "keys used before": officer(CLEO, "Vertretung", keys=ANNA),
        "unknown role": officer(CLEO, "Vertretung", "admin"),
        "valid backwards": officer(CLEO, "Vertretung", valid_until=date(2026, 10, 31)),
        "function empty": officer(CLEO, ""),
        "function with blank behind": officer(CLEO, "Vertretung "),
        "function with a newline": officer(CLEO, "Ver\ntretung"),
        "function not in NFC": officer(CLEO, "Pru\u0308fung"),
        "officer id in capitals": officer("C" * 16, "Vertretung", keys=CLEO),
        "officer id root": officer("root", "Vertretung", keys=CLEO),
    }
    for name, person in admitted.items():
        pool.bad(name, 3, "found", "anna", pool.add(name, "anna", Admit(person)))
    secret = identity(CLEO)
    keys = {"public key cut": secret.public[:-1], "point not on the curve": secret.public[:-1] + b"\0"}
    keys["compressed point"] = secret.public[:1568] + b"\2" + secret.public[1569:]
    for name, public in keys.items():
        person = Officer(CLEO, "Vertretung", "officer", public, secret.sign_public, FROM, UNTIL)
        pool.bad(name, 2, "found", pool.add(name, "found", Admit(person)))
    person = Officer(CLEO, "Vertretung", "officer", secret.public, root().public, FROM, UNTIL)
    pool.bad("the root's own key", 2, "found", pool.add("the root's own key", "found", Admit(person)))
    mine, theirs = identity(CLEO), identity(ANNA)
    halves = {
        "the key for sealing used before": (theirs.public, mine.sign_public),
        "the key for signing used before": (mine.public, theirs.sign_public),
    }
    for name, (public, sign_public) in halves.items():
        person = Officer(CLEO, "Vertretung", "officer", public, sign_public, FROM, UNTIL)
        pool.bad(name, 3, "found", "anna", pool.add(name, "anna", Admit(person)))
    pool.add("anna again", "anna out", Admit(officer(ANNA, "Vertretung", keys=CLEO)))
    pool.bad("admitted again after revocation", 5, "found", "anna", "bela", "anna out", "anna again")
    pool.add("out twice", "anna out", Revoke(ANNA, day(25)))
    pool.bad("revoked twice", 5, "found", "anna", "bela", "anna out", "out twice")
    pool.bad("revoked unknown", 2, "found", pool.add("cleo out", "found", Revoke(CLEO, day(5))))
    pool.bad("root revoked", 2, "found", pool.add("root out", "found", Revoke("root", day(5))))
    name = "installation with a blank"
    pool.bad(name, 1, pool.add(name, None, Found(root().public, "hinweis geber", FROM)))


def forbidden_extensions(pool: Pool) -> None:
    def bad(name: str, content: Extend, *names: str, **how: Any) -> None:
        pool.bad(name, len(names) + 1, *names, pool.add(name, names[-1], content, **how))

    later, known = Extend(BELA, date(2028, 12, 31)), ("found", "anna", "bela")
    bad("extended to the same day", Extend(BELA, day(30)), *known)
    bad("extended to an earlier day", Extend(BELA, day(29)), *known)
    bad("extended unknown", Extend(CLEO, later.valid_until), *known)
    bad("root extended", Extend("root", later.valid_until), *known)
    bad("extended after revocation", Extend(ANNA, later.valid_until), *known, "anna out")
    bad("extended into the successor's time", Extend(BELA, date(2027, 1, 1)), *known, "cleo after bela")
    bad("extended by a foreign root", later, *known, key="other")
    changes: dict[str, Callable[[Body], Any]] = {
        "extended with a field of an admission": lambda body: body.update(valid_from="2026-11-01"),
        "extended without a day": lambda body: body.pop("valid_until"),
        "extended to a number": lambda body: body.update(valid_until=2029),
        "extended to a day in basic form": lambda body: body.update(valid_until="20281231"),
    }
    for name, change in changes.items():
        bad(name, later, *known, change=change)


def forbidden_successions(pool: Pool) -> None:
    def bad(name: str, after: tuple[str, ...], content: Content, **how: Any) -> None:
        pool.bad(name, len(after) + 1, *after, pool.add(name, after[-1], content, **how))

    anna, second = ("found", "anna"), ("found", "anna", "second root")
    bad("succeeded by itself", anna, succession(pool, "anna", "root"))
    bad("succeeded by the root before", second, succession(pool, "second root", "root"), key="second")
    bad("succeeded by an officer's key", anna, _by_officer(pool, "anna"))
    bad("consent of another", anna, succession(pool, "anna", "second", by="other"))
    bad("consent to another past", anna, succession(pool, "found", "second"))
    bad("succession by a foreign root", anna, succession(pool, "anna", "second"), key="other")
    bad("succession signed by the next root alone", anna, succession(pool, "anna", "second"), key="second")
    bad("signed by the root that was succeeded", second, Revoke(ANNA, day(5)), key="root")
    officer_of_root = Officer(CLEO, "Vertretung", "officer", identity(CLEO).public, root("second").public, FROM, UNTIL)
    bad("the next root's own key", second, Admit(officer_of_root), key="second")
    changes: dict[str, Callable[[Body], Any]] = {
        "succession without consent": lambda body: body.pop("consent"),
        "consent cut": lambda body: body.update(consent=strict.encode64(bytes(63))),
        "next root cut": lambda body: body.update(root=strict.encode64(bytes(31))),
    }
    for name, change in changes.items():
        bad(name, anna, succession(pool, "anna", "second"), change=change)
    pool.bad("another root pinned", 1, *second, fingerprint=fingerprint(root("third").public))
    fork = pool.add("anna out by the first", "anna", Revoke(ANNA, day(5)))
    pool.bad("gone on by the first, the second pinned", 1, *anna, fork, fingerprint=fingerprint(root("second").public))


def _by_officer(pool: Pool, after: str) -> Succeed:
    key = identity(ANNA)
    return Succeed(key.sign_public, key.sign(statements.consent_bytes(pool.hash(after), key.sign_public)))


def damaged_text(pool: Pool) -> None:
    text = pool.text(["found"])
    spelled = {
        "empty": "",
        "newline missing": text[:-1],
        "newline too many": text + "\n",
        "CRLF": text.replace("\n", "\r\n"),
        "byte order mark": "\ufeff" + text,
        "on one line": strict.dump(json.loads(text)) + "\n",
        "another format": text.replace("ring/1", "ring/2"),
        "format missing": text.replace(' "format": "hinweisgeber-ring/1",\n', ""),
        "unknown field": text.replace(' "format"', ' "comment": "",\n "format"'),
        "statements as object": text.replace("[", "{").replace("]", "}"),
        "deeply nested": "[" * 3000,
        "truncated": text[: len(text) // 2],
    }
    for name, spelling in spelled.items():
        pool.bad(f"text: {name}", 0, text=spelling)
