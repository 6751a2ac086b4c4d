"""Whatever people write, get cases, go, are late and put back: exactly the entitled open exactly what they may.

The model is written from SPEC §23 and knows no key; who opens what is tried by a burglar with other means than the
program's, who has each person's identity and every key they could ever reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keystore import Identity, RootKey
from hinweisgeber.crypto.ring import Officer
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.usecases.keeper import audit
from hinweisgeber.usecases.keeper.erase import destroy
from hinweisgeber.usecases.officer import casework, recusal, rekey
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import NobodyElse
from hinweisgeber.usecases.reporter.submit import submit
from tests.burglar import Burglar
from tests.founded import TODAY, Founded, copy_database
from tests.usecases.sql import execute

ONE = "HM-2026-0001"
NAMES = ("lead", "anna", "bernd", "dora")  # dora's key ends after ten days
DAYS = 10
WHO = st.sampled_from(NAMES)
STEPS = st.one_of(
    st.tuples(st.just("note"), WHO),
    st.tuples(st.just("note"), WHO),
    st.tuples(st.just("reply"), WHO),
    st.tuples(st.just("assign"), WHO, WHO),
    st.tuples(st.just("recuse"), WHO),
    st.tuples(st.just("revoke"), WHO),
    st.tuples(st.just("wait")),
    st.tuples(st.just("rekey"), WHO),
    st.tuples(st.just("restart")),
    st.tuples(st.just("back_up")),
    st.tuples(st.just("put_back")),
)


@dataclass
class Model:
    """Who could ever reach the key of which epoch; epoch 0 is the report's, in which the dialogue stays."""

    holders: set[str]
    active: set[str]
    held: set[str] = field(default_factory=set)  # the newest key, since its epoch began
    recused: set[str] = field(default_factory=set)
    assigned: str = ""
    chain: list[int] = field(default_factory=lambda: [0, 1])
    reached: dict[int, set[str]] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)  # what stands in the stores now, and in which epoch
    last: int = 1

    def __post_init__(self) -> None:
        self.copy()

    def may(self, who: str) -> bool:
        """Whether they can act on the case."""
        return who in self.holders & self.active

    def begin(self) -> None:
        """What comes before anything is sealed."""
        if not self.held <= self.holders & self.active:
            self.holders &= self.active
            self.held = {*self.holders}
            self.last += 1
            self.chain.append(self.last)

    def seal(self, text: str, dialogue: bool = False) -> None:
        self.texts[text] = 0 if dialogue else self.chain[-1]
        self.copy()

    def copy(self) -> None:
        """Everybody who holds the newest key takes it and all it leads to."""
        self.held |= self.holders
        for epoch in self.chain:
            self.reached.setdefault(epoch, set()).update(self.holders)

    def opens(self, who: str) -> set[str]:
        return {text for text, epoch in self.texts.items() if who in self.reached[epoch]}


