"""The whole case, and what it leaves out: every form of the office is sent once by somebody who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

from hinweisgeber import sandbox
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import deadlines
from hinweisgeber.office import Office
from hinweisgeber.usecases.keeper import erase
from hinweisgeber.usecases.leaving import keyless, retention, revoking
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.revocation import ring_in_force
from tests import second_lead
from tests.agreed import agreed
from tests.attack.kept import Keeper, Kept, copied
from tests.attack.stage import with_scanner
from tests.authenticator import Authenticator
from tests.founded import TODAY, Founded
from tests.nobodys_case import left_behind
from tests.office.files import drawn_by_nobody, send_files
from tests.office.people import Browser
from tests.office.whole_case import CASE, DISCLOSURES, END, PERSONS, TALK, WholeCase
from tests.sandbox import samples
from tests.sandbox.documents import office_samples
from tests.sandbox.texts.container_samples import zipped
from tests.second_lead import with_account

BARRED = "bernd"  # whom the reporter excluded
RECORDED, PICTURED = "/faelle/HM-2026-0002", "HM-2026-0003"
MEASURE = "MN-2026-0001"
FACTOR = "/konto/zweiter-faktor"


class Everything(WholeCase):
    """All of it; `kept` is what is kept."""

    kept: Kept
    founded: Founded

    def take_in(self) -> None:
        """Every page of a case that nobody has taken over yet."""
        self.first.get("/faelle")
        for page in (CASE, PERSONS, DISCLOSURES, TALK, END):
            self.first.get(page)
            assert self.first.status == 200
        super().take_in()

    def destroyed(self) -> None:
        """Before that all pages can be opened."""
        self.pictured()
        self.act("mail-form", "/verwaltung", mail="anna@beispiel.example")
        self.factor()
        self.act("rekey", "/verwaltung")
        self.account()
        self.act("take-over", RECORDED)
        self.agree("feedback-waived", RECORDED, reason=self.say("waived"))
        self.first.get("/faelle")
        for page in ("/verwaltung", "/verwaltung/personen"):
            self.head.get(page)
        self.kept.alive = copied(self.kept.home, self.kept.folder / "alive")
        super().destroyed()
        self.shared()
        self.second.get("/verwaltung")
        self.second.get("/faelle")
        to, lead = self.founded.people["anna"].officer_id, self.founded.people["lead"].officer_id
        for who in ("niemand", to, lead):
            self.second.get(f"/faelle/uebergabe?wer={who}")
            if "hand-over" in self.second.sheet.forms:
                break
        number, *_ = self.second.sheet.forms["hand-over"].choices["cases"]
        self.second.submit("hand-over", cases=number, to=to if who == lead else lead, reason=self.say("handed"))
        assert self.second.status == 200
        self.act("recuse", f"/faelle/{PICTURED}/befangen", reason=self.say("recused"))
        days = {"first": f"{TODAY:%Y-%m-%d}", "last": f"{TODAY:%Y-%m-%d}"}
        self.acts(self.head, "deputy", "/verwaltung/personen", absent=lead, deputy=to, **days)
        self.acts(self.head, "suspend", "/verwaltung/personen", who=self.founded.people[BARRED].officer_id)
        self.trained(to)
        self.revoked()
        self.without_key()
        self.act("/abmelden", "/verwaltung")

    def account(self) -> None:
        """One's own: another session ended, this one named, and another passphrase, which is put back afterwards."""
        assert isinstance(self.first, Keeper)
        person = self.founded.people[self.first.who]
        Browser(self.office).enter(person)
        self.act("device", "/konto", kind="notebook")
        self.act("sessions", "/konto", which="others")
        with self.office.cabinet.read() as cab:
            row = cab.officer(officer_id=person.officer_id)
        assert row is not None
        new = dict.fromkeys(("new_passphrase", "again_passphrase"), "eine-andere-und-nur-fuer-tests")
        self.act("passphrase", "/konto", passphrase=person.passphrase, **new)
        with self.office.cabinet.write() as cab:
            cab.set_keystore(person.officer_id, row.keystore)

    @property
    def head(self) -> Browser:
        """Whoever of the two is a lead."""
        return next(one for one in (self.first, self.second) if isinstance(one, Keeper) and one.who == "lead")

    def trained(self, who: str) -> None:
        """A training is entered, and struck."""
        at, days = (
            "/verwaltung/schulungen",
            {"day": f"{TODAY:%Y-%m-%d}", "until": f"{TODAY + timedelta(days=365):%Y-%m-%d}"},
        )
        self.acts(self.head, "training", at, who=who, subject="basics", **days)
        [form] = (one for one in self.head.get(at).forms if one.startswith("strike-training-"))
        self.acts(self.head, form, at)

    def revoked(self) -> None:
        """By two leads: proposed and withdrawn; proposed by the other one and declined, and again and confirmed."""
        at, whom = "/verwaltung/personen", self.founded.people[BARRED].officer_id
        person = with_account(self.founded, self.kept.home / "keys/ring.json", self.office.cabinet)
        here = replace(self.desk("lead"), ring=self.office.ring.ring)
        other = replace(here, officer_id=person.officer_id, identity=person.identity)
        self.acts(self.head, "revoke", at, who=whom)
        self.acts(self.head, "withdraw-revocation-1", at)
        revoking.propose(other, whom)
        self.acts(self.head, "decline-revocation-1", at)
        revoking.propose(other, whom)
        self.acts(self.head, "confirm-revocation-1", at)

    def without_key(self) -> None:
        """A case that nobody can open: proposed and withdrawn; proposed by another and declined, and again and
        confirmed."""
        at, head = "/loeschung/ohne-schluessel", self.head
        left_behind(self.founded, self.kept.home / "keys/ring.json", self.office.cabinet, self.office.letterbox)
        person = second_lead.in_ring_of(self.founded)
        other = replace(
            self.desk("lead"), ring=ring_in_force(self.office.cabinet, self.office.ring.ring),
            officer_id=person.officer_id, identity=person.identity,
        )  # fmt: skip
        (case,) = keyless.listing(other, offers=True).shown
        self.acts(head, "propose-keyless-1", at, archive="1")
        self.acts(head, "withdraw-keyless-1", at)
        for form in ("decline-keyless-1", "confirm-keyless-1"):
            assert keyless.propose(other, case.number, offers=True, told=True)
            self.acts(head, form, at)

    def factor(self) -> None:
        """A second factor: set up, asked for by a login, its codes made anew, and removed."""
        who, app, now = self.first, Authenticator(), self.office.clock().timestamp()
        assert isinstance(who, Keeper)
        passphrase = self.founded.people[who.who].passphrase
        app.scan(who.get(FACTOR).by_id["totp-secret"])
        who.submit("totp", app_code=app.code(now))
        who.submit("onward")
        who.get(FACTOR)
        who.get(f"{FACTOR}/neu")
        other = Keeper(self.kept, self.office, self.pages)
        other.login(who.who, passphrase)
        assert "login-code" in other.sheet.forms
        self.act("recovery-codes", FACTOR, passphrase=passphrase, present_code=app.code(now))
        self.act("totp-remove", FACTOR, passphrase=passphrase, present_code=app.code(now))

    def pictured(self) -> None:
        """A picture, alone and in an archive: scanned, copied, with a black box. A document, likewise, whose pages are
        drawn later than its copy. And a film, with some seconds left out."""
        barred = self.founded.people[BARRED].officer_id
        at, letter = self.desk("anna"), ("brief.docx", office_samples.docx())
        inner = zipped({"brief.docx": office_samples.docx(), "foto.png": samples.image("PNG")})
        photo, folder = ("foto.png", samples.image("PNG")), ("alles.zip", inner)
        sent = send_files(
            at, self.office.blobs, self.letterbox, barred, PICTURED, photo=photo, letter=letter, all=folder,
            film=("film.mp4", samples.film(0.4)),
        )  # fmt: skip
        alone, document, outer, film = (f"/faelle/{PICTURED}/datei/{file.blob}" for file in sent.files)
        self.act("working-copy", outer)
        for here in (alone, f"{outer}/teil/2"):
            for form, typed in (("scan", {}), ("working-copy", {}), ("redact", {"boxes": "1 10 20 55 25"})):
                self.act(form, here, **typed, **({"reason": self.say("box")} if form == "redact" else {}))
        with patch.object(sandbox, "draws", lambda: False):
            self.act("all-copies", f"/faelle/{PICTURED}/dateien")
        self.act("redact", film, seconds="0,1 0,2", reason=self.say("seconds"))
        with drawn_by_nobody():
            for here in (document, f"{outer}/teil/1"):
                self.act("draw", here)

    def shared(self) -> None:
        """The key of a measure, after its case was erased."""
        at, number = self.desk("lead"), CASE.rpartition("/")[2]
        closed = records.of(Kind.CLOSED).data.of({"outcome": "INVESTIGATED", "reason": "Fertig"})
        agreed(casework.act, at, number, Kind.CLOSED, closed, "")
        agreed(retention.authorise, at, number, archive=False)
        due = deadlines.deletable_from(TODAY)
        assert erase.carry_out(self.letterbox, self.office.cabinet, self.office.blobs, lambda *_: None, due)
        to = self.founded.people[BARRED].officer_id
        self.act(f"{MEASURE}-share", "/massnahmen", to=to, reason=self.say("shared"))


def play(
    office: Office, home: Path, folder: Path, desk: Callable[..., Desk], founded: Founded, first: str, second: str
) -> Kept:
    """Plays it. `first` leads the case until it is given to `second`."""
    kept = Kept(home, folder)
    with_scanner(office)
    barred, recorder = (founded.people[BARRED].officer_id,), partial(Keeper, kept)
    case = Everything(office, office.letterbox, desk, "Grund {}".format, without=barred, recorder=recorder)
    case.kept, case.founded = kept, founded

    def enter(name: str) -> Callable[[Browser], Browser]:
        return lambda browser: browser.enter(founded.people[name])

    case.play(enter(second), enter(first))
    return kept
