"""One case through every form of the office, with words of a test's choosing wherever a person can write.

What is asked of every page (valid HTML, nothing that turns the direction of writing, labels in summaries) is asked of
the pages collected here: each page after each act, each refusal, and the documents of a package.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from werkzeug.test import TestResponse

from hinweisgeber.crypto.capability import Capability
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.office import Office
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import reading
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox, submit
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.files import store_file
from tests.founded import TODAY
from tests.office.people import Browser
from tests.office.reading import Sheet

CASE = "/faelle/HM-2026-0001"
PERSONS, DISCLOSURES, TALK, END, FILES = (
    f"{CASE}/{page}" for page in ("personen", "offenlegungen", "niederschrift", "loeschung", "dateien")
)
LATER = (TODAY + timedelta(days=20)).isoformat()


class Recorder(Browser):
    """A browser that keeps every page it was shown, by its number and address."""

    def __init__(self, office: Office, pages: dict[str, str]) -> None:
        super().__init__(office)
        self.pages = pages

    def _seen(self, response: TestResponse) -> Sheet:
        sheet = super()._seen(response)
        if sheet.html:
            self.pages[f"{len(self.pages):03d} {self.response.request.path}"] = sheet.html
        return sheet


@dataclass
class WholeCase:
    """Everything that is played; `say` makes the words."""

    office: Office
    letterbox: Store[Letterbox]
    desk: Callable[..., Desk]
    say: Callable[[str], str]
    pages: dict[str, str] = field(default_factory=dict)
    code: AccessCode = field(default_factory=AccessCode.generate)
    without: tuple[str, ...] = ()  # whom the reporter excludes
    recorder: Callable[[Office, dict[str, str]], Recorder] = Recorder

    def play(self, lead: Callable[[Browser], Browser], anna: Callable[[Browser], Browser]) -> dict[str, str]:
        """All of it. `lead`, `anna`: log a browser in."""
        self.first = anna(self.recorder(self.office, self.pages))
        self.second = lead(self.recorder(self.office, self.pages))
        self.report()
        self.take_in()
        self.refusals()
        self.persons()
        self.evidence()
        self.dialogue()
        self.talk()
        self.disclosures()
        self.measures()
        self.ending()
        self.recorded()
        self.destroyed()
        return self.pages

    def act(self, form: str, at: str = CASE, /, **typed: str) -> Sheet:
        """One form of one page, filled in and sent."""
        return self.acts(self.first, form, at, **typed)

    def acts(self, who: Browser, form: str, at: str, /, **typed: str) -> Sheet:
        """The same by somebody."""
        who.get(at)
        sheet = who.submit(form, **typed)
        assert who.status == 200, f"{form}: {who.status}, {sheet.by_id.get('problem', sheet.words)}"
        return sheet

    def agree(self, form: str, at: str = CASE, /, **typed: str) -> Sheet:
        """The same where two must agree: the first proposes it, the second confirms on the page that says so."""
        return self.agreed(self.first, self.second, form, at, **typed)

    def agreed(self, who: Browser, other: Browser, form: str, at: str, /, **typed: str) -> Sheet:
        """The same by these two."""
        assert "needs-second" in self.acts(who, form, at, **typed).by_id
        return self.acts(other, "confirm", who.response.request.path)

    def refused(self, form: str, at: str = CASE, /, **typed: str) -> None:
        """The same, refused."""
        self.first.get(at)
        self.first.submit(form, **typed)
        assert 400 <= self.first.status < 500, form

    def report(self) -> None:
        """A report with every answer and a file; later words of the reporter."""
        when, where, who, known_from, fear, wish = map(self.say, ("when", "where", "who", "known_from", "fear", "wish"))
        told = Report(self.say("description"), "vergabe", when, where, who, known_from, "many")
        report, wrong = replace(told, fear=fear, wish=wish, meeting="yes", excluded=self.without).checked()
        assert not wrong
        file = store_file(self.office.blobs, [b"Erste Zeile"], self.say("datei") + ".txt", cleaned=False)
        submit.submit(self.booth, self.code, report, None, (file,))
        self.file = f"{CASE}/datei/{file.blob}"
        self.writes(lambda booth, capability: mailbox.write_on(booth, capability, self.say("follow-up"), "1"))
        self.writes(lambda booth, capability: mailbox.report_retaliation(booth, capability, self.say("harm"), "2"))

    @property
    def booth(self) -> Booth:
        """Where the reporter writes and reads."""
        return Booth(self.letterbox, self.desk("anna").ring, TODAY)

    def writes(self, act: Callable[[Booth, Capability], object]) -> None:
        """The reporter does something in the mailbox."""
        assert act(self.booth, mailbox.open_mailbox(self.booth, self.code))

    def answers(self, choice: str, text: str = "") -> None:
        """The reporter answers the newest question that is open."""
        seen = mailbox.read(self.booth, mailbox.open_mailbox(self.booth, self.code))
        place = max(place for place, asked in seen.questions(TODAY).items() if choice in asked.choices)
        self.writes(lambda booth, capability: mailbox.answer(booth, capability, place, choice, choice, text))

    def take_in(self) -> None:
        """The list, the search, the first acts."""
        self.first.get("/faelle")
        self.first.submit("filter", suche=self.say("suche"))
        for path in (
            "/",
            "/faelle/neu",
            "/massnahmen",
            "/freigaben",
            "/freigaben/regeln",
            "/loeschung",
            "/loeschung/anbietung",
            "/protokoll",
            "/verwaltung",
            "/konto",
        ):
            self.first.get(path)
        self.first.get("/protokoll/pruefpunkt")
        self.act("verify", "/protokoll")
        self.act("acknowledge", message=self.say("acknowledge"))
        self.act("take-over")
        self.act("retaliation", finding=self.say("finding"))
        self.act("note", note=self.say("note"))
        self.act("scope", scope="in", reason=self.say("scope"))
        for flag in ("urgent", "environment", "tax-secrecy"):
            self.act("flag", flag=f"{flag}:on", reason=self.say("flag"))
        self.act("check", point="conflict", finding=self.say("check"))
        self.act("assign", to=self.first.get(CASE).forms["assign"].choices["to"][1], reason=self.say("assign"))

    def refusals(self) -> None:
        """Every form of the case page sent as it stands, and too long; words that are told again."""
        for form in ("reply", "note", "check", "assign", "close", "flag", "scope", "feedback", "feedback-waived"):
            self.refused(form)
            empty = dict.fromkeys(self.first.get(CASE).forms[form].fields.keys() - {"csrf_token", "once"}, "")
            self.refused(form, **empty)
        self.refused("reply", message=f"[bitte ergänzen: {self.say('gap')}]")
        self.refused("mail-form", "/verwaltung", mail=self.say("mail"))
        Recorder(self.office, self.pages).get("/anmelden")
        stranger = Recorder(self.office, self.pages)
        stranger.get("/anmelden")
        stranger.submit("login", username=self.say("username"), passphrase="falsch")
        stranger.post(f"{CASE}/notiz", note=self.say("lost note"))
        seen = self.first.get(CASE).forms["note"].fields["seen"]
        self.first.post(f"{CASE}/notiz", note=self.say("kept note"), seen=seen)
        self.first.get("/gibtsnicht")

    def persons(self) -> None:
        """Named, spelled, deferred, informed, withdrawn; an answer to one of them."""
        name = f"Erna {self.say('name')}"
        self.act("person", PERSONS, name=name, also=self.say("also"), role="concerned", surname="")
        self.refused("person", PERSONS, name=name, role="concerned")
        self.refused("person", PERSONS, name="x", also=self.say("x")[:1], role="")
        self.act("defer-0", PERSONS, deferred_until=LATER, because=self.say("because"))
        self.refused("defer-0", PERSONS, deferred_until="gestern", because="")
        self.act("spell-0", PERSONS, also=self.say("spelled"))
        self.act("answer", f"{CASE}/auskunft/0", answer=self.say("answer"))
        self.refused("inform-0", PERSONS, informed_on="")
        self.act("inform-0", PERSONS, informed_on=TODAY.isoformat())
        self.act("person", PERSONS, name=f"Rolf {self.say('other')}", role="witness")
        self.act("withdraw-1", PERSONS, reason=self.say("withdrawn"))

    def evidence(self) -> None:
        """A document is taken on file; refused before, while its file waits."""
        said = {"title": self.say("title"), "source": self.say("source"), "remark": self.say("remark")}
        self.refused("evidence", FILES)
        self.first.submit("evidence", (self.say("beleg") + ".txt", b"Erste Seite"), **said, kind="deed")
        assert self.first.status == 400
        self.first.get(FILES)
        name = self.say("unterlage") + ".txt"
        self.first.submit("evidence", (name, b"Andere Seite"), **said, kind="deed", relevance="unclear")
        assert self.first.status == 200, self.first.sheet.words
        self.first.get(FILES)

    def dialogue(self) -> None:
        """A draft, a reply, a text block, a feedback."""
        self.act("reply", message=self.say("draft"), do="draft")
        self.act("reply", message=self.say("reply"), do="send")
        self.act("feedback", message=self.say("feedback"), taken=self.say("taken"), planned=self.say("planned"),
                 reasons=self.say("reasons"), checked="1")  # fmt: skip

    def talk(self) -> None:
        """Minutes with corrections, a meeting with places."""
        self.refused("minutes", TALK, record="summary", minutes="")
        self.act("minutes", TALK, record="summary", minutes=self.say("minutes"))
        self.answers("correct", self.say("correction"))
        self.refused("minutes-end", TALK, state="", reason="")
        self.act("minutes", TALK, record="summary", minutes=self.say("minutes again"))
        self.act("minutes-end", TALK, state="not-confirmed", reason=self.say("minutes end"))
        self.refused("meeting", TALK, day_1="")
        one = {"day_1": LATER, "time_1": "10:30", "how_1": "outside", "where_1": self.say("place")}
        two = {"day_2": LATER, "time_2": "11:30", "how_2": "phone", "where_2": self.say("number")}
        self.act("meeting", TALK, **one, **two, offer=self.say("offer"))
        self.answers("slot-0")
        self.first.get(TALK)

    def disclosures(self) -> None:
        """With consent, to an authority, of others; a package, one without, one dropped."""
        words = {"recipient": self.say("recipient"), "content": self.say("content"), "why": self.say("why")}
        words |= {"secrecy": self.say("secrecy")}
        self.act("working-copy", self.file)
        self.refused("plan-other", DISCLOSURES)
        self.act("plan-consent", DISCLOSURES, **words, until=LATER)
        self.answers("accept")
        self.act("plan-authority", DISCLOSURES, **words, basis="court", notice=self.say("notice"))
        self.act("plan-authority", DISCLOSURES, **words, basis="order", no_notice=self.say("no notice"))
        self.act("plan-other", DISCLOSURES, **words, basis="concerned-inquiry")
        ready = f"{DISCLOSURES}?paket=2"
        (copy,) = self.first.get(ready).forms["package"].choices["copy"]
        reason = self.say("unredacted")
        self.agree("package", ready, summary=self.say("summary"), names="1", copy=copy, unredacted_reason=reason)
        sheet = self.act("package", ready)  # from the same choices
        assert not sheet.html
        with zipfile.ZipFile(io.BytesIO(self.first.response.data)) as package:
            for name in package.namelist():
                if name.endswith(".html"):
                    self.pages[f"package {name}"] = package.read(name).decode()
        self.agree("record-3", DISCLOSURES, how=self.say("how"))
        self.act("drop-4", DISCLOSURES, reason=self.say("drop"))

    def measures(self) -> None:
        """A measure, moved, done, rated; refused before."""
        self.act("stage", stage="INVESTIGATION", reason=self.say("stage"))
        self.act("stage", stage="PREVENTION", reason=self.say("stage back"))
        self.act("stage", stage="INVESTIGATION")
        self.act("stage", stage="RESPONSE")
        self.refused("measure")
        self.act("measure", what=self.say("what"), who=self.say("who"), until=LATER, lesson="rule")
        at = "/massnahmen/MN-2026-0001"
        self.refused(f"{at}/aenderung", "/massnahmen", reason="")
        self.act(f"{at}/aenderung", "/massnahmen", who=self.say("who now"), until=LATER, reason=self.say("moved"))
        self.act(f"{at}/umgesetzt", "/massnahmen")
        self.refused(f"{at}/wirkung", "/massnahmen", effect="", reason="")
        self.act(f"{at}/wirkung", "/massnahmen", effect="yes", reason=self.say("effect"))
        self.first.get(CASE)

    def ending(self) -> None:
        """Closed, held, lifted, offered, authorised, recalled, reopened."""
        self.act("check", point="persons", finding=self.say("persons"))
        self.act("close", outcome="INVESTIGATED", reason=self.say("closed"))
        self.refused("hold", END, reason="")
        for who, form in ((self.second, "decline"), (self.first, "withdraw")):
            self.act("hold", END, reason=self.say("no hold"), norm=self.say("norm"), review=LATER)
            proposal = self.first.response.request.path
            self.second.get("/freigaben")
            self.acts(who, form, proposal, reason=self.say(form))
        self.agree("hold", END, reason=self.say("hold"), norm=self.say("norm"), review=LATER)
        self.second.get(END)
        self.agree("lift-1", END, reason=self.say("lift"))
        self.act("offer", END)
        self.first.get("/loeschung/anbietung")
        self.refused("archive", END, archive="", reason="")
        self.act("archive", END, archive="not-worth-keeping", reason=self.say("archive"))
        self.agree("authorise", END)
        self.act("recall", END, reason=self.say("recall"))
        self.first.get("/loeschung")
        self.refused("reopen", reason="")
        self.act("reopen", stage="INVESTIGATION", reason=self.say("reopen"))

    def recorded(self) -> None:
        """A call written down: refused, then with its slip."""
        self.refused("record", "/faelle/neu")
        barred = dict(zip(("excluded",), self.without, strict=False))
        self.act("record", "/faelle/neu", channel="phone", record="verbatim", consent_to_record=self.say("consent"),
                 description=self.say("told"), code_along="1", **barred)  # fmt: skip
        self.first.get("/faelle/HM-2026-0002")

    def destroyed(self) -> None:
        """A note, a message, a file, each with its reason, by whoever is responsible; a colleague is told why not."""
        log = reading.whole_log(self.desk("anna"), "HM-2026-0001")
        note = next(act.seq for act in log if act.kind is Kind.NOTE)
        of_note, of_reply = f"{CASE}/vermerk/{note}", f"{CASE}/text/office/1"
        self.first.get(of_note)
        token = self.first.sheet.forms["/abmelden"].fields["csrf_token"]
        self.first.post(f"{of_note}/vernichtung", csrf_token=token, reason=self.say("not mine"))
        self.first.get(self.file)
        self.second.get(of_note)
        self.second.submit("destroy", reason="")
        self.agreed(self.second, self.first, "destroy", of_note, reason=self.say("note gone"))
        for at, word in ((of_reply, "reply gone"), (self.file, "file gone")):
            self.acts(self.second, "destroy", at, reason=self.say(word))
            self.first.get(self.second.response.request.path)
            assert "confirm" not in self.first.sheet.forms, "the reporter may still object"
        proposal = self.second.response.request.path
        self.answers("object")
        told, decided = self.say("objection answered"), self.say("objection decided")
        self.acts(self.second, "answer-objection", proposal, message=told, reason=decided)
        self.first.get(CASE)
