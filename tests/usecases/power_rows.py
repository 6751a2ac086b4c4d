"""A case in which each act of LAW § 9 that needs two can be proposed, and how each is: tests walk the table with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.ring import Officer, Ring
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import REPORTER
from hinweisgeber.domain.errors.power import NeedsSecond
from hinweisgeber.domain.filing_step import DocumentKind, Relevance
from hinweisgeber.domain.power.guard import ROWS, PowerRow
from hinweisgeber.store.blobs import BlobStore
from hinweisgeber.usecases.leaving import confirming, destruction, disclosures, evidence, retention
from hinweisgeber.usecases.leaving.disclosures import Plan
from hinweisgeber.usecases.officer import casework, filing, procedure, reading
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter.files import store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed
from tests.closing import FEEDBACK, ready_to_close
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.snapshots import Snapshots

NUMBER = "HM-2026-0001"
REVIEW = TODAY + timedelta(days=200)
TWO: tuple[PowerRow, ...] = tuple(row for row in ROWS if row.agree > 1 and row.of_files)
WRITTEN, FILE, NOTE = "Noch etwas.", "beleg.txt", "Ein Vermerk."
CARLA = "c" * 16


@dataclass(frozen=True)
class Newcomer:
    """Somebody in the ring who gets no reports, so has no key of the case."""

    ring: Ring
    identity: Identity

    @classmethod
    def of(cls, founded: Founded) -> Newcomer:
        """Costs an Argon2."""
        identity, root = Identity.generate(), founded.root()
        carla = Officer(
            CARLA, "Fallbearbeitung 9", "officer", identity.public, identity.sign_public, TODAY, date(2030, 1, 1)
        )
        return cls(founded.ring.admit(root, carla).receive(root, CARLA, False, TODAY), identity)


@dataclass
class Stand:
    """The case, taken over by anna, with a message, a file and a note; and where it was kept."""

    desk: Desks
    sent: Reporter
    blobs: BlobStore
    snapshots: Snapshots

    @property
    def blob(self) -> str:
        """The name of the reporter's file, which stands before all others."""
        return evidence.every(self.desk("lead"), NUMBER)[0].file.blob

    def propose(self, row: str, who: str = "anna", day: date = TODAY) -> int:
        """The number of the proposal."""
        return proposed(lambda: ACTS[row](self, self.desk(who, day)))

    def confirm(self, n: int, who: str, day: date, **changed: Any) -> Any:
        """The second signature, as its page sends it."""
        at = self.desk(who, day, **changed)
        return confirming.confirm(at, self.blobs, NUMBER, n, confirming.look(at, NUMBER, n).agreed.hash)

    def kinds(self) -> list[str]:
        """Of all acts so far."""
        return [act.kind.value for act in reading.whole_log(self.desk("lead"), NUMBER)]


def proposed(act: Callable[[], object]) -> int:
    """What an act becomes that needs two."""
    try:
        act()
    except NeedsSecond as waits:
        return waits.n
    raise AssertionError("done by one")


def begin(desk: Desks, reporter: Reporter, blobs: BlobStore) -> None:
    """The case, where there is none yet."""
    file = store_file(blobs, [b"Erste Zeile"], FILE, cleaned=False)
    submit(reporter.booth, reporter.code, Report("Erfunden."), "Eingegangen.", (file,))
    reporter.write(WRITTEN)
    collect(desk("anna"))
    casework.take_over(desk("anna"), NUMBER)
    casework.note(desk("anna"), NUMBER, NOTE)
    ready_to_close(desk("anna"), NUMBER, with_feedback=False)


def _feedback(stand: Stand, at: Desk) -> None:
    procedure.give_feedback(at, NUMBER, FEEDBACK)


def _planned(stand: Stand, at: Desk) -> None:
    disclosures.plan(at, NUMBER, Plan("court", "Gericht", "Name", "Beschluss", notice="Das Gericht verlangt es."))  # type: ignore[arg-type]


def _after_no(stand: Stand, at: Desk) -> None:
    """A colleague would not have it passed on; now something else of the case is to go out."""
    _planned(stand, at)
    n = proposed(lambda: disclosures.record(at, NUMBER, 1, "Mit Brief."))
    confirming.decline(stand.desk("bernd"), NUMBER, n, "Nicht nötig.")
    disclosures.plan(at, NUMBER, Plan("concerned-authority", "Amt", "Ein Name", "Zur Abhilfe."))  # type: ignore[arg-type]


def _held(stand: Stand, at: Desk) -> None:
    agreed(retention.propose_hold, at, NUMBER, "Klage", "Art. 17 DSGVO", REVIEW)


def _ended(stand: Stand, at: Desk) -> None:
    _feedback(stand, at)
    casework.close(at, NUMBER, "INVESTIGATED", "Grund.")


def _note(stand: Stand, at: Desk) -> Any:
    seq = next(one.seq for one in reading.whole_log(at, NUMBER) if one.kind.value == "note")
    return destruction.destroy_note(at, NUMBER, seq, "Beifang.")


def filed(stand: Stand, at: Desk) -> None:
    """A document of the office's own."""
    document = store_file(stand.blobs, [b"Andere Seite"], "rechnung.txt", cleaned=False)
    told = filing.Described("Rechnung 17", "Sachgebiet 30", DocumentKind.DEED, Relevance.UNCLEAR)
    filing.file_evidence(at, NUMBER, told, (document,))


def _document(stand: Stand, at: Desk) -> Any:
    (blob,) = (one.file.blob for one in evidence.every(at, NUMBER) if one.filed)
    return destruction.destroy_file(at, stand.blobs, NUMBER, blob, "Beifang.")


Step = Callable[[Stand, Desk], Any]


@dataclass(frozen=True)
class Way:
    """How an act is done, as its form does it; `before`: what must have been."""

    act: Step
    before: Step = lambda stand, at: None

    def __call__(self, stand: Stand, at: Desk) -> Any:
        """Both."""
        self.before(stand, at)
        return self.act(stand, at)


#: By row.
ACTS: dict[str, Way] = {
    "end-no-evidence": Way(lambda stand, at: casework.close(at, NUMBER, "NO_EVIDENCE", "Grund."), _feedback),
    "end-other": Way(lambda stand, at: casework.close(at, NUMBER, "OTHER_REASONS", "Grund."), _feedback),
    "feedback-withheld": Way(lambda stand, at: procedure.waive_feedback(at, NUMBER, "Gefährdet Ermittlungen.")),
    "disclose-reporter": Way(lambda stand, at: disclosures.record(at, NUMBER, 1, "Mit Brief."), _planned),
    "disclose-after-refusal": Way(lambda stand, at: disclosures.record(at, NUMBER, 2, "Mit Brief."), _after_no),
    "destroy-message": Way(
        lambda stand, at: destruction.destroy_message(at, stand.blobs, NUMBER, REPORTER, 1, "Beifang.")
    ),
    "destroy-file": Way(lambda stand, at: destruction.destroy_file(at, stand.blobs, NUMBER, stand.blob, "Beifang.")),
    "destroy-filed": Way(_document, filed),
    "destroy-note": Way(_note),
    "hold": Way(lambda stand, at: retention.propose_hold(at, NUMBER, "Klage", "Art. 17 DSGVO", REVIEW)),
    "lift-hold": Way(lambda stand, at: retention.lift_hold(at, NUMBER, 1, "Erledigt."), _held),
    "erase-outside-class": Way(lambda stand, at: retention.authorise(at, NUMBER, archive=False), _ended),
    "give-key": Way(lambda stand, at: casework.assign(at, NUMBER, CARLA, "Neu.")),
}