class House:
    """The program, and what each person has copied of it."""

    def __init__(self, founded: Founded, root: RootKey, folder: Path, dora: Identity) -> None:
        self.folder, self.root, self.n = folder, root, 0
        self.kept: Model | None = None
        identities = {name: person.identity for name, person in founded.people.items()} | {"dora": dora}
        ids = {name: person.officer_id for name, person in founded.people.items()} | {"dora": "d" * 16}
        self.people = {name: (ids[name], identities[name]) for name in NAMES}
        end = TODAY + timedelta(days=DAYS)
        member = Officer("d" * 16, "Aushilfe", "officer", dora.public, dora.sign_public, TODAY, end)
        self.ring, self.today = founded.ring.admit(root, member), TODAY
        self.open(copy_database(founded.cabinet_file, folder / "c.sqlite"),
                  copy_database(founded.letterbox_file, folder / "l.sqlite"))  # fmt: skip
        submit(self.letterbox, [self.recipient(n) for n in ("lead", "anna")], AccessCode.generate(), Report("Bericht."),
               TODAY, None)  # fmt: skip
        collect(self.at("lead"))
        self.model = Model({"lead", "anna"}, set(NAMES))
        self.model.seal("Bericht.", dialogue=True)
        self.copied: dict[str, set[bytes]] = {name: set() for name in NAMES}

    def open(self, cabinet: str, letterbox: str) -> None:
        self.cabinet, self.letterbox = cabinet_store(cabinet), letterbox_store(letterbox)
        self.blobs = blob_store(f"file://{self.folder}/blobs")

    def recipient(self, name: str) -> Any:
        return next(one.recipient() for one in self.ring.everyone if one.officer_id == self.people[name][0])

    def at(self, name: str) -> Desk:
        officer_id, identity = self.people[name]
        return Desk(self.cabinet, self.letterbox, self.ring, officer_id, identity, self.today)

    def burglar(self, name: str) -> Burglar:
        officer_id, identity = self.people[name]
        return Burglar(self.cabinet, self.letterbox, self.copied[name], {officer_id: identity.to_bytes()})

    @property
    def file_id(self) -> bytes:
        return bytes(execute(self.cabinet, "SELECT id FROM file")[0][0])

    # -- steps

    def note(self, who: str) -> None:
        if self.model.may(who):
            text = self.word()
            casework.note(self.at(who), ONE, text)
            self.model.begin()
            self.model.seal(text)

    def reply(self, who: str) -> None:
        if self.model.may(who):
            text = self.word()
            casework.reply(self.at(who), ONE, text)
            self.model.begin()
            self.model.seal(text, dialogue=True)

    def assign(self, who: str, to: str) -> None:
        may = self.model.may(who) and to in self.model.active
        if may and to in self.model.recused | {self.model.assigned}:
            with pytest.raises(NotAllowed):
                casework.assign(self.at(who), ONE, self.people[to][0], "Grund.")
        elif may and to != who:
            text = self.word()
            casework.assign(self.at(who), ONE, self.people[to][0], text)
            self.model.begin()
            self.model.holders.add(to)
            self.model.assigned = to
            self.model.seal(text)

    def recuse(self, who: str) -> None:
        """Who leaves seals why and what the reporter is told: of that they have the key."""
        if not self.model.may(who):
            return
        if not self.model.holders & self.model.active - {who} - {"dora"}:  # she has no account
            with pytest.raises(NobodyElse):
                recusal.recuse(self.at(who), ONE, "Grund.", "Es ist geschehen.")
            return
        reason, told = self.word(), self.word()
        recusal.recuse(self.at(who), ONE, reason, told)
        self.model.begin()
        self.model.seal(reason)
        self.model.seal(told, dialogue=True)
        self.model.holders.discard(who)
        self.model.recused.add(who)
        self.model.assigned = "" if self.model.assigned == who else self.model.assigned

    def revoke(self, who: str) -> None:
        if who in self.model.active and self.model.holders & self.model.active - {who} - {"dora"}:
            self.ring = self.ring.revoke(self.root, self.people[who][0], self.today)
            self.model.active.discard(who)

    def wait(self) -> None:
        if self.model.holders & self.model.active - {"dora"}:
            self.today += timedelta(days=DAYS + 1)
            self.model.active.discard("dora")

    def rekey(self, who: str) -> None:
        if self.model.may(who):
            due = not self.model.held <= self.model.holders & self.model.active
            assert rekey.renew_some(self.at(who), Bound()).done == due
            self.model.begin()
            self.model.copy()

    def restart(self) -> None:
        self.cabinet.dispose()
        self.letterbox.dispose()

    def back_up(self) -> None:
        self.restart()
        copy_database(self.folder / "c.sqlite", self.folder / "c-kept.sqlite")
        copy_database(self.folder / "l.sqlite", self.folder / "l-kept.sqlite")
        m = self.model
        self.kept = replace(m, holders={*m.holders}, held={*m.held}, recused={*m.recused}, chain=[*m.chain],
                            texts={**m.texts})  # fmt: skip

    def put_back(self) -> None:
        if self.kept is None or not self.kept.holders & self.model.active - {"dora"}:
            return
        self.restart()
        for name in ("c", "l"):
            for path in self.folder.glob(f"{name}.sqlite*"):
                path.unlink()
            copy_database(self.folder / f"{name}-kept.sqlite", self.folder / f"{name}.sqlite")
        before, now = self.kept, self.model
        self.model = replace(before, holders={*before.holders}, held={*before.held}, recused={*before.recused},
                             chain=[*before.chain], texts={**before.texts}, active=now.active,
                             reached=now.reached, last=now.last)  # fmt: skip
        self.model.copy()

    def word(self) -> str:
        self.n += 1
        return f"Wort-{self.n}."

    # -- what is tried

    def try_all(self) -> None:
        words = {f"Wort-{n}." for n in range(1, self.n + 1)} | {"Bericht."}
        for name in NAMES:
            burglar = self.burglar(name)
            self.copied[name] |= burglar.case_keys(self.file_id)
            text = " ".join(text.decode() for some in self.burglar(name).opens().values() for text in some)
            assert {word for word in words if word in text} == self.model.opens(name), name
        audit.verify(self.cabinet, self.ring, today=self.today + timedelta(days=9999))
        signed = execute(self.cabinet, "SELECT open FROM journal WHERE open LIKE '%holders%' ORDER BY seq DESC LIMIT 1")
        assert {
            name for name, (officer_id, _) in self.people.items() if officer_id in signed[0][0]
        } == self.model.holders

    def end(self) -> None:
        """Erased: whoever has whatever, nothing is left."""
        destroy(self.letterbox, self.cabinet, self.blobs, self.file_id)
        for name in NAMES:
            assert self.burglar(name).opens() == {}
        left = set()
        for (table,) in execute(self.cabinet, "SELECT name FROM sqlite_master WHERE type = 'table'"):
            if any(column[1] == "file_id" for column in execute(self.cabinet, f"PRAGMA table_info({table})")):
                rows = execute(self.cabinet, f"SELECT 1 FROM {table} WHERE file_id = :f", f=self.file_id)
                left |= {table} if rows else set()
        assert left == {"journal", "erased"}


@pytest.fixture(scope="module")
def root(founded: Founded) -> RootKey:
    return founded.root()


@pytest.fixture(scope="module")
def dora() -> Identity:
    return Identity.generate()


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Path]:
    return (tmp_path / str(n) for n in range(10**6))


@given(steps=st.lists(STEPS, max_size=8))
@example(steps=[("note", "anna"), ("recuse", "anna"), ("note", "lead"), ("assign", "lead", "anna"), ("recuse", "lead")])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exactly_the_entitled_open_exactly_what_they_may(
    steps: list[tuple[Any, ...]], founded: Founded, root: RootKey, dora: Identity, folders: Iterator[Path]
) -> None:
    folder = next(folders)
    folder.mkdir()
    house = House(founded, root, folder, dora)
    house.try_all()
    for step, *values in steps:
        getattr(house, step)(*values)
        house.try_all()
    house.end()
    house.restart()
