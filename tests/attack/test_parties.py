"""Each who may be taken or turn bad, with all that is theirs then: what they read, exactly; what they do alone; how it
is noticed. `make attack` prints it; THREAT_MODEL has the same table, row by row (`parties.py`)."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber import config
from hinweisgeber.crypto import chain
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.errors import RingBroken, SealBroken
from hinweisgeber.crypto.factor import STEP, FactorSecret
from hinweisgeber.crypto.keystore import Identity, RootKey, unlock_identity
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.session import OfficeMemory
from hinweisgeber.domain.acts import CASE_ACT, Act, Kind
from hinweisgeber.domain.codec import canonical
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.power import NeedsSecond, OwnProposal
from hinweisgeber.domain.power import power_steps
from hinweisgeber.domain.power.openly import RULES, Openly
from hinweisgeber.errors import Refused
from hinweisgeber.intake import Intake
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.store.cabinet import NO_FILE, Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding, pulling, verifying
from hinweisgeber.usecases.keeper.founding import NewOfficer
from hinweisgeber.usecases.leaving import confirming, retention
from hinweisgeber.usecases.officer import casework, entering, second_factor, suspension, unlock
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import (
    CodeTooSoon,
    CodeWanted,
    CodeWrong,
    LoginFailed,
    LoginTooSoon,
    SessionExpired,
    TooManyWrongCodes,
)
from hinweisgeber.usecases.officer.second_factor import WRONG_CODES, Owner
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed
from tests.attack.parties import HEAD, NOT, PARTIES, PLANTED, Party, shown, table
from tests.attack.test_stolen_disk import SECRETS
from tests.burglar import Burglar, kept_by_the_intake
from tests.founded import MEMORY, NOW, TODAY, Founded
from tests.pages import Reporter as Person
from tests.usecases.backups import Backups, restored
from tests.usecases.sql import execute

THREATS = Path(__file__).resolve().parents[2] / "THREAT_MODEL.md"
FIRST, KEPT, LATER = "HM-2026-0001", "HM-2026-0002", "HM-2026-0003"
REVIEW = TODAY + timedelta(days=200)


@dataclass
class World:
    """An office at work. `ring` is the newest; `before`: the codes of the reports that are there already."""

    founded: Founded
    cabinet: Store[Cabinet]
    letterbox: Store[Letterbox]
    ring: Ring
    folder: Path
    identities: dict[str, tuple[str, Identity]] = field(default_factory=dict)

    def desk(self, who: str, today: date = TODAY) -> Desk:
        """At work."""
        officer_id, identity = self.identities[who]
        return Desk(self.cabinet, self.letterbox, self.ring, officer_id, identity, today)

    def send(self, words: str, without: Iterable[str] = ()) -> AccessCode:
        """A report, taken in by whoever may."""
        code, out = AccessCode.generate(), tuple(self.identities[one][0] for one in without)
        submit(Booth(self.letterbox, self.ring, TODAY), code, Report(words, excluded=out), "Eingegangen.")
        return code

    def writes(self, code: AccessCode, words: str) -> None:
        """The reporter goes on."""
        booth = Booth(self.letterbox, self.ring, TODAY)
        assert mailbox.write_on(booth, mailbox.open_mailbox(booth, code), words, words)

    def goes_on(self) -> AccessCode:
        """What is sent and noted after somebody was taken or has turned."""
        code = self.send(f"Später: {PLANTED['later report']}.")
        self.worked_on(LATER, code, "later dialogue", "later notes")
        return code

    def worked_on(self, number: str, code: AccessCode, dialogue: str, notes: str) -> None:
        """By somebody who is there in every row."""
        at = self.desk("lead")
        collect(at)
        casework.take_over(at, number)
        casework.note(at, number, f"Vermerk: {PLANTED[notes]}.")
        casework.reply(at, number, f"Antwort: {PLANTED[dialogue]}.")
        self.writes(code, f"Wort: {PLANTED[dialogue]}.")
        collect(at)

    def reads(self, *who: str, **more: Any) -> set[str]:
        """What opens to somebody with both databases, the identities of these and what else is theirs."""
        known = {officer_id: identity.to_bytes() for officer_id, identity in map(self.identities.__getitem__, who)}
        found = Burglar(self.cabinet, self.letterbox, identities=known, **more).opens().values()
        words = b" ".join(text for texts in found for text in texts)
        return {name for name, planted in PLANTED.items() if planted.encode() in words}

    def found(self, today: date = TODAY) -> set[str]:
        """What `verify` says, without any key."""
        office = verifying.Office(self.cabinet, self.letterbox)
        return {one.why for one in verifying.examine(office, self.ring, today=today).findings}

    def enters(self, who: str, day: date = TODAY, sign: Callable[[bytes], bytes] | None = None, said: str = "",
               kind: str = CASE_ACT, installation: bool = False) -> None:  # fmt: skip
        """An entry by somebody with SQL and a signing key: about the first case, or the installation."""
        officer_id, identity = self.identities[who]
        text, salt = canonical({}), secrets.token_bytes(chain.SALT)
        with self.cabinet.write() as cab:
            head = cab.head()
            assert head is not None
            file_id = NO_FILE if installation else next(iter(sorted(cab.file_ids())))
            seen = f'{{"power":{RULES},"seen":[{cab.newest_act(file_id)},0]}}'
            entry = chain.make_entry(
                self.ring.installation, head, day, file_id, kind, officer_id, sign or identity.sign,
                chain.commit(salt, text), said or seen,
            )  # fmt: skip
            cab.append(entry, salt, text)


@dataclass(frozen=True)
class Outcome:
    """What an attempt came to."""

    reads: set[str]
    shows: set[str] = field(default_factory=set)


@pytest.fixture
def world(
    founded: Founded, cabinet: Store[Cabinet], letterbox: Store[Letterbox], settings: config.Settings, tmp_path: Path
) -> World:
    """A case of all three officers, one that all but bernd are kept from, an auditor."""
    at = World(founded, cabinet, letterbox, founded.ring, tmp_path)
    at.identities = {name: (one.officer_id, one.identity) for name, one in founded.people.items()}
    at.worked_on(FIRST, at.send(f"Gemeldet: {PLANTED['report']}."), "dialogue", "notes")
    at.send(f"Über die Leitung: {PLANTED['case of a colleague']}.", without=("anna", "lead"))
    collect(at.desk("bernd"))
    assert at.found() == set()
    return at


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Callable[[Desk], None]:
    """A hold by one, with a program of their own, which leaves out what ours asks."""
    checked = power_steps.confirmed

    def whatever(case: Any, act: Act) -> Any:
        with suppress(Refused):
            return checked(case, act)
        return case

    def hold(at: Desk) -> None:
        with monkeypatch.context() as own:
            own.setattr(casework, "guarded", lambda d, o, c, act, a=None: replace(act, openly=Openly(RULES)))
            own.setattr(casework, "needing_two", lambda case, act: None)
            own.setattr(entering, "confirmed", lambda case, act: case)
            own.setattr(power_steps, "confirmed", whatever)
            retention.propose_hold(at, FIRST, "Klage", "Art. 17 DSGVO", REVIEW)

    return hold


Alone = Callable[[Desk], None]


@pytest.fixture
def attempts(
    world: World, alone: Alone, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Callable[[], Outcome]]:
    """By party."""

    def intake_host() -> Outcome:
        with monkeypatch.context() as taken:
            kept = kept_by_the_intake(taken)
            code = world.goes_on()
        pulling.pull(world.letterbox, world.cabinet, world.ring, TODAY)
        reads = world.reads(keys=kept, codes=[code])
        execute(world.letterbox, "DELETE FROM message WHERE author = 'reporter' AND place = 1")
        return Outcome(reads, world.found())

    def office_host() -> Outcome:
        world.goes_on()
        officer_id, identity = world.identities["anna"]
        cookie = secrets.token_bytes(32)  # passes through it with every request
        stored = MEMORY.seal(identity, officer_id, cookie)
        assert MEMORY.open(stored, officer_id, cookie).to_bytes() == identity.to_bytes()
        reads = world.reads("anna")
        alone(world.desk("anna"))
        return Outcome(reads, world.found())

    def office_host_alone() -> Outcome:
        world.goes_on()
        anna = world.founded.people["anna"]
        old = unlock.login(world.cabinet, world.ring, MEMORY, "anna", anna.passphrase, "", TODAY, 1)
        anew = OfficeMemory.generate()
        with pytest.raises(SessionExpired):
            unlock.resume(world.cabinet, world.ring, anew, old, TODAY, 2)
        for (sealed,) in execute(world.cabinet, "SELECT sealed FROM session"):
            with pytest.raises(SealBroken):
                anew.open(sealed, anna.officer_id, unlock.secret_of(old))
        return Outcome(world.reads(), {"the session has run out"})

    def database() -> Outcome:
        world.goes_on()
        pulling.pull(world.letterbox, world.cabinet, world.ring, TODAY)
        reads = world.reads()
        execute(world.cabinet, "UPDATE message SET sealed = (SELECT sealed FROM message WHERE author = 'office' "
                               "AND length(sealed) > 0 LIMIT 1) WHERE author = 'reporter' AND place = 1")  # fmt: skip
        execute(world.letterbox, "UPDATE message SET sealed = x'00' WHERE author = 'reporter' AND place = 1")
        execute(world.cabinet, "INSERT INTO file_wrap (file_id, officer_id, own, wrap) SELECT file_id, "
                               "'cccccccccccccccc', own, wrap FROM file_wrap LIMIT 1")  # fmt: skip
        return Outcome(reads, world.found())

    def backup() -> Outcome:
        blobs = blob_store(f"file://{world.folder}/blobs")
        backups = Backups(world.letterbox, world.cabinet, blobs, world.ring, world.folder / "backups")
        backups.folder.mkdir()
        done = backups.make()
        world.goes_on()
        outside = verifying.checkpoint(world.cabinet, world.ring)
        with restored(backups, done, world.folder / "older") as target:
            older = replace(world, cabinet=target.cabinet, letterbox=target.letterbox)
            found = verifying.examine(verifying.Office(target.cabinet), world.ring, outside, today=TODAY).findings
            return Outcome(older.reads(), {one.why for one in found})

    def one_officer() -> Outcome:
        world.goes_on()
        reads = world.reads("anna")
        alone(world.desk("anna"))
        shows = world.found()
        world.enters("bernd", sign=world.identities["anna"][1].sign)
        return Outcome(reads, shows | world.found())

    def enrolled() -> FactorSecret:
        anna = world.founded.people["anna"]
        owner = Owner(world.cabinet, world.ring, anna.officer_id, anna.identity, b"", TODAY, 1)
        offer = second_factor.new_offer(owner)
        second_factor.set_up(owner, offer.sealed, offer.secret.code(0))
        world.goes_on()
        return offer.secret

    def half(now: int) -> str:
        passphrase = world.founded.people["anna"].passphrase
        with pytest.raises(CodeWanted) as wanted:
            unlock.login(world.cabinet, world.ring, MEMORY, "anna", passphrase, "", TODAY, now)
        return wanted.value.cookie

    def stolen_passphrase() -> Outcome:
        secret, told, now = enrolled(), list[type[Exception]](), 1000
        right = {secret.code(now // STEP + play) for play in range(-2, 20)}
        wrong, cookie = next(code for code in map("{:06}".format, range(100)) if code not in right), half(now)
        assert not _is_session(world, cookie, now)
        for _ in range(WRONG_CODES):
            with pytest.raises((CodeWrong, TooManyWrongCodes)) as refused:
                second_factor.finish(world.cabinet, world.ring, MEMORY, cookie, wrong, TODAY, now)
            told.append(refused.type)
            now += 20
        assert told == [CodeWrong] * (WRONG_CODES - 1) + [TooManyWrongCodes]
        with pytest.raises(CodeTooSoon):
            second_factor.finish(world.cabinet, world.ring, MEMORY, half(now - 20), wrong, TODAY, now - 20)
        return Outcome(set(), {"wrong codes end the login", "a pause"})

    def stolen_second_factor() -> Outcome:
        enrolled()
        shows = set[str]()
        for guess in range(4):
            with pytest.raises((LoginFailed, LoginTooSoon)) as refused:
                unlock.login(world.cabinet, world.ring, MEMORY, "anna", f"geraten-{guess}", "", TODAY, 1000)
            shows.add("not the passphrase" if refused.type is LoginFailed else "a pause")
        assert execute(world.cabinet, "SELECT count(*) FROM half_login") == [(0,)]
        return Outcome(set(), shows)

    def both() -> Outcome:
        secret, cookie = enrolled(), half(1000)
        entered = second_factor.finish(
            world.cabinet, world.ring, MEMORY, cookie, secret.code(1000 // STEP), TODAY, 1000
        )
        session = unlock.resume(world.cabinet, world.ring, MEMORY, entered.cookie, TODAY, 1001)
        assert session.identity.to_bytes() == world.identities["anna"][1].to_bytes()
        return Outcome(world.reads("anna"))

    def two_officers() -> Outcome:
        world.goes_on()
        at = world.desk("anna")
        agreed(retention.propose_hold, at, FIRST, "Klage", "Art. 17 DSGVO", REVIEW, by=world.desk("bernd"))
        return Outcome(world.reads("anna", "bernd"), world.found())

    def lead() -> Outcome:
        world.goes_on()
        reads = world.reads("lead")
        alone(world.desk("lead"))
        said = suspension.said(world.identities["anna"][0], date(2036, 1, 1))
        world.enters("lead", said=said, kind=Kind.SUSPENDED, installation=True)
        return Outcome(reads, world.found())

    def auditor() -> Outcome:
        new = NewOfficer("pruefung", "Prüfung", "auditor", "pruefung-und-nur-fuer-tests")
        world.ring = founding.admit(world.cabinet, world.ring, world.founded.root(), new, TODAY)
        with world.cabinet.read() as cab:
            row = cab.officer(username="pruefung")
        assert row is not None
        identity = unlock_identity(row.keystore, row.officer_id, new.passphrase)
        world.identities["pruefung"] = row.officer_id, identity
        world.goes_on()
        world.enters("pruefung")
        return Outcome(world.reads("pruefung"), world.found())

    def operator() -> Outcome:
        world.goes_on()
        files = [bytes.fromhex(byte * 32) for byte in SECRETS.values()]
        for store in (world.cabinet, world.letterbox):
            for (name,) in execute(store, "SELECT name FROM sqlite_master WHERE type = 'table'"):
                rows = execute(store, f"SELECT * FROM {name}")
                files += {value for row in rows for value in row if isinstance(value, bytes) and len(value) == 32}
        reads, own = world.reads(keys=set(files)), RootKey.generate()
        world.enters("lead", sign=own.sign)
        shows = world.found()
        with pytest.raises(RingBroken):  # every officer's printed fingerprint is another
            Ring.parse(Ring.found(own, world.ring.installation, TODAY).text(), world.ring.fingerprint)
        return Outcome(reads, shows | {"ring of another root"})

    def proxy_of_the_intake() -> Outcome:
        passed = list[bytes]()
        intake.wsgi_app = _listening(intake.wsgi_app, passed)  # type: ignore[method-assign]
        intake.clock = lambda: NOW
        person = Person(intake.test_client(use_cookies=False))
        person.send(f"Später: {PLANTED['later report']}.")
        words = b" ".join(passed)
        assert PLANTED["later report"].encode() in words
        code = AccessCode.parse(person.code)
        world.worked_on(LATER, code, "later dialogue", "later notes")
        return Outcome(world.reads(codes=[code]) | {"later report"})

    def proxy_of_the_office() -> Outcome:
        world.goes_on()
        anna = world.founded.people["anna"]  # the passphrase passes through it
        with world.cabinet.read() as cab:
            row = cab.officer(username="anna")
        assert row is not None
        identity = unlock_identity(row.keystore, anna.officer_id, anna.passphrase)
        at = replace(world.desk("anna"), identity=identity)
        with pytest.raises(NeedsSecond):
            retention.propose_hold(at, FIRST, "Klage", "Art. 17 DSGVO", REVIEW)
        view = confirming.look(at, FIRST, 1)
        with pytest.raises(OwnProposal):
            confirming.confirm(at, blob_store(f"file://{world.folder}/b"), FIRST, 1, view.agreed.hash)
        return Outcome(world.reads("anna"), {"proposed it themselves"})

    def revoked_officer() -> Outcome:
        root = world.founded.root()
        world.ring = founding.revoke(world.cabinet, world.letterbox, world.ring, root, "anna", TODAY, TODAY)
        world.goes_on()
        casework.note(world.desk("lead"), FIRST, "Seit sie fort ist.")
        tomorrow = TODAY + timedelta(days=1)
        world.enters("anna", tomorrow)
        return Outcome(world.reads("anna"), world.found(tomorrow))

    return {
        "intake host": intake_host,
        "office host": office_host,
        "office host, nobody logged in": office_host_alone,
        "database": database,
        "backup": backup,
        "one officer": one_officer,
        "stolen passphrase": stolen_passphrase,
        "stolen second factor": stolen_second_factor,
        "both": both,
        "two officers": two_officers,
        "lead": lead,
        "auditor": auditor,
        "operator": operator,
        "proxy of the intake": proxy_of_the_intake,
        "proxy of the office": proxy_of_the_office,
        "revoked officer": revoked_officer,
    }


def _is_session(world: World, cookie: str, now: int) -> bool:
    try:
        return bool(unlock.resume(world.cabinet, world.ring, MEMORY, cookie, TODAY, now))
    except SessionExpired:
        return False


def _listening(app: Callable[..., Any], passed: list[bytes]) -> Callable[..., Any]:
    """What a proxy sees that ends the encryption of the way."""

    def listening(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        passed.append(body)
        environ["wsgi.input"] = io.BytesIO(body)
        return app(environ, start)

    return listening


@pytest.mark.parametrize("party", PARTIES, ids=lambda party: party.name)
def test_who_is_taken_or_turns_bad_gets_this_and_no_more_and_is_noticed(
    party: Party, attempts: dict[str, Callable[[], Outcome]]
) -> None:
    outcome = attempts[party.name]()
    print(f"\n{party.name}: reads {', '.join(one for one in PLANTED if one in outcome.reads) or 'nothing'}; "
          f"noticed: {shown(party)}")  # fmt: skip
    assert outcome.reads == set(party.reads)
    if party.shows:
        assert set(party.shows) <= outcome.shows
    else:
        assert outcome.shows == set(), "nobody notices, so nothing says so"


def test_every_party_has_its_attempt(attempts: dict[str, Callable[[], Outcome]]) -> None:
    assert [one.name for one in PARTIES] == list(attempts)


def test_the_threat_model_has_this_very_table() -> None:
    rows = THREATS.read_text(encoding="utf-8").splitlines()
    start = rows.index(table()[0])
    assert rows[start : start + len(PARTIES) + 2] == table()
    assert rows[start + len(PARTIES) + 2] == ""
    assert (HEAD[-1], NOT in "".join(table())) == ("Noticed", True)
    print("", *table(), sep="\n")
